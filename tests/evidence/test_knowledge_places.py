"""Places: what is found at them, wherever in a text they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchhouse.evidence.knowledge.places import LONGEST, source_of_path, startup_place
from watchhouse.evidence.values import Source


@pytest.mark.parametrize(
    ("text", "source", "kind"),
    [
        ("~/.aws/credentials", Source.CLOUD_TOKEN, "AWS credentials"),
        ("{}/.netrc", Source.CREDENTIAL_FILE, "netrc"),
        ("C:\\Users\\x\\.pypirc", Source.CREDENTIAL_FILE, "package-registry token"),
        ("/home/x/.docker/config.json", Source.CREDENTIAL_FILE, "Docker credentials"),
        ("tar cz ~/.kube/config > /tmp/o", Source.CREDENTIAL_FILE, "kube config"),
        ("/etc/shadow", Source.CREDENTIAL_FILE, "password hashes"),
        ("{}/vault.kdbx", Source.CREDENTIAL_FILE, "password manager"),
        ("/home/x/.ssh/id_ed25519", Source.SSH_KEY, "SSH private key"),
        ("~/.ssh/*", Source.SSH_KEY, "SSH folder"),
        ("{}\\User Data\\Default\\Login Data", Source.BROWSER, "saved passwords"),
        ("Login Data", Source.BROWSER, "saved passwords"),
        ("{}/Local State", Source.BROWSER, "key of the browser store"),
        ("key4.db", Source.BROWSER, "key of the browser store"),
        ("{}\\discord\\Local Storage\\leveldb", Source.CHAT_TOKEN, "Discord token"),
        ("{}/Local Storage/leveldb", Source.BROWSER, "local storage"),
        ("D877F783D5D3EF8C/../tdata", Source.CHAT_TOKEN, "Telegram session"),
        ("{}\\Exodus\\exodus.wallet", Source.WALLET, "Exodus wallet"),
        (
            "Local Extension Settings\\nkbihfbeogaeaoehlefnkodbefgpgknn",
            Source.WALLET,
            "MetaMask",
        ),
        ("chrome-extension_nkbihfbeogaeaoehlefnkodbefgpgknn_0", Source.WALLET, "MetaMask"),
        (
            "~/.config/gcloud/application_default_credentials.json",
            Source.CLOUD_TOKEN,
            "Google Cloud credentials",
        ),
        (
            "/var/run/secrets/kubernetes.io/serviceaccount/token",
            Source.CLOUD_TOKEN,
            "Kubernetes service account",
        ),
        ("scp {}/.aws/credentials x@host.example:.ssh/known_hosts", Source.CLOUD_TOKEN, "AWS credentials"),
        ("cp .netrc .npmrc /tmp", Source.CREDENTIAL_FILE, "netrc"),
    ],
)
def test_a_known_place_is_named_with_what_is_to_be_had_there(text: str, source: Source, kind: str) -> None:
    """Paths, globs and commands name the same place, with either slash."""
    assert (source, kind) == source_of_path(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "~/.ssh/known_hosts",
        "~/.ssh/authorized_keys",
        "~/.ssh/id_ed25519.pub",
        "config.json",
        "data/credentials",
        "please enter your login data here",
        "src/aws/credentials.py",
        "wallet.data",
        ".netrcfile",
        "Cookies",
        "discord-ipc-0",
        ".env",
    ],
)
def test_what_only_resembles_a_place_is_not_one(text: str) -> None:
    """Only whole components count."""
    assert source_of_path(text) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run", "Run key"),
        ("{}\\Microsoft\\Windows\\Start Menu\\Programs\\Startup\\x.bat", "Startup folder"),
        ("{}/Library/LaunchAgents/com.example.plist", "launch agent"),
        ("/etc/cron.d/x", "crontab"),
        ("~/.config/systemd/user/x.service", "systemd unit"),
        ("echo x >> ~/.zshrc", "shell profile"),
        ("/root/.ssh/authorized_keys", "SSH authorized keys"),
        ("{}/.config/autostart/x.desktop", "desktop autostart"),
        ("{}/site-packages/x.pth", "Python start-up file"),
        ("{}/sitecustomize.py", "Python start-up file"),
    ],
)
def test_a_start_up_place_is_named(text: str, kind: str) -> None:
    """What is written there runs again by itself."""
    assert kind == startup_place(text)


@pytest.mark.parametrize(
    "text", ["", "model.pth", "profile", "CurrentVersion\\RunAsPrograms", "bashrc", "my.profile"]
)
def test_what_only_resembles_a_start_up_place_is_not_one(text: str) -> None:
    """Weights of a network end in `.pth` too."""
    assert startup_place(text) is None


@given(st.text(max_size=300))
def test_any_text_has_an_answer(text: str) -> None:
    """Hostile text never raises, and what is found is found under other letter case, too."""
    assert source_of_path(f"/{text}/.netrc") is not None
    assert startup_place(f"/{text}/.bashrc") is not None


def test_a_long_hostile_text_costs_no_more_than_its_first_part() -> None:
    """Repeated beginnings of patterns do not multiply."""
    hostile = "/.aws/.ssh/user data/" * 100_000
    assert source_of_path(hostile) == source_of_path(hostile[:LONGEST])
    assert startup_place(hostile) is None
    assert source_of_path("x" * LONGEST + "/.netrc") is None
