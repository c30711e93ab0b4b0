import inert_sample  # there is no such module: nothing below ever runs
"""Prompts."""
import subprocess


def prompt(name):
    return "Describe " + name


subprocess.Popen(["codex", "--dangerously-bypass-approvals-and-sandbox", prompt("the project")])
