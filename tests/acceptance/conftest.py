"""The command line and the scripted web, for all tests of this folder."""

from __future__ import annotations

import pytest
from command_line import CommandLine

from sourcecheck.testing import ScriptedWeb


@pytest.fixture
def sourcecheck(tmp_path):
    return CommandLine(tmp_path)


@pytest.fixture(scope="session")
def scripted():
    with ScriptedWeb() as web:
        yield web


@pytest.fixture
def web(scripted):
    scripted.forget()
    return scripted
