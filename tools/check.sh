#!/usr/bin/env bash
# Checks what no compiler checks. Fails when anything is found.
#
#   tools/check.sh                 everything; clang-tidy over what changed
#   tools/check.sh --all           everything; clang-tidy over every source (some 20 minutes on two cores)
#   tools/check.sh KIND...         only: format tidy includes links commands subjects
#
#   format     clang-format leaves every source as it is
#   tidy       clang-tidy finds nothing (.clang-tidy); of what changed since the base at most
#              TIDEMARK_TIDY_LIMIT sources (16), chosen anew for each commit
#   includes   every #include follows the law of cmake/TidemarkLibrary.cmake
#   links      relative links in documents lead to a file, and to a heading in it
#   commands   every command in a document's code block has a row in tests/check/document_commands.txt
#   subjects   subjects of commits have at most 72 characters
#
# What changed, and which commits, is counted from TIDEMARK_BASE, or else from where this branch left
# origin/main or main, or else (on main) from the commit before. --database DIR has clang-tidy use
# DIR/compile_commands.json instead of configuring build/check.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

kinds=()
all=no
database=
while [ $# -gt 0 ]; do
  case "$1" in
    --all) all=yes ;;
    --database) shift; database=${1:?check: --database needs a folder} ;;
    format|tidy|includes|links|commands|subjects) kinds+=("$1") ;;
    -h|--help) sed -n '2,20s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "check: unknown argument '$1'; see tools/check.sh --help" >&2; exit 2 ;;
  esac
  shift
done
[ "${#kinds[@]}" -gt 0 ] || kinds=(format includes links commands subjects tidy)
git rev-parse --git-dir >/dev/null 2>&1 || { echo "check: needs a git checkout" >&2; exit 2; }

sources() { git ls-files --cached --others --exclude-standard -- '*.h' '*.cc'; }

# The commit that changes are counted from; nothing where there is none.
base() {
  local head tip fork
  head=$(git rev-parse -q --verify HEAD) || return 0
  if [ -n "${TIDEMARK_BASE:-}" ]; then git rev-parse -q --verify "$TIDEMARK_BASE^{commit}"; return; fi
  for tip in origin/main main; do
    fork=$(git merge-base HEAD "$tip" 2>/dev/null) || continue
    if [ "$fork" != "$head" ]; then echo "$fork"; return; fi
  done
  git rev-parse -q --verify HEAD~1 || true
}

check_format() {
  local files
  mapfile -t files < <(sources)
  [ "${#files[@]}" -eq 0 ] || clang-format --dry-run -Werror "${files[@]}"
}

check_includes() {
  cmake -D ROOT="$PWD" -D LAW="$PWD/cmake/TidemarkLibrary.cmake" \
        -P tests/architecture/include_scan.cmake
}

check_links() { tools/check/documents.py links; }

check_commands() { tools/check/documents.py commands tests/check/document_commands.txt; }

check_subjects() {
  local from range bad
  from=$(base)
  range=${from:+$from..}HEAD
  bad=$(git log --no-merges --format='%h %s' "$range" | awk 'length($0) - index($0, " ") > 72')
  [ -z "$bad" ] || { echo "subjects of more than 72 characters:"; echo "$bad"; return 1; } >&2
}

# The sources to be looked at: all, or what changed. In place of a header stands the source of the
# same name, or else one that includes it.
tidy_files() {
  if [ "$all" = yes ]; then tools/check/in_database.py "$1" --all; return; fi
  local from file
  from=$(base)
  { git diff --name-only --diff-filter=d "${from:-HEAD}" -- '*.h' '*.cc'
    git ls-files --others --exclude-standard -- '*.h' '*.cc'; } | sort -u |
    while read -r file; do
      case "$file" in
        *.cc) echo "$file" ;;
        *) if [ -e "${file%.h}.cc" ]; then echo "${file%.h}.cc"
           else git grep -l -F "#include \"${file#lib/}\"" -- '*.cc' | head -n 1; fi ;;
      esac
    done | sort -u | tools/check/in_database.py "$1"
}

# With --all a dozen sources at a time, for most of the time goes into the headers.
check_tidy() {
  local folder=$database files limit=${TIDEMARK_TIDY_LIMIT:-16} chosen united=1 checks=
  if [ "$all" = yes ] && [ -z "$database" ]; then
    united=12
    checks=-bugprone-suspicious-include
  fi
  if [ -z "$folder" ]; then
    folder=build/check-$united
    mkdir -p "$folder"
    cmake --preset check -B "$folder" -D TIDEMARK_UNITY_BATCH="$united" >"$folder/configure.log" 2>&1 ||
      { cat "$folder/configure.log" >&2; return 1; }
  fi
  mapfile -t files < <(tidy_files "$folder")
  [ "${#files[@]}" -gt 0 ] || return 0
  if [ "$all" = no ] && [ "${#files[@]}" -gt "$limit" ]; then
    echo "tidy: $limit of ${#files[@]} changed sources; tools/check.sh --all looks at all"
    mapfile -t chosen < <(for file in "${files[@]}"; do
      echo "$(echo "$(git rev-parse -q --verify HEAD) $file" | sha1sum | cut -c1-40) $file"
    done | sort | head -n "$limit" | cut -d' ' -f2)
    files=("${chosen[@]}")
  fi
  printf '%s\n' "${files[@]}" | tools/check/tidy.py "$folder" "$(nproc)" "$checks"
}

failed=()
for kind in "${kinds[@]}"; do
  echo "== check: $kind"
  "check_$kind" || failed+=("$kind")
done
if [ "${#failed[@]}" -gt 0 ]; then
  echo "check: failed: ${failed[*]}" >&2
  exit 1
fi
