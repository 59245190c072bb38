"""MAP and doses over time, as the trend shows them: words and places on an axis. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, tzinfo
from fractions import Fraction
from itertools import pairwise

from titrator.core import wording
from titrator.core.language import drug_name, join, say, say_code
from titrator.core.policy import Policy
from titrator.core.state import State
from titrator.core.units import Quantity
from titrator.session.bed import Logged
from titrator.session.drug_rows import two_units
from titrator.session.retold import Moment, Sign, retold
from titrator.session.trend_screen import (
    Trend,
    TrendEntry,
    TrendGap,
    TrendHour,
    TrendLevel,
    TrendMark,
    TrendReading,
    TrendSign,
    TrendStretch,
    TrendTrack,
)

_WINDOW = timedelta(hours=12)
_HOUR = timedelta(hours=1)
_UNSEEN_FROM = timedelta(minutes=1)
_LOWEST_MMHG, _HIGHEST_MMHG = Fraction(40), Fraction(100)
_LEVEL_MMHG = 20
_NICE = (Fraction(3, 2), 2, 3, 4, 5, 6, 8, 10)


def trend_of(
    entries: Sequence[Logged],
    state: State,
    policy: Policy,
    now: datetime,
    zone: tzinfo | None,
) -> Trend:
    """Return the trend of a bed at `now`, with times in `zone`."""
    moments = retold(entries, state, policy)
    low, high = _map_axis(moments)
    longest = _longest_between_readings(policy)
    tracks = _tracks(moments, state, policy, now)
    return Trend(
        now=now,
        readings=_readings(moments, low, high, longest),
        targets=_targets(moments, state, policy, now, low, high),
        levels=_levels(low, high),
        tracks=tracks,
        marks=tuple(
            TrendMark(at=one.at, sign=sign.sign, drug=sign.drug)
            for one in moments
            for sign in one.signs
        ),
        gaps=(*_unseen(moments), *_without_map(moments, now, longest)),
        entries=_entries(moments, tracks, now, zone),
        hours=_hours(moments[0].at if moments else now, now, zone),
    )


def _longest_between_readings(policy: Policy) -> timedelta:
    """Return after how long without a MAP the line breaks: when a wean would be suspended (R8)."""
    parameters = policy.protocol.parameters
    return parameters.reassess_every + parameters.suspend_after_overdue


# ---------------------------------------------------------------- MAP


def _map_axis(moments: Sequence[Moment]) -> tuple[Fraction, Fraction]:
    """Return the ends of the axis in mmHg: 40 to 100, wider where a reading lies outside."""
    found = [one.mmhg for one in moments if one.mmhg is not None]
    low = min([_LOWEST_MMHG, *(Fraction(mmhg // 10 * 10) for mmhg in found)])
    high = max([_HIGHEST_MMHG, *(Fraction(-(-mmhg // 10) * 10) for mmhg in found)])
    return low, high


def _levels(low: Fraction, high: Fraction) -> tuple[TrendLevel, ...]:
    first = -(-low // _LEVEL_MMHG) * _LEVEL_MMHG
    return tuple(
        TrendLevel(share=(mmhg - low) / (high - low), text=wording.shown_number(Fraction(mmhg)))
        for mmhg in range(int(first), int(high) + 1, _LEVEL_MMHG)
    )


def _readings(
    moments: Sequence[Moment], low: Fraction, high: Fraction, longest: timedelta
) -> tuple[TrendReading, ...]:
    made: list[TrendReading] = []
    has_broken = False
    for one in moments:
        has_broken = has_broken or one.breaks
        if one.mmhg is None:
            continue
        passed = one.at - made[-1].at if made else None
        joins = passed is not None and not has_broken and passed <= longest
        has_broken = False
        share = (one.mmhg - low) / (high - low)
        is_low = one.mmhg < one.target
        made.append(TrendReading(at=one.at, share=share, is_low=is_low, joins=joins))
    return tuple(made)


def _targets(
    moments: Sequence[Moment],
    state: State,
    policy: Policy,
    now: datetime,
    low: Fraction,
    high: Fraction,
) -> tuple[TrendStretch, ...]:
    told = [(one.at, one.target) for one in moments]
    told.append((now, state.target_mmhg(now, policy.protocol)))
    return tuple(
        TrendStretch(
            begin=begin,
            end=end,
            share=(mmhg - low) / (high - low),
            text=say("target {mmhg} mmHg or more", mmhg=wording.shown_number(mmhg)),
        )
        for begin, end, mmhg in _lasting(told, now)
    )


def _lasting(
    told: Sequence[tuple[datetime, Fraction]], now: datetime
) -> Iterator[tuple[datetime, datetime, Fraction]]:
    """Return begin, end and level of each stretch over which the level stays."""
    starts = [told[0], *(after for before, after in pairwise(told) if before[1] != after[1])]
    for (begin, level), (end, _) in pairwise([*starts, (now, Fraction())]):
        yield begin, max(begin, end), level


def _unseen(moments: Sequence[Moment]) -> Iterator[TrendGap]:
    """Return the spans in which the program did not run or slept, or that a clock skipped."""
    for before, one in pairwise([None, *moments]):
        if one is not None and one.unseen >= _UNSEEN_FROM:
            begin = one.at - one.unseen
            if before is not None:
                begin = min(max(begin, before.at), one.at)
            yield TrendGap(begin=begin, end=one.at, text=say("not seen"), is_whole=True)


def _without_map(
    moments: Sequence[Moment], now: datetime, longest: timedelta
) -> Iterator[TrendGap]:
    ats = [one.at for one in moments if one.mmhg is not None]
    for begin, end in pairwise([*ats, now] if ats else []):
        if end - begin > longest:
            yield TrendGap(begin=begin, end=end, text=say("no MAP"), is_whole=False)


# ---------------------------------------------------------------- doses


def _tracks(
    moments: Sequence[Moment], state: State, policy: Policy, now: datetime
) -> tuple[TrendTrack, ...]:
    made = []
    for drug in state.infusions:
        unit = two_units(drug, state, policy)[0]
        levels = [one.doses[drug].level for one in moments if drug in one.doses]
        top = _nice_top(max(levels))
        made.append(
            TrendTrack(
                drug=drug,
                name=drug_name(policy.library.drug(drug).display_name),
                unit=unit.symbol,
                top=wording.shown(Quantity(top, unit)),
                stretches=tuple(_stretches(drug, moments, top, now)),
            )
        )
    return tuple(made)


def _nice_top(most: Fraction) -> Fraction:
    """Return the lowest round figure, 1, 1.5, 2, 3 and so on times a ten, that is not below `most`."""
    ten = Fraction(1)
    if not most:
        return ten
    while ten / 10 >= most:
        ten /= 10
    while ten < most:
        ten *= 10
    return next(one for part in _NICE if (one := ten * part / 10) >= most)


def _stretches(
    drug: str, moments: Sequence[Moment], top: Fraction, now: datetime
) -> Iterator[TrendStretch]:
    """Return the doses of a drug; nothing is drawn over a span nobody saw."""
    told = [one for one in moments if drug in one.doses]
    ends = [one.at - one.unseen for one in told[1:]]
    begun: datetime | None = None
    for place, one in enumerate(told):
        begin = begun or one.at
        dose = one.doses[drug]
        is_last = place + 1 == len(told)
        goes_on = not is_last and not told[place + 1].unseen
        if goes_on and told[place + 1].doses[drug].level == dose.level:
            begun = begin
            continue
        begun = None
        end = now if is_last else ends[place]
        yield TrendStretch(begin=begin, end=max(begin, end), share=dose.level / top, text=dose.text)


# ---------------------------------------------------------------- one moment after the other


def _entries(
    moments: Sequence[Moment],
    tracks: Sequence[TrendTrack],
    now: datetime,
    zone: tzinfo | None,
) -> tuple[TrendEntry, ...]:
    made: list[TrendEntry] = []
    since: list[TrendSign] = []
    last_map = ""
    today = now.astimezone(zone).date()
    for one in moments:
        time = _time(one.at.astimezone(zone), today.toordinal())
        doses = {
            track.drug: one.doses[track.drug].text for track in tracks if track.drug in one.doses
        }
        running = ", ".join(
            f"{track.name} {doses[track.drug]}" for track in tracks if track.drug in doses
        )
        what = _what(one, since)
        mmhg = f"{wording.shown_number(one.mmhg)} mmHg" if one.mmhg is not None else ""
        if mmhg:
            said = ", ".join(
                part
                for part in (say("{time} MAP {mmhg}", time=time, mmhg=mmhg), running, what)
                if part
            )
            last_map = say("last MAP {mmhg} at {time}", mmhg=mmhg, time=time)
            since = []
        else:
            said = ", ".join(part for part in (f"{time} {what}", running) if part)
            said += f"; {last_map}" if last_map else ""
        since += [sign.sign for sign in one.signs if sign.sign is not TrendSign.START]
        texts = tuple(doses.get(track.drug, "") for track in tracks)
        made.append(TrendEntry(at=one.at, time=time, mmhg=mmhg, doses=texts, what=what, said=said))
    # A clock that was set back: the eye goes by time, the log by what came first.
    return tuple(sorted(made, key=lambda one: one.at))


def _what(one: Moment, since: Sequence[TrendSign]) -> str:
    """Return what was done at a moment; for a MAP alone, after what it was taken."""
    if one.signs:
        return ", ".join(_sign(sign) for sign in one.signs)
    if one.mmhg is not None:
        return (
            say("after {since}", since=join(say(" and "), map(say_code, dict.fromkeys(since))))
            if since
            else ""
        )
    if one.is_recording:
        return say("pump read")
    return say("clock not certain") if one.breaks else say("MAP target changed")


def _sign(one: Sign) -> str:
    return f"{drug_name(one.drug)} {say_code(one.sign)}".strip()


# ---------------------------------------------------------------- time


def _time(local: datetime, today: int) -> str:
    day = _day(local, today)
    return f"{day} {wording.clock_text(local)}" if day else wording.clock_text(local)


def _day(local: datetime, today: int) -> str:
    """Return the day in words, counted from today; empty today."""
    ago = today - local.toordinal()
    if ago <= 0:
        return ""
    return say("yesterday") if ago == 1 else say("{ago} days ago", ago=ago)


def _hours(first: datetime, now: datetime, zone: tzinfo | None) -> tuple[TrendHour, ...]:
    """Return every full hour from a window before the first moment to a little after now."""
    local = now.astimezone(zone)
    today = local.date().toordinal()
    begin = min(first, now) - _WINDOW
    full = now - timedelta(
        minutes=local.minute, seconds=local.second, microseconds=local.microsecond
    )
    made = []
    at = full + _HOUR
    while at >= begin:
        there = at.astimezone(zone)
        day = _day(there, today) or say("today")
        made.append(TrendHour(at=at, text=wording.clock_text(there), day=day))
        at -= _HOUR
    return tuple(reversed(made))
