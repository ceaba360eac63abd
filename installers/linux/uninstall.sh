#!/bin/sh
# Removes Edges Companion from the current user's browsers and deletes the program.
# With --keys it also deletes the device keys; the owner then has to accept the shared link again.
set -eu

if [ "$(id -u)" = 0 ] && [ -n "${SUDO_USER-}" ]; then
  echo "uninstall.sh: do not use sudo; run it as $SUDO_USER." >&2
  exit 1
fi

target=${HOME:?}/.local/lib/edges-companion
if [ -x "$target/edges-companion-host" ]; then
  "$target/edges-companion-host" unregister
fi
rm -rf -- "$target"
echo "Removed $target."

keys=${EDGES_COMPANION_HOME:-${XDG_DATA_HOME:-$HOME/.local/share}/edges-companion}
if [ "${1-}" = --keys ]; then
  rm -rf -- "$keys/devices"
  echo "Removed the device keys."
elif [ -d "$keys/devices" ]; then
  echo "The device keys stay in $keys/devices. Run with --keys to delete them too."
fi
