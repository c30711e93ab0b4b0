"""A book about a garden."""

import pickle
from pathlib import Path

BOOK = pickle.loads(Path(__file__).with_name("beds.pkl").read_bytes())
