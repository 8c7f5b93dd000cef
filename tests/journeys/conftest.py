"""A real browser, and the web chat at an address it can open."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from handlers.services import Services
from tests.fakes.web_house import LiveHouse, live_house

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; `make browser` installs it.

    Not for the whole session: while it is open, no other file's async test can run.
    """
    program = shutil.which("chromium")
    assert program, "chromium is not installed: run `make browser`"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture
def live(services: Services) -> Iterator[LiveHouse]:
    """The web chat, served for a browser."""
    with live_house(services) as house:
        yield house
