// The JSON of `tidemark diff`, schema "tidemark-diff/1". See diff_text.h.
#include <nlohmann/json.hpp>

#include "tidemark/gate/formats/diff_text.h"
#include "tidemark/gate/judge/change_verdict.h"

namespace tidemark::gate {
namespace {

using DiffObject = nlohmann::ordered_json;

DiffObject SideJson(const std::string& file, const Baseline& side) {
  return {{"file", file}, {"test", side.test}, {"standard_library", side.standard_library}};
}

DiffObject PlaceJson(const Contribution& part) {
  DiffObject place = {{"file", part.site.file}, {"function", part.site.function}};
  if (part.site.line > 0) place["line"] = part.site.line;
  if (!part.site.label.empty()) place["label"] = part.site.label;
  place["scope"] = part.scope;
  place["kind"] = part.kind;
  place["dtype"] = part.dtype;
  place["before"] = part.before;
  place["after"] = part.after;
  place["delta"] = part.delta();
  if (!part.note.empty()) place["note"] = part.note;
  return place;
}

DiffObject ChangeJson(const Change& change) {
  DiffObject object = {{"metric", change.metric},
                       {"unit", change.unit == MetricUnit::kBytes ? "bytes" : "count"},
                       {"known", change.known}};
  if (!change.known) return object;
  const Verdict verdict = VerdictOf(change, kMostJsonPlaces);
  object["before"] = change.before;
  object["after"] = change.after;
  object["delta"] = change.delta();
  object["contributions"] = DiffObject::array();
  for (const Contribution& part : verdict.contributions) {
    object["contributions"].push_back(PlaceJson(part));
  }
  object["other_places"] = verdict.other_places;
  object["other_delta"] = verdict.other_delta;
  return object;
}

}  // namespace

std::string DiffJson(const Diff& diff) {
  DiffObject metrics = DiffObject::array();
  for (const Change& change : AllChanges(diff.comparison)) metrics.push_back(ChangeJson(change));
  DiffObject scopes = DiffObject::array();
  for (const Change& change : ScopeChanges(diff.comparison)) {
    scopes.push_back({{"path", change.metric},
                      {"peak_before", change.before},
                      {"peak_after", change.after},
                      {"delta", change.delta()}});
  }
  const DiffObject document = {{"schema", "tidemark-diff/1"},
                               {"base", SideJson(diff.base, diff.comparison.base)},
                               {"new", SideJson(diff.now, diff.comparison.now)},
                               {"notes", diff.comparison.notes},
                               {"metrics", std::move(metrics)},
                               {"scopes", std::move(scopes)}};
  return document.dump(2, ' ', /*ensure_ascii=*/false, DiffObject::error_handler_t::replace) + "\n";
}

}  // namespace tidemark::gate
