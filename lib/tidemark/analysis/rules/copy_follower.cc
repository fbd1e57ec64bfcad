#include "tidemark/analysis/rules/copy_follower.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "tidemark/analysis/rules/copy_facts.h"
#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {
namespace {

bool DifferentThreads(ThreadId a, ThreadId b) { return a && b && a != b; }

// Whether the source itself could serve for as long as the destination is used.
bool CanShare(const CopyFacts& facts) {
  const bool changes =
      facts.destination_unwritten == Truth::kYes && facts.source_steady == Truth::kNo;
  return facts.equal_dtype && !changes;
}

}  // namespace

void WrittenSince::Note(int64_t time) {
  t = ever ? std::min(t, time) : time;
  ever = true;
}

// Only times are to be compared with the last access, and equal ones count as a conflict. Where it
// is unknown, the destination's end is used instead, and every write so far came before that.
bool WrittenSince::ConflictsWith(std::optional<int64_t> last_access) const {
  return ever && (!last_access.has_value() || t <= *last_access);
}

struct CopyFollower::Followed {
  explicit Followed(const SlotLayout* slots) : records(slots) {}

  SlottedSlab<FollowedCopy> records;
  absl::flat_hash_map<int64_t, FollowedCopy*> copies;
};

CopyFollower::~CopyFollower() = default;

CopyFollower::CopyFollower(const RuleContext& context)
    : live_(context.live),
      findings_(context.findings),
      health_(context.health),
      observers_(context.observers),
      arrivals_(&context.live.array_slots()),
      departures_(&context.live.array_slots()),
      followed_(std::make_unique<Followed>(&slots_)) {
  context.observers.Add(this);
  for (const Rule* rule : Rules()) {
    judges_.push_back(rule->make_judge == nullptr ? nullptr : rule->make_judge(context, this));
  }
}

FollowedCopy* CopyFollower::Find(int64_t copy) {
  if (copy == 0) return nullptr;
  auto it = followed_->copies.find(copy);
  return it == followed_->copies.end() ? nullptr : it->second;
}

void CopyFollower::OnCopy(const CopyMade& made, const Moment& now) {
  if (made.source.serial == made.destination.serial) return;
  ArrayState& from = live_.Array(made.source);
  ArrayState& to = live_.Array(made.destination);
  const Arrival* const source_arrival = arrivals_.Find(from);
  Arrival& arrival = arrivals_.Of(to);
  Departures& departures = departures_.Of(from);

  FollowedCopy& followed = *followed_->records.New();
  followed.made = now;
  followed.told_t = now.t;
  followed.bytes = made.event.bytes;
  followed.source = LiveState::RefTo(made.source);
  followed.destination = LiveState::RefTo(made.destination);
  followed.source_id = made.source.named();
  followed.destination_id = made.destination.named();
  followed.destination_bytes = made.destination.bytes;
  followed.gaps = health_.gaps;
  followed.is_all = made.event.bytes >= made.destination.bytes && !to.read;
  followed.is_numpy = live_.IsNumpy(to);
  followed.facts = FactsOf(made, from, to, &words_);
  followed.certain =
      !from.escaped && !to.escaped && followed.facts.as_aligned && !followed.facts.dtype_doubtful;

  if (source_arrival != nullptr) followed.lineage = source_arrival->lineage;
  followed.ancestor_written.resize(followed.lineage.size());
  arrival.unwritten_in = now.event;
  arrival.lineage.push_back({.copy = now.event, .source = followed.source});
  for (const Ancestor& ancestor : followed.lineage) {
    if (arrival.lineage.size() < kMaxLineage) arrival.lineage.push_back(ancestor);
    if (LiveBuffer* buffer = live_.Find(ancestor.source); buffer != nullptr) {
      departures_.Of(live_.Array(*buffer)).open_out.Add(now.event);
    }
  }
  departures.open_out.Add(now.event);
  departures.last_out = now.event;
  live_.Keep(followed.source);
  live_.Keep(followed.destination);
  followed_->copies[now.event] = &followed;
  for (const auto& judge : judges_) {
    if (judge != nullptr) judge->OnFollowed(followed, made);
  }
}

