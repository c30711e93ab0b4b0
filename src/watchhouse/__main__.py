"""`python -m watchhouse`."""

from watchhouse.cli.main import main

if __name__ == "__main__":
    main()
