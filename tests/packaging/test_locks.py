"""The lock files: every package by version and hash, from no particular place."""

from __future__ import annotations

import re
import tomllib
from typing import NamedTuple

import pytest

from tests.packaging.dev_script import ROOT

RUN_LOCK = "requirements.lock"
DEV_LOCK = "requirements-dev.lock"
SHA256 = re.compile(r"--hash=sha256:([0-9a-f]{64})")
PIN = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>[0-9a-z.]+)(?P<marker> ; [^\\]+)? \\$")


class Pin(NamedTuple):
    """One package of a lock file, with the hashes of all its published files."""

    name: str
    version: str
    marker: str
    hashes: frozenset[str]


def text_of(lock: str) -> str:
    """The lock file as it is."""
    return (ROOT / "packaging" / lock).read_text(encoding="utf-8")


def pins_of(lock: str) -> set[Pin]:
    """Every package that a lock file names; a line that is not understood is an error."""
    lines = [line for line in text_of(lock).splitlines() if not line.lstrip().startswith("#")]
    blocks = re.split(r"\n(?=\S)", "\n".join(lines))
    return {_pin(block) for block in blocks if block.strip()}


def _pin(block: str) -> Pin:
    first, *rest = block.splitlines()
    found = PIN.match(first)
    hashes = [SHA256.search(line) for line in rest]
    if found is None or not all(hashes):
        raise ValueError(f"not a pinned package with its hashes: {block!r}")
    marker = (found["marker"] or "").removeprefix(" ; ").strip()
    return Pin(found["name"], found["version"], marker, frozenset(h[1] for h in hashes if h))


@pytest.mark.hazard("H45")
@pytest.mark.parametrize("lock", [RUN_LOCK, DEV_LOCK])
def test_every_package_is_pinned_by_version_and_hash(lock: str) -> None:
    """A package that was swapped for another one is refused by pip."""
    pins = pins_of(lock)
    assert pins
    assert all(pin.hashes for pin in pins)


@pytest.mark.parametrize("lock", [RUN_LOCK, DEV_LOCK])
def test_a_lock_names_no_place_to_fetch_from(lock: str) -> None:
    """A hospital's own package index serves as well as the public one."""
    text = text_of(lock)
    assert not re.search(r"https?:|file:|--(extra-)?index-url|--find-links|--trusted-host", text)
    assert "/tmp" not in text


@pytest.mark.parametrize("lock", [RUN_LOCK, DEV_LOCK])
def test_a_lock_says_how_it_was_made(lock: str) -> None:
    """The first lines hold the command that makes it again."""
    head = "\n".join(text_of(lock).splitlines()[:2])
    assert "uv pip compile --universal --python-version 3.11 --generate-hashes" in head
    assert f"-o {lock}" in head


def test_the_tests_run_with_the_versions_that_are_shipped() -> None:
    """Everything the program runs with is in the lock of the tests, hash for hash."""
    assert pins_of(RUN_LOCK) <= pins_of(DEV_LOCK)


def test_the_program_depends_on_five_packages_and_no_more() -> None:
    """What the package says it needs is what the lock was made from."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = (ROOT / "packaging" / "requirements.in").read_text(encoding="utf-8")
    named = [line.split("#")[0].strip() for line in wanted.splitlines()]
    assert sorted(project["dependencies"]) == sorted(name for name in named if name)
    assert {pin.name for pin in pins_of(RUN_LOCK)} == {
        "cffi",  # for PyNaCl and miniaudio, and pycparser for it
        "miniaudio",
        "msgspec",
        "platformdirs",
        "pycparser",
        "pynacl",
        "pyside6-essentials",
        "shiboken6",
    }


def test_what_plays_the_sounds_comes_only_where_it_has_a_wheel() -> None:
    """A workstation on another processor can still be set up, and is told that there is no sound."""
    markers = {pin.name: pin.marker for pin in pins_of(RUN_LOCK)}
    assert "platform_machine == 'x86_64'" in markers["miniaudio"]
    assert not markers["msgspec"]


def test_pint_is_not_shipped() -> None:
    """It checks our factors in the tests; the program has its own closed table."""
    assert "pint" in {pin.name for pin in pins_of(DEV_LOCK)}
    assert "pint" not in {pin.name for pin in pins_of(RUN_LOCK)}
