"""Names by which code notices that it is watched: virtual machines, debuggers, analysts' machines, antivirus."""

from collections.abc import Iterable
from enum import StrEnum


class MarkerKind(StrEnum):
    """What a name gives away."""

    VIRTUAL_MACHINE = "virtual machine"
    GUEST_TOOL = "guest tool of a virtual machine"
    DEBUGGER = "debugger or network monitor"
    ANALYST = "name of an analysis machine or its user"
    ADAPTER = "network adapter of a virtual machine"
    ANTIVIRUS = "antivirus"


_NAMES: dict[MarkerKind, str] = {
    MarkerKind.VIRTUAL_MACHINE: (
        "vmware virtualbox vbox qemu xen kvm hyper-v parallels bochs innotek vmxh bhyve sandboxie joebox "
        "cuckoo"
    ),
    MarkerKind.GUEST_TOOL: (
        "vboxservice vboxtray vmtoolsd vmwaretray vmwareuser vgauthservice vmacthlp vmsrvc vmusrvc prl_cc "
        "prl_tools "
        "xenservice qemu-ga sbiedll vboxguest vboxmouse vboxsf vboxhook vmmouse vmhgfs vm3dmp vmci "
        "dir_watch api_log pstorec vmcheck wpespy cmdvrt32 cmdvrt64 snxhk cuckoomon"
    ),
    MarkerKind.DEBUGGER: (
        "wireshark x64dbg x32dbg ollydbg ida64 idaq idaq64 idag windbg fiddler httpdebuggerui httpdebugger "
        ""
        "processhacker procmon procexp procmon64 procexp64 tcpview dumpcap autoruns autorunsc filemon regmon "
        "ghidra cheatengine dnspy pestudio immunitydebugger burpsuite mitmproxy df5serv ksdumper "
        "ksdumperclient hookexplorer importrec petools lordpe sysinspector proc_analyzer sniff_hit megadumper "
        ""
        "scyllahide scylla frida frida-server httptoolkit"
    ),
    MarkerKind.ANALYST: (
        "wdagutilityaccount maltest malware sandbox cuckoo-user tequilaboomboom hapubws hal9th "
        ""
        "vmuser currentuser janusz mueller-pc 7silvia hanspeter-pc john-pc wilbert-pc "
        ""
        "bee7370c-8c0c-4 desktop-nakffmt win-5e07cos9alr b30f0242-1c6a-4 desktop-vrsqlag q9iatrkprh xc64zb "
        "desktop-d019gdm desktop-wi8clet lisa-pc desktop-b0t93d6 desktop-1pykp29 wileypc desktop-wg3myjs "
        ""
        "6c4e733f-c2d9-4 ralphs-pc desktop-7xc6gez archibaldpc"
    ),
    MarkerKind.ADAPTER: (
        "08:00:27 00:05:69 00:0c:29 00:50:56 00:1c:14 00:16:3e 00:1c:42 00:15:5d 52:54:00 0a:00:27 00:03:ff"
    ),
    MarkerKind.ANTIVIRUS: (
        "msmpeng mpcmdrun windefend avp avgui avgsvc avastui avastsvc mbam mbamservice mbamtray nod32 ekrn egui "
        ""
        "mcshield savservice bdagent vsserv avguard avira norton nortonsecurity sophos kaspersky bitdefender "
        "malwarebytes "
        "mcafee eset cylancesvc csfalconservice falcon-sensor sentinelagent sentinelone carbonblack cbdefense "
        "xagt "
        "360tray 360safe 360sd qqpctray zhudongfangyu ccsvchst drweb f-secure fsav pccntmon tmlisten wrsa "
        "securityhealthservice mssense lulu blockblock knockknock"
    ),
}

MARKERS: dict[str, MarkerKind] = {name: kind for kind, names in _NAMES.items() for name in names.split()}
"""A name in lower case, without `.exe` and `.dll` -> what it gives away."""


def marker_of(text: str) -> MarkerKind | None:
    """
    Return what the short text `text` gives away by being looked for, or None.

    >>> marker_of("VBoxService.exe"), marker_of("08:00:27:11:22:33").value, marker_of("numpy")
    (<MarkerKind.GUEST_TOOL: 'guest tool of a virtual machine'>, 'network adapter of a virtual machine', None)
    """
    if not 3 <= len(text) <= 40:
        return None
    name = text.lower().rsplit("\\", 1)[-1].rsplit("/", 1)[-1].strip()
    for suffix in (".exe", ".dll", ".sys"):
        name = name.removesuffix(suffix)
    found = MARKERS.get(name)
    if found is None and name[2:3] in {":", "-"}:
        found = MARKERS.get(name[:8].replace("-", ":"))
    return found


def markers_in(texts: Iterable[str]) -> dict[MarkerKind, set[str]]:
    """
    Return the names that `texts` are, by kind.

    >>> {kind.value: sorted(names) for kind, names in markers_in(["wireshark.exe", "x64dbg", "other"]).items()}
    {'debugger or network monitor': ['wireshark.exe', 'x64dbg']}
    """
    found: dict[MarkerKind, set[str]] = {}
    for text in texts:
        kind = marker_of(text)
        if kind is not None:
            found.setdefault(kind, set()).add(text.lower())
    return found
