// Traces of which the heap was sampled: each sample stands for 1/p allocations, in all figures.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/analysis/trace_script.h"
#include "tidemark/analysis/model/weight.h"

namespace tidemark::analysis {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kSampled1000[] = R"({"stacks":"off","heap":true,"sample_bytes":1000})";

SampleScale Scale(absl::string_view capture) {
  trace::TraceHead head;
  head.capture_json = capture;
  SampleScale scale;
  scale.OnHead(head);
  return scale;
}

trace::Alloc Heap(int64_t bytes) {
  trace::Alloc alloc;
  alloc.kind = "heap";
  alloc.bytes = bytes;
  return alloc;
}

// ---- The weight of one sample. ----

TEST(SampleScale, TakesTheMeanFromTheHead) {
  EXPECT_EQ(Scale(kSampled1000).mean(), 1000);
  for (const char* without :
       {"", "{}", "[]", "not json", R"({"sample_bytes":"1000"})", R"({"sample_bytes":0})",
        R"({"sample_bytes":-5})", R"({"sample_bytes":1})", R"({"sample_bytes":1.5e99})"}) {
    EXPECT_EQ(Scale(without).mean(), 0) << without;
    EXPECT_EQ(Scale(without).Of(Heap(10)), kOneWhole) << without;
  }
}

TEST(SampleScale, WeighsASampleByWhatItStandsFor) {
  const SampleScale scale = Scale(kSampled1000);
  for (const int64_t bytes : {1, 10, 500, 1000, 5000}) {
    const double chance = 1 - std::exp(-static_cast<double>(bytes) / 1000.0);
    EXPECT_NEAR(static_cast<double>(scale.Of(Heap(bytes))) / kOneWhole, 1 / chance, 1e-6 / chance);
  }
  // What is far larger than the mean is never missed.
  EXPECT_EQ(scale.Of(Heap(1000000)), kOneWhole);
  EXPECT_EQ(scale.Of(Heap(0)), kOneWhole);
}

TEST(SampleScale, ArraysStandForThemselves) {
  trace::Alloc array = Heap(10);
  array.kind = "array";
  EXPECT_EQ(Scale(kSampled1000).Of(array), kOneWhole);
  EXPECT_FALSE(Scale(kSampled1000).Sampled(array));
}

TEST(SampleScale, NoSampleIsWorthMoreThanIsBelieved) {
  const SampleScale scale = Scale(absl::StrCat(R"({"sample_bytes":)", INT64_MAX, "}"));
  EXPECT_EQ(scale.Of(Heap(1)), kHeaviest);
  EXPECT_GT(Weighted(INT64_MAX, kHeaviest), WideSum(INT64_MAX));
}

// ---- The report. ----

TEST(SampledTrace, EveryFigureOfTheHeapIsScaled) {
  TraceScript trace;
  trace.Head("app", kSampled1000);
  trace.Frame(1, {.function = "Load", .file = "load.cc", .line = 10}).Stack(1, 1);
  trace.On({.stack = 1});
  trace.Alloc({.addr = 16, .bytes = 100, .kind = "heap"});
  trace.Alloc({.addr = 32, .bytes = 100, .kind = "heap"});
  trace.Free({.addr = 16});
  trace.Alloc({.addr = 48, .bytes = 300, .kind = "heap"});
  trace.Free({.addr = 48}).End();
  const Report report = trace.Analyzed();
  const double small = 1 / (1 - std::exp(-0.1));
  const double large = 1 / (1 - std::exp(-0.3));
  const auto about = [](double value) { return static_cast<int64_t>(std::llround(value)); };
  EXPECT_EQ(report.trace.sample_bytes, 1000);
  EXPECT_EQ(report.totals.alloc_count, about(2 * small + large));
  EXPECT_EQ(report.totals.free_count, about(small + large));
  EXPECT_NEAR(static_cast<double>(report.totals.alloc_bytes), 200 * small + 300 * large, 2);
  // The most that is live is 100 and 300, not 100 and 100, as their counts would have it.
  EXPECT_NEAR(static_cast<double>(report.peak.bytes), 100 * small + 300 * large, 2);
  EXPECT_EQ(report.peak.buffers, about(small + large));
  EXPECT_EQ(report.peak.sites[0].count, report.peak.buffers);
  EXPECT_EQ(report.peak.sites[0].bytes, report.peak.bytes);
  EXPECT_EQ(report.origins.allocs[0].bytes, report.totals.alloc_bytes);
  EXPECT_NEAR(static_cast<double>(report.leaks.bytes), 100 * small, 1);
  EXPECT_EQ(report.leaks.count, about(small));
  EXPECT_EQ(report.totals.live_end_bytes, report.leaks.bytes);
  EXPECT_EQ(report.totals.live_end_count, report.leaks.count);
  const Finding* leak = OnlyFinding(report, "leak");
  ASSERT_NE(leak, nullptr);
  EXPECT_EQ(leak->bytes, report.leaks.bytes);
  EXPECT_EQ(leak->count, report.leaks.count);
  EXPECT_EQ(report.totals.largest_alloc_bytes, 300);
}

TEST(SampledTrace, WhatIsFreedComesToNothing) {
  TraceScript trace;
  trace.Head("app", kSampled1000);
  for (uint64_t i = 1; i <= 1000; ++i) {
    trace.Alloc({.addr = 16 * i, .bytes = static_cast<int64_t>(i % 97), .kind = "heap"});
  }
  for (uint64_t i = 1000; i >= 1; --i) trace.Free({.addr = 16 * i});
  const Report report = trace.End().Analyzed();
  EXPECT_EQ(report.totals.live_end_bytes, 0);
  EXPECT_EQ(report.totals.live_end_count, 0);
  EXPECT_EQ(report.totals.free_count, report.totals.alloc_count);
  EXPECT_EQ(report.what_if.peak_bytes_all_fixed, report.peak.bytes);
}

TEST(SampledTrace, MendingLeaksIsReplayedInTheSameScale) {
  TraceScript trace;
  trace.Head("app", kSampled1000);
  trace.Array(1, 1, 100);  // 800 bytes, leaked, and exactly that
  trace.Alloc({.addr = 16, .bytes = 100, .kind = "heap"}).Free({.addr = 16}).End();
  const Report report = trace.Analyzed();
  EXPECT_NEAR(static_cast<double>(report.peak.bytes), 800 + 100 / (1 - std::exp(-0.1)), 1);
  EXPECT_EQ(report.what_if.peak_bytes_all_fixed, report.peak.bytes - 800);
  EXPECT_EQ(report.leaks.bytes, 800);
}

TEST(SampledTrace, IsNoContradiction) {
  TraceScript trace;
  trace.Head("app", kSampled1000);
  // Addresses come again: the frees between were of allocations that are no samples... of which
  // the recorder says nothing. And the end counts what is in the trace.
  trace.Alloc({.addr = 16, .bytes = 100, .kind = "heap"}).Free({.addr = 16});
  trace.Alloc({.addr = 16, .bytes = 50, .kind = "heap"});
  trace.End({.events = 3, .live_buffers = 1, .live_bytes = 50});
  for (const auto& [kind, anomaly] : trace.Analyzed().trace.anomalies) {
    EXPECT_EQ(anomaly.count, 0) << kind;
  }
}

TEST(SampledTrace, ClaimsNoTemporaries) {
  const auto temporaries = [](absl::string_view capture) {
    TraceScript trace;
    trace.Head("app", capture);
    trace.Alloc({.addr = 16, .bytes = 100, .kind = "heap"}).Free({.addr = 16});
    trace.Array(1, 1, 10).Alloc({.addr = 32, .bytes = 8, .kind = "heap"}).Free(1);
    return trace.End().Analyzed().totals.temporary_count;
  };
  EXPECT_EQ(temporaries(""), 1);
  // Between the events of a sample there may have been any others; of arrays none are missing.
  EXPECT_EQ(temporaries(kSampled1000), 1);
  TraceScript heap;
  heap.Head("app", kSampled1000);
  heap.Alloc({.addr = 16, .bytes = 100, .kind = "heap"}).Free({.addr = 16}).End();
  EXPECT_EQ(heap.Analyzed().totals.temporary_count, 0);
}

// ---- Without bias. ----

// A program's allocations, of which a Poisson process along the bytes takes samples.
struct Simulated {
  double bytes = 0;  // what was allocated
  double count = 0;
  double estimate = 0;  // what the samples say
  double estimated_count = 0;
  double naive = 0;  // each sample for `mean` bytes
};

Simulated Simulate(uint64_t seed, double mean, int allocations) {
  std::mt19937_64 random(seed);
  std::exponential_distribution<double> gap(1 / mean);
  const SampleScale scale =
      Scale(absl::StrCat(R"({"sample_bytes":)", static_cast<int64_t>(mean), "}"));
  static constexpr int64_t kSizes[] = {16, 48, 100, 700, 4096, 20000, 150000};
  Simulated result;
  double left = gap(random);
  for (int i = 0; i < allocations; ++i) {
    const int64_t bytes = kSizes[random() % std::size(kSizes)];
    result.bytes += static_cast<double>(bytes);
    result.count += 1;
    left -= static_cast<double>(bytes);
    if (left >= 0) continue;
    left = gap(random);
    const Weight weight = scale.Of(Heap(bytes));
    result.estimate += static_cast<double>(Narrow(Weighted(bytes, weight)));
    result.estimated_count += static_cast<double>(weight) / kOneWhole;
    result.naive += mean;
  }
  return result;
}

TEST(SampledTrace, EstimatesAreWithoutBias) {
  constexpr double kMean = 10000;
  Simulated sum;
  for (uint64_t seed = 1; seed <= 400; ++seed) {
    const Simulated one = Simulate(seed, kMean, 2000);
    sum.bytes += one.bytes;
    sum.count += one.count;
    sum.estimate += one.estimate;
    sum.estimated_count += one.estimated_count;
    sum.naive += one.naive;
  }
  // 800,000 allocations: the standard error of the bytes is a tenth of a percent of them, that of
  // the counts, to which the smallest contribute most, is 0.6 percent.
  EXPECT_NEAR(sum.estimate / sum.bytes, 1, 0.003);
  EXPECT_NEAR(sum.estimated_count / sum.count, 1, 0.02);
  // The near miss: a sample of 150,000 bytes does not stand for the mean.
  EXPECT_LT(sum.naive / sum.bytes, 0.5);
}

// What is live at the peak of one run after another: the errors are as large as the report says.
TEST(SampledTrace, TheStandardErrorIsThatOfTheEstimate) {
  double squares = 0;
  constexpr int kRuns = 300;
  for (uint64_t seed = 1; seed <= kRuns; ++seed) {
    std::mt19937_64 random(seed);
    std::exponential_distribution<double> gap(1 / 5000.0);
    TraceScript trace;
    trace.Head("app", R"({"sample_bytes":5000})");
    double left = gap(random);
    double bytes = 0;
    for (uint64_t i = 1; i <= 400; ++i) {
      const auto size = static_cast<int64_t>(16 + random() % 4000);
      bytes += static_cast<double>(size);
      left -= static_cast<double>(size);
      if (left >= 0) continue;
      left = gap(random);
      trace.Alloc({.addr = 16 * i, .bytes = size, .kind = "heap"});
    }
    const Peak peak = trace.End().Analyzed().peak;
    const double error =
        (static_cast<double>(peak.bytes) - bytes) / static_cast<double>(peak.standard_error);
    squares += error * error;
  }
  EXPECT_NEAR(std::sqrt(squares / kRuns), 1, 0.1);
  TraceScript exact;
  exact.Alloc({.addr = 16, .bytes = 10, .kind = "heap"});
  EXPECT_EQ(exact.End().Analyzed().peak.standard_error, 0);
}

// The peak of a program that grows and shrinks, as the report has it from the samples alone.
TEST(SampledTrace, ThePeakIsThatOfTheScaledBytes) {
  constexpr double kMean = 500;
  std::mt19937_64 random(42);
  std::exponential_distribution<double> gap(1 / kMean);
  TraceScript trace;
  trace.Head("app", R"({"sample_bytes":500})");
  std::vector<std::pair<uint64_t, int64_t>> live;  // addresses of samples, 0 for others; bytes
  double bytes = 0;
  double peak = 0;
  double recorded = 0;
  double recorded_peak = 0;
  double left = gap(random);
  uint64_t address = 0;
  for (int i = 0; i < 60000; ++i) {
    const bool grows = i < 40000 ? random() % 4 != 0 : random() % 4 == 0;
    if (grows || live.empty()) {
      const auto size = static_cast<int64_t>(8 + random() % 120);
      left -= static_cast<double>(size);
      const bool sampled = left < 0;
      if (sampled) {
        left = gap(random);
        address += 16;
        trace.Alloc({.addr = address, .bytes = size, .kind = "heap"});
        recorded += static_cast<double>(size);
      }
      live.emplace_back(sampled ? address : 0, size);
      bytes += static_cast<double>(size);
    } else {
      std::swap(live[random() % live.size()], live.back());
      if (live.back().first != 0) {
        trace.Free({.addr = live.back().first});
        recorded -= static_cast<double>(live.back().second);
      }
      bytes -= static_cast<double>(live.back().second);
      live.pop_back();
    }
    peak = std::max(peak, bytes);
    recorded_peak = std::max(recorded_peak, recorded);
  }
  const Report report = trace.End().Analyzed();
  EXPECT_NEAR(static_cast<double>(report.peak.bytes) / peak, 1, 0.05);
  EXPECT_LT(recorded_peak / peak, 0.3);  // what unscaled samples would say
}

}  // namespace
}  // namespace tidemark::analysis
