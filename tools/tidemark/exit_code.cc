#include "tidemark/exit_code.h"

#include <algorithm>
#include <array>

namespace tidemark::cli {

ExitCode ExitCodeOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return ExitCode::kOk;
    case absl::StatusCode::kFailedPrecondition:
      return ExitCode::kNothingJudged;
    default:
      return ExitCode::kUnreadable;
  }
}

ExitCode MoreSevere(ExitCode a, ExitCode b) {
  static constexpr std::array<ExitCode, 5> kOrder = {ExitCode::kUnreadable, ExitCode::kUsage,
                                                     ExitCode::kOverLimit, ExitCode::kNothingJudged,
                                                     ExitCode::kOk};
  return *std::find_if(kOrder.begin(), kOrder.end(),
                       [&](ExitCode code) { return code == a || code == b; });
}

}  // namespace tidemark::cli
