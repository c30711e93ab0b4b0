"""The members of npm tarballs."""

import json
import random

from watchhouse.testing.generate.archives import Member
from watchhouse.testing.generate.blueprint import Blueprint
from watchhouse.testing.generate.code import javascript_modules
from watchhouse.testing.generate.filling import code_size, filling
from watchhouse.testing.generate.hostile import javascript_attack
from watchhouse.testing.generate.prose import readme, summary

_HOOKS = ("preinstall", "postinstall")


def manifest(blueprint: Blueprint) -> dict[str, object]:
    """Return what `package.json` says, and the packument of it."""
    chance = random.Random(blueprint.seed)  # noqa: S311 - the same as in the tarball
    return _manifest(chance, blueprint)


def node_package(chance: random.Random, blueprint: Blueprint) -> list[Member]:
    """Return the members of a tarball as `npm pack` lays them out."""
    said = _manifest(chance, blueprint)
    modules = javascript_modules(chance, code_size(blueprint))
    lines = [f"  ...require('./lib/{name}')," for name in modules]
    main = "'use strict';\n\nmodule.exports = {\n" + "\n".join(lines) + "\n};\n"
    members = [
        ("package.json", (json.dumps(said, indent=2) + "\n").encode()),
        ("README.md", readme(chance, blueprint, str(said["description"])).encode()),
        ("index.js", main.encode()),
        *((f"lib/{name}", text.encode()) for name, text in modules.items()),
        *filling(chance, blueprint, "assets"),
    ]
    if blueprint.kind.hostile:
        members.append(("scripts/setup.js", (javascript_attack(chance, blueprint.kind) + "\n").encode()))
    return [(f"package/{path}", content) for path, content in members]


def _manifest(chance: random.Random, blueprint: Blueprint) -> dict[str, object]:
    line, hook = summary(chance), chance.choice(_HOOKS)
    scripts = {hook: "node scripts/setup.js"} if blueprint.kind.hostile else {"test": "node --test"}
    return {
        "name": blueprint.name,
        "version": blueprint.version,
        "description": line,
        "main": "index.js",
        "scripts": scripts,
        "author": f"{blueprint.author} <{blueprint.mail}>",
        "license": "MIT",
        "repository": {"type": "git", "url": f"git+{blueprint.homepage}.git"},
        "homepage": blueprint.homepage,
        "engines": {"node": ">=18"},
    }
