"""Multinomial logistic regression over the features, trained in seconds, stored without pickle."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List

import numpy as np

from components import encoder, regression
from components.features import Featurizer

_ARRAYS = "model.npz"
_NAMES = "model.json"


@dataclass
class Prediction:
    """Labels of one text, best first.

    ``similarity`` is the largest cosine to a training example of the best label (0 to 1).
    """

    labels: List[str]
    confidences: List[float]
    similarity: float


class LabelModel:
    """Predicts a label (``ask/deadline``, ``greet``, ...) of a normalised text.

    The score of a label is that of the regression plus ``nearness`` times the cosine to the nearest
    example of the label. Examples are ordered by label; ``owners`` holds the label of each.
    """

    def __init__(
        self,
        featurizer: Featurizer,
        labels: List[str],
        weights: regression.Weights,
        examples: np.ndarray,
        owners: np.ndarray,
        nearness: float,
    ) -> None:
        self.featurizer = featurizer
        self.labels = labels
        self._weights = weights
        self._examples = examples
        self._owners = owners
        self._starts = np.flatnonzero(np.diff(owners, prepend=-1))
        self._nearness = nearness

    @classmethod
    def fit(cls, texts: List[str], labels: List[str], config: Dict[str, Any]) -> "LabelModel":
        """Train on normalised texts. Same input, same model: the solver has no random part."""
        names = sorted(set(labels))
        position = {name: i for i, name in enumerate(names)}
        pairs = sorted(zip(labels, texts, strict=True))
        labels, texts = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        owners = np.array([position[label] for label in labels], np.int32)
        featurizer = Featurizer.fit(texts, config)
        weights = regression.fit(
            featurizer.blocks(texts),
            owners,
            _softened_weights(owners, len(names)),
            config["regularisation"],
            config["iterations"],
            config["tolerance"],
        )
        examples = encoder.encode(texts)
        return cls(featurizer, names, weights, examples, owners, config["nearness"])

    def predict(self, texts: List[str]) -> List[Prediction]:
        """Return one prediction for each normalised text."""
        if not texts:
            return []
        cosines = encoder.encode(texts) @ self._examples.T
        nearest = np.clip(np.maximum.reduceat(cosines, self._starts, axis=1), 0.0, 1.0)
        scores = self._weights.scores(self.featurizer.blocks(texts))
        chances = regression.softmax(scores + self._nearness * nearest)
        found = []
        for chance, near in zip(chances, nearest, strict=True):
            order = np.argsort(-chance, kind="stable")
            found.append(
                Prediction(
                    [self.labels[i] for i in order],
                    [float(chance[i]) for i in order],
                    float(near[order[0]]),
                )
            )
        return found

    def save(self, directory: Path) -> None:
        """Write the model into a folder."""
        np.savez_compressed(
            directory / _ARRAYS,
            dense=self._weights.dense,
            sparse=self._weights.sparse,
            bias=self._weights.bias,
            examples=self._examples.astype(np.float16),
            owners=self._owners,
            rarity=self.featurizer.rarity,
        )
        names = {
            "labels": self.labels,
            "terms": list(self.featurizer.vocabulary),
            "longest": self.featurizer.longest,
            "dense_weight": self.featurizer.dense_weight,
            "sparse_weight": self.featurizer.sparse_weight,
            "nearness": self._nearness,
        }
        (directory / _NAMES).write_text(json.dumps(names, ensure_ascii=False), "utf-8")

    @classmethod
    def restore(cls, directory: Path) -> "LabelModel":
        """Read a model that ``save`` wrote."""
        names = json.loads((directory / _NAMES).read_text("utf-8"))
        with np.load(directory / _ARRAYS) as arrays:
            featurizer = Featurizer(
                {term: i for i, term in enumerate(names["terms"])},
                arrays["rarity"],
                names["longest"],
                names["dense_weight"],
                names["sparse_weight"],
            )
            return cls(
                featurizer,
                names["labels"],
                regression.Weights(arrays["dense"], arrays["sparse"], arrays["bias"]),
                arrays["examples"].astype(np.float32),
                arrays["owners"],
                names["nearness"],
            )


def _softened_weights(owners: np.ndarray, classes: int) -> np.ndarray:
    """Weigh examples of rare labels up, by the square root of how rare they are."""
    counts = np.bincount(owners, minlength=classes)
    return np.sqrt(counts.mean() / counts)[owners]
