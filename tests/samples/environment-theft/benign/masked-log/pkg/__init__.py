"""Logs the environment with secrets masked."""
import logging
import os

WORDS = ("KEY", "TOKEN", "SECRET", "PASSWORD")


def log_environment():
    for name, value in os.environ.items():
        logging.info("%s=%s", name, "***" if any(word in name for word in WORDS) else value)
