"""The rules in words, found by id, list and range."""

from __future__ import annotations

from titrator.core.rule_book import RULES, rule_text


def test_every_rule_of_the_article_has_its_sentence() -> None:
    """R1 to R21, each once."""
    assert list(RULES) == [f"R{number}" for number in range(1, 22)]


def test_a_rule_is_found_by_id_by_list_and_by_range() -> None:
    """One id, several, a range; what is no rule of the article gives nothing."""
    assert rule_text("R12") == "Vasopressin never runs above 0.04 units/min."
    assert rule_text("R2, R13") == f"{RULES['R2']} {RULES['R13']}"
    both = f"{RULES['R3']} {RULES['R4']} {RULES['R5']} {RULES['R17']}"
    assert rule_text("R3-R5, R17") == both
    assert rule_text("order") == ""
    assert rule_text("") == ""
