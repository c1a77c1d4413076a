"""Text to numbers: sentence vector, character n-grams and words in one matrix."""

import math
from collections import Counter
from typing import Any, Dict, List, Tuple

import jieba
import numpy as np
from scipy import sparse

from components import encoder


def terms(text: str, longest: int) -> "Counter[str]":
    """Count character n-grams of 1 to ``longest`` characters and jieba words of a text."""
    padded = f"^{text}$"
    found: "Counter[str]" = Counter()
    for size in range(1, longest + 1):
        found.update(padded[i : i + size] for i in range(len(padded) - size + 1))
    found.update(f"w:{word}" for word in jieba.cut(text) if word.strip())
    return found


class Featurizer:
    """Weights terms by rarity (fitted on the training examples) beside the sentence vector.

    Args:
        vocabulary: term -> column.
        rarity: inverse document frequency, one for each column.
        longest: longest character n-gram.
        dense_weight, sparse_weight: length of the two unit-length halves of a row.
    """

    def __init__(
        self,
        vocabulary: Dict[str, int],
        rarity: np.ndarray,
        longest: int,
        dense_weight: float,
        sparse_weight: float,
    ) -> None:
        self.vocabulary = vocabulary
        self.rarity = rarity
        self.longest = longest
        self.dense_weight = dense_weight
        self.sparse_weight = sparse_weight

    @classmethod
    def fit(cls, texts: List[str], config: Dict[str, Any]) -> "Featurizer":
        """Learn the vocabulary from normalised texts; rare terms are dropped."""
        documents: "Counter[str]" = Counter()
        for text in texts:
            documents.update(terms(text, config["longest_ngram"]).keys())
        kept = sorted(t for t, count in documents.items() if count >= config["rarest_term"])
        rarity = np.array(
            [1.0 + math.log((1 + len(texts)) / (1 + documents[t])) for t in kept], np.float32
        )
        return cls(
            {term: column for column, term in enumerate(kept)},
            rarity,
            config["longest_ngram"],
            config["dense_weight"],
            config["sparse_weight"],
        )

    def counts(self, texts: List[str]) -> sparse.csr_matrix:
        """Return the weighted term matrix, shape ``(len(texts), len(vocabulary))``."""
        values: List[float] = []
        columns: List[int] = []
        starts = [0]
        for text in texts:
            row = {
                self.vocabulary[t]: (1.0 + math.log(n)) * float(self.rarity[self.vocabulary[t]])
                for t, n in terms(text, self.longest).items()
                if t in self.vocabulary
            }
            length = math.sqrt(sum(v * v for v in row.values())) or 1.0
            columns.extend(row.keys())
            values.extend(v * self.sparse_weight / length for v in row.values())
            starts.append(len(columns))
        return sparse.csr_matrix(
            (np.array(values, np.float32), columns, starts), (len(texts), len(self.vocabulary))
        )

    def blocks(self, texts: List[str]) -> "Tuple[np.ndarray, sparse.csr_matrix]":
        """Return the features of texts: the weighted sentence vectors and the term matrix."""
        return encoder.encode(texts) * self.dense_weight, self.counts(texts)
