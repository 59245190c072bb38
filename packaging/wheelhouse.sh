#!/bin/bash
# Brings everything that runs Titrator from its sources into a folder, to install it without a network.
#
#     packaging/wheelhouse.sh fetch FOLDER        with a network: the wheels of the lock, for this system
#     packaging/wheelhouse.sh install FOLDER VENV   without: a new environment from that folder alone
#
# Each file must have one of the hashes in requirements.lock; another one is refused.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
lock=$here/requirements.lock
exact=(--require-hashes --only-binary :all: --no-deps --no-input --disable-pip-version-check --quiet)
case "${1:-}" in
fetch) python3 -m pip download "${exact[@]}" -d "$2" -r "$lock" ;;
install)
    python3 -m venv --clear "$3"
    # --isolated: no setting of this machine may add another place to install from.
    "$3/bin/python" -m pip --isolated install --no-index --find-links "$2" "${exact[@]}" -r "$lock" ;;
*) sed -n '2,6p' "$0"; exit 2 ;;
esac
