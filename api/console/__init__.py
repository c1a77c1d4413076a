"""The console of staff at `/console`: pages made on the server, usable without JavaScript."""

from api.console import home, signing, users
from api.console.pages import problem_page
from api.console.setup import prepare_setup

routers = (signing.router, users.router, home.router)

__all__ = ["prepare_setup", "problem_page", "routers"]
