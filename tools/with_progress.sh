#!/usr/bin/env bash
# Runs a command whose output is long, and says how far it has come.
#
#   tools/with_progress.sh LOG WHAT COMMAND...
#
# All output goes to LOG. Of it the last "[12/300]" (ninja) or "12/300 Test" (ctest) is shown after
# WHAT: on a terminal in place, else a line every 20 seconds (TIDEMARK_PROGRESS_SECONDS). What takes
# less than 3 seconds says nothing. The exit code is the command's.
set -euo pipefail

log=$1
what=$2
shift 2
every=${TIDEMARK_PROGRESS_SECONDS:-20}
mkdir -p "$(dirname "$log")"

terminal=no
[ ! -t 1 ] || terminal=yes
[ "$terminal" = no ] || every=1

position() {
  tail -c 4000 "$log" 2>/dev/null | tr '\r' '\n' |
    sed -nE 's,^\[([0-9]+/[0-9]+)\].*,\1,p; s,^ *([0-9]+/[0-9]+) Test .*,\1,p' | tail -n 1
}

NINJA_STATUS='[%f/%t] ' "$@" >"$log" 2>&1 &
child=$!
trap 'kill "$child" 2>/dev/null || true' INT TERM
seconds=0
while kill -0 "$child" 2>/dev/null; do
  sleep 0.2 || true
  # Whole seconds are enough; a short command is not waited for.
  [ "$SECONDS" -gt "$seconds" ] || continue
  seconds=$SECONDS
  if [ "$seconds" -ge 3 ] && [ $((seconds % every)) -eq 0 ]; then
    if [ "$terminal" = yes ]; then
      printf '\r\033[K%s %s' "$what" "$(position)"
    else
      echo "$what $(position) (${seconds} s)"
    fi
  fi
done
[ "$terminal" = no ] || [ "$seconds" -lt 3 ] || printf '\r\033[K'
wait "$child"
