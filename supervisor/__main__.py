"""`python -m supervisor run`: start the product and keep it running until Ctrl-C."""

import argparse
import asyncio
import contextlib
import os
import sys

from supervisor.display import for_terminal
from supervisor.linux import end_with_parent
from supervisor.plan import Plan, PlanError, build, root_of_project
from supervisor.ports import claim
from supervisor.private import for_this_user_alone
from supervisor.runner import Runner


async def _run() -> int:
    display = for_terminal()
    with contextlib.ExitStack() as held:
        try:
            plan = _claimed_plan(held)
        except PlanError as error:
            display.problem(str(error), [])
            return 2
        for_this_user_alone(plan.logs.parent)
        return await Runner(plan, display).run()


def _claimed_plan(held: contextlib.ExitStack) -> Plan:
    """The plan, its ports claimed. Where another product took one of them in this moment, planning
    again finds another engine port, or tells that the port is taken."""
    while True:
        plan = build(os.environ, root_of_project())
        with contextlib.ExitStack() as claims:
            if claim(claims, plan.addresses):
                held.push(claims.pop_all())
                return plan


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
