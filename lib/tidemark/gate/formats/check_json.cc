#include "tidemark/gate/formats/check_json.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace tidemark::gate {
namespace {

using Json = nlohmann::ordered_json;

Json VerdictJson(const LimitVerdict& verdict) {
  Json sites = Json::array();
  for (const analysis::SiteBytes& entry : verdict.sites) {
    Json site = {{"file", entry.site.file},
                 {"line", entry.site.line},
                 {"function", entry.site.function},
                 {"label", entry.site.label}};
    if (!entry.site.module.empty()) site["module"] = entry.site.module;
    sites.push_back({{"site", std::move(site)}, {"bytes", entry.bytes}, {"count", entry.count}});
  }
  const Metric& metric = *verdict.limit.metric;
  return {{"metric", std::string(metric.name)},
          {"unit", metric.unit == MetricUnit::kBytes ? "bytes" : "count"},
          {"op", std::string(LimitOpText(verdict.limit.op))},
          {"limit", verdict.limit.value},
          {"actual", verdict.actual},
          {"excess", verdict.excess},
          {"passed", verdict.passed},
          {"estimated", verdict.estimated},
          {"text", verdict.limit.text},
          {"sites", std::move(sites)},
          {"other_sites", verdict.other_sites}};
}

}  // namespace

std::string CheckJson(const CheckResult& result) {
  Json traces = Json::array();
  for (const TraceVerdicts& trace : result.traces) {
    Json verdicts = Json::array();
    for (const LimitVerdict& verdict : trace.verdicts) verdicts.push_back(VerdictJson(verdict));
    traces.push_back(
        {{"trace", trace.trace}, {"warnings", trace.warnings}, {"verdicts", std::move(verdicts)}});
  }
  const Json document = {{"schema", "tidemark-check/1"},
                         {"passed", result.failures() == 0 && result.judged() > 0},
                         {"judged", result.judged()},
                         {"failures", result.failures()},
                         {"traces", std::move(traces)}};
  return document.dump(2, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tidemark::gate
