"""H33: one bit flipped in a policy file or in a log never changes a limit or a dose unseen."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.hazards.built_in import looser
from tests.support.every_case import whole_or_fast
from tests.support.log_entries import NOON
from tests.support.shift import NOREPINEPHRINE, after_a_step, shipped_policy
from titrator import resources
from titrator.core.errors import BugError, KnownError
from titrator.core.library_file import parse_library
from titrator.core.policy_fault import PolicyFileError
from titrator.core.policy_seal import SEAL_NAME, seal_faults
from titrator.core.protocol_file import parse_protocol
from titrator.core.state import EMPTY
from titrator.session.bed import BedSession
from titrator.store.errors import LogDamaged
from titrator.store.opening import LOG_NAME, open_log
from titrator.store.verify import verify

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from titrator.core.state import State

pytestmark = pytest.mark.hazard("H33")

FLIPS = 1_000
PROTOCOL = "norepinephrine-first.toml"


def flipped(content: bytes, bit: int) -> bytes:
    """The content with one bit turned."""
    damaged = bytearray(content)
    damaged[bit // 8] ^= 1 << bit % 8
    return bytes(damaged)


def a_flip(files: Mapping[str, bytes], drawn: random.Random) -> dict[str, bytes]:
    """The files with one bit of one of them turned; each bit of all files is as likely."""
    (name,) = drawn.choices(list(files), weights=[len(content) for content in files.values()])
    return {**files, name: flipped(files[name], drawn.randrange(len(files[name]) * 8))}


@pytest.mark.parametrize("folder", ["drug_library", "protocols"])
def test_each_flip_in_the_shipped_policy_or_its_seal_is_refused(folder: str) -> None:
    """1,000 flips in each folder; the mark between a sum and its name says nothing, and may turn."""
    names = sorted(path.name for path in resources.resource_path(folder).iterdir())
    files = {name: resources.resource_bytes(f"{folder}/{name}") for name in names}
    unseen = []
    for seed in range(FLIPS):
        damaged = a_flip(files, random.Random(seed))
        seal = damaged.pop(SEAL_NAME)
        if not seal_faults(damaged, seal) and seal.replace(b"*", b" ") != files[SEAL_NAME]:
            unseen.append(seed)
    assert unseen == []


def test_a_flip_in_a_policy_without_a_seal_loosens_nothing() -> None:
    """A hospital's folder need not be sealed: what reads well is still within what is built in.

    150 flips, with TITRATOR_EVERY_CASE 1,000.
    """
    files = {**resources.shipped_library_files(), PROTOCOL: protocol_bytes()}
    outcomes: Counter[str] = Counter()
    for seed in range(whole_or_fast(whole=FLIPS, fast=150)):
        damaged = a_flip(files, random.Random(seed))
        protocol = damaged.pop(PROTOCOL)
        try:
            library = parse_library(damaged)
            read = library, parse_protocol(PROTOCOL, protocol, library)
        except PolicyFileError:
            outcomes["refused"] += 1
            continue
        outcomes["read"] += 1
        assert looser(*read) == [], f"seed {seed}"
    assert min(outcomes.values()) > 20


def protocol_bytes() -> bytes:
    """The shipped protocol."""
    return resources.shipped_protocol_files()[PROTOCOL]


@pytest.fixture(scope="module")
def a_log(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, State, str]:
    """The log of a shift, closed; the state it tells; the bed's id in it."""
    folder = tmp_path_factory.mktemp("whole")
    log = open_log(folder, opened_at_utc=NOON)
    shift = after_a_step(log=log)
    shift.at("08:11").assessment(63)
    shift.at("08:14").assessment(62)
    shift.at("08:15").back_up(NOREPINEPHRINE, "7.9 mL/h")
    log.close()
    return folder / LOG_NAME, shift.bed.state, shift.bed.episode


def test_no_flip_in_a_log_changes_what_it_tells(
    a_log: tuple[Path, State, str], tmp_path: Path
) -> None:
    """Refused, or in a place that says nothing; never another dose, time or phase.

    250 flips, with TITRATOR_EVERY_CASE 1,000.
    """
    whole, state, episode = a_log
    content = whole.read_bytes()
    outcomes: Counter[str] = Counter()
    for seed in range(whole_or_fast(whole=FLIPS, fast=250)):
        bit = random.Random(seed).randrange(len(content) * 8)
        folder = tmp_path / "damaged"
        folder.mkdir()
        (folder / LOG_NAME).write_bytes(flipped(content, bit))
        told = state_told(folder, episode)
        assert told in (None, state), f"bit {bit}"
        outcomes["refused" if told is None else "as it was"] += 1
        shutil.rmtree(folder)
    assert outcomes["refused"] > 50


def test_no_flip_at_the_beginning_of_a_page_hides_an_entry(
    a_log: tuple[Path, State, str], tmp_path: Path
) -> None:
    """There stands how much a page holds: with less, an index leads to an older dose without error.

    The number of cells of every page, with TITRATOR_EVERY_CASE every bit of the first 64 bytes.
    """
    whole, state, episode = a_log
    content = whole.read_bytes()
    places = whole_or_fast(whole=64, fast=5)
    refused = 0
    for page in range(1, len(content) // 4096):
        for bit in range(0 if places > 5 else 24, places * 8):
            folder = tmp_path / "damaged"
            folder.mkdir()
            (folder / LOG_NAME).write_bytes(flipped(content, page * 4096 * 8 + bit))
            told = state_told(folder, episode)
            assert told in (None, state), f"page {page} bit {bit}"
            refused += told is None
            shutil.rmtree(folder)
    assert refused > 50


def test_a_schema_that_is_no_text_any_more_is_a_damaged_log(
    a_log: tuple[Path, State, str], tmp_path: Path
) -> None:
    """SQLite quotes the damage in its message, which then is no text either: still one sentence."""
    content = a_log[0].read_bytes()
    place = content.index(b"TABLE entry (")
    (tmp_path / LOG_NAME).write_bytes(content[:place] + b"\xd4" + content[place + 1 :])
    with pytest.raises(LogDamaged):
        open_log(tmp_path, opened_at_utc=NOON)
    with pytest.raises(LogDamaged):
        verify(tmp_path / LOG_NAME)


def state_told(folder: Path, episode: str) -> State | None:
    """The state of the bed as the program takes it up from this log; None where it refuses."""
    try:
        log = open_log(folder, opened_at_utc=NOON)
    except KnownError:
        return None
    try:
        if [one.episode for one in log.open_episodes()] != [episode]:
            return EMPTY
        bed = BedSession.recover(log=log, policy=shipped_policy(), episode=episode, app="test")
    except (KnownError, BugError):
        return None
    finally:
        log.close()
    return bed.state