void CopyFollower::OnAccess(LiveBuffer& buffer, bool is_write, const Moment& now) {
  Departures* const from = departures_.Find(*buffer.array());
  NoteInUse(from);
  if (Arrival* const arrival = arrivals_.Find(*buffer.array())) {
    if (FollowedCopy* copy = Find(arrival->unwritten_in);
        copy != nullptr && DifferentThreads(copy->made.thread, now.thread)) {
      copy->other_thread = true;
    }
    if (is_write) {
      if (arrival->unwritten_in != 0) CloseWritten(std::exchange(arrival->unwritten_in, 0));
      arrival->lineage.clear();
    }
  }
  if (is_write && from != nullptr) NoteSourceWritten(*from, buffer.serial, now);
}

// Somebody wants the source, and may look at it unseen.
void CopyFollower::OnView(LiveBuffer& buffer, const LiveView& /*view*/, const LiveView* /*parent*/,
                          const Moment& /*now*/) {
  if (buffer.array() == nullptr || !live_.IsNumpy(*buffer.array())) return;
  NoteInUse(departures_.Find(*buffer.array()));
}

void CopyFollower::OnOp(const OpDone& op, const Moment& now) {
  if (!op.tells_of_copy) return;
  const Arrival* const arrival = arrivals_.Find(*op.out->array());
  if (arrival == nullptr) return;
  FollowedCopy* const copy = Find(arrival->unwritten_in);
  if (copy == nullptr) return;
  copy->told_t = std::max(copy->told_t, now.t);
  copy->facts.index = words_.Keep(op.event.index);
  for (const LiveBuffer* const operand : op.in) {
    if (operand == nullptr || operand->serial == copy->source.serial) continue;
    if (operand != op.out) copy->facts.index_bytes += operand->bytes;
  }
}

void CopyFollower::OnEscape(LiveBuffer& buffer, const Moment& /*now*/) {
  if (const Arrival* const arrival = arrivals_.Find(*buffer.array())) {
    if (FollowedCopy* copy = Find(arrival->unwritten_in); copy != nullptr) copy->certain = false;
  }
  const Departures* const from = departures_.Find(*buffer.array());
  if (from == nullptr) return;
  from->open_out.ForEachAbove(0, [&](int64_t open) {
    FollowedCopy* copy = Find(open);
    if (copy != nullptr && copy->source.serial == buffer.serial) copy->certain = false;
  });
}

void CopyFollower::NoteSourceWritten(Departures& from, int64_t serial, const Moment& now) {
  // Copies made before the last write know of an earlier one already, unless time ran backwards.
  const bool backwards = from.last_write_event != 0 && now.t < from.last_write_t;
  from.open_out.ForEachAbove(backwards ? 0 : from.last_write_event, [&](int64_t open) {
    FollowedCopy* copy = Find(open);
    if (copy == nullptr) return;
    if (copy->source.serial == serial) copy->source_written.Note(now.t);
    for (size_t i = 0; i < copy->lineage.size(); ++i) {
      if (copy->lineage[i].source.serial == serial) copy->ancestor_written[i].Note(now.t);
    }
    if (DifferentThreads(copy->made.thread, now.thread)) copy->other_thread = true;
  });
  from.last_write_event = now.event;
  from.last_write_t = now.t;
}

void CopyFollower::OnFree(LiveBuffer& buffer, const BufferEnd& end, const Moment& now) {
  if (buffer.array() == nullptr) return;
  Arrival* const arrival = arrivals_.Find(*buffer.array());
  if (arrival != nullptr && arrival->unwritten_in != 0) {
    FollowedCopy* const copy = Find(arrival->unwritten_in);
    const int64_t id = std::exchange(arrival->unwritten_in, 0);
    if (copy != nullptr && copy->is_numpy && DifferentThreads(copy->made.thread, now.thread)) {
      copy->other_thread = true;
    }
    if (copy != nullptr && end.WrittenAfter(copy->told_t)) {
      CloseWritten(id);
    } else {
      CloseEnded(id, end.last_access);
    }
  }
  Departures* const from = departures_.Find(*buffer.array());
  if (from == nullptr) return;
  NoteSourceFreed(*from, buffer.serial, end);
  if (from->last_out == 0) return;
  const FollowedCopy* const last = Find(from->last_out);
  const bool used_later =
      last != nullptr && (end.ReadAfter(last->told_t) || end.WrittenAfter(last->told_t));
  SettleSource(std::exchange(from->last_out, 0), TruthOf(!used_later));
}

