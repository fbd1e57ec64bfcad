// Writes baselines. See baseline_reader.cc for the way back.
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "tidemark/gate/baseline/baseline.h"

namespace tidemark::gate {
namespace {

using OrderedJson = nlohmann::ordered_json;

std::string OneLine(const OrderedJson& value) {
  return value.dump(-1, ' ', /*ensure_ascii=*/false, OrderedJson::error_handler_t::replace);
}

void AddFiguresTo(const Figures& figures, OrderedJson* object) {
  for (size_t i = 0; i < figures.size(); ++i) {
    if (figures[i] != 0) (*object)[std::string(AllFigures()[i].name)] = figures[i];
  }
}

OrderedJson RowJson(const BaselineRow& row) {
  OrderedJson object = OrderedJson::object();
  const auto add = [&](const char* name, const std::string& text) {
    if (!text.empty()) object[name] = text;
  };
  if (row.others > 0) object["others"] = row.others;
  add("file", row.key.file);
  add("function", row.key.function);
  add("label", row.key.label);
  add("kind", row.key.kind);
  add("dtype", row.key.dtype);
  add("scope", row.key.scope);
  add("text", row.text);
  AddFiguresTo(row.figures, &object);
  return object;
}

// A list with one item a line; an empty one on one line.
void AppendList(const char* name, const std::vector<OrderedJson>& items, bool last,
                std::string* text) {
  absl::StrAppend(text, "\"", name, "\":[");
  for (size_t i = 0; i < items.size(); ++i) {
    absl::StrAppend(text, i == 0 ? "\n" : ",\n", OneLine(items[i]));
  }
  absl::StrAppend(text, "]", last ? "" : ",", "\n");
}

}  // namespace

std::string BaselineText(const Baseline& baseline) {
  OrderedJson totals = OrderedJson::object();
  AddFiguresTo(baseline.totals, &totals);
  std::string text = absl::StrCat("{\"schema\":", OneLine(std::string(kBaselineSchema)), ",\n");
  absl::StrAppend(&text, "\"test\":", OneLine(baseline.test), ",\n");
  absl::StrAppend(&text, "\"trace_version\":", baseline.trace_version, ",\n");
  if (!baseline.standard_library.empty()) {
    absl::StrAppend(&text, "\"standard_library\":", OneLine(baseline.standard_library), ",\n");
  }
  if (baseline.estimated) absl::StrAppend(&text, "\"estimated\":true,\n");
  if (!baseline.unknown.empty()) {
    absl::StrAppend(&text, "\"unknown\":", OneLine(baseline.unknown), ",\n");
  }
  if (!baseline.accepted.empty()) {
    std::vector<OrderedJson> accepted;
    for (const Acceptance& entry : baseline.accepted) {
      accepted.push_back({{"metric", entry.metric},
                          {"from", entry.from},
                          {"to", entry.to},
                          {"reason", entry.reason}});
    }
    AppendList("accepted", accepted, /*last=*/false, &text);
  }
  absl::StrAppend(&text, "\"totals\":", OneLine(totals), ",\n");
  std::vector<OrderedJson> scopes;
  for (const ScopePeak& scope : baseline.scopes) {
    scopes.push_back({{"path", scope.path}, {"peak_bytes", scope.peak_bytes}});
  }
  AppendList("scopes", scopes, /*last=*/false, &text);
  std::vector<OrderedJson> sites;
  for (const BaselineRow& row : baseline.rows) sites.push_back(RowJson(row));
  AppendList("sites", sites, /*last=*/true, &text);
  text += "}\n";
  return text;
}

}  // namespace tidemark::gate
