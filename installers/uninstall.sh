#!/bin/sh
# Removes the native-messaging host: from the browsers, what runs of it, and its files. For the whole computer: --system.
# With --keys also this user's device keys; the owner then has to accept each shared link again.
set -eu

# shellcheck source=installers/system.sh
. "$(CDPATH='' cd -- "${0%/*}" && pwd)/system.sh"

level=
keys=
for argument in "$@"; do
  case $argument in
    --system) level=--system ;;
    --keys) keys=yes ;;
    *) echo "uninstall.sh: unknown argument $argument" >&2; exit 2 ;;
  esac
done

if [ -n "$level" ]; then
  [ "$(id -u)" = 0 ] || { echo "uninstall.sh: only root can remove it from the whole computer." >&2; exit 1; }
elif [ "$(id -u)" = 0 ] && [ -n "${SUDO_USER-}" ]; then
  echo "uninstall.sh: do not use sudo; run it as $SUDO_USER." >&2
  exit 1
fi
target=$(place "$level")

if [ -x "$target/edges-companion-host" ]; then
  # shellcheck disable=SC2086 # nothing or one word
  "$target/edges-companion-host" unregister $level
fi

# Browsers find no host to start any more, so these are the last.
for process in $(running "$target/versions"); do kill "$process" 2>/dev/null || true; done
tries=50
while [ -n "$(running "$target/versions")" ] && [ "$tries" -gt 0 ]; do
  tries=$((tries - 1))
  sleep 0.1
done
for process in $(running "$target/versions"); do kill -KILL "$process" 2>/dev/null || true; done

rm -rf -- "$target/versions" "$target/edges-companion-host"
# macOS has nothing that removes what a package unpacked.
if [ "$system$level" = Darwin--system ]; then
  command=/usr/local/bin/edges-companion-host
  [ "$(readlink -- "$command")" != "$target/edges-companion-host" ] || rm -f -- "$command"
  rm -rf -- "$target/package"
  pkgutil --forget run.edges.companion.host >/dev/null 2>&1 || true
fi
rmdir -- "$target" 2>/dev/null || true
echo "Removed the host from $target."

[ -z "$level" ] || exit 0
devices=${EDGES_COMPANION_HOME:-${XDG_DATA_HOME:-$HOME/.local/share}/edges-companion}/devices
if [ -n "$keys" ]; then
  rm -rf -- "$devices"
  echo "Removed the device keys."
elif [ -d "$devices" ]; then
  echo "The device keys stay in $devices. Run with --keys to delete them too."
fi
