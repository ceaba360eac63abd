# shellcheck shell=sh
# What is in every package of the host: read by each system's package.sh, whose arguments these are: FOLDER VERSION.
# Sets $out and $version, $work, a folder that is removed at the end, and $payload below it.

out=$(mkdir -p -- "$1" && CDPATH='' cd -- "$1" && pwd)
version=$2
# shellcheck disable=SC2034,SC2154 # its readers use and set these
host=$installers/../host/target
name=edges-companion-host

# One time for every file: that of the newest source.
SOURCE_DATE_EPOCH=$(date -u +%s -d "$(sed -n 's/.*<project.build.outputTimestamp>\(.*\)<\/.*/\1/p' "$installers/../pom.xml")")
export SOURCE_DATE_EPOCH
level=${COMPRESSION-9}
umask 022
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
payload=$work/$name-$version
mkdir "$payload"

# Adds what is the same on each system to $payload/host.
complete_payload() {
  cp -- "$installers/install.sh" "$installers/uninstall.sh" "$installers/system.sh" "$payload"
  cp -R -- "$installers/licences" "$payload/licences"
  cp -- "$host/bom.json" "$payload/sbom.cdx.json"
  chmod -R u=rwX,go=rX -- "$payload"
  find "$payload" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}

# Writes the archive for one user; $1 is the system and its processor.
write_archive() {
  tar --sort=name --owner=0 --group=0 --numeric-owner --format=gnu -C "$work" -c "$name-$version" |
    gzip -n"$((level > 0 ? level : 1))" >"$out/$name-$version-$1.tar.gz"
}
