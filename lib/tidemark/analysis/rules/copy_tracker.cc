#include "tidemark/analysis/rules/copy_tracker.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {
namespace {

// Do `bytes` of `dtype` hold as many elements as the source? As many bytes do, where a dtype is
// unknown.
bool IsWhole(const Buffer& source, absl::string_view dtype, int64_t bytes) {
  if (bytes == source.bytes) return true;
  const std::optional<int64_t> from = ItemBytes(source.array_state->layout.dtype);
  const std::optional<int64_t> to = ItemBytes(dtype);
  return from.has_value() && to.has_value() &&
         WideSum(source.bytes) * *to == WideSum(bytes) * *from;
}

// What was copied, as text that is equal for equal extents: the whole buffer is "whole", whether
// the copy names its owning handle, a view just like it, or no handle. `dtype` is the
// destination's.
std::string ExtentKey(const Buffer& source, const Handle* handle, absl::string_view dtype,
                      int64_t bytes) {
  if (handle == nullptr) return IsWhole(source, dtype, bytes) ? "whole" : "part";
  const Layout& layout = handle->layout;
  if (handle->owner || SameExtent(layout, source.array_state->layout)) return "whole";
  if (!layout.known) return absl::StrCat("handle ", handle->id);
  std::string key = absl::StrCat(layout.offset);
  for (size_t i = 0; i < layout.shape.size(); ++i) {
    absl::StrAppend(&key, ",", layout.shape[i], ":", layout.strides[i]);
  }
  return key;
}

bool DifferentThreads(ThreadId a, ThreadId b) { return a && b && a != b; }

}  // namespace

void CopyTracker::Written::Note(int64_t time) {
  t = ever ? std::min(t, time) : time;
  ever = true;
}

// Only times are to be compared with the last access, and equal ones count as a conflict. Where it
// is unknown the destination's end stands for it, and so far every write came before that.
bool CopyTracker::Written::ConflictsWith(std::optional<int64_t> last_access) const {
  return ever && (!last_access.has_value() || t <= *last_access);
}

CopyTracker::Followed* CopyTracker::Find(int64_t copy) {
  auto it = followed_.find(copy);
  return it == followed_.end() ? nullptr : it->second.get();
}

void CopyTracker::OnCopy(const trace::Copy& copy, Buffer& source, const Handle* source_handle,
                         Buffer& destination, const Handle* destination_handle,
                         const Moment& moment) {
  if (source.serial == destination.serial) return;
  ArrayState& from = source.array();
  ArrayState& to = destination.array();
  const Layout& from_layout = source_handle != nullptr ? source_handle->layout : from.layout;
  const Layout& to_layout = destination_handle != nullptr ? destination_handle->layout : to.layout;

  auto owned = std::make_unique<Followed>();
  Followed& followed = *owned;
  followed.made = moment;
  followed.bytes = copy.bytes;
  followed.source = source.serial;
  followed.destination = destination.serial;
  followed.source_id = source.named();
  followed.destination_id = destination.named();
  followed.destination_bytes = destination.bytes;
  followed.gaps = health_.gaps;
  followed.certain = !from.escaped && !to.escaped;
  followed.is_all = copy.bytes >= destination.bytes && !to.read;
  CopyFacts& facts = followed.facts;
  facts.op = std::string(copy.op);
  facts.reason = std::string(copy.reason);
  facts.equal_dtype = EqualDtype(from_layout, to_layout);
  facts.equal_layout = EqualLayout(from_layout, to_layout);
  facts.full_extent = copy.bytes == source.bytes && copy.bytes == destination.bytes;
  // An owning handle without a name counts as a handle, too.
  facts.sole_handle = from.handles.size() + (from.owner ? 0 : 1) <= 1;

  followed.lineage = from.copies.lineage;
  followed.ancestor_written.resize(followed.lineage.size());
  to.copies.unwritten_in = moment.event;
  to.copies.lineage.push_back({.copy = moment.event, .source = source.serial});
  for (const Ancestor& ancestor : followed.lineage) {
    if (to.copies.lineage.size() < kMaxLineage) to.copies.lineage.push_back(ancestor);
    if (Buffer* buffer = live_.Find(ancestor.source); buffer != nullptr) {
      buffer->array().copies.open_out.insert(moment.event);
    }
  }
  from.copies.open_out.insert(moment.event);
  from.copies.last_out = moment.event;
  followed_[moment.event] = std::move(owned);
  JoinDuplicates(followed, source, source_handle, to_layout.dtype);
}

