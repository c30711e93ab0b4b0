"""A bot that is given its own token."""
import discord


def run(token):
    client = discord.Client(intents=discord.Intents.default())
    client.run(token)
