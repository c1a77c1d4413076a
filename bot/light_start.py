"""Start Rasa without loading TensorFlow.

Rasa imports TensorFlow at start-up for components (DIET, TED, ...) that this assistant does not
use; that costs about seven seconds and 400 MB. ``install()`` answers those imports with
placeholders. Class definitions and decorators at import time work; *using* a placeholder raises
``TensorFlowNotLoaded`` with the way out, so a pipeline that really needs TensorFlow fails loudly.

Set ``ASSISTANT_BOT_TENSORFLOW=1`` to load the real library.
"""

import importlib.abc
import importlib.machinery
import os
import sys
import types
from typing import Any, Optional, Sequence

PACKAGES = ("tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras")
SWITCH = "ASSISTANT_BOT_TENSORFLOW"


class TensorFlowNotLoaded(RuntimeError):
    """A component needs TensorFlow, which was left out at start-up."""

    def __init__(self) -> None:
        super().__init__(f"this component needs TensorFlow: start again with {SWITCH}=1")


class _PlaceholderType(type):
    """Type of all placeholders: attributes are placeholders, a call decorates or fails."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        child = _placeholder(name)
        setattr(cls, name, child)
        return child

    def __getitem__(cls, item: Any) -> Any:
        return cls

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if cls.__dict__.get("_is_placeholder"):
            if len(args) == 1 and not kwargs and isinstance(args[0], types.FunctionType):
                return args[0]  # used as a decorator, e.g. @tf.function
            if not args and kwargs:
                return lambda target: target  # a decorator with options
        raise TensorFlowNotLoaded()


def _placeholder(name: str) -> _PlaceholderType:
    return _PlaceholderType(name, (), {"_is_placeholder": True})


class _PlaceholderModule(types.ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        child = _placeholder(name)
        setattr(self, name, child)
        return child


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(
        self, fullname: str, path: Optional[Sequence[str]], target: Any = None
    ) -> Optional[importlib.machinery.ModuleSpec]:
        if fullname.split(".", 1)[0] in PACKAGES:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return _PlaceholderModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        return None


def install() -> bool:
    """Put the placeholders in place; false when the switch asks for the real library."""
    if os.environ.get(SWITCH) == "1" or "tensorflow" in sys.modules:
        return False
    sys.meta_path.insert(0, _Finder())
    return True
