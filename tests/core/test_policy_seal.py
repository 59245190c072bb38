"""A policy file that differs from its seal by one bit is refused, however well it reads."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from titrator.core.policy_fault import FaultCode
from titrator.core.policy_seal import MANIFEST_NAME, seal_faults

FILES = {"a.toml": b"floor = 1\n", "b.toml": b"step = 2\n"}


def seal_of(files: dict[str, bytes]) -> bytes:
    """The seal as `sha256sum` writes it."""
    lines = [f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)]
    return "".join(lines).encode()


def test_untouched_files_agree_with_their_seal() -> None:
    """Nothing changed, nothing to say; the binary mark of sha256sum and CRLF are read as well."""
    assert seal_faults(FILES, seal_of(FILES)) == ()
    assert seal_faults(FILES, seal_of(FILES).replace(b"  ", b" *").replace(b"\n", b"\r\n")) == ()


@pytest.mark.parametrize(
    ("files", "file", "part"),
    [
        (
            {**FILES, "a.toml": b"floor = 0\n"},
            "a.toml",
            (
                "a.toml: it was changed after SHA256SUMS was made: its sum there begins with deec47ce192c, "
                "and now with 08c05d2a9891. If that was meant, check it and make SHA256SUMS anew (sha256sum *.toml)."
            ),
        ),
        (
            {**FILES, "c.toml": b""},
            "c.toml",
            "c.toml: it is not listed in SHA256SUMS. If that was meant, check it and make SHA256SUMS anew (sha256sum *.toml).",
        ),
        (
            {"a.toml": FILES["a.toml"]},
            "b.toml",
            "b.toml: it is listed in SHA256SUMS and is missing. If that was meant, check it and make SHA256SUMS anew (sha256sum *.toml).",
        ),
    ],
)
def test_a_changed_added_or_missing_file_is_named(
    files: dict[str, bytes], file: str, part: str
) -> None:
    """Each difference is one sentence that says how to seal a change that was meant."""
    (fault,) = seal_faults(files, seal_of(FILES))
    assert (fault.code, fault.file) == (FaultCode.ALTERED, file)
    assert fault.sentence == part
    assert "sha256sum" in fault.sentence


def test_one_file_of_a_folder_is_held_against_its_own_line() -> None:
    """A protocol used alone does not need the other protocols of its folder."""
    alone = {"a.toml": FILES["a.toml"]}
    assert seal_faults(alone, seal_of(FILES), only="a.toml") == ()
    (fault,) = seal_faults({"c.toml": b""}, seal_of(FILES), only="c.toml")
    assert (
        fault.sentence
        == "c.toml: it is not listed in SHA256SUMS. If that was meant, check it and make SHA256SUMS anew (sha256sum *.toml)."
    )


@pytest.mark.parametrize(
    "seal",
    [
        b"",
        b"no seal at all",
        seal_of(FILES)[:-5] + b"\xff\n",
        seal_of(FILES) + b"\n",
        seal_of(FILES)[:30],
        seal_of(FILES) * 2,
        b"0" * 64 + b"  ../a.toml\n",
    ],
)
def test_a_damaged_seal_is_refused(seal: bytes) -> None:
    """A seal that cannot be read proves nothing, and a changed name is a missing file."""
    faults = seal_faults(FILES, seal)
    assert faults
    assert {fault.code for fault in faults} == {FaultCode.ALTERED}


@pytest.mark.hazard("H33")
@given(st.data())
def test_no_flipped_bit_goes_unseen(data: st.DataObject) -> None:
    """Any bit of any file, or of the seal itself: something is refused."""
    parts = {**FILES, "SHA256SUMS": seal_of(FILES)}
    name = data.draw(st.sampled_from(sorted(parts)))
    position = data.draw(st.integers(0, len(parts[name]) * 8 - 1))
    flipped = bytearray(parts[name])
    flipped[position // 8] ^= 1 << position % 8
    parts[name] = bytes(flipped)
    seal = parts.pop("SHA256SUMS")
    # The mark between sum and name may be a space or a star; nothing else may differ.
    is_harmless = seal != seal_of(FILES) and seal.replace(b"*", b" ") == seal_of(FILES)
    assert bool(seal_faults(parts, seal)) != is_harmless


def test_a_seal_that_is_none_is_told_as_damaged() -> None:
    """An empty one too, also where there is no file to hold against it."""
    for seal in (b"", b"no seal at all"):
        (fault,) = seal_faults({}, seal)
        assert (fault.file, fault.field, fault.value) == ("SHA256SUMS", "", "")
        assert fault.sentence == (
            "SHA256SUMS: it is not a list of SHA-256 sums and file names; it is damaged."
        )
    assert MANIFEST_NAME == "policy.toml"


def test_differences_are_told_by_the_names_of_the_files() -> None:
    """In the order of the alphabet, whatever the folder gave first."""
    files = {"c.toml": b"", "b.toml": b"", "a.toml": b""}
    assert [fault.file for fault in seal_faults(files, seal_of(FILES))] == [
        *("a.toml", "b.toml", "c.toml"),
    ]


@pytest.mark.hazard("H33")
@pytest.mark.parametrize("end", ["\f", "\v", "\x1c", "\x85", "\u2028"])
def test_no_other_seal_fits_that_ends_a_line_otherwise(end: str) -> None:
    """sha256sum ends lines with a line feed; what other programs take for an end is part of a name."""
    seal = seal_of(FILES).decode().replace("\n", end, 1).encode()
    assert {fault.file for fault in seal_faults(FILES, seal)} > set()
