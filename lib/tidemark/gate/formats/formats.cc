#include "tidemark/gate/formats/formats.h"

#include "tidemark/gate/formats/github.h"
#include "tidemark/gate/formats/gitlab.h"
#include "tidemark/gate/formats/json.h"
#include "tidemark/gate/formats/junit.h"
#include "tidemark/gate/formats/markdown.h"
#include "tidemark/gate/formats/sarif.h"
#include "tidemark/gate/formats/text.h"
#include "tidemark/gate/formats/trend.h"

namespace tidemark::gate {
namespace {

constexpr CheckFormat kCheckFormats[] = {
    {"text", "for people and logs (the default)", CheckText},
    {"json", "everything, for programs: schema tidemark-check/1", CheckJson},
    {"markdown", "a job's summary, or a comment on a pull request", MarkdownText},
    {"junit", "JUnit XML, for GitLab, Jenkins and others", JunitText},
    {"sarif", "SARIF 2.1.0, for code scanning", SarifText},
    {"github", "annotations in a log of GitHub Actions", GithubText},
    {"gitlab", "a Code Quality report of GitLab", GitlabText},
    {"ctest", "measurements of CTest, for CDash", CtestText},
    {"benchmark", "github-action-benchmark's customSmallerIsBetter", BenchmarkText},
    {"bencher", "Bencher Metric Format", BencherText},
};

}  // namespace

absl::Span<const CheckFormat> CheckFormats() { return kCheckFormats; }

const CheckFormat* FindCheckFormat(absl::string_view name) {
  for (const CheckFormat& format : kCheckFormats) {
    if (format.name == name) return &format;
  }
  return nullptr;
}

std::vector<std::string> CheckFormatNames() {
  std::vector<std::string> names;
  for (const CheckFormat& format : kCheckFormats) names.emplace_back(format.name);
  return names;
}

}  // namespace tidemark::gate
