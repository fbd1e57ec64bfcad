#include "tidemark/leak_flags.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "tidemark/analysis/rules/leak_suppression.h"
#include "tidemark/base/display_text.h"
#include "tidemark/base/status.h"
#include "tidemark/console.h"

namespace tidemark::cli {
namespace {

constexpr int64_t kLargestFile = int64_t{16} << 20;

absl::StatusOr<std::string> ReadSuppressions(const std::string& verb, const std::string& path) {
  const auto refuse = [&](const std::string& why) {
    return absl::InvalidArgumentError(absl::StrCat(
        verb, ": --suppressions: ", CleanForDisplay(path, /*unicode=*/true), ": ", why));
  };
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return refuse("is a folder, not a file");
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) return refuse(std::strerror(errno));
  std::string text(kLargestFile + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return refuse("cannot be read");
  text.resize(static_cast<size_t>(file.gcount()));
  if (static_cast<int64_t>(text.size()) > kLargestFile) return refuse("is larger than 16 MiB");
  return text;
}

}  // namespace

void LeakFlags::Declare(CommandLine* line) {
  line->Option("--suppressions", &files_,
               "what is no leak, in LeakSanitizer's format (leak:PATTERN); may be given several "
               "times");
  line->Flag("--no-builtin-suppressions", &no_builtin_,
             "count as leaks also what runtimes and installed programs keep to the end "
             "('tidemark suppressions' lists it)");
}

absl::Status LeakFlags::Apply(const std::string& verb, analysis::AnalyzeOptions* options) const {
  options->leak_suppressions.builtin = !no_builtin_;
  for (const std::string& path : files_) {
    TIDEMARK_ASSIGN_OR_RETURN(const std::string text, ReadSuppressions(verb, path));
    absl::StatusOr<analysis::LeakSuppressionFile> file =
        analysis::ParseLeakSuppressions(text, CleanForDisplay(path, /*unicode=*/true));
    if (!file.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat(verb, ": --suppressions: ", file.status().message()));
    }
    if (file->other_kinds > 0) {
      PrintError(absl::StrCat(verb, ": --suppressions: ", file->first_of_other,
                              file->other_kinds == 1
                                  ? " is not about leaks and is left out"
                                  : absl::StrCat(" and ", file->other_kinds - 1,
                                                 " more are not about leaks and are left out")));
    }
    for (analysis::LeakSuppression& suppression : file->suppressions) {
      options->leak_suppressions.own.push_back(std::move(suppression));
    }
  }
  return absl::OkStatus();
}

}  // namespace tidemark::cli
