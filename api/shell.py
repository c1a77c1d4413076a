"""`python -m api.shell`: chat in the terminal with the running service, or with one of its own."""

import argparse
import contextlib
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from typing import Any

import httpx

from api.settings import ROOT, Settings
from api.wording import say

START_SECONDS = 300


def ready(http: httpx.Client) -> bool:
    """True when a service answers and is ready."""
    try:
        return http.get("/healthz", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


@contextlib.contextmanager
def service(http: httpx.Client) -> Iterator[None]:
    """A ready service: the running one, or one started here and stopped at the end.

    Raises RuntimeError when it cannot be started.
    """
    if ready(http):
        yield
        return
    print(say("shell_starting"), flush=True)
    command = [sys.executable, "-m", "supervisor", "run", "--with-parent"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        end = time.monotonic() + START_SECONDS
        while not ready(http):
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(say("shell_not_started"))
            time.sleep(0.3)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def shown(messages: list[dict[str, Any]]) -> Iterator[str]:
    """The lines of an answer: texts, sources, form progress, numbered replies."""
    number = 0
    for message in messages:
        yield from str(message.get("text", "")).splitlines()
        custom = message.get("custom") or {}
        for citation in custom.get("citations", []):
            yield f"    ▸ {citation['notice']} {citation['clause']}：{citation['quote']}"
        form = custom.get("form") or {}
        if form.get("total"):
            yield say("shell_progress", filled=form.get("filled"), total=form["total"])
        yield from (f"    ⇩ {url}" for url in form.get("documents") or [])
        for button in message.get("buttons") or []:
            number += 1
            yield f"    [{number}] {button['title']}"


def chosen(typed: str, messages: list[dict[str, Any]]) -> str:
    """What `typed` sends: `[2]` or `#2` stands for the second quick reply, all else for itself."""
    payloads = [b["payload"] for m in messages for b in m.get("buttons") or []]
    mark = typed.strip().strip("[]#")
    if typed.strip()[:1] in ("[", "#") and mark.isdecimal() and 0 < int(mark) <= len(payloads):
        return str(payloads[int(mark) - 1])
    return typed


def converse(http: httpx.Client, sender: str) -> None:
    """Read lines and show answers until the end of input."""
    print(say("shell_hello", sender=sender), flush=True)
    messages: list[dict[str, Any]] = []
    while True:
        try:
            typed = input("\n> ")
        except EOFError:
            return
        if not typed.strip():
            continue
        body = {
            "sender": sender,
            "message": chosen(typed, messages),
            "message_id": uuid.uuid4().hex,
        }
        answer = http.post("/webhooks/rest/webhook", json=body)
        content = answer.json()
        if isinstance(content, list):
            messages = content
            print("\n".join(shown(messages)), flush=True)
        else:
            print(content["error"]["message"], flush=True)


def main() -> int:
    """Parse the command line and chat; the exit code."""
    parser = argparse.ArgumentParser(prog="shell", description=__doc__)
    parser.add_argument("--sender", default=f"shell-{uuid.uuid4().hex[:12]}")
    sender = parser.parse_args().sender
    settings = Settings()
    base = f"http://{settings.host}:{settings.port}"
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 - line editing and history for input()
    try:
        with httpx.Client(base_url=base, timeout=90, trust_env=False) as http, service(http):
            converse(http, sender)
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    except httpx.HTTPError:
        print(say("shell_lost"), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
