"""Serve the current model: Rasa's HTTP server on the loopback interface.

Run with the bot's own interpreter: ``bot/.venv/bin/python bot/serve.py``. It listens only once the
model is loaded, so an answer from ``GET /`` means ready.

Environment (all optional):
    ASSISTANT_ENGINE_URL     where to listen                  http://127.0.0.1:5005
    ASSISTANT_ACTION_URL     where the actions are            http://127.0.0.1:8000/webhook
    ASSISTANT_ACTION_SECRET  sent as X-Action-Secret; also the token of Rasa's own HTTP API
    ASSISTANT_TRACKER_URL    SQLAlchemy URL of the trackers   sqlite:///<ASSISTANT_VAR>/tracker.db
    ASSISTANT_VAR            folder of the running state      var
    ASSISTANT_BOT_MODEL      serve this model file            the one named in bot/models/current
"""

import logging
import os
import re
import sys
from pathlib import Path
from typing import Any, Dict, Tuple
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent))

import train

_SENDER = re.compile(
    r"((?:sender|conversation|tracker)(?:[ _]id)?[^'\"\n]{0,20}['\"])(?=[^'\"\s]{8,})[^'\"\n]+"
)
API_TIMEOUT = 120
"""Seconds a request may take; a turn takes well under one."""


def listening_address() -> Tuple[str, int]:
    """Host and port from ``ASSISTANT_ENGINE_URL``; only loopback addresses are accepted."""
    parts = urlsplit(os.environ.get("ASSISTANT_ENGINE_URL", "http://127.0.0.1:5005"))
    host, port = parts.hostname or "127.0.0.1", parts.port or 5005
    if host not in ("127.0.0.1", "localhost", "::1"):
        raise SystemExit(
            f"ASSISTANT_ENGINE_URL: the engine listens on loopback only, not on {host}"
        )
    return host, port


def set_defaults() -> None:
    """Fill in what endpoints.yml reads from the environment."""
    state = Path(os.environ.get("ASSISTANT_VAR", "var"))
    state = state if state.is_absolute() else train.ROOT / state
    os.environ.setdefault("ASSISTANT_ACTION_URL", "http://127.0.0.1:8000/webhook")
    os.environ.setdefault("ASSISTANT_ACTION_SECRET", "")
    if "ASSISTANT_TRACKER_URL" not in os.environ:
        state.mkdir(parents=True, exist_ok=True)
        os.environ["ASSISTANT_TRACKER_URL"] = f"sqlite:///{state / 'tracker.db'}"


def _without_words(_logger: Any, _method: str, event: Dict[str, Any]) -> Dict[str, Any]:
    """The event's name and error alone; Rasa also hands over texts, slots and states."""
    return {key: event[key] for key in ("event", "exc_info") if key in event}


def veil_senders() -> None:
    """No ids of senders in Rasa's plain log: whoever knows one can open its conversation."""
    make = logging.getLogRecordFactory()

    def veiled(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make(*args, **kwargs)
        try:
            text = record.getMessage()
        except (TypeError, ValueError):
            return record  # its arguments do not fit; logging says so itself
        record.msg, record.args = _SENDER.sub(r"\1***", text), ()
        return record

    logging.setLogRecordFactory(veiled)


def log_events_only() -> None:
    """Rasa's structured log: warnings and errors, never what a person typed."""
    import structlog

    structlog.configure(
        processors=[
            _without_words,
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
    )


def main() -> None:
    """Serve until stopped."""
    named = os.environ.get("ASSISTANT_BOT_MODEL")
    model = Path(named) if named else train.current_model()
    if model is None or not model.is_file():
        raise SystemExit("no trained model: run bot/train.py first")
    if not train.is_whole(model):
        raise SystemExit(f"{model.name} is damaged: run bot/train.py again")
    host, port = listening_address()
    set_defaults()
    train.prepare_environment()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("rasa").setLevel(os.environ.get("LOG_LEVEL", "WARNING"))
    for chatty in ("apscheduler", "sanic.access", "matplotlib"):
        logging.getLogger(chatty).setLevel(logging.ERROR)
    import jieba

    jieba.setLogLevel(logging.WARNING)
    log_events_only()
    veil_senders()

    from rasa.core.run import serve_application
    from rasa.core.utils import AvailableEndpoints

    serve_application(
        model_path=str(model),
        interface=host,
        port=port,
        credentials=str(train.BOT / "credentials.yml"),
        endpoints=AvailableEndpoints.read_endpoints(str(train.BOT / "endpoints.yml")),
        enable_api=True,
        auth_token=os.environ["ASSISTANT_ACTION_SECRET"] or None,
        response_timeout=API_TIMEOUT,
    )


if __name__ == "__main__":
    main()
