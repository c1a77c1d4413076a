"""`python -m supervisor run`: start the product and keep it running until Ctrl-C."""

import argparse
import asyncio
import os
import sys

from supervisor.display import for_terminal
from supervisor.linux import end_with_parent
from supervisor.plan import PlanError, build, root_of_project
from supervisor.private import for_this_user_alone
from supervisor.runner import Runner


async def _run() -> int:
    display = for_terminal()
    try:
        plan = build(os.environ, root_of_project())
    except PlanError as error:
        display.problem(str(error), [])
        return 2
    for_this_user_alone(plan.logs.parent)
    return await Runner(plan, display).run()


def main() -> int:
    """Parse the command line and run; the exit code."""
    parser = argparse.ArgumentParser(prog="supervisor", description=__doc__)
    parser.add_argument("command", choices=["run"])
    parser.add_argument(
        "--with-parent", action="store_true", help="stop when the starting process ends"
    )
    arguments = parser.parse_args()
    if arguments.with_parent:
        end_with_parent()
    return asyncio.run(_run())


if __name__ == "__main__":
    sys.exit(main())
