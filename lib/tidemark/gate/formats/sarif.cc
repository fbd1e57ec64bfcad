#include "tidemark/gate/formats/sarif.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "tidemark/gate/formats/finding_text.h"
#include "tidemark/gate/formats/gzip_size.h"
#include "tidemark/gate/formats/sarif_rules.h"
#include "tidemark/gate/formats/source_place.h"

namespace tidemark::gate {
namespace {

using SarifJson = nlohmann::ordered_json;

// Indented documents take several times the room for nothing: they are for programs.
std::string SarifDump(const SarifJson& json) {
  return json.dump(-1, ' ', /*ensure_ascii=*/false, SarifJson::error_handler_t::replace);
}

// A relative reference: ":" in its first part would make that a scheme.
std::string RelativeUri(absl::string_view path) {
  std::string uri;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(byte) || absl::StrContains("-._~/", c)) {
      uri.push_back(c);
    } else {
      absl::StrAppendFormat(&uri, "%%%02X", byte);
    }
  }
  return uri;
}

SarifJson PhysicalLocation(const Place& place) {
  return {{"artifactLocation", {{"uri", RelativeUri(place.path)}, {"uriBaseId", "%SRCROOT%"}}},
          {"region", {{"startLine", place.line}}}};
}

const char* LevelOf(Level level) {
  switch (level) {
    case Level::kError:
      return "error";
    case Level::kWarning:
      return "warning";
    case Level::kNote:
      return "note";
  }
  return "error";
}

SarifJson Descriptor(const std::string& id, absl::string_view what, absl::string_view help) {
  return {{"id", id},
          {"shortDescription", {{"text", std::string(what)}}},
          {"fullDescription", {{"text", absl::StrCat(what, ".")}}},
          {"help", {{"text", std::string(help)}}},
          {"defaultConfiguration", {{"level", "error"}}}};
}

// The descriptors of all rules, known ones first, and the place of each.
class RuleIndex {
 public:
  RuleIndex() {
    for (const GateRule& rule : GateRules()) Add(std::string(rule.id), rule.what, rule.help);
  }

  size_t Of(const std::string& id) {
    const auto found = positions_.find(id);
    if (found != positions_.end()) return found->second;
    return Add(id, "A check of memory failed", "Look at the places that the message names.");
  }

  const SarifJson& descriptors() const { return descriptors_; }

 private:
  size_t Add(const std::string& id, absl::string_view what, absl::string_view help) {
    const size_t position = descriptors_.size();
    descriptors_.push_back(Descriptor(id, what, help));
    positions_.emplace(id, position);
    return position;
  }

  SarifJson descriptors_ = SarifJson::array();
  std::map<std::string, size_t> positions_;
};

std::string RuleId(const Verdict& verdict) {
  return verdict.rule.empty() ? "limit" : ShortText(verdict.rule);
}

SarifJson RelatedLocations(const Verdict& verdict, const FormatOptions& options) {
  SarifJson related = SarifJson::array();
  for (const Contribution& contribution : verdict.contributions) {
    if (!HasSource(contribution.site)) continue;
    SarifJson place = {
        {"physicalLocation", PhysicalLocation(PlaceOfSite(contribution.site, options))},
        {"message", {{"text", ContributionText(contribution, verdict.unit, options)}}}};
    // The schema wants each once; two that cleaning made equal are one.
    if (std::find(related.begin(), related.end(), place) == related.end()) {
      related.push_back(std::move(place));
    }
  }
  return related;
}

