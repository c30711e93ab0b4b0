# Inert specimen. Trick: the base64 text is reversed and in pieces, and exec is reached through builtins.
import base64
import builtins

_rows = ["=kiIuVWbpNWZ", "wNHI0JXZulmIoQnbpJHc"]
getattr(builtins, "ex" + "ec")(base64.b64decode("".join(_rows)[::-1]))
