"""`python -m screening.work FOLDER`: screens the list of one job, in a process of its own.

A long list takes a processor for minutes; as a thread of the service it would slow down every
conversation. Started twice for one folder, the second does nothing.
"""

import argparse
import fcntl
import os
import sys
from pathlib import Path

import eligibility
import forms
import policy
from eligibility import RuleSet
from forms import Form
from screening import FORM_ID, ScreeningError, screen
from screening.jobs import Job, job_in
from screening.summary import written
from screening.wording import say

NICE = 5
"""How far it stands back behind the service."""


def work(job: Job, form: Form, rules: RuleSet) -> None:
    """Screen a job's list and keep what came of it."""
    try:
        result = screen(job.given(), form, rules, job.as_of, job.tell)
    except ScreeningError as error:
        job.refuse(error.message_zh)
        return
    short = written(result.ranked, result.counts, result.problems, job.as_of.isoformat())
    job.finish(result.workbook, short)


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; the exit code."""
    parser = argparse.ArgumentParser(prog="screening.work", description=__doc__)
    for name in ("folder", "notices", "rules", "forms", "cache", "live"):
        parser.add_argument(name, type=Path)
    given = parser.parse_args(arguments)
    os.nice(NICE)
    with open(given.folder / "lock", "w", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return 0
        job = job_in(given.folder)
        if job.state != "working":
            return 0
        try:
            base = policy.load(given.notices, given.cache, given.live)
            form = forms.load_forms(given.forms, base)[FORM_ID]
            work(job, form, eligibility.load_rules(given.rules, base))
        except Exception:
            job.refuse(say("failed"))
            raise
    return 0


if __name__ == "__main__":
    sys.exit(main())
