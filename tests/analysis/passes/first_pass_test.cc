// What observers are told of a trace, hook by hook.
#include "tidemark/analysis/passes/first_pass.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/analysis/trace_script.h"

namespace tidemark::analysis {
namespace {

using testing::ElementsAre;

// Writes down the hooks, with the names of buffers.
class Log : public TraceObserver {
 public:
  void OnAlloc(LiveBuffer& buffer, const Moment& /*now*/) override {
    Add("alloc ", buffer.named(), " of ", buffer.bytes);
  }
  void OnResize(LiveBuffer& buffer, int64_t bytes_before, const Moment& /*now*/) override {
    Add("resize ", buffer.named(), " from ", bytes_before, " to ", buffer.bytes);
  }
  void OnFree(LiveBuffer& buffer, const BufferEnd& end, const Moment& /*now*/) override {
    Add(end.free_missed ? "missed free " : "free ", buffer.named(), " last access ",
        end.last_access.value_or(-1));
  }
  void OnView(LiveBuffer& buffer, const LiveView& view, const LiveView* parent,
              const Moment& /*now*/) override {
    Add(view.owner ? "owner " : "view ", view.id, " of ", buffer.named(), " from ",
        parent == nullptr ? 0 : parent->id);
  }
  void OnRepeatedView(LiveBuffer& buffer, const Moment& /*now*/) override {
    Add("repeated view of ", buffer.named());
  }
  void OnDrop(LiveBuffer& buffer, const LiveView& view, const Moment& /*now*/) override {
    Add("drop ", view.id, " of ", buffer.named());
  }
  void OnAccess(LiveBuffer& buffer, bool is_write, const Moment& /*now*/) override {
    Add(is_write ? "write " : "read ", buffer.named());
  }
  void OnEscape(LiveBuffer& buffer, const Moment& /*now*/) override {
    Add("escape ", buffer.named());
  }
  void OnCopy(const CopyMade& copy, const Moment& /*now*/) override {
    Add("copy ", copy.source.named(), " to ", copy.destination.named(), " ",
        copy.source_layout.dtype(), " to ", copy.destination_layout.dtype());
  }
  void OnOp(const OpDone& op, const Moment& /*now*/) override {
    std::string operands;
    for (const LiveBuffer* in : op.in) absl::StrAppend(&operands, in ? in->named() : 0, " ");
    Add("op ", op.event.name, " ", operands, "into ", op.out ? op.out->named() : 0);
  }
  void OnPeak(const Moment& now) override { Add("peak after event ", now.event); }
  void OnCopyJudged(const JudgedCopy& copy) override {
    Add(copy.rule.empty() ? "needed copy " : "redundant copy ", copy.source, " to ",
        copy.destination);
  }
  void OnTraceEnd(const TraceEnd& end) override {
    Add("end with ", end.buffers.size(), " live, peak ", end.report.peak.bytes);
  }

  std::vector<std::string> TakeLines() { return std::exchange(lines_, {}); }

 private:
  template <class... Parts>
  void Add(const Parts&... parts) {
    lines_.push_back(absl::StrCat(parts...));
  }
  std::vector<std::string> lines_;
};

std::vector<std::string> Observed(const TraceScript& trace) {
  Log log;
  const trace::ReaderStats stats;
  FirstPass pass(&stats);
  pass.observers().Add(&log);
  for (const trace::Event& event : trace.events()) pass.Consume(event);
  pass.Finish();
  return log.TakeLines();
}

TEST(FirstPassTest, BuffersViewsAndPeaksAreObserved) {
  TraceScript trace;
  trace.Array(1, 1, 10).View({.view = 2, .buf = 1, .parent = 1}).View({.view = 2, .buf = 1});
  trace.Drop(1).Alloc({.addr = 64, .bytes = 200, .kind = "heap"});
  trace.Alloc({.addr = 64, .bytes = 8, .kind = "heap"});
  trace.Free({.buf = 1, .last_read = 7}).End();
  EXPECT_THAT(Observed(trace),
              ElementsAre("alloc 1 of 80", "owner 1 of 1 from 0", "peak after event 1",
                          "view 2 of 1 from 1", "repeated view of 1", "drop 1 of 1",
                          "alloc 0 of 200", "peak after event 5", "missed free 0 last access -1",
                          "alloc 0 of 8", "free 1 last access 7", "end with 1 live, peak 280"));
}

TEST(FirstPassTest, AccessesCopiesAndOperationsAreObserved) {
  TraceScript trace;
  trace.Array(1, 1, 10).Array(2, 2, 10);
  trace.Copy({.bytes = 80, .src_buf = 1, .dst_buf = 2, .src = 1, .dst = 2});
  trace.Op("add", {1, 0, 99}, 2);
  trace.Add(trace::EventBody(trace::Read{.buf = BufferId(1), .escaped = true}));
  trace.Write(7);
  EXPECT_THAT(
      Observed(trace),
      ElementsAre("alloc 1 of 80", "owner 1 of 1 from 0", "peak after event 1", "alloc 2 of 80",
                  "owner 2 of 2 from 0", "peak after event 2", "read 1", "write 2",
                  "copy 1 to 2 f8 to f8", "read 1", "needed copy 1 to 2", "write 2",
                  "op add 1 0 0 into 2", "read 1", "escape 1", "end with 2 live, peak 160"));
}

TEST(FirstPassTest, AVerdictComesWhenTheFateOfACopyIsKnown) {
  TraceScript trace;
  trace.Array(1, 1, 10).Array(2, 2, 10);
  trace.Copy({.bytes = 80, .src_buf = 1, .dst_buf = 2, .src = 1, .dst = 2});
  trace.Free(1).Free(2).End();
  const std::vector<std::string> observed = Observed(trace);
  EXPECT_THAT(observed, testing::Contains("redundant copy 1 to 2"));
}

}  // namespace
}  // namespace tidemark::analysis
