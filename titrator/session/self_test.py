"""The self-test: whether this installation may guide at all.

The fast form runs at each start, in a few milliseconds: worked examples, ceilings, that the font draws
every sign, and that the shipped library and protocol are those of the release. That the log can be
written and the clock is plausible, the start finds out by using them. The full form is a command.
"""

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from titrator import __version__, resources
from titrator.core.errors import KnownError
from titrator.core.language import say
from titrator.core.self_check import arithmetic_faults
from titrator.session.build import BUILD_NAME, this_build, version_text
from titrator.session.clock import Clock, require_plausible
from titrator.session.policy import SHIPPED, LoadedPolicy, load_policy
from titrator.session.site_policy import policy_for_beds
from titrator.session.workstation import Workstation
from titrator.store.chain import utc_text

SUMS_NAME = "SHA256SUMS"


class SelfTestFailed(KnownError):
    """This installation does not work as it was released."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        """Say what was found; the first few are enough to call somebody."""
        super().__init__(
            say("The self-test of this program failed: {faults}", faults=" ".join(faults[:3])),
            say(
                "Do not use it here, neither for guidance nor to calculate. Go on at the pump, write on "
                "paper, and call IT support: the program must be installed again."
            ),
        )
        self.faults = faults


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One part of the full form.

    Attributes:
        name: what was tried.
        is_passed: False forbids use; what a workstation may lack, such as sound, is no fault.
        found: in words, for the person at the terminal.
    """

    name: str
    is_passed: bool
    found: str


def require_sound(unloaded: tuple[str, ...], undrawn: str) -> None:
    """Raise unless the arithmetic is right and the font draws every sign; costs a millisecond.

    Args:
        unloaded: the files of the program's own font that could not be loaded.
        undrawn: the signs that it does not draw.

    Raises:
        SelfTestFailed: with everything that was found.
    """
    faults = (*arithmetic_faults(), *_font_faults(unloaded, undrawn))
    if faults:
        raise SelfTestFailed(faults)


def require_released(policy: LoadedPolicy) -> None:
    """Raise where what ships with the program is in force, and is not what was released.

    Raises:
        SelfTestFailed: a shipped file was swapped together with its list of sums.
    """
    faults = _release_faults(policy)
    if faults:
        raise SelfTestFailed(faults)


def policy_part(policy_dir: Path | None, workstation: Workstation, clock: Clock) -> Part:
    """Try the policy that would guide beds here, and that the shipped one is the released one."""
    today = clock.read().utc.astimezone(clock.zone).date()
    policy = policy_for_beds(policy_dir, workstation=workstation, today=today)
    shipped = load_policy(library_dir=None, protocol_file=None)
    faults = _release_faults(shipped)
    found = say(
        "drug library {library}, protocol {protocol}",
        library=policy.library.fingerprint,
        protocol=policy.protocol.fingerprint,
    )
    return Part(name="policy", is_passed=not faults, found=" ".join(faults) or found)


def arithmetic_part() -> Part:
    """Try units, worked conversions, ceilings and what may not be read as a number."""
    faults = arithmetic_faults()
    found = " ".join(faults) or say("every worked example comes to what was worked by hand")
    return Part(name="arithmetic", is_passed=not faults, found=found)


def font_part(unloaded: tuple[str, ...], undrawn: str, *, count: int) -> Part:
    """Judge what of the font was not loaded, and what it does not draw of `count` signs."""
    faults = _font_faults(unloaded, undrawn)
    found = " ".join(faults) or say(
        "{count} signs are drawn by the program's own font", count=count
    )
    return Part(name="font", is_passed=not faults, found=found)


def clock_part(clock: Clock) -> Part:
    """Try that both clocks can be read and go forward."""
    first, second = clock.read(), clock.read()
    require_plausible(second)
    goes = second.counted >= first.counted
    found = utc_text(second.utc) if goes else say("The clock that counts sleep goes backwards.")
    return Part(name="clock", is_passed=goes, found=found)


