"""`luowen serve` in processes of its own, for tests that kill it again and again.

For every line read, a fresh copy of this process serves with the settings in it, as JSON;
everything is imported before, so that a new one is there at once. Two things differ from `luowen serve`: the knowledge is read once, and a message that was in
a killed process's hands is taken over after seconds and not after a minute.
"""

import json
import os
import sys
from datetime import timedelta
from unittest import mock

from bot import serve, wiring, worker
from bot.settings import load_settings
from handlers.services import Services
from tests.house import shipped_knowledge

LEASE = timedelta(seconds=5)


def say(*words: object) -> None:
    """Tell the test something, at once."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def say_ready(address: str, _services: Services) -> None:
    """Tell the test that the web pages can be opened."""
    say(address)


def main() -> None:
    """Serve once a line; say the process's number, the address, and how it ended."""
    worker.LEASE = LEASE
    mock.patch.object(wiring, "load_base", return_value=shipped_knowledge()).start()
    serve.warm_up(shipped_knowledge())
    say("waiting")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os.environ.update(json.loads(line))
            os._exit(serve.run(load_settings(), on_ready=say_ready))
        say(child)
        _, status = os.waitpid(child, 0)
        say("ended", os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
