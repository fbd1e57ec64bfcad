#include "tidemark/page/completeness.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/report/quantity.h"

namespace tidemark::page {

Coverage CoverageOf(absl::string_view view, absl::string_view things, int64_t shown, int64_t total,
                    int64_t shown_bytes, int64_t total_bytes, bool at_least) {
  Coverage coverage{.view = std::string(view),
                    .shown = shown,
                    .total = total,
                    .shown_bytes = shown_bytes,
                    .total_bytes = total_bytes,
                    .at_least = at_least};
  if (shown >= total) {
    coverage.text = total == 0 ? absl::StrCat("There are no ", things, ".")
                               : absl::StrCat("All ", report::CountText(total), " ", things, ".");
    return coverage;
  }
  std::string share;
  if (total_bytes > 0) {
    share = absl::StrCat(", with ", report::ShareText(shown_bytes, total_bytes), " of the bytes");
  }
  coverage.text =
      absl::StrCat("The largest ", report::CountText(shown), " of ", at_least ? "more than " : "",
                   report::CountText(at_least ? total - 1 : total), " ", things, share,
                   "; the rest is summed up as Other.");
  return coverage;
}

std::string ViewWords(absl::string_view view) {
  static constexpr std::pair<absl::string_view, absl::string_view> kWords[] = {
      {"findings", "Summary: findings"},
      {"timeline", "Timeline: places"},
      {"peak_rows", "Peak: rows"},
      {"flame", "Flame: frames"},
      {"lives", "Lifetimes: buffers"},
      {"views", "Lifetimes: views"},
      {"flows", "Copies: pairs of places"},
      {"lineage", "Copies: lineage"},
      {"pins", "Pins"},
      {"leak_sites", "Leaks: places"},
      {"threads", "Threads"},
      {"scopes", "Summary: scopes"},
      {"marks", "Timeline: marks"},
      {"sources", "Source: lines"},
  };
  for (const auto& [name, words] : kWords) {
    if (name == view) return std::string(words);
  }
  return std::string(view);
}

void WriteCoverage(const std::vector<Coverage>& all, StringBook* strings, JsonText* json) {
  json->Open('[');
  for (const Coverage& coverage : all) {
    json->Open('{');
    json->Key("view").Text(coverage.view);
    json->Field("name", strings->Number(ViewWords(coverage.view)));
    json->Field("shown", coverage.shown);
    json->Field("total", coverage.total);
    json->Field("at_least", coverage.at_least ? 1 : 0);
    json->Field("shown_bytes", coverage.shown_bytes);
    json->Field("total_bytes", coverage.total_bytes);
    json->Field("text", strings->Number(coverage.text));
    json->Close('}');
  }
  json->Close(']');
}

}  // namespace tidemark::page
