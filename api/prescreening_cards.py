"""What a reviewer is shown in the conversation, as parts of a message."""

from collections.abc import Mapping, Sequence
from typing import Any

from review.asking import Assessed

_SHOWN = ("name", "kind", "verdict", "reason", "citation")


def message(
    text: str,
    outcome: str,
    more: Mapping[str, Any] | None = None,
    buttons: Sequence[Mapping[str, str]] = (),
) -> list[dict[str, Any]]:
    """One message in the shape of the channel."""
    custom = {"outcome": outcome, "citations": [], **(more or {})}
    said: dict[str, Any] = {"text": text, "custom": custom}
    return [{**said, "buttons": list(buttons)} if buttons else said]


def application(one: Assessed, whole: bool) -> dict[str, Any]:
    """The card of an application. `whole`: the conditions that experts judge, too."""
    verdict = one.verdict
    results = () if verdict is None else verdict["criteria"] if whole else one.open
    return {
        "name": one.one.name,
        "region": one.one.region.shown,
        "state": one.one.state_label,
        "href": f"/console/review/{one.one.id}",
        "as_of": verdict["as_of"] if verdict else None,
        "basic": verdict["basic"] if verdict else None,
        "overall": verdict["overall"] if verdict else None,
        "open": [_open(result) for result in results if _telling(result)],
    }


def _telling(result: Mapping[str, Any]) -> bool:
    return bool(result["verdict"] != "符合" and result["kind"] != "priority")


def _open(result: Mapping[str, Any]) -> dict[str, Any]:
    shown = {key: result[key] for key in _SHOWN}
    return {**shown, "reason": f"{result['reason']}{result['advice']}"}