void CopyFollower::NoteSourceFreed(const Departures& from, int64_t serial, const BufferEnd& end) {
  from.open_out.ForEachAbove(0, [&](int64_t open) {
    FollowedCopy* copy = Find(open);
    if (copy == nullptr) return;
    if (copy->source.serial == serial) {
      copy->source_freed = true;
      if (end.WrittenAfter(copy->told_t)) copy->source_written.Note(*end.last_write);
    }
    for (size_t i = 0; i < copy->lineage.size(); ++i) {
      if (copy->lineage[i].source.serial == serial && end.WrittenAfter(copy->told_t)) {
        copy->ancestor_written[i].Note(*end.last_write);
      }
    }
  });
}

// The live buffers stay as they are.
void CopyFollower::OnTraceEnd(const TraceEnd& end) {
  ForEachBuffer(end.buffers, [&](const LiveBuffer& buffer) {
    Arrival* const arrival = arrivals_.Find(buffer.array());
    if (arrival == nullptr || arrival->unwritten_in == 0) return;
    if (FollowedCopy* copy = Find(arrival->unwritten_in); copy != nullptr && health_.truncated) {
      copy->certain = false;
    }
    CloseEnded(std::exchange(arrival->unwritten_in, 0), std::nullopt);
  });
  ForEachBuffer(end.buffers,
                [&](const LiveBuffer& buffer) { NoteInUse(departures_.Find(buffer.array())); });
  reported_ = &end.report.copies;
  ReportTotals();
}

void CopyFollower::ReportTotals() {
  reported_->redundant_count = redundant_count_;
  reported_->redundant_bytes = Narrow(redundant_bytes_);
}

void CopyFollower::OnProfileCrowded(std::vector<int64_t>* turning_points) {
  for (const auto& [event, copy] : followed_->copies) turning_points->push_back(event);
}

void CopyFollower::CloseWritten(int64_t id) {
  FollowedCopy* copy = Find(id);
  if (copy == nullptr) return;
  copy->facts.destination_unwritten = Truth::kNo;
  copy->first_conflict = 0;
  Close(*copy, /*written=*/true);
  TryDecide(id);
}

void CopyFollower::CloseEnded(int64_t id, std::optional<int64_t> last_access) {
  FollowedCopy* copy = Find(id);
  if (copy == nullptr) return;
  CopyFacts& facts = copy->facts;
  facts.destination_unwritten = Truth::kYes;
  facts.source_steady = TruthOf(!copy->source_written.ConflictsWith(last_access));
  facts.source_freed_first = TruthOf(copy->source_freed);
  // The free is used for an unknown last access, but not where other threads took part: their
  // accesses may have been logged out of order. What Python hands over to another thread may be used
  // later in the next run.
  if (copy->other_thread && (copy->is_numpy || !last_access.has_value())) copy->certain = false;
  if (copy->lineage.size() == kMaxLineage) copy->first_conflict = static_cast<int8_t>(kMaxLineage);
  for (size_t i = copy->lineage.size(); i-- > 0;) {
    if (copy->ancestor_written[i].ConflictsWith(last_access) ||
        copy->lineage[i].source.serial == copy->destination.serial) {
      copy->first_conflict = static_cast<int8_t>(i);
    }
  }
  Close(*copy, /*written=*/false);
  TryDecide(id);
}

// From here on, writes do not matter to the copy.
void CopyFollower::Close(FollowedCopy& copy, bool written) {
  copy.closed = true;
  auto leave = [&](BufferRef ref) {
    if (LiveBuffer* buffer = live_.Find(ref); buffer != nullptr) {
      departures_.Of(live_.Array(*buffer)).open_out.Erase(copy.made.event);
    }
  };
  leave(copy.source);
  for (const Ancestor& ancestor : copy.lineage) leave(ancestor.source);
  for (const auto& judge : judges_) {
    if (judge != nullptr) judge->OnClosed(copy, written);
  }
}

void CopyFollower::NoteInUse(Departures* from) {
  if (from == nullptr || from->last_out == 0) return;
  SettleSource(std::exchange(from->last_out, 0), Truth::kNo);
}

