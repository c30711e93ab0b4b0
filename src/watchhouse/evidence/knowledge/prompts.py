"""Questions that programs ask a person for a secret, and stores from which they take one that the person left there."""

import re
from typing import Final

_ASKED = re.compile(
    r"(private[ _-]?key)|((?:seed|recovery|secret|backup|mnemonic)[ _-]?(?:phrase|words?)?\b|mnemonic)"
    r"|(pass[ _-]?(?:word|phrase|code))"
    r"|((?:api|access|auth|bot|secret)[ _-]?(?:key|token)|\btoken\b)|(\b2fa\b|\botp\b|\bcvv\b)",
    re.IGNORECASE,
)
_CALLED: Final = ("private_key", "seed_phrase", "password", "token", "one_time_password")
_LONGEST: Final = 300

HIDDEN_PROMPTS: Final = frozenset(
    """getpass.getpass getpass.unix_getpass getpass.win_getpass pwinput.pwinput stdiomask.getpass maskpass.askpass
    maskpass.advpass questionary.password inquirer.Password PyInquirer.Password""".split()
)
"""Prompts that show no letter of the answer."""

PROMPTS: Final = frozenset(
    """builtins.input builtins.raw_input click.prompt typer.prompt rich.prompt.Prompt.ask prompt_toolkit.prompt
    questionary.text tkinter.simpledialog.askstring easygui.passwordbox pyautogui.password""".split()
)
"""Prompts whose question says what the answer is."""

SAFES: Final = frozenset(
    "keyring.get_password keyring.get_credential secretstorage.Item().get_secret".split()
)
"""Stores of secrets of the person who is logged in."""


def asked_for(question: str) -> str:
    """
    Return by which name code would call the answer to `question`; empty if it asks for no secret.

    >>> asked_for("Enter your seed phrase: "), asked_for("Your name? ")
    ('seed_phrase', '')
    """
    found = _ASKED.search(question[:_LONGEST])
    return _CALLED[found.lastindex - 1] if found is not None and found.lastindex else ""
