"""
Settings to wired functions: the one room that knows every side of the house.

What a command needs loads when it is asked for: `watchhouse --version` and `scan` know nothing of a database.
"""

import importlib
from typing import TYPE_CHECKING, Any

from watchhouse.bootstrap.machine import KNOWN_FILES, data_folder, processors
from watchhouse.bootstrap.storing import StoreSettings, forget, open_database, open_reader, open_url, stored

if TYPE_CHECKING:
    from watchhouse.bootstrap.house import House, open_house
    from watchhouse.bootstrap.knowing import Learner, open_learner
    from watchhouse.bootstrap.scanning import WORK, Settings, open_scanner
    from watchhouse.bootstrap.service import Service, ServiceSettings, answers, open_orders, open_service
    from watchhouse.bootstrap.sources import RegistrySettings

__all__ = [
    "KNOWN_FILES",
    "WORK",
    "House",
    "Learner",
    "RegistrySettings",
    "Service",
    "ServiceSettings",
    "Settings",
    "StoreSettings",
    "answers",
    "data_folder",
    "forget",
    "open_database",
    "open_house",
    "open_learner",
    "open_orders",
    "open_reader",
    "open_scanner",
    "open_service",
    "open_url",
    "processors",
    "stored",
]

_HOMES = {
    **dict.fromkeys(("WORK", "Settings", "open_scanner"), "scanning"),
    **dict.fromkeys(("House", "open_house"), "house"),
    **dict.fromkeys(("Service", "ServiceSettings", "answers", "open_orders", "open_service"), "service"),
    **dict.fromkeys(("Learner", "open_learner"), "knowing"),
    "RegistrySettings": "sources",
}


def __getattr__(name: str) -> Any:
    """Return what another module of this room defines (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
