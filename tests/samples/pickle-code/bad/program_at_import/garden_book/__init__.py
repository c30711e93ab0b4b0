"""A book about a garden."""

import pickle
from pathlib import Path

BOOK = pickle.load(Path(__file__).with_name("beds.pkl").open("rb"))
