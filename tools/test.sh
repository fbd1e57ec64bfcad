#!/usr/bin/env bash
# Builds tidemark and runs all of its tests. Enough on a fresh Debian or Ubuntu machine.
#
#   tools/test.sh                 the tests
#   tools/test.sh --sanitizers    and again under ASan + UBSan, and under TSan
#
# Needs nothing before; builds into build/<preset>, so that a second run only rebuilds what changed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

presets=(dev)
for argument in "$@"; do
  case "$argument" in
    --sanitizers) presets+=(asan-ubsan tsan) ;;
    -h|--help) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "test: unknown argument '$argument'; there is --sanitizers" >&2; exit 2 ;;
  esac
done

tools/install_deps.sh
jobs=$(nproc)
for preset in "${presets[@]}"; do
  echo "== $preset: configure and build"
  mkdir -p "build/$preset"
  log="build/$preset/configure.log"
  if ! cmake --preset "$preset" >"$log" 2>&1; then
    cat "$log" >&2
    exit 1
  fi
  cmake --build --preset "$preset" -j "$jobs" -- --quiet
  echo "== $preset: test"
  log="build/$preset/test.log"
  if ! ctest --preset "$preset" -j "$jobs" >"$log" 2>&1; then
    cat "$log" >&2
    exit 1
  fi
  grep -E '^(100% tests passed|Total Test time)' "$log"
done
