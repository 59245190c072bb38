"""What is changed, one place at a time: text edits of an expression or a statement.

An edit replaces a span of the source by another text, so that what was tried can be shown as two lines
of the program and stays recognisable when lines move. Annotations, documentation and the insides of
f-strings (whose places Python 3.11 does not know exactly) are left alone; of an f-string the words are
changed as one.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMPARISONS: dict[type[ast.cmpop], tuple[str, tuple[str, ...]]] = {
    ast.Lt: ("<", ("<=", ">=")),
    ast.LtE: ("<=", ("<", ">")),
    ast.Gt: (">", (">=", "<=")),
    ast.GtE: (">=", (">", "<")),
    ast.Eq: ("==", ("!=",)),
    ast.NotEq: ("!=", ("==",)),
    ast.Is: ("is", ("is not",)),
    ast.IsNot: ("is not", ("is",)),
    ast.In: ("in", ("not in",)),
    ast.NotIn: ("not in", ("in",)),
}
_ARITHMETIC: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "*"),
    ast.Mod: ("%", "//"),
    ast.Pow: ("**", "*"),
    ast.BitOr: ("|", "&"),
    ast.BitAnd: ("&", "|"),
}
_OTHER_FUNCTION = {
    "max": "min",
    "min": "max",
    "any": "all",
    "all": "any",
    "floor": "ceil",
    "ceil": "floor",
}
_FUNCTION_LEFT_OUT = {"abs", "sorted", "reversed", "round"}
_METHOD_LEFT_OUT = {
    "strip",
    "lstrip",
    "rstrip",
    "lower",
    "upper",
    "casefold",
    "capitalize",
    "removeprefix",
    "removesuffix",
    "replace",
}
_OPENING_QUOTE = re.compile(rb"""[rbfuRBFU]*("{3}|'{3}|"|')""")
_NUMERAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")


class Edit(NamedTuple):
    """The bytes from `start` to `end` of a source become `text`."""

    start: int
    end: int
    text: str


class Places:
    """Where a node of the syntax tree stands in the bytes of its source."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self._line_starts = [0]
        for line in source.splitlines(keepends=True):
            self._line_starts.append(self._line_starts[-1] + len(line))

    def at(self, line: int, column: int) -> int:
        """The byte that a line (from 1) and a column in bytes name."""
        return self._line_starts[line - 1] + column

    def span(self, node: ast.AST) -> tuple[int, int]:
        """The first byte of a node, and the one after its last."""
        start = self.at(node.lineno, node.col_offset)  # type: ignore[attr-defined]
        return start, self.at(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]

    def text(self, node: ast.AST) -> str:
        """What is written there."""
        start, end = self.span(node)
        return self.source[start:end].decode()

    def wrapped(self, node: ast.AST) -> str:
        """What is written there, in brackets where it would not stand alone."""
        text = self.text(node)
        loose = (ast.BoolOp, ast.IfExp, ast.Lambda, ast.NamedExpr, ast.GeneratorExp)
        return f"({text})" if isinstance(node, loose) or "\n" in text else text

    def instead(self, node: ast.AST, text: str) -> Edit:
        """The edit that puts `text` where the node stands."""
        return Edit(*self.span(node), text)

    def between(self, left: ast.AST, right: ast.AST, old: str, new: str) -> Edit:
        """The edit that changes the operator between two nodes."""
        begin, end = self.span(left)[1], self.span(right)[0]
        pattern = rf"\b{old}\b".replace(" ", r"\s+") if old[0].isalpha() else re.escape(old)
        found = re.search(pattern.encode(), self.source[begin:end])
        if found is None:
            message = f"no {old!r} in {self.source[begin:end]!r}"
            raise ValueError(message)
        return Edit(begin + found.start(), begin + found.end(), new)


# ------------------------------------------------------------------------------- expressions


def of_expression(node: ast.AST, places: Places) -> Iterator[Edit]:
    """The edits of this node alone, without those of what is inside it."""
    match node:
        case ast.Compare():
            yield from _of_comparison(node, places)
        case ast.BinOp() if type(node.op) in _ARITHMETIC:
            yield places.between(node.left, node.right, *_ARITHMETIC[type(node.op)])
        case ast.BoolOp():
            yield from _of_boolean(node, places)
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield places.instead(node, f"({places.text(node.operand)})")
        case ast.IfExp() | ast.comprehension():
            for test in [node.test] if isinstance(node, ast.IfExp) else node.ifs:
                yield from _decided(test, places)
        case ast.Call():
            yield from _of_call(node, places)
        case ast.Set():
            yield from _with_one_less(node.elts, node, places)
        case _:
            yield from _of_literal(node, places)


def _of_comparison(node: ast.Compare, places: Places) -> Iterator[Edit]:
    values = [node.left, *node.comparators]
    for left, op, right in zip(values, node.ops, values[1:], strict=False):
        old, others = _COMPARISONS[type(op)]
        for new in others:
            yield places.between(left, right, old, new)
        if isinstance(op, ast.In | ast.NotIn) and isinstance(right, ast.Tuple):
            yield from _with_one_less(right.elts, right, places)


def _of_boolean(node: ast.BoolOp, places: Places) -> Iterator[Edit]:
    values = [places.wrapped(value) for value in node.values]
    word, other = (" and ", " or ") if isinstance(node.op, ast.And) else (" or ", " and ")
    yield places.instead(node, f"({other.join(values)})")
    for left_out in range(len(values)):
        rest = [value for index, value in enumerate(values) if index != left_out]
        yield places.instead(node, f"({word.join(rest)})")


def _decided(test: ast.expr, places: Places) -> Iterator[Edit]:
    for outcome in ("True", "False"):
        yield places.instead(test, outcome)


def _of_call(node: ast.Call, places: Places) -> Iterator[Edit]:
    called = node.func
    if isinstance(called, ast.Name) and called.id in _OTHER_FUNCTION:
        yield places.instead(called, _OTHER_FUNCTION[called.id])
    if isinstance(called, ast.Name) and called.id in _FUNCTION_LEFT_OUT and node.args:
        yield places.instead(node, f"list({places.text(node.args[0])})")
    if isinstance(called, ast.Attribute) and called.attr in _METHOD_LEFT_OUT:
        yield places.instead(node, f"({places.text(called.value)})")
    if not places.text(called).rpartition(".")[2][:1].isupper():
        yield from _with_one_argument_less(node, places)


def _with_one_argument_less(node: ast.Call, places: Places) -> Iterator[Edit]:
    """A named argument left out: its default, where there is one, has a meaning of its own."""
    given: list[ast.AST] = [*node.args, *node.keywords]
    for left_out in node.keywords:
        rest = ", ".join(places.text(one) for one in given if one is not left_out)
        yield places.instead(node, f"{places.text(node.func)}({rest})")


def _with_one_less(elements: list[ast.expr], node: ast.AST, places: Places) -> Iterator[Edit]:
    """A set, or what something is looked for in, without one of its members."""
    opening, closing = "{}" if isinstance(node, ast.Set) else "()"
    for left_out in elements if len(elements) > 1 else []:
        rest = ", ".join(places.text(one) for one in elements if one is not left_out)
        yield places.instead(node, f"{opening}{rest},{closing}")


def _of_literal(node: ast.AST, places: Places) -> Iterator[Edit]:
    value = node.value if isinstance(node, ast.Constant) else None
    if isinstance(node, ast.JoinedStr):
        yield _with_other_words(node, places)
    elif isinstance(value, bool):
        yield places.instead(node, str(not value))
    elif isinstance(value, int):
        yield places.instead(node, str(value + 1))
        if value:
            yield places.instead(node, str(value - 1))
    elif isinstance(value, str) and _NUMERAL.fullmatch(value):
        last = "1" if value[-1] == "0" else str(int(value[-1]) - 1)
        yield places.instead(node, f'"{value[:-1]}{last}"')
    elif isinstance(value, str | bytes):
        yield _with_other_words(node, places)


def _with_other_words(node: ast.AST, places: Places) -> Edit:
    start, end = places.span(node)
    quote = _OPENING_QUOTE.match(places.source[start:end])
    if quote is None:
        message = f"no text begins at {places.source[start:end]!r}"
        raise ValueError(message)
    return Edit(start + quote.end(), start + quote.end(), "XX")


# -------------------------------------------------------------------------------- statements


def of_statement(node: ast.AST, places: Places, returns: str) -> Iterator[Edit]:
    """The edits of this statement alone; `returns` is how its function's result is annotated."""
    match node:
        case ast.If() | ast.While():
            outcomes = list(_decided(node.test, places))
            yield from outcomes if isinstance(node, ast.If) else outcomes[1:]
        case ast.Return(value=ast.expr() as value):
            yield from _of_return(value, returns, places)
        case ast.Expr(value=ast.Yield() | ast.YieldFrom()):
            yield places.instead(node, "yield from ()")
        case ast.Expr(value=ast.Call()) | ast.Raise() | ast.Delete():
            yield places.instead(node, "pass")
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield places.instead(node, "pass")
        case ast.AugAssign() if type(node.op) in _ARITHMETIC:
            old, new = _ARITHMETIC[type(node.op)]
            yield places.between(node.target, node.value, f"{old}=", f"{new}=")
            yield places.instead(node, "pass")
        case ast.Break() | ast.Continue():
            yield places.instead(node, "continue" if isinstance(node, ast.Break) else "break")
        case ast.ExceptHandler(type=ast.expr() as caught):
            yield places.instead(caught, "()")
        case ast.match_case():
            yield from _of_case(node, places)
        case _:
            pass


def _of_return(value: ast.expr, returns: str, places: Places) -> Iterator[Edit]:
    outcomes = ("True", "False") if returns == "bool" else ("None",)
    for outcome in outcomes:
        if places.text(value) != outcome:
            yield places.instead(value, outcome)


def _of_case(node: ast.match_case, places: Places) -> Iterator[Edit]:
    if node.guard is not None:
        yield from _decided(node.guard, places)
        return
    end = places.span(node.pattern)[1]
    closing = len(places.source[end:]) - len(places.source[end:].lstrip(b" \n,)"))
    yield Edit(end + closing, end + closing, " if False")
    if isinstance(node.pattern, ast.MatchOr):
        kinds = node.pattern.patterns
        for left_out in kinds:
            rest = " | ".join(places.text(one) for one in kinds if one is not left_out)
            yield places.instead(node.pattern, rest)
