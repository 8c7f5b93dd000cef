"""`luowen`, and `python -m bot`: every command is in `bot.cli`."""

import gc
import os
import sys

# Our matrices are small: a second thread would cost each question more than it saves, and a
# sum made by one thread is the same to the digit on every machine. Read when numpy is.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def main() -> None:
    """Run one command; asking a question skips reading what the other commands need."""
    if sys.argv[1:2] == ["ask"]:
        gc.disable()  # what one answer leaves behind goes with the process
        from bot.cli_ask import run

        try:
            run(sys.argv[2:])
        finally:
            gc.freeze()  # or all of it is walked through once more at the end
    else:
        from bot import cli

        cli.main()


if __name__ == "__main__":
    main()
