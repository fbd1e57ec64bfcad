#include "tests/analysis/trace_script.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_join.h"
#include "tidemark/analysis/passes/run_passes.h"

namespace tidemark::analysis {
namespace {

class ScriptReader : public trace::TraceReader {
 public:
  ScriptReader(const std::vector<trace::Event>* events, trace::ReaderStats stats)
      : events_(*events), stats_(std::move(stats)) {}

  absl::StatusOr<const trace::Event*> Next() override {
    if (next_ == events_.size()) return nullptr;
    ++stats_.events_read;
    return &events_[next_++];
  }
  const trace::ReaderStats& stats() const override { return stats_; }

 private:
  const std::vector<trace::Event>& events_;
  size_t next_ = 0;
  trace::ReaderStats stats_;
};

constexpr int64_t kTick = 10;

}  // namespace

TraceScript& TraceScript::Head(absl::string_view program, absl::string_view capture) {
  trace::TraceHead head;
  head.program = program;
  head.capture_json = capture;
  events_.push_back(trace::Event{.body = head});
  return *this;
}

TraceScript& TraceScript::Site(int64_t site, absl::string_view file, int64_t line,
                               absl::string_view function) {
  trace::SiteDefinition definition;
  definition.site = SiteId(site);
  definition.file = file;
  definition.line = line;
  definition.function = function;
  events_.push_back(trace::Event{.body = definition});
  return *this;
}

TraceScript& TraceScript::Frame(int64_t frame, const FrameArgs& args) {
  trace::FrameDefinition definition;
  definition.frame = FrameId(frame);
  definition.function = args.function;
  definition.file = args.file;
  if (args.line > 0) definition.line = args.line;
  definition.module = args.module;
  definition.pc = args.pc;
  definition.build_id = args.build_id;
  events_.push_back(trace::Event{.body = definition});
  return *this;
}

TraceScript& TraceScript::Stack(int64_t stack, int64_t frame, int64_t parent) {
  events_.push_back(trace::Event{.body = trace::StackDefinition{.stack = StackId(stack),
                                                                .frame = FrameId(frame),
                                                                .parent = StackId(parent)}});
  return *this;
}

TraceScript& TraceScript::On(Place place) {
  place_ = place;
  return *this;
}

TraceScript& TraceScript::At(int64_t t) {
  t_ = t - kTick;
  return *this;
}

TraceScript& TraceScript::Timeless() {
  timeless_ = true;
  return *this;
}

TraceScript& TraceScript::Add(trace::EventBody body) {
  trace::Event event;
  event.thread = ThreadId(place_.thread);
  event.site = SiteId(place_.site);
  event.stack = StackId(place_.stack);
  event.body = body;
  return Add(event);
}

TraceScript& TraceScript::Add(trace::Event event) {
  t_ += kTick;
  if (!timeless_) event.t = t_;
  events_.push_back(event);
  return *this;
}

std::optional<trace::Dimensions> TraceScript::Keep(
    const std::optional<std::vector<int64_t>>& dimensions) {
  if (!dimensions.has_value()) return std::nullopt;
  kept_.push_back(*dimensions);
  return trace::Dimensions(kept_.back());
}

TraceScript& TraceScript::Alloc(const AllocArgs& args) {
  trace::Alloc alloc;
  alloc.buffer.buf = BufferId(args.buf);
  alloc.buffer.addr = args.addr;
  alloc.bytes = args.bytes;
  alloc.usable = args.usable;
  alloc.view = ViewId(args.view);
  alloc.kind = args.kind;
  alloc.dtype = args.dtype;
  alloc.shape = Keep(args.shape);
  alloc.strides = Keep(args.strides);
  alloc.align = args.align;
  alloc.zeroed = args.zeroed;
  alloc.space = args.space;
  return Add(trace::EventBody(alloc));
}

TraceScript& TraceScript::Array(int64_t buf, int64_t view, int64_t elements) {
  return Alloc({.buf = buf,
                .bytes = elements * 8,
                .view = view,
                .dtype = "f8",
                .shape = {{elements}},
                .strides = {{8}}});
}

TraceScript& TraceScript::View(const ViewArgs& args) {
  trace::View view;
  view.view = ViewId(args.view);
  view.buf = BufferId(args.buf);
  view.parent = ViewId(args.parent);
  view.offset = args.offset;
  view.shape = Keep(args.shape);
  view.strides = Keep(args.strides);
  view.dtype = args.dtype;
  view.writable = args.writable;
  return Add(trace::EventBody(view));
}

TraceScript& TraceScript::Drop(int64_t view) {
  return Add(trace::EventBody(trace::Drop{.view = ViewId(view)}));
}

TraceScript& TraceScript::Copy(const CopyArgs& args) {
  trace::Copy copy;
  copy.bytes = args.bytes;
  copy.src_buf = BufferId(args.src_buf);
  copy.dst_buf = BufferId(args.dst_buf);
  copy.src = ViewId(args.src);
  copy.dst = ViewId(args.dst);
  copy.reason = args.reason;
  copy.op = args.op;
  return Add(trace::EventBody(copy));
}

TraceScript& TraceScript::Write(int64_t buf, int64_t view) {
  return Add(trace::EventBody(trace::Write{.buf = BufferId(buf), .view = ViewId(view)}));
}

TraceScript& TraceScript::Read(int64_t buf, int64_t view) {
  return Add(trace::EventBody(trace::Read{.buf = BufferId(buf), .view = ViewId(view)}));
}

TraceScript& TraceScript::Op(absl::string_view name, std::vector<int64_t> in, int64_t out,
                             absl::string_view index) {
  kept_views_.emplace_back();
  for (int64_t view : in) kept_views_.back().push_back(ViewId(view));
  trace::Op op;
  op.name = name;
  op.in = kept_views_.back();
  op.out = ViewId(out);
  op.index = index;
  return Add(trace::EventBody(op));
}

TraceScript& TraceScript::Free(const FreeArgs& args) {
  trace::Free free;
  free.buffer.buf = BufferId(args.buf);
  free.buffer.addr = args.addr;
  free.last_read = args.last_read;
  free.last_write = args.last_write;
  return Add(trace::EventBody(free));
}

TraceScript& TraceScript::End(const EndArgs& args) {
  trace::End end;
  end.events = args.events;
  end.live_buffers = args.live_buffers;
  end.live_bytes = args.live_bytes;
  return Add(trace::EventBody(end));
}

std::unique_ptr<trace::TraceReader> TraceScript::Reader() const {
  return std::make_unique<ScriptReader>(&events_, stats_);
}

Report TraceScript::Analyzed(Symbolizer* symbolizer, const PassOptions& options) const {
  absl::StatusOr<Report> report = RunPasses(Reader(), symbolizer, options);
  EXPECT_TRUE(report.ok()) << report.status();
  return report.ok() ? *std::move(report) : Report();
}

const Finding* OnlyFinding(const Report& report, absl::string_view rule) {
  const Finding* only = nullptr;
  for (const Finding& finding : report.findings) {
    if (finding.rule != rule) continue;
    if (only != nullptr) return nullptr;
    only = &finding;
  }
  return only;
}

namespace {

std::string RulesOf(const Report& report, bool notes) {
  std::vector<std::string> rules;
  for (const Finding& finding : report.findings) {
    if ((finding.severity == Severity::kNote) == notes) rules.push_back(finding.rule);
  }
  std::sort(rules.begin(), rules.end());
  return absl::StrJoin(rules, " ");
}

}  // namespace

std::string RulesFound(const Report& report) { return RulesOf(report, /*notes=*/false); }
std::string NotesFound(const Report& report) { return RulesOf(report, /*notes=*/true); }
std::string RulesAtEnd(TraceScript& trace) { return RulesFound(trace.End().Analyzed()); }
std::string NotesAtEnd(TraceScript& trace) { return NotesFound(trace.End().Analyzed()); }

}  // namespace tidemark::analysis
