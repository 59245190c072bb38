"""Tells every recorded story in one language and prints the logs.

    python -m tests.language.told_stories english|pseudo|international


A process of its own, since the language is chosen before anything with words is loaded.
"""

from __future__ import annotations

import sys
import tempfile
from fractions import Fraction
from pathlib import Path


def main(language: str) -> int:
    """Print the log of each story, as it is exported."""
    if language == "pseudo":
        from tests.language.pseudo import pseudo_language
        from titrator.core.language import choose

        choose(pseudo_language())
    if language == "international":
        from titrator.core.language import choose
        from titrator.session.site_words import DrugNames, Language, UnitWords, choice_of

        choose(choice_of(Language.ENGLISH, DrugNames.INTERNATIONAL, UnitWords.SPELLED_OUT))
    from tests.replay.stories import STORIES
    from titrator.core import wording
    from titrator.core.language import say
    from titrator.core.units import MCG_PER_MIN, Quantity
    from titrator.session.policy import load_policy
    from titrator.store.export import export_to
    from titrator.store.opening import open_log_file

    five = Quantity(Fraction(5), MCG_PER_MIN)
    sample = say("Hold. {drug} {dose}", drug="norepinephrine", dose=wording.as_typed(five))
    sys.stderr.write(f"{sample}\n")
    policy = load_policy(library_dir=None, protocol_file=None)
    for name, tell in STORIES.items():
        with tempfile.TemporaryDirectory() as folder:
            log = open_log_file(
                Path(folder, "log.sqlite"), opened_at_utc="2026-03-01T08:00:00.000000Z"
            )
            tell(log, policy)
            log.close()
            out = Path(folder, "log.jsonl")
            export_to(Path(folder, "log.sqlite"), out)
            sys.stdout.write(f"{name}\n{out.read_text(encoding='utf-8')}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
