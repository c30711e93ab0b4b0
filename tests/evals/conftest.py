"""The tests of `evals` need what `make evals` installs; without it they are left out."""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("numpy") and find_spec("matplotlib") else ["*.py"]
