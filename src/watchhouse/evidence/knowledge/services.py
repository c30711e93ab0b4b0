"""
Public services that attackers borrow: where loot is sent, and where orders and payloads are fetched.

A host counts when its labels contain a service's labels in a row, so sub-domains count, and so does a host
that only pretends (`service.com.example`): it is no better than the service.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class ServiceKind(StrEnum):
    """What a service gives to somebody without a server of his own."""

    CHAT_HOOK = "chat web-hook"
    CHAT_BOT = "chat bot"
    PASTE = "paste site"
    REQUEST_BIN = "request bin"
    TUNNEL = "tunnel"
    DYNAMIC_DNS = "dynamic name"
    FILE_DROP = "file drop"
    SHORTENER = "URL shortener"
    IP_LOOKUP = "address look-up"
    RAW_REPOSITORY = "raw file of a repository"
    PUBLIC_PAGE = "public page"
    BLOCKCHAIN = "blockchain node"
    FREE_HOST = "free application host"


_HOSTS: dict[ServiceKind, str] = {
    ServiceKind.CHAT_HOOK: "webhook.office.com media.guilded.gg",
    ServiceKind.CHAT_BOT: "ntfy.sh api.pushover.net api.pushbullet.com",
    ServiceKind.PASTE: (
        "pastebin.com paste.ee hastebin.com ghostbin.com ghostbin.co rentry.co rentry.org dpaste.com dpaste.org "
        "paste.rs controlc.com justpaste.it pastie.org ix.io termbin.com sprunge.us privatebin.net 0bin.net "
        "textbin.net paste.gg cl1p.net jsonbin.io jsonkeeper.com npoint.io jsonsilo.com kvdb.io getpantry.cloud "
        "telegra.ph snippet.host pastery.net bpa.st paste.c-net.org paste.centos.org "
        "pastecode.io pastes.dev pastefy.app textdoc.co"
    ),
    ServiceKind.REQUEST_BIN: (
        "webhook.site requestbin.com requestbin.net requestbin.io pipedream.net beeceptor.com requestcatcher.com "
        "hookbin.com webhook.cool mockbin.org mockbin.io interact.sh interactsh.com oast.pro oast.live oast.site "
        "oast.online oast.fun oast.me burpcollaborator.net oastify.com canarytokens.com dnslog.cn ceye.io "
        "requestrepo.com bxss.me putsreq.com ptsv2.com ptsv3.com typedwebhook.tools webhook-test.com dnshook.site "
        "xss.ht eyes.sh postb.in grabify.link iplogger.org iplogger.com iplogger.co iplis.ru 2no.co yip.su "
        "hookdeck.com rbndr.us dnsbin.zhack.ca app.interactsh.com"
    ),
    ServiceKind.TUNNEL: (
        "ngrok.io ngrok.app ngrok-free.app ngrok-free.dev ngrok.dev serveo.net localhost.run lhr.life lhr.rocks "
        "loca.lt localtunnel.me trycloudflare.com portmap.io portmap.host playit.gg ply.gg pagekite.me telebit.io "
        "bore.pub pinggy.io pinggy.link tunnelmole.net localto.net zrok.io devtunnels.ms onion.ws onion.ly "
        "onion.pet tor2web.org"
    ),
    ServiceKind.DYNAMIC_DNS: (
        "duckdns.org ddns.net hopto.org zapto.org sytes.net no-ip.org no-ip.biz no-ip.info myftp.biz myftp.org "
        "serveftp.com servebeer.com dynu.net dynu.com freedns.afraid.org mooo.com chickenkiller.com nip.io sslip.io"
    ),
    ServiceKind.FILE_DROP: (
        "transfer.sh gofile.io anonfiles.com anonfile.com bayfiles.com file.io 0x0.st catbox.moe tmpfiles.org "
        "uguu.se pixeldrain.com filebin.net temp.sh bashupload.com ufile.io uploadfiles.io krakenfiles.com upload.ee "
        "oshi.at x0.at keep.sh fileditch.com filetransfer.io send.vis.ee tempfile.org easyupload.io gofile.me "
        "store1.gofile.io mega.nz mediafire.com wetransfer.com sendspace.com filemail.com"
    ),
    ServiceKind.SHORTENER: (
        "bit.ly tinyurl.com t.ly is.gd cutt.ly rb.gy shorturl.at ow.ly tiny.cc rebrand.ly v.gd s.id urlz.fr da.gd "
        "clck.ru tiny.one shrtco.de"
    ),
    ServiceKind.IP_LOOKUP: (
        "api.ipify.org api64.ipify.org ipinfo.io ip-api.com ifconfig.me icanhazip.com ipapi.co checkip.amazonaws.com "
        "ident.me myexternalip.com wtfismyip.com ipwho.is ipwhois.app ip.sb freegeoip.app geolocation-db.com "
        "ifconfig.co ipecho.net geoplugin.net jsonip.com api.myip.com ip.seeip.org api.db-ip.com ipv4.icanhazip.com"
    ),
    ServiceKind.RAW_REPOSITORY: (
        "raw.githubusercontent.com gist.githubusercontent.com gist.github.com raw.github.com "
        "objects.githubusercontent.com"
    ),
    ServiceKind.PUBLIC_PAGE: "t.me telegram.me steamcommunity.com calendar.app.google docs.google.com drive.google.com",
    ServiceKind.BLOCKCHAIN: (
        "infura.io alchemy.com llamarpc.com rpc.ankr.com etherscan.io bscscan.com bsc-dataseed.binance.org "
        "devnet.solana.com testnet.solana.com bsc-dataseed1.binance.org bsc-dataseed2.binance.org "
        "mainnet-beta.solana.com quiknode.pro publicnode.com "
        "blockchain.info blockcypher.com trongrid.io polygon-rpc.com cloudflare-eth.com mempool.space 1rpc.io icp0.io "
        "arweave.net ipfs.io aptoslabs.com"
    ),
    ServiceKind.FREE_HOST: (
        "vercel.app repl.co replit.dev replit.app onrender.com herokuapp.com glitch.me workers.dev pages.dev "
        "netlify.app firebaseio.com web.app fly.dev railway.app pythonanywhere.com 000webhostapp.com deno.dev "
        "surge.sh koyeb.app"
    ),
}

_PATHS: tuple[tuple[str, ServiceKind, str], ...] = (
    ("discord.com", ServiceKind.CHAT_HOOK, r"/api/(?:v\d{1,2}/)?webhooks?/"),
    ("discordapp.com", ServiceKind.CHAT_HOOK, r"/api/(?:v\d{1,2}/)?webhooks?/"),
    ("discord.com", ServiceKind.CHAT_BOT, r"/api/(?:v\d{1,2}/)?channels/"),
    ("discordapp.com", ServiceKind.FILE_DROP, r"/attachments/"),
    ("hooks.slack.com", ServiceKind.CHAT_HOOK, r"/(?:services|workflows|triggers)/"),
    ("slack.com", ServiceKind.CHAT_BOT, r"/api/(?:chat\.postmessage|files\.)"),
    ("outlook.office.com", ServiceKind.CHAT_HOOK, r"/webhook/"),
    ("logic.azure.com", ServiceKind.CHAT_HOOK, r"(?::443)?/workflows/"),
    ("chat.googleapis.com", ServiceKind.CHAT_HOOK, r"/v1/spaces/"),
    ("open.feishu.cn", ServiceKind.CHAT_HOOK, r"/open-apis/bot/"),
    ("open.larksuite.com", ServiceKind.CHAT_HOOK, r"/open-apis/bot/"),
    ("oapi.dingtalk.com", ServiceKind.CHAT_HOOK, r"/robot/send"),
    ("qyapi.weixin.qq.com", ServiceKind.CHAT_HOOK, r"/cgi-bin/webhook/"),
    ("hooks.zapier.com", ServiceKind.CHAT_HOOK, r"/hooks/"),
    ("make.com", ServiceKind.CHAT_HOOK, r"/[a-z0-9]{20}"),
    ("api.telegram.org", ServiceKind.CHAT_BOT, r"/(?:file/)?bot"),
    ("gitlab.com", ServiceKind.RAW_REPOSITORY, r"/[^\s\"'?]{1,200}/raw/"),
    ("bitbucket.org", ServiceKind.RAW_REPOSITORY, r"/[^\s\"'?]{1,200}/raw/"),
    ("codeberg.org", ServiceKind.RAW_REPOSITORY, r"/[^\s\"'?]{1,200}/raw/"),
    ("gitee.com", ServiceKind.RAW_REPOSITORY, r"/[^\s\"'?]{1,200}/raw/"),
    ("github.com", ServiceKind.RAW_REPOSITORY, r"/[^\s\"'?]{1,200}/raw/"),
    ("youtube.com", ServiceKind.PUBLIC_PAGE, r"/(?:@|channel/|watch)"),
    ("pinterest.com", ServiceKind.PUBLIC_PAGE, r"/pin/"),
    ("httpbin.org", ServiceKind.IP_LOOKUP, r"/ip\b"),
    ("dropbox.com", ServiceKind.FILE_DROP, r"/(?:s|scl)/"),
    ("dropboxusercontent.com", ServiceKind.FILE_DROP, r"/"),
)
"""Hosts that are a service of the kind only under a path, tried against the lower-cased rest after the host."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service, and under which path of its host."""

    host: str
    kind: ServiceKind
    path: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One mention of a service in a text."""

    service: Service
    host: str
    """The host as spelled, in lower case; hostile."""
    rest: str
    """What follows the host, at most 300 characters, as spelled; hostile."""

    @property
    def kind(self) -> ServiceKind:
        """What kind of service it is."""
        return self.service.kind


def _table() -> dict[str, tuple[Service, ...]]:
    table: dict[str, list[Service]] = {}
    for kind, hosts in _HOSTS.items():
        for host in hosts.split():
            table.setdefault(host, []).append(Service(host=host, kind=kind))
    for host, kind, path in _PATHS:
        table.setdefault(host, []).append(Service(host=host, kind=kind, path=re.compile(path)))
    return {host: tuple(services) for host, services in table.items()}


_SERVICES = _table()
_HOST = re.compile(r"(?<![\w.{}-])((?:[\w{}-]{1,63}\.){1,8}[a-z]{2,24})(?![\w{}-])", re.ASCII | re.IGNORECASE)
_MOST_LABELS = 4
_REST = 300


def services_in(text: str, *kinds: ServiceKind) -> tuple[Use, ...]:
    """
    Return each mention of a service of one of `kinds` (of any kind if none is named), in order.

    A bare dotted name counts only as a URL's host, before a path or port, or alone on its line: `file.io`
    is also two Python names.

    >>> [use.kind.value for use in services_in("see https://webhook.site.example/x")]
    ['request bin']
    >>> services_in("self.file.io.read()")
    ()
    """
    if "." not in text:
        return ()
    found = []
    for match in _HOST.finditer(text):
        host = match[1].lower()
        candidates = _of_host(host)
        if not candidates or not _stands_as_host(text, match.start(), match.end()):
            continue
        rest = text[match.end() : match.end() + _REST]
        lowered = rest.lower()
        for service in candidates:
            if kinds and service.kind not in kinds:
                continue
            if service.path is None or service.path.match(lowered):
                found.append(Use(service=service, host=host, rest=rest))
                break
    return tuple(found)


def _of_host(host: str) -> tuple[Service, ...]:
    labels = host.split(".")
    for start in range(len(labels) - 1):
        for size in range(2, min(_MOST_LABELS, len(labels) - start) + 1):
            services = _SERVICES.get(".".join(labels[start : start + size]))
            if services:
                return services
    return ()


def _stands_as_host(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 2) : start], text[end : end + 1]
    if before == "//" or before[-1:] == "@" or after in {"/", ":"}:
        return True
    return before[-1:] in {"", "\n"} and after in {"", "\n"}
