#!/usr/bin/env bash
# Shows tools/check.sh a small tree in which nothing is wrong, and then each kind of offence.
#
#   check_test.sh ROOT SCRATCH
set -euo pipefail
root=$(realpath "$1")
scratch=$2
rm -rf "$scratch"
mkdir -p "$scratch"
cd "$scratch"
export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@example.com \
       GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@example.com
unset GIT_DIR GIT_WORK_TREE TIDEMARK_BASE

# A tree of one library, one document and its one command.
mkdir -p lib/tidemark/base tests/architecture tests/check cmake tools build
cp -r "$root/tools/check.sh" "$root/tools/check" tools/
cp "$root/tests/architecture/include_scan.cmake" tests/architecture/
cp "$root/cmake/TidemarkLibrary.cmake" cmake/
cp "$root/.clang-format" "$root/.clang-tidy" .
echo 'set(TIDEMARK_PUBLIC_HEADERS_base)' >cmake/TidemarkPublicHeaders.cmake
echo build >.gitignore
cat >lib/tidemark/base/good.cc <<'EOF'
#include <vector>

namespace tidemark {

bool IsEmpty(const std::vector<int>& numbers) { return numbers.empty(); }

}  // namespace tidemark
EOF
printf '# Title\n\nSee [below](#a-heading) and [the source](lib/tidemark/base/good.cc).\n\n## A heading\n\n```sh\ntrue  # fine\n```\n' >README.md
echo 'true => run -' >tests/check/document_commands.txt
printf '[{"directory": "%s", "command": "g++ -std=c++20 -c lib/tidemark/base/good.cc", "file": "lib/tidemark/base/good.cc"}]\n' \
       "$PWD" >build/compile_commands.json
git init -q -b main .
git add -A
git commit -qm 'A tree'
echo >>.gitignore
git commit -qam 'A second commit'

check() { tools/check.sh --all --database build "$@"; }
# Demands that the check named $1 fails and says $2, and that all others pass; then goes back.
rejects() {
  local kind=$1 text=$2 output
  if output=$(check "$kind" 2>&1); then
    echo "check_test: '$kind' passes where it should say '$text'" >&2; exit 1
  fi
  if ! grep -qF -- "$text" <<<"$output"; then
    echo "check_test: '$kind' does not say '$text' but:" >&2; echo "$output" >&2; exit 1
  fi
  local other
  for other in "${kinds[@]}"; do
    [ "$other" = "$kind" ] || check "$other" >/dev/null 2>&1 ||
      { echo "check_test: '$other' fails as well where '$kind' should" >&2; exit 1; }
  done
  git reset -q --hard "$(git rev-list HEAD | tail -n 2 | head -n 1)"
  git clean -qfd
}

have() { command -v "$1" >/dev/null; }
kinds=(includes links commands subjects)
have clang-format && kinds+=(format) || echo "check_test: no clang-format, so 'format' is not tried"
check includes links commands subjects >output.log 2>&1 || { cat output.log >&2; exit 1; }
rm output.log

echo '#include "tidemark/trace/reader.h"' >>lib/tidemark/base/good.cc
rejects includes "'base' may not use 'trace'"

sed -i 's|good.cc)|bad.cc)|' README.md
rejects links "there is no lib/tidemark/base/bad.cc"
sed -i 's|#a-heading|#another|' README.md
rejects links "has no such heading"

sed -i 's|^true  #|false  #|' README.md
rejects commands "says how a test runs 'false'"
sed -i 's|^```sh|```|' README.md
rejects commands "a code block without a language"
echo 'false => run -' >>tests/check/document_commands.txt
rejects commands "no document holds 'false'"

git commit -q --allow-empty -m "$(printf '%073d' 0)"
rejects subjects "subjects of more than 72 characters"
git commit -q --allow-empty -m "$(printf '%072d' 0)"
check subjects >/dev/null 2>&1 || { echo "check_test: 72 characters are refused" >&2; exit 1; }

if have clang-format; then
  check format >/dev/null 2>&1 || { echo "check_test: 'format' refuses a good file" >&2; exit 1; }
  sed -i 's|{ return|{  return|' lib/tidemark/base/good.cc
  rejects format "code should be clang-formatted"
fi
if have clang-tidy; then
  kinds+=(tidy)
  check tidy >/dev/null 2>&1 || { echo "check_test: 'tidy' refuses a good file" >&2; exit 1; }
  sed -i 's|numbers.empty()|numbers.size() == 0|' lib/tidemark/base/good.cc
  rejects tidy "readability-container-size-empty"
fi
echo "each kind of offence was found"
