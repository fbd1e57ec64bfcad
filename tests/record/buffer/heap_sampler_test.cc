#include "tidemark/record/buffer/heap_sampler.h"

#include <gtest/gtest.h>

#include <cmath>
#include <thread>
#include <vector>

namespace tidemark::record {
namespace {

// The mean of the estimates over many threads' random sequences is within five standard errors of
// the true value.
void ExpectUnbiased(const std::vector<uint64_t>& sizes, uint64_t mean, int repetitions) {
  double true_bytes = 0;
  for (const uint64_t size : sizes) true_bytes += static_cast<double>(size);
  const auto true_count = static_cast<double>(sizes.size());
  double sum_bytes = 0;
  double squares_bytes = 0;
  double sum_count = 0;
  double squares_count = 0;
  for (int seed = 1; seed <= repetitions; ++seed) {
    SampleGap gap;
    double bytes = 0;
    double count = 0;
    for (const uint64_t size : sizes) {
      if (!gap.Takes(size, mean, static_cast<uint64_t>(seed))) continue;
      const double p = -std::expm1(-static_cast<double>(size) / static_cast<double>(mean));
      bytes += static_cast<double>(size) / p;
      count += 1 / p;
    }
    sum_bytes += bytes;
    squares_bytes += bytes * bytes;
    sum_count += count;
    squares_count += count * count;
  }
  const auto check = [n = static_cast<double>(repetitions)](double sum, double squares,
                                                            double truth) {
    const double average = sum / n;
    const double error = std::sqrt((squares / n - average * average) / n);
    EXPECT_NEAR(average, truth, 5 * error + 1e-9 * truth) << "standard error " << error;
    EXPECT_LT(error, truth / 20) << "the test says nothing";
  };
  check(sum_bytes, squares_bytes, true_bytes);
  check(sum_count, squares_count, true_count);
}

TEST(SampleGapTest, SmallAllocationsAreEstimatedWithoutBias) {
  ExpectUnbiased(std::vector<uint64_t>(3000, 16), 1000, 500);
}

TEST(SampleGapTest, MixedSizesAreEstimatedWithoutBias) {
  std::vector<uint64_t> sizes;
  for (uint64_t i = 0; i < 4000; ++i) {
    sizes.push_back(1 + (i * 7919) % 97 * (i % 50 == 0 ? 100 : 1));
  }
  ExpectUnbiased(sizes, 2000, 500);
}

TEST(SampleGapTest, SizesAboveTheMean) {
  ExpectUnbiased(std::vector<uint64_t>(500, 3000), 1000, 300);
}

// An allocation of s bytes is sampled with probability 1 - exp(-s / mean).
TEST(SampleGapTest, TheChanceIsThatOfAPoissonProcess) {
  for (const uint64_t size : {uint64_t{100}, uint64_t{1000}, uint64_t{5000}}) {
    int taken = 0;
    constexpr int kTrials = 20000;
    SampleGap gap;
    for (int i = 0; i < kTrials; ++i) taken += gap.Takes(size, 1000, 11) ? 1 : 0;
    const double p = 1 - std::exp(-static_cast<double>(size) / 1000);
    EXPECT_NEAR(taken, kTrials * p, 5 * std::sqrt(kTrials * p * (1 - p)));
  }
}

TEST(SampleGapTest, OneByteInOneIsAll) {
  SampleGap gap;
  int taken = 0;
  for (int i = 0; i < 1000; ++i) taken += gap.Takes(64, 1, 3) ? 1 : 0;
  EXPECT_EQ(taken, 1000);
  EXPECT_FALSE(gap.Takes(0, 1, 3));
}

TEST(SampledAddressesTest, RemembersWhatLives) {
  SampledAddresses addresses;
  EXPECT_FALSE(addresses.Remove(0x10));
  for (uintptr_t i = 1; i < 5000; ++i) addresses.Add(i * 16);
  EXPECT_FALSE(addresses.Remove(8));
  for (uintptr_t i = 1; i < 5000; ++i) EXPECT_TRUE(addresses.Remove(i * 16));
  for (uintptr_t i = 1; i < 5000; ++i) EXPECT_FALSE(addresses.Remove(i * 16));
}

TEST(SampledAddressesTest, FromManyThreads) {
  SampledAddresses addresses;
  std::vector<std::thread> threads;
  for (uintptr_t t = 0; t < 4; ++t) {
    threads.emplace_back([&addresses, t] {
      for (uintptr_t i = 1; i < 3000; ++i) {
        addresses.Add((i * 4 + t) * 16);
        EXPECT_TRUE(addresses.Remove((i * 4 + t) * 16));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace tidemark::record
