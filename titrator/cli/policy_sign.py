"""`titrator policy keygen|sign|verify`: the pharmacy's key and its signature under a policy folder.

The private key is made and used at the pharmacy. Workstations get the public line only, in
`workstation.toml`.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from titrator.core.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Callable

    from titrator.session.workstation import PublicKey

DONE, REFUSED = 0, 1
_INPUT_ENDED = "No passphrase was given: the input ended."


class NotGivenError(KnownError):
    """A passphrase or a key was typed wrongly."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, "Nothing was made or signed. Try again.")


def add_actions(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the three actions."""
    keygen = actions.add_parser("keygen", help="make the pharmacy's key (never on a workstation)")
    keygen.add_argument(
        "key_file", type=Path, metavar="FILE", help="a new file, for its owner only"
    )
    keygen.add_argument("--name", required=True, help='what the key is called: "Pharmacy 2027"')

    sign = actions.add_parser("sign", help="check a policy folder and sign it")
    sign.add_argument("folder", type=Path, metavar="DIR", help="policy.toml and its two folders")
    sign.add_argument("--key", type=Path, required=True, metavar="FILE", help="the private key")

    verify = actions.add_parser("verify", help="say who signed a policy folder, and what it holds")
    verify.add_argument("folder", type=Path, metavar="DIR", help="policy.toml and its two folders")
    text = 'a public key, "name: 64 hex digits"; without it, the keys this workstation knows'
    verify.add_argument("--public-key", action="append", default=[], metavar="LINE", help=text)

    for action, run in ((keygen, _keygen), (sign, _sign), (verify, _verify)):
        action.add_argument("--json", action="store_true", help="print one JSON object")
        action.set_defaults(run=_guarded(run))
    for action in (keygen, sign):
        text = "read the passphrase from one line of standard input; an empty line means none"
        action.add_argument("--passphrase-stdin", action="store_true", help=text)


def _guarded(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    def guarded(args: argparse.Namespace) -> int:
        from titrator.core.policy_fault import PolicyFileError

        try:
            return run(args)
        except KnownError as error:
            faults = error.faults if isinstance(error, PolicyFileError) else ()
            if args.json:
                listed = [{"code": one.code, "text": one.sentence} for one in faults]
                print(_json_text({"status": "refused", "text": error.sentence, "faults": listed}))
            sentences = [one.sentence for one in faults] or [error.sentence]
            print("\n".join((*sentences, error.next_action)), file=sys.stderr)
            return REFUSED

    return guarded


def _keygen(args: argparse.Namespace) -> int:
    from titrator.session.policy_signing import make_key

    public = make_key(args.key_file, args.name, _new_passphrase(args))
    line = f"{public.name}: {public.key}"
    if args.json:
        print(_json_text({"status": "ok", "key_file": str(args.key_file), "public_key": line}))
    else:
        print(
            f"The private key is in {args.key_file}. Keep it off the workstations, and keep a copy safe."
        )
        print("This line goes into workstation.toml of each workstation:")
        print(f'public_keys = ["{line}"]')
    return DONE


def _sign(args: argparse.Namespace) -> int:
    from titrator.session.policy_release import sign_folder
    from titrator.session.policy_signing import is_sealed

    passphrase = _passphrase(args) if is_sealed(args.key) else ""
    manifest = sign_folder(args.folder, args.key, passphrase)
    said = f"Signed: {manifest.title}, version {manifest.version}, {args.folder}."
    if args.json:
        print(_json_text({"status": "ok", "text": said}))
    else:
        print(said)
        print(f"Approved by {'; '.join(manifest.approved_by)}.")
        print(
            f"Valid from {manifest.valid_from} to {manifest.valid_until}, review by {manifest.review_by}."
        )
    return DONE


def _verify(args: argparse.Namespace) -> int:
    from titrator.session.clock import SystemClock
    from titrator.session.policy_release import day_words, verify_folder

    keys = _keys(args)
    key, manifest, policies = verify_folder(args.folder, keys)
    today = SystemClock().read().utc.astimezone().date()
    signed = "not checked: no key is known here" if key is None else f"signed with {key.name}"
    found: dict[str, object] = {
        "status": "ok",
        "policy": f"{manifest.title}, version {manifest.version}",
        "signature": signed,
        "approved_by": list(manifest.approved_by),
        "standing": day_words(manifest, today),
        "review_by": manifest.review_by,
        "profiles": [
            {"id": profile.id, "title": profile.title, "protocol": policy.protocol.title}
            for profile, policy in zip(manifest.profiles, policies, strict=True)
        ],
    }
    if args.json:
        print(_json_text(found))
        return DONE
    print(f"{found['policy']}: {signed}, {found['standing']}, review by {manifest.review_by}.")
    print(f"Approved by {'; '.join(manifest.approved_by)}.")
    for profile, policy in zip(manifest.profiles, policies, strict=True):
        print(f"Profile {profile.id} ({profile.title}): {policy.protocol.title}.")
    return DONE


def _keys(args: argparse.Namespace) -> tuple[PublicKey, ...]:
    from titrator.session.workstation import read_public_key, this_workstation

    if not args.public_key:
        return this_workstation().keys
    keys = tuple(read_public_key(text) for text in args.public_key)
    if None in keys:
        raise NotGivenError('A public key is written as a name, ":" and 64 hex digits.')
    return tuple(key for key in keys if key is not None)


def _new_passphrase(args: argparse.Namespace) -> str:
    if args.passphrase_stdin:
        return _line_of_input()
    first = _asked("Passphrase for the new key (empty for none): ")
    if first != _asked("Once more: "):
        raise NotGivenError("The two passphrases differ.")
    return first


def _passphrase(args: argparse.Namespace) -> str:
    if args.passphrase_stdin:
        return _line_of_input()
    return _asked("Passphrase of the key: ")


def _line_of_input() -> str:
    """Returns the first line. An input that ended is no empty line: its source may have failed."""
    line = sys.stdin.readline()
    if not line:
        raise NotGivenError(_INPUT_ENDED)
    return line.rstrip("\r\n")


def _asked(question: str) -> str:
    from getpass import getpass

    try:
        return getpass(question)
    except EOFError:
        raise NotGivenError(_INPUT_ENDED) from None


def _json_text(content: dict[str, object]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2)