def log_part(folder: Path, clock: Clock) -> Part:
    """Write one entry into a throw-away log in the data folder, read it again, and remove it.

    Raises:
        LogUnusable: it cannot be written there.
    """
    from titrator.store.errors import folder_unusable
    from titrator.store.folder import prepare_folder
    from titrator.store.opening import LOG_NAME, open_log_file
    from titrator.store.record import NewRecord
    from titrator.store.verify import verify

    prepare_folder(folder)
    at_utc = utc_text(clock.read().utc)
    entry = NewRecord(
        episode="self-test",
        version=1,
        kind="entry",
        at_utc=at_utc,
        payload={"form": 1, "workstation": "self-test"},
        policy="self-test",
        app=__version__,
    )
    try:
        with tempfile.TemporaryDirectory(prefix="self-test-", dir=folder) as scratch:
            path = Path(scratch) / LOG_NAME
            log = open_log_file(path, opened_at_utc=at_utc)
            log.append(entry)
            log.close()
            report = verify(path)
    except OSError as error:
        raise folder_unusable(folder, error) from error
    is_whole = report.fault is None and report.entries == 1
    found = (
        say("an entry can be written in {folder}", folder=folder)
        if is_whole
        else say("What was written is not there.")
    )
    return Part(name="log", is_passed=is_whole, found=found)


def files_part(installed: Path) -> Part:
    """Hold every installed file against the list that the package brought.

    Args:
        installed: the folder of the whole package; without a list in it nothing can be said.
    """
    listed = installed / SUMS_NAME
    if not listed.is_file():
        found = say("no list of files here: this is not an installed package")
        return Part(name="files", is_passed=this_build() is None, found=found)
    sums = dict(_lines(listed.read_text(encoding="utf-8")))
    faults = tuple(_file_faults(installed, sums))
    found = " ".join(faults[:5]) or say("{count} files are as they were packed", count=len(sums))
    return Part(name="files", is_passed=not faults, found=found)


def release_part() -> Part:
    """Say which program this is."""
    build = this_build()
    is_whole = build is None or build.version == __version__
    found = version_text() if is_whole else _of_another_version()
    return Part(name="release", is_passed=is_whole, found=found)


def installed_folder() -> Path:
    """Return the folder of the whole package that this program runs from.

    Both packages hold the program two folders down, so that its shipped files lie three down. Where
    fewer folders are above them, as in a clone at the root of a drive, it is no package.
    """
    above = resources.resource_path("references.toml").parents
    return above[min(3, len(above) - 1)]


def _font_faults(unloaded: tuple[str, ...], undrawn: str) -> tuple[str, ...]:
    if unloaded:
        # All that it would have drawn is missing too; the file says more.
        files = ", ".join(unloaded)
        return (say("The program's own font ({files}) is missing or damaged.", files=files),)
    return (say("The font does not draw {undrawn}.", undrawn=" ".join(undrawn)),) if undrawn else ()


def _of_another_version() -> str:
    return say("{build_name} belongs to another version.", build_name=BUILD_NAME)


def _release_faults(policy: LoadedPolicy) -> tuple[str, ...]:
    build = this_build()
    if build is None:
        return ()
    if build.version != __version__:
        return (_of_another_version(),)
    pairs = (
        (say("drug library"), policy.library_origin, policy.library.fingerprint, build.library),
        (say("protocol"), policy.protocol_origin, policy.protocol.fingerprint, build.protocol),
    )
    return tuple(
        say("The {what} that ships with the program is not the one that was released.", what=what)
        for what, origin, here, released in pairs
        if origin == SHIPPED and here != released
    )


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        digest, _, name = line.partition("  ")
        yield name, digest


def _file_faults(installed: Path, sums: Mapping[str, str]) -> Iterator[str]:
    found = {path.relative_to(installed).as_posix() for path in _files(installed)}
    for name in sorted(found - sums.keys() - {SUMS_NAME}):
        yield say("{name} is not listed.", name=name)
    for name in sorted(sums):
        if name not in found:
            yield say("{name} is missing.", name=name)
        elif hashlib.sha256((installed / name).read_bytes()).hexdigest() != sums[name]:
            yield say("{name} was changed.", name=name)


def _files(installed: Path) -> Iterator[Path]:
    return (path for path in installed.rglob("*") if path.is_file())
