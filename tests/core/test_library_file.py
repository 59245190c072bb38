"""Drug files become a library, or every fault in them is named."""

from titrator import resources
from titrator.core.library_file import parse_library


def test_the_shipped_drug_files_are_a_library_of_eight_drugs() -> None:
    """All shipped files are free of faults, and hold the eight drugs."""
    library = parse_library(resources.shipped_library_files())
    assert set(library.drugs) == {
        "norepinephrine",
        "vasopressin",
        "epinephrine",
        "phenylephrine",
        "dobutamine",
        "dopamine",
        "milrinone",
        "angiotensin II",
    }
