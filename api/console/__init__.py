"""The console of staff at `/console`: pages made on the server, usable without JavaScript."""

from api.console import desk, desk_answers, home, signing, users
from api.console.pages import problem_page
from api.console.setup import prepare_setup

routers = (signing.router, users.router, home.router, desk.router, desk_answers.router)

__all__ = ["prepare_setup", "problem_page", "routers"]
