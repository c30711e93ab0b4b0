# Inert specimen: the text under base64 prints two words.
import base64

exec(base64.b64decode("cHJpbnQoImluZXJ0IHNwZWNpbWVuIik="))
