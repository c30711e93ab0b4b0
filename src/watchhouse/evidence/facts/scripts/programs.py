"""What well-known programs do with their arguments, whichever script starts them; and scripts inside arguments."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from watchhouse.evidence.facts.scripts.decoding import as_text, from_base64
from watchhouse.evidence.facts.scripts.folding import concatenate, place_taints, plain, tainted
from watchhouse.evidence.facts.scripts.reading import Reading
from watchhouse.evidence.knowledge.places import startup_place
from watchhouse.evidence.values import Sink, Source, Value

SINKS: Final[Mapping[str, Sink]] = {
    program: sink
    for sink, programs in {
        Sink.NETWORK: """curl wget nc ncat netcat socat telnet ftp sftp scp rsync ssh http https aria2c axel lynx fetch
            bitsadmin lftp tftp openssl-s_client websocat mail sendmail mutt swaks start-bitstransfer""",
        Sink.DNS: "nslookup dig host resolve-dnsname drill",
        Sink.PROCESS: """start nohup setsid osascript open xdg-open mshta wscript cscript rundll32 regsvr32 msiexec
            docker npm npx pip pip3 gem go cargo msbuild installutil wmic psexec open-process start-process""",
        Sink.DELETION: "rm rmdir shred unlink del erase rd wipefs mkfs dd remove-item format cipher",
        Sink.STARTUP: "crontab systemctl launchctl schtasks update-rc.d chkconfig at sc",
        Sink.CLIPBOARD: "pbcopy xclip xsel clip wl-copy set-clipboard",
        Sink.FILE: "tee install cp mv copy xcopy robocopy move out-file set-content add-content ln",
        Sink.NATIVE: "insmod modprobe gdb ld.so",
    }.items()
    for program in programs.split()
}
"""Where a program's arguments go."""

SHELLS: Final = frozenset(("sh", "bash", "zsh", "dash", "ksh", "ash"))
INTERPRETERS: Final[Mapping[str, tuple[str, frozenset[str]]]] = {
    **{shell: ("shell", frozenset(("-c",))) for shell in SHELLS},
    "python": ("python", frozenset(("-c",))),
    "node": ("javascript", frozenset(("-e", "--eval", "-p", "-pe", "--print"))),
    "deno": ("javascript", frozenset(("eval",))),
    "bun": ("javascript", frozenset(("-e", "--eval"))),
    "perl": ("text", frozenset(("-e", "-E", "-ne", "-pe"))),
    "ruby": ("text", frozenset(("-e",))),
    "php": ("text", frozenset(("-r",))),
    "osascript": ("text", frozenset(("-e",))),
    "lua": ("text", frozenset(("-e",))),
}
"""Language that an interpreter runs, and the options before a script given as argument."""

READERS: Final = frozenset(
    """cat head tail less more strings base64 xxd od tar zip gzip bzip2 xz 7z grep egrep awk sed sort uniq cut tr find
    cp mv openssl sqlite3 type get-content gc dd tac rev jq plutil security defaults""".split()
)
"""Programs that give, or copy, what is in the files they are given."""
IDENTITY: Final = frozenset(
    """hostname whoami id uname ifconfig ip ipconfig systeminfo arp w who users getmac lsb_release sw_vers dmidecode
    system_profiler hostnamectl logname lscpu netstat get-computerinfo get-netipaddress ver""".split()
)

_EXECUTABLE = re.compile(r"\.(?:exe|com|cmd|bat)$")
_VERSION_SUFFIX = re.compile(r"[.-]?\d{1,4}(?:\.\d{1,4}){0,3}$")
_ALIASES: Final = {"pwsh": "powershell", "nodejs": "node", "pythonw": "python", "py": "python"}
_DECODERS = re.compile(r"^-{1,2}(?:d|D|decode|e|decrypt)$")
_UPLOADS: Final = frozenset(
    "-d --data --data-binary --data-raw --data-urlencode -F --form -T --upload-file --post-data --post-file --body-file"
    " --body-data -InFile -Body".split()
)
_ENCODED = re.compile(r"^[-/\u2013\u2014](?:e|ec|en[a-z]*)$", re.IGNORECASE)
_COMMAND = re.compile(r"^[-/\u2013\u2014](?:c|co[a-z]*)$", re.IGNORECASE)
_VALUED = re.compile(
    r"^[-/\u2013\u2014](?:w[a-z]*|ex[a-z]*|ep|v[a-z]*|psc[a-z]*|in[a-z]*|if|o[a-z]*|of|wd|wo[a-z]*|f[a-z]*|conf[a-z]*)$",
    re.IGNORECASE,
)
"""Options of powershell.exe that take a value (about_PowerShell_exe); any unambiguous beginning counts."""


