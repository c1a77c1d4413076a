"""`python -m api serve` migrates the database and serves; `python -m api migrate` only migrates."""

import argparse
import sys

import uvicorn

import storage
from api import events
from api.app import create_app
from api.services import StartError, build
from api.settings import Settings


def main() -> int:
    """Parse the command line and do it; the exit code."""
    parser = argparse.ArgumentParser(prog="api", description=__doc__)
    parser.add_argument("command", choices=["serve", "migrate", "check"])
    command = parser.parse_args().command
    settings = Settings()
    try:
        storage.migrate(settings.database())
        if command == "migrate":
            return 0
        events.configure(settings.log_level, storage.secret_key(settings.var / "secret.key"))
        if command == "check":
            build(settings)
            return 0
    except (StartError, storage.StorageError) as error:
        print(f"无法启动：{error}", file=sys.stderr, flush=True)
        return 1
    return _serve(settings)


def _serve(settings: Settings) -> int:
    config = uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    try:
        server.run()
    except StartError as error:
        print(f"无法启动：{error}", file=sys.stderr, flush=True)
        return 1
    return 0 if server.started else 1


if __name__ == "__main__":
    sys.exit(main())
