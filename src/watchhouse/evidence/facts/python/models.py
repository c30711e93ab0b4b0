"""What calls outside the package do: which read something worth stealing, and which let it out or run it."""

from functools import lru_cache

from watchhouse.evidence.values import Sink, Source

ALIASES: dict[str, str] = {
    "__builtin__": "builtins",
    "builtins.__builtins__": "builtins",
    "posix": "os",
    "nt": "os",
    "cPickle": "pickle",
    "commands": "subprocess",
    "urllib2": "urllib.request",
    "httplib": "http.client",
    "six.moves.urllib": "urllib",
    "six.moves.builtins": "builtins",
    "urllib.urlopen": "urllib.request.urlopen",
    "urllib.urlretrieve": "urllib.request.urlretrieve",
    "urllib.urlencode": "urllib.parse.urlencode",
    "urllib.quote": "urllib.parse.quote",
    "requests.api": "requests",
    "requests.sessions": "requests",
    "requests.session": "requests.Session",
    "posixpath": "os.path",
    "ntpath": "os.path",
    "_winreg": "winreg",
    "PIL.ImageGrab.grab": "ImageGrab.grab",
    "pyscreenshot.grab": "ImageGrab.grab",
    "distutils.core.setup": "setuptools.setup",
    "Crypto": "Cryptodome",
    "pip._vendor.requests": "requests",
}
"""Other spellings of one thing, longest prefix first wins."""

SOURCES: dict[str, Source] = {
    name: kind
    for kind, names in {
        Source.ENVIRONMENT: """os.environ os.getenv os.environb os.environ.get os.environ.copy os.environ.items
            os.getenvb dotenv.dotenv_values""",
        Source.HOST_IDENTITY: """socket.gethostname socket.getfqdn socket.gethostbyname socket.gethostbyname_ex
            getpass.getuser os.getlogin os.uname os.getcwd os.getuid platform.node platform.platform
            platform.system platform.uname platform.version platform.release platform.machine platform.processor
            uuid.getnode psutil.users psutil.net_if_addrs netifaces.interfaces pwd.getpwuid
            pwd.getpwall distro.id wmi.WMI locale.getlocale""",
        Source.BROWSER: """browser_cookie3.chrome browser_cookie3.firefox browser_cookie3.edge browser_cookie3.opera
            browser_cookie3.brave browser_cookie3.chromium browser_cookie3.load browser_cookie3.vivaldi
            browser_cookie3.opera_gx browser_cookie3.safari rookiepy.chrome rookiepy.load rookiepy.any_browser
            browsercookie.chrome browsercookie.load browserhistory.get_browserhistory
            win32crypt.CryptUnprotectData""",
        Source.CLIPBOARD: """pyperclip.paste pyperclip.waitForNewPaste win32clipboard.GetClipboardData
            clipboard.paste tkinter.Tk().clipboard_get pandas.io.clipboard.paste""",
        Source.SCREENSHOT: """ImageGrab.grab pyautogui.screenshot mss.mss().grab mss.mss().shot mss.mss().save
            pyscreeze.screenshot d3dshot.create dxcam.create""",
        Source.KEYSTROKES: "keyboard.record keyboard.read_key keyboard.read_event keyboard.get_typed_strings",
        Source.CAMERA: "cv2.VideoCapture().read cv2.VideoCapture sounddevice.rec pyaudio.PyAudio().open",
        Source.PROCESS_OUTPUT: """subprocess.check_output subprocess.getoutput subprocess.getstatusoutput os.popen
            subprocess.run subprocess.Popen subprocess.Popen().communicate subprocess.Popen().stdout""",
        Source.REMOTE_CONTENT: """requests.get requests.post requests.request requests.Session().get
            requests.Session().post requests.put requests.Session().request urllib.request.urlopen
            urllib.request.urlretrieve httpx.get httpx.post httpx.request httpx.Client().get httpx.Client().post
            httpx.AsyncClient().get httpx.AsyncClient().post aiohttp.ClientSession().get
            aiohttp.ClientSession().post aiohttp.request urllib3.PoolManager().request urllib3.request
            http.client.HTTPSConnection().getresponse http.client.HTTPConnection().getresponse
            socket.socket().recv socket.socket().recvfrom socket.create_connection().recv wget.download
            cloudscraper.create_scraper().get curl_cffi.requests.get websocket.WebSocket().recv
            websocket.create_connection().recv ftplib.FTP().retrbinary gdown.download pycurl.Curl().perform
            urllib.request.build_opener().open dns.resolver.resolve dns.resolver.query""",
        Source.LOCAL_FILE: """os.walk os.listdir os.scandir glob.glob glob.iglob pathlib.Path().glob
            pathlib.Path().rglob pathlib.Path().iterdir""",
    }.items()
    for name in names.split()
}
"""Dotted name of a function or attribute -> what it gives."""

