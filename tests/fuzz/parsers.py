"""Everything that reads a file or a line of one, with real inputs to begin with, and what may come out.

Each parser is a function of bytes. It returns in a few words what came out (the words guide the
fuzzing: an input with a new outcome is kept to be changed further), or raises `Wrong` where
something came out that must not. Only refusals that the program knows are caught here; any other
exception is a crash, and found.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from tests.hazards.built_in import looser
from tests.proof import beds, watch
from tests.proof.permission_situations import PLACES
from tests.proof.permission_told import just_started
from tests.support.fake_clock import FakeClock
from tests.support.shift import a_second_check, after_a_step
from titrator import resources
from titrator.cli.batch import process
from titrator.core.engine import decide
from titrator.core.errors import BugError, KnownError
from titrator.core.events import Stamp
from titrator.core.hazard_list import parse_hazards
from titrator.core.library_file import parse_library
from titrator.core.phase import phase_of
from titrator.core.policy_fault import PolicyFileError
from titrator.core.policy_manifest import parse_manifest, tightened
from titrator.core.policy_seal import seal_faults
from titrator.core.protocol_file import parse_protocol
from titrator.core.references import parse_references
from titrator.core.state import EMPTY
from titrator.core.units import Spelling
from titrator.session import convert_rows, equivalent_rows
from titrator.session.batch import BatchFileError, Form
from titrator.session.codec import EntryTooNewError, from_payload, to_payload
from titrator.session.drafts import DRAFTS_NAME, Drafts
from titrator.session.scenario import UnreadableLineError, read_line
from titrator.session.workstation import read_workstation
from titrator.store.canonical import canonical_json, parse_canonical
from titrator.store.chain import Row, hash_of, open_seal
from titrator.store.verify import read_witness

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tests.support.shift import Shift
    from titrator.core.drug_library import DrugLibrary
    from titrator.core.protocol import Protocol
    from titrator.core.state import State

    Reads = Callable[[bytes], str]

MOST_REASONS = 4
NAME = re.compile(rb'^(?:id|name) = "([^"\n]*)"', re.MULTILINE)


class Wrong(Exception):
    """Something was read that must be refused."""


class Parser(NamedTuple):
    """One way in for a file: what it is called, real inputs, and the reader."""

    name: str
    seeds: Callable[[], tuple[bytes, ...]]
    reads: Reads


@cache
def _library() -> DrugLibrary:
    return parse_library(resources.shipped_library_files())


@cache
def _protocol() -> Protocol:
    name, content = next(iter(resources.shipped_protocol_files().items()))
    return parse_protocol(name, content, _library())


def _refused(error: PolicyFileError) -> str:
    reasons = sorted({f"{one.code}" for one in error.faults})
    return "refused: " + ", ".join(reasons[:MOST_REASONS])


def _keeps_to(library: DrugLibrary, protocol: Protocol) -> str:
    if found := looser(library, protocol):
        raise Wrong("; ".join(found))
    return "read"


# ---------------------------------------------------------------------------- the policy files


def _drug_seeds() -> tuple[bytes, ...]:
    return tuple(resources.shipped_library_files().values())


def _drug(content: bytes) -> str:
    files = {**resources.shipped_library_files(), _drug_file(content): content}
    try:
        library = parse_library({_drug_file(content): content})
    except PolicyFileError as error:
        return _refused(error)
    if set(library.drugs) & {"norepinephrine", "vasopressin"}:
        library = parse_library(files)
    return _keeps_to(library, _protocol())


def _drug_file(content: bytes) -> str:
    """The file that a drug's text would stand in."""
    found = NAME.search(content)
    wanted = re.sub(rb"[^a-z]", b"", found[1].lower()).decode() if found else ""
    names = resources.shipped_library_files()
    return next((one for one in names if re.sub(r"[^a-z]", "", one[:-5]) == wanted), "other.toml")


def _protocol_seeds() -> tuple[bytes, ...]:
    return tuple(resources.shipped_protocol_files().values())


def _protocol_text(content: bytes) -> str:
    found = NAME.search(content)
    name = f"{found[1].decode(errors='replace')}.toml" if found else "other.toml"
    try:
        return _keeps_to(_library(), parse_protocol(name, content, _library()))
    except PolicyFileError as error:
        return _refused(error)


def _reference_seeds() -> tuple[bytes, ...]:
    return (resources.resource_bytes("references.toml"),)


