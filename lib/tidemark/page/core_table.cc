#include "tidemark/page/core_table.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "tidemark/page/html_text.h"
#include "tidemark/report/quantity.h"
#include "tidemark/report/site_column.h"

namespace tidemark::page {
namespace {

constexpr size_t kPlaceColumns = 140;
constexpr size_t kWordColumns = 60;

std::string Data(int64_t value, absl::string_view words) {
  return absl::StrCat("<data value=\"", value, "\">", words, "</data>");
}

}  // namespace

std::string BytesCell(int64_t bytes) { return Data(bytes, report::BytesText(bytes)); }
std::string CountCell(int64_t count) { return Data(count, report::CountText(count)); }
std::string TimeCell(int64_t ns) { return ns < 0 ? "-" : Data(ns, report::DurationText(ns)); }

std::string PlaceCell(const analysis::SiteReport& site) {
  if (site == analysis::SiteReport()) return "unknown";
  return EscapedText(report::SiteColumn(site, kPlaceColumns, /*unicode=*/true), kPlaceColumns);
}

std::string WordCell(absl::string_view untrusted) { return EscapedText(untrusted, kWordColumns); }

CoreTable::CoreTable(const std::vector<absl::string_view>& columns) {
  for (absl::string_view column : columns) {
    const bool number = absl::ConsumePrefix(&column, "#");
    numbers_.push_back(number);
    absl::StrAppend(&head_, number ? "<th class=\"n\" scope=\"col\">" : "<th scope=\"col\">",
                    Escaped(column), "</th>");
  }
}

void CoreTable::Row(const std::vector<std::string>& cells, bool is_other) {
  absl::StrAppend(&rows_, is_other ? "<tr class=\"other\">" : "<tr>");
  for (size_t i = 0; i < cells.size(); ++i) {
    absl::StrAppend(&rows_, numbers_[i] ? "<td class=\"n\">" : "<td class=\"p\">", cells[i],
                    "</td>");
  }
  absl::StrAppend(&rows_, "</tr>\n");
}

std::string CoreTable::Html(absl::string_view note) const {
  if (rows_.empty()) return "";
  return absl::StrCat("<div class=\"wide\"><table>",
                      note.empty() ? "" : absl::StrCat("<caption>", Escaped(note), "</caption>"),
                      "<thead><tr>", head_, "</tr></thead><tbody>\n", rows_,
                      "</tbody></table></div>\n");
}

}  // namespace tidemark::page
