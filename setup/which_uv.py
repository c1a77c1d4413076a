"""Print the command that runs uv, installing uv first when it is missing."""

from __future__ import annotations

import sys

from console import SetupError, stop
from uv_tool import ensure_uv


def main() -> int:
    """The exit code; uv's path goes to standard output and nothing else does."""
    out, sys.stdout = sys.stdout, sys.stderr
    try:
        command = ensure_uv()
    except SetupError as error:
        return stop(error)
    print(" ".join(command), file=out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
