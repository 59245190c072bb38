"""The page in front of a hospital's policy: who approved it, from when to when, for which units.

It is `policy.toml` in the folder that holds `drug_library/` and `protocols/`. A profile chooses the
protocol of one kind of unit (a medical ICU, cardiac surgery) and may make limits of the library
tighter there, never looser.
"""

import hashlib
from collections.abc import Collection, Iterator
from datetime import date

import msgspec

from titrator.core import wording
from titrator.core.drug_library import Drug, DrugLibrary, Figure
from titrator.core.language import say
from titrator.core.library_file import dose_figure
from titrator.core.library_lint import is_name_and_date
from titrator.core.policy_fault import Fault, FaultCode, fault, raise_if_faulty, shown_value
from titrator.core.policy_file import Table, read_toml
from titrator.core.policy_seal import MANIFEST_NAME

_APPROVERS = 2


class ProfileLimit(msgspec.Struct, frozen=True, kw_only=True):
    """A tighter limit of one drug in one kind of unit; None leaves the library's."""

    drug: str
    hard_limit: Figure | None
    soft_limit: Figure | None


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What holds in one kind of unit: its protocol (a file name) and its tighter limits."""

    id: str
    title: str
    protocol: str
    limits: tuple[ProfileLimit, ...]


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a hospital's policy says about itself; dates in ISO 8601.

    Attributes:
        approved_by: two or more different people, each "name, date".
        valid_from: first day it may guide a bed.
        valid_until: last day; after it the bedside says that it has expired.
        review_by: day by which it is to be looked at again.
        profiles: at least one.
    """

    title: str
    version: str
    approved_by: tuple[str, ...]
    valid_from: str
    valid_until: str
    review_by: str
    profiles: tuple[Profile, ...]


def parse_manifest(content: bytes) -> Manifest:
    """Return what `policy.toml` says.

    Raises:
        PolicyFileError: with every fault found.
    """
    faults: list[Fault] = []
    table = read_toml(MANIFEST_NAME, content, faults)
    manifest = Manifest(
        title=table.prose("title"),
        version=table.text("version"),
        approved_by=table.texts("approved_by"),
        valid_from=table.date_text("valid_from"),
        valid_until=table.date_text("valid_until"),
        review_by=table.date_text("review_by"),
        profiles=tuple(_profile(one) for one in table.tables("profile")),
    )
    table.close()
    raise_if_faulty(faults)
    raise_if_faulty((*_approvals(manifest), *_dates(manifest), *_profiles(manifest)))
    return manifest


def names_of(approved_by: tuple[str, ...]) -> frozenset[str]:
    """Return the different names in a list of "name, date", without regard to capitals."""
    return frozenset(
        " ".join(text.rpartition(",")[0].casefold().split())
        for text in approved_by
        if is_name_and_date(text)
    )


def tightened(library: DrugLibrary, profile: Profile) -> DrugLibrary:
    """Return the library as `profile` bounds it; its fingerprint tells the tighter limits too.

    Raises:
        PolicyFileError: a limit is looser than the library's, or of a drug that is not in it.
    """
    drugs = dict(library.drugs)
    faults: list[Fault] = []
    for position, limit in enumerate(profile.limits, start=1):
        field = f"profile {profile.id}, limit[{position}]"
        drug = drugs.get(limit.drug)
        if drug is None:
            why = say(
                '"{drug}" is not in the drug library ({drugs}).',
                drug=limit.drug,
                drugs=", ".join(library.drugs),
            )
            faults.append(_fault(FaultCode.UNKNOWN_DRUG, f"{field}.drug", limit.drug, why))
            continue
        found = tuple(_looser(drug, limit, field))
        faults.extend(found)
        if not found:
            drugs[limit.drug] = _bounded(drug, limit)
    raise_if_faulty(faults)
    return DrugLibrary(drugs=drugs, fingerprint=_fingerprint(library, profile))


def missing_protocol(profile: Profile, protocols: Collection[str]) -> tuple[Fault, ...]:
    """Return that the protocol a profile chooses is not among the files of the policy."""
    if profile.protocol in protocols:
        return ()
    why = say(
        "there is no protocols/{protocol}; there are: {protocols}.",
        protocol=profile.protocol,
        protocols=", ".join(protocols) or say("none"),
    )
    field = f"profile {profile.id}, protocol"
    return (_fault(FaultCode.MISSING_FIELD, field, profile.protocol, why),)


def _profile(table: Table) -> Profile:
    profile = Profile(
        id=table.text("id"),
        title=table.prose("title"),
        protocol=table.text("protocol"),
        limits=tuple(_limit(one) for one in table.tables("limit")),
    )
    table.close()
    return profile


