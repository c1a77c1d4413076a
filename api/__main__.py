"""`python -m api serve` migrates the database and serves; `python -m api migrate` only migrates.

`python -m api setup-link` prints a one-time link for another administrator, for when nobody can
sign in any more.
"""

import argparse
import sys

import uvicorn
from fastapi import FastAPI
from pydantic import ValidationError
from sqlalchemy.exc import ArgumentError, OperationalError

import storage
from accounts import AccountStore
from api import events
from api.app import create_app
from api.console.setup import new_link
from api.services import Services, StartError, build
from api.settings import Settings
from api.wording import say
from supervisor.ports import is_free, next_free

CANNOT_START = 78
"""Exit code for settings or data that a restart will not mend (EX_CONFIG)."""


def main() -> int:
    """Parse the command line and do it; the exit code."""
    parser = argparse.ArgumentParser(prog="api", description=__doc__)
    parser.add_argument("command", choices=["serve", "migrate", "check", "setup-link"])
    command = parser.parse_args().command
    try:
        settings = Settings()
        if command == "serve" and not is_free(settings.host, settings.port):
            return _refuse_port(settings)
        storage.migrate(settings.database())
        if command == "migrate":
            return 0
        if command == "setup-link":
            accounts = AccountStore(storage.session_factory(storage.engine(settings.database())))
            print(new_link(settings, accounts))
            return 0
        events.configure(settings.log_level, storage.secret_key(settings.var / "secret.key"))
        services = build(settings)
        _tell_left_out(services)
        if command == "check":
            return 0
        services.policy.warm_up()  # so that the first question does not wait for it
    except ValidationError as error:
        names = "、".join(f"ASSISTANT_{e['loc'][0]}".upper() for e in error.errors())
        return _refuse(f"环境变量 {names} 的值不正确，请改正后重新启动。")
    except ArgumentError:
        return _refuse("环境变量 ASSISTANT_DATABASE_URL 不是有效的数据库地址，请改正后重新启动。")
    except OperationalError as error:
        print(f"数据库暂时连接不上（{type(error.orig).__name__}）。", file=sys.stderr, flush=True)
        return 1
    except (StartError, storage.StorageError) as error:
        return _refuse(str(error))
    app = create_app(settings, load=lambda _: services)
    if not is_free(settings.host, settings.port):  # loading takes a while
        return _refuse_port(settings)
    return _serve(app, settings)


def _refuse_port(settings: Settings) -> int:
    other = next_free(settings.host, settings.port)
    return _refuse(say("port_taken", port=settings.port, other=other))


def _refuse(reason: str) -> int:
    print(f"无法启动：{reason}", file=sys.stderr, flush=True)
    return CANNOT_START


def _tell_left_out(services: Services) -> None:
    """On the screen of whoever starts it; the log has it as well."""
    for one in services.policy.left_out:
        reason = say("notice_left_out", id=one.id, reason=str(one.error))
        print(reason, file=sys.stderr, flush=True)


def _serve(app: FastAPI, settings: Settings) -> int:
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=5,
        )
    )
    server.run()
    return 0 if server.started else 1


if __name__ == "__main__":
    sys.exit(main())