def _references(content: bytes) -> str:
    try:
        found = parse_references("references.toml", content)
    except PolicyFileError as error:
        return _refused(error)
    return f"read {min(len(found), 3)}"


def _hazard_seeds() -> tuple[bytes, ...]:
    whole = resources.resource_bytes("safety/hazards.toml")
    parts = [b"[[hazard]]" + one for one in whole.split(b"[[hazard]]")[1:]]
    return (parts[0], b"".join(parts[:3]), b"".join(parts[:12]))


def _hazards(content: bytes) -> str:
    try:
        found = parse_hazards("hazards.toml", content)
    except PolicyFileError as error:
        return _refused(error)
    return f"read {min(len(found), 3)}"


MANIFEST = b"""title = "Policy of the intensive care units"
version = "1"
approved_by = ["A. Name, 2027-03-31", "B. Name, 2027-03-30"]
valid_from = "2027-04-01"
valid_until = "2028-04-01"
review_by = "2028-01-01"

[[profile]]
id = "medical"
title = "Medical ICU"
protocol = "norepinephrine-first.toml"

[[profile.limit]]
drug = "norepinephrine"
hard_limit = { value = "0.5 mcg/kg/min", source = "A label", review = "unreviewed" }
"""


def _manifest(content: bytes) -> str:
    try:
        manifest = parse_manifest(content)
        for profile in manifest.profiles:
            _keeps_to(tightened(_library(), profile), _protocol())
            _is_tighter(tightened(_library(), profile))
    except PolicyFileError as error:
        return _refused(error)
    return f"read {min(len(manifest.profiles), 3)}"


def _is_tighter(library: DrugLibrary) -> None:
    """A profile of a unit never loosens what the library says."""
    for name, drug in library.drugs.items():
        before, after = _library().drugs[name].hard_limit.value, drug.hard_limit.value
        if after.unit == before.unit and after > before:
            message = f"{name} up to {after}"
            raise Wrong(message)


def _seal_seeds() -> tuple[bytes, ...]:
    return (resources.resource_bytes("drug_library/SHA256SUMS"),)


def _seal(content: bytes) -> str:
    faults = seal_faults(resources.shipped_library_files(), content)
    true = resources.resource_bytes("drug_library/SHA256SUMS")
    if not faults and sorted(_sums_of(content)) != sorted(_sums_of(true)):
        message = "another seal fits"
        raise Wrong(message)
    return f"{min(len(faults), 9)} faults"


def _sums_of(seal: bytes) -> list[bytes]:
    return [line.replace(b"*", b" ").strip() for line in seal.splitlines() if line.strip()]


KEY = "pharmacy: " + "0123456789abcdef" * 4
WORKSTATION = f"""policy_dir = "{Path("/srv/policy").absolute().as_posix()}"
profile = "medical"
public_keys = ["{KEY}"]
""".encode()


def _workstation(content: bytes) -> str:
    file = _folder() / "workstation.toml"
    file.write_bytes(content)
    try:
        found = read_workstation([file], [])
    except PolicyFileError as error:
        return _refused(error)
    except KnownError as error:
        return type(error).__name__
    return f"read, {len(found.keys)} keys"


# --------------------------------------------------------------------------- lines and batches


@cache
def _temporary() -> tempfile.TemporaryDirectory[str]:
    """A folder that goes with the process."""
    return tempfile.TemporaryDirectory(prefix="titrator-fuzz-")


def _folder() -> Path:
    return Path(_temporary().name)


def _scenario_seeds() -> tuple[bytes, ...]:
    """One line for each act, as the acts of a shift were typed."""
    shift = _shift()
    at = {"at": "2026-03-01T08:16:30Z", "by": "AB"}
    lines: dict[str, bytes] = {}
    for record in shift.log.read(shift.bed.episode):
        act = msgspec.to_builtins(from_payload(record.payload).command)
        lines[act["do"]] = json.dumps(at | act).encode()
    return tuple(lines.values())


@cache
def _bed_states() -> tuple[State, ...]:
    """Nothing open; a wean just started; one in a hold after a step."""
    shift = after_a_step()
    shift.at("08:11").assessment(63)
    started = just_started("norepinephrine-first", PLACES["norepinephrine-first"][0])
    return EMPTY, started.state, shift.bed.state


