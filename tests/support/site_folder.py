"""A hospital's policy folder with its page, as a pharmacy would make it, and a key to sign it with."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from tests.support.policy_texts import NOREPINEPHRINE, PROTOCOL, VASOPRESSIN, spoil
from titrator.session.policy_release import sign_folder
from titrator.session.policy_signing import make_key

if TYPE_CHECKING:
    from pathlib import Path

    from titrator.session.workstation import PublicKey

IN_FORCE: Final = date(2026, 12, 1)
APPROVED: Final = spoil(
    spoil(PROTOCOL, 'status = "draft"', 'status = "approved"'),
    "approved_by = []",
    'approved_by = ["A. Name, 2026-11-02"]',
)
PAGE: Final = """
title = "Our vasopressors"
version = "3"
approved_by = ["A. Name, 2026-11-02", "B. Other, 2026-11-03"]
valid_from = "2026-11-10"
valid_until = "2027-11-10"
review_by = "2027-10-01"

[[profile]]
id = "medical-icu"
title = "Medical ICU"
protocol = "ours.toml"
"""
CARDIAC: Final = """
[[profile]]
id = "cardiac-surgery"
title = "Cardiac surgery"
protocol = "ours.toml"

[[profile.limit]]
drug = "vasopressin"
hard_limit = { value = "0.03 units/min", source = "A label", review = "unreviewed" }
soft_limit = { value = "0.02 units/min", source = "A label", review = "unreviewed" }
"""


def a_site(folder: Path, *, page: str = PAGE, protocol: str = APPROVED) -> Path:
    """The folder, not signed."""
    (folder / "drug_library").mkdir(parents=True)
    (folder / "protocols").mkdir()
    (folder / "policy.toml").write_text(page, encoding="utf-8")
    (folder / "drug_library" / "norepinephrine.toml").write_text(NOREPINEPHRINE, encoding="utf-8")
    (folder / "drug_library" / "vasopressin.toml").write_text(VASOPRESSIN, encoding="utf-8")
    (folder / "protocols" / "ours.toml").write_text(protocol, encoding="utf-8")
    return folder


def a_signed_site(folder: Path, *, page: str = PAGE) -> tuple[Path, PublicKey]:
    """The folder, signed with a new key that lies beside it without a passphrase."""
    site = a_site(folder / "site", page=page)
    key = make_key(folder / "key.toml", "Pharmacy", "")
    sign_folder(site, folder / "key.toml", "")
    return site, key
