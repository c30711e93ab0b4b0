"""Tells in which region the machine runs."""
import requests

URL = "http://169.254.169.254/latest/meta-data/placement/region"


def region():
    return requests.get(URL, timeout=1).text
