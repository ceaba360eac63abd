# shellcheck shell=sh
# Where this system keeps the host, and what runs of it: read by install.sh and uninstall.sh.
# It and they are run by any POSIX sh, with the programs of Linux or of macOS 12.3 and later.

system=$(uname -s)

# The folder of the host: this user's, or with --system that of the whole computer.
place() {
  case $system$1 in
    Darwin--system) echo "/Library/Application Support/Edges Companion" ;;
    Darwin) echo "${HOME:?}/Library/Application Support/Edges Companion" ;;
    *--system) echo /usr/lib/edges-companion ;;
    *) echo "${HOME:?}/.local/lib/edges-companion" ;;
  esac
}

# The ids of the processes whose program is below the folder $1.
running() {
  case $system in
    Darwin)
      ps -axww -o pid= -o args= | while read -r process command; do
        case $command in "$1"/*) echo "$process" ;; esac
      done
      ;;
    *)
      for exe in /proc/[0-9]*/exe; do
        case $(readlink -- "$exe") in "$1"/*) process=${exe%/exe} && echo "${process##*/}" ;; esac
      done 2>/dev/null
      ;;
  esac
}
