#include "tidemark/gate/formats/json.h"

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

const char* LevelName(Level level) {
  switch (level) {
    case Level::kError:
      return "error";
    case Level::kWarning:
      return "warning";
    case Level::kNote:
      return "note";
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
  return {{"site", CheckedSiteJson(part.site)},
          {"scope", part.scope},
          {"kind", part.kind},
          {"dtype", part.dtype},
          {"before", part.before},
          {"after", part.after},
          {"delta", part.delta()},
          {"note", part.note}};
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
  json["actual"] = judged ? Json(verdict.after) : Json(nullptr);
  json["passed"] = verdict.outcome == Outcome::kPassed;
  if (!verdict.after_text.empty()) json["after_text"] = verdict.after_text;
  json["limit"] = OrNull(verdict.limit);
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

Json TraceVerdictsJson(const std::string& trace, const CheckResult& result) {
  Json refused = nullptr;
  for (const RefusedTrace& entry : result.refused) {
    if (entry.trace == trace) refused = {{"message", entry.message}, {"empty", entry.empty}};
  }
  Json warnings = Json::array();
  for (const TraceNote& note : result.notes) {
    if (note.trace == trace) warnings.push_back(note.text);
  }
  Json verdicts = Json::array();
  for (const Verdict& verdict : result.verdicts) {
    if (verdict.trace == trace) verdicts.push_back(VerdictJson(verdict));
  }
  return {{"trace", trace},
          {"refused", std::move(refused)},
          {"warnings", std::move(warnings)},
          {"verdicts", std::move(verdicts)}};
}

}  // namespace

std::string CheckJson(const CheckResult& result, const FormatOptions& /*options*/) {
  Json traces = Json::array();
  for (const std::string& trace : result.traces) traces.push_back(TraceVerdictsJson(trace, result));
  // What is about no single trace: suppressions.
  Json verdicts = Json::array();
  for (const Verdict& verdict : result.verdicts) {
    if (verdict.trace.empty()) verdicts.push_back(VerdictJson(verdict));
  }
  Json allowed = Json::array();
  for (const Allowed& entry : result.allowed) {
    allowed.push_back({{"rule", entry.rule},
                       {"site", CheckedSiteJson(entry.site)},
                       {"count", entry.count},
                       {"bytes", entry.bytes},
                       {"reason", entry.reason},
                       {"source", entry.source}});
  }
  const Json document = {{"schema", "tidemark-check/1"},      {"passed", result.passed()},
                         {"judged", result.judged()},         {"failures", result.failures()},
                         {"not_judged", result.not_judged()}, {"traces", std::move(traces)},
                         {"verdicts", std::move(verdicts)},   {"allowed", std::move(allowed)}};
  return document.dump(2, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tidemark::gate