def _limit(table: Table) -> ProfileLimit:
    limit = ProfileLimit(
        drug=table.text("drug"),
        hard_limit=dose_figure(table, "hard_limit") if table.has("hard_limit") else None,
        soft_limit=dose_figure(table, "soft_limit") if table.has("soft_limit") else None,
    )
    table.close()
    return limit


def _fault(code: FaultCode, field: str, value: str, why: str) -> Fault:
    return fault(code, file=MANIFEST_NAME, field=field, value=value, why=why)


def _approvals(manifest: Manifest) -> Iterator[Fault]:
    for text in manifest.approved_by:
        if not is_name_and_date(text):
            why = say(
                '{text} is not a name and a date, such as "A. Name, 2027-03-31".',
                text=shown_value(text),
            )
            yield _fault(FaultCode.NOT_A_DATE, "approved_by", text, why)
    if len(names_of(manifest.approved_by)) < _APPROVERS:
        why = say("two different people must be named, each with a date.")
        yield _fault(FaultCode.APPROVAL_MISSING, "approved_by", "", why)


def _dates(manifest: Manifest) -> Iterator[Fault]:
    first, last = date.fromisoformat(manifest.valid_from), date.fromisoformat(manifest.valid_until)
    if first > last:
        why = say(
            "{valid_until} is before valid_from, {valid_from}.",
            valid_until=manifest.valid_until,
            valid_from=manifest.valid_from,
        )
        yield _fault(FaultCode.OUTSIDE_RANGE, "valid_until", manifest.valid_until, why)
    elif not first <= date.fromisoformat(manifest.review_by) <= last:
        why = say(
            "{review_by} is not from valid_from to valid_until.", review_by=manifest.review_by
        )
        yield _fault(FaultCode.OUTSIDE_RANGE, "review_by", manifest.review_by, why)


def _profiles(manifest: Manifest) -> Iterator[Fault]:
    if not manifest.profiles:
        why = say("at least one [[profile]] is needed, with the protocol of the unit.")
        yield _fault(FaultCode.MISSING_FIELD, "profile", "", why)
    ids = [profile.id for profile in manifest.profiles]
    for position, name in enumerate(ids, start=1):
        if name in ids[: position - 1]:
            why = say('"{name}" is there already.', name=name)
            yield _fault(FaultCode.DUPLICATE, f"profile[{position}].id", name, why)


def _looser(drug: Drug, limit: ProfileLimit, field: str) -> Iterator[Fault]:
    """Find a limit that is looser than the library's, in another unit, or not nested."""
    for key, asked, present in (
        ("hard_limit", limit.hard_limit, drug.hard_limit),
        ("soft_limit", limit.soft_limit, drug.soft_limit or drug.hard_limit),
    ):
        if asked is None:
            continue
        shown, bound = wording.as_typed(asked.value), wording.as_typed(present.value)
        if asked.value.unit.dimension != present.value.unit.dimension:
            why = say(
                "write it in {present}, as the drug library does.",
                present=present.value.unit.symbol,
            )
            yield _fault(FaultCode.UNIT_MISMATCH, f"{field}.{key}.value", shown, why)
            return
        if not asked.value:
            why = say("{shown} allows no dose at all.", shown=shown)
            yield _fault(FaultCode.OUTSIDE_LIMITS, f"{field}.{key}.value", shown, why)
        if asked.value > present.value:
            why = say(
                "{shown} is looser than the drug library's {bound}.", shown=shown, bound=bound
            )
            code = FaultCode.PROTOCOL_LOOSER_THAN_CEILING
            yield _fault(code, f"{field}.{key}.value", shown, why)
    hard = limit.hard_limit or drug.hard_limit
    soft = limit.soft_limit or drug.soft_limit
    if soft is not None and soft.value > hard.value:
        shown = wording.as_typed(soft.value)
        why = say(
            "the soft limit of {shown} would be above the hard limit of {hard}; give both.",
            shown=shown,
            hard=wording.as_typed(hard.value),
        )
        yield _fault(FaultCode.LIMITS_NOT_NESTED, field, shown, why)


def _bounded(drug: Drug, limit: ProfileLimit) -> Drug:
    return msgspec.structs.replace(
        drug,
        hard_limit=limit.hard_limit or drug.hard_limit,
        soft_limit=limit.soft_limit or drug.soft_limit,
    )


def _fingerprint(library: DrugLibrary, profile: Profile) -> str:
    if not profile.limits:
        return library.fingerprint
    parts = [library.fingerprint]
    for limit in profile.limits:
        figures = (limit.hard_limit, limit.soft_limit)
        texts = ["" if one is None else wording.exact(one.value) for one in figures]
        parts.append(":".join((limit.drug, *texts)))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
