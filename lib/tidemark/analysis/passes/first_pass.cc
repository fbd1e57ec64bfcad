#include "tidemark/analysis/passes/first_pass.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "tidemark/analysis/passes/report_order.h"
#include "tidemark/analysis/rules/leak.h"

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

void FirstPass::Consume(const trace::Event& event) {
  ++now_.event;
  now_.thread = event.thread;
  now_.site = kUnknownSite;
  health_.gaps = lost_places_ + stats_.bad_lines_skipped;
  if (Happens(event.body)) {
    now_.t = event.t.value_or(now_.t);
    last_t_ = std::max(last_t_, now_.t);
    const SiteTable::Use use = sites_.Of(event.site, event.stack);
    now_.site = use.site;
    if (use.undefined_site) Note(Anomaly::kUndefinedSite);
    if (use.undefined_stack) Note(Anomaly::kUndefinedStack);
    if (event.thread) threads_.insert(event.thread);
    if (ended_) Note(Anomaly::kEventAfterEnd);
    if (trace::IsCounted(event.body)) ++counted_;
  }
  std::visit([this](const auto& body) { On(body); }, event.body);
  if (Happens(event.body)) {
    peak_.AtEvent(now_.t);
    timeline_.At(now_.t, Narrow(peak_.live_bytes()));
  }
}

void FirstPass::On(const trace::TraceHead& head) {
  if (program_.empty()) program_ = std::string(head.program);
  scale_.OnHead(head);
}

void FirstPass::On(const trace::SiteDefinition& definition) {
  if (!sites_.Define(definition)) Note(Anomaly::kConflictingDefinition);
}

void FirstPass::On(const trace::FrameDefinition& definition) {
  if (!sites_.Define(definition)) Note(Anomaly::kConflictingDefinition);
}

void FirstPass::On(const trace::StackDefinition& definition) {
  if (!sites_.Define(definition)) Note(Anomaly::kConflictingDefinition);
}

void FirstPass::On(const trace::Alloc& alloc) {
  const BufferNames::Begun begun = live_.names().Begin(alloc.buffer);
  if (begun.duplicate) Note(Anomaly::kDuplicateBuffer);
  if (begun.displaced != 0) {
    if (Buffer* displaced = live_.Find(begun.displaced)) EndBuffer(*displaced, std::nullopt);
  }
  if (begun.serial == 0) return;
  Buffer& buffer = live_.Begin(begun.serial);
  buffer.bytes = alloc.bytes;
  buffer.external = alloc.kind == "external";
  buffer.observed = alloc.kind == "array" || alloc.view || !alloc.dtype.empty();
  buffer.sampled = scale_.Sampled(alloc);
  buffer.weight = scale_.Of(alloc);
  buffer.id = alloc.buffer.buf;
  buffer.begin = now_;
  has_arrays_ = has_arrays_ || buffer.observed;
  has_heap_ = has_heap_ || alloc.kind == "heap";
  if (buffer.external) {
    ++totals_.external_count;
    external_bytes_ += alloc.bytes;
  } else {
    const WideSum bytes = Weighted(alloc.bytes, buffer.weight);
    allocs_ += buffer.weight;
    alloc_bytes_ += bytes;
    alloc_sites_.Add(now_.site, bytes, buffer.weight);
    if (totals_.alloc_count == 0 || alloc.bytes > totals_.largest_alloc_bytes) {
      largest_alloc_site_ = now_.site;
    }
    ++totals_.alloc_count;
    totals_.largest_alloc_bytes = std::max(totals_.largest_alloc_bytes, alloc.bytes);
    peak_.Change(now_.site, bytes, buffer.weight);
    CountLive(buffer, 1);
    // Of samples nobody knows what came between.
    if (!buffer.sampled) last_alloc_[now_.thread] = begun.serial;
  }
  if (alloc.view || alloc.shape.has_value() || !alloc.dtype.empty()) {
    buffer.array().layout = Layout::Of(alloc.dtype, std::nullopt, alloc.shape, alloc.strides);
  }
  if (alloc.view) BeginHandle(buffer, alloc.view, /*owner=*/true, ViewId(), buffer.array().layout);
}

void FirstPass::On(const trace::Resize& resize) {
  const BufferNames::Found found = live_.names().Find(resize.buffer);
  Buffer* buffer = live_.Find(found.serial);
  if (buffer == nullptr) {
    Note(Anomaly::kUnknownResize);
    return;
  }
  if (resize.new_addr.has_value()) {
    const int64_t displaced = live_.names().Move(found.serial, *resize.new_addr);
    if (displaced != 0) Note(Anomaly::kDuplicateBuffer);
    if (Buffer* other = live_.Find(displaced)) EndBuffer(*other, std::nullopt);
  }
  if (!buffer->external) {
    peak_.Change(buffer->begin.site,
                 Weighted(resize.bytes, buffer->weight) - Weighted(buffer->bytes, buffer->weight),
                 0);
    recorded_live_bytes_ += WideSum(resize.bytes) - buffer->bytes;
    if (buffer->sampled) {
      peak_.ChangeVariance(VarianceOf(resize.bytes, buffer->weight) -
                           VarianceOf(buffer->bytes, buffer->weight));
    }
  }
  buffer->bytes = resize.bytes;
  pins_.OnResize(*buffer);
}

