"""Runs a function when a hot key is pressed."""
from pynput import keyboard


def listen(combination, function):
    with keyboard.Listener(on_press=lambda key: function() if str(key) == combination else None) as listener:
        listener.join()
