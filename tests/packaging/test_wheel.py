"""The installed program: a wheel that brings its resources along and runs far from the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.packaging.dev_script import ROOT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, made from the checkout without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    made = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    [path] = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel unpacked into a folder where nothing of the checkout can be found."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def test_every_resource_is_in_the_wheel(installed: Path) -> None:
    """Drug library, protocols, icons and fonts: the same bytes as in the checkout."""
    source, target = ROOT / "resources", installed / "titrator" / "_resources"
    files = [path.relative_to(source) for path in source.rglob("*") if path.is_file()]
    assert files
    for name in files:
        assert (target / name).read_bytes() == (source / name).read_bytes(), name


def test_the_wheel_holds_the_program_and_nothing_of_the_workshop(wheel: Path) -> None:
    """No tests, no scripts, no caches."""
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
        assert not [name for name in archive.namelist() if name.endswith(".pyc")]
    assert {top for top in tops if not top.endswith(".dist-info")} == {"titrator"}


def test_the_wheel_has_the_version_of_the_program(wheel: Path) -> None:
    """The version is written once, in titrator/__init__.py."""
    text = (ROOT / "titrator" / "__init__.py").read_text(encoding="utf-8")
    [line] = [each for each in text.splitlines() if each.startswith("__version__")]
    version = line.split('"')[1]
    assert wheel.name == f"titrator-{version}-py3-none-any.whl"


def test_the_installed_program_finds_its_drug_library(installed: Path, tmp_path: Path) -> None:
    """The article's patient, converted by the installed program from an empty folder."""
    asked = ["--drug", "norepinephrine", "--amount", "4 mg", "--volume", "250 mL"]
    patient = ["--weight", "70 kg", "--dose", "0.03 mcg/kg/min", "--json"]
    answered = subprocess.run(
        [sys.executable, "-m", "titrator", "convert", *asked, *patient],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(installed)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert answered.returncode == 0, answered.stderr
    assert json.loads(answered.stdout)["pump_rate_ml_per_h"] == "7.9"
