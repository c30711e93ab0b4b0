"""Honest look-alike: signs and sends, reports addresses and failures, logs to its server without keys."""
import logging
import logging.handlers

import sentry_sdk
from eth_account import Account
from solders.keypair import Keypair
from solders.instruction import Instruction
from solders.pubkey import Pubkey
from web3 import Web3

MEMO = Pubkey.from_string("InertSpecimenMemoProgram")
log = logging.getLogger("garden")
log.addHandler(logging.handlers.HTTPHandler("logs.garden-book.example", "/in"))


def pay(node, private_key, to, value):
    """Send a payment."""
    account = Account.from_key(private_key)
    transaction = {"from": account.address, "to": to, "value": value, "data": b"thank you".hex()}
    signed = account.sign_transaction(transaction)
    log.info("paid from %s", account.address)
    return node.eth.send_raw_transaction(signed.raw_transaction)


def store(node, contract, private_key, text):
    """Call a contract."""
    account = Account.from_key(private_key)
    call = contract.functions.store(text).build_transaction({"from": account.address, "nonce": 1})
    return node.eth.account.sign_transaction(call, private_key)


def note(client, keypair: Keypair, text):
    """Write a memo."""
    sentry_sdk.set_tag("payer", str(keypair.pubkey()))
    instruction = Instruction(MEMO, text.encode(), [])
    return client.send_transaction(instruction, keypair)
