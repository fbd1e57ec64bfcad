// What a report has only where it is asked for: sizes, threads, marks, single buffers and copies, the
// peak between two moments.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tests/analysis/trace_script.h"

namespace tidemark::analysis {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Details DetailsOf(const TraceScript& trace, DetailOptions options) {
  return trace.Analyzed(nullptr, {.details = std::move(options)}).details;
}

std::vector<int64_t> Bytes(const std::vector<BufferReport>& buffers) {
  std::vector<int64_t> bytes;
  for (const BufferReport& buffer : buffers) bytes.push_back(buffer.bytes);
  return bytes;
}

TEST(Details, AreNotGatheredUnlessAskedFor) {
  TraceScript trace;
  trace.Alloc({.buf = 1, .bytes = 8}).Add(trace::Mark{.name = "m"}).Free(1).End();
  const Details details = trace.Analyzed().details;
  EXPECT_THAT(details.sizes, IsEmpty());
  EXPECT_THAT(details.threads, IsEmpty());
  EXPECT_THAT(details.marks, IsEmpty());
  EXPECT_THAT(details.buffers, IsEmpty());
  EXPECT_THAT(details.copies, IsEmpty());
}

TEST(Details, SizesAreByPowersOfTwo) {
  TraceScript trace;
  int64_t id = 0;
  for (const int64_t bytes : {0, 1, 2, 3, 4, 5, 8, 9}) trace.Alloc({.buf = ++id, .bytes = bytes});
  trace.Alloc({.buf = ++id, .bytes = 8}).Free(id);                   // a temporary
  trace.Alloc({.buf = ++id, .bytes = 1 << 20, .kind = "external"});  // not ours
  trace.Alloc({.addr = 64, .bytes = 7, .kind = "heap"}).End();       // as blocks of the heap go
  const std::vector<SizeClass> sizes = DetailsOf(trace, {.sizes = true}).sizes;
  std::string text;
  for (const SizeClass& size : sizes) {
    text += std::to_string(size.least) + "-" + std::to_string(size.most) + ":" +
            std::to_string(size.count) + "/" + std::to_string(size.bytes) + "/" +
            std::to_string(size.temporary_count) + "/" + std::to_string(size.live_end_count) + " ";
  }
  EXPECT_EQ(text, "0-0:1/0/0/1 1-1:1/1/0/1 2-2:1/2/0/1 3-4:2/7/0/2 5-8:4/28/1/3 9-16:1/9/0/1 ");
}

TEST(Details, ThreadsHaveTotalsOfTheirOwn) {
  TraceScript trace;
  trace.On({.thread = 1}).Array(1, 1, 100).Array(2, 2, 10);
  trace.On({.thread = 2}).Array(3, 3, 50).Copy({.bytes = 80, .src_buf = 2, .dst_buf = 3});
  trace.Free(1);  // of another thread's
  trace.On({.thread = 1}).Array(4, 4, 1).Free(4).End();
  const std::vector<ThreadTotals> threads = DetailsOf(trace, {.threads = true}).threads;
  ASSERT_EQ(threads.size(), 2u);
  EXPECT_EQ(threads[0].thread, 1);
  EXPECT_EQ(threads[0].alloc_count, 3);
  EXPECT_EQ(threads[0].alloc_bytes, 888);
  EXPECT_EQ(threads[0].free_count, 1);
  EXPECT_EQ(threads[0].foreign_free_count, 0);
  EXPECT_EQ(threads[0].temporary_count, 1);
  EXPECT_EQ(threads[0].peak_bytes, 880);
  EXPECT_EQ(threads[0].live_end_bytes, 80);
  EXPECT_EQ(threads[1].alloc_count, 1);
  EXPECT_EQ(threads[1].free_count, 1);
  EXPECT_EQ(threads[1].foreign_free_count, 1);
  EXPECT_EQ(threads[1].temporary_count, 0);
  EXPECT_EQ(threads[1].copy_count, 1);
  EXPECT_EQ(threads[1].copy_bytes, 80);
  EXPECT_EQ(threads[1].peak_bytes, 400);
}

// Whatever the breakdown, the sums are those of the whole.
TEST(Details, SumsAreThoseOfTheTrace) {
  TraceScript trace;
  for (int64_t i = 1; i <= 40; ++i) {
    trace.On({.thread = 1 + i % 3}).Alloc({.buf = i, .bytes = i * i});
    if (i % 4 == 0) trace.Free(i - 1);
    if (i % 5 == 0) trace.Add(trace::Resize{.buffer = {.buf = BufferId(i)}, .bytes = 3 * i * i});
  }
  trace.End();
  const Report report = trace.Analyzed(nullptr, {.details = {.sizes = true, .threads = true}});
  int64_t peak = 0;
  int64_t allocated = 0;
  int64_t live = 0;
  for (const ThreadTotals& thread : report.details.threads) {
    peak += thread.peak_bytes;
    allocated += thread.alloc_bytes;
    live += thread.live_end_bytes;
  }
  EXPECT_EQ(peak, report.peak.bytes);
  EXPECT_EQ(allocated, report.totals.alloc_bytes);
  EXPECT_EQ(live, report.totals.live_end_bytes);
  int64_t count = 0;
  for (const SizeClass& size : report.details.sizes) count += size.count;
  EXPECT_EQ(count, report.totals.alloc_count);
}

TEST(Details, MarksTellWhatGrewSinceTheOneOfThatName) {
  TraceScript trace;
  trace.Site(1, "cache.cc", 7, "Put").Site(2, "work.cc", 9, "Work");
  const auto mark = [&](const char* name) { trace.Add(trace::Mark{.name = name}); };
  trace.On({.site = 1}).Alloc({.buf = 1, .bytes = 100});
  mark("step");
  trace.On({.site = 2}).Alloc({.buf = 2, .bytes = 500});
  mark("other");
  trace.On({.site = 1}).Alloc({.buf = 3, .bytes = 40}).Free(2);
  mark("step");
  mark("step");
  trace.End();
  const std::vector<MarkReport> marks = DetailsOf(trace, {.marks = true}).marks;
  ASSERT_EQ(marks.size(), 4u);
  EXPECT_TRUE(marks[0].is_first);
  EXPECT_EQ(marks[0].live_bytes, 100);
  EXPECT_TRUE(marks[1].is_first);
  EXPECT_EQ(marks[1].live_bytes, 600);
  EXPECT_FALSE(marks[2].is_first);
  EXPECT_EQ(marks[2].growth_bytes, 40);
  EXPECT_EQ(marks[2].growth_count, 1);
  ASSERT_EQ(marks[2].grown.size(), 1u);
  EXPECT_EQ(marks[2].grown[0].site.function, "Put");
  EXPECT_EQ(marks[2].grown[0].bytes, 40);
  EXPECT_EQ(marks[3].growth_bytes, 0);
  EXPECT_THAT(marks[3].grown, IsEmpty());
}

TEST(Details, BuffersAreListedWithWhatIsKnownOfThem) {
  TraceScript trace;
  trace.Site(1, "a.cc", 7, "Load");
  trace.Add(trace::ScopeBegin{.name = "train"}).Add(trace::ScopeBegin{.name = "step"});
  trace.On({.site = 1, .thread = 3});
  trace.Add(trace::ScopeBegin{.name = "other"});
  trace::Alloc alloc = {.buffer = {.buf = BufferId(5)},
                        .bytes = 800,
                        .kind = "array",
                        .op = "zeros",
                        .label = "weights",
                        .dtype = "f8"};
  trace.At(200).Add(alloc).At(300).Free(5);
  trace.Alloc({.addr = 4096, .bytes = 16, .kind = "heap"}).End();
  const Details details = DetailsOf(trace, {.buffers = true});
  ASSERT_EQ(details.buffers.size(), 2u);
  EXPECT_EQ(details.buffer_count, 2);
  const BufferReport& first = details.buffers[0];
  EXPECT_EQ(first.site.function, "Load");
  EXPECT_EQ(first.site.label, "weights");
  EXPECT_EQ(first.scope, "other");
  EXPECT_EQ(first.id, 5);
  EXPECT_EQ(first.thread, 3);
  EXPECT_EQ(first.label, "weights");
  EXPECT_EQ(first.op, "zeros");
  EXPECT_EQ(first.dtype, "f8");
  EXPECT_EQ(first.begin_t, 200);
  EXPECT_EQ(first.end_t, 300);
  EXPECT_EQ(details.buffers[1].address, 4096);
  EXPECT_EQ(details.buffers[1].end_t, -1);
}

TEST(Details, AWindowHasTheBuffersThatWereLiveInIt) {
  TraceScript trace;
  trace.At(100).Alloc({.buf = 1, .bytes = 1}).At(200).Free(1);
  trace.At(200).Alloc({.buf = 2, .bytes = 2}).At(300).Free(2);
  trace.At(300).Alloc({.buf = 3, .bytes = 3}).At(400).Alloc({.buf = 4, .bytes = 4}).End();
  const auto bytes = [&](int64_t from, int64_t to) {
    return Bytes(DetailsOf(trace, {.buffers = true, .from = from, .to = to}).buffers);
  };
  EXPECT_THAT(bytes(0, 1000), ElementsAre(4, 3, 2, 1));
  EXPECT_THAT(bytes(250, 260), ElementsAre(2));
  EXPECT_THAT(bytes(200, 299), ElementsAre(2, 1));
  EXPECT_THAT(bytes(201, 300), ElementsAre(3, 2));
  EXPECT_THAT(bytes(0, 99), IsEmpty());
}

TEST(Details, ScopesAreChosenByTheirPath) {
  TraceScript trace;
  trace.Alloc({.buf = 1, .bytes = 1}).Add(trace::ScopeBegin{.name = "train"});
  trace.Alloc({.buf = 2, .bytes = 2}).Add(trace::ScopeEnd{.name = "train"});
  trace.Alloc({.buf = 3, .bytes = 3}).End();
  const auto in = [](const std::string& scope) { return scope == "train"; };
  EXPECT_THAT(Bytes(DetailsOf(trace, {.buffers = true, .in_scope = in}).buffers), ElementsAre(2));
}

TEST(Details, CopiesAreListedWithTheVerdictOnThem) {
  TraceScript trace;
  trace.Site(1, "a.cc", 7, "Load").Site(2, "b.cc", 8, "Use");
  trace.On({.site = 1}).Array(1, 1, 100).Array(2, 2, 100).On({.site = 2});
  trace.Copy({.bytes = 800, .src_buf = 1, .dst_buf = 2, .src = 1, .dst = 2}).Read(2).Free(2);
  trace.Array(3, 3, 10).Copy({.bytes = 80, .src_buf = 1, .dst_buf = 3, .reason = "assign"});
  trace.Write(3).Free(3).Free(1).End();
  const Details details = DetailsOf(trace, {.copies = true});
  ASSERT_EQ(details.copies.size(), 2u);
  EXPECT_EQ(details.copies[0].bytes, 800);
  EXPECT_TRUE(details.copies[0].needless);
  EXPECT_EQ(details.copies[0].site.function, "Use");
  EXPECT_EQ(details.copies[0].source_site.function, "Load");
  EXPECT_EQ(details.copies[0].op, "copy");
  EXPECT_EQ(details.copies[1].reason, "assign");
  EXPECT_FALSE(details.copies[1].needless);
}

TEST(Details, AWindowHasAPeakOfItsOwn) {
  TraceScript trace;
  trace.Site(1, "a.cc", 1).Site(2, "b.cc", 2);
  trace.On({.site = 1}).At(100).Alloc({.buf = 1, .bytes = 1000}).At(200).Free(1);
  trace.On({.site = 2})
      .At(300)
      .Alloc({.buf = 2, .bytes = 10})
      .At(400)
      .Alloc({.buf = 3, .bytes = 20});
  trace.At(500).Free(2).At(600).Alloc({.buf = 4, .bytes = 5}).End();
  const auto peak = [&](int64_t from, int64_t to) {
    return DetailsOf(trace, {.from = from, .to = to}).window_peak;
  };
  EXPECT_EQ(peak(250, 1000).bytes, 30);
  EXPECT_EQ(peak(250, 1000).t, 400);
  ASSERT_EQ(peak(250, 1000).sites.size(), 1u);
  EXPECT_EQ(peak(250, 1000).sites[0].site.file, "b.cc");
  EXPECT_EQ(peak(550, 1000).bytes, 25);
  // What is live as the window begins counts from then on, even if it is freed next.
  EXPECT_EQ(peak(450, 480).bytes, 30);
  EXPECT_EQ(peak(450, 480).t, 450);
  EXPECT_EQ(peak(150, 160).bytes, 1000);
  EXPECT_EQ(peak(0, 350).bytes, 1000);
  // At the very moment of the free it is gone, at the end of that event.
  EXPECT_EQ(peak(200, 250).bytes, 0);
}

}  // namespace
}  // namespace tidemark::analysis
