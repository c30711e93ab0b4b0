"""Fixtures that several tests of a room share; each stands beside its room."""

pytest_plugins = ["index_fixtures", "machine_fixtures"]
