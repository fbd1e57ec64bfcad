// A table of the static core, row by row.
//
// Used by StaticCore. Threading: one thread at a time. Ownership: owns its text. Errors: none.
//
//   CoreTable table({"place", "#bytes"});  // '#': a number
//   table.Row({PlaceCell(site), BytesCell(12)});
//   html += table.Html("2 more");
#ifndef TIDEMARK_PAGE_CORE_TABLE_H_
#define TIDEMARK_PAGE_CORE_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tidemark/analysis/model/figures.h"

namespace tidemark::page {

// The exact number as the value of a <data> element, around words for people.
std::string BytesCell(int64_t bytes);
std::string CountCell(int64_t count);
std::string TimeCell(int64_t ns);  // "-" below zero
std::string PlaceCell(const analysis::SiteReport& site);
std::string WordCell(absl::string_view untrusted);

class CoreTable {
 public:
  // `columns`: their names; one that begins with '#' holds numbers.
  explicit CoreTable(const std::vector<absl::string_view>& columns);

  // Cells are HTML.
  void Row(const std::vector<std::string>& cells, bool is_other = false);
  // Empty without rows. `note`: text below the head.
  std::string Html(absl::string_view note = "") const;

 private:
  std::string head_;
  std::string rows_;
  std::vector<bool> numbers_;
};

}  // namespace tidemark::page

#endif  // TIDEMARK_PAGE_CORE_TABLE_H_
