"""How a page looks to somebody in front of it."""

from playwright.sync_api import Page


def overflow(page: Page) -> int:
    """How many pixels the page is wider than the window, once its styles are there."""
    page.wait_for_load_state("load")
    return int(
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )
