"""PowerShell's aliases and types under one spelling, and where cmdlets and methods send their arguments."""

import re
from collections.abc import Mapping
from typing import Final

from watchhouse.evidence.values import Sink, Source

ALIASES: Final[Mapping[str, str]] = {
    "iwr": "invoke-webrequest", "wget": "invoke-webrequest", "curl": "invoke-webrequest", "irm": "invoke-restmethod",
    "iex": "invoke-expression", "icm": "invoke-command", "ii": "invoke-item", "iwmi": "invoke-wmimethod",
    "saps": "start-process", "start": "start-process", "sajb": "start-job", "sleep": "start-sleep",
    "gc": "get-content", "cat": "get-content", "type": "get-content", "gci": "get-childitem", "dir": "get-childitem",
    "ls": "get-childitem", "gi": "get-item", "gp": "get-itemproperty", "gwmi": "get-wmiobject",
    "gcim": "get-ciminstance", "gcm": "get-command", "gps": "get-process", "ps": "get-process", "gm": "get-member",
    "gv": "get-variable", "gal": "get-alias", "sv": "set-variable", "set": "set-variable", "sal": "set-alias",
    "nal": "new-alias", "si": "set-item", "sp": "set-itemproperty", "sc": "set-content", "ac": "add-content",
    "ni": "new-item", "md": "new-item", "mkdir": "new-item", "ri": "remove-item", "rm": "remove-item",
    "del": "remove-item", "erase": "remove-item", "rd": "remove-item", "rmdir": "remove-item", "cpi": "copy-item",
    "cp": "copy-item", "copy": "copy-item", "mi": "move-item", "mv": "move-item", "move": "move-item",
    "ren": "rename-item", "%": "foreach-object", "foreach": "foreach-object", "?": "where-object",
    "where": "where-object", "echo": "write-output", "write": "write-output", "h": "get-history",
    "kill": "stop-process",
    "spps": "stop-process", "ipmo": "import-module", "clc": "clear-content", "gcb": "get-clipboard",
    "scb": "set-clipboard",
    "cd": "set-location", "sl": "set-location", "cls": "clear-host", "ogv": "out-gridview", "tee": "tee-object",
}  # fmt: skip

CMDLET_SINKS: Final[Mapping[str, Sink]] = {
    name: sink
    for sink, names in {
        Sink.NETWORK: """invoke-webrequest invoke-restmethod start-bitstransfer send-mailmessage test-netconnection
            webclient.downloadfile webclient.downloadstring webclient.downloaddata webclient.uploadfile
            webclient.uploadstring webclient.uploaddata webclient.uploadvalues webclient.openread
            webclient.downloadfileasync webclient.uploadfileasync webclient.downloadstringasync
            webclient.downloadfiletaskasync webclient.downloadstringtaskasync webclient.downloaddatataskasync
            httpclient.getasync httpclient.postasync httpclient.getstringasync httpclient.sendasync
            httpclient.getbytearrayasync webrequest.create webrequest.createhttp httpwebrequest.create
            tcpclient.connect tcpclient.getstream smtpclient.send xmlhttp.open xmlhttp.send winhttprequest.open
            winhttprequest.send udpclient.send socket.connect bitstransfer""",
        Sink.DNS: "resolve-dnsname dns.gethostentry dns.gethostaddresses dns.resolve",
        Sink.CODE: """invoke-expression scriptblock.create assembly.load assembly.loadfile assembly.loadfrom
            assembly.loadwithpartialname assembly.unsafeloadfrom invoke-command add-type powershell.addscript
            executioncontext.invokecommand.invokescript executioncontext.invokecommand.newscriptblock
            assembly.reflectiononlyload csharpcodeprovider.compileassemblyfromsource import-module""",
        Sink.PROCESS: """start-process invoke-item start-job invoke-wmimethod invoke-cimmethod process.start
            shell.run shell.exec application.shellexecute win32_process.create""",
        Sink.FILE: """set-content add-content out-file copy-item move-item new-item file.writeallbytes
            file.writealltext file.writealllines file.appendalltext file.copy file.move export-csv set-itemproperty
            new-itemproperty set-item tee-object file.create file.openwrite expand-archive filestream.write""",
        Sink.STARTUP: """register-scheduledtask new-scheduledtask new-scheduledtaskaction new-service
            set-service register-scheduledjob register-wmievent new-scheduledtasktrigger""",
        Sink.DELETION: "remove-item clear-content file.delete directory.delete clear-recyclebin remove-itemproperty",
        Sink.CLIPBOARD: "set-clipboard clipboard.settext",
        Sink.NATIVE: """marshal.copy marshal.getdelegateforfunctionpointer marshal.writebyte marshal.allochglobal
            kernel32.virtualalloc win32.virtualalloc marshal.writeint32""",
    }.items()
    for name in names.split()
}

