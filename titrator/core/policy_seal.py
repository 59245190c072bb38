"""Whether policy files are still, byte for byte, those that were checked.

A flipped bit can turn 0.03 into 0.02, or 15 min into 55 min, and leave a file that reads well. The
file SHA256SUMS beside the policy files, as the common tool `sha256sum` writes it, shows that.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping

from titrator.core.language import say
from titrator.core.policy_fault import Fault, FaultCode, fault, one_line

SEAL_NAME = "SHA256SUMS"
MANIFEST_NAME = "policy.toml"
_LINE = re.compile(r"([0-9a-f]{64}) [ *]([^\\]+)")
_DIGITS = 12  # of a sum that a person compares with another one
_ON_PURPOSE = say(
    "If that was meant, check it and make {seal_name} anew (sha256sum *.toml).", seal_name=SEAL_NAME
)


def seal_faults(
    files: Mapping[str, bytes], seal: bytes, only: str | None = None
) -> tuple[Fault, ...]:
    """Return what differs from the seal: a changed, an added, a missing file.

    Args:
        files: name to content.
        seal: content of SHA256SUMS.
        only: the one file that matters, where a single file of a folder is used.
    """
    sums = _sums(seal)
    if sums is None:
        why = say("it is not a list of SHA-256 sums and file names; it is damaged.")
        return (_fault(SEAL_NAME, why),)
    if only is not None:
        sums = {name: digest for name, digest in sums.items() if name == only}
    return tuple(_differences(files, sums))


def _differences(files: Mapping[str, bytes], sums: Mapping[str, str]) -> Iterator[Fault]:
    for name in sorted(files):
        if name not in sums:
            yield _fault(
                name,
                say(
                    "it is not listed in {seal_name}. {on_purpose}",
                    seal_name=SEAL_NAME,
                    on_purpose=_ON_PURPOSE,
                ),
            )
        elif (found := hashlib.sha256(files[name]).hexdigest()) != sums[name]:
            yield _fault(
                name,
                say(
                    "it was changed after {seal_name} was made: its sum there begins with {expected}, "
                    "and now with {found}. {on_purpose}",
                    seal_name=SEAL_NAME,
                    expected=sums[name][:_DIGITS],
                    found=found[:_DIGITS],
                    on_purpose=_ON_PURPOSE,
                ),
            )
    for name in sums:
        if name not in files:
            yield _fault(
                name,
                say(
                    "it is listed in {seal_name} and is missing. {on_purpose}",
                    seal_name=SEAL_NAME,
                    on_purpose=_ON_PURPOSE,
                ),
            )


def _sums(seal: bytes) -> dict[str, str] | None:
    """Return the sum of each file; None where a line cannot be read, or a name is there twice."""
    # Only what sha256sum writes ends a line: splitlines would also take a form feed for one.
    lines = (
        seal.decode("utf-8", errors="replace").replace("\r\n", "\n").removesuffix("\n").split("\n")
    )
    found = [_LINE.fullmatch(line) for line in lines]
    sums = {match[2]: match[1] for match in found if match is not None}
    return sums if len(sums) == len(lines) else None


def _fault(file: str, why: str) -> Fault:
    return fault(FaultCode.ALTERED, file=one_line(file), field="", value="", why=why)
