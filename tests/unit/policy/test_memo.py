"""What is kept for a text: the latest, no more than so many, whoever asks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from policy.memo import Memo


def test_what_was_used_last_is_kept() -> None:
    memo: Memo[str, str] = Memo(2)
    made: list[str] = []

    def compute(key: str) -> str:
        made.append(key)
        return key.upper()

    assert [memo.get(key, compute) for key in "abacab"] == list("ABACAB")
    assert made == ["a", "b", "c", "b"]


def test_what_is_put_in_is_not_computed() -> None:
    memo: Memo[str, int] = Memo(2)
    memo.put("a", 1)
    assert "a" in memo
    assert memo.get("a", len) == 1
    memo.clear()
    assert "a" not in memo


def test_threads_share_it_and_find_their_own() -> None:
    memo: Memo[int, int] = Memo(8)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda n: memo.get(n % 20, lambda key: key * key), range(2000)))
    assert found == [(n % 20) ** 2 for n in range(2000)]
    assert sum(n in memo for n in range(20)) == 8
