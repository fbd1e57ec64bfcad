#include "tidemark/numpy/new_arrays.h"

#include "tidemark/numpy/ledger.h"
#include "tidemark/numpy/numpy_abi.h"

namespace tidemark::numpy {

namespace new_arrays_internal {

constinit NewArray waiting;
constinit int scratch_count = 0;

void SettleAny() {
  if (HasLateMoves()) TellLateMoves();
  if (waiting.object == nullptr) return;
  const Moment moment;
  const NewArray settled = waiting;
  waiting.object = nullptr;
  Meet(settled.object, settled);
}

}  // namespace new_arrays_internal

namespace {

using new_arrays_internal::scratch_count;
using new_arrays_internal::waiting;

constexpr int kMostScratch = 8;
NewArray scratch[kMostScratch];

bool IsScratch(const PyObject* object) {
  const Array* const array = AsArray(object);
  if (object->ob_type != numpy_abi.array_type) return true;
  return array->nd == 0 && array->data != nullptr && (array->flags & kOwnsData) != 0;
}

}  // namespace

NewArray TakeFromScratch(const PyObject* object) {
  for (int i = 0; i < scratch_count; ++i) {
    if (scratch[i].object != object) continue;
    const NewArray taken = scratch[i];
    scratch[i] = scratch[--scratch_count];
    return taken;
  }
  return {};
}

void Begin(PyObject* object, tm_site site, const char* op, bool by_library) {
  if (waiting.object != nullptr) {
    const bool is_scratch =
        waiting.op != nullptr && scratch_count < kMostScratch && IsScratch(waiting.object);
    if (is_scratch) {
      scratch[scratch_count++] = waiting;
    } else {
      Settle();
    }
  }
  waiting = {.object = object, .op = op, .site = site, .by_library = by_library};
}

void SettleScratch() {
  // A later operation would take it for its own.
  if (waiting.op != nullptr && waiting.object != nullptr && IsScratch(waiting.object)) {
    new_arrays_internal::SettleAny();
  }
  while (scratch_count > 0) {
    const NewArray settled = scratch[--scratch_count];
    const Moment moment;
    Meet(settled.object, settled);
  }
}

bool IsWaitingOrScratch(const PyObject* object) {
  if (IsWaiting(object)) return true;
  for (int i = 0; i < scratch_count; ++i) {
    if (scratch[i].object == object) return true;
  }
  return false;
}

bool EndsUntold(PyObject* object) {
  const Array* const array = AsArray(object);
  if (scratch_count > 0) {
    const NewArray taken = TakeFromScratch(object);
    if (taken.object != nullptr && array->nd == 0) return true;
    if (taken.object != nullptr) Meet(object, taken);
  }
  if (waiting.object == nullptr || waiting.object != object) return false;
  // Nobody has seen it. What held no elements of its own, or one, is scratch.
  if (OwnsData(array) && array->nd != 0) return false;
  waiting.object = nullptr;
  return true;
}

void ForgetNewArrays() {
  waiting = {};
  scratch_count = 0;
}

}  // namespace tidemark::numpy
