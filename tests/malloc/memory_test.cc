// What recording costs in memory, and what reading a large trace does: figures and their bounds.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cinttypes>
#include <cstdio>
#include <filesystem>

#include "tests/malloc/recorded.h"

namespace tidemark::malloc_test {
namespace {

// The most memory that the child had, as it tells at its end: "memory N KiB".
int64_t MostKiB(const ChildResult& run) {
  EXPECT_EQ(run.exit_code, 0) << run.errors;
  int64_t most = 0;
  EXPECT_EQ(std::sscanf(run.output.c_str(), "memory %" SCNd64 " KiB", &most), 1) << run.output;
  return most;
}

// Runs a command and gives the most memory that it had.
int64_t MostKiBOf(const std::vector<std::string>& command) {
  const pid_t pid = fork();
  if (pid == 0) {
    std::vector<char*> arguments;
    for (const std::string& part : command) arguments.push_back(const_cast<char*>(part.c_str()));
    arguments.push_back(nullptr);
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  int status = 0;
  rusage usage{};
  EXPECT_EQ(wait4(pid, &status, 0, &usage), pid);
  EXPECT_EQ(status, 0);
  return usage.ru_maxrss;
}

// 16 MiB and 256 KiB a thread, over what the program has without.
void ExpectBounded(const char* name, int rounds, int threads) {
  const TempFolder folder;
  const std::vector<std::string> command = {kChild, "memory", std::to_string(rounds),
                                            std::to_string(threads)};
  const int64_t plain = MostKiB(test_support::RunProgram(command));
  const int64_t recorded = MostKiB(RunRecorded(folder.File(name), command));
  const int64_t bound = (16 << 10) + 256 * threads;
  std::printf(
      "%-9s %d threads, %d pairs each: %ld KiB plain, %ld KiB recorded; %ld of at most %ld\n", name,
      threads, rounds, static_cast<long>(plain), static_cast<long>(recorded),
      static_cast<long>(recorded - plain), static_cast<long>(bound));
  EXPECT_LE(recorded - plain, bound);
}

TEST(MemoryTest, OfTheRecorder) {
  for (const char* name : {"run.tmk", "run.json", "run.json.zst"}) {
    ExpectBounded(name, TIDEMARK_PAIRS / 20, 1);
    ExpectBounded(name, TIDEMARK_PAIRS / 100, 8);
    ExpectBounded(name, TIDEMARK_PAIRS / 5000, 200);
  }
}

TEST(MemoryTest, OfALargeTraceAndItsConversion) {
  for (const int threads : {1, 8}) {
    const TempFolder folder;
    const std::string trace = folder.File("run.tmk");
    const ChildResult run = RunRecorded(
        trace,
        {kChild, "memory", std::to_string(TIDEMARK_PAIRS / threads), std::to_string(threads)});
    EXPECT_EQ(run.exit_code, 0);
    const std::string converted = folder.File("converted.json.zst");
    const int64_t convert = MostKiBOf({kBinary, "convert", trace, converted});
    const int64_t report =
        MostKiBOf({kBinary, "report", "--strict", "-o", folder.File("text"), trace});
    const int64_t back = MostKiBOf({kBinary, "convert", converted, folder.File("back.tmk")});
    std::printf("%d threads, %d events, %.1f MB: convert %ld KiB, report %ld KiB, back %ld KiB\n",
                threads, 2 * TIDEMARK_PAIRS,
                static_cast<double>(std::filesystem::file_size(trace)) / 1e6,
                static_cast<long>(convert), static_cast<long>(report), static_cast<long>(back));
    // A chunk a thread, and what the buffers of files take.
    EXPECT_LE(convert, 64 << 10);
    EXPECT_LE(back, 64 << 10);
    const ChildResult json = test_support::RunProgram(
        {kBinary, "report", "--strict", "--format", "json", folder.File("back.tmk")});
    EXPECT_GE(json::parse(json.output)["trace"]["events"],
              2 * (TIDEMARK_PAIRS / threads) * threads);
  }
}

}  // namespace
}  // namespace tidemark::malloc_test
