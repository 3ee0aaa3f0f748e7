"""The operations tool: ``python -m palco``."""

import signal
import sys

from ._native import run_tool


def main() -> int:
    """Runs the tool with the arguments of the process, and gives its exit code."""
    # Python's own handler would wait for the end of the call.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return run_tool(["palco", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
