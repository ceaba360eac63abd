#!/bin/sh
# Writes the host's packages into a folder: package.sh FOLDER VERSION. Needs what host/target/dist holds, dpkg-deb and rpmbuild.
# The same input gives the same bytes. COMPRESSION=0 is quick, for tests; 9 is usual.
set -eu

installers=$(CDPATH='' cd -- "${0%/*}/.." && pwd)
# shellcheck source=installers/payload.sh
. "$installers/payload.sh"
here=$installers/linux
case $(uname -m) in
  x86_64) arch=x64 deb=amd64 rpm=x86_64 ;;
  aarch64) arch=arm64 deb=arm64 rpm=aarch64 ;;
  *) echo "package.sh: no packages for $(uname -m)." >&2; exit 1 ;;
esac

# The start-up cache is made where it is used: it fits one machine's JVM, and differs each time.
cp -R -- "$host/dist" "$payload/host"
rm -f -- "$payload"/host/companion-host.aot* "$payload"/host/allowed-callers
complete_payload
write_archive "linux-$arch"
case $level in
  0) deb_format=-Znone rpm_format=w.ufdio ;;
  *) deb_format="-Zxz -z$level" rpm_format=w$level.xzdio ;;
esac

root=$work/root
documents=$root/usr/share/doc/$name
mkdir -p -- "$root/usr/lib/edges-companion" "$root/usr/bin" "$documents"
cp -a -- "$payload" "$root/usr/lib/edges-companion/package"
mv -- "$root/usr/lib/edges-companion/package/licences" "$root/usr/lib/edges-companion/package/sbom.cdx.json" "$documents"
ln -s ../lib/edges-companion/$name "$root/usr/bin/$name"
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +

mkdir "$root/DEBIAN"
size=$(du -sk -- "$root/usr" | cut -f 1)
sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$deb/" -e "s/@SIZE@/$size/" "$here/deb/control" >"$root/DEBIAN/control"
cp -- "$here/deb/postinst" "$here/deb/prerm" "$root/DEBIAN"
chmod 755 -- "$root/DEBIAN/postinst" "$root/DEBIAN/prerm"
find "$root/DEBIAN" -exec touch -d "@$SOURCE_DATE_EPOCH" {} +
# shellcheck disable=SC2086 # two options
dpkg-deb --root-owner-group $deb_format --build "$root" "$out/${name}_${version}_$deb.deb" >&2
rm -r -- "$root/DEBIAN"

rpmbuild -bb --quiet --target "$rpm" --define "_topdir $work/rpm" --define "_rpmdir $work/rpm" --define "version $version" \
  --define "payload $root" --define "_binary_payload $rpm_format" "$here/$name.spec" >&2
mv -- "$work/rpm/$rpm/"*.rpm "$out/$name-$version.$rpm.rpm"
