#!/usr/bin/env bash
# Shows tidemark at work: records real programs and reports on their memory.
#
#   tools/demo.sh                  builds what it shows into build/demo first
#   tools/demo.sh --built DIR      shows what was built in DIR
#
# Needs nothing before. Leaves the traces in build/demo/traces, or DIR/traces.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

build=build/demo
case "${1:-}" in
  "")
    tools/install_deps.sh
    mkdir -p "$build"
    if ! cmake --preset demo >"$build/configure.log" 2>&1; then
      cat "$build/configure.log" >&2
      exit 1
    fi
    log="$build/build.log"
    if ! tools/with_progress.sh "$log" "building" cmake --build --preset demo -j "$(nproc)"; then
      grep -vE '^\[[0-9]+/[0-9]+\]' "$log" >&2 || tail -n 20 "$log" >&2
      exit 1
    fi ;;
  --built) build=${2:?demo: --built needs a folder} ;;
  -h|--help) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 0 ;;
  *) echo "demo: unknown argument '$1'; there is --built DIR" >&2; exit 2 ;;
esac
mkdir -p "$build/traces"

tidemark="$build/tools/tidemark/tidemark"
# Runs the example $1 under recording and prints what it printed.
record() {
  echo "\$ TIDEMARK_TRACE=$build/traces/$1.json $build/tools/examples/$1"
  TIDEMARK_TRACE="$build/traces/$1.json" "$build/tools/examples/$1"
  echo
}
report() {
  echo "\$ $tidemark report $build/traces/$1.json"
  "$tidemark" report "$build/traces/$1.json"
  echo
}
# The peak of the trace of $1, in bytes.
peak() {
  "$tidemark" report "$build/traces/$1.json" --format json |
    sed -n '/^  "peak": {/,/^  }/s/^    "bytes": \([0-9]*\),$/\1/p'
}

echo "A slice shares memory, a copy does not:"
record memory_sharing
report memory_sharing
echo "An image pipeline with six planted faults:"
record image_pipeline
report image_pipeline
echo "The same pipeline, fixed as the report advised:"
record image_pipeline_fixed
report image_pipeline_fixed

before=$(peak image_pipeline)
after=$(peak image_pipeline_fixed)
echo "Peak before: $before B, after: $after B, saved: $((before - after)) B" \
     "($(((before - after) * 100 / before))%)"
