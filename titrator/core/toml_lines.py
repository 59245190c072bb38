"""In which line of a policy file a field stands, so that a finding can be shown where it is."""

import re
from collections.abc import Iterator

_TABLE = re.compile(r"\[(?P<many>\[)?(?P<path>[A-Za-z0-9_.]+)\]\]?\s*(#.*)?")
_KEY = re.compile(r"\s*(?P<key>[A-Za-z0-9_]+)\s*=")
_AT_LINE = re.compile(r"at line (\d+)")
_INNER = re.compile(r"[A-Za-z_]+(\[\d+\])?")


def line_of(text: str, field: str, sentence: str = "") -> int:
    """Return the line of a field, counted from 1; of what it stands in where it is missing itself.

    Args:
        text: of the file.
        field: as faults name it: ``stage[2].doses[1].step.value``.
        sentence: of the fault; one of the TOML reader names the line itself.
    """
    named = _AT_LINE.search(sentence)
    if named is not None:
        return int(named[1])
    places = dict(reversed(list(_places(text))))
    parts = [match[0] for match in _INNER.finditer(field)]
    while parts:
        place = places.get(".".join(parts))
        if place is not None:
            return place
        parts.pop()
    return 1


def _places(text: str) -> Iterator[tuple[str, int]]:
    """Return every table and key with its line; entries of a list count from 1."""
    counts: dict[str, int] = {}
    inside = ""
    for number, line in enumerate(text.splitlines(), start=1):
        table = _TABLE.fullmatch(line.strip())
        if table is not None:
            inside = _table_path(table["path"], counts, is_many=table["many"] is not None)
            yield inside, number
            continue
        key = _KEY.match(line)
        if key is not None:
            yield (f"{inside}.{key['key']}" if inside else key["key"]), number


def _table_path(path: str, counts: dict[str, int], *, is_many: bool) -> str:
    """Return a table's path with a number for each list on the way."""
    names = path.split(".")
    found = ""
    for position, name in enumerate(names):
        found = f"{found}.{name}" if found else name
        if is_many and position == len(names) - 1:
            counts[found] = counts.get(found, 0) + 1
        if found in counts:
            found = f"{found}[{counts[found]}]"
    return found
