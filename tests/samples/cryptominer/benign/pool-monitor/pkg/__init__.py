"""Shows the state of a mining pool's account."""
HINT = "point your miner at the address that the pool's page shows"


def describe(account):
    return account["hashrate"], HINT
