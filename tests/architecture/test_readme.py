"""Every command the README shows exists, and the build server runs the same ones."""

from __future__ import annotations

import re
import shlex

import pytest

from tests.architecture.source_text import ROOT
from tests.packaging.dev_script import dev_script

FENCE = re.compile(r"^ *(`{3,}|~{3,})")
INLINE = re.compile(r"`([^`\n]+)`")
STARTS = {"python3", "titrator", "titrator-cli"}
PAPERS = (
    "packaging/README.md",
    "packaging/linux/README.md",
    "packaging/windows/README.md",
    "packaging/release.md",
)
TEST_COMMAND = "python3 packaging/dev.py test"
RUN_COMMAND = "python3 packaging/dev.py run"


def shown_commands(text: str) -> list[str]:
    """Every line inside a fence of a Markdown text, without the prompt before it."""
    lines, inside = [], False
    for line in text.splitlines():
        if FENCE.match(line):
            inside = not inside
        elif inside:
            lines.append(line.strip().removeprefix("$ "))
    return [line for line in lines if line and not line.startswith("#")]


def faults_in_command(line: str) -> list[str]:
    """What does not exist in a command that names the set-up script or the program."""
    words = shlex.split(line, comments=True, posix="\\" not in line)
    names = [word.replace("\\", "/") for word in words]
    if "packaging/dev.py" in names:
        after = names[names.index("packaging/dev.py") + 1 :]
        if not after or after[0] not in dev_script().COMMANDS:
            return [f"{line!r}: packaging/dev.py has no such command"]
        return _faults_in_program(line, after[1:]) if after[0] == "run" else []
    names = ["titrator" if name == "titrator-cli" else name for name in names]
    if "titrator" in names:
        return _faults_in_program(line, names[names.index("titrator") + 1 :])
    return []


def _faults_in_program(line: str, after: list[str]) -> list[str]:
    if not after or after[0].startswith("-") or after[0] in dev_script().COMMANDS_WITHOUT_WINDOW:
        return []
    return [f"{line!r}: titrator has no command {after[0]!r}"]


@pytest.fixture
def readme() -> str:
    """The text of the README."""
    return (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_in_the_readme_exists(readme: str) -> None:
    """Whoever copies a line from the README gets what it says."""
    faults = [fault for line in shown_commands(readme) for fault in faults_in_command(line)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", PAPERS)
def test_what_the_papers_for_it_name_exists(name: str) -> None:
    """Scripts by their path, commands of the program and of the set-up script by their word."""
    text = (ROOT / name).read_text(encoding="utf-8")
    told = [*shown_commands(text), *INLINE.findall(text)]
    named = {word for line in told for word in line.split() if word.startswith("packaging/")}
    assert named
    gone = [word for word in named if not (ROOT / word.rstrip(",.:;")).exists()]
    assert not gone
    commands = [line for line in told if line.split()[0] in STARTS]
    faults = [fault for line in commands for fault in faults_in_command(line)]
    assert not faults, "\n".join(faults)


def test_what_it_reads_first_stays_one_page() -> None:
    """Ninety lines are a page; what was tried, and how a package is made, stands beside it."""
    text = (ROOT / "packaging" / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 90
    for what in (
        *(
            "msiexec /i",
            "msiexec /x",
            "apt-get install",
            "apt-get purge",
            "--self-test",
            "AppLocker",
        ),
        *("WDAC", "%LOCALAPPDATA%", "%ProgramData%", "Program Files", "workstation.toml"),
        *("group policy", "how long", "No network", "SHA-256", "CycloneDX", "licences"),
    ):
        assert what in text, what


def test_the_readme_shows_the_two_commands_that_do_everything(readme: str) -> None:
    """One sets up and starts the program, one sets up and runs all tests."""
    assert RUN_COMMAND in shown_commands(readme)
    assert TEST_COMMAND in shown_commands(readme)


def test_the_build_server_runs_the_test_command_of_the_readme() -> None:
    """What is tested there is what a newcomer runs."""
    assert TEST_COMMAND in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "line",
    [
        "python3 packaging/dev.py",
        "python3 packaging/dev.py tset",
        "xvfb-run -a python3 packaging/dev.py start",
        "py packaging\\dev.py start",
        "python3 packaging/dev.py run konvert --help",
        "titrator konvert",
    ],
)
def test_a_command_that_does_not_exist_is_found(line: str) -> None:
    """A command that was renamed in the script is renamed in the README."""
    assert faults_in_command(line)


def test_only_fenced_lines_are_commands() -> None:
    """Prose may speak of the script as it likes."""
    text = (
        "Use packaging/dev.py.\n\n```sh\n# set up\n$ python3 packaging/dev.py run\n```\nTitrator\n"
    )
    assert shown_commands(text) == ["python3 packaging/dev.py run"]
    assert not faults_in_command("python3 packaging/dev.py run convert --help  # no screen")
    assert not faults_in_command("git clone titrator.git")
