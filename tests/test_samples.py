"""The reports kept in the repository are those the program writes today."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def _tool():
    spec = importlib.util.spec_from_file_location("build_samples", ROOT / "tools/build_samples.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_samples_are_what_is_written_today(tmp_path):
    tool = _tool()
    stale = [
        made.name
        for made in tool.build(tmp_path)
        if not (tool.SAMPLES / made.name).is_file()
        or made.read_bytes() != (tool.SAMPLES / made.name).read_bytes()
    ]
    assert stale == [], "run `make samples` and read the difference"
    kept = {path.name for path in tool.SAMPLES.iterdir()} - {"README.md"}
    assert kept == {path.name for path in tool.build(tmp_path)}
