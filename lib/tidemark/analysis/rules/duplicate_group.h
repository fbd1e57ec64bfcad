// The copies of the same contents: which of them had a live, unmodified twin?
//
// The rule duplicate-copy keeps a group for each extent of a source while the source is not
// written, and passes on what becomes of the copies; the group settles, as early as possible,
// whether a copy had a twin: an earlier copy into the same dtype, or where either dtype is unknown,
// that was live when it was made and whose destination was not written until its end.
//
// Copies are named by their event, so that a smaller number is an earlier copy.
// Memory: O(copies not settled). Ownership: the words of dtypes outlive the group.
// Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_RULES_DUPLICATE_GROUP_H_
#define TIDEMARK_ANALYSIS_RULES_DUPLICATE_GROUP_H_

#include <cstdint>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "tidemark/analysis/model/rising_set.h"

namespace tidemark::analysis {

class DuplicateGroup {
 public:
  struct Settled {
    int64_t copy = 0;
    bool had_twin = false;
  };

  bool empty() const { return by_dtype_.empty(); }

  // A further copy, later than all before; `dtype` is empty where unknown. False when no twin is
  // live: it has none, and will not be settled later.
  bool Add(int64_t copy, absl::string_view dtype);

  // The destination of `copy` was written. Appends whatever is settled by that.
  void OnWritten(int64_t copy, absl::string_view dtype, std::vector<Settled>* settled);

  // The destination of `copy` ended unwritten: it is the twin of all made while it lived.
  void OnEnded(int64_t copy, absl::string_view dtype, std::vector<Settled>* settled);

 private:
  struct OfDtype {
    absl::string_view dtype;
    RisingSet open;     // their destinations live, unwritten
    RisingSet waiting;  // not settled; twins can only be the open ones before them
  };
  bool HasOpenBefore(int64_t copy, absl::string_view dtype) const;
  OfDtype& Of(absl::string_view dtype);
  void SettleThoseWithoutTwin(std::vector<Settled>* settled);

  absl::InlinedVector<OfDtype, 1> by_dtype_;  // by name; none of both sets empty
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_RULES_DUPLICATE_GROUP_H_
