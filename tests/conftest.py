"""What all tests share: the browser comes last."""

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Run the tests with a real browser last, whatever the random order.

    Playwright keeps an event loop of its own running in this thread from its first test to the
    end of the session, and no other test could run one meanwhile.
    """
    items.sort(key=lambda item: "browser" in item.path.parts)
