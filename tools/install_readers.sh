#!/usr/bin/env bash
# Installs the readers of others' formats by which tests/readers looks at what `tidemark export` writes.
#
#   tools/install_readers.sh
#
# They are npm packages (tests/readers/package-lock.json) and go to $XDG_CACHE_HOME/tidemark/readers-HASH
# (~/.cache/tidemark), with the hash of that file. Where they are there already nothing is done. Without
# node and npm, or without a network, those tests are not there; it is said, and is no error.
set -euo pipefail

source=$(cd "$(dirname "${BASH_SOURCE[0]}")/../tests/readers" && pwd)
hash=$(sha256sum "$source/package-lock.json" | cut -c1-16)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/tidemark
readers=$cache/readers-$hash
[ ! -d "$readers" ] || exit 0

if ! command -v npm >/dev/null || ! command -v node >/dev/null; then
  echo "install_readers: no node and npm here: the tests of exports by other readers are left out" >&2
  exit 0
fi
mkdir -p "$cache"
work=$(mktemp -d "$cache/readers-new-XXXXXX")
trap 'rm -rf "$work"' EXIT
cp "$source/package.json" "$source/package-lock.json" "$work"
if ! (cd "$work" && timeout 120 npm ci --ignore-scripts --no-audit --no-fund --fetch-retries=0 >npm.log 2>&1); then
  echo "install_readers: npm could not install the readers of exports (it takes a network): their tests" \
       "are left out" >&2
  exit 0
fi
mv "$work" "$readers" 2>/dev/null || [ -d "$readers" ]
