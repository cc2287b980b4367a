"""The size and order of the house: function and module lengths, settings, stage numbers."""

import ast
import dataclasses
import importlib
import pkgutil
import statistics
from pathlib import Path

import pytest

import sourcecheck
import sourcecheck.model
from sourcecheck.config import Settings
from sourcecheck.pipeline import STAGES

SRC = Path(sourcecheck.__file__).parent
MODULES = sorted(SRC.rglob("*.py"))
MAX_FUNCTION, MAX_P90, MAX_MODULE, MAX_SETTINGS, MAX_ARGUMENTS = 40, 25, 400, 38, 6
# 38 settings, not 25: six are what a guest owes a host (contact, robots, crawl_delay_cap,
# second_looks, browser_headers, keep_alive), one is the policy that calls a link dead, one is
# where closed archive files go, one is the time a replay shows, and three are about copies
# elsewhere: who may be asked, of which links, and whether pages are handed in. One names the
# endpoint that is asked about outlets.


def _functions():
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path.relative_to(SRC), node


FUNCTIONS = list(_functions())


def _length(node):
    """Lines of code: the docstring says what, and does not count."""
    lines = node.end_lineno - node.lineno + 1
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        lines -= first.end_lineno - first.lineno + 1
    return lines


def test_no_function_is_longer_than_a_screen():
    long = [
        f"{path}:{node.lineno} {node.name}"
        for path, node in FUNCTIONS
        if _length(node) > MAX_FUNCTION
    ]
    assert long == []


def test_nine_functions_in_ten_are_short():
    lengths = [_length(node) for _, node in FUNCTIONS]
    assert statistics.quantiles(lengths, n=10)[-1] <= MAX_P90


def test_no_module_is_longer_than_a_sitting():
    long = {
        str(path.relative_to(SRC)): lines
        for path in MODULES
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MAX_MODULE
    }
    assert long == {}


def test_no_function_takes_a_bag_of_arguments():
    greedy = [
        f"{path}:{node.lineno} {node.name}"
        for path, node in FUNCTIONS
        if len(node.args.posonlyargs + node.args.args) > MAX_ARGUMENTS + 1  # self
    ]
    assert greedy == []


def test_there_are_few_settings():
    assert len(dataclasses.fields(Settings)) <= MAX_SETTINGS


@pytest.mark.parametrize(("number", "stage"), list(enumerate(STAGES, start=1)))
def test_every_stage_says_its_number(number, stage):
    module = importlib.import_module(f"sourcecheck.{stage}")
    assert module.__doc__.startswith(f"Stage {number}.")


def _values():
    for module in pkgutil.walk_packages(sourcecheck.model.__path__, "sourcecheck.model."):
        for name, kind in vars(importlib.import_module(module.name)).items():
            if dataclasses.is_dataclass(kind) and kind.__module__ == module.name:
                yield f"{module.name}.{name}", kind


@pytest.mark.parametrize(("name", "kind"), list(_values()))
def test_every_value_that_travels_is_frozen(name, kind):
    assert kind.__dataclass_params__.frozen, name
    assert "__slots__" in vars(kind), name


BANNED_NAMES = ("footnote", "reference", "item", "utils", "misc", "manager")


def test_code_uses_the_words_of_the_glossary():
    wrong = [
        f"{path}:{node.lineno} {node.name}"
        for path, node in FUNCTIONS
        if any(part in BANNED_NAMES for part in node.name.lower().split("_"))
        and not node.name.startswith("__")
    ]
    wrong += [str(path.relative_to(SRC)) for path in MODULES if path.stem in BANNED_NAMES]
    assert wrong == []


def _catchers(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ExceptHandler) and (
            node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException")
        ):
            yield node


def test_nobody_catches_everything_outside_the_shells():
    outside = [
        f"{path.relative_to(SRC)}:{node.lineno}"
        for path in MODULES
        for node in _catchers(path)
        if not str(path.relative_to(SRC)).startswith(("cli/", "plugins.py", "testing/"))
        and not _raises_again(node)
    ]
    assert outside == []


def _raises_again(handler):
    return any(isinstance(node, ast.Raise) and node.exc is None for node in ast.walk(handler))
