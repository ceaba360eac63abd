#!/bin/sh
# Installs the native-messaging host beside what runs of it, tells the browsers, then removes versions that nothing runs.
# Run it again to update. For the whole computer, as a package does: --system. Other arguments go to "register", such as
# --extension-id ID or --browser NAME.
set -eu

fail() { echo "install.sh: $1" >&2; exit 1; }

from=$(CDPATH='' cd -- "${0%/*}" && pwd)
for program in "$from/host" "$from/../../host/target/dist"; do
  [ -f "$program/companion-host.jar" ] && break
done
[ -f "$program/companion-host.jar" ] || fail "companion-host.jar is not below this script. Unpack the whole archive."

case ${1-} in
  --system)
    [ "$(id -u)" = 0 ] || fail "only root can install for the whole computer."
    target=/usr/lib/edges-companion
    how=-al # what a package manager unpacked takes no second place
    ;;
  *)
    [ "$(id -u)" != 0 ] || [ -z "${SUDO_USER-}" ] ||
      fail "do not use sudo. Browsers read from the user's own folders; run it as $SUDO_USER."
    target=${HOME:?}/.local/lib/edges-companion
    how=-a
    ;;
esac
versions=$target/versions
link=$target/edges-companion-host

# One folder for each build: a browser may be running another one, which keeps its files.
build=$("$program/edges-companion-host" --version) ||
  fail "the host does not start on this computer."
build=${build##* }-$(cat -- "$program/companion-host.jar" "$program/edges-companion-host" "$program/runtime/release" | cksum | cut -d ' ' -f 1)
new=$versions/$build

mkdir -p -- "$versions"
if [ ! -d "$new" ]; then
  copy=$(mktemp -d "$versions/.new.XXXXXX")
  trap 'rm -rf -- "$copy"' EXIT
  trap 'exit 1' HUP INT TERM
  # Times are kept: the start-up cache is compared by them.
  cp "$how" -- "$program/." "$copy"
  if [ -f "$link" ]; then
    callers=$(dirname -- "$(readlink -f -- "$link")")/allowed-callers
    [ ! -f "$callers" ] || cp -p -- "$callers" "$copy"
  fi
  chmod 755 -- "$copy"
  mv -- "$copy" "$new"
fi

"$new/edges-companion-host" register "$@"
ln -sfn -- "versions/$build/edges-companion-host" "$link.new"
mv -f -- "$link.new" "$link"

is_running() {
  for exe in /proc/[0-9]*/exe; do
    case $(readlink -- "$exe") in "$1"/*) return 0 ;; esac
  done 2>/dev/null
  return 1
}
for old in "$versions"/*; do
  [ "$old" = "$new" ] || is_running "$old" || rm -rf -- "$old"
done
