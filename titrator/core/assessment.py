"""An assessment: MAP with its source, and five perfusion answers; what it means for the wean."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

import msgspec

from titrator.core import wording
from titrator.core.commands import RecordAssessment
from titrator.core.findings import Code, Finding, RefusedError, finding, require_all
from titrator.core.language import join, say, say_code
from titrator.core.number_entry import read_number
from titrator.core.protocol import Parameters

SIGNS = ("mental_state", "capillary_refill", "urine_output", "skin", "lactate")
MUST_BE_ANSWERED = SIGNS[:4]
_LOWEST_MMHG = 20
_HIGHEST_MMHG = 200
_JUMP_MMHG = 25


class MapSource(StrEnum):
    """Where a MAP was read."""

    ARTERIAL_LINE = "arterial_line"
    CUFF = "cuff"


class Answer(StrEnum):
    """A perfusion answer. Not assessed is never counted as good."""

    SAME_OR_BETTER = "same_or_better"
    WORSE = "worse"
    NOT_ASSESSED = "not_assessed"


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """One recorded assessment; `line` is the entry it came with."""

    at: datetime
    line: int
    map_mmhg: Fraction
    source: MapSource
    perfusion: Mapping[str, Answer]
    by: str = ""

    @property
    def worse(self) -> tuple[str, ...]:
        """Return the signs answered worse."""
        return tuple(sign for sign in SIGNS if self.perfusion[sign] is Answer.WORSE)

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Return the signs that must be answered and are not."""
        return tuple(
            sign for sign in MUST_BE_ANSWERED if self.perfusion[sign] is Answer.NOT_ASSESSED
        )

    def is_low(self, target: Fraction) -> bool:
        """Return whether MAP is below the present target; at the target is not low (R9)."""
        return self.map_mmhg < target

    def is_bad(self, target: Fraction) -> bool:
        """Return whether it starts a hold: MAP below target, or anything worse (R9)."""
        return self.is_low(target) or bool(self.worse)

    def is_complete(self, parameters: Parameters) -> bool:
        """Return whether it can permit anything: an allowed source, the four signs answered."""
        return _source_allowed(self.source, parameters) and not self.unanswered

    def is_good(self, target: Fraction, parameters: Parameters) -> bool:
        """Return whether it is complete and nothing in it is bad."""
        return self.is_complete(parameters) and not self.is_bad(target)


def _source_allowed(source: MapSource, parameters: Parameters) -> bool:
    return source is MapSource.ARTERIAL_LINE or parameters.allow_cuff


def read_assessment(typed: RecordAssessment, *, at: datetime, line: int, by: str) -> Assessment:
    """Return the assessment that was typed.

    Raises:
        RefusedError: ASSESSMENT_MISSING without MAP, MAP_SOURCE_NOT_ALLOWED for an unknown source,
            PERFUSION_NOT_ASSESSED for an unknown answer, or what number entry gives (ruling 32).
    """
    perfusion = typed.perfusion or {}
    source = typed.map_source or ""
    require_all(
        lambda: _read_map(typed.map_mmhg),
        lambda: _read_source(source),
        lambda: _read_perfusion(perfusion),
    )
    return Assessment(
        at=at,
        line=line,
        map_mmhg=_read_map(typed.map_mmhg),
        source=_read_source(source),
        perfusion=_read_perfusion(perfusion),
        by=by,
    )


def _read_map(typed: str | None) -> Fraction:
    if not typed:
        raise RefusedError(finding(Code.ASSESSMENT_MISSING, say("The assessment has no MAP.")))
    return read_number(typed, "MAP")


def _read_source(typed: str) -> MapSource:
    try:
        return MapSource(typed)
    except ValueError:
        sentence = say('MAP source "{typed}" is not arterial line or cuff.', typed=typed[:24])
        raise RefusedError(finding(Code.MAP_SOURCE_NOT_ALLOWED, sentence)) from None


def _read_perfusion(typed: Mapping[str, str]) -> dict[str, Answer]:
    unknown = [name for name in typed if name not in SIGNS]
    answers = {sign: typed.get(sign, Answer.NOT_ASSESSED) for sign in SIGNS}
    unknown += [text for text in answers.values() if text not in tuple(Answer)]
    if unknown:
        sentence = say(
            'Perfusion answer "{unknown}" is not one of those asked for.', unknown=unknown[0][:24]
        )
        raise RefusedError(finding(Code.PERFUSION_NOT_ASSESSED, sentence))
    return {sign: Answer(text) for sign, text in answers.items()}


def must_be_typed_again(mmhg: Fraction, former: Fraction | None) -> str:
    """Return why a MAP must be typed a second time, or nothing (ruling 2)."""
    if not _LOWEST_MMHG <= mmhg <= _HIGHEST_MMHG:
        return say("MAP {mmhg} mmHg is outside 20 to 200 mmHg", mmhg=wording.shown_number(mmhg))
    if former is not None and abs(mmhg - former) > _JUMP_MMHG:
        return say(
            "MAP {mmhg} mmHg is more than 25 mmHg from the last one ({former} mmHg)",
            mmhg=wording.shown_number(mmhg),
            former=wording.shown_number(former),
        )
    return ""


def is_same_number(text: str | None, value: Fraction) -> bool:
    """Return whether `text` is a number equal to `value`."""
    try:
        return read_number(text, say("MAP again")) == value
    except RefusedError:
        return False


def findings_against(
    last: Assessment | None, *, target: Fraction, now: datetime, parameters: Parameters
) -> tuple[Finding, ...]:
    """Return everything in the last assessment that forbids a step."""
    if last is None:
        return (finding(Code.ASSESSMENT_MISSING, say("No assessment has been recorded.")),)
    found = []
    age = now - last.at
    if age > parameters.assessment_max_age:
        old, allowed = map(wording.minutes_text, (age, parameters.assessment_max_age))
        if old == allowed:
            old = say("over {age}", age=old)
        sentence = say(
            "The last assessment is {age} old; at most {allowed} is allowed.",
            age=old,
            allowed=allowed,
        )
        found.append(finding(Code.ASSESSMENT_STALE, sentence))
    if last.is_low(target):
        sentence = say(
            "MAP {map_mmhg} mmHg is below the target of {target} mmHg.",
            map_mmhg=wording.shown_number(last.map_mmhg),
            target=wording.shown_number(target),
        )
        found.append(finding(Code.MAP_BELOW_TARGET, sentence))
    if not _source_allowed(last.source, parameters):
        sentence = say("The last MAP was taken by cuff.")
        found.append(finding(Code.MAP_SOURCE_NOT_ALLOWED, sentence))
    if last.worse:
        sentence = say("Worse at the last assessment: {worse}.", worse=spoken(last.worse))
        found.append(finding(Code.PERFUSION_WORSE, sentence))
    if last.unanswered:
        sentence = say("Not assessed: {unanswered}.", unanswered=spoken(last.unanswered))
        found.append(finding(Code.PERFUSION_NOT_ASSESSED, sentence))
    return tuple(found)


def spoken(signs: tuple[str, ...]) -> str:
    """Return signs in words: ``mental state, skin``."""
    return join(", ", (say_code(sign) for sign in signs))
