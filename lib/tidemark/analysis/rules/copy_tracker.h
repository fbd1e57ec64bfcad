// Follows every copy until its fate decides which rule it matches, if any.
//
// Fed by FirstPass with copies, accesses and frees in the order of the trace; hands what the copy
// rules (rules/rule_table.h) match to the FindingCollector.
//
// A copy is followed while its destination is live and unwritten; after that only while its source
// may still turn out dead (dead-source-copy) or an earlier copy may turn out its twin
// (duplicate-copy). Since a copy arms both sides, an access that is not in the log did not happen.
//
// A copy within one buffer is an access to it and nothing else: its source changes as it is made,
// so that no rule can call it redundant.
//
// Memory: O(copies followed). Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_RULES_COPY_TRACKER_H_
#define TIDEMARK_ANALYSIS_RULES_COPY_TRACKER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "tidemark/analysis/model/live_state.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/analysis/model/trace_health.h"
#include "tidemark/analysis/model/wide_sum.h"
#include "tidemark/analysis/rules/duplicate_group.h"
#include "tidemark/analysis/rules/finding_collector.h"
#include "tidemark/analysis/rules/rule.h"

namespace tidemark::analysis {

class CopyTracker {
 public:
  // All outlive the tracker.
  CopyTracker(LiveState* live, FindingCollector* findings, const TraceHealth* health)
      : live_(*live), findings_(*findings), health_(*health) {}

  // A copy; its read of the source and write to the destination have been told by OnAccess before.
  // The handles are null where the event names none that is live.
  void OnCopy(const trace::Copy& copy, Buffer& source, const Handle* source_handle,
              Buffer& destination, const Handle* destination_handle, const Moment& moment);

  void OnAccess(Buffer& buffer, bool is_write, const Moment& moment);

  // A raw pointer to the buffer was handed out: what is found of its copies is only likely.
  void OnEscape(Buffer& buffer);

  // `last_access`: the latest time of the free's last_read and last_write and of the accesses in
  // the log; nullopt where the free tells neither.
  void OnFree(Buffer& buffer, std::optional<int64_t> last_access);

  // The trace has ended: the live buffers stay as they are.
  void Finish();

  void AddTo(Copies* copies) const;

 private:
  // Whether and when a buffer was written after a copy.
  struct Written {
    bool ever = false;
    int64_t t = 0;  // the earliest
    void Note(int64_t time);
    bool ConflictsWith(std::optional<int64_t> last_access) const;
  };
  struct Followed {
    Moment made;
    int64_t bytes = 0;
    int64_t source = 0;  // serials and ids
    int64_t destination = 0;
    int64_t source_id = 0;
    int64_t destination_id = 0;
    int64_t destination_bytes = 0;
    int64_t gaps = 0;
    bool other_thread = false;  // one of the sides was accessed by another thread
    bool certain = true;
    bool is_all = false;  // that its destination ever held for a reader
    bool closed = false;  // the destination has ended or was written
    bool source_freed = false;
    CopyFacts facts;
    Written source_written;
    Lineage lineage;  // of the source
    absl::InlinedVector<Written, 1> ancestor_written;
    std::shared_ptr<DuplicateGroup> group;
    std::string dtype;             // of the destination
    int64_t twin = 0;              // a copy
    int64_t twin_destination = 0;  // its serial
    int8_t first_conflict = Edit::kNoConflict;
  };

  Followed* Find(int64_t copy);
  void NoteSourceWritten(CopyLinks& links, int64_t serial, const Moment& moment);
  void JoinDuplicates(Followed& copy, Buffer& source, const Handle* source_handle,
                      absl::string_view dtype);
  void CloseWritten(int64_t copy);
  void CloseEnded(int64_t copy, std::optional<int64_t> last_access);
  void Close(Followed& copy);
  void LeaveGroup(Followed& copy, bool written);
  void SettleSource(int64_t copy, Truth died);
  void TryDecide(int64_t copy);
  void Emit(const Followed& copy, size_t rule);

  LiveState& live_;
  FindingCollector& findings_;
  const TraceHealth& health_;
  absl::flat_hash_map<int64_t, std::unique_ptr<Followed>> followed_;
  int64_t redundant_count_ = 0;
  WideSum redundant_bytes_ = 0;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_RULES_COPY_TRACKER_H_
