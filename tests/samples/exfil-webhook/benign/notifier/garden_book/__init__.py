"""Honest look-alike: a notifier whose hook and token come from its caller."""
import requests


class Notifier:
    """Tells a channel what grows."""

    def __init__(self, webhook_url, token):
        self.webhook_url = webhook_url
        self.token = token

    def tell(self, text):
        """Send a text to the caller's own hook, for example https://hooks.slack.com.example/services/XXXX/YYYY."""
        return requests.post(self.webhook_url, json={"text": text}, timeout=10)

    def telegram(self, chat, text):
        """Send a text through the caller's own bot."""
        url = f"https://api.telegram.org.example/bot{self.token}/sendMessage"
        return requests.post(url, data={"chat_id": chat, "text": text}, timeout=10)

    def discord(self, number, text):
        """Send a text through the caller's own hook."""
        url = f"https://discord.com.example/api/webhooks/{number}/{self.token}"
        return requests.post(url, json={"content": text}, timeout=10)
