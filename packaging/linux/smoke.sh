#!/bin/bash
# Tries the .deb as a hospital's IT would, on a bare Debian 12: installs it, runs the self-test without
# and with a screen, weans the article's patient through the real window, purges, and looks for leftovers.
#
#     packaging/linux/smoke.sh PACKAGE.deb [BARE_ROOT]
#
# As root, on Debian. BARE_ROOT is an untouched `debootstrap --variant=minbase bookworm`, which is copied
# and not changed; without it one is made (network needed). The program itself never has a network:
# it runs in a network namespace of its own, as an ordinary user.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
deb=$(readlink -f "$1")
bare=${2:-}
work=$(mktemp -d "${TMPDIR:-/tmp}/titrator-smoke.XXXXXX")
root=$work/root
pictures=${TITRATOR_PICTURES:-$here/../../build/linux/pictures}
screen=:${TITRATOR_SCREEN:-87}
# A wean takes four hours. The program's clocks run faster here, all alike, by Debian's libfaketime from
# outside, and its intervals pass in full; it begins yesterday morning, so that no entry is ahead of today.
speed=${TITRATOR_SPEED:-15}
begins="$(date -u -d yesterday +%Y-%m-%d) 08:00:00"
nurse=nurse
home=/home/$nurse
log=$home/.local/share/Titrator/titrator-log.sqlite
program=
server=

say() { echo "==> $*"; }
fail() { echo "NOT SO: $*" >&2; exit 1; }
# The window and what it started: all that runs in our root, and nothing else. Closed as a session's end
# closes it; what then still watches whether the window is gone is ended as well.
end_program() {
    local signal process
    for signal in TERM TERM KILL; do
        for process in /proc/[0-9]*; do
            [ "$(readlink "$process/root" 2>/dev/null)" != "$root" ] || kill "-$signal" "${process#/proc/}" 2>/dev/null || true
        done
        sleep 1
    done
    [ -z "$program" ] || wait "$program" 2>/dev/null || true
    program=
}
clean_up() {
    end_program
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    for place in tmp/.X11-unix dev/shm proc; do umount "$root/$place" 2>/dev/null || true; done
    # Never through a mount that stayed: it leads out of here.
    for place in tmp/.X11-unix dev/shm proc; do
        if mountpoint -q "$root/$place"; then echo "still mounted, left as it is: $root/$place" >&2; return; fi
    done
    rm -rf --one-file-system "$work"
}
trap clean_up EXIT

inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"; }
# The program as the nurse runs it: no rights, no network.
as_nurse() {
    unshare --net -- chroot --userspec="$nurse:$nurse" "$root" \
        /usr/bin/env -i HOME=$home LANG=C.UTF-8 PATH=/usr/bin:/bin "$@"
}

[ "$(id -u)" = 0 ] || fail "this script needs root, to make a Debian to try it in"
for tool in Xvfb xdotool import unshare; do
    command -v "$tool" >/dev/null || fail "$tool is missing (packages xvfb, xdotool, imagemagick)"
done

