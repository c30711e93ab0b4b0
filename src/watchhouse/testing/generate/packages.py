"""A blueprint to the bytes of its file."""

import random

from watchhouse.testing.generate.archives import tarball, zip_archive
from watchhouse.testing.generate.blueprint import Blueprint, Form
from watchhouse.testing.generate.node import node_package
from watchhouse.testing.generate.nupkg import nuget_package
from watchhouse.testing.generate.python import sdist, wheel


def make(blueprint: Blueprint) -> bytes:
    """Return the file's content, the same whenever it is asked for with the same libraries."""
    chance = random.Random(blueprint.seed)  # noqa: S311 - the same each time is what is wanted
    match blueprint.form:
        case Form.SDIST:
            return tarball(sdist(chance, blueprint), blueprint.at)
        case Form.WHEEL:
            return zip_archive(wheel(chance, blueprint), blueprint.at)
        case Form.TARBALL:
            return tarball(node_package(chance, blueprint), blueprint.at)
        case Form.NUPKG:
            return zip_archive(nuget_package(chance, blueprint), blueprint.at)