void FirstPass::On(const trace::View& view) {
  Buffer* buffer = live_.Find(live_.names().Find(view.buf).serial);
  if (buffer == nullptr) {
    Note(Anomaly::kDeadView);
    return;
  }
  has_arrays_ = true;
  ++totals_.view_count;
  view_sites_.Add(now_.site, buffer->bytes);
  const Handle* parent = live_.FindHandle(view.parent);
  if (parent != nullptr && parent->buffer != buffer->serial) Note(Anomaly::kHandleMismatch);
  const absl::string_view dtype = view.dtype.empty() ? buffer->array().layout.dtype : view.dtype;
  BeginHandle(*buffer, view.view, /*owner=*/false, view.parent,
              Layout::Of(dtype, view.offset, view.shape, view.strides));
}

void FirstPass::BeginHandle(Buffer& buffer, ViewId id, bool owner, ViewId parent, Layout layout) {
  Handle handle{.id = id.value(),
                .buffer = buffer.serial,
                .owner = owner,
                .covers = false,
                .layout = std::move(layout),
                .site = now_.site};
  handle.covers = PinTracker::Covers(handle, buffer);
  if (!owner && handle.layout.known && ItemBytes(handle.layout.dtype).has_value() &&
      !handle.layout.Bytes(buffer.bytes).has_value()) {
    Note(Anomaly::kViewOutOfBounds);
  }
  if (!live_.BeginHandle(handle)) {
    Note(Anomaly::kDuplicateView);
    return;
  }
  if (owner) buffer.array().owner = id;
  const Handle* from = live_.FindHandle(parent);
  pins_.OnHandle(buffer, handle, from != nullptr && from->buffer == buffer.serial ? from : nullptr);
}

void FirstPass::On(const trace::Drop& drop) {
  const Handle* found = live_.FindHandle(drop.view);
  if (found == nullptr) {
    Note(Anomaly::kUnknownDrop);
    return;
  }
  const Handle handle = *found;
  live_.EndHandle(drop.view);
  if (Buffer* buffer = live_.Find(handle.buffer)) pins_.OnDrop(*buffer, handle, now_);
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
  const Handle* handle = live_.FindHandle(view);
  if (handle == nullptr) {
    // A handle that no event announced is no contradiction where the buffer is named as well.
    const Presence presence = live_.HandlePresence(view);
    if (!buf || presence == Presence::kEnded) note_missing(presence);
    return target;
  }
  if (target.buffer != nullptr && target.buffer->serial != handle->buffer) {
    Note(Anomaly::kHandleMismatch);
    return target;
  }
  target.buffer = live_.Find(handle->buffer);
  target.handle = handle;
  return target;
}

void FirstPass::Access(Buffer& buffer, bool is_write) {
  ArrayState& array = buffer.array();
  if (!is_write) array.read = true;
  array.last_access_t = array.accessed ? std::max(array.last_access_t, now_.t) : now_.t;
  array.last_access_event = now_.event;
  array.accessed = true;
  copies_.OnAccess(buffer, is_write, now_);
}

