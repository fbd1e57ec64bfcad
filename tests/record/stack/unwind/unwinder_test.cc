// Against the C++ runtime's own unwinder, which reads the same tables with other code. This file is
// compiled with frame pointers, the shapes that are walked through without.
#include "tidemark/record/stack/unwind/unwinder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pthread.h>
#include <signal.h>
#include <ucontext.h>
#include <unwind.h>

#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <thread>
#include <vector>

#include "tests/record/stack/unwind/unwind_shapes.h"
#include "tidemark/record/stack/stack_walker.h"

namespace tidemark::record {
namespace {

using namespace test_support;  // NOLINT(google-build-using-namespace): all of the shapes
using testing::ElementsAreArray;
using testing::SizeIs;

struct Both {
  Unwinder* unwinder;
  CallStack* stack;
  std::vector<uintptr_t> ours;
  std::vector<uintptr_t> theirs;
};

_Unwind_Reason_Code Append(_Unwind_Context* context, void* to) {
  int interrupted = 0;
  const uintptr_t address = _Unwind_GetIPInfo(context, &interrupted);
  if (address == 0) return _URC_END_OF_STACK;
  static_cast<std::vector<uintptr_t>*>(to)->push_back(address +
                                                      static_cast<uintptr_t>(interrupted));
  return _URC_NO_REASON;
}

// Innermost first.
std::vector<uintptr_t> Addresses(const CallStack& stack) {
  std::vector<uintptr_t> addresses;
  for (size_t i = stack.size(); i-- > 0;) addresses.push_back(stack.address(i));
  return addresses;
}

[[gnu::noinline]] void WalkBoth(void* context) {
  auto* const both = static_cast<Both*>(context);
  both->unwinder->Walk(reinterpret_cast<uintptr_t>(__builtin_frame_address(0)),
                       FindStackBounds(reinterpret_cast<uintptr_t>(__builtin_frame_address(0))),
                       /*seed=*/1, both->stack);
  both->ours = Addresses(*both->stack);
  both->theirs.clear();
  _Unwind_Backtrace(&Append, &both->theirs);
  if (!both->theirs.empty()) both->theirs.erase(both->theirs.begin());  // WalkBoth itself
  if (both->theirs.size() > kMaxFrames) both->theirs.resize(kMaxFrames);
}

class UnwinderTest : public testing::Test {
 protected:
  // Walks three times: the second finds all rules in the cache, the third knows the last walk.
  void ExpectTheSame(const std::function<void(Leaf, void*)>& through, size_t least) {
    for (int round = 0; round < 3; ++round) {
      if (round < 2) stack_->Forget();
      Both both = NewBoth();
      through(&WalkBoth, &both);
      EXPECT_GE(both.ours.size(), least);
      EXPECT_THAT(both.ours, ElementsAreArray(both.theirs)) << "round " << round;
    }
  }
  Both NewBoth() {
    return {.unwinder = unwinder_.get(), .stack = stack_.get(), .ours = {}, .theirs = {}};
  }