SINKS: dict[str, Sink] = {
    name: kind
    for kind, names in {
        Sink.NETWORK: """requests.get requests.post requests.put requests.patch requests.delete requests.request
            requests.head urllib.request.urlopen urllib.request.urlretrieve urllib.request.Request httpx.get
            httpx.post httpx.put httpx.request httpx.stream aiohttp.request urllib3.request wget.download
            gdown.download socket.create_connection curl_cffi.requests.get curl_cffi.requests.post
            curl_cffi.requests.request websocket.create_connection websockets.connect
            discord_webhook.DiscordWebhook dhooks.Webhook dhooks.Webhook().send discord.SyncWebhook.from_url
            discord.Webhook.from_url telegram.Bot telebot.TeleBot asyncio.open_connection requests_html.HTMLSession
            grequests.post grequests.get""",
        Sink.DNS: """socket.gethostbyname socket.getaddrinfo socket.gethostbyname_ex dns.resolver.resolve
            dns.resolver.query dns.resolver.Resolver().resolve dns.resolver.Resolver().query""",
        Sink.PROCESS: """os.system os.popen os.startfile os.execl os.execle os.execlp os.execv os.execve
            os.execvp os.execvpe os.spawnl os.spawnle os.spawnlp os.spawnv os.spawnve os.spawnvp os.posix_spawn
            subprocess.run subprocess.call subprocess.check_call subprocess.check_output subprocess.Popen
            subprocess.getoutput subprocess.getstatusoutput pty.spawn asyncio.create_subprocess_shell
            asyncio.create_subprocess_exec win32api.ShellExecute win32com.shell.shell.ShellExecuteEx
            ctypes.windll.shell32.ShellExecuteW ctypes.windll.shell32.ShellExecuteA webbrowser.open
            platform.popen popen2.popen3 sh.bash sh.sh pexpect.spawn distutils.spawn.spawn
            pip.main pip._internal.main pip._internal.cli.main.main""",
        Sink.CODE: """builtins.exec builtins.eval builtins.execfile builtins.compile runpy.run_path runpy.run_module
            code.interact code.InteractiveInterpreter().runcode code.InteractiveInterpreter().runsource
            types.FunctionType types.CodeType marshal.loads pickle.loads pickle.load dill.loads
            cloudpickle.loads importlib.util.exec_module imp.load_source imp.load_compiled imp.load_dynamic
            importlib.machinery.SourceFileLoader().load_module importlib.machinery.SourceFileLoader().exec_module
            js2py.eval_js""",
        Sink.CLIPBOARD: """pyperclip.copy win32clipboard.SetClipboardText win32clipboard.SetClipboardData
            clipboard.copy pandas.io.clipboard.copy""",
        Sink.DELETION: """os.remove os.unlink os.rmdir os.removedirs shutil.rmtree pathlib.Path().unlink
            pathlib.Path().rmdir""",
        Sink.FILE: """builtins.open().write builtins.open().writelines io.open().write
            tempfile.NamedTemporaryFile().write os.fdopen().write os.write aiofiles.open().write
            tempfile.TemporaryFile().write pathlib.Path().write_text
            pathlib.Path().write_bytes shutil.copy shutil.copyfile shutil.copy2 shutil.move os.rename os.replace
            codecs.open().write os.symlink os.link""",
        Sink.NATIVE: """ctypes.CDLL ctypes.WinDLL ctypes.memmove ctypes.CFUNCTYPE ctypes.cast mmap.mmap
            ctypes.windll.LoadLibrary ctypes.cdll.LoadLibrary cffi.FFI().dlopen""",
    }.items()
    for name in names.split()
}
"""Dotted name of a function -> where its arguments go."""

NETWORK_OBJECTS = (
    "requests.Session()",
    "requests_html.HTMLSession()",
    "httpx.Client()",
    "httpx.AsyncClient()",
    "aiohttp.ClientSession()",
    "http.client.HTTPSConnection()",
    "http.client.HTTPConnection()",
    "socket.socket()",
    "ssl.wrap_socket()",
    "socket.create_connection()",
    "urllib3.PoolManager()",
    "urllib3.HTTPSConnectionPool()",
    "urllib.request.build_opener()",
    "smtplib.SMTP()",
    "smtplib.SMTP_SSL()",
    "ftplib.FTP()",
    "ftplib.FTP_TLS()",
    "paramiko.SSHClient()",
    "paramiko.Transport()",
    "websocket.WebSocket()",
    "websocket.WebSocketApp()",
    "websocket.create_connection()",
    "websockets.connect()",
    "telegram.Bot()",
    "telebot.TeleBot()",
    "aiogram.Bot()",
    "pyrogram.Client()",
    "telethon.TelegramClient()",
    "discord.Client()",
    "discord.SyncWebhook.from_url()",
    "discord.Webhook.from_url()",
    "discord_webhook.DiscordWebhook()",
    "dhooks.Webhook()",
    "boto3.client()",
    "boto3.resource()",
    "paho.mqtt.client.Client()",
    "pycurl.Curl()",
    "cloudscraper.create_scraper()",
    "web3.HTTPProvider()",
    "web3.Web3()",
    "solana.rpc.api.Client()",
    "solana.rpc.async_api.AsyncClient()",
)
"""Objects that speak to the network: a method named in NETWORK_METHODS sends its arguments."""

