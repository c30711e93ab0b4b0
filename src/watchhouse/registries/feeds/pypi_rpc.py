"""
The two questions of PyPI's XML-RPC that mirrors live on; the others are deprecated or dead.

Traps that are handled here: too many questions are answered by a fault in a document of status 200, which names in its
text the seconds to wait; a fault of another kind, or an answer that is no XML-RPC, is no answer; a document is
bounded in bytes, elements and depth; integers beyond XML-RPC's own cannot be sent.
"""

import re
import xmlrpc.client
from dataclasses import dataclass
from decimal import DecimalException

from watchhouse.model.errors import InfrastructureError, RequestError
from watchhouse.registries.answers import UnreadableError
from watchhouse.registries.documents import text, whole
from watchhouse.registries.feeds.pypi_rows import SERIALS, Row, read_rows
from watchhouse.registries.feeds.pypi_xml import read_xml
from watchhouse.registries.pace import BusyError
from watchhouse.registries.transport import TooLargeError, Transport, host

FULL = 50_000
"""Rows of a full answer, with those that it has twice."""
_MEDIA_TYPE = "text/xml"
"""Without it an index answers with a page for people."""
_LIMITED = re.compile(r"too many requests", re.IGNORECASE)
_SECONDS = re.compile(r"in (\d{1,5}) seconds")
_FAULT = 1000
"""Characters of a fault's text that are read."""
_PATIENCE = 60.0
"""Seconds to wait where a limit names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """One answer: each row once, ascending."""

    rows: list[Row]
    full: bool


class Rpc:
    """The XML-RPC of one index; used by one thread at a time."""

    def __init__(self, url: str, transport: Transport, limit: int) -> None:
        self._url = url
        self._transport = transport
        self._limit = limit

    def last_serial(self) -> int:
        """Return the serial of the newest row."""
        serial = whole(self._ask("changelog_last_serial"))
        if serial is None:
            raise UnreadableError(f"{host(self._url)} has no last serial")
        return serial

    def rows_since(self, serial: int) -> Rows:
        """Return the rows whose serial is greater than `serial`, as many as one answer holds."""
        answer = self._ask("changelog_since_serial", serial)
        # Some servers count the row itself among those since.
        rows = [row for row in read_rows(answer) if row.serial > serial]
        return Rows(rows=rows, full=isinstance(answer, list) and len(answer) >= FULL)

    def _ask(self, method: str, *arguments: int) -> object:
        if any(number > SERIALS for number in arguments):
            raise UnreadableError("a serial is larger than XML-RPC can ask for")
        question = xmlrpc.client.dumps(arguments, method).encode()
        try:
            page = self._transport.ask(self._url, question, _MEDIA_TYPE, limit=self._limit)
        except TooLargeError as error:
            raise UnreadableError(str(error)) from error
        except RequestError as error:  # not there (any more)
            raise InfrastructureError(str(error)) from error
        if "xml" not in page.media_type:
            raise InfrastructureError(f"{host(self._url)} answers with a document that is not for programs")
        return self._answer(page.content)

    def _answer(self, document: bytes) -> object:
        reader = xmlrpc.client.Unmarshaller(use_builtin_types=True)
        # expat gives text, which is not to be decoded again.
        reader.xml("", None)
        try:
            read_xml(document, reader)
            answer = reader.close()
        except xmlrpc.client.Fault as fault:
            raise self._fault(fault) from fault
        except (
            xmlrpc.client.Error,
            ValueError,
            TypeError,
            LookupError,
            AttributeError,
            DecimalException,
        ) as error:
            raise UnreadableError(f"{host(self._url)} answers with what is no XML-RPC") from error
        if len(answer) != 1:
            raise UnreadableError(f"{host(self._url)} gives {len(answer)} answers to one question")
        return answer[0]

    def _fault(self, fault: xmlrpc.client.Fault) -> InfrastructureError:
        told = text(fault.faultString, _FAULT)
        place = host(self._url)
        if not _LIMITED.search(told):
            return InfrastructureError(f"{place} refuses to tell its changelog (fault {_code(fault)})")
        named = _SECONDS.search(told)
        wait = float(named[1]) if named else _PATIENCE
        return BusyError(f"{place} is asked for its changelog too often", host=place, wait=wait)


def _code(fault: xmlrpc.client.Fault) -> str:
    return str(fault.faultCode)[:10] if type(fault.faultCode) is int else "of no code"
