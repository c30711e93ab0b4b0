"""What JavaScript's pure functions and methods make of constants, and where the others send their arguments."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from watchhouse.evidence.facts.scripts import decoding
from watchhouse.evidence.facts.scripts.folding import LONGEST, concatenate, derived, known, plain, taints_of
from watchhouse.evidence.facts.scripts.reading import decoded_taint
from watchhouse.evidence.values import Sink, Source, Value

_NETWORK_MODULES: Final = (
    "https? axios node-fetch got request request-promise superagent needle undici phin bent ws socket.io-client net"
    " tls dgram nodemailer ssh2 ftp basic-ftp form-data discord.js node-telegram-bot-api"
)
_SINKS: Final[Mapping[str, Sink]] = {
    name: sink
    for sink, names in {
        Sink.PROCESS: """child_process.exec child_process.execSync child_process.spawn child_process.spawnSync
            child_process.execFile child_process.execFileSync child_process.fork execa shelljs.exec Deno.run
            Deno.Command Bun.spawn Bun.spawnSync cross-spawn wscript.shell.run wscript.shell.exec open
            shell.application.shellexecute process.dlopen""",
        Sink.CODE: """eval Function vm.runInThisContext vm.runInNewContext vm.runInContext vm.Script vm.compileFunction
            setTimeout setInterval setImmediate module._compile execScript""",
        Sink.NETWORK: """fetch axios axios.get axios.post axios.put axios.request http.get http.request https.get
            https.request got got.post request request.post request.get needle superagent.post superagent.get
            XMLHttpRequest().open XMLHttpRequest().send navigator.sendBeacon WebSocket net.connect
            net.createConnection net.Socket().connect tls.connect dgram.createSocket().send
            http.request().write https.request().write http.request().end https.request().end
            WebSocket().send msxml2.xmlhttp.open msxml2.xmlhttp.send winhttp.winhttprequest.open
            node-fetch undici.fetch undici.request ws""",
        Sink.DNS: "dns.lookup dns.resolve dns.resolve4 dns.resolveTxt dns.promises.lookup dns.promises.resolve",
        Sink.FILE: """fs.writeFile fs.writeFileSync fs.appendFile fs.appendFileSync fs.createWriteStream fs.copyFile
            fs.copyFileSync fs.rename fs.renameSync fs.symlinkSync fs.promises.writeFile fs/promises.writeFile
            fs-extra.writeFile fs-extra.outputFile fs.chmodSync adodb.stream.savetofile Deno.writeFile
            Deno.writeTextFile fs-extra.copySync""",
        Sink.DELETION: """fs.unlink fs.unlinkSync fs.rm fs.rmSync fs.rmdir fs.rmdirSync rimraf rimraf.sync
            fs-extra.remove fs-extra.removeSync fs-extra.emptyDirSync fs.promises.unlink fs.promises.rm del""",
        Sink.CLIPBOARD: "clipboardy.write clipboardy.writeSync navigator.clipboard.writeText",
        Sink.NATIVE: "ffi-napi.Library ffi.Library WebAssembly.instantiate",
    }.items()
    for name in names.split()
}
_SOURCES: Final[Mapping[str, Source]] = {
    name: source
    for source, names in {
        Source.HOST_IDENTITY: """os.hostname os.userInfo os.networkInterfaces os.platform os.release os.arch os.cpus
            os.homedir os.type os.version dns.getServers process.cwd os.totalmem""",
        Source.CLIPBOARD: "clipboardy.read clipboardy.readSync navigator.clipboard.readText",
        Source.REMOTE_CONTENT: """fetch axios axios.get axios.post http.get https.get http.request https.request got
            request request.get node-fetch undici.request undici.fetch needle WebSocket net.connect
            net.createConnection""",
        Source.PROCESS_OUTPUT: "child_process.execSync child_process.spawnSync child_process.execFileSync",
        Source.SCREENSHOT: "screenshot-desktop desktopCapturer.getSources",
        Source.KEYSTROKES: "node-global-key-listener iohook.on",
    }.items()
    for name in names.split()
}
READERS: Final = frozenset(
    """fs.readFile fs.readFileSync fs.createReadStream fs.promises.readFile fs/promises.readFile fs.readdirSync
    fs.readdir fs-extra.readFile fs-extra.readFileSync fs.copyFileSync fs.existsSync fs-extra.copy
    fs.promises.readdir Deno.readTextFile Deno.readFile""".split()
)
_NETWORK = re.compile(rf"(?:{_NETWORK_MODULES.replace(' ', '|').replace('.', chr(92) + '.')})(?:\.|$|\()")
_NETWORK_METHODS: Final = frozenset(
    "get post put patch request send write end connect emit create sendMail".split()
)
DECODERS: Final = frozenset(
    """atob Buffer.from String.fromCharCode String.fromCodePoint unescape zlib.gunzipSync zlib.inflateSync
    zlib.unzipSync zlib.inflateRawSync zlib.brotliDecompressSync crypto.createDecipheriv crypto.createDecipher
    crypto.createDecipheriv().update crypto.createDecipheriv().final CryptoJS.AES.decrypt
    crypto-js.AES.decrypt""".split()
)
"""What decodes, also where what it is given is not known."""
REQUIRES: Final = frozenset(
    """require import createRequire() module.createRequire() module.require process.mainModule.require
    require.main.require process.getBuiltinModule module.constructor._load module._load module.constructor.require
    __non_webpack_require__""".split()
)
"""What gives a module by its name."""
_GLOBALS: Final = ("window.", "globalThis.", "global.", "self.", "top.", "root.")


def canonical(name: str) -> str:
    """
    Return the one spelling of a dotted name.

    >>> canonical("node:fs.readFileSync"), canonical("globalThis.eval"), canonical("cp.exec")
    ('fs.readFileSync', 'eval', 'cp.exec')
    """
    name = name.removeprefix("node:")
    while name.startswith(_GLOBALS):
        name = name.partition(".")[2]
    return name.removesuffix(".call").removesuffix(".apply").removesuffix(".bind")


def sink_of(name: str) -> Sink | None:
    """Return where a call's arguments go."""
    found = _SINKS.get(name)
    if found is None and _NETWORK.match(name) and name.rpartition(".")[2] in _NETWORK_METHODS:
        return Sink.NETWORK
    if found is None and name.endswith(".constructor"):
        return Sink.CODE
    return found


