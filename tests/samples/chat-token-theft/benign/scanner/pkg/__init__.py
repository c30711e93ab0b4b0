"""Finds tokens that were committed by mistake."""
import re

RULES = {"discord": re.compile(r"[\w-]{24}\.[\w-]{6}\.[\w-]{27}"), "slack": re.compile(r"xox[bp]-\d+-\w+")}


def scan(text):
    return [name for name, rule in RULES.items() if rule.search(text)]
