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
    """Predicts a label (``ask/deadline``, ``greet``, ...) of a normalised text."""

    def __init__(
        self,
        featurizer: Featurizer,
        labels: List[str],
        weights: regression.Weights,
        examples: np.ndarray,
        owners: np.ndarray,
    ) -> None:
        self.featurizer = featurizer
        self.labels = labels
        self._weights = weights
        self._examples = examples
        self._owners = owners

    @classmethod
    def fit(cls, texts: List[str], labels: List[str], config: Dict[str, Any]) -> "LabelModel":
        """Train on normalised texts. Same input, same model: the solver has no random part."""
        names = sorted(set(labels))
        position = {name: i for i, name in enumerate(names)}
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
        return cls(featurizer, names, weights, encoder.encode(texts), owners)

    def predict(self, texts: List[str]) -> List[Prediction]:
        """Return one prediction for each normalised text."""
        if not texts:
            return []
        scores = self._weights.probabilities(self.featurizer.blocks(texts))
        cosines = encoder.encode(texts) @ self._examples.T
        found = []
        for score, cosine in zip(scores, cosines):
            order = np.argsort(-score, kind="stable")
            near = float(cosine[self._owners == order[0]].max(initial=0.0))
            found.append(
                Prediction(
                    [self.labels[i] for i in order],
                    [float(score[i]) for i in order],
                    min(max(near, 0.0), 1.0),
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
            )


def _softened_weights(owners: np.ndarray, classes: int) -> np.ndarray:
    """Weigh examples of rare labels up, by the square root of how rare they are."""
    counts = np.bincount(owners, minlength=classes)
    return np.sqrt(counts.mean() / counts)[owners]
