// A trace written down in a test, event by event, and a reader for it.
//
//   TraceScript trace;
//   trace.Site(1, "a.cc", 10).On({.site = 1});
//   trace.Alloc({.buf = 1, .bytes = 800, .view = 1, .dtype = "f8", .shape = {100}});
//   trace.Free({.buf = 1}).End();
//   Report report = trace.Analyzed();
//
// Each event comes one tick (10 ns) after the one before, unless At() says when. Texts are
// borrowed: they are literals.
#ifndef TIDEMARK_TESTS_ANALYSIS_TRACE_SCRIPT_H_
#define TIDEMARK_TESTS_ANALYSIS_TRACE_SCRIPT_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/analysis/passes/pass_options.h"
#include "tidemark/analysis/symbols/symbolizer.h"
#include "tidemark/trace/model/event.h"
#include "tidemark/trace/reader.h"

namespace tidemark::analysis {

struct Place {
  int64_t site = 0;
  int64_t thread = 1;
  int64_t stack = 0;
};

struct FrameArgs {
  absl::string_view function = "";
  absl::string_view file = "";
  int64_t line = 0;
  absl::string_view module = "";
  std::optional<uint64_t> pc = {};
  absl::string_view build_id = "";
};

struct AllocArgs {
  int64_t buf = 0;
  std::optional<uint64_t> addr = {};
  int64_t bytes = 0;
  int64_t view = 0;
  std::optional<int64_t> usable = {};
  absl::string_view kind = "array";
  absl::string_view dtype = "";
  std::optional<std::vector<int64_t>> shape = {};
  std::optional<std::vector<int64_t>> strides = {};
  std::optional<int64_t> align = {};
  std::optional<bool> zeroed = {};
  absl::string_view space = "";
};

struct ViewArgs {
  int64_t view = 0;
  int64_t buf = 0;
  int64_t parent = 0;
  std::optional<int64_t> offset = {};
  std::optional<std::vector<int64_t>> shape = {};
  std::optional<std::vector<int64_t>> strides = {};
  absl::string_view dtype = "";
  std::optional<bool> writable = {};
};

struct CopyArgs {
  int64_t bytes = 0;
  int64_t src_buf = 0;
  int64_t dst_buf = 0;
  int64_t src = 0;
  int64_t dst = 0;
  absl::string_view reason = "requested";
  absl::string_view op = "copy";
};

struct FreeArgs {
  int64_t buf = 0;
  std::optional<uint64_t> addr = {};
  std::optional<int64_t> last_read = {};
  std::optional<int64_t> last_write = {};
};

struct EndArgs {
  std::optional<int64_t> events = {};
  std::optional<int64_t> live_buffers = {};
  std::optional<int64_t> live_bytes = {};
};

class TraceScript {
 public:
  TraceScript() = default;
  TraceScript(TraceScript&&) = default;
  TraceScript& operator=(TraceScript&&) = default;

  // `capture`: JSON, or empty.
  TraceScript& Head(absl::string_view program, absl::string_view capture = "");
  TraceScript& Site(int64_t site, absl::string_view file, int64_t line,
                    absl::string_view function = "");
  TraceScript& Frame(int64_t frame, const FrameArgs& args);
  TraceScript& Stack(int64_t stack, int64_t frame, int64_t parent = 0);
  // Where the following events happen.
  TraceScript& On(Place place);
  // When the next event happens; the following ones go on from there.
  TraceScript& At(int64_t t);
  // The following events have no time.
  TraceScript& Timeless();

  TraceScript& Alloc(const AllocArgs& args);
  // A contiguous array of f8 with its owning handle.
  TraceScript& Array(int64_t buf, int64_t view, int64_t elements);
  TraceScript& View(const ViewArgs& args);
  TraceScript& Drop(int64_t view);
  TraceScript& Copy(const CopyArgs& args);
  TraceScript& Write(int64_t buf, int64_t view = 0);
  TraceScript& Read(int64_t buf, int64_t view = 0);
  // `index`: of a gather.
  TraceScript& Op(absl::string_view name, std::vector<int64_t> in, int64_t out,
                  absl::string_view index = "");
  TraceScript& Free(const FreeArgs& args);
  TraceScript& Free(int64_t buf) { return Free(FreeArgs{.buf = buf}); }
  TraceScript& End(const EndArgs& args = {});
  // Any other event.
  TraceScript& Add(trace::EventBody body);
  // The same with a site, stack and thread of its own.
  TraceScript& Add(trace::Event event);

  int64_t now() const { return t_; }
  const std::vector<trace::Event>& events() const { return events_; }
  // To damage a trace that was well-formed.
  std::vector<trace::Event>& mutable_events() { return events_; }

  // Of the reader of this trace.
  trace::ReaderStats& stats() { return stats_; }

  std::unique_ptr<trace::TraceReader> Reader() const;

  // The report; an empty one, and a failed test, when there is an error.
  Report Analyzed(Symbolizer* symbolizer = nullptr, const PassOptions& options = {}) const;

 private:
  std::optional<trace::Dimensions> Keep(const std::optional<std::vector<int64_t>>& dimensions);

  std::vector<trace::Event> events_;
  std::deque<std::vector<int64_t>> kept_;
  std::deque<std::vector<ViewId>> kept_views_;
  trace::ReaderStats stats_;
  Place place_;
  int64_t t_ = 0;
  bool timeless_ = false;
};

// The only finding of a rule; null when there is none or more than one.
const Finding* OnlyFinding(const Report& report, absl::string_view rule);

// The rules of the findings that are more than notes, one word each, sorted: "leak unmodified-copy".
std::string RulesFound(const Report& report);
// The same of a script that ends here.
std::string RulesAtEnd(TraceScript& trace);
// Those of the notes.
std::string NotesFound(const Report& report);
std::string NotesAtEnd(TraceScript& trace);

}  // namespace tidemark::analysis

#endif  // TIDEMARK_TESTS_ANALYSIS_TRACE_SCRIPT_H_
