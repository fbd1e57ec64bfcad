#include "tidemark/testing/measure.h"

#include <stdexcept>

#include "absl/strings/str_cat.h"
#include "tidemark/memory/hooks.h"
#include "tidemark/testing/memory_tally.h"

namespace tidemark::testing {
namespace {

constexpr bool kHooksAreCompiledIn = TIDEMARK_HOOKS != 0;

}  // namespace

RunningMeasurement::RunningMeasurement() : tally_(std::make_unique<MemoryTally>()) {
  if (!kHooksAreCompiledIn) {
    problem_ =
        "tidemark was built with -DTIDEMARK_HOOKS=OFF, so that no memory event is told; build it "
        "with -DTIDEMARK_HOOKS=ON to measure memory";
    return;
  }
  attached_ = AttachObserver(tally_.get());
  if (!attached_) {
    problem_ = absl::StrCat("no more than ", kMaxObservers,
                            " observers of memory can be attached at a time, and so many are: "
                            "nest fewer measurements");
  }
}

RunningMeasurement::~RunningMeasurement() {
  if (attached_) DetachObserver(tally_.get());
}

Measurement RunningMeasurement::Stop() {
  if (attached_) DetachObserver(tally_.get());
  attached_ = false;
  Measurement measurement = tally_->Read();
  if (!problem_.empty()) measurement.problem = problem_;
  return measurement;
}

namespace measurement_internal {

void ThrowOnProblem(const std::string& problem) {
  if (!problem.empty()) {
    throw std::runtime_error(absl::StrCat("memory could not be measured: ", problem));
  }
}

}  // namespace measurement_internal

}  // namespace tidemark::testing
