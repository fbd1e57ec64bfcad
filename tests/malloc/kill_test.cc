// Kills programs at random moments. Every event whose call had returned is in the trace, as the
// program's own notes in shared memory say (child/witness.h).
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <random>

#include "tests/malloc/child/witness.h"
#include "tests/malloc/recorded.h"

namespace tidemark::malloc_test {
namespace {

using malloc_child::Call;
using malloc_child::CallsOfThread;
using malloc_child::Witness;

class SharedWitness {
 public:
  explicit SharedWitness(const std::string& path) {
    const int file = open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC, 0600);
    EXPECT_EQ(ftruncate(file, sizeof(Witness)), 0);
    void* const memory =
        mmap(nullptr, sizeof(Witness), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    EXPECT_NE(memory, MAP_FAILED);
    witness_ = static_cast<Witness*>(memory);
  }
  ~SharedWitness() { munmap(witness_, sizeof(Witness)); }
  SharedWitness(const SharedWitness&) = delete;
  SharedWitness& operator=(const SharedWitness&) = delete;

  Witness* operator->() const { return witness_; }

 private:
  Witness* witness_;
};

// The allocations and frees of each thread of the trace, in order.
std::map<int64_t, std::vector<Call>> CallsOfTrace(const std::vector<json>& events) {
  std::map<int64_t, std::vector<Call>> calls;
  for (const json& event : events) {
    const bool begins = event["ev"] == "alloc";
    if (!begins && event["ev"] != "free") continue;
    const uint64_t address = std::stoull(event["addr"].get<std::string>(), nullptr, 16);
    calls[event["thread"]].push_back(
        {address, begins ? event["bytes"].get<uint64_t>() : uint64_t{0}});
  }
  return calls;
}

// What was noted last stands in the trace in this order, and at most one more call behind it: the
// one that had not returned.
testing::AssertionResult Holds(const std::vector<Call>& traced, const CallsOfThread& noted) {
  const uint64_t count = noted.count.load(std::memory_order_acquire);
  const uint64_t kept = std::min<uint64_t>(count, CallsOfThread::kRoom - 1);
  const auto same = [](const Call& a, const Call& b) {
    return a.address == b.address && a.bytes == b.bytes;
  };
  for (uint64_t extra = 0; extra <= 1; ++extra) {
    if (traced.size() < kept + extra) continue;
    bool all = true;
    for (uint64_t i = 0; i < kept && all; ++i) {
      all = same(traced[traced.size() - extra - 1 - i],
                 noted.calls[(count - 1 - i) % CallsOfThread::kRoom]);
    }
    if (all) return testing::AssertionSuccess();
  }
  return testing::AssertionFailure() << count << " calls returned, " << traced.size()
                                     << " are in the trace, and their ends differ";
}

// Which thread of the trace is the one that noted these: by the sizes, which tell.
const std::vector<Call>* FindThread(const std::map<int64_t, std::vector<Call>>& traced,
                                    uint64_t number) {
  for (const auto& [thread, calls] : traced) {
    for (auto call = calls.rbegin(); call != calls.rend() && call < calls.rbegin() + 4; ++call) {
      if (call->bytes != 0 && call->bytes % 8 == number) return &calls;
    }
  }
  return nullptr;
}

void ExpectNothingMissing(const std::vector<json>& events, const SharedWitness& witness) {
  EXPECT_TRUE(IsSound(events));
  const std::map<int64_t, std::vector<Call>> traced = CallsOfTrace(events);
  for (uint64_t i = 0; i < witness->threads.load(); ++i) {
    if (witness->of[i].count.load() == 0) continue;
    const std::vector<Call>* const calls = FindThread(traced, i);
    ASSERT_NE(calls, nullptr) << "thread " << i;
    EXPECT_TRUE(Holds(*calls, witness->of[i])) << "thread " << i;
  }
}

void KillOnce(const char* name, int threads, int64_t micros, const std::string& stacks) {
  SCOPED_TRACE(std::string(name) + " threads " + std::to_string(threads) + " after " +
               std::to_string(micros) + " us, stacks " + stacks);
  const TempFolder folder;
  const TempFolder output;
  const SharedWitness witness(folder.File("witness"));
  const std::string trace = folder.File(name);
  const pid_t pid =
      test_support::StartProgram({kBinary, "run", "-o", trace, "--stacks", stacks, "--", kChild,
                                  "until-killed", folder.File("witness"), std::to_string(threads)},
                                 {}, output);
  for (int i = 0; i < 10'000 && witness->of[0].count.load() == 0; ++i) usleep(1000);
  usleep(static_cast<useconds_t>(micros));
  kill(pid, SIGKILL);
  int status = 0;
  ASSERT_EQ(waitpid(pid, &status, 0), pid);
  EXPECT_EQ(WTERMSIG(status), SIGKILL) << test_support::ReadFile(output.File("stderr"));

  // As it is, with its ring file beside it.
  const ChildResult report = test_support::RunProgram({kBinary, "report", "--strict", trace});
  EXPECT_EQ(report.exit_code, 0) << report.errors;
  EXPECT_THAT(report.output, testing::HasSubstr("truncated"));
  const std::string converted = folder.File("converted.json");
  EXPECT_EQ(test_support::RunProgram({kBinary, "convert", trace, converted}).exit_code, 0);
  ExpectNothingMissing(ReadLines(converted), witness);
  // And made one file.
  const std::string whole = folder.File("whole.json");
  const ChildResult recover = test_support::RunProgram({kBinary, "recover", trace, "-o", whole});
  EXPECT_EQ(recover.exit_code, 0) << recover.errors;
  EXPECT_EQ(test_support::ReadFile(whole), test_support::ReadFile(converted));
  EXPECT_EQ(test_support::RunProgram({kBinary, "report", "--strict", whole}).exit_code, 0);
}

TEST(KillTest, WhatHadReturnedIsInTheTrace) {
  std::mt19937_64 random(TIDEMARK_KILLS);
  const char* const names[] = {"run.tmk", "run.json", "run.json.zst"};
  const char* const stacks[] = {"fp", "auto", "dwarf", "off"};
  for (int i = 0; i < TIDEMARK_KILLS; ++i) {
    KillOnce(names[i % 3], i / 2 % 2 == 0 ? 1 : 4, static_cast<int64_t>(random() % 60'000),
             stacks[i % 4]);
    if (testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace tidemark::malloc_test
