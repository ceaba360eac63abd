#!/bin/sh
# Installs Edges Companion for the current user and tells their browsers. Run it again to update.
# Arguments go to "register", such as --extension-id ID or --browser NAME.
set -eu

from=$(CDPATH='' cd -- "${0%/*}" && pwd)
for candidate in "$from/dist" "$from" "$from/../../host/target/dist"; do
  [ -f "$candidate/companion-host.jar" ] && break
done
if [ ! -f "$candidate/companion-host.jar" ]; then
  echo "install.sh: companion-host.jar is not next to this script. Unpack the whole archive." >&2
  exit 1
fi
if [ "$(id -u)" = 0 ] && [ -n "${SUDO_USER-}" ]; then
  echo "install.sh: do not use sudo. Browsers read from the user's own folders; run it as $SUDO_USER." >&2
  exit 1
fi

target=${HOME:?}/.local/lib/edges-companion
mkdir -p -- "$target"
# Each file is replaced in one step, since a browser may be running the one that is there. The start-up
# cache belongs to exactly one jar, so the old one goes first; times are kept, since they are compared.
rm -f -- "$target/companion-host.aot" "$target/companion-host.aot.sum"
for file in companion-host.jar companion-host.aot companion-host.aot.sum edges-companion-host; do
  [ -f "$candidate/$file" ] || continue
  cp -p -- "$candidate/$file" "$target/.$file.new"
  mv -f -- "$target/.$file.new" "$target/$file"
done
chmod 755 -- "$target/edges-companion-host"

exec "$target/edges-companion-host" register "$@"
