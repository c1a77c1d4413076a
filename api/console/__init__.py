"""The console of staff at `/console`: pages made on the server, usable without JavaScript."""

from api.console import (
    account,
    asking,
    auditing,
    collecting,
    conversations,
    desk,
    desk_answers,
    desk_questions,
    figures,
    home,
    knowledge,
    packing,
    reminding,
    review,
    screening,
    signing,
    single_sign_on,
    users,
)  # fmt: skip
from api.console.pages import problem_page
from api.console.setup import prepare_setup

routers = (
    signing.router,
    single_sign_on.router,
    account.router,
    home.router,
    review.router,
    reminding.router,
    asking.router,
    packing.router,
    collecting.router,
    screening.router,
    figures.router,
    knowledge.router,
    auditing.router,
    desk.router,
    desk_questions.router,
    desk_answers.router,
    conversations.router,
    users.router,
)

SCREENING = screening.PATH

__all__ = ["SCREENING", "prepare_setup", "problem_page", "routers"]
