"""`titrator policy keygen|sign|verify`: from a new key to a folder that a workstation takes."""

from __future__ import annotations

import getpass
import io
import json
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.test_policy import titrator
from tests.support.site_folder import a_site
from titrator.cli.policy_sign import DONE, REFUSED

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def signed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[Path, str]:
    """A signed folder and the public line of its key."""
    key = str(tmp_path / "key.toml")
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n"))
    made = ("policy", "keygen", key, "--name", "Pharmacy", "--passphrase-stdin", "--json")
    assert titrator(*made) == DONE
    line = json.loads(capsys.readouterr().out)["public_key"]
    site = a_site(tmp_path / "site")
    assert titrator("policy", "sign", str(site), "--key", key) == DONE
    assert "Signed: Our vasopressors, version 3" in capsys.readouterr().out
    return site, line


def test_a_signed_folder_is_verified_with_its_public_line(
    signed: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Who approved it, how it stands, and its profiles."""
    site, line = signed
    assert titrator("policy", "verify", str(site), "--public-key", line) == DONE
    out = capsys.readouterr().out
    assert "signed with Pharmacy" in out
    assert "Approved by A. Name, 2026-11-02; B. Other, 2026-11-03." in out
    assert "Profile medical-icu (Medical ICU): Ours." in out


def test_an_altered_folder_is_refused_with_its_sentence(
    signed: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 1; the same as one JSON object."""
    site, line = signed
    with (site / "policy.toml").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert titrator("policy", "verify", str(site), "--public-key", line) == REFUSED
    assert "policy.toml: it was changed after SHA256SUMS was made" in capsys.readouterr().err
    assert titrator("policy", "verify", str(site), "--public-key", line, "--json") == REFUSED
    assert json.loads(capsys.readouterr().out)["faults"][0]["code"] == "ALTERED"


def test_without_a_key_verify_says_that_no_signature_was_checked(
    signed: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """It never looks as if one had been."""
    assert titrator("policy", "verify", str(signed[0]), "--json") == DONE
    found = json.loads(capsys.readouterr().out)
    assert found["signature"] == "not checked: no key is known here"


def test_a_key_line_with_a_fault_is_refused(
    signed: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A key that is not understood must not become no key."""
    assert titrator("policy", "verify", str(signed[0]), "--public-key", "abc") == REFUSED
    assert "64 hex digits" in capsys.readouterr().err


def test_a_passphrase_is_asked_for_twice_and_must_agree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """At the terminal, without an echo; two that differ make no key."""
    answers = iter(["one", "two", "one", "one", "one"])
    monkeypatch.setattr(getpass, "getpass", lambda _: next(answers))
    key = str(tmp_path / "key.toml")
    assert titrator("policy", "keygen", key, "--name", "Pharmacy") == REFUSED
    assert "differ" in capsys.readouterr().err
    assert titrator("policy", "keygen", key, "--name", "Pharmacy") == DONE
    assert 'public_keys = ["Pharmacy: ' in capsys.readouterr().out
    site = a_site(tmp_path / "site")
    assert titrator("policy", "sign", str(site), "--key", key, "--json") == DONE


@pytest.mark.parametrize("how", [(), ("--passphrase-stdin",)])
def test_an_input_that_ended_is_no_empty_passphrase(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    how: tuple[str, ...],
) -> None:
    """Nobody typed that the key is to have none: one sentence, and no key."""

    def ended(_: str) -> str:
        raise EOFError

    monkeypatch.setattr(getpass, "getpass", ended)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    key = tmp_path / "key.toml"
    assert titrator("policy", "keygen", str(key), "--name", "Pharmacy", *how) == REFUSED
    assert "No passphrase was given" in capsys.readouterr().err
    assert not key.exists()
