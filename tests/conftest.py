"""Fixtures that several tests of a room share stand beside their room; no test fails because a machine is slow."""

from hypothesis import settings

pytest_plugins = ["index_fixtures", "machine_fixtures", "postgres_fixture"]

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
