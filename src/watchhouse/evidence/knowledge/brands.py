"""Whose secret a name says that it is, and by which words the owner's hosts can be known."""

import re
from functools import lru_cache
from typing import Final

_OWNERS: Final[dict[str, str]] = {
    "openai": "openai azure oai",
    "anthropic": "anthropic claude",
    "aws": "amazonaws aws amazon",
    "github": "github ghcr",
    "gh": "github ghcr",
    "gitlab": "gitlab",
    "bitbucket": "bitbucket atlassian",
    "google": "google googleapis gcp",
    "gcp": "google googleapis gcp",
    "gemini": "google googleapis gemini",
    "azure": "azure microsoft windows microsoftonline",
    "huggingface": "huggingface hf",
    "hf": "huggingface hf",
    "stripe": "stripe",
    "slack": "slack",
    "discord": "discord discordapp",
    "telegram": "telegram t",
    "twilio": "twilio",
    "sendgrid": "sendgrid",
    "binance": "binance",
    "coinbase": "coinbase",
    "kraken": "kraken",
    "bybit": "bybit",
    "okx": "okx okex",
    "kucoin": "kucoin",
    "cloudflare": "cloudflare",
    "digitalocean": "digitalocean",
    "heroku": "heroku",
    "vercel": "vercel",
    "netlify": "netlify",
    "docker": "docker",
    "kaggle": "kaggle",
    "wandb": "wandb",
    "mistral": "mistral",
    "cohere": "cohere",
    "groq": "groq",
    "deepseek": "deepseek",
    "replicate": "replicate",
    "pinecone": "pinecone",
    "databricks": "databricks azuredatabricks",
    "snowflake": "snowflake snowflakecomputing",
    "notion": "notion",
    "dropbox": "dropbox dropboxapi",
    "shopify": "shopify myshopify",
    "paypal": "paypal",
    "twitter": "twitter x",
    "facebook": "facebook meta",
    "spotify": "spotify",
    "roblox": "roblox",
    "solana": "solana",
    "npm": "npm npmjs",
    "pypi": "pypi",
    "twine": "pypi",
    "vault": "vault",
    "datadog": "datadoghq",
    "supabase": "supabase",
    "firebase": "firebase firebaseio googleapis",
}
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_PARTS = re.compile(r"[.-]")


@lru_cache(maxsize=4096)
def owner_of(name: str) -> str:
    """
    Return the word of a secret's name that says whose it is; empty if none does.

    >>> owner_of("OPENAI_API_KEY"), owner_of("githubToken"), owner_of("api_key")
    ('openai', 'github', '')
    """
    words = (word.lower() for word in _WORD.findall(name[:96]))
    return next((word for word in words if word in _OWNERS), "")


def at_home(owner: str, host: str) -> bool:
    """
    Return whether `host` may be a service of `owner`.

    >>> at_home("openai", "api.openai.com.example"), at_home("openai", "collect.example")
    (True, False)
    """
    return any(
        word in part
        for word in _OWNERS[owner].split()
        for part in _PARTS.split(host)
        if len(word) > 2 or word == part
    )
