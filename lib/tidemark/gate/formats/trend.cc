#include "tidemark/gate/formats/trend.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tidemark/gate/formats/measurements.h"
#include "tidemark/gate/formats/xml_text.h"

namespace tidemark::gate {
namespace {

using TrendJson = nlohmann::ordered_json;

constexpr size_t kMaxBenchmarkName = 1024;
constexpr size_t kMaxMeasureName = 64;

// The first `count` characters of UTF-8.
std::string FirstCharacters(const std::string& text, size_t count) {
  size_t characters = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool starts = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
    if (starts && ++characters > count) return text.substr(0, i);
  }
  return text;
}

template <class Document>
std::string TrendDump(const Document& document) {
  return document.dump(2, ' ', /*ensure_ascii=*/false, Document::error_handler_t::replace) + "\n";
}

const char* UnitName(MetricUnit unit) { return unit == MetricUnit::kBytes ? "bytes" : "count"; }

}  // namespace

std::string CtestText(const CheckResult& result, const FormatOptions&) {
  const std::vector<Measurement> measurements = MeasurementsOf(result);
  const bool several =
      std::any_of(measurements.begin(), measurements.end(), [&](const Measurement& measurement) {
        return measurement.test != measurements.front().test;
      });
  std::string text;
  for (const Measurement& measurement : measurements) {
    std::string name = absl::StrCat(measurement.metric, measurement.filter);
    if (several) name = absl::StrCat(measurement.test, ": ", name);
    absl::StrAppend(&text, "<CTestMeasurement type=\"numeric/double\" name=\"", XmlText(name),
                    "\">", measurement.value, "</CTestMeasurement>\n");
  }
  return text;
}

std::string BenchmarkText(const CheckResult& result, const FormatOptions&) {
  TrendJson series = TrendJson::array();
  for (const Measurement& measurement : MeasurementsOf(result)) {
    if (measurement.metric == "reused_ops") continue;
    std::string extra = measurement.limit_text.empty()
                            ? std::string("without a limit")
                            : absl::StrCat("limit: ", measurement.limit_text);
    if (measurement.estimated) absl::StrAppend(&extra, "; estimated from samples");
    series.push_back(
        {{"name", absl::StrCat(measurement.test, ": ", measurement.metric, measurement.filter)},
         {"unit", UnitName(measurement.unit)},
         {"value", measurement.value},
         {"extra", std::move(extra)}});
  }
  return TrendDump(series);
}

std::string BencherText(const CheckResult& result, const FormatOptions&) {
  nlohmann::json benchmarks = nlohmann::json::object();  // sorted: finds its keys quickly
  for (const Measurement& measurement : MeasurementsOf(result)) {
    const std::string benchmark =
        FirstCharacters(absl::StrCat(measurement.test, measurement.filter), kMaxBenchmarkName);
    const std::string measure = FirstCharacters(measurement.metric, kMaxMeasureName);
    nlohmann::json& value = benchmarks[benchmark][measure]["value"];
    // Names that were shortened to the same one: the larger figure counts.
    value = value.is_null() ? measurement.value : std::max(value.get<int64_t>(), measurement.value);
  }
  return TrendDump(benchmarks);
}

}  // namespace tidemark::gate
