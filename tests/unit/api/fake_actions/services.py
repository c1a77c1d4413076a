"""The holder the service fills, as in the package `actions`."""

from types import SimpleNamespace
from typing import Any

held: list[Any] = []


class Services(SimpleNamespace):
    """Takes whatever it is given."""


def configure(services: Services) -> None:
    """Keep the services."""
    held[:] = [services]
