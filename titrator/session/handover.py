"""The handover sheet of a bed, in the order of ISBAR, with what block charting asks for. Pure.

Said once, for the screen and for paper: headings and lines, ready to show.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

import msgspec

from titrator.core import events as ev
from titrator.core import wording
from titrator.core.language import drug_name, say, say_code
from titrator.core.order import Order
from titrator.core.policy import Policy
from titrator.core.state import State
from titrator.session.bed import Logged
from titrator.session.block_charting import block_lines
from titrator.session.chosen_words import ROUTES, chosen_words
from titrator.session.drug_rows import bag_text, chain
from titrator.session.log_words import event_text, log_line, perfusion_text
from titrator.session.screen import Bedside, HandoverDrug, HandoverPart, HandoverSheet, LogLine
from titrator.session.why import missing_lines, protocol_text
from titrator.store.record import Head

_BACK = timedelta(hours=12)
_MOST_ASSESSMENTS = 6
_HOLDS = (ev.HoldStarted, ev.HoldResumed, ev.HoldLifted, ev.WeanSuspended)
_CHAIN_LIMITS = (
    (
        say(
            "Write number and check code on paper, or keep this sheet: it is the witness outside the log. With "
            "it, titrator log verify shows whether an entry up to this number was changed, left out or "
            "cut off."
        )
    ),
    (
        say(
            "Check codes cannot prove that an entry is true, who really typed it, or when; nor, "
            "without a sheet such as this one, that the end was not cut off or the whole log not written "
            "anew."
        )
    ),
)


class Witness(msgspec.Struct, frozen=True, kw_only=True):
    """What stands outside the bed's own entries: the log's head, the policy, who and when."""

    head: Head
    fingerprint: str
    by: str
    now: datetime
    zone: tzinfo | None


def handover_drugs(state: State, policy: Policy) -> tuple[HandoverDrug, ...]:
    """Return the running pumps, each to be read by the incoming nurse; no rate stands with them."""
    return tuple(
        HandoverDrug(
            drug=one.drug,
            name=drug_name(policy.library.drug(one.drug).display_name),
            bag=bag_text(one),
        )
        for one in state.running
    )


def handover_sheet(
    state: State, entries: Sequence[Logged], bedside: Bedside, policy: Policy, witness: Witness
) -> HandoverSheet:
    """Return the sheet of a bed at this moment; `bedside` is its screen."""
    zone, now = witness.zone, witness.now
    assessment, what_is_next = briefing(state, entries, bedside, policy, now, zone)
    return HandoverSheet(
        title=say("Handover {bed}", bed=state.bed),
        made=f"{now.astimezone(zone):%Y-%m-%d %H:%M}"
        + (say(" by {by}", by=witness.by) if witness.by else ""),
        parts=(
            HandoverPart(heading=say("I  Identification"), lines=_identification(bedside)),
            HandoverPart(heading=say("S  Situation"), lines=_situation(state, bedside, policy)),
            HandoverPart(heading=say("B  Background"), lines=_background(state, policy, now, zone)),
            assessment,
            what_is_next,
            HandoverPart(
                heading=say("Block charting, 4 h at most each"),
                lines=block_lines(entries, state, policy, now, zone),
            ),
            HandoverPart(heading=say("Witness of the log"), lines=_witness(witness)),
        ),
    )


def briefing(
    state: State,
    entries: Sequence[Logged],
    bedside: Bedside,
    policy: Policy,
    now: datetime,
    zone: tzinfo | None,
) -> tuple[HandoverPart, HandoverPart]:
    """Return what is told while the pumps are read: the last 12 h, and what is next."""
    recent = [one for one in entries if now - one.at <= _BACK]
    return (
        HandoverPart(
            heading=say("A  Assessment, the last 12 h"),
            lines=_assessment(state, recent, now, zone),
        ),
        HandoverPart(
            heading=say("R  What is next"),
            lines=_next(bedside, missing_lines(state, policy, now)),
        ),
    )


def _identification(bedside: Bedside) -> tuple[str, ...]:
    banner = bedside.banner
    return (
        say(
            "{bed}. Weight {weight}. {target}.",
            bed=banner.bed,
            weight=banner.weight,
            target=banner.target,
        ),
        say("No name and no number of the patient stands here. Check the patient's own wristband."),
    )


def _situation(state: State, bedside: Bedside, policy: Policy) -> tuple[str, ...]:
    running = [
        say(
            "{drug}: {chain} of {bag}",
            drug=policy.library.drug(one.drug).display_name,
            chain=" = ".join(chain(one, state, policy)),
            bag=bag_text(one),
        )
        for one in state.running
    ]
    rows = {row.drug: row for row in bedside.drugs}
    running = [
        f"{line}; {rows[one.drug].limit_name} {rows[one.drug].limit}; {rows[one.drug].note}"
        for line, one in zip(running, state.running, strict=True)
    ]
    off = [
        say("{drug}: off", drug=policy.library.drug(one.drug).display_name)
        for one in state.infusions.values()
        if not one.is_running
    ]
    return (
        say("Phase: {phase}.", phase=bedside.phase),
        *(running or (say("Nothing is recorded as running."),)),
        *off,
        *(say("Attention: {text}", text=text) for text in bedside.banner.warnings),
    )


def _background(
    state: State, policy: Policy, now: datetime, zone: tzinfo | None
) -> tuple[str, ...]:
    orders = [_order(one, now, zone) for one in state.orders.values()]
    began = state.wean_started_at
    started = (
        say("Wean started {began}.", began=_clock(began, zone))
        if began
        else say("The wean was not started.")
    )
    return (
        *(orders or (say("No titration order is recorded."),)),
        started,
        say("Protocol: {protocol}.", protocol=protocol_text(policy)),
    )


def _order(order: Order, now: datetime, zone: tzinfo | None) -> str:
    """Return an order with its seven elements, its prescriber and how long it holds."""
    until = (
        say("until {valid_until}", valid_until=_clock(order.valid_until, zone))
        if order.valid_until
        else say("no end given")
    )
    force = until if order.is_in_force(now) else say("NOT IN FORCE")
    return say(
        "Order {drug}: route {route}, initial rate "
        "{initial}, "
        "increment {increment}, every "
        "{interval}, maximum {maximum}, "
        "endpoint MAP {map_target_mmhg} mmHg or more; "
        "{prescriber}, recorded {recorded_at}, {force}",
        drug=order.drug,
        route=chosen_words(order.route, ROUTES),
        initial=wording.as_typed(order.initial),
        increment=wording.as_typed(order.increment),
        interval=wording.minutes_text(order.interval),
        maximum=wording.as_typed(order.maximum),
        map_target_mmhg=wording.shown_number(order.map_target_mmhg),
        prescriber=order.prescriber,
        recorded_at=_clock(order.recorded_at, zone),
        force=force,
    )


def _assessment(
    state: State, recent: Sequence[Logged], now: datetime, zone: tzinfo | None
) -> tuple[str, ...]:
    seen = [one for one in state.assessments if now - one.at <= _BACK][-_MOST_ASSESSMENTS:]
    assessed = [
        say(
            "{at} MAP {map_mmhg} mmHg {source}, {perfusion} ({by})",
            at=_clock(one.at, zone),
            map_mmhg=wording.shown_number(one.map_mmhg),
            source=say_code(one.source),
            perfusion=perfusion_text(one),
            by=one.by,
        )
        for one in reversed(seen)
    ]
    holds = [
        f"{_clock(one.at, zone)} {event_text(event)}{_signed(one)}"
        for one in recent
        for event in one.entry.events
        if isinstance(event, _HOLDS)
    ]
    refusals = [f"{line.time} {line.text} ({line.by})" for line in _open_refusals(recent, zone)]
    return (
        *(assessed or (say("No assessment in the last 12 h."),)),
        *(say("Hold: {text}", text=text) for text in holds),
        *(() if holds else (say("No hold."),)),
        *(say("Open refusal: {text}", text=text) for text in refusals),
        *(() if refusals else (say("No open refusal."),)),
    )


def _open_refusals(recent: Sequence[Logged], zone: tzinfo | None) -> list[LogLine]:
    """Return what was refused and has not been done since."""
    done: set[type] = set()
    kept: list[LogLine] = []
    for logged in reversed(recent):
        what = type(logged.entry.command)
        if not any(isinstance(event, ev.CommandRefused) for event in logged.entry.events):
            done.add(what)
        elif what not in done:
            kept.append(log_line(logged, zone))
            done.add(what)
    return kept[::-1]


def _signed(logged: Logged) -> str:
    return f" ({logged.entry.by})" if logged.entry.by else ""


def _next(bedside: Bedside, missing: tuple[str, ...]) -> tuple[str, ...]:
    strip = bedside.next
    countdown = " ".join(strip.countdown)
    late = say("{countdown} late", countdown=countdown) if strip.late else countdown
    heading = f"{strip.heading}, {late}" if countdown else strip.heading
    to_do = [
        say("To do: {label}. {detail}", label=task.label, detail=task.detail)
        for task in bedside.tasks
        if not task.is_done
    ]
    return (heading, *strip.lines, *missing, *to_do)


def _witness(witness: Witness) -> tuple[str, ...]:
    head = witness.head
    groups = " ".join(head.hash[at : at + 8] for at in range(0, len(head.hash), 8))
    return (
        say("Entries: {seq}. Check code of the last one: {groups}", seq=head.seq, groups=groups),
        say("Policy: {fingerprint}", fingerprint=witness.fingerprint),
        *_CHAIN_LIMITS,
    )


def _clock(at: datetime, zone: tzinfo | None) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
