#include "tidemark/gate/formats/gitlab.h"

#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/gate/formats/finding_text.h"
#include "tidemark/gate/formats/source_place.h"

namespace tidemark::gate {
namespace {

using GitlabJson = nlohmann::ordered_json;

const char* SeverityOf(Level level) {
  switch (level) {
    case Level::kError:
      return "major";
    case Level::kWarning:
      return "minor";
    case Level::kNote:
      return "info";
  }
  return "major";
}

// GitLab drops all but one of the issues of one fingerprint. Those of verdicts are unique already;
// this keeps the report right for any input.
class UniqueNames {
 public:
  std::string Of(const std::string& name) {
    std::string unique = name;
    for (int i = 2; !taken_.insert(unique).second; ++i) unique = absl::StrCat(name, "-", i);
    return unique;
  }

 private:
  std::set<std::string> taken_;
};

GitlabJson Issue(const std::string& description, const std::string& check_name,
                 const std::string& fingerprint, const char* severity, const Place& place) {
  return {{"description", description},
          {"check_name", check_name},
          {"fingerprint", fingerprint},
          {"severity", severity},
          {"location", {{"path", place.path}, {"lines", {{"begin", place.line}}}}}};
}

}  // namespace

std::string GitlabText(const CheckResult& result, const FormatOptions& options) {
  GitlabJson issues = GitlabJson::array();
  UniqueNames fingerprints;
  const auto description = [](const Verdict& verdict) {
    return absl::StrCat(TestName(verdict.test), ": ", FindingHeadline(verdict));
  };
  for (const RefusedTrace& refused : result.refused) {
    const Place place = PlaceOfTrace(refused.trace, options);
    issues.push_back(Issue(absl::StrCat(ShortText(refused.trace), ": ", ShortText(refused.message)),
                           refused.empty ? "empty-trace" : "unusable-trace",
                           fingerprints.Of(absl::StrCat("trace:", ShortText(place.path))),
                           "critical", place));
  }
  for (const Verdict* verdict : FailuresLargestFirst(result)) {
    issues.push_back(Issue(description(*verdict), ShortText(verdict->rule),
                           fingerprints.Of(ShortText(verdict->fingerprint)),
                           SeverityOf(verdict->level), PlaceOfVerdict(*verdict, options)));
  }
  for (const Verdict* verdict : NotJudged(result)) {
    issues.push_back(Issue(description(*verdict), "not-judged",
                           fingerprints.Of(ShortText(verdict->fingerprint)), "minor",
                           PlaceOfVerdict(*verdict, options)));
  }
  if (result.refused.empty() && result.verdicts.empty()) {
    issues.push_back(Issue("nothing was judged", "not-judged", "nothing-judged", "critical",
                           PlaceOfTrace("tidemark.json", options)));
  }
  return issues.dump(2, ' ', /*ensure_ascii=*/false, GitlabJson::error_handler_t::replace) + "\n";
}

}  // namespace tidemark::gate
