"""The router's weights and levels as data: data/notices/router.yml."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from policy.models import Strict, Text

FEATURES = (
    "meaning_best",
    "meaning_three",
    "meaning_six",
    "signs_best",
    "signs_three",
    "signs_six",
    "sound_best",
    "sound_three",
    "sound_six",
    "engine",
    "named_notice",
    "home_notice",
    "same_notice",
)
Share = Annotated[float, Field(ge=0, le=1)]


class Levels(Strict):
    """When a topic counts as known: `confidence` together with `meaning` or `signs` of the best
    example, or `sure` by its meaning alone, or `engine` by the engine's belief in it; `refused`:
    the engine's belief in out_of_scope that stops every topic."""

    confidence: Share
    meaning: Share
    signs: Share
    sure: Share
    engine: Share
    refused: Share


class RouterData(Strict):
    """router.yml. `home`: the notice meant when a question names none."""

    home: Text
    weights: dict[Text, float]
    levels: Levels

    @model_validator(mode="after")
    def _complete(self) -> RouterData:
        if set(self.weights) != set(FEATURES):
            raise ValueError(f"weights 要写这些项目：{'、'.join(FEATURES)}")
        return self

    @cached_property
    def vector(self) -> NDArray[np.float32]:
        """The weights in the order of `FEATURES`."""
        return np.array([self.weights[name] for name in FEATURES], np.float32)
