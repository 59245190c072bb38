"""The printed pages: every row, what they come from, page n of N; and nothing half on a full disk."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from titrator.core.conversion_entry import Entry
from titrator.core.language import Choice, choose
from titrator.core.rate_table import Span
from titrator.report.html import page_html
from titrator.report.pdf import NotPrintedError, pdf_of, write_pdf
from titrator.session.bench_sheets import rate_table_sheet
from titrator.session.policy import load_policy
from titrator.session.sheet import Sheet
from titrator.session.worksheet import worksheet_sheet

POLICY = load_policy(library_dir=None, protocol_file=None)
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
BAG = Entry(drug="norepinephrine", amount="4 mg", volume="250 mL", weight="70 kg")


def table(last: str) -> Sheet:
    """A rate table from 0.01 mcg/kg/min to `last`."""
    span = Span(first="0.01 mcg/kg/min", last=last, step="0.01 mcg/kg/min")
    return rate_table_sheet(BAG, span, POLICY)


@pytest.mark.usefixtures("qapp")
def test_a_long_table_goes_over_several_pages_and_each_is_numbered() -> None:
    """A PDF says how many pages it has; 100 rows need at least two."""
    content, pages = pdf_of(table("1 mcg/kg/min"), NOON)
    assert content.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == pages >= 2
    _, one = pdf_of(table("0.05 mcg/kg/min"), NOON)
    assert one == 1


def test_a_page_says_everything_that_the_sheet_says() -> None:
    """Facts, notices, every cell, and a mark in words that needs no colour."""
    sheet = table("0.6 mcg/kg/min")
    html = page_html(sheet)
    for cells in sheet.rows:
        assert cells[0].replace(" ", "&nbsp;") in html
    assert html.count("&#9650;") == len(sheet.marked)
    assert "Standard bag of the drug library." in html


def test_a_worksheet_prints_its_working_and_marks_who_differs() -> None:
    sheet = worksheet_sheet(
        msgspec.structs.replace(BAG, dose="0.6 mcg/kg/min"),
        nurse="1 mL/h",
        pharmacist="157.5 mL/h",
        at=NOON,
        policy=POLICY,
    )
    html = page_html(sheet)
    assert "4 mg ÷ 250 mL = 16 mcg/mL" in html
    assert "<b>NO</b>" in html
    assert "above the soft limit of 0.5 mcg/kg/min" in html


def test_nothing_typed_is_taken_for_markup() -> None:
    sheet = Sheet(title="<b>x</b>", facts=(("a", "5 < 6 & 7"),), foot="", answer={})
    assert "&lt;b&gt;x" in page_html(sheet)
    assert "5 &lt; 6 &amp; 7" in page_html(sheet)


@pytest.mark.usefixtures("qapp")
def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotPrintedError, match="No such file"):
        write_pdf(table("0.05 mcg/kg/min"), tmp_path / "missing" / "out.pdf", NOON)


def test_a_command_prints_without_a_screen(tmp_path: Path) -> None:
    """No display, no window: a process of its own, as a person would start it."""
    out = tmp_path / "out.pdf"
    bag = (
        "--drug",
        "norepinephrine",
        "--amount",
        "4 mg",
        "--volume",
        "250 mL",
        "--weight",
        "70 kg",
    )
    span = ("--from", "0.01 mcg/kg/min", "--to", "0.1 mcg/kg/min", "--step", "0.01 mcg/kg/min")
    command = [sys.executable, "-m", "titrator", "rate-table", *bag, *span, "--pdf", str(out)]
    clean = {name: value for name, value in os.environ.items() if "DISPLAY" not in name}
    clean.pop("QT_QPA_PLATFORM", None)
    root = Path(__file__).parents[2]
    said = subprocess.run(command, env=clean, cwd=root, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    assert said.stderr == f"{out}: 1 page.\n"
    assert out.read_bytes().startswith(b"%PDF-")


def test_paper_says_that_its_words_were_not_reviewed() -> None:
    """A page in a language that no clinician has reviewed carries that above the lines to sign."""
    sheet = table("0.02 mcg/kg/min")
    assert "sin revisar" not in page_html(sheet)
    choose(Choice(str, caution="Traducción sin revisar"))
    try:
        assert '<p class="warn">Traducción sin revisar</p><p>Advises only.' in page_html(sheet)
    finally:
        choose(None)
