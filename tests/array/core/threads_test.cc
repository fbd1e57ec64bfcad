#include "tidemark/array/core/threads.h"

#include <gtest/gtest.h>

#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "tidemark/array/array.h"

namespace tidemark {
namespace {

using array_internal::kElementsPerThread;
using array_internal::RunParts;

struct Part {
  int64_t first;
  int64_t count;
  std::thread::id thread;
};

std::vector<Part> PartsOf(int64_t n) {
  std::mutex mutex;
  std::vector<Part> parts;
  RunParts(n, [&](int64_t first, int64_t count) {
    const std::lock_guard lock(mutex);
    parts.push_back({first, count, std::this_thread::get_id()});
  });
  return parts;
}

std::vector<bool> Covered(const std::vector<Part>& parts, int64_t n) {
  std::vector<bool> covered(static_cast<size_t>(n));
  for (const Part& part : parts) {
    for (int64_t i = part.first; i < part.first + part.count; ++i) {
      EXPECT_FALSE(covered.at(static_cast<size_t>(i))) << i;
      covered[static_cast<size_t>(i)] = true;
    }
  }
  return covered;
}

TEST(ArrayThreadsScopeTest, OneUnlessAskedFor) {
  EXPECT_EQ(PartsOf(8 * kElementsPerThread).size(), 1u);
  {
    const ArrayThreadsScope outer(3);
    EXPECT_EQ(PartsOf(8 * kElementsPerThread).size(), 3u);
    {
      const ArrayThreadsScope inner(1);
      EXPECT_EQ(PartsOf(8 * kElementsPerThread).size(), 1u);
    }
    EXPECT_EQ(PartsOf(8 * kElementsPerThread).size(), 3u);
    std::thread([] { EXPECT_EQ(PartsOf(8 * kElementsPerThread).size(), 1u); }).join();
  }
  EXPECT_THROW(ArrayThreadsScope(0), ValueError);
}

TEST(ArrayThreadsScopeTest, EveryElementIsInOnePart) {
  const ArrayThreadsScope scope(4);
  for (const int64_t n :
       {2 * kElementsPerThread, 2 * kElementsPerThread + 1, 3 * kElementsPerThread - 1,
        4 * kElementsPerThread + 4097, 9 * kElementsPerThread + 13}) {
    const std::vector<Part> parts = PartsOf(n);
    const std::vector<bool> covered = Covered(parts, n);
    EXPECT_EQ(std::count(covered.begin(), covered.end(), true), n);
    std::set<std::thread::id> threads;
    for (const Part& part : parts) threads.insert(part.thread);
    EXPECT_EQ(threads.size(), parts.size());
  }
}

TEST(ArrayThreadsScopeTest, SmallWorkStaysWithTheCaller) {
  const ArrayThreadsScope scope(4);
  EXPECT_EQ(PartsOf(2 * kElementsPerThread - 1).size(), 1u);
  EXPECT_EQ(PartsOf(2 * kElementsPerThread).size(), 2u);
  EXPECT_EQ(PartsOf(0).size(), 1u);
}

// To the last bit, ends of vectors included.
TEST(ArrayThreadsScopeTest, ResultsDoNotDependOnThem) {
  const int64_t n = 4 * kElementsPerThread + 4099;
  const Array<float> a = linspace<float>(0.0, 20.0, n);
  const Array<float> b = linspace<float>(1.0, 3.0, n);
  const auto compute = [&] {
    Array<float> target = zeros<float>(n);
    add_into(exp(a), tanh(b), target);
    return std::vector<Array<float>>{target, a / b, sqrt(a), 2.5f - a, log(b)};
  };
  const std::vector<Array<float>> alone = compute();
  const ArrayThreadsScope scope(3);
  const std::vector<Array<float>> together = compute();
  for (size_t i = 0; i < alone.size(); ++i) EXPECT_TRUE(all(alone[i] == together[i])) << i;
}

}  // namespace
}  // namespace tidemark
