#include "tidemark/analysis/rules/numpy_advice.h"

#include "absl/strings/match.h"

namespace tidemark::analysis {
namespace {

struct NumpyRow {
  absl::string_view rule;
  absl::string_view advice;
};

constexpr NumpyRow kNumpyRows[] = {
    {"noop-cast", "astype(dtype, copy=False), which copies only where it must"},
    {"redundant-asarray", "np.asarray(), which takes an array as it is"},
    {"dead-source-copy",
     "use the source itself, which nobody needs any more: without copy(), or in place (out=, "
     "a.sort())"},
    {"duplicate-copy", "keep the earlier copy and use it again"},
    {"unmodified-copy", "use the array itself, or a slice of it: neither side is changed"},
    {"layout-copy",
     "make the array in the order that is needed here (order='F', or built transposed), or do this "
     "before it is transposed or cut"},
    {"needless-overlap-copy",
     "assign in blocks, or slices that do not reach into each other: np.shares_memory() tells"},
    {"chained-temporary", "let the second operation write where the first one did: +=, out="},
    {"late-free", "del the name after its last use, or leave the work to a function that returns"},
    {"repeated-growth",
     "make it as large as it will be at once: np.empty(n), [None] * n, or from an iterable"},
    {"short-lived", "make it once before the loop, and pass it as out="},
    {"unused-buffer", "leave it out; np.empty() where only zeros were written that nobody saw"},
    {"pinned-base", "copy() the slice that is needed and let go of the array behind it"},
};

}  // namespace

bool IsPython(absl::string_view file) {
  return absl::EndsWith(file, ".py") || absl::StartsWith(file, "<string>") ||
         absl::StartsWith(file, "<stdin>") || absl::StartsWith(file, "<ipython-input");
}

absl::string_view NumpyAdvice(absl::string_view rule) {
  for (const NumpyRow& row : kNumpyRows) {
    if (row.rule == rule) return row.advice;
  }
  return "";
}

}  // namespace tidemark::analysis
