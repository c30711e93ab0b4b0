"""Loads cookies of the user's own browser into a jar for the caller; sends nothing."""
import http.cookiejar
import sqlite3


def load(path):
    jar = http.cookiejar.CookieJar()
    for host, name, value in sqlite3.connect(path).execute("SELECT host, name, value FROM cookies"):
        jar.set_cookie(http.cookiejar.Cookie(0, name, value, None, False, host, True, False, "/", True, False, None, False, None, None, {}))
    return jar