def source_of(name: str) -> Source | None:
    """Return what a call gives that is worth taking, or that an attacker controls."""
    found = _SOURCES.get(name)
    if found is None and _NETWORK.match(name) and name.rpartition(".")[2] in {"get", "request"}:
        return Source.REMOTE_CONTENT
    return found


def fold_call(name: str, arguments: Sequence[Value]) -> tuple[Value, str] | None:  # noqa: PLR0911 -- one return for each case
    """Return what a pure function gives for constants, and the encoding that it undid; None if it is not known here."""
    if not arguments:
        return None
    first = plain(arguments[0])
    match name:
        case "atob" | "base-64.decode" | "js-base64.Base64.decode" if first is not None:
            return _text(decoding.from_base64(first), arguments[0], "base64")
        case "unescape" | "decodeURIComponent" | "decodeURI" if first is not None:
            return Value(
                const=decoding.unescape(first), taints=decoded_taint(arguments[0], "percent")
            ), "percent"
        case "Buffer.from" | "Buffer" if first is not None:
            return _buffer(first, arguments)
        case "String.fromCharCode" | "String.fromCodePoint":
            return _characters(arguments)
        case "String" if first is not None:
            return derived(first, *arguments), ""
        case "parseInt" | "Number" if first is not None:
            return _number(first, arguments)
        case "path.join" | "path.resolve":
            return concatenate(arguments, "/"), ""
        case "zlib.gunzipSync" | "zlib.inflateSync" | "zlib.unzipSync" | "zlib.inflateRawSync":
            content = arguments[0].const
            clear = decoding.inflate(content) if isinstance(content, bytes) else None
            return (
                (Value(const=clear, taints=decoded_taint(arguments[0], "zlib")), "")
                if clear is not None
                else None
            )
        case _:
            return None


def fold_method(owner: Value, name: str, arguments: Sequence[Value]) -> Value | None:
    """Return what a method of a constant gives, or None."""
    if not all(known(each) for each in arguments):
        return None
    try:
        result = _method(owner.const, name, [each.const for each in arguments])
    except (ValueError, TypeError, LookupError, OverflowError):
        return None
    if result is None or (isinstance(result, str | bytes | list) and len(result) > LONGEST):
        return None
    return derived(result, owner, *arguments)


