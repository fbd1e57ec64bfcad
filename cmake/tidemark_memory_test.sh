#!/bin/sh
# What the tests and targets of tidemark_add_memory_test (TidemarkMemoryTest.cmake) run.
#
#   record TIDEMARK FOLDER NAME RUNS linked|heap PROGRAM [ARGUMENT...]
#       runs PROGRAM, RUNS times; its traces are in FOLDER then, or none is
#   check TIDEMARK FOLDER [ARGUMENT...]
#       tidemark check of these traces, with the ARGUMENTs
#   update TIDEMARK FOLDER BASELINE CONFIG [--limit LIMIT...]
#       tidemark baseline init or update of BASELINE by these traces, unless they are over a limit;
#       CONFIG may be empty
#
# TIDEMARK is the command, or `none`. Ends with 77 where nothing can be recorded here, which CTest
# shows as skipped, and else as what it ran. Only what is known not to be recordable is skipped: a
# program that should have left a trace and has not is an error.
set -u

verb=$1 tidemark=$2 folder=$3
shift 3

# Says why to whoever looks at this test, and to the check that comes after it.
skip() {
  mkdir -p "$folder" && echo "$1" >"$folder/skipped"
  echo "memory test skipped: $1" >&2
  exit 77
}

fail() {
  rm -f "$folder"/*.tmk
  echo "memory test: $1" >&2
  exit 1
}

# The program gets its own output and its exit code is kept; what `tidemark run` says about it is kept
# beside, in "$folder/messages".
record_heap() {
  { { "$tidemark" run -o "$trace" -- "$@" 2>&1 1>&3 3>&-; echo $? >"$folder/status"; } |
    tee "$folder/messages" >&2; } 3>&1
  status=$(cat "$folder/status")
  [ -e "$trace" ] && return
  for reason in 'run: nothing is recorded: ' 'is built with a sanitizer' \
      'libtidemark_malloc.so was not found'; do
    if message=$(grep -F -m 1 -e "$reason" "$folder/messages"); then skip "$message"; fi
  done
}

record() {
  name=$1 runs=$2 how=$3
  shift 3
  rm -rf "$folder"
  [ "$tidemark" != none ] || skip "the command tidemark was not found when this build was configured"
  [ -x "$tidemark" ] || skip "$tidemark is not there"
  mkdir -p "$folder" || exit 1
  # What else would change what is recorded.
  unset TIDEMARK_SAMPLE TIDEMARK_DELAY_START TIDEMARK_MMAP TIDEMARK_FOLLOW TIDEMARK_ON_FULL
  run=1
  while [ "$run" -le "$runs" ]; do
    trace=$folder/$name.tmk
    [ "$runs" -eq 1 ] || trace=$folder/$name.$run.tmk
    if [ "$how" = heap ]; then
      record_heap "$@"
    else
      TIDEMARK_TRACE=$trace "$@"
      status=$?
    fi
    [ "$status" -eq 0 ] || fail "$1 ended with $status"
    [ -e "$trace" ] || fail "$1 left no trace: link tidemark::record into it, or have its heap \
recorded by HEAP in tidemark_add_memory_test"
    run=$((run + 1))
  done
}

refuse() {
  echo "memory test: $baseline is left as it is. To take it although a limit fails, set \
TIDEMARK_ACCEPT_REASON='why it is needed' in the environment" >&2
  exit "$1"
}

# Leaves unless there are traces.
need_traces() {
  for trace in "$folder"/*.tmk; do
    [ ! -e "$trace" ] || return 0
  done
  if [ -e "$folder/skipped" ]; then skip "$(cat "$folder/skipped")"; fi
  fail "there is no trace in $folder; the test that records must run first, so leave out -FS and -FA"
}

case $verb in
  record) record "$@" ;;
  check)
    need_traces
    rm -f "$folder/measurements"
    # Standard output is for people; CTest takes the measurements out of what comes after it.
    "$tidemark" check "$folder"/*.tmk "$@" --format text --format ctest="$folder/measurements"
    status=$?
    [ ! -e "$folder/measurements" ] || cat "$folder/measurements"
    # Not among the sources, where the check runs.
    if [ -e baseline.proposed.json ]; then mv -f baseline.proposed.json "$folder/"; fi
    case "$status $*" in
      [14]*" --baseline "*)
        echo "memory test: where that is right, build the target tidemark-update-baselines, and \
commit what it writes" >&2 ;;
    esac
    exit "$status"
    ;;
  update)
    need_traces
    baseline=$1 config=$2 reason=${TIDEMARK_ACCEPT_REASON:-}
    shift 2
    if [ -n "$config" ]; then set -- --config "$config" "$@"; fi
    # Limits are not the baseline's, and tidemark baseline knows those of a configuration only.
    if [ $# -gt 0 ] && [ -z "$reason" ]; then
      "$tidemark" check "$folder"/*.tmk "$@" || refuse "$?"
    fi
    if [ ! -e "$baseline" ]; then
      exec "$tidemark" baseline init "$folder"/*.tmk --baseline "$baseline"
    fi
    set -- "$folder"/*.tmk --baseline "$baseline"
    if [ -n "$config" ]; then set -- "$@" --config "$config"; fi
    if [ -n "$reason" ]; then set -- "$@" --accept --reason "$reason"; fi
    exec "$tidemark" baseline update "$@"
    ;;
  *) fail "$verb is neither record, check nor update" ;;
esac
