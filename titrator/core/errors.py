"""The two families of errors: what the surroundings did, and what we got wrong.

A `KnownError` is something the program expects to happen on a hospital workstation (a full disk, a
damaged file, a second window). It carries what a nurse reads. A `BugError` is our own mistake: it
stops guidance and keeps the log, and no sentence of ours could make it right.
"""


class KnownError(Exception):
    """Something outside the program went wrong, said so that a nurse can act on it.

    Attributes:
        sentence: one plain sentence that says what happened.
        next_action: one plain sentence that says what to do now.
    """

    def __init__(self, sentence: str, next_action: str) -> None:
        super().__init__(f"{sentence} {next_action}")
        self.sentence = sentence
        self.next_action = next_action


class BugError(Exception):
    """The program contradicts itself: guidance must stop, the log must stay as it is."""
