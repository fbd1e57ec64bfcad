#!/usr/bin/env bash
# Shows tidemark at work: records real programs and reports on their memory.
#
#   tools/demo.sh
#
# Needs nothing before; builds what it shows into build/demo and leaves the traces in
# build/demo/traces.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

tools/install_deps.sh
build=build/demo
mkdir -p "$build/traces"
if ! cmake -S . -B "$build" -G Ninja -D CMAKE_BUILD_TYPE=Release -D TIDEMARK_BUILD_TESTS=OFF \
     -D TIDEMARK_BUILD_BENCHMARKS=OFF >"$build/configure.log" 2>&1; then
  cat "$build/configure.log" >&2
  exit 1
fi
cmake --build "$build" -j "$(nproc)" \
      --target tidemark memory_sharing image_pipeline image_pipeline_fixed -- --quiet

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
echo "The same pipeline, mended as the report advised:"
record image_pipeline_fixed
report image_pipeline_fixed

before=$(peak image_pipeline)
after=$(peak image_pipeline_fixed)
echo "Peak before: $before B, after: $after B, saved: $((before - after)) B" \
     "($(((before - after) * 100 / before))%)"