say "A bare Debian 12."
if [ -n "$bare" ]; then cp -a "$bare" "$root"; else debootstrap --variant=minbase bookworm "$root" >/dev/null; fi
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/dev/shm" 2>/dev/null || { mkdir -p "$root/dev/shm"; mount -t tmpfs tmpfs "$root/dev/shm"; }
cp /etc/resolv.conf "$root/etc/resolv.conf"
for each in /etc/apt/apt.conf.d/*proxy*; do [ ! -e "$each" ] || cp "$each" "$root/etc/apt/apt.conf.d/"; done
[ -z "$bare" ] || [ -n "$(ls "$root"/var/lib/apt/lists/*Packages* 2>/dev/null)" ] || true
inside apt-get update -qq
inside useradd --create-home --shell /bin/sh $nurse

say "Installing what it depends on (and faketime and strace, for the trial), then the package, silently."
depends=$(dpkg-deb -f "$deb" Depends | sed 's/([^)]*)//g; s/,/ /g')
inside apt-get install -y -qq --no-install-recommends $depends faketime strace >"$work/apt.log" 2>&1 || { tail -20 "$work/apt.log"; fail "apt-get"; }
everything() { (cd "$root" && find . -xdev \( -path ./proc -o -path ./dev -o -path ./tmp -o -path ./var/cache -o -path ./var/lib/apt \
    -o -path ./var/lib/dpkg -o -path ./var/log -o -path ./run \) -prune -o -print | sort); }
everything >"$work/before"
cp "$deb" "$root/tmp/titrator.deb"
inside dpkg -i /tmp/titrator.deb >"$work/dpkg.log" 2>&1 || { cat "$work/dpkg.log"; fail "dpkg -i"; }
(cd "$root/opt/titrator" && find . -type f -exec sha256sum {} + | sort) >"$work/installed"
say "$(wc -l <"$work/installed") files in /opt/titrator, $(du -sm "$root/opt/titrator" | cut -f1) MB."

say "The self-test without a screen, as an ordinary user, without a network."
as_nurse titrator --self-test || fail "the self-test failed"
as_nurse titrator --self-test --json | grep -q '"passed": true' || fail "the self-test does not say so to programs"
as_nurse titrator convert --drug norepinephrine --amount "4 mg" --volume "250 mL" --weight "70 kg" \
    --dose "0.03 mcg/kg/min" --json | grep -q '"pump_rate_ml_per_h": "7.9"' || fail "7.9 mL/h expected"
as_nurse env QT_QPA_PLATFORM=offscreen titrator --exit-when-usable || fail "the window does not open in memory"

say "An altered file is found, and put back."
altered=$root/opt/titrator/_internal/titrator/_resources/drug_library/vasopressin.toml
cp -p "$altered" "$work/kept" && sed -i 's/0\.04/0.4/' "$altered"
! as_nurse titrator --self-test >"$work/altered" || fail "the self-test passed with an altered drug library"
grep "^FAILED" "$work/altered"
! as_nurse env QT_QPA_PLATFORM=offscreen titrator --exit-when-usable || fail "it guides with an altered drug library"
cp -p "$work/kept" "$altered"

say "A screen, and the self-test on it."
Xvfb "$screen" -screen 0 1366x768x24 -nolisten tcp >/dev/null 2>&1 & server=$!
mkdir -p "$root/tmp/.X11-unix" "$pictures"
for _ in $(seq 100); do [ -S "/tmp/.X11-unix/X${screen#:}" ] && break; sleep 0.1; done
mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"
as_nurse env DISPLAY="$screen" titrator --self-test | tail -1

say "What it asks the system's network for, from the start to a window that can be used."
as_nurse env DISPLAY="$screen" strace -f -qq -e trace=network -o $home/trace titrator --exit-when-usable || fail "the traced start failed"
grep -oE "socket(pair)?\([A-Z_0-9]+" "$root$home/trace" | sort | uniq -c
! grep -E "socket(pair)?\(" "$root$home/trace" | grep -v "(AF_UNIX" || fail "a socket of another family than AF_UNIX"
rm "$root$home/trace"

say "The article's patient, weaned by the command to both drugs off."
cp "$here/../windows/whole_wean.jsonl" "$root/tmp/whole_wean.jsonl"
as_nurse titrator replay /tmp/whole_wean.jsonl >"$work/replay" || fail "the replay failed"
tail -1 "$work/replay" | grep -o '"status": *"off"' | wc -l | grep -qx 2 || fail "not both drugs are off"

say "The article's patient in the window, from the first entry to both drugs off, at $speed times the pace."
rm -rf "$root$home/.local/share/Titrator"
as_nurse env DISPLAY="$screen" NO_FAKE_STAT=1 faketime -f "@$begins x$speed" titrator >"$work/window.log" 2>&1 & program=$!
PYTHONPATH="$here/../windows:$here/.." python3 "$here/drive_window.py" --display "$screen" --pictures "$pictures" \
    --clock "$begins" --speed "$speed" \
    --log-command "unshare --net -- chroot --userspec=$nurse:$nurse $root /usr/bin/env -i HOME=$home /usr/bin/titrator" \
    --log "$log" || { cat "$work/window.log"; fail "the patient was not weaned in the window"; }
DISPLAY=$screen xdotool search --name '^Titrator$' >/dev/null || fail "the window is gone"
end_program
as_nurse titrator log verify "$log" || fail "the log is not intact"

say "Set to Spanish by an administrator: the calculator, and a menu of Qt's own."
mkdir -p "$root/etc/xdg/Titrator" && echo 'language = "es"' >"$root/etc/xdg/Titrator/workstation.toml"
as_nurse titrator doctor | grep -q "language: Español" || fail "the workstation is not set to Spanish"
as_nurse titrator --self-test | tail -1
as_nurse env DISPLAY="$screen" titrator --data-dir $home/spanish >"$work/spanish.log" 2>&1 & program=$!
for _ in $(seq 600); do DISPLAY=$screen xdotool search --onlyvisible --name '^Titrator$' >/dev/null && break; sleep 0.1; done
DISPLAY=$screen xdotool search --onlyvisible --name '^Titrator$' windowfocus || fail "no window in Spanish"
for key in F4 Tab 1 2 Menu; do sleep 3; DISPLAY=$screen xdotool key $key; done
sleep 5; DISPLAY=$screen import -window root "$pictures/spanish.png"
end_program
rm -rf "$root/etc/xdg/Titrator" "$root$home/spanish"

say "Nothing was written where it is installed."
(cd "$root/opt/titrator" && find . -type f -exec sha256sum {} + | sort) | cmp - "$work/installed"

say "Purging."
inside dpkg --purge titrator >>"$work/dpkg.log" 2>&1 || { cat "$work/dpkg.log"; fail "dpkg --purge"; }
everything >"$work/after"
left=$(comm -13 "$work/before" "$work/after")
echo "$left"
# fontconfig, which belongs to the system, keeps a cache for every user of any program with a window.
others=$(echo "$left" | grep -v "^\.$home/\.cache\(/fontconfig\(/.*\)\?\)\?$" \
    | grep -v "^\.$home/\.local\(/share\(/Titrator\(/.*\)\?\)\?\)\?$" | grep -v '^$' || true)
[ -z "$others" ] || fail "left behind: $others"
echo "$left" | grep -q "titrator-log.sqlite$" || fail "the log is gone"
say "Installed, tested, used and purged; nothing is left but the user's own folder with the log
    (and the cache of the system's fontconfig)."
