#include "tidemark/gate/limits/limit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tidemark/base/nearest.h"
#include "tidemark/base/parse_bytes.h"
#include "tidemark/base/status.h"
#include "tidemark/gate/growth/slope_metric.h"

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

constexpr absl::string_view kForm =
    "expected METRIC [@scope=GLOB] [@site=GLOB] OP VALUE, as in 'peak_bytes <= 64MiB'";

absl::Status Wrong(absl::string_view why) { return absl::InvalidArgumentError(why); }

std::optional<LimitOp> FindOp(absl::string_view text) {
  for (const OpName& candidate : kOps) {
    if (candidate.text == text) return candidate.op;
  }
  return std::nullopt;
}

// Takes a limit apart from the left.
class LimitText {
 public:
  explicit LimitText(absl::string_view text) : rest_(text) {}

  void SkipBlanks() { rest_ = absl::StripLeadingAsciiWhitespace(rest_); }
  bool Take(absl::string_view word) {
    if (!absl::StartsWith(rest_, word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  // Up to the first of `ends` or the end.
  absl::string_view Until(absl::string_view ends) {
    const absl::string_view taken = rest_.substr(0, rest_.find_first_of(ends));
    rest_.remove_prefix(taken.size());
    return taken;
  }
  absl::string_view While(absl::string_view these) {
    const absl::string_view taken = rest_.substr(0, rest_.find_first_not_of(these));
    rest_.remove_prefix(taken.size());
    return taken;
  }
  bool done() const { return rest_.empty(); }
  absl::string_view rest() const { return rest_; }

 private:
  absl::string_view rest_;
};

absl::Status FindMetricOf(absl::string_view name, Limit* limit) {
  limit->metric = FindMetric(name);
  if (limit->metric != nullptr) return absl::OkStatus();
  return Wrong(absl::StrCat("unknown metric '", name, "'", DidYouMean(name, MetricNames()),
                            " (metrics: ", absl::StrJoin(MetricNames(), " "), ")"));
}

absl::Status ReadMetric(LimitText* text, Limit* limit) {
  if (IsSlope(text->rest())) {
    const absl::string_view inside = text->Until(")");
    if (!text->Take(")")) return Wrong("a parenthesis is not closed");
    TIDEMARK_ASSIGN_OR_RETURN(SlopeMetric slope, ParseSlope(absl::StrCat(inside, ")")));
    limit->metric = slope.metric;
    limit->by = std::move(slope.by);
    return absl::OkStatus();
  }
  const absl::string_view name = text->Until(" \t\r\n@<>=!");
  return name.empty() ? Wrong(kForm) : FindMetricOf(name, limit);
}

absl::StatusOr<std::string> ReadGlob(LimitText* text) {
  std::string glob;
  if (text->Take("\"")) {
    glob = std::string(text->Until("\""));
    if (!text->Take("\"")) return Wrong("a quote is not closed");
  } else {
    glob = std::string(text->Until(" \t\r\n<>=!"));
  }
  if (glob.empty()) return Wrong("a filter without a pattern; as in '@site=src/a.cc'");
  return glob;
}

absl::Status ReadFilters(LimitText* text, Limit* limit) {
  for (text->SkipBlanks(); text->Take("@"); text->SkipBlanks()) {
    std::string* into = &limit->site;
    if (text->Take("scope=")) {
      into = &limit->scope;
    } else if (!text->Take("site=")) {
      LimitText ahead = *text;
      const absl::string_view word = ahead.Until(" \t\r\n<>!\"");
      const absl::string_view name = word.substr(0, word.find('='));
      const bool is_operator = absl::StartsWith(word.substr(name.size()), "==");
      if (name.size() < word.size() && !is_operator && !absl::StrContains(name, ".") &&
          !absl::StrContains(name, "/")) {
        return Wrong(absl::StrCat("unknown filter '@", name, "'",
                                  DidYouMean(name, {"scope", "site"}),
                                  " (filters: @scope=GLOB @site=GLOB)"));
      }
    }
    if (!into->empty()) return Wrong("the same filter is given twice");
    TIDEMARK_ASSIGN_OR_RETURN(*into, ReadGlob(text));
  }
  return absl::OkStatus();
}

absl::Status ReadValue(absl::string_view text, Limit* limit) {
  const Metric& metric = *limit->metric;
  if (!limit->by.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(limit->slope, ParseSlopeValue(metric, text));
    constexpr double kMost = 9.2e18;
    limit->value = static_cast<int64_t>(std::min(std::floor(limit->slope), kMost));
    return absl::OkStatus();
  }
  if (metric.unit == MetricUnit::kBytes) {
    TIDEMARK_ASSIGN_OR_RETURN(const ByteCount bytes, ParseByteCount(text));
    limit->value = bytes.value();
    return absl::OkStatus();
  }
  const bool digits = text.find_first_not_of("0123456789") == absl::string_view::npos;
  if (digits && absl::SimpleAtoi(text, &limit->value)) return absl::OkStatus();
  return Wrong(absl::StrCat("'", text, "' is not a count: ", metric.name,
                            " takes a whole number without a unit"));
}

absl::StatusOr<Limit> ReadLimit(absl::string_view whole) {
  Limit limit;
  limit.text = std::string(whole);
  LimitText text(whole);
  TIDEMARK_RETURN_IF_ERROR(ReadMetric(&text, &limit));
  TIDEMARK_RETURN_IF_ERROR(ReadFilters(&text, &limit));
  const absl::string_view op_text = text.While("<>=!");
  if (op_text.empty()) return Wrong(kForm);
  const std::optional<LimitOp> op = FindOp(op_text);
  if (!op.has_value()) {
    return Wrong(absl::StrCat("unknown operator '", op_text, "'; use one of <= < >= > =="));
  }
  limit.op = *op;
  text.SkipBlanks();
  if (text.done()) return Wrong(kForm);
  TIDEMARK_RETURN_IF_ERROR(ReadValue(text.rest(), &limit));
  return limit;
}

template <class Number>
bool Keeps(LimitOp op, Number actual, Number bound) {
  switch (op) {
    case LimitOp::kLess:
      return actual < bound;
    case LimitOp::kLessEqual:
      return actual <= bound;
    case LimitOp::kGreater:
      return actual > bound;
    case LimitOp::kGreaterEqual:
      return actual >= bound;
    case LimitOp::kEqual:
      return actual == bound;
  }
  return false;
}

}  // namespace

absl::StatusOr<Limit> ParseLimit(absl::string_view text) {
  const absl::string_view whole = absl::StripAsciiWhitespace(text);
  absl::StatusOr<Limit> limit = ReadLimit(whole);
  if (limit.ok()) return limit;
  return absl::InvalidArgumentError(
      absl::StrCat("limit '", whole, "': ", limit.status().message()));
}

bool Holds(const Limit& limit, int64_t actual) { return Keeps(limit.op, actual, limit.value); }

bool SlopeHolds(const Limit& limit, double actual) {
  constexpr double kLastDigits = 1e-9;
  const double nearness = kLastDigits * std::max(std::abs(limit.slope), 1.0);
  if (std::abs(actual - limit.slope) <= nearness) actual = limit.slope;
  return Keeps(limit.op, actual, limit.slope);
}

std::string LimitedMetric(const Limit& limit) {
  if (limit.by.empty()) return std::string(limit.metric->name);
  return SlopeName({.metric = limit.metric, .by = limit.by});
}

absl::string_view LimitOpText(LimitOp op) {
  for (const OpName& candidate : kOps) {
    if (candidate.op == op) return candidate.text;
  }
  return "";
}

}  // namespace tidemark::gate
