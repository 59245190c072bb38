"""What translators are given, and what is wrong with what they gave.

python3 packaging/dev.py words                     how much of each language is there, and its faults
python3 packaging/dev.py words es core             what `core` lacks, as JSON to be filled in
python3 packaging/dev.py words es core --tidy      put the file in the order of the program
"""

from __future__ import annotations

import argparse
import json
import sys

from tests.language.catalogues import catalogue, faults, missing
from tests.language.templates import PACKAGES, templates
from titrator.resources import resource_path


def main(arguments: list[str]) -> int:
    """Print what was asked for; 1 where a language has a fault or lacks something."""
    parser = argparse.ArgumentParser(
        prog="dev.py words",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("language", nargs="?")
    parser.add_argument("package", nargs="?", choices=PACKAGES)
    parser.add_argument("--tidy", action="store_true", help="write the file again, in order")
    asked = parser.parse_args(arguments)
    if asked.language is None or asked.package is None:
        return _survey([asked.language] if asked.language else _languages())
    if asked.tidy:
        return _tidy(asked.language, asked.package)
    lacking = missing(asked.language, asked.package)
    sys.stdout.write(_as_json(dict.fromkeys(lacking, "")))
    return 1 if lacking else 0


def _survey(languages: list[str]) -> int:
    is_wrong = False
    for package, said in templates().items():
        sys.stdout.write(f"{package}: {len(said)} sentences\n")
    for language in languages:
        for package in PACKAGES:
            lacking = len(missing(language, package))
            is_wrong |= bool(lacking)
            sys.stdout.write(f"{language} {package}: {lacking} missing\n")
        for fault in faults(language):
            is_wrong = True
            sys.stdout.write(f"{language} {fault}\n")
    return 1 if is_wrong else 0


def _tidy(language: str, package: str) -> int:
    """Write a file anew: the order of the program, nothing that is not said any more, none empty."""
    known = catalogue(language, package)
    kept = {one: known[one] for one in templates()[package] if known.get(one)}
    path = resource_path("languages") / language / f"{package}.json"
    path.write_text(_as_json(kept), encoding="utf-8")
    return 0


def _languages() -> list[str]:
    return sorted(path.name for path in resource_path("languages").iterdir() if path.is_dir())


def _as_json(words: dict[str, str]) -> str:
    return json.dumps(words, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
