#!/bin/sh
# Writes the host's archive for macOS, on Linux: package.sh FOLDER VERSION JDK. Needs what host/target holds. JDK is an unpacked JDK
# for macOS of the version that built the host and with its jmods; or a Java for macOS that is linked already.
# The same input gives the same bytes. COMPRESSION=0 is quick, for tests; 9 is usual. On a Mac, pkg.sh makes a package of it.
set -eu

fail() { echo "package.sh: $1" >&2; exit 1; }

[ $# = 3 ] || fail "call it with FOLDER VERSION JDK."
jdk=$3
[ ! -d "$jdk/Contents/Home" ] || jdk=$jdk/Contents/Home
[ -f "$jdk/release" ] || fail "$3 is no JDK: it has no file named release."
said() { sed -n "s/^$1=\"\(.*\)\"/\1/p" "$jdk/release"; }
case $(said OS_NAME)-$(said OS_ARCH) in
  Darwin-aarch64) arch=arm64 ;;
  Darwin-x86_64) arch=x64 ;;
  *) fail "$3 is no JDK for macOS, but for $(said OS_NAME) on $(said OS_ARCH)." ;;
esac

installers=$(CDPATH='' cd -- "${0%/*}/.." && pwd)
# shellcheck source=installers/payload.sh
. "$installers/payload.sh"
sources=$installers/../host/src

mkdir "$payload/host"
cp -- "$host/dist/companion-host.jar" "$payload/host"
if [ -d "$jdk/jmods" ]; then
  "${JAVA_HOME:?}/bin/java" "$sources/build/MakeRuntime.java" "$work" "$jdk/jmods" >&2
  mv -- "$work/dist/runtime" "$payload/host/runtime"
elif [ -e "$jdk/bin/javac" ]; then
  fail "$3 has no jmods. Some makers have them in an archive of their own: unpack it to $jdk/jmods."
else
  cp -R -- "$jdk" "$payload/host/runtime"
fi

# What the launcher of the other systems gives to the JVM, in its order.
strings() { cat -- "$sources"/main/c/*.[ch] | grep -o '"[^" ]*"' | tr -d '"' | awk '!seen[$0]++'; }
variables=$(strings | grep -x '_*J[A-Z]*_[A-Z_]*OPTIONS' | tr '\n' ' ')
options=$(strings | grep -x -- '-[XD][A-Za-z0-9:+=.,-]*[A-Za-z0-9]' | grep -v '^-Xlog:' | tr '\n' ' ')
case ,$variables,$options, in *,,*) fail "no options of the JVM in $sources/main/c." ;; esac
sed -e "s|@VARIABLES@|${variables% }|" -e "s|@OPTIONS@|${options% }|" "$installers/macos/launcher.sh" >"$payload/host/edges-companion-host"
chmod 755 "$payload/host/edges-companion-host"

complete_payload
write_archive "macos-$arch"
