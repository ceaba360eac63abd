# Runs a browser's driver for one sign-in: sh guard.sh FOLDER DRIVER ARGUMENTS…
# Lives as long as its standard input is open. That ends when the server closes it, or when the server itself ends,
# however it ends; then the driver and every browser process die, and the folder with the profile goes.
folder=$1
shift
# Whoever ends a whole group, such as a terminal, ends what this waits for: it goes on to the end of this script.
trap : TERM INT HUP
if command -v setsid >/dev/null 2>&1; then set -- setsid "$@"; fi
# Chromium makes a socket there, whose path must not be long: it cannot be in the folder.
TMPDIR=$(mktemp -d) || exit 1
export TMPDIR
"$@" </dev/null &
driver=$!
# The driver alone holds the output now: the server reads its end when the driver ends.
exec >/dev/null
cat >/dev/null
# As the leader of a session the driver is the leader of a process group too.
kill -KILL "-$driver" 2>/dev/null || kill -KILL "$driver" 2>/dev/null
wait "$driver" 2>/dev/null
# A process that is just being killed may still have made a file.
for _ in 1 2 3 4 5; do
  rm -rf -- "$folder" "$TMPDIR" && break
  sleep 1
done
