#include "tidemark/page/completeness.h"

#include "absl/strings/str_cat.h"
#include "tidemark/report/quantity.h"

namespace tidemark::page {

Coverage CoverageOf(absl::string_view view, absl::string_view things, int64_t shown, int64_t total,
                    int64_t shown_bytes, int64_t total_bytes) {
  Coverage coverage{.view = std::string(view),
                    .shown = shown,
                    .total = total,
                    .shown_bytes = shown_bytes,
                    .total_bytes = total_bytes};
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
      absl::StrCat("The largest ", report::CountText(shown), " of ", report::CountText(total), " ",
                   things, share, "; the rest is summed up as Other.");
  return coverage;
}

void WriteCoverage(const std::vector<Coverage>& all, StringBook* strings, JsonText* json) {
  json->Open('[');
  for (const Coverage& coverage : all) {
    json->Open('{');
    json->Key("view").Text(coverage.view);
    json->Field("shown", coverage.shown);
    json->Field("total", coverage.total);
    json->Field("shown_bytes", coverage.shown_bytes);
    json->Field("total_bytes", coverage.total_bytes);
    json->Field("text", strings->Number(coverage.text));
    json->Close('}');
  }
  json->Close(']');
}

}  // namespace tidemark::page
