#!/bin/sh
# Starts the native-messaging host: becomes the JVM that lies beside it, with the options that host/src/main/c has for other systems.
# A script, since it can be written where there is no compiler for macOS. "readlink -f" is there since macOS 12.3.

# What a JVM reads beside its command line. It would change the options below, and can print to standard output.
unset @VARIABLES@

fail() { echo "edges-companion-host: $1. Install again." >&2; exit 1; }

folder=$(readlink -f -- "$0") || fail "cannot find itself"
folder=${folder%/*}
java=$folder/runtime/bin/java
jar=$folder/companion-host.jar
cache=$folder/companion-host.aot
[ -f "$jar" ] || fail "$jar is missing"
[ -x "$java" ] || fail "cannot start $java"

said=warning
set -- "-Drun.edges.companion.folder=$folder" -cp "$jar" run.edges.companion.host.Main "$@"
if [ -n "${EDGES_COMPANION_AOT_OUTPUT-}" ]; then
  said=error
  set -- "-XX:AOTCacheOutput=$EDGES_COMPANION_AOT_OUTPUT" "$@"
elif [ -f "$cache" ] && [ ! "$jar" -nt "$cache" ]; then
  # The JVM does not compare the jar with its cache: it would run the old program after an update.
  set -- "-XX:AOTCache=$cache" "$@"
fi
# Nothing a JVM may say is meant for standard output, which belongs to the browser's frames.
exec "$java" -Xlog:disable "-Xlog:all=$said:stderr" @OPTIONS@ "$@"
