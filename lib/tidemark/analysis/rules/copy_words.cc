#include "tidemark/analysis/rules/copy_words.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tidemark/base/bytes.h"

namespace tidemark::analysis {
namespace {

absl::string_view ReasonText(absl::string_view reason) {
  if (reason == "dtype") return " for another dtype";
  if (reason == "layout") return " for another layout";
  if (reason == "overlap") return " because the operands overlap";
  if (reason == "gather") return " to gather elements";
  if (reason == "broadcast") return " to write out a broadcast";
  if (reason == "concat") return " to concatenate";
  if (reason == "assign") return " by assignment";
  if (reason == "realloc") return " to grow a buffer";
  if (reason == "library") return " inside a library";
  return "";
}

}  // namespace

std::string BytesText(int64_t bytes) { return ByteCount(std::max<int64_t>(bytes, 0)).ToString(); }

std::string CopiedText(const Occurrences& all) {
  std::string text = all.count == 1 ? absl::StrCat("copied ", BytesText(all.bytes))
                                    : absl::StrCat("made ", all.count, " copies, ",
                                                   BytesText(all.bytes), " in all,");
  if (!all.op.empty()) absl::StrAppend(&text, " in ", all.op, "()");
  absl::StrAppend(&text, ReasonText(all.reason));
  return text;
}

}  // namespace tidemark::analysis