void CopyFollower::SettleSource(int64_t id, Truth died) {
  FollowedCopy* copy = Find(id);
  if (copy == nullptr) return;
  copy->facts.source_died = died;
  TryDecide(id);
}

CopyFollower::Verdict CopyFollower::FirstMatch(const FollowedCopy& copy) const {
  const auto rules = Rules();
  for (size_t i = 0; i < rules.size(); ++i) {
    Truth verdict = Truth::kNo;
    if (rules[i]->judge != nullptr) {
      verdict = rules[i]->judge(copy.facts);
    } else if (judges_[i] != nullptr) {
      verdict = judges_[i]->Judge(copy);
    }
    if (verdict != Truth::kNo) return {.matched = verdict, .rule = i};
  }
  return {};
}

void CopyFollower::TryDecide(int64_t id) {
  auto it = followed_->copies.find(id);
  if (it == followed_->copies.end() || !it->second->closed) return;
  const Verdict verdict = FirstMatch(*it->second);
  if (verdict.matched == Truth::kOpen) return;
  FollowedCopy* const copy = it->second;
  followed_->copies.erase(it);
  if (verdict.matched == Truth::kYes) Emit(*copy, verdict.rule);
  if (verdict.matched == Truth::kNo && copy->is_numpy) {
    findings_.NoteNeeded(copy->made.site, copy->facts.op);
  }
  live_.LetGo(copy->source);
  live_.LetGo(copy->destination);
  for (const auto& judge : judges_) {
    if (judge != nullptr) judge->OnDecided(*copy);
  }
  observers_.Notify<&TraceObserver::OnCopyJudged>(
      JudgedCopy{.event = id,
                 .source = copy->source.serial,
                 .destination = copy->destination.serial,
                 .rule = verdict.matched == Truth::kYes ? Rules()[verdict.rule]->name : ""});
  followed_->records.Free(copy);
}

void CopyFollower::Emit(const FollowedCopy& copy, size_t rule) {
  ++redundant_count_;
  redundant_bytes_ += copy.bytes;
  if (reported_ != nullptr) ReportTotals();
  Edit edit;
  // A buffer that served for something else, before or beside it, does not go with the copy.
  edit.kind = EditKind::kNone;
  if (copy.is_all) edit.kind = CanShare(copy.facts) ? EditKind::kShare : EditKind::kNothing;
  edit.event = copy.made.event;
  edit.buffer = copy.destination.serial;
  edit.shared = copy.source.serial;
  edit.parent = copy.lineage.empty() ? 0 : copy.lineage[0].copy;
  edit.destination_written = copy.facts.destination_unwritten == Truth::kNo;
  edit.first_conflict = copy.first_conflict;
  const CopyJudge* const judge = judges_[rule].get();
  std::vector<Edit> more_edits;
  if (judge != nullptr) {
    judge->CompleteEdit(copy, &edit);
    judge->AppendEdits(copy, &more_edits);
  }
  if (edit.kind == EditKind::kShare || edit.kind == EditKind::kReplace) {
    live_.Keep(edit.buffer == copy.source.serial ? copy.source : copy.destination);
  }
  if (edit.kind == EditKind::kShare) {
    live_.Keep(judge != nullptr ? judge->Shared(copy) : copy.source);
  }
  const Rule& found = *Rules()[rule];
  int64_t bytes = copy.destination_bytes;
  if (judge != nullptr) bytes = judge->Bytes(copy);
  if (found.bytes != nullptr) bytes = found.bytes(copy);
  findings_.Add({.rule = rule,
                 .site = copy.made.site,
                 .certain = copy.certain && copy.gaps == health_.gaps &&
                            (judge == nullptr || judge->IsCertain(copy)),
                 .bytes = bytes,
                 .buffer_bytes = copy.destination_bytes,
                 .copied_bytes = copy.bytes,
                 .op = copy.facts.op,
                 .reason = copy.facts.reason,
                 .evidence = {.buf = copy.destination_id,
                              .src_buf = copy.source_id,
                              .view = 0,
                              .t = copy.made.t},
                 .edit = edit,
                 .more_edits = std::move(more_edits)});
}

}  // namespace tidemark::analysis
