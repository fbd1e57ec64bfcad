#include <cstddef>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "tidemark/analysis/model/weight.h"
#include "tidemark/merge/shard_rows_internal.h"

namespace tidemark::merge {

using analysis::Weighted;
using analysis::WideSum;

std::string QuotedJson(absl::string_view text) {
  return nlohmann::json(std::string(text))
      .dump(-1, ' ', /*ensure_ascii=*/false, nlohmann::json::error_handler_t::replace);
}

void ShardRows::Change(analysis::SiteIndex made, WideSum bytes, WideSum weight) {
  made_ = made;
  bytes_ += bytes;
  weight_ += weight;
  changes_ = true;
}

void ShardRows::OnAlloc(analysis::LiveBuffer& buffer, const analysis::Moment& /*now*/) {
  if (buffer.external) return;
  Change(buffer.site, Weighted(buffer.bytes, buffer.weight()), buffer.weight());
}

void ShardRows::OnResize(analysis::LiveBuffer& buffer, int64_t bytes_before,
                         const analysis::Moment& /*now*/) {
  if (buffer.external) return;
  Change(buffer.site,
         Weighted(buffer.bytes, buffer.weight()) - Weighted(bytes_before, buffer.weight()), 0);
}

void ShardRows::OnFree(analysis::LiveBuffer& buffer, const analysis::BufferEnd& /*end*/,
                       const analysis::Moment& /*now*/) {
  if (buffer.external) return;
  Change(buffer.site, -Weighted(buffer.bytes, buffer.weight()), -WideSum(buffer.weight()));
}

void ShardRows::OnCopy(const analysis::CopyMade& copy, const analysis::Moment& /*now*/) {
  made_ = copy.source.site;
}

const std::string& ShardRows::KeysOf(analysis::SiteIndex site, const char* prefix,
                                     std::vector<std::string>* texts) {
  const auto index = static_cast<size_t>(site);
  if (texts->size() <= index) texts->resize(index + 1);
  std::string& text = (*texts)[index];
  if (!text.empty()) return text;
  const analysis::SiteReport& place = places_.Resolve(site);
  // All of them, so that queries can group by them.
  const auto append = [&](const char* key, const std::string& value) {
    absl::StrAppend(&text, ",\"", prefix, key, "\":", value);
  };
  append("_file", QuotedJson(place.file));
  append("_line", absl::StrCat(place.line));
  append("_function", QuotedJson(place.function));
  append("_label", QuotedJson(place.label));
  append("_module", QuotedJson(place.module));
  return text;
}

void ShardRows::AppendKeys(std::string* row) {
  if (site_.has_value()) absl::StrAppend(row, KeysOf(*site_, "site", &site_texts_));
  if (made_.has_value()) {
    absl::StrAppend(row, KeysOf(*made_, "made", &made_texts_));
    if (!judge_.IsLeak(*made_, 0, 0)) absl::StrAppend(row, ",\"made_kept\":true");
  }
  if (changes_) {
    // Of samples, the weight of one that ends is that of one that begins, rounded alike.
    const int64_t count =
        weight_ < 0 ? -analysis::NarrowCount(-weight_) : analysis::NarrowCount(weight_);
    absl::StrAppend(row, ",\"live_change\":", analysis::Narrow(bytes_),
                    ",\"count_change\":", count);
  }
  site_.reset();
  made_.reset();
  bytes_ = 0;
  weight_ = 0;
  changes_ = false;
}

}  // namespace tidemark::merge
