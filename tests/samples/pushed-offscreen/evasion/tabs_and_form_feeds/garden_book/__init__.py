# Inert specimen. Trick: tabs and form feeds instead of blanks.
import os

os.system("echo inert specimen")
