"""Show what the model makes of messages: JSON lines in, JSON lines out.

Each input line is a JSON string; each output line is the engine's reading of it, as the actions get
it in ``latest_message``. For tests and for whoever edits the examples:
``echo '"什么时候截止"' | bot/.venv/bin/python bot/parse.py``
"""

import asyncio
import contextlib
import json
import logging
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import train


def main() -> None:
    """Read standard input to its end."""
    model = train.current_model()
    if model is None:
        raise SystemExit("no trained model: run bot/train.py first")
    train.prepare_environment()
    logging.getLogger("rasa").setLevel(logging.ERROR)
    # Rasa's log, and what compiled libraries print, goes to standard output: not among the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    with answers, contextlib.redirect_stdout(sys.stderr):
        from rasa.core.agent import Agent

        agent = Agent.load(str(model))
        for line in sys.stdin:
            if line.strip():
                parsed = asyncio.run(agent.parse_message(json.loads(line)))
                print(json.dumps(parsed, ensure_ascii=False), file=answers, flush=True)


if __name__ == "__main__":
    main()
