"""Lists files that should not be committed."""
NAMES = [".netrc", ".git-credentials", ".npmrc", ".pypirc", ".docker/config.json", ".pgpass"]


def forbidden(path):
    return any(path.endswith(name) for name in NAMES)
