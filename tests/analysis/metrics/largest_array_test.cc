// How many elements the largest array has.
#include <gtest/gtest.h>

#include "tests/analysis/trace_script.h"

namespace tidemark::analysis {
namespace {

TEST(LargestArrayTest, IsTheOneWithMostElements) {
  TraceScript trace;
  trace.Alloc({.buf = 1, .bytes = 800, .dtype = "f8", .shape = {{10, 10}}});
  trace.Alloc({.buf = 2, .bytes = 400, .dtype = "i1", .shape = {{20, 20}}});
  trace.Free({.buf = 2}).Alloc({.buf = 3, .bytes = 1 << 20, .kind = "heap"}).End();
  EXPECT_EQ(trace.Analyzed().trace.largest_array_elements, 400);
}

TEST(LargestArrayTest, WithoutAShapeTheDtypeTells) {
  TraceScript trace;
  trace.Alloc({.buf = 1, .bytes = 800, .dtype = "f8"}).End();
  EXPECT_EQ(trace.Analyzed().trace.largest_array_elements, 100);
}

TEST(LargestArrayTest, IsNoneWithoutArraysOrOfWhatCannotBe) {
  TraceScript heap;
  heap.Alloc({.buf = 1, .bytes = 800, .kind = "heap"}).End();
  EXPECT_EQ(heap.Analyzed().trace.largest_array_elements, 0);
  TraceScript hostile;
  hostile.Alloc({.buf = 1, .bytes = 8, .shape = {{INT64_MAX, INT64_MAX}}});
  hostile.Alloc({.buf = 2, .bytes = 8, .shape = {{-3, 5}}});
  hostile.Alloc({.buf = 3, .bytes = 800, .dtype = "zz"}).End();
  EXPECT_EQ(hostile.Analyzed().trace.largest_array_elements, 0);
}

}  // namespace
}  // namespace tidemark::analysis
