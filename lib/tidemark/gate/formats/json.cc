#include "tidemark/gate/formats/json.h"

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

namespace tidemark::gate {
namespace {

using Json = nlohmann::ordered_json;

const char* OutcomeName(Outcome outcome) {
  switch (outcome) {
    case Outcome::kPassed:
      return "passed";
    case Outcome::kFailed:
      return "failed";
    case Outcome::kNotJudged:
      return "not-judged";
  }
  return "";
}

Json OrNull(const std::optional<int64_t>& value) {
  return value.has_value() ? Json(*value) : Json(nullptr);
}

Json CheckedSiteJson(const analysis::SiteReport& site) {
  Json json = {
      {"file", site.file}, {"line", site.line}, {"function", site.function}, {"label", site.label}};
  if (!site.module.empty()) json["module"] = site.module;
  return json;
}

Json PartJson(const Contribution& part) {
  Json json = {{"site", CheckedSiteJson(part.site)},
               {"scope", part.scope},
               {"kind", part.kind},
               {"dtype", part.dtype},
               {"before", part.before},
               {"after", part.after},
               {"delta", part.delta()},
               {"note", part.note}};
  if (part.caller != analysis::SiteReport()) json["caller"] = CheckedSiteJson(part.caller);
  return json;
}

Json VerdictJson(const Verdict& verdict) {
  Json parts = Json::array();
  for (const Contribution& part : verdict.contributions) parts.push_back(PartJson(part));
  Json json = {{"rule", verdict.rule},
               {"outcome", OutcomeName(verdict.outcome)},
               {"level", LevelName(verdict.level)},
               {"test", verdict.test},
               {"trace", verdict.trace},
               {"scope", verdict.scope},
               {"site", verdict.site},
               {"metric", verdict.metric},
               {"unit", verdict.unit == MetricUnit::kBytes ? "bytes" : "count"},
               {"estimated", verdict.estimated},
               {"before", OrNull(verdict.before)}};
  // What was not judged has no value.
  const bool judged = verdict.outcome != Outcome::kNotJudged;
  json["actual"] = !judged             ? Json(nullptr)
                   : verdict.fractions ? Json(verdict.fractions->after)
                                       : Json(verdict.after);
  json["passed"] = verdict.outcome == Outcome::kPassed;
  json["limit"] = verdict.fractions ? Json(verdict.fractions->limit) : OrNull(verdict.limit);
  json["excess"] = verdict.excess;
  json["text"] = verdict.limit_text;
  json["limit_source"] = verdict.limit_source;
  json["reason"] = verdict.reason;
  json["contributions"] = std::move(parts);
  json["other_places"] = verdict.other_places;
  json["other_delta"] = verdict.other_delta;
  json["broken_down"] = verdict.broken_down;
  json["fingerprint"] = verdict.fingerprint;
  json["inspect"] = verdict.inspect_command;
  json["accept"] = verdict.accept_command;
  return json;
}

// The traces with what is about each of them, and apart what is about none or several.
struct ByTrace {
  Json traces = Json::array();
  Json others = Json::array();
};

ByTrace SortByTrace(const CheckResult& result) {
  ByTrace sorted;
  std::map<std::string, size_t> positions;
  for (const std::string& trace : result.traces) {
    positions.emplace(trace, sorted.traces.size());
    sorted.traces.push_back({{"trace", trace},
                             {"refused", nullptr},
                             {"warnings", Json::array()},
                             {"verdicts", Json::array()}});
  }
  const auto of = [&](const std::string& trace) {
    const auto found = positions.find(trace);
    return found == positions.end() ? nullptr : &sorted.traces[found->second];
  };
  for (const RefusedTrace& refused : result.refused) {
    Json* const trace = of(refused.trace);
    if (trace == nullptr) continue;
    (*trace)["refused"] = {{"message", refused.message}, {"empty", refused.empty}};
  }
  for (const TraceNote& note : result.notes) {
    Json* const trace = of(note.trace);
    if (trace != nullptr) (*trace)["warnings"].push_back(note.text);
  }
  for (const Verdict& verdict : result.verdicts) {
    Json* const trace = of(verdict.trace);
    (trace == nullptr ? sorted.others : (*trace)["verdicts"]).push_back(VerdictJson(verdict));
  }
  return sorted;
}

}  // namespace

std::string CheckJson(const CheckResult& result, const FormatOptions& /*options*/) {
  ByTrace sorted = SortByTrace(result);
  Json allowed = Json::array();
  for (const Allowed& entry : result.allowed) {
    allowed.push_back({{"rule", entry.rule},
                       {"site", CheckedSiteJson(entry.site)},
                       {"count", entry.count},
                       {"bytes", entry.bytes},
                       {"reason", entry.reason},
                       {"source", entry.source}});
  }
  const Json document = {{"schema", "tidemark-check/1"},
                         {"passed", result.passed()},
                         {"judged", result.judged()},
                         {"failures", result.failures()},
                         {"not_judged", result.not_judged()},
                         {"traces", std::move(sorted.traces)},
                         {"verdicts", std::move(sorted.others)},
                         {"allowed", std::move(allowed)}};
  return document.dump(2, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tidemark::gate