void CopyTracker::JoinDuplicates(Followed& copy, Buffer& source, const Handle* source_handle,
                                 absl::string_view dtype) {
  std::string key =
      absl::StrCat(copy.bytes, " ", ExtentKey(source, source_handle, dtype, copy.bytes));
  // A word that is no dtype is equal to itself only. (So a group has few dtypes, whatever is read.)
  if (!dtype.empty() && !ItemBytes(dtype).has_value()) absl::StrAppend(&key, " of ", dtype);
  std::shared_ptr<DuplicateGroup>& group = source.array().copies.groups[key];
  if (group == nullptr) group = std::make_shared<DuplicateGroup>(key);
  copy.group = group;
  copy.dtype = std::string(dtype);
  if (!group->Add(copy.made.event, dtype)) copy.facts.had_twin = Truth::kNo;
}

void CopyTracker::OnAccess(Buffer& buffer, bool is_write, const Moment& moment) {
  CopyLinks& links = buffer.array().copies;
  if (links.last_out != 0) SettleSource(std::exchange(links.last_out, 0), Truth::kNo);
  if (Followed* copy = Find(links.unwritten_in);
      copy != nullptr && DifferentThreads(copy->made.thread, moment.thread)) {
    copy->other_thread = true;
  }
  if (!is_write) return;
  if (links.unwritten_in != 0) CloseWritten(std::exchange(links.unwritten_in, 0));
  links.lineage.clear();
  links.groups.clear();
  NoteSourceWritten(links, buffer.serial, moment);
}

void CopyTracker::OnEscape(Buffer& buffer) {
  const CopyLinks& links = buffer.array().copies;
  if (Followed* copy = Find(links.unwritten_in); copy != nullptr) copy->certain = false;
  for (int64_t open : links.open_out) {
    Followed* copy = Find(open);
    if (copy != nullptr && copy->source == buffer.serial) copy->certain = false;
  }
}

void CopyTracker::NoteSourceWritten(CopyLinks& links, int64_t serial, const Moment& moment) {
  // Copies made before the last write know of an earlier one already, unless time ran backwards.
  const bool backwards = links.last_write_event != 0 && moment.t < links.last_write_t;
  auto it = backwards ? links.open_out.begin() : links.open_out.upper_bound(links.last_write_event);
  for (; it != links.open_out.end(); ++it) {
    Followed* copy = Find(*it);
    if (copy == nullptr) continue;
    if (copy->source == serial) copy->source_written.Note(moment.t);
    for (size_t i = 0; i < copy->lineage.size(); ++i) {
      if (copy->lineage[i].source == serial) copy->ancestor_written[i].Note(moment.t);
    }
    if (DifferentThreads(copy->made.thread, moment.thread)) copy->other_thread = true;
  }
  links.last_write_event = moment.event;
  links.last_write_t = moment.t;
}

void CopyTracker::OnFree(Buffer& buffer, std::optional<int64_t> last_access) {
  if (buffer.array_state == nullptr) return;
  CopyLinks& links = buffer.array_state->copies;
  if (links.unwritten_in != 0) CloseEnded(std::exchange(links.unwritten_in, 0), last_access);
  for (int64_t open : links.open_out) {
    Followed* copy = Find(open);
    if (copy != nullptr && copy->source == buffer.serial) copy->source_freed = true;
  }
  links.groups.clear();
  if (links.last_out != 0) SettleSource(std::exchange(links.last_out, 0), Truth::kYes);
}

void CopyTracker::Finish() {
  for (int64_t serial : live_.Serials()) {
    Buffer& buffer = *live_.Find(serial);
    if (buffer.array_state == nullptr) continue;
    CopyLinks& links = buffer.array_state->copies;
    if (links.unwritten_in == 0) continue;
    if (Followed* copy = Find(links.unwritten_in); copy != nullptr && health_.truncated) {
      copy->certain = false;
    }
    CloseEnded(std::exchange(links.unwritten_in, 0), std::nullopt);
  }
  for (int64_t serial : live_.Serials()) {
    Buffer& buffer = *live_.Find(serial);
    if (buffer.array_state == nullptr) continue;
    CopyLinks& links = buffer.array_state->copies;
    if (links.last_out != 0) SettleSource(std::exchange(links.last_out, 0), Truth::kNo);
  }
}

void CopyTracker::AddTo(Copies* copies) const {
  copies->redundant_count = redundant_count_;
  copies->redundant_bytes = Narrow(redundant_bytes_);
}

void CopyTracker::CloseWritten(int64_t id) {
  Followed* copy = Find(id);
  if (copy == nullptr) return;
  copy->facts.destination_unwritten = Truth::kNo;
  copy->first_conflict = 0;
  Close(*copy);
  LeaveGroup(*copy, /*written=*/true);
  TryDecide(id);
}

