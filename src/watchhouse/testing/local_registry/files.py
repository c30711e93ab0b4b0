"""A file's content with ETag and ranges (RFC 9110, one range at a time)."""

import re

from starlette.requests import Request
from starlette.responses import Response

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def file_answer(
    request: Request, content: bytes, sha256: str, media: str = "application/octet-stream"
) -> Response:
    """Return `content`, or the part of it that the request asks for."""
    tag = f'"{sha256[:32]}"'
    headers = {"ETag": tag, "Accept-Ranges": "bytes", "Cache-Control": "max-age=365000000, immutable, public"}
    asked = _RANGE.fullmatch(request.headers.get("range", ""))
    if asked is None or request.headers.get("if-range", tag) != tag or not any(asked.groups()):
        return Response(content, headers=headers, media_type=media)
    first, last = _bounds(asked[1], asked[2], len(content))
    if first >= len(content) or first > last:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{len(content)}"})
    headers["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
    return Response(content[first : last + 1], 206, headers=headers, media_type=media)


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1
