#!/bin/sh
# Installs the native-messaging host beside what runs of it, tells the browsers, then removes versions that nothing runs.
# Run it again to update. For the whole computer, as a package does: --system. Other arguments go to "register", such as
# --extension-id ID, --browser NAME or --flatpak.
set -eu

fail() { echo "install.sh: $1" >&2; exit 1; }

from=$(CDPATH='' cd -- "${0%/*}" && pwd)
# shellcheck source=installers/system.sh
. "$from/system.sh"
for program in "$from/host" "$from/../host/target/dist"; do
  [ -f "$program/companion-host.jar" ] && break
done
[ -f "$program/companion-host.jar" ] || fail "companion-host.jar is not below this script. Unpack the whole archive."

# Times are kept: the start-up cache is compared by them.
how=-a
case ${1-} in
  --system)
    [ "$(id -u)" = 0 ] || fail "only root can install for the whole computer."
    target=$(place --system)
    # What a package manager of Linux unpacked takes no second place.
    [ "$system" = Darwin ] || how=-al
    ;;
  *)
    [ "$(id -u)" != 0 ] || [ -z "${SUDO_USER-}" ] ||
      fail "do not use sudo. Browsers read from the user's own folders; run it as $SUDO_USER."
    target=$(place '')
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
  cp "$how" -- "$program/." "$copy"
  if [ -f "$link" ]; then
    callers=$(dirname -- "$(readlink -f -- "$link")")/allowed-callers
    [ ! -f "$callers" ] || cp -p -- "$callers" "$copy"
  fi
  chmod 755 "$copy"
  mv -- "$copy" "$new"
fi

"$new/edges-companion-host" register "$@"
ln -sfn -- "versions/$build/edges-companion-host" "$link.new"
mv -f -- "$link.new" "$link"

for old in "$versions"/*; do
  [ "$old" = "$new" ] || [ -n "$(running "$old")" ] || rm -rf -- "$old"
done
