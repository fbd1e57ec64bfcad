#include "tidemark/gate/limits/limit.h"

#include <array>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tidemark/base/nearest.h"
#include "tidemark/base/parse_bytes.h"
#include "tidemark/base/status.h"

namespace tidemark::gate {
namespace {

struct OpName {
  absl::string_view text;
  LimitOp op;
};

constexpr std::array<OpName, 5> kOps = {{{"<=", LimitOp::kLessEqual},
                                         {"<", LimitOp::kLess},
                                         {">=", LimitOp::kGreaterEqual},
                                         {">", LimitOp::kGreater},
                                         {"==", LimitOp::kEqual}}};

absl::Status Bad(absl::string_view text, absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("limit '", text, "': ", why));
}

std::optional<LimitOp> FindOp(absl::string_view text) {
  for (const OpName& candidate : kOps) {
    if (candidate.text == text) return candidate.op;
  }
  return std::nullopt;
}

absl::StatusOr<int64_t> ParseValue(const Metric& metric, absl::string_view text) {
  if (metric.unit == MetricUnit::kBytes) {
    TIDEMARK_ASSIGN_OR_RETURN(const ByteCount bytes, ParseByteCount(text));
    return bytes.value();
  }
  int64_t count = 0;
  const bool digits = text.find_first_not_of("0123456789") == absl::string_view::npos;
  if (!digits || !absl::SimpleAtoi(text, &count)) {
    return absl::InvalidArgumentError(absl::StrCat("'", text, "' is not a count: ", metric.name,
                                                   " takes a whole number without a unit"));
  }
  return count;
}

}  // namespace

absl::StatusOr<Limit> ParseLimit(absl::string_view text) {
  constexpr absl::string_view kForm = "expected METRIC OP VALUE, as in 'peak_bytes <= 64MiB'";
  const absl::string_view whole = absl::StripAsciiWhitespace(text);
  if (whole.empty()) return Bad(text, kForm);
  if (whole.find('@') != absl::string_view::npos) {
    return Bad(whole,
               "filters by @scope or @site are not supported by this version; a limit holds for "
               "the whole trace");
  }
  const size_t op_begin = whole.find_first_of("<>=!");
  const absl::string_view name = absl::StripAsciiWhitespace(whole.substr(0, op_begin));
  if (name.empty()) return Bad(whole, kForm);
  const absl::string_view first_word = name.substr(0, name.find_first_of(" \t"));
  Limit limit;
  limit.text = std::string(whole);
  limit.metric = FindMetric(first_word);
  if (limit.metric == nullptr) {
    return Bad(whole, absl::StrCat("unknown metric '", first_word, "'",
                                   DidYouMean(first_word, MetricNames()),
                                   " (metrics: ", absl::StrJoin(MetricNames(), " "), ")"));
  }
  if (op_begin == absl::string_view::npos || first_word.size() != name.size()) {
    return Bad(whole, kForm);
  }
  const size_t op_end = std::min(whole.find_first_not_of("<>=!", op_begin), whole.size());
  const absl::string_view op_text = whole.substr(op_begin, op_end - op_begin);
  const std::optional<LimitOp> op = FindOp(op_text);
  if (!op.has_value()) {
    return Bad(whole, absl::StrCat("unknown operator '", op_text, "'; use one of <= < >= > =="));
  }
  limit.op = *op;
  const absl::string_view value = absl::StripAsciiWhitespace(whole.substr(op_end));
  if (value.empty()) return Bad(whole, kForm);
  const absl::StatusOr<int64_t> parsed = ParseValue(*limit.metric, value);
  if (!parsed.ok()) return Bad(whole, parsed.status().message());
  limit.value = *parsed;
  return limit;
}

bool Holds(const Limit& limit, int64_t actual) {
  switch (limit.op) {
    case LimitOp::kLess:
      return actual < limit.value;
    case LimitOp::kLessEqual:
      return actual <= limit.value;
    case LimitOp::kGreater:
      return actual > limit.value;
    case LimitOp::kGreaterEqual:
      return actual >= limit.value;
    case LimitOp::kEqual:
      return actual == limit.value;
  }
  return false;
}

absl::string_view LimitOpText(LimitOp op) {
  for (const OpName& candidate : kOps) {
    if (candidate.op == op) return candidate.text;
  }
  return "";
}

}  // namespace tidemark::gate