SOURCES: Final[Mapping[str, Source]] = {
    name: source
    for source, names in {
        Source.REMOTE_CONTENT: """invoke-webrequest invoke-restmethod webclient.downloadstring webclient.downloaddata
            webclient.openread httpclient.getasync httpclient.getstringasync webclient.uploadstring
            httpclient.getbytearrayasync webrequest.getresponse httpwebrequest.getresponse webrequest.create
            httpwebrequest.create resolve-dnsname networkstream.read tcpclient.getstream
            webclient.downloadstringtaskasync webclient.downloaddatataskasync""",
        Source.HOST_IDENTITY: """get-computerinfo get-netipaddress get-netadapter windowsidentity.getcurrent
            environment.machinename environment.username environment.osversion environment.userdomainname
            dns.gethostname get-netipconfiguration get-host""",
        Source.CLIPBOARD: "get-clipboard clipboard.gettext",
        Source.SCREENSHOT: "graphics.copyfromscreen",
        Source.ENVIRONMENT: "environment.getenvironmentvariables",
        Source.PROCESS_OUTPUT: "get-process get-service get-wmiobject get-ciminstance get-hotfix",
        Source.CREDENTIAL_FILE: "get-credential vaultcmd passwordvault.retrieveall",
        Source.BROWSER: "protecteddata.unprotect",
    }.items()
    for name in names.split()
}
"""What a cmdlet, method or property gives."""

READERS: Final = frozenset(
    """get-content get-childitem get-item get-itemproperty file.readalltext file.readallbytes file.readalllines
    file.openread copy-item compress-archive directory.getfiles import-csv select-string zipfile.createfromdirectory
    webclient.uploadfile""".split()
)
"""Cmdlets and methods that give what is in the files they are given."""

PROPERTIES: Final[Mapping[str, Source]] = {
    "environment.machinename": Source.HOST_IDENTITY,
    "environment.username": Source.HOST_IDENTITY,
    "environment.userdomainname": Source.HOST_IDENTITY,
    "environment.osversion": Source.HOST_IDENTITY,
}

SWITCHES: Final = frozenset(
    """recurse force noprofile nop noninteractive usebasicparsing passthru wait nonewwindow verbose asjob confirm whatif
    raw append noclobber nologo hidden directory leaf asplaintext noexit useb allowclobber system notypeinformation
    usedefaultcredentials skipcertificatecheck compress unique listavailable""".split()
)
"""Parameters that take no value."""

METHODS: Final[Mapping[str, Sink]] = {
    name.partition(".")[2]: sink
    for name, sink in CMDLET_SINKS.items()
    if name.startswith(("webclient.", "httpclient.", "xmlhttp."))
}
"""Where a method sends its arguments whose receiver is not known, by names that few other types have."""

_GENERIC = re.compile(r"[\s`]+")


def cmdlet(word: str) -> str:
    r"""
    Return the one spelling of a command's name.

    >>> cmdlet("IWR"), cmdlet("I`nvoke-Expression"), cmdlet("Microsoft.PowerShell.Utility\\iex")
    ('invoke-webrequest', 'invoke-expression', 'invoke-expression')
    """
    lowered = word.replace("`", "").lower()
    module, slash, rest = lowered.rpartition("\\")
    lowered = rest if slash and module.startswith("microsoft.powershell") else lowered
    return ALIASES.get(lowered, lowered)


def type_name(word: str) -> str:
    """
    Return the last part of a type's name, `system.text.encoding` as `encoding`.

    >>> type_name("System.Net.WebClient"), type_name("[Text.Encoding]"), type_name("byte[]")
    ('webclient', 'encoding', 'byte[]')
    """
    lowered = _GENERIC.sub("", word.strip("[] \t") if not word.endswith("[]") else word.lstrip("["))[
        :300
    ].lower()
    return lowered.rsplit(".", 1)[-1]
