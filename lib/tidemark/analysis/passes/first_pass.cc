#include "tidemark/analysis/passes/first_pass.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "absl/container/inlined_vector.h"
#include "absl/strings/match.h"
#include "tidemark/analysis/model/capture.h"
#include "tidemark/analysis/model/places.h"

namespace tidemark::analysis {
namespace {

// A row of the events table, not a definition.
bool Happens(const trace::EventBody& body) {
  return trace::IsCounted(body) || std::holds_alternative<trace::End>(body);
}

// Where the trace says how many events or bytes there should be: none of the accepted values.
bool Disagrees(std::optional<int64_t> stated, WideSum least, WideSum most) {
  return stated.has_value() && (WideSum(*stated) < least || WideSum(*stated) > most);
}

}  // namespace

FirstPass::FirstPass(const trace::ReaderStats* stats, PassOptions options)
    : stats_(*stats), leak_suppressions_(std::move(options.leak_suppressions)) {
  observers_.Add(&totals_);
  observers_.Add(&peak_);
  observers_.Add(&process_memory_);
  observers_.Add(&failed_allocations_);
  observers_.Add(&largest_array_);
  if (options.break_down) {
    ledger_.emplace(&live_, &totals_, &peak_);
    observers_.Add(&*ledger_);
    findings_.set_ledger(&*ledger_);
  }
  rules_.emplace(RuleContext{.live = live_,
                             .findings = findings_,
                             .health = health_,
                             .observers = observers_,
                             .leak_suppressions = leak_suppressions_});
}

void FirstPass::Consume(const trace::Event& event) {
  ++now_.event;
  now_.thread = event.thread;
  now_.site = kUnknownSite;
  health_.gaps = lost_places_ + stats_.bad_lines_skipped;
  if (Happens(event.body)) {
    const bool is_backwards = event.t.has_value() && *event.t < now_.t;
    now_.t = event.t.value_or(now_.t);
    last_t_ = std::max(last_t_, now_.t);
    const SiteTable::Use use = sites_.Of(event.site, event.stack);
    now_.site = use.site;
    if (ledger_) now_.site = sites_.InScope(use.site, scopes_.Of(now_.thread));
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
}

void FirstPass::On(const trace::TraceHead& head) {
  if (program_.empty()) program_ = std::string(head.program);
  scale_.OnHead(head);
  if (params_.empty()) params_ = ReadCapture(head.capture_json).params;
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
    const BufferNames::Found found = live_.names().Find({.buf = {}, .addr = address});
    LiveBuffer* const there = live_.Find(found.serial);
    // One with an id only loses the address.
    if (there == nullptr || there->id) return false;
    if (MayLieInside(kind, bytes, there->kind, there->bytes)) return true;
    Note(Anomaly::kDuplicateBuffer);
    EndBuffer(*there, {.free_missed = true, .last_access = std::nullopt});
  }
}

LiveBuffer* FirstPass::BeginBuffer(const trace::BufferName& name, absl::string_view kind,
                                   int64_t bytes) {
  const BlockKind block_kind = BlockKindOf(kind);
  const bool inside = name.addr.has_value() && !name.buf && MakeWay(*name.addr, block_kind, bytes);
  const BufferNames::Begun begun = live_.names().Begin(name, inside);
  if (begun.duplicate) Note(Anomaly::kDuplicateBuffer);
  if (begun.displaced != 0) {
    if (LiveBuffer* displaced = live_.Find(begun.displaced)) {
      EndBuffer(*displaced, {.free_missed = true, .last_access = std::nullopt});
    }
  }
  if (begun.serial == 0) return nullptr;
  LiveBuffer& buffer = live_.Begin(begun.serial);
  buffer.id = name.buf;
  buffer.kind = block_kind;
  buffer.begin = now_;
  return &buffer;
}

void FirstPass::On(const trace::Alloc& alloc) {
  LiveBuffer* const begun = BeginBuffer(alloc.buffer, alloc.kind, alloc.bytes);
  if (begun == nullptr) return;
  LiveBuffer& buffer = *begun;
  buffer.bytes = alloc.bytes;
  buffer.external = alloc.kind == "external";
  buffer.foreign = buffer.external || alloc.kind == "mmap";
  buffer.heap = alloc.kind == "heap";
  buffer.observed = alloc.kind == "array" || alloc.view || !alloc.dtype.empty();
  buffer.sampled = scale_.Sampled(alloc);
  buffer.weight = scale_.Of(alloc);
  if (buffer.external) {
    has_external_ = true;
  } else {
    CountLive(buffer, 1);
  }
  if (alloc.view || alloc.shape.has_value() || !alloc.dtype.empty()) {
    live_.Array(buffer).layout = Layout::Of(alloc.dtype, std::nullopt, alloc.shape, alloc.strides);
  }
  observers_.Notify<&TraceObserver::OnAlloc>(buffer, now_);
  if (alloc.view) {
    BeginView({.id = alloc.view.value(), .owner = true, .layout = buffer.array_state->layout},
              ViewId(), &buffer);
  }
}

// Its memory was allocated by the parent of the process, so it is in no figure, and no leak.
void FirstPass::On(const trace::Inherit& inherit) {
  LiveBuffer* const buffer = BeginBuffer(inherit.buffer, inherit.kind, inherit.bytes);
  if (buffer == nullptr) return;
  buffer->bytes = inherit.bytes;
  buffer->external = true;
  buffer->foreign = true;
  buffer->heap = inherit.kind == "heap";
}

void FirstPass::On(const trace::Resize& resize) {
  const BufferNames::Found found = live_.names().Find(resize.buffer);
  LiveBuffer* buffer = live_.Find(found.serial);
  if (buffer == nullptr) {
    Note(Anomaly::kUnknownResize);
    return;
  }
  if (resize.new_addr.has_value()) {
    const bool stays =
        live_.names().Find({.buf = {}, .addr = *resize.new_addr}).serial == found.serial;
    const bool inside = !stays && MakeWay(*resize.new_addr, buffer->kind, resize.bytes);
    buffer = live_.Find(found.serial);  // others may have moved it when they ended
    const int64_t displaced = live_.names().Move(found.serial, *resize.new_addr, inside);
    if (displaced != 0) Note(Anomaly::kDuplicateBuffer);
    if (LiveBuffer* other = live_.Find(displaced)) {
      EndBuffer(*other, {.free_missed = true, .last_access = std::nullopt});
    }
  }
  const int64_t bytes_before = std::exchange(buffer->bytes, resize.bytes);
  if (!buffer->external) recorded_live_bytes_ += WideSum(resize.bytes) - bytes_before;
  observers_.Notify<&TraceObserver::OnResize>(*buffer, bytes_before, now_);
}

void FirstPass::On(const trace::View& view) {
  LiveBuffer* buffer = live_.Find(live_.names().Find(view.buf).serial);
  if (buffer == nullptr) {
    Note(Anomaly::kDeadView);
    return;
  }
  const LiveView* parent = live_.FindView(view.parent);
  if (parent != nullptr && parent->buffer != buffer->serial) Note(Anomaly::kHandleMismatch);
  const absl::string_view dtype =
      view.dtype.empty() ? live_.Array(*buffer).layout.dtype : view.dtype;
  BeginView({.id = view.view.value(),
             .writable = view.writable.value_or(true),
             .layout = Layout::Of(dtype, view.offset, view.shape, view.strides)},
            view.parent, buffer);
}

void FirstPass::BeginView(LiveView view, ViewId parent, LiveBuffer* of) {
  LiveBuffer& buffer = *of;
  view.buffer = buffer.serial;
  view.site = now_.site;
  view.covers = view.owner || CoversAll(view.layout, buffer);
  if (!view.owner && view.layout.known && ItemBytes(view.layout.dtype).has_value() &&
      !view.layout.Bytes(buffer.bytes).has_value()) {
    Note(Anomaly::kViewOutOfBounds);
  }
  if (!live_.BeginView(view)) {
    Note(Anomaly::kDuplicateView);
    if (!view.owner) observers_.Notify<&TraceObserver::OnRepeatedView>(buffer, now_);
    return;
  }
  if (view.owner) live_.Array(buffer).owner = ViewId(view.id);
  const LiveView* from = live_.FindView(parent);
  if (from != nullptr && from->buffer != buffer.serial) from = nullptr;
  observers_.Notify<&TraceObserver::OnView>(buffer, view, from, now_);
}

void FirstPass::On(const trace::Drop& drop) {
  const LiveView* found = live_.FindView(drop.view);
  if (found == nullptr) {
    Note(Anomaly::kUnknownDrop);
    return;
  }
  const LiveView view = *found;
  live_.EndView(drop.view);
  if (LiveBuffer* buffer = live_.Find(view.buffer)) {
    observers_.Notify<&TraceObserver::OnDrop>(*buffer, view, now_);
  }
}

FirstPass::Target FirstPass::Resolve(BufferId buf, ViewId view) {
  Target target;
  auto note_missing = [&](Presence presence) {
    Note(presence == Presence::kEnded ? Anomaly::kDeadAccess : Anomaly::kUnknownAccess);
  };
  if (buf) {
    const BufferNames::Found found = live_.names().Find(buf);
    target.buffer = live_.Find(found.serial);
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
  if (target.buffer != nullptr && target.buffer->serial != found->buffer) {
    Note(Anomaly::kHandleMismatch);
    return target;
  }
  target.buffer = live_.Find(found->buffer);
  target.view = found;
  return target;
}

void FirstPass::Access(LiveBuffer& buffer, bool is_write) {
  ArrayState& array = live_.Array(buffer);
  if (!is_write) array.read = true;
  array.last_access_t = array.accessed ? std::max(array.last_access_t, now_.t) : now_.t;
  array.accessed_again = array.accessed;
  array.last_access_event = now_.event;
  array.accessed = true;
  observers_.Notify<&TraceObserver::OnAccess>(buffer, is_write, now_);
}

void FirstPass::On(const trace::Copy& copy) {
  const Target source = Resolve(copy.src_buf, copy.src);
  const Target destination = Resolve(copy.dst_buf, copy.dst);
  if (source.buffer != nullptr) Access(*source.buffer, /*is_write=*/false);
  if (destination.buffer != nullptr) Access(*destination.buffer, /*is_write=*/true);
  if (source.buffer == nullptr || destination.buffer == nullptr) return;
  const auto layout_of = [](const Target& target) -> const Layout& {
    return target.view != nullptr ? target.view->layout : target.buffer->array_state->layout;
  };
  observers_.Notify<&TraceObserver::OnCopy>(CopyMade{.event = copy,
                                                     .source = *source.buffer,
                                                     .source_view = source.view,
                                                     .source_layout = layout_of(source),
                                                     .destination = *destination.buffer,
                                                     .destination_view = destination.view,
                                                     .destination_layout = layout_of(destination)},
                                            now_);
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

void FirstPass::On(const trace::Op& op) {
  absl::InlinedVector<LiveBuffer*, 4> in;
  for (ViewId view : op.in.value_or(absl::Span<const ViewId>())) {
    LiveBuffer* buffer = nullptr;  // of an operand that is no array, or is unknown
    if (view) buffer = Resolve(BufferId(), view).buffer;
    if (buffer != nullptr) Access(*buffer, /*is_write=*/false);
    in.push_back(buffer);
  }
  LiveBuffer* out = nullptr;
  if (op.out) out = Resolve(BufferId(), op.out).buffer;
  if (out != nullptr) Access(*out, /*is_write=*/true);
  observers_.Notify<&TraceObserver::OnOp>(OpDone{.event = op, .in = in, .out = out}, now_);
}

void FirstPass::On(const trace::Free& free) {
  const BufferNames::Found found = live_.names().Find(free.buffer);
  LiveBuffer* buffer = live_.Find(found.serial);
  if (buffer == nullptr) {
    Note(found.presence == Presence::kEnded ? Anomaly::kDoubleFree : Anomaly::kUnknownFree);
    return;
  }
  BufferEnd end;
  if (free.last_read.has_value() || free.last_write.has_value()) {
    end.last_access = std::max(free.last_read.value_or(0), free.last_write.value_or(0));
    const ArrayState* array = buffer->array_state.get();
    if (array != nullptr && array->accessed) {
      end.last_access = std::max(*end.last_access, array->last_access_t);
    }
  }
  EndBuffer(*buffer, end);
}

void FirstPass::EndBuffer(LiveBuffer& buffer, const BufferEnd& end) {
  observers_.Notify<&TraceObserver::OnFree>(buffer, end, now_);
  if (!buffer.external) CountLive(buffer, -1);
  live_.End(buffer.serial);
}

void FirstPass::CountLive(const LiveBuffer& buffer, int sign) {
  recorded_live_bytes_ += WideSum(buffer.bytes) * sign;
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
    for (int64_t serial : live_.Serials()) {
      const LiveBuffer& buffer = *live_.Find(serial);
      if (!buffer.external) continue;
      adopted += 1;
      adopted_bytes += buffer.bytes;
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

TraceSummary FirstPass::Summarize(Places* places) const {
  TraceSummary trace;
  trace.program = program_;
  trace.events = counted_;
  trace.duration_ns = last_t_;
  trace.truncated = health_.truncated;
  trace.lost_events = Narrow(lost_events_);
  trace.unknown_events_skipped = stats_.unknown_events_skipped;
  trace.bad_lines_skipped = stats_.bad_lines_skipped;
  trace.first_bad_lines = stats_.first_bad_lines;
  trace.anomalies = anomalies_.Report(places);
  trace.sample_bytes = scale_.mean();
  trace.params = params_;
  for (const CodeModule& module : sites_.modules()) {
    if (absl::StrContains(module.path, "/libstdc++.so")) trace.standard_library = "libstdc++";
    if (absl::StrContains(module.path, "/libc++.so")) trace.standard_library = "libc++";
  }
  return trace;
}

FirstPass::Result FirstPass::Finish(Symbolizer* symbolizer) {
  health_.gaps = lost_places_ + stats_.bad_lines_skipped;
  health_.truncated = !ended_ || stats_.cut_off;
  Result result;
  Places places(&sites_, symbolizer);
  result.report.trace = Summarize(&places);
  observers_.Notify<&TraceObserver::OnTraceEnd>(TraceEnd{.live = live_,
                                                         .serials = live_.Serials(),
                                                         .last_event = now_.event,
                                                         .places = places,
                                                         .report = result.report});
  if (ledger_) ledger_->Report(sites_, scopes_, &places, &result.report);
  CollectedFindings collected = findings_.Take(&places);
  result.report.findings = std::move(collected.findings);
  result.edits = std::move(collected.edits);
  result.events = now_.event;
  return result;
}

}  // namespace tidemark::analysis
