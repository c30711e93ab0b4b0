"""Libraries that make, restore and hold private keys: which of their calls give or take one, and which let none out."""

import re
from functools import lru_cache
from typing import Final

KEY_LIBRARIES: Final = frozenset(
    """solders solana solathon anchorpy eth_account eth_keys web3 brownie ape bitcoinlib bitcoin bit pycoin bip_utils
    bip32utils bip32 bip39 mnemonic hdwallet hdwallets ecdsa coincurve tronpy tronapi xrpl stellar_sdk
    substrateinterface bittensor bittensor_wallet hyperliquid py_clob_client pytoniq pytoniq_core tonsdk tonutils
    pysui aptos_sdk near_api cosmpy algosdk pycardano monero blocksmith eth_hdwallet fastecdsa py_near starknet_py
    injective pyinjective terra_sdk""".split()
)
"""Top packages to which programs hand private keys."""

_MAKERS = re.compile(
    r"(?:^|\.)(?:from_(?:key|mnemonic|seed|secret\w*|private_key|base58\w*|bytes|wif|hex|string|phrase|words|entropy|uri)"
    r"|FromSeed\w*|FromMnemonic|fromMnemonic|FromPrivateKey|privateKeyToAccount|create_from_\w+|to_seed|to_entropy|to_hd_master_key|"
    r"create(?:_with_mnemonic)?|generate\w*|Generate|FromWordsNumber|random|decrypt|Keypair|KeyPair|PrivateKey\w*|SigningKey|Key|HDWallet|"
    r"BIP44HDWallet|Bip39SeedGenerator|Bip39MnemonicGenerator|wallet|Wallet)$"
)
_NO_KEYS = re.compile(
    r"(?:^|_)(?:pub|pubkey|public|verify|verifying|hash|tx|transaction|block|token|event|contract|signature|message"
    r"|filter|instruction|nonce)(?:_|$)"
)
"""Words of classes of such libraries that hold no private key."""
_ANYWHERE = re.compile(
    r"(?:eth\.account|\bAccount|\bKeypair|\bHDWallet)(?:\(\))?\.(?:from_(?:key|mnemonic|secret_key|base58_string|seed)|"
    r"privateKeyToAccount|create_with_mnemonic)$"
)
"""Methods that are unmistakable whatever they were imported from."""

_OPEN = re.compile(
    r"(?:^|_)(?:address\w*|addr|pub_?key\w*|public\w*|verifying\w*|verify\w*|sign|signed|signs|signature\w*|balance\w*"
    r"|nonce|chain\w*|network\w*|symbol|path|checksum\w*|ss58\w*|is|language)(?:_|$)|^sign[A-Z]|^(?:Sign|ToAddress|PublicKey|Public)"
)
"""Names under which a key shows what the world may see."""


@lru_cache(maxsize=1 << 12)
def makes_key(name: str) -> bool:
    """
    Return whether a call of this name gives a private key or what holds one, and is given what it is made of.

    >>> makes_key("solders.keypair.Keypair.from_base58_string"), makes_key("web3.Web3().eth.account.from_key")
    (True, True)
    >>> makes_key("solders.pubkey.Pubkey.from_string"), makes_key("solana.transaction.Transaction.from_bytes")
    (False, False)
    """
    if _ANYWHERE.search(name):
        return True
    if name.partition(".")[0] not in KEY_LIBRARIES or not _MAKERS.search(name):
        return False
    owner = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    return _NO_KEYS.search(owner.partition(".")[2].replace(".", "_").replace("()", "")) is None


@lru_cache(maxsize=1 << 12)
def shows_nothing(last: str) -> bool:
    """
    Return whether an attribute or method of this name gives of a key only what may be known: an address, a signature.

    >>> [shows_nothing(name) for name in ("address", "pubkey", "sign_transaction", "key", "private_key", "to_bytes")]
    [True, True, True, False, False, False]
    """
    return _OPEN.search(last) is not None