void CopyTracker::CloseEnded(int64_t id, std::optional<int64_t> last_access) {
  Followed* copy = Find(id);
  if (copy == nullptr) return;
  CopyFacts& facts = copy->facts;
  facts.destination_unwritten = Truth::kYes;
  facts.source_steady = TruthOf(!copy->source_written.ConflictsWith(last_access));
  facts.source_freed_first = TruthOf(copy->source_freed);
  // The free stands for an unknown last access, but not where other threads took part: their
  // accesses may have been logged out of order.
  if (copy->other_thread && !last_access.has_value()) copy->certain = false;
  if (copy->lineage.size() == kMaxLineage) copy->first_conflict = static_cast<int8_t>(kMaxLineage);
  for (size_t i = copy->lineage.size(); i-- > 0;) {
    if (copy->ancestor_written[i].ConflictsWith(last_access) ||
        copy->lineage[i].source == copy->destination) {
      copy->first_conflict = static_cast<int8_t>(i);
    }
  }
  Close(*copy);
  LeaveGroup(*copy, /*written=*/false);
  TryDecide(id);
}

// The copy no longer hears of writes.
void CopyTracker::Close(Followed& copy) {
  copy.closed = true;
  auto leave = [&](int64_t serial) {
    if (Buffer* buffer = live_.Find(serial); buffer != nullptr) {
      buffer->array().copies.open_out.erase(copy.made.event);
    }
  };
  leave(copy.source);
  for (const Ancestor& ancestor : copy.lineage) leave(ancestor.source);
}

void CopyTracker::LeaveGroup(Followed& copy, bool written) {
  const std::shared_ptr<DuplicateGroup> group = std::move(copy.group);
  const int64_t source = copy.source;
  const int64_t event = copy.made.event;
  const int64_t destination = copy.destination;
  std::vector<DuplicateGroup::Settled> settled;
  if (written) {
    group->OnWritten(event, copy.dtype, &settled);
  } else {
    group->OnEnded(event, copy.dtype, &settled);
  }
  for (const DuplicateGroup::Settled& other : settled) {
    Followed* found = Find(other.copy);
    if (found == nullptr) continue;
    found->facts.had_twin = TruthOf(other.had_twin);
    if (other.had_twin) {
      found->certain = found->certain && copy.certain;
      found->twin = event;
      found->twin_destination = destination;
    }
    if (other.copy != event) TryDecide(other.copy);
  }
  if (!group->empty()) return;
  Buffer* buffer = live_.Find(source);
  if (buffer == nullptr) return;
  auto& groups = buffer->array().copies.groups;
  auto it = groups.find(group->key());
  if (it != groups.end() && it->second == group) groups.erase(it);
}

void CopyTracker::SettleSource(int64_t id, Truth died) {
  Followed* copy = Find(id);
  if (copy == nullptr) return;
  copy->facts.source_died = died;
  TryDecide(id);
}

void CopyTracker::TryDecide(int64_t id) {
  auto it = followed_.find(id);
  if (it == followed_.end() || !it->second->closed) return;
  const FirstMatch match = FirstMatchingCopyRule(it->second->facts);
  if (match.matched == Truth::kOpen) return;
  if (match.matched == Truth::kYes) Emit(*it->second, match.rule);
  followed_.erase(it);
}

void CopyTracker::Emit(const Followed& copy, size_t rule) {
  ++redundant_count_;
  redundant_bytes_ += copy.bytes;
  const bool is_duplicate = rule == IndexOf(kDuplicateCopy);
  Edit edit;
  // A buffer that served for something else, before or beside it, does not go with the copy.
  edit.kind = copy.is_all ? EditKind::kShare : EditKind::kNone;
  edit.event = copy.made.event;
  edit.buffer = copy.destination;
  edit.destination_written = copy.facts.destination_unwritten == Truth::kNo;
  edit.first_conflict = copy.first_conflict;
  if (is_duplicate) {
    // Upward lies the twin, and above that the source, before the source's own ancestors.
    edit.with_twin = true;
    edit.shared = copy.twin_destination;
    edit.parent = copy.twin;
    if (copy.facts.source_steady == Truth::kNo) {
      edit.first_conflict = 0;
    } else if (edit.first_conflict != Edit::kNoConflict) {
      ++edit.first_conflict;
    }
  } else {
    edit.shared = copy.source;
    edit.parent = copy.lineage.empty() ? 0 : copy.lineage[0].copy;
  }
  findings_.Add({.rule = rule,
                 .site = copy.made.site,
                 .certain = copy.certain && copy.gaps == health_.gaps,
                 .bytes = copy.destination_bytes,
                 .buffer_bytes = copy.destination_bytes,
                 .op = copy.facts.op,
                 .reason = copy.facts.reason,
                 .note = {},
                 .evidence = {.buf = copy.destination_id,
                              .src_buf = copy.source_id,
                              .view = 0,
                              .t = copy.made.t},
                 .edit = edit});
}

}  // namespace tidemark::analysis
