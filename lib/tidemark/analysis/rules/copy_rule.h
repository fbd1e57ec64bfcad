// What copy rules are offered: the copies that are followed, their facts, and a part in judging
// them.
//
// Produced by CopyFollower; consumed by the copy rules.
//
// Ownership: a followed copy is valid until it is judged. Threading: one thread at a time.
// Units: bytes, nanoseconds. Copies are named by the event that made them.
#ifndef TIDEMARK_ANALYSIS_RULES_COPY_RULE_H_
#define TIDEMARK_ANALYSIS_RULES_COPY_RULE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "tidemark/analysis/model/edit.h"
#include "tidemark/analysis/model/moment.h"
#include "tidemark/analysis/model/slots.h"
#include "tidemark/analysis/model/trace_observer.h"

namespace tidemark::analysis {

// A fact about a copy may not be decided yet: it can depend on what comes later in the trace.
enum class Truth : uint8_t { kNo, kYes, kOpen };

constexpr Truth TruthOf(bool fact) { return fact ? Truth::kYes : Truth::kNo; }
constexpr Truth Not(Truth a) { return a == Truth::kOpen ? Truth::kOpen : TruthOf(a == Truth::kNo); }
constexpr Truth And(Truth a, Truth b) {
  if (a == Truth::kNo || b == Truth::kNo) return Truth::kNo;
  return a == Truth::kOpen || b == Truth::kOpen ? Truth::kOpen : Truth::kYes;
}
template <class... More>
constexpr Truth And(Truth a, Truth b, More... more) {
  return And(And(a, b), more...);
}

// The facts that several copy rules ask about. What one rule alone needs is in its own CopyJudge.
struct CopyFacts {
  absl::string_view op;           // kept by the CopyFollower
  absl::string_view reason;       // kept by the CopyFollower
  bool equal_dtype = false;       // the same code, or either unknown
  bool dtype_doubtful = false;    // one is unknown, and the reason says that they differ
  bool equal_layout = false;      // the same shape and strides, or nothing tells of others
  absl::string_view index;        // of a gather, as its operation says; kept by the CopyFollower
  int64_t index_bytes = 0;        // of the arrays of positions
  bool repeats_elements = false;  // of the source, in the source's own layout or by tile and repeat
  int64_t distinct_bytes = 0;     // where it repeats: of the elements that are repeated
  bool source_outweighs = false;  // its buffer is larger than the destination
  bool full_extent = false;       // it has as many bytes as either buffer
  bool sole_view = false;         // no other view of its source was live when it was made
  bool source_foreign = false;    // adopted, mapped or inherited memory
  // The destination shows the elements that the source shows: none was picked, repeated or moved
  // elsewhere, so that a view can stand for the copy.
  bool same_elements = false;
  bool same_place = false;  // both are in the same space
  // Where the destination is the better aligned one, that may have been the purpose.
  bool as_aligned = false;
  bool same_kind = false;         // of memory, or either unknown
  bool source_read_only = false;  // by the view that was copied from
  // The destination was allocated for this copy: after the source was last used, and neither
  // accessed before nor assigned to.
  bool new_destination = false;
  // Other memory can stand for the destination: it is not memory of others, nor are there views
  // that look at this very buffer, nor has it parts that come from elsewhere, nor was it read before,
  // as the one that each round of a loop copies into.
  bool replaceable = false;
  // No write to the destination since.
  Truth destination_unwritten = Truth::kOpen;
  // No write to the source until the destination's last access.
  Truth source_steady = Truth::kOpen;
  // The source was freed before the destination.
  Truth source_freed_first = Truth::kOpen;
  // The source was freed and not accessed after the copy.
  Truth source_died = Truth::kOpen;
};

// One step from a buffer to the one that it was copied from.
struct Ancestor {
  int64_t copy = 0;
  BufferRef source;
};

// Nearest first. Longer chains of copies are cut off.
inline constexpr size_t kMaxLineage = 16;
using Lineage = absl::InlinedVector<Ancestor, 1>;

// Whether and when a buffer was written after a copy.
struct WrittenSince {
  bool ever = false;
  int64_t t = 0;  // the earliest

  void Note(int64_t time);
  bool ConflictsWith(std::optional<int64_t> last_access) const;
};

struct FollowedCopy : SlotOwner {
  Moment made;
  int64_t bytes = 0;
  BufferRef source;
  BufferRef destination;
  int64_t source_id = 0;
  int64_t destination_id = 0;
  int64_t destination_bytes = 0;
  int64_t gaps = 0;
  // When the last event was that tells of it; later ones tell of other accesses.
  int64_t told_t = 0;
  bool is_all = false;    // that its destination ever held for a reader
  bool is_numpy = false;  // an array of NumPy's: not all of its accesses are seen in their order
  bool other_thread = false;  // accessed a side, or, of NumPy's, let go of the destination
  bool certain = true;
  bool closed = false;  // the destination has ended or was written
  bool source_freed = false;
  CopyFacts facts;
  WrittenSince source_written;
  Lineage lineage;  // of the source
  absl::InlinedVector<WrittenSince, 1> ancestor_written;
  int8_t first_conflict = Edit::kNoConflict;
};

// The state of a copy rule that needs more than CopyFacts: made once for an analysis. It observes
// the trace, after the CopyFollower did. What it keeps with each copy it keeps in
// a slot (CopyFollower::slots()).
class CopyJudge : public TraceObserver {
 public:
  // The copy is followed from here on.
  virtual void OnFollowed(FollowedCopy& /*copy*/, const CopyMade& /*made*/) {}
  // Its destination was written, or has ended unwritten; the facts say so already.
  virtual void OnClosed(FollowedCopy& /*copy*/, bool /*written*/) {}
  // It was judged, and is not followed any more.
  virtual void OnDecided(FollowedCopy& /*copy*/) {}
  // kOpen is answered only for as long as a later hook calls CopyFollower::TryDecide for the copy,
  // or one of its facts is open.
  virtual Truth Judge(const FollowedCopy& copy) const = 0;
  // `edit` lets the destination share the source of the copy, if that is possible; a rule that wants
  // another one changes it.
  virtual void CompleteEdit(const FollowedCopy& /*copy*/, Edit* /*edit*/) const {}
  // Further edits that belong to it. The lives of their buffers are kept by who appends them.
  virtual void AppendEdits(const FollowedCopy& /*copy*/, std::vector<Edit>* /*edits*/) const {}
  // What is counted.
  virtual int64_t Bytes(const FollowedCopy& copy) const { return copy.destination_bytes; }
  // Whether that it matches is all that there is to know.
  virtual bool IsCertain(const FollowedCopy& /*copy*/) const { return true; }
  // The buffer that Edit::shared names.
  virtual BufferRef Shared(const FollowedCopy& copy) const { return copy.source; }
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_RULES_COPY_RULE_H_
