"""PyPI's RSS: the newest releases, the newest projects."""

from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

from watchhouse.testing.project import Project


def feed(title: str, base: str, rows: Iterable[tuple[Project, str, float]]) -> bytes:
    """Return an RSS document of project, version (if it tells releases) and time of each row."""
    items = "".join(_item(base, *row) for row in rows)
    head = (
        f"<title>{escape(title)}</title><link>{escape(base)}</link><description>{escape(title)}</description>"
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def _item(base: str, project: Project, version: str, at: float) -> str:
    title = f"{project.spelled} {version}" if version else f"{project.spelled} added to PyPI"
    link = f"{base}/project/{project.name}/{version + '/' if version else ''}"
    when = format_datetime(datetime.fromtimestamp(at, tz=UTC), usegmt=True)
    guid = "" if version else f"<guid>{escape(link)}</guid>"
    said = f"<title>{escape(title)}</title><link>{escape(link)}</link>{guid}"
    said += f"<description>generated</description><author>{project.mail}</author><pubDate>{when}</pubDate>"
    return f"<item>{said}</item>"