def _scenario_line(content: bytes) -> str:
    """Read, and said at three beds; the watch must have nothing to say."""
    try:
        line = read_line(content.decode())
    except UnicodeDecodeError:
        return "not UTF-8"
    except UnreadableLineError as error:
        return f"unreadable: {str(error)[-20:]}"
    policy = beds.shipped("norepinephrine-first")
    codes: set[str] = set()
    for before in _bed_states():
        phase = str(phase_of(before, policy, line.at)) if before.is_open else ""
        stamp = Stamp(at=line.at, by=line.by, line=99)
        decision = decide(before, line.command, stamp, policy, previous_at=line.at)
        seen = watch.Watched(
            before=before,
            command=line.command,
            at=line.at,
            phase_before=phase,
            decision=decision,
            is_vasopressin_first=False,
        )
        if found := watch.breaches(seen):
            raise Wrong("; ".join(found))
        codes |= {one.code.value for one in decision.refusals}
    return f"{type(line.command).__name__}: {', '.join(sorted(codes)[:MOST_REASONS])}"


CONVERSIONS = b"""id,drug,amount,volume,weight,dose,rate,to,resolution
1,norepinephrine,4 mg,250 mL,70 kg,0.1 mcg/kg/min,,mL/h,0.1 mL/h
2,vasopressin,20 units,100 mL,,,9 mL/h,units/min,
3,dopamine,400 mg,250 mL,70 kg,"5 mcg/kg/min",,,1 mL/h
"""
EQUIVALENTS = b"""id,formula,weight,norepinephrine,epinephrine,dopamine,phenylephrine,vasopressin,angiotensin_ii
1,goradia,70 kg,0.1 mcg/kg/min,,,,0.03 units/min,
2,kotani,70 kg,10 mcg/min,0.05 mcg/kg/min,,,,20 nanogram/kg/min
"""


@cache
def _converter() -> convert_rows.RowConverter:
    return convert_rows.RowConverter(_library(), Spelling.SAFE)


@cache
def _summer() -> equivalent_rows.RowSummer:
    return equivalent_rows.RowSummer(_library(), Spelling.SAFE)


def _conversions(content: bytes) -> str:
    return _batch(content, convert_rows.FORM, _converter().answer)


def _equivalents(content: bytes) -> str:
    return _batch(content, equivalent_rows.FORM, _summer().answer)


def _batch(content: bytes, form: Form, answer: Callable[[Sequence[str]], Sequence[str]]) -> str:
    source, target = _folder() / "in.csv", _folder() / "out.csv"
    source.write_bytes(content)
    target.unlink(missing_ok=True)
    try:
        tally = process(source, target, form, answer)
    except BatchFileError as error:
        if target.exists():
            message = "a refused file left a result"
            raise Wrong(message) from error
        return f"refused: {error.sentence.split(': ', 1)[1][:24]}"
    rows = list(csv.reader(io.StringIO(target.read_text(encoding="utf-8"), newline="")))
    header, answers = rows[0], [row for row in rows[1:] if row]
    place = len(header) - len(form.writes)
    if len(answers) != tally.rows or any(len(row) != len(header) for row in answers):
        message = f"{tally.rows} rows, {len(answers)} answers"
        raise Wrong(message)
    if any(row[place] not in ("ok", "refused") for row in answers):
        message = "a row without a status"
        raise Wrong(message)
    return f"{min(tally.rows, 4)} rows, {min(tally.refused, 4)} refused"


# ------------------------------------------------------------------------ the log and its side


@cache
def _shift() -> Shift:
    """A shift with each act in it once; some of them were refused."""
    shift = after_a_step()
    shift.at("08:07").decline()
    shift.at("08:08").hold()
    shift.at("08:09").resume(prescriber_informed=True)
    shift.at("08:11").assessment(63)
    shift.at("08:14").assessment(62)
    shift.at("08:15").back_up("norepinephrine", "7.9 mL/h")
    shift.at("08:16").correct(4, increment="0.02 mcg/kg/min")
    check = a_second_check("8 mg", "250 mL")
    shift.at("08:17").bag("norepinephrine", "4 mL/h", amount="8 mg", second_check=check)
    shift.at("08:18").weight("71 kg")
    shift.at("08:19").discontinue()
    shift.at("08:20").close()
    return shift


