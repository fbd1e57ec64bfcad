#!/usr/bin/env bash
# Installs the Debian or Ubuntu packages that tidemark is built from, where they are missing.
#
#   tools/install_deps.sh              what building, testing and the demo need
#   tools/install_deps.sh --build      what building the command needs, and no more
#   tools/install_deps.sh --all        also what benchmarks, fuzzers, formatting and tests/programs use
#   tools/install_deps.sh PACKAGE...   also these
#
# As root it runs apt-get for what is missing and says so; where nothing is missing it does nothing,
# says nothing and needs no network. Without root or apt it says which packages to ask for.
# tools/install_schemas.sh and tools/install_readers.sh, which it runs, add a schema and npm packages that
# tests validate by.
set -euo pipefail

build=(g++ cmake ninja-build pkg-config ccache
       libabsl-dev nlohmann-json3-dev libsimdjson-dev libzstd-dev zlib1g-dev libcli11-dev
       libdw-dev libdebuginfod1 libunwind-dev libopenblas-dev)
required=("${build[@]}"
          libgtest-dev libgmock-dev libbenchmark-dev catch2 doctest-dev python3-numpy
          python3-pytest
          # Validators of what the gate writes, and of action.yml.
          python3-jsonschema libxml2-utils python3-yaml
          # Its ms_print and dh_view read what `tidemark export` writes.
          valgrind
          # What CPack makes Debian packages with.
          dpkg-dev file)
optional=(mold shellcheck zstd heaptrack sqlite3 clang clang-format clang-tidy libclang-rt-14-dev
          # What the own tests of NumPy need, and what Python programs are recorded with.
          python3-hypothesis python3-scipy python3-pandas python3-sklearn python3-ipython
          libxtensor-dev libeigen3-dev libopencv-core-dev
          # Programs that tests/programs records.
          openjdk-17-jdk-headless ruby rustc cargo nodejs php-cli imagemagick redis-server nginx-light
          curl postgresql bubblewrap chromium sudo libjemalloc-dev libgoogle-perftools-dev
          libmimalloc-dev)

wanted=("${required[@]}")
only_build=no
for argument in "$@"; do
  case "$argument" in
    --all) wanted+=("${optional[@]}") ;;
    --build) only_build=yes wanted=("${build[@]}") ;;
    -h|--help) sed -n '2,12s/^# \{0,1\}//p' "$0"; exit 0 ;;
    -*) echo "install_deps: unknown option '$argument'; there are --all and --build" >&2; exit 2 ;;
    *) wanted+=("$argument") ;;
  esac
done

if [ "$only_build" = no ]; then
  "$(dirname "$0")"/install_schemas.sh
  "$(dirname "$0")"/install_readers.sh
fi

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "install_deps: no apt here, so nothing is checked. If the build misses something, these" \
       "are the packages by their Debian names: ${wanted[*]}" >&2
  exit 0
fi

installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${wanted[@]}" 2>/dev/null |
            sed -n 's/ installed$//p' || true)
missing=()
for package in "${wanted[@]}"; do
  grep -qxF -- "$package" <<<"$installed" || missing+=("$package")
done
[ "${#missing[@]}" -gt 0 ] || exit 0

if [ "$(id -u)" -ne 0 ]; then
  echo "install_deps: missing packages, and no root to install them. Ask for:" >&2
  echo "  apt-get install ${missing[*]}" >&2
  exit 1
fi

echo "install_deps: apt-get install ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
install() { apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$log" 2>&1; }
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# The package lists may be missing or old: fetch them when the first attempt fails.
if ! install; then
  echo "install_deps: apt-get update, then again"
  if ! apt-get update -qq >"$log" 2>&1 || ! install; then
    cat "$log" >&2
    echo "install_deps: could not install ${missing[*]}" >&2
    exit 1
  fi
fi
