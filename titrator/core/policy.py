"""What is in force at a bed: the drug library and the protocol."""

import msgspec

from titrator.core.drug_library import DrugLibrary
from titrator.core.protocol import Protocol


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """A library and a protocol that were read and checked together."""

    library: DrugLibrary
    protocol: Protocol

    def display_name(self, drug: str) -> str:
        """Return how a drug of the library is written for people, tall man letters included."""
        return self.library.drug(drug).display_name
