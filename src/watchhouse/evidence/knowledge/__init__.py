"""What is known of the world: places, stores, services, hosts, secrets' names; tables, and how they are matched."""
