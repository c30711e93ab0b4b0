"""What is remembered: SQL and blobs. The one room that talks to PostgreSQL and to the bucket."""
