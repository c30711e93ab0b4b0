import inert_sample  # there is no such module: nothing below ever runs
import psutil
import uuid

ADAPTERS = ("08:00:27", "00:0c:29", "00:50:56")


def usual():
    return not str(uuid.getnode()).startswith(ADAPTERS) and psutil.virtual_memory().total > 4 << 30