def program_of(word: str) -> str:
    r"""
    Return the bare name of a program, without folder, version and extension.

    >>> program_of("/usr/bin/python3.11"), program_of('"C:\\Windows\\System32\\CMD.EXE"'), program_of("7z")
    ('python', 'cmd', '7z')
    """
    bare = _EXECUTABLE.sub("", re.split(r"[\\/]", word.strip().strip("\"'"))[-1].lower())
    stripped = _VERSION_SUFFIX.sub("", bare)
    stripped = _ALIASES.get(stripped, stripped)
    return stripped if stripped in INTERPRETERS or stripped == "powershell" else bare


def sink_of(program: str, arguments: Sequence[Value]) -> Sink | None:
    """Return where the arguments of `program` go."""
    if program in {"reg", "new-itemproperty", "set-itemproperty"}:
        written = any(startup_place(value.text) for value in arguments)
        return Sink.STARTUP if written else Sink.FILE
    if program in INTERPRETERS or program in {"powershell", "cmd", "eval", "source", "."}:
        fetched = any(value.has(Source.REMOTE_CONTENT, Source.DECODED) for value in arguments)
        return Sink.CODE if fetched or runs_text(program, arguments) else Sink.PROCESS
    found = SINKS.get(program)
    if found is Sink.FILE and any(startup_place(value.text) for value in arguments[-1:]):
        return Sink.STARTUP
    return found


def runs_text(program: str, arguments: Sequence[Value]) -> bool:
    """Return whether an interpreter is given code rather than a file."""
    if program in {"powershell", "cmd", "eval", "source", "."}:
        return True
    _, options = INTERPRETERS.get(program, ("", frozenset()))
    return (
        not arguments
        or any(value.text in options or value.text == "-" for value in arguments)
        or (
            program in SHELLS
            and any(re.fullmatch(r"-[a-z]*c[a-z]*|-s", value.text or "") for value in arguments)
        )
    )


def sent(program: str, arguments: Sequence[Value]) -> list[Value]:
    """Return the arguments of a network program, with the contents of the files that they say to send."""
    marked = list(arguments)
    previous = ""
    for position, value in enumerate(arguments):
        text = value.text
        copies = program in {"scp", "rsync", "sftp"} and not text.startswith("-") and previous != "-i"
        if (
            "@" in text[:200]
            or previous in _UPLOADS
            or text.startswith(("--post-file=", "--upload-file="))
            or copies
        ):
            for taint in place_taints([value]):
                marked[position] = tainted(marked[position], taint.source, taint.detail)
        previous = text
    return marked


def output_of(program: str, arguments: Sequence[Value], stdin: Value | None) -> Value:  # noqa: PLR0911 -- one return for each case
    """Return what `program` prints, as far as it can be known."""
    given = list(arguments) + ([stdin] if stdin else [])
    if SINKS.get(program) is Sink.NETWORK and program not in {"ssh", "mail", "sendmail"}:
        address = next((value.text for value in arguments if "://" in value.text), "")
        return tainted(Value(name=f"{program}()"), Source.REMOTE_CONTENT, address)
    if program in {"nslookup", "dig", "host"}:
        return tainted(Value(), Source.REMOTE_CONTENT, "DNS")
    if program in {"echo", "printf", "write-output", "write-host"}:
        words = [
            value for value in arguments if value.text not in {"-n", "-e", "-en", "-ne", "%s", "%s\\n", "%b"}
        ]
        return concatenate(words, " ")
    if program in {"env", "printenv", "set", "export", "declare"}:
        return tainted(Value(), Source.ENVIRONMENT, "all variables")
    if program in IDENTITY:
        return tainted(Value(), Source.HOST_IDENTITY, program)
    if program in {"pbpaste", "get-clipboard"} or (program in {"xclip", "xsel"} and not stdin):
        return tainted(Value(), Source.CLIPBOARD, program)
    if program in {"screencapture", "scrot", "import", "gnome-screenshot"}:
        return tainted(Value(), Source.SCREENSHOT, program)
    taints = frozenset().union(*(value.taints for value in given))
    if program in READERS:
        return Value(taints=taints | place_taints(arguments), name=f"{program}()")
    return tainted(Value(taints=taints, name=f"{program}()"), Source.PROCESS_OUTPUT, program)


