#include "tidemark/record/buffer/stack_table.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <thread>

#include "tests/record/rig.h"

namespace tidemark::record {
namespace {

class StackTableTest : public testing::Test {
 protected:
  void Start(OnFull on_full) {
    rig_ = std::make_unique<Rig>(RigOptions{.on_full = on_full});
    buffer_ = NewBuffer();
    table_.Begin(1);
  }
  ThreadBuffer* NewBuffer() {
    ThreadBuffer* const buffer = rig_->NewBuffer();
    if (buffer->stacks == nullptr) buffer->stacks = StackCache::New();
    return buffer;
  }
  StackId Find(const std::vector<uintptr_t>& addresses) { return FindFor(buffer_, addresses); }
  // As HeapEvents does: the thread's cache first. The addresses are to be believed.
  StackId FindFor(ThreadBuffer* buffer, const std::vector<uintptr_t>& addresses) {
    const StackFrame innermost = Frame(addresses, 0);
    size_t index = 0;
    CallStack& stack = buffer->stacks->last;
    stack.Forget();
    stack.Walk(innermost, table_.seed(), /*on_own_stack=*/false, [&](StackFrame* frame) {
      if (++index == addresses.size()) return CallStack::Step::kNoCaller;
      *frame = Frame(addresses, index);
      return CallStack::Step::kDone;
    });
    const uint32_t known = buffer->stacks->Find(stack.hash());
    return known != 0 ? StackId(known) : table_.Define(buffer, stack);
  }
  static StackFrame Frame(const std::vector<uintptr_t>& addresses, size_t index) {
    return {.rsp = index, .address = addresses[index], .rbp = 0, .rbp_at = 0, .rbp_word = 0};
  }

