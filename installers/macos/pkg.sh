#!/bin/sh
# Makes the package for a whole Mac of the archive for one user, on a Mac: pkg.sh ARCHIVE FOLDER. Needs Xcode's command line tools.
# APPLICATION_IDENTITY and INSTALLER_IDENTITY name certificates in the keychain ("Developer ID Application: ...", "Developer ID
# Installer: ..."), NOTARY_PROFILE what "xcrun notarytool store-credentials" keeps there. Without them the package is not signed, and
# macOS warns of it.
set -eu

[ $# = 2 ] || { echo "pkg.sh: call it with ARCHIVE FOLDER." >&2; exit 2; }
here=$(CDPATH='' cd -- "${0%/*}" && pwd)
out=$(mkdir -p -- "$2" && CDPATH='' cd -- "$2" && pwd)
file=${1##*/}
file=${file%.tar.gz}
arch=${file##*-macos-}
version=${file#edges-companion-host-}
version=${version%-macos-*}
case $arch in
  arm64) processor=arm64 ;;
  x64) processor=x86_64 ;;
  *) echo "pkg.sh: $1 is no archive of the host for macOS." >&2; exit 2 ;;
esac

umask 022
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
library="$work/root/Library/Application Support/Edges Companion"
mkdir -p -- "$library" "$work/scripts"
tar -x -f "$1" -C "$library"
mv -- "$library/edges-companion-host-$version" "$library/package"
cp -- "$here/postinstall" "$work/scripts"

if [ -n "${APPLICATION_IDENTITY-}" ]; then
  find "$library/package/host/runtime" -type f \( -name '*.dylib' -o -perm -100 \) -exec codesign --force --timestamp \
    --options runtime --entitlements "$here/entitlements.plist" --sign "$APPLICATION_IDENTITY" {} +
fi

pkgbuild --root "$work/root" --scripts "$work/scripts" --identifier run.edges.companion.host --version "$version" \
  --ownership recommended --install-location / "$work/host.pkg"
sed "s/@PROCESSOR@/$processor/" "$here/requirements.plist" >"$work/requirements.plist"
productbuild --synthesize --product "$work/requirements.plist" --package "$work/host.pkg" "$work/distribution.xml"
set -- --distribution "$work/distribution.xml" --package-path "$work"
[ -z "${INSTALLER_IDENTITY-}" ] || set -- "$@" --timestamp --sign "$INSTALLER_IDENTITY"
productbuild "$@" "$out/$file.pkg"

if [ -n "${NOTARY_PROFILE-}" ]; then
  xcrun notarytool submit "$out/$file.pkg" --keychain-profile "$NOTARY_PROFILE" --wait
  xcrun stapler staple "$out/$file.pkg"
fi
