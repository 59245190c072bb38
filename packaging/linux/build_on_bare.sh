#!/bin/bash
# Makes the Linux packages twice on a bare Debian 12 with all its security updates, and copies them to dist/.
#
#     packaging/linux/build_on_bare.sh [BARE_ROOT]
#
# What Python, SQLite and the other libraries of Debian the package holds is thus what Debian mends today,
# whatever this machine has. As root, on Debian, with a network. What is committed is built. BARE_ROOT is
# an untouched `debootstrap --variant=minbase bookworm`, which is copied and not changed.
set -euo pipefail

checkout=$(cd "$(dirname "$0")/../.." && pwd)
bare=${1:-}
work=$(mktemp -d "${TMPDIR:-/tmp}/titrator-build.XXXXXX")
root=$work/root
# The same name each time: where it was built must not show.
sources=/build/titrator

clean_up() {
    umount "$root/proc" 2>/dev/null || true
    if mountpoint -q "$root/proc"; then echo "still mounted, left as it is: $root/proc" >&2; return; fi
    rm -rf --one-file-system "$work"
}
trap clean_up EXIT
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive "$@"; }

[ "$(id -u)" = 0 ] || { echo "this script needs root, to make a Debian to build on" >&2; exit 1; }
if [ -n "$bare" ]; then cp -a "$bare" "$root"; else debootstrap --variant=minbase bookworm "$root" >/dev/null; fi
mount -t proc proc "$root/proc"
cp /etc/resolv.conf "$root/etc/resolv.conf"
echo "deb http://deb.debian.org/debian-security bookworm-security main" >>"$root/etc/apt/sources.list"
echo "deb http://deb.debian.org/debian bookworm-updates main" >>"$root/etc/apt/sources.list"
inside apt-get update -qq
inside apt-get upgrade -y -qq >/dev/null 2>&1
# What Qt links, so that its libraries can be looked through; the packages name them to whoever installs.
inside apt-get install -y -qq --no-install-recommends python3 python3-venv libpython3.11 git binutils ca-certificates xz-utils \
    libgl1 libegl1 libglib2.0-0 libfontconfig1 libdbus-1-3 libxkbcommon0 libxkbcommon-x11-0 libxcb-cursor0 \
    libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 >/dev/null 2>&1
# This machine's own package index and certificates, where it has them.
[ ! -e /etc/pip.conf ] || cp /etc/pip.conf "$root/etc/pip.conf"
cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"

git clone -q "$checkout" "$root$sources"
inside python3 "$sources/packaging/dev.py" package --twice
inside python3 "$sources/packaging/debian_versions.py"
mkdir -p "$checkout/dist"
cp "$root$sources"/dist/titrator* "$checkout/dist/"
