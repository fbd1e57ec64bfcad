#include "tidemark/analysis/rules/leak_judge.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tidemark/analysis/rules/installed_code.h"
#include "tidemark/base/glob.h"

namespace tidemark::analysis {
namespace {

using Frame = Places::Frame;

// Recorders keep this many addresses of a stack, those furthest in.
constexpr int kDeepestRecorded = 128;

bool AnyGlobMatches(absl::string_view globs, absl::string_view text) {
  for (const absl::string_view glob : absl::StrSplit(globs, ' ', absl::SkipEmpty())) {
    if (GlobMatches(glob, text)) return true;
  }
  return false;
}

bool Names(const BuiltinSuppression& row, const SiteReport& site) {
  return AnyGlobMatches(row.modules, ModuleName(site.module)) &&
         AnyGlobMatches(row.functions, site.function);
}

bool Matches(const LeakSuppression& suppression, const SiteReport& site) {
  return SuppressionMatches(suppression.pattern, site.function) ||
         SuppressionMatches(suppression.pattern, site.file) ||
         SuppressionMatches(suppression.pattern, site.module) ||
         SuppressionMatches(suppression.pattern, site.label);
}

// A script's call of any library's function. What libffi allocates for itself is not.
bool IsForeignCall(const Frame& frame) {
  if (frame.named && absl::StartsWith(frame.site.function, "ffi_call")) return true;
  return !frame.named && absl::StartsWith(ModuleName(frame.site.module), "libffi.so");
}

// What is learnt of a stack by going through it from the innermost frame out.
class StackFacts {
 public:
  // The row that applies to the frame; null: none.
  const BuiltinSuppression* Row(const Frame& frame) {
    if (frame.role == FrameRole::kRecorder || frame.role == FrameRole::kScript) return nullptr;
    const bool calls = frame.role != FrameRole::kAllocator && module_ == frame.site.module;
    for (const BuiltinSuppression& row : BuiltinSuppressions()) {
      if (row.only_what_it_calls && !calls) continue;
      if (Names(row, frame.site)) return &row;
    }
    return nullptr;
  }

  void Pass(const Frame& frame) {
    if (!frame.inlined) ++depth_;
    if (frame.role == FrameRole::kRecorder) return;
    // A script has no memory of its own: what it called has decided already.
    if (frame.role == FrameRole::kScript) {
      began_ = true;
      return;
    }
    const bool installed = IsInstalled(frame.site.module);
    // Where a program is entered it has no name if it has no symbols, and it is no code of its own.
    users_ = users_ || !installed || IsForeignCall(frame);
    began_ = IsBeginning(frame);
    if (frame.role != FrameRole::kAllocator) module_ = frame.site.module;
    outside_c_ = outside_c_ || (installed && !IsCRuntime(frame.site.module));
  }

  // Frames further out are called by the user's code, or are it.
  bool users() const { return users_; }
  // Nothing is missing that could be the user's.
  bool whole() const { return began_ || depth_ >= kDeepestRecorded; }

 private:
  bool IsBeginning(const Frame& frame) const {
    if (frame.role == FrameRole::kStart) return true;
    if (frame.named && frame.site.function == "execute_native_thread_routine") return true;
    // A program without symbols is entered by a frame without a name, which called a named one.
    if (!frame.named && began_) return true;
    // Without debug info, the functions of the C library that start programs and threads have no
    // name. They are not the only ones that call out, but the others have callers.
    return outside_c_ && !frame.named && IsCRuntime(frame.site.module);
  }

  int depth_ = 0;
  bool users_ = false;
  bool began_ = false;      // the frame furthest out so far is where a program or thread begins
  bool outside_c_ = false;  // a frame so far is in neither the C library nor the loader
  std::string module_;      // of the last frame that is no allocator's
};

}  // namespace

LeakJudge::Why LeakJudge::JudgeByOwn(SiteIndex site) {
  for (const LeakSuppression& suppression : suppressions_.own) {
    const bool matches = Matches(suppression, places_.Resolve(site)) ||
                         places_.AnyFrame(site, [&](const Frame& frame) {
                           return Matches(suppression, frame.site);
                         });
    if (matches) {
      return {.name = suppression.pattern,
              .reason = absl::StrCat("suppressed by ", suppression.source),
              .suppressed = true};
    }
  }
  return {};
}

LeakJudge::Why LeakJudge::JudgeByBuiltin(SiteIndex site) {
  const auto why = [](const BuiltinSuppression& row) {
    return Why{.name = std::string(row.name), .reason = std::string(row.reason)};
  };
  StackFacts facts;
  const BuiltinSuppression* applies = nullptr;
  const bool by_row = places_.AnyFrame(site, [&](const Frame& frame) {
    if (!facts.users()) applies = facts.Row(frame);
    facts.Pass(frame);
    return applies != nullptr;
  });
  if (by_row) {
    // Code without a name of which the place knows what it is.
    for (const BuiltinSuppression& row : BuiltinSuppressions()) {
      if (Names(row, places_.Resolve(site))) return why(row);
    }
    return why(*applies);
  }
  return facts.whole() && !facts.users() ? why(kInstalledCode) : Why{};
}

LeakJudge::Why LeakJudge::Judge(SiteIndex site) {
  Why why = JudgeByOwn(site);
  if (why.name.empty() && suppressions_.builtin) why = JudgeByBuiltin(site);
  return why;
}

bool LeakJudge::IsLeak(SiteIndex site, WideSum weighted, Weight weight) {
  const auto index = static_cast<size_t>(site);
  if (index >= of_site_.size()) of_site_.resize(index + 1);
  if (of_site_[index] == nullptr) of_site_[index] = &*groups_.try_emplace(Judge(site)).first;
  auto& [why, group] = *of_site_[index];
  if (why.name.empty()) return true;
  group.bytes += weighted;
  group.weight += weight;
  return false;
}

LiveAtExit LeakJudge::Report() const {
  LiveAtExit report;
  WideSum bytes = 0;
  WideSum weight = 0;
  for (const auto& [why, group] : groups_) {
    if (why.name.empty()) continue;
    bytes += group.bytes;
    weight += group.weight;
    report.groups.push_back({.name = why.name,
                             .reason = why.reason,
                             .count = NarrowCount(group.weight),
                             .bytes = Narrow(group.bytes),
                             .suppressed = why.suppressed});
  }
  report.count = NarrowCount(weight);
  report.bytes = Narrow(bytes);
  std::stable_sort(
      report.groups.begin(), report.groups.end(),
      [](const LiveAtExit::Group& a, const LiveAtExit::Group& b) { return a.bytes > b.bytes; });
  return report;
}

}  // namespace tidemark::analysis
