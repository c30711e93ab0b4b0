"""What the first pass over the bytes looks for: cheap signs that a member deserves to be read."""

from enum import StrEnum


class Hint(StrEnum):
    """One kind of sign. None of them accuses; together they decide what is parsed."""

    EXEC = "runs text"
    DECODE = "decodes"
    NETWORK = "speaks to the network"
    PROCESS = "starts processes"
    ENVIRONMENT = "reads the environment"
    IDENTITY = "asks who the host is"
    SECRET = "names a secret"
    TOKEN = "names a password or token"
    PLACE = "names a place where secrets lie"
    SERVICE = "names a service that attackers send to"
    ADDRESS = "names a raw address"
    NATIVE = "calls native code"
    INPUT = "reads keys, screen or clipboard"
    PERSIST = "names a start-up place"
    DESTROY = "deletes or encrypts"
    MINER = "names a miner or a pool"
    DEFENCE = "names a defence or an analyst's tool"
    OBFUSCATED = "looks like an obfuscator's work"
    BLOB = "carries a long encoded text"
    PUSHED = "pushes code off the screen"
    BIDI = "turns the reading direction"
    ODD_LETTERS = "has letters that look like others in a name"
    INVISIBLE = "has runs of invisible characters"
    AGENT = "speaks to an AI agent"
    PATCH = "replaces somebody else's function"


