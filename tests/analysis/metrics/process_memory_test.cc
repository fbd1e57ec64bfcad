// What the system says of the process's memory, beside what was live.
#include <gtest/gtest.h>

#include "tests/analysis/trace_script.h"

namespace tidemark::analysis {
namespace {

TEST(ProcessMemoryTest, IsTheSampleWithMostResident) {
  TraceScript trace;
  trace.At(10).Alloc({.buf = 1, .bytes = 1000});
  trace.At(20).Add(trace::MemorySample{.resident = 5000, .file = 2000, .swap = 10, .kernel = 300});
  trace.At(30).Alloc({.buf = 2, .bytes = 4000});
  trace.At(40).Add(trace::MemorySample{.resident = 9000, .file = 2500});
  trace.At(50).Free({.buf = 2});
  trace.At(60).Add(trace::MemorySample{.resident = 9000, .file = 1});
  trace.At(70).Free({.buf = 1}).End();
  const ProcessMemory memory = trace.Analyzed().process_memory;
  EXPECT_EQ(memory.samples, 3);
  EXPECT_EQ(memory.t, 40);
  EXPECT_EQ(memory.resident_bytes, 9000);
  EXPECT_EQ(memory.live_bytes, 5000);
  EXPECT_EQ(memory.file_bytes, 2500);
  EXPECT_EQ(memory.swap_bytes, 0);
  EXPECT_EQ(memory.kernel_bytes, 0);
}

TEST(ProcessMemoryTest, IsNothingWithoutSamplesAndChangesNoOtherFigure) {
  TraceScript trace;
  trace.Alloc({.buf = 1, .bytes = 1000}).Free({.buf = 1}).End();
  TraceScript sampled;
  sampled.Add(trace::MemorySample{.resident = 1 << 30});
  sampled.Alloc({.buf = 1, .bytes = 1000}).Free({.buf = 1}).End();
  EXPECT_EQ(trace.Analyzed().process_memory.samples, 0);
  EXPECT_EQ(sampled.Analyzed().peak.bytes, trace.Analyzed().peak.bytes);
  EXPECT_EQ(sampled.Analyzed().totals.alloc_bytes, trace.Analyzed().totals.alloc_bytes);
  EXPECT_EQ(sampled.Analyzed().totals.live_end_bytes, 0);
}

}  // namespace
}  // namespace tidemark::analysis
