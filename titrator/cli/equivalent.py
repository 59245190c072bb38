"""`titrator equivalent`: norepinephrine-equivalent dose of a set of infusions; one, or a file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from titrator.cli.options import add_reading

if TYPE_CHECKING:
    from titrator.core.drug_library import DrugLibrary
    from titrator.core.equivalents import Equivalent, Infusion, Part
    from titrator.core.findings import Finding
    from titrator.core.units import Spelling

_ANSWER = ("value", "unit", "parts", "formula", "source", "note", "findings", "line")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command and its options."""
    parser = subparsers.add_parser(
        "equivalent",
        help="norepinephrine-equivalent dose of what runs",
        description="Gives the norepinephrine-equivalent dose of a set of infusions. It describes"
        " how much support runs; it is not for switching drugs.",
    )
    parser.add_argument(
        "--infusion",
        action="append",
        metavar='"DRUG DOSE"',
        help='such as "norepinephrine 0.03 mcg/kg/min"; once for each infusion',
    )
    parser.add_argument("--weight", metavar="WEIGHT", help='dosing weight, such as "70 kg"')
    parser.add_argument(
        "--formula", metavar="NAME", help="goradia-2021, kotani-2023, khanna-2017 or mimic-code"
    )
    parser.add_argument(
        "--compare", action="store_true", help="by every formula, with how far they disagree"
    )
    add_reading(parser)
    parser.add_argument("--batch", type=Path, metavar="IN.csv", help="answer each row of a file")
    parser.add_argument("--out", type=Path, metavar="OUT.csv", help="where the rows are written")
    parser.add_argument("--pdf", type=Path, metavar="OUT.pdf", help="with --compare: print it")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Returns the exit status: 0 done, 1 refused, 2 wrong usage."""
    from titrator.cli.verdict import guarded

    command = _sum_one if args.batch is None else _sum_file
    return guarded(command, args, name="equivalent", fields=_ANSWER)


def _sum_one(args: argparse.Namespace) -> int:
    from titrator.cli.batch import WrongUsageError
    from titrator.core.conversion_entry import Entry, read_dosing_weight
    from titrator.core.equivalents import equivalent, formula_named

    if args.out is not None:
        raise WrongUsageError("--out goes with --batch.")
    if args.pdf is not None and not args.compare:
        raise WrongUsageError("--pdf goes with --compare.")
    if args.compare:
        return _compare(args)
    if args.formula is None or not args.infusion:
        raise WrongUsageError("--formula and at least one --infusion are needed (or --batch).")
    formula = formula_named(args.formula)
    infusions = _infusions(args, _library(args))
    weight = read_dosing_weight(Entry(weight=args.weight or ""), _spelling(args))
    _print_answer(args, equivalent(formula, infusions, weight))
    return 0


def _compare(args: argparse.Namespace) -> int:
    from titrator.cli.batch import WrongUsageError
    from titrator.cli.sheet import give_out, policy_of
    from titrator.core.conversion_entry import Entry, read_dosing_weight
    from titrator.session.formula_sheets import formulas_sheet

    if args.formula is not None or not args.infusion:
        raise WrongUsageError("--compare takes every formula; at least one --infusion is needed.")
    policy = policy_of(args)
    weight = read_dosing_weight(Entry(weight=args.weight or ""), _spelling(args))
    return give_out(args, formulas_sheet(tuple(_infusions(args, policy.library)), weight, policy))


def _infusions(args: argparse.Namespace, library: DrugLibrary) -> list[Infusion]:
    from titrator.cli.batch import WrongUsageError
    from titrator.core.equivalents import read_infusion
    from titrator.core.findings import RefusedError

    infusions: list[Infusion] = []
    refusals: list[Finding] = []
    for text in args.infusion:
        try:
            infusion = read_infusion(text, library, _spelling(args))
        except RefusedError as refused:
            refusals.extend(refused.findings)
            continue
        if any(infusion.drug is other.drug for other in infusions):
            name = infusion.drug.name
            raise WrongUsageError(f"{name} is given twice: add the doses of its lines first.")
        infusions.append(infusion)
    if refusals:
        raise RefusedError(*refusals)
    return infusions


def _sum_file(args: argparse.Namespace) -> int:
    from titrator.cli.batch import WrongUsageError, process
    from titrator.cli.verdict import print_tally
    from titrator.session.equivalent_rows import FORM, RowSummer

    if args.out is None:
        raise WrongUsageError("--batch needs --out, the file to write.")
    if args.infusion or args.weight is not None or args.formula is not None:
        raise WrongUsageError(
            "with --batch, infusions, weight and formula are columns of the file."
        )
    summer = RowSummer(_library(args), _spelling(args))
    print_tally(args, process(args.batch, args.out, FORM, summer.answer), args.out)
    return 0


def _print_answer(args: argparse.Namespace, found: Equivalent) -> None:
    from titrator.cli.verdict import as_json, finding_lines, print_json
    from titrator.core import wording
    from titrator.core.equivalents import NOTE, parts_text

    line = f"{wording.shown(found.value)} of norepinephrine, by {found.formula.name}"
    if args.json:
        print_json(
            {
                "status": "ok",
                "value": wording.exact_number(found.value.magnitude),
                "unit": found.value.unit.symbol,
                "parts": [_part_as_json(part) for part in found.parts],
                "formula": found.formula.name,
                "source": found.formula.source,
                "note": NOTE,
                "findings": as_json(found.findings),
                "line": line,
                "reason": None,
            }
        )
        return
    print(line)
    print(f"  {parts_text(found.parts)}")
    print(f"  Source: {found.formula.source}")
    print(NOTE)
    for finding in finding_lines(found.findings):
        print(finding)


def _part_as_json(part: Part) -> dict[str, str]:
    from titrator.core import wording

    return {
        "drug": part.infusion.drug.name,
        "dose": wording.exact(part.infusion.dose),
        "factor": wording.exact_number(part.factor.multiplier),
        "factor_per": part.factor.per.symbol,
        "value": wording.exact_number(part.value.magnitude),
        "unit": part.value.unit.symbol,
        "known": part.factor.known,
    }


def _library(args: argparse.Namespace) -> DrugLibrary:
    from titrator.session.policy import load_policy

    return load_policy(library_dir=args.library, protocol_file=None).library


def _spelling(args: argparse.Namespace) -> Spelling:
    from titrator.core.units import Spelling

    return Spelling.SYNONYMS if args.accept_synonyms else Spelling.SAFE
