"""One scripted web for all tests of this folder; it opens only when a test asks for it."""

import pytest

from sourcecheck.testing import ScriptedWeb


@pytest.fixture(scope="session")
def scripted():
    with ScriptedWeb() as web:
        yield web


@pytest.fixture
def web(scripted):
    scripted.forget()
    return scripted
