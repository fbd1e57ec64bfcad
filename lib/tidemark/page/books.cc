#include "tidemark/page/books.h"

#include <utility>

#include "tidemark/base/display_text.h"
#include "tidemark/page/palette.h"
#include "tidemark/report/site_column.h"

namespace tidemark::page {

StringBook::StringBook(size_t budget) : budget_(budget), texts_{""} { numbers_.emplace("", 0); }

size_t StringBook::Longest() const {
  if (bytes_ < budget_ / 2) return kLongest;
  return bytes_ < budget_ ? 200 : 40;
}

int64_t StringBook::Number(absl::string_view untrusted) {
  if (const auto found = numbers_.find(untrusted); found != numbers_.end()) return found->second;
  std::string clean = CleanForDisplay(untrusted, /*unicode=*/true);
  std::string text = ElideMiddle(clean, Longest(), /*unicode=*/true);
  if (text.size() < clean.size()) ++shortened_;
  const auto number = static_cast<int64_t>(texts_.size());
  bytes_ += text.size();
  texts_.push_back(std::move(text));
  // Very long ones are hardly worth being remembered.
  if (untrusted.size() <= 4 * kLongest) numbers_.emplace(std::string(untrusted), number);
  return number;
}

void StringBook::Write(JsonText* json) const {
  json->Open('[');
  for (const std::string& text : texts_) json->Text(text);
  json->Close(']');
}

SiteBook::SiteBook(StringBook* strings) : strings_(*strings) { Number({}); }

int64_t SiteBook::Number(const analysis::SiteReport& site) {
  const auto [found, is_new] = numbers_.try_emplace(site, static_cast<int64_t>(rows_.size()));
  if (!is_new) return found->second;
  constexpr size_t kTextColumns = 160;
  Row row;
  row.file = strings_.Number(site.file);
  row.line = site.line;
  row.function = strings_.Number(site.function);
  row.label = strings_.Number(site.label);
  row.module = strings_.Number(site.module);
  row.text = strings_.Number(report::SiteColumn(site, kTextColumns, /*unicode=*/true));
  row.color = kOtherColor;
  rows_.push_back(row);
  return found->second;
}

void SiteBook::Color(const analysis::SiteReport& site) {
  Row& row = rows_[static_cast<size_t>(Number(site))];
  if (row.color == kOtherColor && colors_ < kOtherColor) row.color = colors_++;
}

int SiteBook::ColorOf(const analysis::SiteReport& site) const {
  const auto found = numbers_.find(site);
  return found == numbers_.end() ? kOtherColor : rows_[static_cast<size_t>(found->second)].color;
}

void SiteBook::Write(JsonText* json) const {
  const size_t n = rows_.size();
  json->Open('{');
  json->Field("n", static_cast<int64_t>(n));
  json->Column("file", n, [&](size_t i) { return rows_[i].file; });
  json->Column("line", n, [&](size_t i) { return rows_[i].line; });
  json->Column("function", n, [&](size_t i) { return rows_[i].function; });
  json->Column("label", n, [&](size_t i) { return rows_[i].label; });
  json->Column("module", n, [&](size_t i) { return rows_[i].module; });
  json->Column("text", n, [&](size_t i) { return rows_[i].text; });
  json->Column("color", n, [&](size_t i) { return rows_[i].color; });
  json->Close('}');
}

}  // namespace tidemark::page
