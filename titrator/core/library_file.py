"""Text of drug-library files to a `DrugLibrary`, or every fault in them.

One file a drug, named after it. Owns the form of the files; whether what they say is consistent is
judged by `library_lint`.
"""

import hashlib
from collections.abc import Mapping

from titrator.core import library_lint
from titrator.core.drug_library import (
    Direction,
    Drug,
    DrugLibrary,
    Figure,
    LabelledAs,
    Note,
    Preparation,
    Review,
    Start,
    Titration,
    Topic,
)
from titrator.core.language import say
from titrator.core.policy_fault import Fault, FaultCode, PolicyFileError, fault, raise_if_faulty
from titrator.core.policy_file import Table, read_toml
from titrator.core.units import UnitKind

_DOSE = frozenset({UnitKind.DOSE_RATE, UnitKind.DOSE_RATE_PER_KG})
_AMOUNT = frozenset({UnitKind.AMOUNT})
_VOLUME = frozenset({UnitKind.VOLUME})
_TIME = frozenset({UnitKind.TIME})
_MOST_FILES = 100


def parse_library(files: Mapping[str, bytes]) -> DrugLibrary:
    """Return the library that `files` (name to content of each .toml file) describe.

    Raises:
        PolicyFileError: with every fault of every file; nothing is left out or repaired.
    """
    faults: list[Fault] = []
    if not 0 < len(files) <= _MOST_FILES:
        why = say(
            "{count} drug files were found; from 1 to {most_files} are read.",
            count=len(files),
            most_files=_MOST_FILES,
        )
        faults.append(_library_fault(FaultCode.NOT_READABLE, say("drug library"), why))
        raise_if_faulty(faults)
    drugs: dict[str, Drug] = {}
    for file in sorted(files):
        drug = _drug_of(file, files[file], faults)
        if drug is None:
            continue
        if drug.name in drugs:
            why = say("{drug} is in another file of this library already.", drug=drug.name)
            faults.append(_library_fault(FaultCode.DUPLICATE, file, why))
        drugs[drug.name] = drug
    raise_if_faulty(faults)
    return DrugLibrary(drugs=drugs, fingerprint=fingerprint_of(files))


def fingerprint_of(files: Mapping[str, bytes]) -> str:
    """Return the SHA-256 (hex) over names and bytes, in the order of the names."""
    digest = hashlib.sha256()
    for name in sorted(files):
        # The lengths keep a name from running into the bytes that follow it.
        digest.update(f"{len(name)}:{name}:{len(files[name])}:".encode(errors="surrogatepass"))
        digest.update(files[name])
    return digest.hexdigest()


def _library_fault(code: FaultCode, file: str, why: str) -> Fault:
    return fault(code, file=file, field="", value="", why=why)


def _drug_of(file: str, content: bytes, faults: list[Fault]) -> Drug | None:
    """Return the drug of one file; None where a fault of form leaves nothing to judge."""
    before = len(faults)
    try:
        drug = _drug(read_toml(file, content, faults))
    except PolicyFileError as error:
        faults.extend(error.faults)
        return None
    if len(faults) > before:
        return None
    faults.extend(library_lint.drug_faults(drug, file))
    return drug


def _drug(table: Table) -> Drug:
    notes = tuple(_note(one) for one in table.tables("note"))
    drug = Drug(
        name=table.text("name"),
        display_name=table.text("display_name"),
        dose_units=table.units("dose_units"),
        hard_limit=dose_figure(table, "hard_limit"),
        soft_limit=dose_figure(table, "soft_limit") if table.has("soft_limit") else None,
        usual_range=_usual_range(table) if table.has("usual_range") else None,
        preparations=tuple(_preparation(one) for one in table.tables("preparation")),
        cautions=tuple(note.text for note in notes if note.topic is Topic.CAUTION),
        start=tuple(_start(one) for one in table.tables("start")),
        titration=tuple(_titration(one) for one in table.tables("titration")),
        notes=notes,
        approved_by=table.texts("approved_by"),
        review_by=table.date_text("review_by") if table.has("review_by") else "",
    )
    table.close()
    return drug


def _figure(table: Table, key: str, kinds: frozenset[UnitKind]) -> Figure:
    inner = table.table(key)
    figure = Figure(
        value=inner.quantity("value", kinds),
        source=inner.text("source"),
        review=inner.choice("review", Review),
    )
    inner.close()
    return figure


def dose_figure(table: Table, key: str) -> Figure:
    """Return a dose with its source and review."""
    return _figure(table, key, _DOSE)


def _usual_range(table: Table) -> tuple[Figure, Figure]:
    inner = table.table("usual_range")
    found = (dose_figure(inner, "low"), dose_figure(inner, "high"))
    inner.close()
    return found


def _preparation(table: Table) -> Preparation:
    if table.has("concentration"):
        why = say("a concentration is only ever derived from amount and volume; remove it.")
        table.refuse(FaultCode.CONCENTRATION_STORED, "concentration", why)
        table.ignore("concentration")
    preparation = Preparation(
        amount=table.quantity("amount", _AMOUNT),
        volume=table.quantity("volume", _VOLUME),
        labelled_as=table.choice("labelled_as", LabelledAs) if table.has("labelled_as") else None,
        source=table.text("source"),
        review=table.choice("review", Review),
        told_apart=table.prose("told_apart") if table.has("told_apart") else "",
    )
    table.close()
    return preparation


def _start(table: Table) -> Start:
    start = Start(
        low=dose_figure(table, "low"),
        high=dose_figure(table, "high"),
        indication=table.prose("indication"),
    )
    table.close()
    return start


def _titration(table: Table) -> Titration:
    titration = Titration(
        direction=table.choice("direction", Direction),
        step_at_most=dose_figure(table, "step_at_most"),
        interval_at_least=_figure(table, "interval_at_least", _TIME),
    )
    table.close()
    return titration


def _note(table: Table) -> Note:
    note = Note(
        topic=table.choice("topic", Topic),
        text=table.prose("text"),
        source=table.text("source"),
        review=table.choice("review", Review),
    )
    table.close()
    return note
