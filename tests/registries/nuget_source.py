"""A NuGet V3 source on loopback: service index, catalog, registrations."""

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from feed_site import MISSING, Answer, as_json

DAY = datetime(2026, 1, 1, tzinfo=UTC)


def stamp(second: float) -> str:
    """Return a time as NuGet writes it, with seven digits."""
    return (DAY + timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%S.%f") + "7Z"


def digest(name: str, version: str) -> bytes:
    """Return the SHA-512 of what would be the package."""
    return hashlib.sha512(f"{name} {version}".encode("utf-8", "surrogatepass")).digest()


@dataclass(repr=False)
class Source:
    """What the source has; its catalog's pages hold `items` as `pages` divides them."""

    url: str = ""
    items: list[dict[str, Any]] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    """Items of each page; the rest stands in one more."""
    leaves: dict[str, Any] = field(default_factory=dict)
    instead: dict[str, Answer] = field(default_factory=dict)
    etag: str = ""

    def add(self, second: float, name: str, version: str, *, kind: str = "Details", **said: Any) -> str:
        """Commit one item and return the path of its leaf."""
        path = f"/catalog0/data/{len(self.items)}.json"
        at = stamp(second)
        self.items.append(
            {
                "@id": self.url + path,
                "@type": f"nuget:Package{kind}",
                "commitTimeStamp": at,
                "nuget:id": name,
                "nuget:version": version,
            }
        )
        self.leaves[path] = {
            "id": name,
            "version": version,
            "catalog:commitTimeStamp": at,
            "created": at,
            "published": at,
            "listed": True,
            "packageHash": base64.b64encode(digest(name, version)).decode(),
            "packageHashAlgorithm": "SHA512",
            "packageSize": 900,
        } | said
        return path

    def divided(self) -> list[list[dict[str, Any]]]:
        """Return the pages."""
        found, start = [], 0
        for size in self.pages:
            found.append(self.items[start : start + size])
            start += size
        return [page for page in [*found, self.items[start:]] if page]

    def answer(self, path: str, _query: dict[str, str]) -> Answer:
        """Answer as the source does."""
        if path in self.instead:
            return self.instead[path]
        if path == "/v3/index.json":
            return as_json(self.index())
        if path == "/catalog0/index.json":
            found = as_json(self.catalog())
            return Answer(
                content=found.content, headers=found.headers | ({"ETag": self.etag} if self.etag else {})
            )
        if path.startswith("/catalog0/page"):
            page = self.divided()[int(path.removeprefix("/catalog0/page").removesuffix(".json"))]
            return as_json({"count": len(page), "items": page[::-1]})
        if path.startswith("/registration/"):
            return self.registration(path.split("/")[2])
        return as_json(self.leaves[path]) if path in self.leaves else MISSING

    def index(self) -> dict[str, Any]:
        """Return the service index."""
        resources = {
            "Catalog/3.0.0": "catalog0/index.json",
            "PackageBaseAddress/3.0.0": "flat/",
            "RegistrationsBaseUrl/3.6.0": "registration/",
        }
        return {
            "version": "3.0.0",
            "resources": [{"@id": f"{self.url}/{place}", "@type": kind} for kind, place in resources.items()],
        }

    def catalog(self) -> dict[str, Any]:
        """Return the catalog's index, newest page first: its order means nothing."""
        pages = [
            {
                "@id": f"{self.url}/catalog0/page{number}.json",
                "commitTimeStamp": max(item["commitTimeStamp"] for item in page),
                "count": len(page),
            }
            for number, page in enumerate(self.divided())
        ]
        return {"count": len(pages), "items": pages[::-1]}

    def registration(self, name: str) -> Answer:
        """Return what is listed of a package: of each version its newest leaf, unless that is a removal."""
        entries: dict[str, dict[str, Any]] = {}
        for item in self.items:
            if item["nuget:id"].lower() != name:
                continue
            entries[item["nuget:version"]] = {
                "catalogEntry": {
                    "@id": item["@id"],
                    "id": item["nuget:id"],
                    "version": item["nuget:version"],
                },
                "removed": item["@type"] == "nuget:PackageDelete",
            }
        listed = [entry for entry in entries.values() if not entry["removed"]]
        return as_json({"count": 1, "items": [{"items": listed}]}) if listed else MISSING