def _method(owner: Any, name: str, given: list[Any]) -> Any:  # noqa: C901, PLR0911, PLR0912 -- one table of small cases
    match owner, name, given:
        case bytes(), "toString", []:
            return (
                decoding.as_text(owner)
                if decoding.as_text(owner) is not None
                else owner.decode("utf-8", "replace")
            )
        case bytes(), "toString", [str(codec), *_]:
            return (
                owner.hex()
                if codec == "hex"
                else owner.decode("latin-1" if codec in {"latin1", "binary"} else "utf-8", "replace")
            )
        case str(), "split", [str(separator), *_]:
            return owner.split(separator) if separator else list(owner)
        case str(), "replace", [str(old), str(new)] if old:
            return owner.replace(old, new, 1)
        case str(), "replaceAll", [str(old), str(new)] if old:
            return owner.replace(old, new)
        case str(), ("charAt" | "at"), [int(place)] if place >= 0:
            return owner[place : place + 1]
        case str(), ("charCodeAt" | "codePointAt"), [int(place)] if 0 <= place < len(owner):
            return ord(owner[place])
        case str(), "substr", [int(begin), *rest] if begin >= 0:
            return owner[begin : begin + (rest[0] if rest and isinstance(rest[0], int) else len(owner))]
        case ((str() | list()), ("substring" | "slice"), [int(begin), *rest]):
            return owner[begin : rest[0] if rest and isinstance(rest[0], int) else None]
        case str(), ("trim" | "toString" | "valueOf"), _:
            return owner.strip() if name == "trim" else owner
        case str(), ("toLowerCase" | "toUpperCase"), _:
            return owner.lower() if name == "toLowerCase" else owner.upper()
        case str(), "concat", [*parts]:
            return owner + "".join(str(part) for part in parts)
        case str(), "repeat", [int(times)] if 0 <= times * len(owner) <= LONGEST:
            return owner * times
        case list(), "reverse", []:
            return owner[::-1]
        case list(), "join", [*rest]:
            return (str(rest[0]) if rest else ",").join(
                str(part) for part in owner if isinstance(part, str | int)
            )
        case list(), "concat", [*parts]:
            return owner + [each for part in parts for each in (part if isinstance(part, list) else [part])]
        case ((int() | float()), "toString", [*rest]):
            return _in_base(owner, rest[0] if rest else 10)
        case _:
            return None


def _in_base(number: float, base: Any) -> str | None:
    if not isinstance(number, int) or number < 0 or base not in range(2, 37) or number.bit_length() > 512:
        return None
    digits = ""
    while number:
        number, rest = divmod(number, base)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits or "0"


def _text(content: bytes | None, origin: Value, step: str) -> tuple[Value, str] | None:
    if content is None:
        return None
    text = decoding.as_text(content)
    clear = text if text is not None else content.decode("latin-1")
    return Value(const=clear, taints=decoded_taint(origin, step)), step


def _buffer(first: str, arguments: Sequence[Value]) -> tuple[Value, str]:
    codec = plain(arguments[1]) if len(arguments) > 1 else "utf8"
    if codec == "base64":
        return Value(
            const=decoding.from_base64(first) or b"", taints=decoded_taint(arguments[0], "base64")
        ), "base64"
    if codec == "hex":
        return Value(const=decoding.from_hex(first) or b"", taints=decoded_taint(arguments[0], "hex")), "hex"
    content = arguments[0].const
    if isinstance(content, list):
        numbers = [each & 0xFF for each in content if isinstance(each, int)]
        return Value(const=bytes(numbers), taints=decoded_taint(arguments[0], "bytes")), "bytes"
    return derived(first.encode("utf-8", "replace"), *arguments), ""


def _characters(arguments: Sequence[Value]) -> tuple[Value, str] | None:
    numbers = [each.const for each in arguments]
    if len(numbers) == 1 and isinstance(numbers[0], list):
        numbers = numbers[0]
    if not all(isinstance(number, int) and 0 <= number < 0x11_0000 for number in numbers):
        return None
    text = "".join(map(chr, numbers))
    return Value(
        const=text,
        taints=taints_of(arguments) if len(text) == 1 else decoded_taint(arguments[0], "characters"),
    ), ("characters" if len(text) > 1 else "")


def _number(text: str, arguments: Sequence[Value]) -> tuple[Value, str] | None:
    base = arguments[1].const if len(arguments) > 1 and arguments[1].const in range(2, 37) else 10
    digits = re.match(r"\s{0,20}[-+]?(?:0x)?[0-9A-Za-z]{1,100}", text)
    try:
        return (
            (derived(int(digits.group(), 16 if "0x" in digits.group() else base), *arguments), "")
            if digits
            else None
        )
    except ValueError:
        return None
