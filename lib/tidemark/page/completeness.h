// How much of each view a page shows: a row a view, with a sentence where something was left out.
//
// Filled while the views are written, of the payload and of the static core; shown by both.
// Units: bytes; -1 where a view has none. Threading: one thread at a time.
#ifndef TIDEMARK_PAGE_COMPLETENESS_H_
#define TIDEMARK_PAGE_COMPLETENESS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tidemark/page/books.h"
#include "tidemark/page/json_text.h"

namespace tidemark::page {

struct Coverage {
  std::string view;
  int64_t shown = 0;
  int64_t total = 0;
  int64_t shown_bytes = -1;
  int64_t total_bytes = -1;
  bool at_least = false;  // `total` is not known: there are more
  std::string text = {};
};

// With its sentence: "All 12 buffers.", or "The 50,000 largest of 1,203,441 buffers, with 99% of the
// bytes; the others are Other."
Coverage CoverageOf(absl::string_view view, absl::string_view things, int64_t shown, int64_t total,
                    int64_t shown_bytes = -1, int64_t total_bytes = -1, bool at_least = false);

// The name of a view as people read it: "Lifetimes: buffers".
std::string ViewWords(absl::string_view view);

void WriteCoverage(const std::vector<Coverage>& all, StringBook* strings, JsonText* json);

}  // namespace tidemark::page

#endif  // TIDEMARK_PAGE_COMPLETENESS_H_
