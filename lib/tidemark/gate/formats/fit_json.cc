#include "tidemark/gate/formats/fit_json.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

namespace tidemark::gate {
namespace {

using Json = nlohmann::ordered_json;

Json LawJson(const FittedLaw& law) {
  return {{"law", std::string(GrowthLawName(law.law))},
          {"base", law.base},
          {"base_error", law.base_error},
          {"coefficient", law.coefficient},
          {"coefficient_error", law.coefficient_error},
          {"misfit", law.misfit}};
}

// Into `json`: what is known of the growth of one figure.
void AddGrowth(const GrowthFit& fit, const std::optional<Prediction>& at, const std::string& n,
               Json* json) {
  json->update(LawJson(fit.chosen));
  (*json)["worst"] = fit.worst;
  (*json)["slope"] = SlopeOf(fit);
  (*json)["note"] = SlopeNote(fit, n);
  Json rivals = Json::array();
  for (const FittedLaw& rival : fit.rivals) rivals.push_back(LawJson(rival));
  (*json)["rivals"] = std::move(rivals);
  if (at.has_value()) {
    (*json)["prediction"] = {{"n", at->n}, {"value", at->value}, {"margin", at->margin}};
  }
}

}  // namespace

std::string FitJson(const GrowthReport& report) {
  Json traces = Json::array();
  for (const SizedRun& run : report.runs) traces.push_back({{"trace", run.trace}, {"n", run.n}});
  Json metrics = Json::array();
  for (const MetricGrowth& metric : report.metrics) {
    Json json = {{"metric", std::string(metric.metric->name)},
                 {"unit", metric.metric->unit == MetricUnit::kBytes ? "bytes" : "count"},
                 {"estimated", metric.estimated}};
    AddGrowth(metric.fit, metric.at, report.by, &json);
    metrics.push_back(std::move(json));
  }
  Json sites = Json::array();
  for (const SiteGrowth& growth : report.sites) {
    Json site = {{"file", growth.site.file},
                 {"line", growth.site.line},
                 {"function", growth.site.function},
                 {"label", growth.site.label}};
    if (!growth.site.module.empty()) site["module"] = growth.site.module;
    Json json = {{"site", std::move(site)}};
    AddGrowth(growth.fit, growth.at, report.by, &json);
    sites.push_back(std::move(json));
  }
  const Json document = {{"schema", "tidemark-fit/1"},  {"by", report.by},
                         {"traces", std::move(traces)}, {"metrics", std::move(metrics)},
                         {"sites", std::move(sites)},   {"notes", report.notes}};
  return document.dump(2, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tidemark::gate
