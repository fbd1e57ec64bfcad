#!/usr/bin/env bash
# The command tidemark for the steps of action.yml.
#
#   command.sh find    says where it is: writes command, and where it has to be built also prefix and
#                      key, to $GITHUB_OUTPUT
#   command.sh build   builds it from this checkout into the prefix, unless it is there already
#
# INPUT_TIDEMARK is an installed command; empty, it is built, below $RUNNER_TEMP. The key is one of the
# sources and of the system, for a cache of the prefix.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
prefix=$RUNNER_TEMP/tidemark/installed

fail() {
  echo "::error title=tidemark::$1"
  exit 2
}

find_command() {
  if [ -n "${INPUT_TIDEMARK:-}" ]; then
    local found
    found=$(command -v -- "$INPUT_TIDEMARK") ||
      fail "the input 'tidemark' names no command that can be run"
    # Steps that follow are in other folders.
    case "$found" in
      /*) ;;
      *) found=$PWD/$found ;;
    esac
    echo "command=$found" >>"$GITHUB_OUTPUT"
    return
  fi
  local sources system
  sources=$(cd "$root" && find CMakeLists.txt CMakePresets.json cmake lib tools -type f -print0 |
            LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-32)
  # shellcheck source=/dev/null
  system=$(. /etc/os-release && echo "$ID-${VERSION_ID:-}")-$(uname -m)
  {
    echo "command=$prefix/bin/tidemark"
    echo "prefix=$prefix"
    echo "key=tidemark-$system-$sources"
  } >>"$GITHUB_OUTPUT"
}

# What it needs to run is installed even when the cache had it.
build_command() {
  local as_root=()
  if [ "$(id -u)" -ne 0 ] && command -v sudo >/dev/null; then as_root=(sudo); fi
  "${as_root[@]}" "$root/tools/install_deps.sh" --build
  if [ -x "$prefix/bin/tidemark" ]; then return; fi
  local build=$RUNNER_TEMP/tidemark/build
  cmake -S "$root" -B "$build" -G Ninja -D CMAKE_BUILD_TYPE=Release -D TIDEMARK_UNITY_BATCH=10 \
        -D TIDEMARK_BUILD_TESTS=OFF -D TIDEMARK_BUILD_BENCHMARKS=OFF
  cmake --build "$build" --target tidemark tidemark_malloc tidemark_schemas
  cmake --install "$build" --prefix "$prefix" --component runtime
}

case "${1:-}" in
  find) find_command ;;
  build) build_command ;;
  *) echo "command.sh: find or build" >&2; exit 2 ;;
esac
