#!/usr/bin/env bash
# Judges traces, for action.yml: the text goes to the log, with annotations, the report to the summary
# of the job. Writes exit-code, report, sarif, json and proposed-baseline to $GITHUB_OUTPUT, and ends with
# 0: the last step of the action fails by the exit code, when everything has been uploaded.
#
# TIDEMARK            the command tidemark
# RECORDED            a trace; may be empty
# INPUT_TRACES        other traces, a pattern a line, as build/*.tmk
# INPUT_LIMITS        limits, one a line
# INPUT_CONFIG, INPUT_BASELINE, INPUT_MISSING_BASELINE, INPUT_FAIL_ON, INPUT_TEST
#                     the options of tidemark check of these names; may be empty
set -euo pipefail

folder=$RUNNER_TEMP/tidemark
mkdir -p "$folder"
folder=$(mktemp -d "$folder/checked.XXXXXX")

traces=()
[ -z "$RECORDED" ] || traces+=("$RECORDED")
while IFS= read -r pattern; do
  [ -n "$pattern" ] || continue
  mapfile -t found < <(compgen -G "$pattern" || true)
  if [ "${#found[@]}" -eq 0 ]; then
    # As it is: tidemark says that there is no such trace, and so does every format.
    found=("$pattern")
  fi
  traces+=("${found[@]}")
done <<<"$INPUT_TRACES"
if [ "${#traces[@]}" -eq 0 ]; then
  echo "::error title=tidemark::neither of the inputs 'command' and 'traces' is given"
  exit 2
fi

options=()
while IFS= read -r limit; do
  [ -z "${limit//[[:space:]]/}" ] || options+=("--limit=$limit")
done <<<"$INPUT_LIMITS"
option() { [ -z "$2" ] || options+=("$1=$2"); }
option --config "$INPUT_CONFIG"
option --baseline "$INPUT_BASELINE"
[ -z "$INPUT_BASELINE" ] || option --missing-baseline "$INPUT_MISSING_BASELINE"
option --fail-on "$INPUT_FAIL_ON"
option --test "$INPUT_TEST"

# What names in the text look like means nothing to the runner.
token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
echo "::stop-commands::$token"
status=0
"$TIDEMARK" check "${options[@]}" --format text --format "github=$folder/annotations" \
  --format "markdown=$folder/report.md" --format "sarif=$folder/tidemark.sarif" \
  --format "json=$folder/check.json" -- "${traces[@]}" || status=$?
echo "::$token::"

# Not among the sources.
[ ! -e baseline.proposed.json ] || mv -f baseline.proposed.json "$folder/"
[ ! -e "$folder/annotations" ] || cat "$folder/annotations"
[ ! -e "$folder/report.md" ] || cat "$folder/report.md" >>"$GITHUB_STEP_SUMMARY"
{
  echo "exit-code=$status"
  [ ! -e "$folder/report.md" ] || echo "report=$folder/report.md"
  [ ! -e "$folder/tidemark.sarif" ] || echo "sarif=$folder/tidemark.sarif"
  [ ! -e "$folder/check.json" ] || echo "json=$folder/check.json"
  [ ! -e "$folder/baseline.proposed.json" ] ||
    echo "proposed-baseline=$folder/baseline.proposed.json"
} >>"$GITHUB_OUTPUT"
