#!/usr/bin/env bash
# Builds tidemark and runs all of its tests. Enough on a fresh Debian or Ubuntu machine.
#
#   tools/test.sh                 the tests
#   tools/test.sh --sanitizers    and again under ASan + UBSan, and under TSan
#
# Needs nothing before; builds into build/test and build/<sanitizers>, so that a second run only rebuilds
# what changed. Says how far it has come, on a terminal in place and else every 20 seconds.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

presets=(test)
for argument in "$@"; do
  case "$argument" in
    --sanitizers) presets+=(asan-ubsan tsan) ;;
    -h|--help) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 0 ;;
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
  log="build/$preset/build.log"
  if ! tools/with_progress.sh "$log" "$preset: building" cmake --build --preset "$preset" -j "$jobs"; then
    grep -vE '^\[[0-9]+/[0-9]+\]' "$log" >&2 || tail -n 20 "$log" >&2
    exit 1
  fi
  echo "== $preset: test"
  log="build/$preset/test.log"
  if ! tools/with_progress.sh "$log" "$preset: running tests" ctest --preset "$preset" -j "$jobs"; then
    cat "$log" >&2
    exit 1
  fi
  grep -E '^(100% tests passed|Total Test time)' "$log"
done
