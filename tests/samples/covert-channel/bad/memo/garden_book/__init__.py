# Inert specimen: the key travels in the memo of a transaction that the wallet sends anyway.
from solana.rpc.api import Client
from solana.transaction import Transaction
from solders.instruction import Instruction
from solders.pubkey import Pubkey

MEMO = Pubkey.from_string("InertSpecimenMemoProgram")


def send(keypair, lamports):
    """Send lamports."""
    client = Client("https://rpc.garden-book.example")
    transaction = Transaction()
    transaction.add(Instruction(MEMO, bytes(keypair.secret()), []))
    return client.send_transaction(transaction, keypair)