PATTERNS: dict[Hint, tuple[str, ...]] = {
    Hint.EXEC: (
        r"\bexec\s*\(",
        r"\beval\s*\(",
        r"\bcompile\s*\(\s*[^)]{0,200}['\"]exec['\"]",
        r"__import__\s*\(",
        r"import_module\s*\(",
        r"marshal\s*\.\s*loads?\b",
        r"(?:import|,)\s*marshal\b[^.]",
        r"['\"]marshal['\"]",
        r"\bexecfile\b",
        r"\brunpy\b",
        r"FunctionType\b",
        r"load_dynamic\b",
        r"pickle\.loads",
        r"\beval\s*\)\s*\(",
        r"\bnew\s*\(?\s*Function\b|\bFunction\s*\(\s*['\"](?:require|return)\b",
        r"\.constructor\s*\(\s*[^)\s{]|['\"]constructor['\"]\s*\]\s*\(",
        r"runIn(?:This|New)?Context",
        r"\[\s*['\"]ev['\"]\s*\+",
    ),
    Hint.DECODE: (
        r"b(?:64|32|16|85)decode",
        r"a85decode",
        r"fromhex",
        r"unhexlify",
        r"zlib\b",
        r"decompress\s*\(",
        r"rot[_-]?13",
        r"Fernet\b",
        r"\.decrypt\b",
        r"\[\s*::\s*-1\s*\]",
        r"chr\s*\(",
        r"from_bytes",
        r"codecs\.decode",
        r"['\"]base64['\"]",
        r"\batob\s*\(",
        r"\bBuffer\.from\s*\(",
        r"from(?:CharCode|CodePoint)\b",
        r"\bAES\b",
    ),
    Hint.NETWORK: (
        r"requests\s*\.\s*(?:get|post|put|patch|request|session)",
        r"requests\b[^\n]{0,40}\bimport\b",
        r"import[^\n]{0,40}\brequests\b",
        r"urlopen",
        r"urlretrieve",
        r"urllib",
        r"http\.client",
        r"httplib",
        r"\bsocket\b",
        r"\bhttpx\b",
        r"aiohttp",
        r"websocket",
        r"smtplib",
        r"ftplib",
        r"paramiko",
        r"telebot",
        r"telethon",
        r"dnspython|dns\.resolver",
        r"\bwget\b",
        r"\bcurl\b",
        r"\bfetch\s*\(",
        r"XMLHttpRequest",
        r"https?\.(?:get|request)\s*\(",
        r"axios",
    ),
    Hint.PROCESS: (
        r"subprocess",
        r"os\.system",
        r"\bpopen\b",
        r"os\.exec[lv]",
        r"startfile",
        r"pty\.spawn",
        r"ShellExecute",
        r"powershell",
        r"cmd(?:\.exe)?\s*/c",
        r"/bin/(?:ba)?sh",
        r"child_process",
        r"os\.spawn",
        r"mshta|rundll32|regsvr32|certutil|bitsadmin",
    ),
    Hint.ENVIRONMENT: (r"os\.environ", r"getenv", r"process\.env", r"\benviron\b"),
    Hint.IDENTITY: (
        r"gethostname",
        r"getfqdn",
        r"getuser\b",
        r"getlogin",
        r"platform\.(?:node|uname|platform)",
        r"getnode\b",
        r"ipify",
        r"ifconfig\.",
        r"ipinfo\.",
        r"ip-api\.",
        r"icanhazip",
        r"checkip",
        r"whoami",
    ),
    Hint.SECRET: (
        r"private_?key",
        r"mnemonic",
        r"seed_?phrase",
        r"secret_?key",
        r"keypair",
        r"from_(?:key|seed|base58|bytes|secret)\b",
        r"passphrase",
        r"session_?string",
    ),
    Hint.TOKEN: (
        r"\bpasswd\b|password",
        r"api_?key",
        r"access_?token|auth_?token|\btoken\b",
        r"session_?(?:id|key)",
        r"credentials?\b",
    ),
    Hint.PLACE: (
        r"[/\\\\'\"~]\.ssh\b",
        r"id_rsa|id_ed25519",
        r"\.aws[/\\\\'\"]",
        r"Login\s?Data",
        r"Local\s?State",
        r"leveldb",
        r"wallet\.dat",
        r"\bExodus\b|\bElectrum\b|MetaMask|nkbihfbeogaeaoehlefnkodbefgpgknn",
        r"\.(?:npmrc|pypirc|netrc|git-credentials|kube[/\\\\'\"]|docker/config)",
        r"AppData|LOCALAPPDATA|APPDATA",
        r"cookies\.sqlite|logins\.json|key4\.db",
        r"/etc/(?:shadow|passwd)",
        r"CryptUnprotectData",
        r"169\.254\.169\.254",
        r"\btdata\b",
        r"browser_?cookie",
    ),
    Hint.SERVICE: (
        r"/api/(?:v\d+/)?webhooks/",
        r"hooks\.slack",
        r"api\.telegram",
        r"webhook\.site|webhook_?url|/webhooks?/|\bdhooks|discord_webhook",
        r"pastebin|paste\.ee|hastebin|rentry\.|ghostbin|dpaste|termbin|ix\.io",
        r"ngrok|trycloudflare|serveo|localtunnel|loca\.lt|pinggy",
        r"pipedream|requestbin|beeceptor|burpcollaborator|oastify|interact\.?sh|\boast\.|canarytokens|dnslog|ceye",
        r"transfer\.sh|gofile|anonfiles|file\.io|catbox|0x0\.st|bashupload",
        r"raw\.githubusercontent|gist\.github|cdn\.discordapp|dropbox|mediafire",
        r"vercel\.app|herokuapp|onrender|repl\.co|workers\.dev|\.onion\b|pythonanywhere|glitch\.me|netlify\.app",
        r"\.example/|\.invalid/",
    ),
    Hint.ADDRESS: (
        r"(?:https?|tcp|wss?)://\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}",
        r"['\"]\d{1,3}(?:\.\d{1,3}){3}['\"]\s*,\s*\d{2,5}",
    ),
    Hint.NATIVE: (
        r"ctypes",
        r"windll",
        r"VirtualAlloc",
        r"CreateThread",
        r"RtlMoveMemory",
        r"WriteProcessMemory",
        r"\b(?:Nt|Zw)(?:Allocate|Write|Create|Protect|Map|Queue)|QueueUserAPC|ThreadContext",
    ),
    Hint.INPUT: (
        r"pynput",
        r"import\s+keyboard\b|keyboard\.(?:on_|hook|record|read|wait|add_hotkey|is_pressed|get_typed)",
        r"GetAsyncKeyState|SetWindowsHookEx",
        r"pyperclip|win32clipboard|ClipboardData|clipboard(?:_get|\.(?:paste|copy|get|set|read))",
        r"ImageGrab|pyautogui|import\s+mss|\bmss\s*[.(]|pyscreenshot",
        r"VideoCapture|pyaudio|sounddevice",
    ),
    Hint.PERSIST: (
        r"CurrentVersion",
        r"crontab",
        r"schtasks",
        r"systemctl|systemd",
        r"LaunchAgents",
        r"\.bashrc|\.zshrc|\.profile|\.bash_profile",
        r"winreg",
        r"authorized_keys",
        r"sitecustomize|usercustomize|\.pth['\"]",
        r"Start Menu|Startup",
        r"autostart",
        r"(?:site|dist)-packages|getsitepackages",
        r"(?:open|Path)\(\s*[a-z]\w{0,40}\.__file__",
        r"\.github.{1,2}workflows",
        r"\.(?:vscode|cursor|windsurf)['\"/\\, ]{1,6}extensions",
    ),
    Hint.DESTROY: (
        r"rmtree",
        r"rm\s+-rf",
        r"del\s+/[sfq]",
        r"format\s+c:",
        r"vssadmin",
        r"\.encrypt\b",
        r"os\.remove",
    ),
    Hint.MINER: (r"xmrig", r"stratum\+", r"monero|nanopool|minexmr|hashvault|moneroocean|nicehash"),
    Hint.DEFENCE: (
        r"MpPreference|Defender",
        r"taskkill",
        r"netsh\s+(?:advfirewall|firewall)",
        r"AmsiScanBuffer|EtwEventWrite",
        r"IsDebuggerPresent|vmware|virtualbox|vboxservice|qemu|wireshark|procmon|ollydbg|sandboxie",
        r"etc/hosts|drivers.{1,2}etc.{1,2}hosts",
        r"fodhelper|UAC|IsUserAnAdmin",
        r"time\.sleep\s*\(\s*\d{3,}",
    ),
    Hint.OBFUSCATED: (
        r"pyarmor|__pyarmor__|pytransform|PyObfuscate|BlankOBF|__skidproof__|sourcedefender|pyob\.oxyry|jsjiami",
        r"python-obfuscator",
        r"_0x[0-9a-f]{4,}",
        r"\b_{0,2}[Il][Il1]{6,}\b|\b_{0,2}O[O0]{6,}\b|\b_{4,}\s*[=(]",
        r"(?:\\x[0-9a-f]{2}){24}",
        r"lambda\s+__+\s*[:,]",
        r"__builtins__\s*\.|__dict__\s*\[|globals\s*\(\s*\)\s*\[|getattr\s*\(\s*__",
    ),
    Hint.BLOB: (r"[A-Za-z0-9+/]{400}", r"(?:\d{1,3}\s*,\s*){80}", r"(?:\\x[0-9a-f]{2}){80}"),
    Hint.PUSHED: (
        r";[ \t\f]{60}[ \t\f]*[^\s#]",
        r"[ \t\f]{60};[ \t\f]*[^\s#]",
        r"[{})][ \t\f]{60,}[A-Za-z_$(]",
        r"[\r\n][ \t\f]{150,}(?:import|from|exec|eval|__import__|getattr|try:|if |require|Function|const|var)",
        r"(?:\n[ \t\f\r]{0,4}){48}",
    ),
    Hint.BIDI: (r"\xe2\x80[\xaa-\xae]", r"\xe2\x81[\xa6-\xa9]"),
    Hint.ODD_LETTERS: (
        r"[a-zA-Z](?:[\xd0-\xd5][\x80-\xbf]|\xe1(?:\x8e|\x8f|\xb4)[\x80-\xbf])",
        r"(?:[\xd0-\xd5][\x80-\xbf]|\xe1(?:\x8e|\x8f|\xb4)[\x80-\xbf])[a-zA-Z]",
        r"\xef\xbc[\xa1-\xba]|\xef\xbd[\x81-\x9a]|\xf0\x9d[\x90-\x9a]|\xe2\x84[\x82-\xb4]|\xc2[\xaa\xba]",
        r"\xca[\xb0-\xb8]|\xe1\xb4[\xac-\xbf]|\xe1\xb5[\x80-\xaa]",
    ),
    Hint.INVISIBLE: (
        r"(?:\xe2(?:\x80[\x8b-\x8f]|\x81[\xa0-\xa4])|\xef(?:\xbb\xbf|\xb8[\x80-\x8f]|\xbe\xa0)|\xf3\xa0[\x80-\x87].){16}",
        r"(?:\xe1\x85[\x9f\xa0]|\xe3\x85\xa4){16}",
    ),
    Hint.AGENT: (
        r"\.cursorrules|\.claude/|\.mcp\.json|copilot-instructions",
        r"--dangerously-skip-permissions|--yolo|--trust-all-tools",
        r"ignore (?:all |any )?(?:previous|prior) instructions",
    ),
    Hint.PATCH: (
        r"setattr\s*\(\s*[A-Za-z_]\w*\s*,\s*['\"]",
        (
            r"[\r\n][ \t]*(?:[A-Z]\w{2,40}|requests|urllib3|httpx|socket|builtins|os)(?:\.\w{2,40}){1,3}\s*="
            r"[ \t]*(?:lambda\b|[A-Za-z_]\w{0,60}[ \t]*[\r\n(#])"
        ),
    ),
}
"""Regular expressions over the raw bytes, without case unless in CASED; none can match unboundedly much."""

CASED: frozenset[Hint] = frozenset({Hint.OBFUSCATED, Hint.PATCH, Hint.ODD_LETTERS, Hint.BIDI, Hint.INVISIBLE})
"""Kinds of sign in which upper and lower case differ."""
