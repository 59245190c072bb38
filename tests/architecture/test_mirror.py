"""Whoever changes a module of the core finds its tests under the same name."""

from __future__ import annotations

from tests.architecture.source_text import ROOT, sources_below

# Modules without a test file of their own, and where they are tried instead.
TRIED_ELSEWHERE: dict[str, str] = {}


def modules_without_tests() -> set[str]:
    """Every module of the core, as a path below it, that no test file is named after."""
    modules = {
        source.name.removeprefix("titrator/core/") for source in sources_below("titrator/core")
    }
    return {name for name in modules if not name.endswith("__init__.py") and not _tests_of(name)}


def _tests_of(module: str) -> list[str]:
    """`limits.py` is tried in `test_limits.py`, or in several named `test_limits_...py`."""
    folder, _, stem = module.removesuffix(".py").rpartition("/")
    below = ROOT / "tests" / "core" / folder
    whole = [path.name for path in below.glob(f"test_{stem}.py")]
    return whole or [path.name for path in below.glob(f"test_{stem}_*.py")]


def test_every_module_of_the_core_has_tests_under_its_name() -> None:
    """tests/core mirrors titrator/core; an exception says where the module is tried."""
    missing = modules_without_tests() - TRIED_ELSEWHERE.keys()
    assert not missing, f"no tests/core/test_<name>.py for: {sorted(missing)}"


def test_every_exception_is_still_needed() -> None:
    """An exception for a module that has its tests, or is gone, is taken out again."""
    assert TRIED_ELSEWHERE.keys() <= modules_without_tests()
    assert all(len(reason) > 10 for reason in TRIED_ELSEWHERE.values())
