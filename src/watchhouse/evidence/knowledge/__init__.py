"""What every detector may know of the world: services, hosts, programs, loot; tables and small pure functions."""
