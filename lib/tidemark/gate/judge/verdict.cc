#include "tidemark/gate/judge/verdict.h"

#include <algorithm>

namespace tidemark::gate {
namespace {

int64_t CountOf(const CheckResult& result, Outcome outcome) {
  return std::count_if(result.verdicts.begin(), result.verdicts.end(),
                       [&](const Verdict& verdict) { return verdict.outcome == outcome; });
}

}  // namespace

const char* LevelName(Level level) {
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

int64_t CheckResult::failures() const { return CountOf(*this, Outcome::kFailed); }
int64_t CheckResult::not_judged() const { return CountOf(*this, Outcome::kNotJudged); }
int64_t CheckResult::judged() const { return static_cast<int64_t>(verdicts.size()) - not_judged(); }

bool CheckResult::passed() const {
  return refused.empty() && (judged() > 0 || excused) && failures() == 0 && not_judged() == 0;
}

}  // namespace tidemark::gate