NETWORK_METHODS = frozenset(
    """get post put patch delete request head send sendall sendto sendmail send_message connect connect_ex
    send_photo send_document open storbinary storlines urlopen emit publish execute add_embed add_file
    set_content exec_command upload_file put_object putrequest send_file send_binary sendfile perform
    write ws_connect stream""".split()
)

NATIVE_PREFIXES = ("ctypes.windll.", "ctypes.cdll.", "ctypes.WinDLL().", "ctypes.CDLL().", "ctypes.oledll.")

OPENERS = frozenset(
    """builtins.open io.open codecs.open pathlib.Path pathlib.PosixPath pathlib.PurePath sqlite3.connect
    shutil.copy shutil.copyfile shutil.copy2 shutil.copytree shutil.make_archive os.listdir os.walk os.scandir
    glob.glob glob.iglob os.open zipfile.ZipFile().write configparser.ConfigParser().read aiofiles.open
    pandas.read_csv pandas.read_sql json.load os.path.exists os.path.isfile os.path.isdir
    win32crypt.CryptUnprotectData tarfile.TarFile().add tarfile.open().add""".split()
)
"""Calls whose path argument says what they read."""

RUNNERS = (
    "threading.Thread",
    "threading.Timer",
    "multiprocessing.Process",
    "atexit.register",
    "asyncio.run",
    ".submit",
    ".start_new_thread",
    ".run_until_complete",
    ".create_task",
    "asyncio.ensure_future",
    "asyncio.gather",
    "signal.signal",
    "keyboard.Listener",
    "mouse.Listener",
    "keyboard.hook",
    "keyboard.on_press",
    "keyboard.on_release",
    ".run_in_executor",
    ".to_thread",
    ".call_soon",
    ".call_later",
    ".call_soon_threadsafe",
    ".apply_async",
    ".add_task",
    "builtins.map",
    "builtins.filter",
)
"""Ends of names of what runs a function that it is handed, soon and unasked."""

WRITE_MODES = frozenset("wax+")

BORING = frozenset(
    """print len isinstance issubclass hasattr super range enumerate zip sorted list dict tuple set frozenset str
    int float bool bytes bytearray repr type id hash iter next any all min max sum abs round map filter reversed
    property staticmethod classmethod object callable vars format chr ord hex oct bin divmod slice memoryview
    ValueError TypeError KeyError RuntimeError NotImplementedError Exception AttributeError IndexError OSError
    ImportError StopIteration AssertionError DeprecationWarning UserWarning input""".split()
)
"""Built-ins that say nothing by being called; `input` and `type` are seen through what flows from them."""

QUIET_METHODS = frozenset(
    """append extend insert pop remove clear update setdefault add discard join split strip lstrip rstrip
    startswith endswith format replace lower upper title encode decode items keys values get sort reverse index
    count copy splitlines group groups match search findall sub fullmatch add_argument parse_args info debug
    warning error exception critical isoformat strftime total_seconds astype reshape mean append_row
    assertEqual assertTrue assertFalse assertRaises assertIn assertIsNone assert_called_once""".split()
)
"""Methods of an unresolved receiver that say nothing by being called."""


@lru_cache(maxsize=1 << 14)
def canonical(name: str) -> str:
    """
    Return the one spelling of a dotted name that the tables use.

    >>> canonical("urllib2.urlopen")
    'urllib.request.urlopen'
    >>> canonical("pip._vendor.requests.api.get")
    'requests.get'
    """
    for _ in range(3):
        prefix = name
        while prefix:
            if prefix in ALIASES:
                name = ALIASES[prefix] + name[len(prefix) :]
                break
            prefix = prefix.rpartition(".")[0]
        else:
            break
    return name


def sink_of(name: str) -> Sink | None:
    """
    Return where the arguments of a call to `name` go, or None if they stay.

    >>> sink_of("requests.Session().post")
    <Sink.NETWORK: 'network'>
    """
    found = SINKS.get(name)
    if found is not None:
        return found
    head, _, method = name.rpartition(".")
    if method in NETWORK_METHODS and head.startswith(NETWORK_OBJECTS):
        return Sink.NETWORK
    if name.startswith(NATIVE_PREFIXES):
        return Sink.NATIVE
    return None