  const std::unique_ptr<Unwinder> unwinder_ = std::make_unique<Unwinder>();
  std::map<std::vector<uintptr_t>, std::set<uint64_t>> hashes_by_addresses_;
  const std::unique_ptr<CallStack> stack_ = std::make_unique<CallStack>();
};

TEST_F(UnwinderTest, EveryShapeOfFrame) {
  ExpectTheSame([](Leaf leaf, void* context) { ThroughPlainFrames(16, leaf, context); }, 18);
  ExpectTheSame([](Leaf leaf, void* context) { ThroughVariableFrames(5, 40, leaf, context); }, 7);
  ExpectTheSame(ThroughLargeFrame, 3);
  ExpectTheSame([](Leaf leaf, void* context) { ThroughRealignedFrame(100, leaf, context); }, 3);
  ExpectTheSame(ThroughQsort, 5);
  ExpectTheSame(ThroughStdFunction, 5);
  ExpectTheSame(ThroughException, 5);
}

// Whatever the walk before was, it is as if there had been none.
TEST_F(UnwinderTest, TheLastWalkIsOnlyAShortcut) {
  const std::vector<std::function<void(Leaf, void*)>> shapes = {
      [](Leaf leaf, void* context) { ThroughPlainFrames(2, leaf, context); },
      [](Leaf leaf, void* context) { ThroughPlainFrames(3, leaf, context); },
      [](Leaf leaf, void* context) { ThroughPlainFrames(126, leaf, context); },
      [](Leaf leaf, void* context) { ThroughPlainFrames(140, leaf, context); },
      [](Leaf leaf, void* context) { ThroughVariableFrames(3, 48, leaf, context); },
      [](Leaf leaf, void* context) { ThroughVariableFrames(3, 64, leaf, context); },
      ThroughLargeFrame,
      [](Leaf leaf, void* context) { ThroughRealignedFrame(100, leaf, context); },
      ThroughQsort,
      ThroughStdFunction,
      ThroughException,
  };
  std::mt19937 random(11);
  for (int i = 0; i < 5000; ++i) {
    Both both = NewBoth();
    // Shapes in shapes, so that stacks share some of their outer frames and differ in others.
    const auto& outer = shapes[random() % shapes.size()];
    struct Inner {
      const std::function<void(Leaf, void*)>* shape;
      Both* both;
    } inner{&shapes[random() % shapes.size()], &both};
    outer(
        [](void* context) {
          auto* const in = static_cast<Inner*>(context);
          (*in->shape)(&WalkBoth, in->both);
        },
        &inner);
    ASSERT_THAT(both.ours, ElementsAreArray(both.theirs)) << i;
    hashes_by_addresses_[both.ours].insert(stack_->hash());
  }
  // And its hash is a function of the addresses alone.
  std::set<uint64_t> all;
  for (const auto& [addresses, hashes] : hashes_by_addresses_) {
    EXPECT_THAT(hashes, SizeIs(1));
    all.insert(hashes.begin(), hashes.end());
  }
  EXPECT_EQ(all.size(), hashes_by_addresses_.size());
  EXPECT_GT(all.size(), 50U);
}

TEST_F(UnwinderTest, DeepStacksLoseTheirOutermostFrames) {
  ExpectTheSame([](Leaf leaf, void* context) { ThroughPlainFrames(1000, leaf, context); },
                kMaxFrames);
}

TEST_F(UnwinderTest, OnAnotherThread) {
  std::thread([this] {
    ExpectTheSame([](Leaf leaf, void* context) { ThroughPlainFrames(3, leaf, context); }, 6);
  }).join();
}

Both* in_handler = nullptr;
void Handler(int) { WalkBoth(in_handler); }

void ThroughSignal(Leaf, void* context) {
  in_handler = static_cast<Both*>(context);
  ThroughPlainFrames(
      2, [](void*) { raise(SIGUSR1); }, nullptr);
}

TEST_F(UnwinderTest, ThroughASignal) {
  struct sigaction action {};
  action.sa_handler = &Handler;
  ASSERT_EQ(sigaction(SIGUSR1, &action, nullptr), 0);
  ExpectTheSame(ThroughSignal, 7);

  std::vector<char> memory(1 << 16);
  stack_t stack{};
  stack.ss_sp = memory.data();
  stack.ss_size = memory.size();
  ASSERT_EQ(sigaltstack(&stack, nullptr), 0);
  action.sa_flags = SA_ONSTACK;
  ASSERT_EQ(sigaction(SIGUSR1, &action, nullptr), 0);
  ExpectTheSame(ThroughSignal, 7);
  stack.ss_flags = SS_DISABLE;
  sigaltstack(&stack, nullptr);
  signal(SIGUSR1, SIG_DFL);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
ucontext_t outside;
ucontext_t coroutine;
Both* in_coroutine = nullptr;
void RunCoroutine() { ThroughPlainFrames(2, &WalkBoth, in_coroutine); }

TEST_F(UnwinderTest, OnTheStackOfACoroutine) {
  ExpectTheSame(
      [](Leaf, void* context) {
        std::vector<char> memory(1 << 18);
        in_coroutine = static_cast<Both*>(context);
        getcontext(&coroutine);
        coroutine.uc_stack.ss_sp = memory.data();
        coroutine.uc_stack.ss_size = memory.size();
        coroutine.uc_link = &outside;
        makecontext(&coroutine, &RunCoroutine, 0);
        swapcontext(&outside, &coroutine);
      },
      4);
}
#endif

// Code that no table describes, as a compiler at run time makes it: it keeps a frame pointer, and
// the walk goes on behind it.
asm(R"(
  .text
  .type TidemarkCodeWithoutTable, @function
TidemarkCodeWithoutTable:
  push %rbp
  mov %rsp, %rbp
  call *%rsi
  pop %rbp
  ret
  .size TidemarkCodeWithoutTable, . - TidemarkCodeWithoutTable
)");
extern "C" void TidemarkCodeWithoutTable(void* context, Leaf leaf);

TEST_F(UnwinderTest, CodeWithoutATableIsTakenToKeepAFramePointer) {
  Both both = NewBoth();
  struct Inner {
    static void Call(void* context) { TidemarkCodeWithoutTable(context, &WalkBoth); }
  };
  ThroughPlainFrames(2, &Inner::Call, &both);
  // The runtime's unwinder stops at the code that it does not know.
  EXPECT_THAT(both.theirs, SizeIs(1));
  EXPECT_GE(both.ours.size(), 6U);
  Both beyond = NewBoth();
  ThroughPlainFrames(0, &WalkBoth, &beyond);
  // The outermost frames of both: main and what calls it.
  const size_t common = 3;
  EXPECT_TRUE(std::equal(beyond.ours.end() - common, beyond.ours.end(), both.ours.end() - common));
}

// ---- auto ----

struct Walked {
  StackWalker* walker;
  CallStack stack;
  bool by_tables = false;
};

[[gnu::noinline]] void WalkByWalker(void* context) {
  auto* const walked = static_cast<Walked*>(context);
  const auto frame = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  const StackBounds bounds =
      FindStackBounds(reinterpret_cast<uintptr_t>(__builtin_frame_address(0)));
  const uint64_t hash = walked->walker->Identify(frame, bounds, 1, &walked->stack);
  walked->walker->Collect(frame, bounds, 1, hash, &walked->stack);
  walked->by_tables = walked->stack.hash() != hash;
  EXPECT_EQ(walked->by_tables,
            walked->stack.from_tables() && walked->walker->mode() != StackMode::kDwarf);
}

TEST(StackWalkerTest, AutoGoesByTablesWhereFramePointersAreNotKept) {
  const auto walker = std::make_unique<StackWalker>(StackMode::kAuto);
  Walked walked{.walker = walker.get(), .stack = {}};
  ThroughPlainFrames(5, &WalkByWalker, &walked);
  EXPECT_TRUE(walked.by_tables);
  EXPECT_GE(walked.stack.size(), 7U);
  ThroughQsort(&WalkByWalker, &walked);
  EXPECT_TRUE(walked.by_tables);
}

void* RunOnThread(void* walked) {
  WalkByWalker(walked);
  return nullptr;
}

// From the thread's function on all code keeps frame pointers: only the C library's own frames are
// missing, and they do not matter.
TEST(StackWalkerTest, AutoGoesByFramePointersWhereTheyAreEnough) {
  const auto walker = std::make_unique<StackWalker>(StackMode::kAuto);
  Walked walked{.walker = walker.get(), .stack = {}};
  pthread_t thread;
  ASSERT_EQ(pthread_create(&thread, nullptr, &RunOnThread, &walked), 0);
  ASSERT_EQ(pthread_join(thread, nullptr), 0);
  EXPECT_FALSE(walked.by_tables);
  EXPECT_FALSE(walked.stack.from_tables());
  EXPECT_GE(walked.stack.size(), 2U);
}

TEST(StackWalkerTest, WhatWasAskedForStays) {
  const auto pointers = std::make_unique<StackWalker>(StackMode::kFramePointer);
  Walked walked{.walker = pointers.get(), .stack = {}};
  ThroughPlainFrames(5, &WalkByWalker, &walked);
  EXPECT_FALSE(walked.stack.from_tables());
  const auto tables = std::make_unique<StackWalker>(StackMode::kDwarf);
  walked.walker = tables.get();
  ThroughPlainFrames(5, &WalkByWalker, &walked);
  EXPECT_TRUE(walked.stack.from_tables());
}

}  // namespace
}  // namespace tidemark::record
