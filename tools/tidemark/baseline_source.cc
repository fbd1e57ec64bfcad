#include "tidemark/baseline_source.h"

#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "tidemark/base/status.h"
#include "tidemark/losses.h"
#include "tidemark/progress.h"

namespace tidemark::cli {

bool IsBaselineFile(const std::string& path) {
  constexpr size_t kLookedAt = 4096;
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return false;
  std::string begin(kLookedAt, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(begin.data(), kLookedAt);
  begin.resize(static_cast<size_t>(file.gcount()));
  const size_t at = begin.find("\"schema\"");
  if (at == std::string::npos) return false;
  absl::string_view rest =
      absl::StripLeadingAsciiWhitespace(absl::string_view(begin).substr(at + 8));
  if (!absl::ConsumePrefix(&rest, ":")) return false;
  rest = absl::StripLeadingAsciiWhitespace(rest);
  return absl::StartsWith(rest, "\"tidemark-baseline/");
}

gate::Baseline BaselineOfReport(const analysis::Report& report) {
  gate::BaselineOptions options;
  options.repository = gate::FindRepository(".");
  options.most_rows = 0;
  return gate::MakeBaseline(report, options);
}

absl::StatusOr<gate::Baseline> LoadBaseline(const std::string& path,
                                            const analysis::AnalyzeOptions& analyze) {
  if (IsBaselineFile(path)) return gate::ReadBaseline(path);
  TIDEMARK_ASSIGN_OR_RETURN(const analysis::Report report, AnalyzeWithProgress(path, analyze));
  PrintLosses(path, report.trace);
  return BaselineOfReport(report);
}

}  // namespace tidemark::cli
