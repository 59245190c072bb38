"""A sheet as the small HTML that a text document lays out; nothing in it is taken for markup."""

from html import escape

from titrator.core.language import caution_of_words, say
from titrator.session.screen import Blocked
from titrator.session.sheet import Sheet

STYLE = """
body { font-size: 10pt; color: #000000; }
h1 { font-size: 15pt; margin-bottom: 4pt; }
th { text-align: left; }
.label { color: #333333; }
.warn { font-weight: bold; }
"""
_MARK = "&#9650; "
_WORKING = say("Working")
_ADVISES = say(
    "Advises only. Describes what is worked out, not what is ordered. The pump is the only "
    "truth about what flows."
)
_CHECKED = say("Checked by (name, time):")


def page_html(sheet: Sheet) -> str:
    """Return the body of a page: title, facts, notices, table, working, and lines to sign."""
    table = _table(sheet) if sheet.rows else ""
    parts = [f"<h1>{escape(sheet.title)}</h1>"]
    if sheet.leads_with_table:
        parts.append(table)
    parts.append(_facts(sheet))
    parts.extend(f'<p class="warn">{_MARK}{escape(_warning(one))}</p>' for one in sheet.notices)
    if not sheet.leads_with_table:
        parts.append(table)
    if sheet.lines:
        parts.append(f"<p><b>{escape(_WORKING)}</b></p>")
        parts.extend(f"<p>{escape(line)}</p>" for line in sheet.lines)
    if caution := caution_of_words():
        parts.append(f'<p class="warn">{escape(caution)}</p>')
    parts.append(f"<p>{escape(_ADVISES)}</p><p>{escape(_CHECKED)} {'_' * 30}</p>")
    return "".join(parts)


def _warning(one: Blocked) -> str:
    return say(
        "{what} Source: {source}. {can_do}", what=one.what, source=one.source, can_do=one.can_do
    )


def _facts(sheet: Sheet) -> str:
    rows = "".join(
        f'<tr><td class="label">{escape(label)}</td><td>{escape(text)}</td></tr>'
        for label, text in sheet.facts
    )
    return f"<table cellspacing='0' cellpadding='2'>{rows}</table>"


def _table(sheet: Sheet) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in sheet.columns)
    rows = []
    for place, cells in enumerate(sheet.rows):
        *numbers, last = (escape(cell) for cell in cells)
        # A number and its unit are never parted.
        shown = [number.replace(" ", "&nbsp;") for number in numbers]
        if place in sheet.marked:
            mark = f"{_MARK}{last}" if last else ""
            shown = [f"<b>{number}</b>" for number in shown]
            last = f"<b>{mark}</b>"
        shade = " bgcolor='#eeeeee'" if place % 2 else ""
        rows.append(
            f"<tr{shade}>" + "".join(f"<td>{cell}</td>" for cell in (*shown, last)) + "</tr>"
        )
    # The head is said again on every page.
    return (
        f"<table cellspacing='0' cellpadding='3' width='100%'><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>"
    )