@cache
def _rows() -> tuple[Row, ...]:
    shift = _shift()
    records = list(shift.log.read(shift.bed.episode))
    return tuple(
        Row(
            seq=one.seq,
            episode=one.episode,
            version=one.version,
            kind=one.kind,
            at_utc=one.at_utc,
            payload=canonical_json(one.payload),
            policy=one.policy,
            app=one.app,
            prev_hash=one.prev_hash,
            hash=one.hash,
        )
        for one in records
    )


def _row_seeds() -> tuple[bytes, ...]:
    return tuple(json.dumps(row._asdict()).encode() for row in _rows())


def _row(content: bytes) -> str:
    """A row whose hash fits no longer is never read; one that fits is the one that was sealed."""
    try:
        columns = json.loads(content)
        row = Row(**columns)
    except (ValueError, TypeError, RecursionError):
        return "no row"
    try:
        stored = open_seal(row)
    except ValueError:
        return "refused"
    if row not in _rows():
        message = f"a forged row was opened: {stored}"
        raise Wrong(message)
    return "as it was"


def _payload_seeds() -> tuple[bytes, ...]:
    return tuple(row.payload.encode() for row in _rows())


def _payload(content: bytes) -> str:
    """A payload sealed anew by somebody who can: read as an entry that writes itself alike, or not."""
    try:
        row = _rows()[0]._replace(payload=content.decode(), hash="")
    except UnicodeDecodeError:
        return "not UTF-8"
    try:
        stored = open_seal(row._replace(hash=hash_of(row)))
        entry = from_payload(stored.payload)
    except (ValueError, BugError) as error:
        return f"refused: {type(error).__name__}"
    except EntryTooNewError:
        return "of a newer version"
    again = from_payload(parse_canonical(canonical_json(to_payload(entry))))
    if again != entry:
        message = "an entry that writes itself otherwise"
        raise Wrong(message)
    return type(entry.command).__name__


def _witness(content: bytes) -> str:
    try:
        head = read_witness(content.decode())
    except ValueError:
        return "refused"
    if head.seq < 0:
        message = f"{head}"
        raise Wrong(message)
    return "read"


@cache
def _draft_text() -> bytes:
    field = {
        "typed": {"name": "map", "value": "72", "is_reading": True},
        "utc": "2026-03-01T08:00:00Z",
        "counted_ms": 60_000,
        "boot": "one",
    }
    draft = {"act": "reassess", "focus": "map", "fields": [field, field]}
    drafts = {"one": draft, "": draft}
    aside = {"one": {"reassess": draft | {"is_overtaken": True}}, "two": {"order": draft}}
    kept = {"form": 1, "shown_bed": "one", "drafts": drafts, "aside": aside}
    return json.dumps(kept).encode()


def _drafts(content: bytes) -> str:
    (_folder() / DRAFTS_NAME).write_bytes(content)
    clock = FakeClock()
    drafts = Drafts(_folder(), clock)
    beds = ("one", "", "two")
    found = [drafts.of(bed) for bed in beds]
    drafts.record("two", "bag_change")
    found += [drafts.take_out(bed, act) for bed in beds for act in drafts.waiting(bed)]
    kept = [draft for draft in found if draft is not None]
    fields = [field for draft in kept for field in draft.fields]
    ages = [drafts.age(field) for field in fields]
    if any(age < timedelta() for age in ages):
        message = "younger than now"
        raise Wrong(message)
    return f"{len(kept)} drafts, {sum(drafts.is_too_old(field) for field in fields)} too old"


def _only(content: bytes) -> Callable[[], tuple[bytes, ...]]:
    return lambda: (content,)


PARSERS: Mapping[str, Parser] = {
    one.name: one
    for one in (
        Parser("drug library", _drug_seeds, _drug),
        Parser("protocol", _protocol_seeds, _protocol_text),
        Parser("references", _reference_seeds, _references),
        Parser("hazards", _hazard_seeds, _hazards),
        Parser("policy manifest", _only(MANIFEST), _manifest),
        Parser("seal of a policy", _seal_seeds, _seal),
        Parser("workstation", _only(WORKSTATION), _workstation),
        Parser("scenario line", _scenario_seeds, _scenario_line),
        Parser("batch of conversions", _only(CONVERSIONS), _conversions),
        Parser("batch of equivalents", _only(EQUIVALENTS), _equivalents),
        Parser("log row", _row_seeds, _row),
        Parser("log payload", _payload_seeds, _payload),
        Parser("witness", _only(b"12:0123456789abcdef0123"), _witness),
        Parser("drafts", lambda: (_draft_text(),), _drafts),
    )
}
