"""Saves a screenshot when a test fails."""
import pyautogui


def on_failure(path):
    pyautogui.screenshot(path)
