"""What is in force at a bed: the drug library and the protocol, and what must be said about them."""

from collections.abc import Iterator
from datetime import date

import msgspec

from titrator.core.drug_library import DrugLibrary
from titrator.core.language import join, say
from titrator.core.protocol import Protocol, Status


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What a hospital's signed or unsigned page says about the whole policy.

    Attributes:
        title: of the policy with its version; empty where there is no such page.
        approved_by: names and dates on that page.
        valid_until: last day (ISO 8601), or empty.
        review_by: day by which it is to be looked at again, or empty.
        profile: the kind of unit it was chosen for, or empty.
        signed_with: name of the pharmacy's key that was checked; empty where none was.
        notices: sentences that must stand at the bedside whatever the day.
        refusal: why the hospital's own policy cannot be used; empty where it can. Beds that were
            open then go on with what ships: nothing is opened, started, reduced or resumed, while
            recording, hold and back up are as possible as ever.
    """

    title: str = ""
    approved_by: tuple[str, ...] = ()
    valid_until: str = ""
    review_by: str = ""
    profile: str = ""
    signed_with: str = ""
    notices: tuple[str, ...] = ()
    refusal: str = ""


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """A library and a protocol that were read and checked together."""

    library: DrugLibrary
    protocol: Protocol
    standing: Standing = Standing()

    def display_name(self, drug: str) -> str:
        """Return how a drug of the library is written for people, tall man letters included."""
        return self.library.drug(drug).display_name


def policy_notices(policy: Policy, today: date) -> tuple[str, ...]:
    """Return what the bedside must say about the policy itself: not approved, expired, due."""
    return (*policy.standing.notices, *_approval(policy), *_days(policy, today))


def _approval(policy: Policy) -> Iterator[str]:
    if policy.protocol.status is not Status.APPROVED:
        yield say("Protocol not approved by a hospital")
    elif not policy.standing.approved_by:
        missing = [one.display_name for one in policy.library.drugs.values() if not one.approved_by]
        if len(missing) == len(policy.library.drugs):
            yield say("Drug library not approved by a hospital")
        elif missing:
            yield say("Not approved by a hospital: {missing}", missing=join(", ", missing))


def _days(policy: Policy, today: date) -> Iterator[str]:
    last = policy.standing.valid_until
    if last and today > date.fromisoformat(last):
        yield say("Policy expired on {last}: call pharmacy", last=last)
    reviews = [
        day
        for day in (
            policy.standing.review_by,
            policy.protocol.review_by,
            *(drug.review_by for drug in policy.library.drugs.values()),
        )
        if day
    ]
    if reviews and today > date.fromisoformat(min(reviews)):
        yield say("Policy review was due on {reviews}", reviews=min(reviews))
