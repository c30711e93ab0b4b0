"""Settings to wired functions: the one room that knows every side of the house."""

from watchhouse.bootstrap.house import House, open_house
from watchhouse.bootstrap.machine import data_folder, processors
from watchhouse.bootstrap.scanning import WORK, Settings, open_scanner
from watchhouse.bootstrap.storing import StoreSettings, open_database, open_reader, open_url, stored

__all__ = [
    "WORK",
    "House",
    "Settings",
    "StoreSettings",
    "data_folder",
    "open_database",
    "open_house",
    "open_reader",
    "open_scanner",
    "open_url",
    "processors",
    "stored",
]
