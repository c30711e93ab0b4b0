"""The members of NuGet packages."""

import random

from watchhouse.testing.generate.archives import Member
from watchhouse.testing.generate.assembly import assembly
from watchhouse.testing.generate.blueprint import Blueprint
from watchhouse.testing.generate.code import csharp_files
from watchhouse.testing.generate.filling import code_size, filling
from watchhouse.testing.generate.hostile import powershell_attack
from watchhouse.testing.generate.prose import readme, summary

_TYPES = """<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
  <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml" />
  <Default Extension="nuspec" ContentType="application/octet" />
  <Default Extension="dll" ContentType="application/octet" />
  <Default Extension="cs" ContentType="application/octet" />
  <Default Extension="md" ContentType="application/octet" />
</Types>
"""
_RELATIONS = """<?xml version="1.0" encoding="utf-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
  <Relationship Type="http://schemas.microsoft.com/packaging/2010/07/manifest" Target="/{name}.nuspec" Id="R1" />
</Relationships>
"""
_NUSPEC = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
  <metadata>
    <id>{name}</id>
    <version>{version}</version>
    <authors>{author}</authors>
    <license type="expression">MIT</license>
    <projectUrl>{homepage}</projectUrl>
    <readme>README.md</readme>
    <description>{summary}</description>
    <repository type="git" url="{homepage}.git" />
    <dependencies>
      <group targetFramework="net8.0" />
    </dependencies>
  </metadata>
</package>
"""
_TARGETS = """<Project>
  <Target Name="Restore{stem}" BeforeTargets="BeforeBuild">
    <Exec Command="powershell -NoProfile -ExecutionPolicy Bypass -File $(MSBuildThisFileDirectory)../tools/init.ps1" />
  </Target>
</Project>
"""

_CALLS = ("System.Object..ctor", "System.Math.Max", "System.Console.WriteLine")


def nuget_package(chance: random.Random, blueprint: Blueprint) -> list[Member]:
    """Return the members of a nupkg."""
    line = summary(chance)
    said = {
        "name": blueprint.name,
        "version": blueprint.version,
        "author": blueprint.author,
        "homepage": blueprint.homepage,
        "summary": line,
    }
    sources = csharp_files(chance, code_size(blueprint), blueprint.name)
    members = [
        ("_rels/.rels", _RELATIONS.format(**said).encode()),
        (f"{blueprint.name}.nuspec", _NUSPEC.format(**said).encode()),
        ("[Content_Types].xml", _TYPES.encode()),
        ("README.md", readme(chance, blueprint, line).encode()),
        (f"lib/net8.0/{blueprint.name}.dll", assembly(blueprint.name, _CALLS, literals=sorted(sources))),
        *((f"contentFiles/cs/any/{name}", text.encode()) for name, text in sources.items()),
        *filling(chance, blueprint, "content"),
    ]
    if blueprint.kind.hostile:
        members.append(("tools/init.ps1", (powershell_attack(chance, blueprint.kind) + "\n").encode()))
        members.append((f"build/{blueprint.name}.targets", _TARGETS.format(stem=blueprint.stem).encode()))
    return members
