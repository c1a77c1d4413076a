"""Train the dialogue model, only when what it is made of has changed.

Run with the bot's own interpreter from anywhere: ``bot/.venv/bin/python bot/train.py [--force]``.
Writes ``bot/models/<hash>.tar.gz`` and names it in ``bot/models/current``.
"""

import argparse
import contextlib
import fcntl
import gzip
import hashlib
import io
import logging
import os
import sys
import tempfile
import time
import warnings
import zlib
from pathlib import Path
from typing import Iterator, List, Optional

BOT = Path(__file__).resolve().parent
ROOT = BOT.parent
MODELS = BOT / "models"
CURRENT = MODELS / "current"
GUARD = MODELS / ".training"
INPUTS = (
    "bot/config.yml",
    "bot/domain",
    "bot/components",
    "bot/words.yml",
    "bot/requirements.lock",
)
DATA = ("data/nlu", "data/rules", "data/jieba")
_NOT_TRAINED = {"tracker_store.py"}
_SUFFIXES = {".yml", ".yaml", ".py", ".txt", ".lock"}


def input_files() -> Iterator[Path]:
    """Every file the model is made of, in a fixed order."""
    for name in INPUTS + DATA:
        path = ROOT / name
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        files = [f for f in files if f.suffix in _SUFFIXES and f.is_file()]
        yield from (f for f in files if f.name not in _NOT_TRAINED)


def inputs_hash() -> str:
    """Sixteen hexadecimal digits that change with any input."""
    digest = hashlib.sha256()
    for path in input_files():
        content = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def current_model() -> Optional[Path]:
    """The model named in ``bot/models/current``, if it is there."""
    if not CURRENT.is_file():
        return None
    path = MODELS / CURRENT.read_text("utf-8").strip()
    return path if path.is_file() else None


def is_whole(model: Path) -> bool:
    """True when the archive can be read to its end: Rasa would serve without a damaged one."""
    try:
        with gzip.open(model) as archive:
            while archive.read(1 << 20):
                pass
            return archive.tell() > 0
    except (OSError, EOFError, zlib.error):
        return False


def is_current() -> bool:
    """True when the present model was trained from the present inputs and is whole."""
    model = current_model()
    return model is not None and model.name == f"{inputs_hash()}.tar.gz" and is_whole(model)


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait until no other process trains; its model may then be the one that is needed."""
    MODELS.mkdir(exist_ok=True)
    with GUARD.open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        yield


def prepare_environment() -> None:
    """Settings every Rasa process of the assistant runs under."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    os.environ.setdefault("LOG_LEVEL_LIBRARIES", "ERROR")
    os.chdir(ROOT)  # config.yml names data/jieba from here
    warnings.simplefilter("ignore")
    logging.captureWarnings(True)  # Rasa's libraries switch warnings on again
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    if str(BOT) not in sys.path:
        sys.path.insert(0, str(BOT))
    import light_start

    light_start.install()


def train(keep: int = 2) -> Path:
    """Train a model from the present inputs and make it the current one.

    A model appears under its name only when it is complete: one may be loading it meanwhile.
    """
    name = f"{inputs_hash()}.tar.gz"
    prepare_environment()
    MODELS.mkdir(exist_ok=True)
    chatter = io.StringIO()  # progress bars and notes; shown only when something goes wrong
    with contextlib.ExitStack() as quiet, tempfile.TemporaryDirectory(dir=MODELS) as workplace:
        quiet.enter_context(contextlib.redirect_stdout(chatter))
        quiet.enter_context(contextlib.redirect_stderr(chatter))
        from rasa.model_training import train as rasa_train

        result = rasa_train(
            domain=str(BOT / "domain"),
            config=str(BOT / "config.yml"),
            training_files=[str(ROOT / path) for path in DATA[:2]],
            output=workplace,
            fixed_model_name=name,
            force_training=True,
        )
        if result.code == 0 and result.model:
            Path(result.model).replace(MODELS / name)
    if result.code or not result.model:
        sys.stderr.write(chatter.getvalue())
        raise SystemExit("the model could not be trained")
    temporary = CURRENT.with_suffix(".new")
    temporary.write_text(f"{name}\n", "utf-8")
    temporary.replace(CURRENT)
    _drop_old(keep)
    return MODELS / name


def _drop_old(keep: int) -> None:
    models = sorted(MODELS.glob("*.tar.gz"), key=lambda p: p.stat().st_mtime, reverse=True)
    present = current_model()
    for path in models[keep:]:
        if path != present:
            path.unlink()


def main(arguments: Optional[List[str]] = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--force", action="store_true", help="train even when nothing changed")
    options = parser.parse_args(arguments)
    with one_at_a_time():
        if not options.force and is_current():
            print(f"model is up to date: {current_model()}")
            return
        began = time.monotonic()
        model = train()
    print(f"trained in {time.monotonic() - began:.0f} s: {model}")


if __name__ == "__main__":
    main()