  std::unique_ptr<Rig> rig_;
  ThreadBuffer* buffer_ = nullptr;
  StackTable table_;
};

TEST_F(StackTableTest, OneStackHasOneNumberAndCallersAreShared) {
  Start(OnFull::kBlock);
  const StackId one = Find({0x1000, 0x2000, 0x3000});
  EXPECT_TRUE(one);
  EXPECT_EQ(Find({0x1000, 0x2000, 0x3000}), one);
  EXPECT_EQ(KindsIn(rig_->slot_file.slot(0)), "thread frame frame frame stack stack stack");
  // Only the leaf is new.
  EXPECT_NE(Find({0x1500, 0x2000, 0x3000}), one);
  EXPECT_EQ(KindsIn(rig_->slot_file.slot(0)),
            "thread frame frame frame stack stack stack frame stack");
  // The caller's stack has been defined with the first.
  EXPECT_TRUE(Find({0x2000, 0x3000}));
  EXPECT_EQ(KindsIn(rig_->slot_file.slot(0)),
            "thread frame frame frame stack stack stack frame stack");
}

TEST_F(StackTableTest, AFrameIsWhereTheCallIs) {
  Start(OnFull::kBlock);
  const auto code = reinterpret_cast<uintptr_t>(&IsCode) + 5;
  Find({code});
  trace::RecordDecoder decoder;
  trace::SlotHeader* const slot = rig_->slot_file.slot(0);
  decoder.Start(
      absl::MakeConstSpan(SlotFile::Payload(slot), trace::CommittedBytes(slot->committed.load())),
      slot->thread, slot->base_time);
  decoder.Next();
  const trace::Event* const event = decoder.Next();
  ASSERT_NE(event, nullptr);
  const auto& frame = std::get<trace::FrameDefinition>(event->body);
  EXPECT_FALSE(frame.module.empty());
  EXPECT_LE(*frame.pc, code - 1);
  EXPECT_EQ((code - 1 - *frame.pc) % 4096, 0u);  // the module's place in memory
}

TEST_F(StackTableTest, AddressesOfAnUnloadedLibraryAreForgotten) {
  Start(OnFull::kBlock);
  const StackId before = Find({0x1000});
  table_.ForgetAddresses();
  EXPECT_NE(Find({0x1000}), before);
}

// An interpreter whose code and instructions are numbers: 100 and 120 are two lines of one function.
constexpr tm_stack_source kInterpreter = {
    .language = "python",
    .evaluator = nullptr,
    .evaluator_bytes = 0,
    .walk = nullptr,  // the test fills the frames in
    .describe =
        [](const tm_frame* frame, tm_place* place) {
          const uintptr_t at = frame->instruction;
          std::snprintf(place->file, place->room, "%s.py", at < 50 ? "library" : "mine");
          std::snprintf(place->function, place->room, "f%d", static_cast<int>(at / 100));
          place->line = static_cast<uint32_t>(at % 100);
          place->owner = at < 50 ? TM_INSTALLED : TM_PROJECT;
        },
};

class InterpretedStackTest : public StackTableTest {
 protected:
  // Innermost first; called by native code at 0x1000.
  StackId FindInterpreted(const std::vector<uintptr_t>& instructions) {
    Find({0x1000});
    size_t count = 0;
    uint64_t hash = table_.seed();
    for (const uintptr_t at : instructions) {
      buffer_->stacks->interpreted[count++] = {.code = nullptr, .instruction = at};
      hash = MixIn(at, hash);
    }
    const uint32_t known = buffer_->stacks->Find(hash);
    return known != 0 ? StackId(known)
                      : table_.DefineInterpreted(buffer_, kInterpreter, count, hash);
  }
};

TEST_F(InterpretedStackTest, LinesAreFramesBelowWhatTheyCalled) {
  Start(OnFull::kBlock);
  const StackId one = FindInterpreted({205, 110});
  EXPECT_TRUE(one);
  EXPECT_EQ(FindInterpreted({205, 110}), one);
  EXPECT_EQ(KindsIn(rig_->slot_file.slot(0)), "thread frame stack frame frame stack stack stack");
  EXPECT_NE(FindInterpreted({206, 110}), one);
  EXPECT_EQ(KindsIn(rig_->slot_file.slot(0)),
            "thread frame stack frame frame stack stack stack frame stack stack");
}

TEST_F(InterpretedStackTest, WhatTheUsersCodeCallsIsItsDoing) {
  Start(OnFull::kBlock);
  const StackId direct = FindInterpreted({205, 110});
  EXPECT_EQ(FindInterpreted({7, 8, 205, 110}), direct);
  EXPECT_NE(FindInterpreted({7, 8}), direct);  // nobody's: the library's itself
}

TEST_F(InterpretedStackTest, OtherCodeAtTheSamePlaceIsAnotherStackOfTheSameTexts) {
  Start(OnFull::kBlock);
  const StackId before = FindInterpreted({205, 110});
  const std::string kinds = KindsIn(rig_->slot_file.slot(0));
  table_.ForgetInterpreted();
  EXPECT_EQ(FindInterpreted({205, 110}), before);  // described again, and the same
  EXPECT_EQ(KindsIn(rig_->slot_file.slot(0)), kinds);
}

// While records are dropped a stack cannot be defined, and must not be cached as defined.
TEST_F(StackTableTest, AStackThatCouldNotBeDefinedIsDefinedLater) {
  Start(OnFull::kDrop);
  const std::vector<trace::SlotHeader*> taken = rig_->TakeAll();
  EXPECT_FALSE(Find({0x1000, 0x2000}));
  EXPECT_FALSE(Find({0x1000, 0x2000}));
  EXPECT_EQ(buffer_->lost.Read(), 0);
  SlotFile::ReleaseSlot(taken[0]);
  EXPECT_TRUE(Find({0x1000, 0x2000}));
  EXPECT_EQ(KindsIn(taken[0]), "thread frame frame stack stack");
}

TEST_F(StackTableTest, ThreadsAgreeOnTheNumbers) {
  Start(OnFull::kBlock);
  std::vector<std::vector<StackId>> found(4);
  std::vector<std::thread> threads;
  for (auto& mine : found) {
    ThreadBuffer* const buffer = NewBuffer();
    threads.emplace_back([this, buffer, &mine] {
      for (uintptr_t i = 1; i < 300; ++i) {
        mine.push_back(FindFor(buffer, {i * 0x100, 0x50, 0x60}));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& mine : found) EXPECT_EQ(mine, found[0]);
}

}  // namespace
}  // namespace tidemark::record
