#!/usr/bin/env bash
# Records the command of a workflow, for action.yml; writes trace=FILE to $GITHUB_OUTPUT.
#
# TIDEMARK         the command tidemark
# INPUT_COMMAND    the program and its arguments, quoted as in a shell
# INPUT_RECORD     heap: all of its heap, by tidemark run; arrays: it links tidemark::record
# INPUT_DIRECTORY  where it runs
#
# Fails as the program fails: what a failing run used says nothing.
set -euo pipefail

fail() {
  echo "::error title=tidemark::$1"
  exit 2
}

# Words only: `a | b` or `a; b` would not be recorded, and is a syntax error here.
words=()
eval "words=( $INPUT_COMMAND )" 2>/dev/null ||
  fail "the input 'command' has to be one program with its arguments; put more into a script"
[ "${#words[@]}" -gt 0 ] || fail "the input 'command' is empty"

folder=$RUNNER_TEMP/tidemark
mkdir -p "$folder"
program=$(basename -- "${words[0]}")
trace=$(mktemp -d "$folder/recorded.XXXXXX")/${program//[^A-Za-z0-9._-]/_}.tmk
cd "$INPUT_DIRECTORY" || fail "the input 'working-directory' names no folder"

status=0
case "$INPUT_RECORD" in
  heap) "$TIDEMARK" run -o "$trace" -- "${words[@]}" || status=$? ;;
  arrays) TIDEMARK_TRACE=$trace "${words[@]}" || status=$? ;;
  *) fail "the input 'record' is neither heap nor arrays" ;;
esac
if [ "$status" -ne 0 ]; then
  echo "::error title=tidemark::the recorded program ended with $status, so its memory is not judged"
  exit "$status"
fi
[ -e "$trace" ] || fail "the program left no trace; what it printed says why, or else it does not link \
tidemark::record, which 'record: arrays' needs"
echo "trace=$trace" >>"$GITHUB_OUTPUT"