def decodes(arguments: Sequence[Value]) -> bool:
    """Return whether base64, openssl or their like are told to decode."""
    return any(_DECODERS.match(value.text) for value in arguments)


def read_inner(reading: Reading, program: str, arguments: Sequence[Value], line: int) -> None:
    """Have the script read that an interpreter is given as an argument."""
    if program == "powershell":
        _powershell(reading, arguments, line)
        return
    if program == "cmd":
        _cmd(reading, arguments, line)
        return
    if program == "mshta" and arguments:
        scheme, colon, text = (plain(concatenate(arguments, " ")) or "").strip("\"' ").partition(":")
        if colon and scheme.lower() in {"vbscript", "javascript"}:
            reading.nested(text, scheme.lower(), line)
        return
    if program == "osascript" and arguments:
        for value in arguments:
            found = re.search(r'do shell script "((?:[^"\\]|\\.){1,20000})"', value.text)
            if found:
                reading.nested(re.sub(r"\\(.)", r"\1", found[1]), "shell", line)
        return
    language, options = INTERPRETERS.get(program, ("", frozenset()))
    if not language:
        return
    for position, value in enumerate(arguments[:-1]):
        bundled = program in SHELLS and re.fullmatch(r"-[a-z]*c", value.text or "")
        if value.text in options or bundled:
            code = plain(arguments[position + 1])
            if code is not None:
                reading.nested(code, language, line)
            return


def _powershell(reading: Reading, arguments: Sequence[Value], line: int) -> None:
    """Find the command of `powershell.exe`: encoded, after -Command, or simply what is left."""
    position = 0
    while position < len(arguments):
        word = arguments[position].text
        if _ENCODED.match(word):
            encoded = (
                (plain(arguments[position + 1]) or "").strip("\"'") if position + 1 < len(arguments) else None
            )
            content = from_base64(encoded) if encoded else None
            text = as_text(content) if content else None
            if text is None:
                reading.gap("encoded command that does not decode", line)
                return
            reading.unhidden(text, arguments[position + 1], "base64", line)
            reading.decoded[text] = (*reading.decoded[text], "utf-16")
            reading.nested(text, "powershell", line)
            return
        if _COMMAND.match(word):
            position += 1
            break
        if not word.startswith(("-", "/", "\u2013", "\u2014")):
            break
        position += 2 if _VALUED.match(word) else 1
    rest = concatenate(arguments[position:], " ")
    text = plain(rest)
    if text is None:
        text = rest.shown.replace("{}", "$_unknown")
    if text.strip().strip('"'):
        reading.nested(_unquoted(text), "powershell", line)


def _cmd(reading: Reading, arguments: Sequence[Value], line: int) -> None:
    """Find the command of `cmd /c`, quotes around the whole taken off as cmd does."""
    for position, value in enumerate(arguments):
        word = value.text.lower()
        if word[:2] in {"/c", "/k", "/r"}:
            rest = (
                [Value(const=value.text[2:]), *arguments[position + 1 :]]
                if word[2:]
                else arguments[position + 1 :]
            )
            command = concatenate(rest, " ")
            text = plain(command)
            if text is None:
                text = command.shown.replace("{}", "%_unknown%")
            reading.nested(_unquoted(text), "batch", line)
            return


def _unquoted(text: str) -> str:
    r"""
    Return `text` without the quotes around all of it, and inner quotes without their escapes.

    >>> _unquoted('"a \\"b\\""'), _unquoted('"a" "b"')
    ('a "b"', '"a" "b"')
    """
    stripped = text.strip()
    if len(stripped) < 2 or stripped[0] not in "\"'" or stripped[-1] != stripped[0]:
        return stripped
    inner = stripped[1:-1]
    separate = re.search(r'(?<![\\"])"\s+"', inner)
    return stripped if separate else inner.replace('\\"', '"').replace('""', '"')