void FirstPass::On(const trace::Copy& copy) {
  has_arrays_ = true;
  ++totals_.copy_count;
  copy_bytes_ += copy.bytes;
  copy_sites_.Add(now_.site, copy.bytes);
  const Target source = Resolve(copy.src_buf, copy.src);
  const Target destination = Resolve(copy.dst_buf, copy.dst);
  if (source.buffer != nullptr) Access(*source.buffer, /*is_write=*/false);
  if (destination.buffer != nullptr) Access(*destination.buffer, /*is_write=*/true);
  if (source.buffer == nullptr || destination.buffer == nullptr) return;
  copies_.OnCopy(copy, *source.buffer, source.handle, *destination.buffer, destination.handle,
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

void FirstPass::Escape(Buffer& buffer) {
  buffer.array().escaped = true;
  copies_.OnEscape(buffer);
}

void FirstPass::On(const trace::Op& op) {
  ++totals_.op_count;
  for (ViewId view : op.in.value_or(absl::Span<const ViewId>())) {
    if (!view) continue;  // an operand that is no array, or is unknown
    const Target target = Resolve(BufferId(), view);
    if (target.buffer != nullptr) Access(*target.buffer, /*is_write=*/false);
  }
  if (!op.out) return;
  const Target target = Resolve(BufferId(), op.out);
  if (target.buffer != nullptr) Access(*target.buffer, /*is_write=*/true);
}

void FirstPass::On(const trace::Free& free) {
  const BufferNames::Found found = live_.names().Find(free.buffer);
  Buffer* buffer = live_.Find(found.serial);
  if (buffer == nullptr) {
    Note(found.presence == Presence::kEnded ? Anomaly::kDoubleFree : Anomaly::kUnknownFree);
    return;
  }
  if (!buffer->external) {
    frees_ += buffer->weight;
    auto last = last_alloc_.find(now_.thread);
    if (last != last_alloc_.end() && last->second == buffer->serial) {
      temporaries_ += buffer->weight;
      temporary_sites_.Add(buffer->begin.site, buffer->bytes);
    }
  }
  std::optional<int64_t> last_access;
  if (free.last_read.has_value() || free.last_write.has_value()) {
    last_access = std::max(free.last_read.value_or(0), free.last_write.value_or(0));
    const ArrayState* array = buffer->array_state.get();
    if (array != nullptr && array->accessed) {
      last_access = std::max(*last_access, array->last_access_t);
    }
  }
  EndBuffer(*buffer, last_access);
}

void FirstPass::EndBuffer(Buffer& buffer, std::optional<int64_t> last_access) {
  pins_.OnEnd(buffer, /*at_end_of_trace=*/false);
  copies_.OnFree(buffer, last_access);
  if (!buffer.external) {
    peak_.Change(buffer.begin.site, -Weighted(buffer.bytes, buffer.weight),
                 -WideSum(buffer.weight));
    CountLive(buffer, -1);
  }
  live_.End(buffer.serial);
}

void FirstPass::CountLive(const Buffer& buffer, int sign) {
  recorded_live_bytes_ += WideSum(buffer.bytes) * sign;
  recorded_live_buffers_ += sign;
  if (buffer.sampled) peak_.ChangeVariance(VarianceOf(buffer.bytes, buffer.weight) * sign);
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
  if (totals_.external_count > 0) {
    for (int64_t serial : live_.Serials()) {
      const Buffer& buffer = *live_.Find(serial);
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

void FirstPass::FindWhatIsLeft(Places* places, Report* report) {
  WideSum bytes = 0;
  WideSum weight = 0;
  SiteSums sums;
  for (int64_t serial : live_.Serials()) {
    Buffer& buffer = *live_.Find(serial);
    pins_.OnEnd(buffer, /*at_end_of_trace=*/true);
    if (buffer.external || health_.truncated) continue;
    FindLeak(buffer, live_, places, health_, now_.event, &findings_);
    const WideSum weighted = Weighted(buffer.bytes, buffer.weight);
    sums.Add(buffer.begin.site, weighted, buffer.weight);
    bytes += weighted;
    weight += buffer.weight;
  }
  report->leaks = {.count = NarrowCount(weight),
                   .bytes = Narrow(bytes),
                   .sites = sums.Report(places, kSitesWithCallers)};
}

Origins FirstPass::FindOrigins(Places* places) const {
  Origins origins;
  origins.allocs = alloc_sites_.Report(places, kSitesWithCallers);
  origins.copies = copy_sites_.Report(places);
  origins.views = view_sites_.Report(places);
  origins.temporaries = temporary_sites_.Report(places);
  if (totals_.alloc_count > 0) {
    origins.largest_alloc.push_back({.site = places->Resolve(largest_alloc_site_),
                                     .bytes = totals_.largest_alloc_bytes,
                                     .count = 1,
                                     .callers = {}});
  }
  return origins;
}

FirstPass::Result FirstPass::Finish(Symbolizer* symbolizer) {
  health_.gaps = lost_places_ + stats_.bad_lines_skipped;
  health_.truncated = !ended_ || stats_.cut_off;
  Result result;
  Report& report = result.report;
  copies_.Finish();
  Places places(&sites_, symbolizer);
  FindWhatIsLeft(&places, &report);

  report.trace.program = program_;
  report.trace.events = counted_;
  report.trace.duration_ns = last_t_;
  report.trace.truncated = health_.truncated;
  report.trace.lost_events = Narrow(lost_events_);
  report.trace.unknown_events_skipped = stats_.unknown_events_skipped;
  report.trace.bad_lines_skipped = stats_.bad_lines_skipped;
  report.trace.first_bad_lines = stats_.first_bad_lines;
  report.trace.anomalies = anomalies_.Report(&places);

  report.trace.sample_bytes = scale_.mean();
  report.trace.heap_only = has_heap_ && !has_arrays_;

  report.totals = totals_;
  report.totals.alloc_count = NarrowCount(allocs_);
  report.totals.free_count = NarrowCount(frees_);
  report.totals.temporary_count = NarrowCount(temporaries_);
  report.totals.alloc_bytes = Narrow(alloc_bytes_);
  report.totals.copy_bytes = Narrow(copy_bytes_);
  report.totals.external_bytes = Narrow(external_bytes_);
  report.totals.live_end_count = peak_.live_buffers();
  report.totals.live_end_bytes = Narrow(peak_.live_bytes());
  report.totals.thread_count = static_cast<int64_t>(threads_.size());

  report.peak = peak_.Report(&places);
  report.copies.count = report.totals.copy_count;
  report.copies.bytes = report.totals.copy_bytes;
  copies_.AddTo(&report.copies);
  report.pins = pins_.Pins(&places);
  Sort(&report.pins);
  report.timeline = timeline_.Report();
  report.origins = FindOrigins(&places);

  CollectedFindings collected = findings_.Take(&places);
  report.findings = std::move(collected.findings);
  result.edits = std::move(collected.edits);
  result.events = now_.event;
  return result;
}

}  // namespace tidemark::analysis
