#include "tidemark/analysis/passes/first_pass.h"

#include <algorithm>
#include <bit>
#include <utility>
#include <variant>

#include "absl/container/inlined_vector.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tidemark/analysis/model/places.h"
#include "tidemark/analysis/passes/fetch_ahead.h"

namespace tidemark::analysis {
namespace {

// A row of the events table, not a definition.
bool Happens(const trace::EventBody& body) {
  return trace::IsCounted(body) || std::holds_alternative<trace::End>(body);
}

// Whether the hooks of large blocks are called for a block of the heap of that size.
bool IsLarge(int64_t bytes, const Moment& now) {
  return bytes >= kLargeBlock || now.event <= kEventsOfAllBlocks;
}
// The same of what may be no block of the heap.
bool IsLargeBlock(const LiveBuffer& buffer, const Moment& now) {
  return buffer.kind == BlockKind::kHeap && !buffer.sampled && !buffer.external &&
         IsLarge(buffer.bytes, now);
}

// 1 + the binary logarithm.
uint8_t AlignmentNumber(std::optional<int64_t> alignment) {
  if (alignment.value_or(0) <= 0) return 0;
  return static_cast<uint8_t>(std::bit_width(static_cast<uint64_t>(*alignment)));
}

// Of a copy whose operation may be an event as well.
bool Rearranges(const trace::Copy& copy) {
  return copy.reason == "gather" || copy.reason == "broadcast";
}

// Where the trace says how many events or bytes there should be: none of the accepted values.
bool Disagrees(std::optional<int64_t> stated, WideSum least, WideSum most) {
  return stated.has_value() && (WideSum(*stated) < least || WideSum(*stated) > most);
}

}  // namespace

FirstPass::FirstPass(const trace::ReaderStats* stats, PassOptions options)
    : stats_(*stats),
      by_callers_(options.details.call_tree),
      by_scope_(options.break_down || options.details.call_tree),
      leak_suppressions_(std::move(options.leak_suppressions)) {
  observers_.Add(&totals_);
  observers_.Add(&peak_);
  observers_.Add(&process_memory_);
  observers_.Add(&failed_allocations_);
  observers_.Add(&largest_array_);
  observers_.Add(&objects_);
  if (options.break_down) {
    ledger_.emplace(&live_, &totals_, &peak_);
    observers_.Add(&*ledger_);
    findings_.set_ledger(&*ledger_);
  }
  rules_.emplace(RuleContext{.live = live_,
                             .findings = findings_,
                             .health = health_,
                             .sites = sites_,
                             .totals = totals_,
                             .peak = peak_,
                             .observers = observers_,
                             .leak_suppressions = leak_suppressions_,
                             .clock = clock_});
  own_observers_ = observers_.size();
}

void FirstPass::Consume(const trace::Event& event) {
  trace::EventRecord record;
  if (!trace::ToHeapRecord(event, &record)) record = {.event = &event};
  ConsumeRun({&record, 1});
}

void FirstPass::ConsumeRun(trace::EventRun run) {
  NoteGaps();
  FetchAhead ahead(&live_, run);
  for (size_t i = 0; i < run.size(); ++i) {
    ahead.Before(i);
    const trace::EventRecord& record = run[i];
    if (record.event != nullptr) {
      ConsumeOther(*record.event);
      NoteGaps();
    } else if (!TakeHeapEvent(record)) {
      ConsumeOther(trace::HeapEventOf(record));
    }
  }
}

void FirstPass::ConsumeOther(const trace::Event& event) {
  ++now_.event;
  now_.thread = event.thread;
  now_.site = now_.unscoped_site = kUnknownSite;
  if (Happens(event.body)) {
    const bool is_backwards = event.t.has_value() && *event.t < now_.t;
    now_.t = event.t.value_or(now_.t);
    last_t_ = std::max(last_t_, now_.t);
    if (clock_.Tick(now_.event, now_.t)) profile_.CutOut();
    const SiteTable::Use use = sites_.Of(event.site, event.stack);
    now_.site = now_.unscoped_site = use.site;
    if (by_callers_ && event.site && event.stack) {
      now_.site = sites_.CalledFrom(use.site, event.stack);
    }
    if (by_scope_) now_.site = sites_.InScope(now_.site, scopes_.Of(now_.thread));
    if (is_backwards) Note(Anomaly::kTimeBackwards);
    if (use.undefined_site) Note(Anomaly::kUndefinedSite);
    if (use.undefined_stack) Note(Anomaly::kUndefinedStack);
    if (ended_) Note(Anomaly::kEventAfterEnd);
    if (trace::IsCounted(event.body)) ++counted_;
    observers_.Notify<&TraceObserver::OnEvent>(event, now_);
  }
  std::visit([this](const auto& body) { On(body); }, event.body);
  if (Happens(event.body)) {
    const int64_t peak = peak_.peak_number();
    observers_.Notify<&TraceObserver::OnEventEnd>(now_);
    scopes_.NoteLive(peak_.live_bytes(), now_.t);
    if (peak_.peak_number() != peak) observers_.Notify<&TraceObserver::OnPeak>(now_);
  }
  profile_.Append(now_.event, peak_.live());
  if (profile_.is_crowded()) PruneProfile();
}

bool FirstPass::TakeHeapAlloc(const trace::EventRecord& alloc) {
  if (!has_heap_path()) return false;
  AddressBook::Place& place = live_.PlaceOf(alloc.address);
  const SiteIndex site = sites_.OfKnown(alloc.stack);
  // A missed free, or a stack that may not be defined.
  if (place.buffer() != 0 || (site == kUnknownSite && alloc.stack)) return false;
  BeginHeapEvent(alloc, site);
  LiveBuffer& buffer = live_.BeginAt(&place);
  buffer.bytes = alloc.bytes;
  buffer.begin_t = now_.t;
  buffer.site = now_.site;
  buffer.kind = BlockKind::kHeap;
  CountLive(buffer, 1);
  totals_.OnHeapAlloc(buffer, now_);
  peak_.OnHeapAlloc(buffer);
  if (ledger_) ledger_->OnHeapAlloc(buffer, now_);
  if (IsLarge(buffer.bytes, now_)) NoteLargeBlock(buffer);
  EndHeapEvent();
  return true;
}

bool FirstPass::TakeHeapFree(const trace::EventRecord& free) {
  if (!has_heap_path()) return false;
  AddressBook::Place* const place = live_.FindPlace(free.address);
  LiveBuffer* const buffer = place == nullptr ? nullptr : live_.At(*place);
  if (buffer == nullptr || buffer->state != nullptr) return false;
  BeginHeapEvent(free, kUnknownSite);
  totals_.OnHeapFree(*buffer, now_);
  peak_.OnHeapFree(*buffer);
  if (ledger_) ledger_->OnFree(*buffer, {}, now_);
  if (IsLarge(buffer->bytes, now_)) NoteLargeBlockFree(*buffer, {});
  CountLive(*buffer, -1);
  live_.EndAt(place);
  EndHeapEvent();
  return true;
}

void FirstPass::NoteLargeBlock(LiveBuffer& block) {
  if (profile_.is_crowded()) PruneProfile();
  profile_.CutOut();
  observers_.Notify<&TraceObserver::OnLargeBlock>(block, now_);
}

void FirstPass::NoteLargeBlockFree(LiveBuffer& block, const BufferEnd& end) {
  if (profile_.is_crowded()) PruneProfile();
  profile_.CutOut();
  observers_.Notify<&TraceObserver::OnLargeBlockFree>(block, end, now_);
}

void FirstPass::BeginHeapEvent(const trace::EventRecord& event, SiteIndex site) {
  ++now_.event;
  ++counted_;
  const bool is_backwards = event.t < now_.t;
  now_.t = event.t;
  now_.thread = event.thread;
  now_.unscoped_site = site;
  now_.site = by_scope_ ? sites_.InScope(site, scopes_.Of(now_.thread)) : site;
  last_t_ = std::max(last_t_, now_.t);
  if (clock_.Tick(now_.event, now_.t)) profile_.CutOut();
  if (is_backwards) Note(Anomaly::kTimeBackwards);
  if (ended_) Note(Anomaly::kEventAfterEnd);
}

void FirstPass::EndHeapEvent() {
  peak_.OnEventEnd(now_);
  scopes_.NoteLive(peak_.live_bytes(), now_.t);
  profile_.Append(now_.event, peak_.live());
}

void FirstPass::PruneProfile() {
  std::vector<int64_t> turning_points;
  live_.AppendTurningPoints(&turning_points);
  findings_.AppendTurningPoints(&turning_points);
  observers_.Notify<&TraceObserver::OnProfileCrowded>(&turning_points);
  profile_.KeepOnly(std::move(turning_points));
}

void FirstPass::On(const trace::TraceHead& head) {
  if (program_.empty()) program_ = std::string(head.program);
  scale_.OnHead(head);
  Capture capture = ReadCapture(head.capture_json);
  mappings_ = mappings_ || capture.mappings;
  // Pieces behind each other in one file begin as the trace does.
  if (counted_ == 0 && !piece_.has_value()) piece_ = capture.piece;
  if (params_.empty()) params_ = std::move(capture.params);
}

void FirstPass::On(const trace::SiteDefinition& definition) {
  if (!sites_.Define(definition)) Note(Anomaly::kConflictingDefinition);
}

void FirstPass::On(const trace::FrameDefinition& definition) {
  if (!sites_.Define(definition)) Note(Anomaly::kConflictingDefinition);
}

void FirstPass::On(const trace::StackDefinition& definition) {
  if (!sites_.Define(definition)) Note(Anomaly::kConflictingDefinition);
  if (sites_.ClosedCircle()) Note(Anomaly::kCircularStack);
}

bool FirstPass::MakeWay(uint64_t address, BlockKind kind, int64_t bytes) {
  while (true) {
    LiveBuffer* const there = live_.Find({.buf = {}, .addr = address}).buffer;
    // One with an id only loses the address.
    if (there == nullptr || there->named() != 0) return false;
    if (MayLieInside(kind, bytes, there->kind, there->bytes)) return true;
    Note(Anomaly::kDuplicateBuffer);
    EndBuffer(*there, {.free_missed = true}, address);
  }
}

LiveBuffer* FirstPass::BeginBuffer(const trace::BufferName& name, absl::string_view kind,
                                   int64_t bytes) {
  const BlockKind block_kind = BlockKindOf(kind);
  const bool inside = name.addr.has_value() && !name.buf && MakeWay(*name.addr, block_kind, bytes);
  const LiveState::Claim claim = live_.ClaimName(name, inside);
  if (claim.duplicate) Note(Anomaly::kDuplicateBuffer);
  if (!claim.taken) return nullptr;
  LiveBuffer& buffer = live_.Begin(name, claim, now_.event);
  buffer.kind = block_kind;
  buffer.bytes = bytes;
  buffer.site = now_.site;
  buffer.begin_t = now_.t;
  return &buffer;
}

void FirstPass::On(const trace::Alloc& alloc) {
  if (!alloc.label.empty()) now_.site = sites_.WithLabel(now_.site, alloc.label);
  LiveBuffer* const begun = BeginBuffer(alloc.buffer, alloc.kind, alloc.bytes);
  if (begun == nullptr) return;
  LiveBuffer& buffer = *begun;
  buffer.external = alloc.kind == "external";
  buffer.foreign = buffer.external || alloc.kind == "mmap";
  buffer.observed = alloc.kind == "array" || alloc.view || !alloc.dtype.empty();
  buffer.sampled = scale_.Sampled(alloc);
  const bool is_array = alloc.view || alloc.shape.has_value() || !alloc.dtype.empty();
  const bool is_plain = buffer.kind == BlockKind::kHeap && !buffer.sampled && !buffer.observed &&
                        !is_array && !alloc.usable.has_value() && buffer.state == nullptr;
  if (!is_plain) {
    ArrayState& state = live_.Track(buffer, now_.event);
    state.weight = scale_.Of(alloc);
    state.escaped = buffer.foreign;
    state.zeroed = alloc.zeroed.value_or(false);
    state.alignment = AlignmentNumber(alloc.align);
    state.kind = live_.words().NumberOf(alloc.kind);
    state.space = live_.words().NumberOf(alloc.space == "host" ? "" : alloc.space);
    profile_.CutOut();
  }
  if (buffer.external) {
    has_external_ = true;
  } else {
    CountLive(buffer, 1);
  }
  if (is_array) {
    live_.Array(buffer).layout =
        live_.layouts().Make(alloc.dtype, std::nullopt, alloc.shape, alloc.strides);
  }
  observers_.Notify<&TraceObserver::OnAlloc>(buffer, now_);
  if (IsLargeBlock(buffer, now_)) NoteLargeBlock(buffer);
  if (alloc.view) {
    BeginView({.id = alloc.view.value(), .owner = true, .layout = buffer.state->layout}, ViewId(),
              &buffer);
  }
}

// Its memory was allocated by the parent of the process, so it is in no figure, and no leak.
void FirstPass::On(const trace::Inherit& inherit) {
  LiveBuffer* const buffer = BeginBuffer(inherit.buffer, inherit.kind, inherit.bytes);
  if (buffer == nullptr) return;
  buffer->external = true;
  buffer->foreign = true;
  live_.Track(*buffer, now_.event).escaped = true;
  profile_.CutOut();
}

void FirstPass::On(const trace::Resize& resize) {
  LiveBuffer* buffer = live_.Find(resize.buffer).buffer;
  if (buffer == nullptr) {
    Note(Anomaly::kUnknownResize);
    return;
  }
  if (resize.new_addr.has_value()) {
    const bool stays = live_.Find({.buf = {}, .addr = *resize.new_addr}).buffer == buffer;
    const bool inside = !stays && MakeWay(*resize.new_addr, buffer->kind, resize.bytes);
    live_.Move(*buffer, resize.buffer, *resize.new_addr, inside, now_.event);
  }
  const int64_t bytes_before = std::exchange(buffer->bytes, resize.bytes);
  if (!buffer->external) recorded_live_bytes_ += WideSum(resize.bytes) - bytes_before;
  if (buffer->state != nullptr) {
    profile_.CutOut();
    if (!buffer->external) live_.NoteResize(*buffer, bytes_before, now_.event);
  }
  observers_.Notify<&TraceObserver::OnResize>(*buffer, bytes_before, now_);
}

void FirstPass::On(const trace::View& view) {
  LiveBuffer* const buffer = live_.Find(view.buf).buffer;
  if (buffer == nullptr) {
    Note(Anomaly::kDeadView);
    return;
  }
  const LiveView* parent = live_.FindView(view.parent);
  if (parent != nullptr && parent->buffer != buffer->handle) Note(Anomaly::kHandleMismatch);
  const absl::string_view dtype =
      view.dtype.empty() ? live_.Array(*buffer).layout.dtype() : view.dtype;
  BeginView({.id = view.view.value(),
             .writable = view.writable.value_or(true),
             .layout = live_.layouts().Make(dtype, view.offset, view.shape, view.strides)},
            view.parent, buffer);
}

void FirstPass::BeginView(LiveView view, ViewId parent, LiveBuffer* of) {
  LiveBuffer& buffer = *of;
  view.buffer = buffer.handle;
  view.site = now_.site;
  view.covers = view.owner || CoversAll(view.layout, buffer);
  if (!view.owner && view.layout.known() && ItemBytes(view.layout.dtype()).has_value() &&
      !view.layout.Bytes(buffer.bytes).has_value()) {
    Note(Anomaly::kViewOutOfBounds);
  }
  const LiveView* const begun = live_.BeginView(view);
  if (begun == nullptr) {
    Note(Anomaly::kDuplicateView);
    if (!view.owner) observers_.Notify<&TraceObserver::OnRepeatedView>(buffer, now_);
    return;
  }
  if (view.owner) live_.Array(buffer).owner = ViewId(view.id);
  const LiveView* from = live_.FindView(parent);
  if (from != nullptr && from->buffer != buffer.handle) from = nullptr;
  observers_.Notify<&TraceObserver::OnView>(buffer, *begun, from, now_);
}

void FirstPass::On(const trace::Drop& drop) {
  const LiveView* found = live_.FindView(drop.view);
  if (found == nullptr) {
    Note(Anomaly::kUnknownDrop);
    return;
  }
  const LiveView view = *found;
  profile_.CutOut();
  live_.EndView(drop.view);
  observers_.Notify<&TraceObserver::OnDrop>(*live_.BufferOf(view), view, now_);
}

FirstPass::Target FirstPass::Resolve(BufferId buf, ViewId view) {
  Target target;
  auto note_missing = [&](Presence presence) {
    Note(presence == Presence::kEnded ? Anomaly::kDeadAccess : Anomaly::kUnknownAccess);
  };
  if (buf) {
    const LiveState::Found found = live_.Find(buf);
    target.buffer = found.buffer;
    if (target.buffer == nullptr) {
      note_missing(found.presence);
      return target;
    }
  }
  if (!view) {
    if (!buf) note_missing(Presence::kUnknown);
    return target;
  }
  const LiveView* found = live_.FindView(view);
  if (found == nullptr) {
    // A view that no event announced is no contradiction where the buffer is named as well.
    const Presence presence = live_.ViewPresence(view);
    if (!buf || presence == Presence::kEnded) note_missing(presence);
    return target;
  }
  if (target.buffer != nullptr && target.buffer->handle != found->buffer) {
    Note(Anomaly::kHandleMismatch);
    return target;
  }
  target.buffer = live_.BufferOf(*found);
  target.view = found;
  return target;
}

void FirstPass::Access(LiveBuffer& buffer, bool is_write) {
  profile_.CutOut();
  ArrayState& array = live_.Array(buffer);
  if (!is_write) array.read = true;
  array.last_access_t = array.accessed ? std::max(array.last_access_t, now_.t) : now_.t;
  array.accessed_again = array.accessed;
  array.last_access_event = now_.event;
  array.accessed = true;
  array.rearranged = false;
  observers_.Notify<&TraceObserver::OnAccess>(buffer, is_write, now_);
}

void FirstPass::On(const trace::Copy& copy) {
  const Target source = Resolve(copy.src_buf, copy.src);
  const Target destination = Resolve(copy.dst_buf, copy.dst);
  int64_t last_used = 0;
  if (source.buffer != nullptr) {
    const ArrayState& state = live_.Array(*source.buffer);
    last_used = state.accessed ? state.last_access_event : state.begin_event;
    Access(*source.buffer, /*is_write=*/false);
  }
  if (destination.buffer != nullptr) Access(*destination.buffer, /*is_write=*/true);
  if (source.buffer == nullptr || destination.buffer == nullptr) return;
  const auto layout_of = [](const Target& target) -> const Layout& {
    return target.view != nullptr ? target.view->layout : target.buffer->state->layout;
  };
  observers_.Notify<&TraceObserver::OnCopy>(CopyMade{.event = copy,
                                                     .source = *source.buffer,
                                                     .source_view = source.view,
                                                     .source_layout = layout_of(source),
                                                     .destination = *destination.buffer,
                                                     .destination_view = destination.view,
                                                     .destination_layout = layout_of(destination),
                                                     .source_last_used = last_used},
                                            now_);
  destination.buffer->state->copied_into = true;
  destination.buffer->state->rearranged = Rearranges(copy);
}

void FirstPass::On(const trace::Write& write) {
  const Target target = Resolve(write.buf, write.view);
  if (target.buffer == nullptr) return;
  Access(*target.buffer, /*is_write=*/true);
  if (write.escaped.value_or(false)) Escape(*target.buffer);
}

void FirstPass::On(const trace::Read& read) {
  const Target target = Resolve(read.buf, read.view);
  if (target.buffer == nullptr) return;
  Access(*target.buffer, /*is_write=*/false);
  if (read.escaped.value_or(false)) Escape(*target.buffer);
}

void FirstPass::Escape(LiveBuffer& buffer) {
  live_.Array(buffer).escaped = true;
  observers_.Notify<&TraceObserver::OnEscape>(buffer, now_);
}

bool FirstPass::TellsOfCopy(const trace::Op& op, const LiveBuffer& out) {
  if (out.state == nullptr || !out.state->rearranged) return false;
  return !op.index.empty() || op.name == "tile" || op.name == "repeat";
}

void FirstPass::On(const trace::Op& op) {
  absl::InlinedVector<LiveBuffer*, 4> in;
  LiveBuffer* out = nullptr;
  if (op.out) out = Resolve(BufferId(), op.out).buffer;
  const int64_t out_last_used =
      out != nullptr && live_.Array(*out).accessed ? out->state->last_access_event : 0;
  const bool tells_of_copy = out != nullptr && TellsOfCopy(op, *out);
  const auto is_source = [&](const LiveBuffer& buffer) {
    return tells_of_copy && buffer.state->last_access_event == out->state->last_access_event;
  };
  for (ViewId view : op.in.value_or(absl::Span<const ViewId>())) {
    LiveBuffer* buffer = nullptr;  // of an operand that is no array, or is unknown
    if (view) buffer = Resolve(BufferId(), view).buffer;
    if (buffer != nullptr && !is_source(*buffer)) Access(*buffer, /*is_write=*/false);
    in.push_back(buffer);
  }
  if (out != nullptr && !tells_of_copy) Access(*out, /*is_write=*/true);
  observers_.Notify<&TraceObserver::OnOp>(OpDone{.event = op,
                                                 .in = in,
                                                 .out = out,
                                                 .tells_of_copy = tells_of_copy,
                                                 .out_last_used = out_last_used},
                                          now_);
}

// Looking is no access, and what is gone was looked at in vain.
void FirstPass::On(const trace::Values& values) {
  LiveBuffer* const buffer = live_.Find(values.buf).buffer;
  if (buffer == nullptr || buffer->state == nullptr) return;
  live_.Array(*buffer);
  observers_.Notify<&TraceObserver::OnValues>(*buffer, values.fits, now_);
}

void FirstPass::On(const trace::Object& object) {
  LiveBuffer* const buffer = live_.Find(object.buffer).buffer;
  if (buffer == nullptr) return Note(Anomaly::kUnknownAccess);
  objects_.OnObject(*buffer, object.type);
}

void FirstPass::On(const trace::Free& free) {
  const LiveState::Found found = live_.Find(free.buffer);
  LiveBuffer* const buffer = found.buffer;
  if (buffer == nullptr) {
    Note(found.presence == Presence::kEnded ? Anomaly::kDoubleFree : Anomaly::kUnknownFree);
    return;
  }
  BufferEnd end{.last_read = free.last_read, .last_write = free.last_write, .type = free.type};
  const ArrayState* const array = buffer->array();
  // What nobody ever read was kept for whoever might have, as an undo history is: to its end.
  const bool was_read = free.last_read.has_value() || (array != nullptr && array->read);
  if (was_read && (free.last_read.has_value() || free.last_write.has_value())) {
    end.last_access = std::max(free.last_read.value_or(0), free.last_write.value_or(0));
    if (array != nullptr && array->accessed) {
      end.last_access = std::max(*end.last_access, array->last_access_t);
    }
  }
  EndBuffer(*buffer, end, free.buffer.addr);
}

void FirstPass::EndBuffer(LiveBuffer& buffer, const BufferEnd& end,
                          std::optional<uint64_t> address) {
  observers_.Notify<&TraceObserver::OnFree>(buffer, end, now_);
  if (IsLargeBlock(buffer, now_)) NoteLargeBlockFree(buffer, end);
  if (!buffer.external) CountLive(buffer, -1);
  if (buffer.state != nullptr) profile_.CutOut();
  live_.End(buffer, address, now_.event);
}

void FirstPass::CountLive(const LiveBuffer& buffer, int sign) {
  recorded_live_bytes_ += sign > 0 ? WideSum(buffer.bytes) : -WideSum(buffer.bytes);
  recorded_live_buffers_ += sign;
}

void FirstPass::On(const trace::ScopeBegin& scope) { scopes_.Begin(now_.thread, scope.name); }

void FirstPass::On(const trace::ScopeEnd& scope) {
  if (!scopes_.End(now_.thread, scope.name)) Note(Anomaly::kUnmatchedScopeEnd);
}

void FirstPass::On(const trace::Lost& lost) {
  ++lost_places_;
  lost_events_ += lost.count;
}

void FirstPass::On(const trace::End& end) {
  if (ended_) return;
  ended_ = true;
  // Recorders differ in whether they count `end` itself. What could not be read here was counted
  // there; adopted buffers may or may not have been.
  const WideSum unread = WideSum(stats_.unknown_events_skipped) + stats_.bad_lines_skipped;
  WideSum adopted = 0;
  WideSum adopted_bytes = 0;
  if (has_external_) {
    for (const LiveBuffer* const buffer : live_.Buffers()) {
      if (!buffer->external) continue;
      adopted += 1;
      adopted_bytes += buffer->bytes;
    }
  }
  const WideSum bytes = recorded_live_bytes_;
  const WideSum buffers = recorded_live_buffers_;
  if (Disagrees(end.events, counted_, WideSum(counted_) + 1 + unread) ||
      Disagrees(end.live_buffers, buffers, buffers + adopted) ||
      Disagrees(end.live_bytes, Narrow(bytes), Narrow(bytes + adopted_bytes))) {
    Note(Anomaly::kEndMismatch);
  }
}

TraceSummary FirstPass::Losses() const {
  TraceSummary trace;
  trace.truncated = !ended_ || stats_.cut_off;
  trace.lost_events = Narrow(lost_events_);
  trace.unknown_events_skipped = stats_.unknown_events_skipped;
  trace.bad_lines_skipped = stats_.bad_lines_skipped;
  trace.first_bad_lines = stats_.first_bad_lines;
  return trace;
}

TraceSummary FirstPass::Summarize(Places* places) const {
  TraceSummary trace = Losses();
  trace.program = program_;
  trace.events = counted_;
  trace.duration_ns = last_t_;
  trace.anomalies = anomalies_.Report(places);
  trace.sample_bytes = scale_.mean();
  trace.params = params_;
  trace.mappings_recorded = mappings_;
  for (const CodeModule& module : sites_.modules()) {
    if (absl::StrContains(module.path, "/libstdc++.so")) trace.standard_library = "libstdc++";
    if (absl::StrContains(module.path, "/libc++.so")) trace.standard_library = "libc++";
  }
  return trace;
}

absl::Status FirstPass::CheckIsWhole() const {
  if (!piece_.has_value() || (piece_->first == 0 && ended_)) return absl::OkStatus();
  return absl::OutOfRangeError(
      absl::StrCat("this is only a piece of a trace that was cut, number ", piece_->number,
                   " counted from 0; `tidemark merge` reads all pieces as that trace"));
}

FirstPass::Result FirstPass::Finish(Symbolizer* symbolizer) {
  NoteGaps();
  Result result;
  Places places(&sites_, symbolizer);
  result.report.trace = Summarize(&places);
  health_.truncated = result.report.trace.truncated;
  const std::vector<LiveBuffer*> live = live_.Buffers();
  observers_.Notify<&TraceObserver::OnTraceEnd>(TraceEnd{.live = live_,
                                                         .buffers = live,
                                                         .last_event = now_.event,
                                                         .places = places,
                                                         .report = result.report});
  if (ledger_) ledger_->Report(sites_, scopes_, &places, &result.report);
  CollectedFindings collected = findings_.Take(&places);
  result.report.findings = std::move(collected.findings);
  result.edits = std::move(collected.edits);
  result.fixable = collected.fixable;
  result.lives = LivesOf(result.edits, live);
  result.profile = std::move(profile_);
  return result;
}

std::vector<Life> FirstPass::LivesOf(const Edits& edits,
                                     const std::vector<LiveBuffer*>& live) const {
  std::vector<int64_t> serials;
  for (const Edit& edit : edits) {
    if (edit.kind == EditKind::kChange) continue;
    if (edit.kind != EditKind::kRelease || edit.ends) serials.push_back(edit.buffer);
    if (edit.kind == EditKind::kShare) serials.push_back(edit.shared);
    if (edit.kind == EditKind::kRelease && live_.WasResized(edit.buffer)) {
      serials.push_back(edit.buffer);
    }
  }
  std::sort(serials.begin(), serials.end());
  serials.erase(std::unique(serials.begin(), serials.end()), serials.end());
  return live_.LivesOf(serials, live);
}

}  // namespace tidemark::analysis