SarifJson ResultJson(const Verdict& verdict, size_t rule_index, const FormatOptions& options) {
  std::vector<std::string> lines = FindingDetails(verdict, options);
  lines.insert(lines.begin(),
               absl::StrCat(TestName(verdict.test), ": ", FindingHeadline(verdict), "."));
  SarifJson location = {{"physicalLocation", PhysicalLocation(PlaceOfVerdict(verdict, options))}};
  SarifJson properties = {{"test", TestName(verdict.test)},
                          {"metric", ShortText(verdict.metric)},
                          {"after", verdict.after}};
  if (verdict.before) properties["before"] = *verdict.before;
  if (verdict.limit) properties["limit"] = *verdict.limit;
  SarifJson result = {
      {"ruleId", RuleId(verdict)},
      {"ruleIndex", rule_index},
      {"level", LevelOf(verdict.level)},
      {"message", {{"text", absl::StrJoin(lines, "\n")}}},
      {"locations", SarifJson::array({std::move(location)})},
      {"partialFingerprints", {{"primaryLocationLineHash", ShortText(verdict.fingerprint)}}},
      {"properties", std::move(properties)}};
  SarifJson related = RelatedLocations(verdict, options);
  if (!related.empty()) result["relatedLocations"] = std::move(related);
  return result;
}

SarifJson Notification(absl::string_view id, absl::string_view level, absl::string_view text) {
  return {{"descriptor", {{"id", std::string(id)}}},
          {"level", std::string(level)},
          {"message", {{"text", std::string(text)}}}};
}

SarifJson Notifications(const CheckResult& result) {
  SarifJson list = SarifJson::array();
  size_t left_out = 0;
  const auto add = [&](absl::string_view id, absl::string_view level, const std::string& text) {
    if (list.size() < kMaxSarifNotifications) {
      list.push_back(Notification(id, level, text));
    } else {
      ++left_out;
    }
  };
  for (const RefusedTrace& refused : result.refused) {
    add(refused.empty ? "empty-trace" : "unusable-trace", "error",
        absl::StrCat(ShortText(refused.trace), ": ", ShortText(refused.message)));
  }
  if (result.verdicts.empty()) add("nothing-judged", "error", "nothing was judged");
  for (const Verdict* verdict : NotJudged(result)) {
    add("not-judged", "warning",
        absl::StrCat(TestName(verdict->test), ": ", FindingHeadline(*verdict)));
  }
  for (const TraceNote& note : result.notes) {
    add("note", "note", absl::StrCat(ShortText(note.trace), ": ", ShortText(note.text)));
  }
  if (left_out > 0) {
    list.push_back(Notification("left-out", "warning",
                                absl::StrCat(left_out, " more notifications are not listed")));
  }
  return list;
}

// The results that the service takes, each with its comma, and how many it would not take.
struct Results {
  std::string text;
  size_t left_out = 0;
};

Results ResultsText(const CheckResult& result, const FormatOptions& options, RuleIndex* rules) {
  const std::vector<const Verdict*> failures = FailuresLargestFirst(result);
  // The rest of the document has a part that does not depend on the results' number.
  constexpr size_t kForTheRest = 1'000'000;
  GzipSize size;
  Results results;
  for (size_t i = 0; i < failures.size(); ++i) {
    std::string text =
        SarifDump(ResultJson(*failures[i], rules->Of(RuleId(*failures[i])), options));
    if (i > 0) text.insert(0, ",\n");
    size.Add(text);
    if (i >= kMaxSarifResults || size.AtMost() > kMaxSarifGzipBytes - kForTheRest) {
      results.left_out = failures.size() - i;
      break;
    }
    absl::StrAppend(&results.text, text);
  }
  return results;
}

}  // namespace

std::string SarifText(const CheckResult& result, const FormatOptions& options) {
  RuleIndex rules;
  const Results results = ResultsText(result, options, &rules);
  SarifJson notifications = Notifications(result);
  if (results.left_out > 0) {
    notifications.push_back(
        Notification("left-out", "warning",
                     absl::StrCat(results.left_out,
                                  " smaller findings are not listed: a document may not be "
                                  "larger")));
  }
  const SarifJson invocation = {
      {"executionSuccessful", result.refused.empty() && !result.verdicts.empty()},
      {"toolExecutionNotifications", std::move(notifications)}};
  const SarifJson driver = {{"name", "tidemark"}, {"rules", rules.descriptors()}};
  return absl::StrCat(
      "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\n",
      "\"runs\":[{\"tool\":{\"driver\":", SarifDump(driver), "},\n\"invocations\":[",
      SarifDump(invocation), "],\n\"results\":[\n", results.text, "\n]}]}\n");
}

}  // namespace tidemark::gate
