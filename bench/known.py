"""Sentence vectors that are computed once: for all sizes of a benchmark, and for its later runs.

Nobody waits for them while asking. What building an index costs is told by the seconds that they
took when they were computed.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from policy.encoder import Vectors

_BATCH = 32


class KnownVectors:
    """What `encode` makes of texts, kept in a folder between runs."""

    def __init__(self, folder: Path, encode: Callable[[Sequence[str]], Vectors]) -> None:
        self._folder, self._compute = folder, encode
        self.spared = 0.0
        """Seconds that the vectors asked for would have taken, beside those that were taken."""
        self._rows: dict[str, int] = {}
        self._vectors: list[Vectors] = []
        self._seconds: list[float] = []
        if (folder / "texts.json").exists():
            texts = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
            vectors = list(np.load(folder / "vectors.npy", mmap_mode="r"))
            seconds = list(map(float, np.load(folder / "seconds.npy")))
            if len(texts) == len(vectors) == len(seconds):  # else two runs wrote at once
                self._rows = {text: i for i, text in enumerate(texts)}
                self._vectors, self._seconds = vectors, seconds

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (n, 512)."""
        new = [text for text in dict.fromkeys(texts) if text not in self._rows]
        for start in range(0, len(new), _BATCH):
            part = new[start : start + _BATCH]
            begun = time.process_time()
            made = self._compute(part)
            each = (time.process_time() - begun) / len(part)
            for text, vector in zip(part, made, strict=True):
                self._rows[text] = len(self._vectors)
                self._vectors.append(vector)
                self._seconds.append(each)
        rows = [self._rows[text] for text in texts]
        self.spared += sum(self._seconds[row] for row in rows)
        self.spared -= sum(self._seconds[self._rows[text]] for text in new)
        return np.stack([self._vectors[row] for row in rows])

    def keep(self) -> None:
        """Keep what is known; the last file written is the one that is looked for."""
        self._folder.mkdir(parents=True, exist_ok=True)
        np.save(self._folder / "seconds.npy", np.array(self._seconds))
        partial = self._folder / "vectors.part.npy"
        np.save(partial, np.stack(self._vectors))
        partial.replace(self._folder / "vectors.npy")
        texts = json.dumps(list(self._rows), ensure_ascii=False)
        (self._folder / "texts.json").write_text(texts, encoding="utf-8")
