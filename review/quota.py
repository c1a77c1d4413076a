"""How many a city may recommend, from the notice's fact."""

from collections.abc import Sequence

from recommendation import Program
from review.errors import ReviewError
from review.model import Submission
from review.wording import say


def require_place(program: Program, wanted: Submission, taken: Sequence[Submission]) -> None:
    """Refuse one more than the city's quota. Raises ReviewError naming clause and names."""
    quota = program.quota
    kinds = [one.subject for one in (*taken, wanted)]
    nouns = {table.data.subject: table.data.noun for table in program.tables}
    over = any(kinds.count(subject) > quota.count(subject) for subject in nouns)
    if not over and not (quota.relation == "or" and len(set(kinds)) > 1):
        return
    joined = say("or" if quota.relation == "or" else "and")
    cited = program.cite_fact(quota.id)
    raise ReviewError(
        "quota",
        scope=quota.scope,
        allowed=joined.join(f"{quota.count(one)}个{noun}" for one, noun in nouns.items()),
        notice=cited.notice,
        clause=cited.clause,
        city=wanted.region.city,
        names="、".join(f"“{one.name}”" for one in taken),
    )
