#include "tidemark/record/buffer/slot_file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <set>
#include <thread>

#include "tests/record/child.h"
#include "tests/record/trace_files.h"
#include "tidemark/trace/binary/slot_file_reader.h"
#include "tidemark/trace/io/random_access.h"

namespace tidemark::record {
namespace {

using test_support::TempFolder;
using trace::SlotHeader;
using trace::SlotState;

absl::StatusOr<trace::SlotFileSnapshot> Read(const std::string& path) {
  auto file = trace::OpenRandomAccess(path);
  if (!file.ok()) return file.status();
  return trace::ReadSlotFile(file->get(), path);
}

TEST(SlotFileTest, TheFileSaysWhatTheReaderExpects) {
  const TempFolder folder;
  const std::string path = folder.File("t.ring");
  ErrorLatch failure;
  SlotFile slot_file;
  ASSERT_TRUE(slot_file.Open(path, trace::SlotFileOutput::kJson, 42, &failure));
  EXPECT_TRUE(failure.ok());
  auto snapshot = Read(path);
  ASSERT_TRUE(snapshot.ok()) << snapshot.status();
  EXPECT_EQ(snapshot->run_id, 42u);
  EXPECT_FALSE(snapshot->of_binary_trace);
  EXPECT_TRUE(snapshot->slots.empty());
  slot_file.SetProgress(1234, 99);
  slot_file.SetProgress(2345, 100);
  snapshot = Read(path);
  EXPECT_EQ(snapshot->valid_bytes, 2345u);
  EXPECT_EQ(snapshot->watermark, 100);

  SlotHeader* const slot = slot_file.AcquireSlot(8);
  slot->thread = 3;
  slot->sequence = 5;
  slot->base_time = 17;
  std::memset(SlotFile::Payload(slot), 7, 10);
  slot->committed.store(trace::PackCommitted(10, 2));
  snapshot = Read(path);
  ASSERT_EQ(snapshot->slots.size(), 1u);
  EXPECT_EQ(snapshot->slots[0].header.thread, 3);
  EXPECT_EQ(snapshot->slots[0].header.sequence, 5u);
  EXPECT_EQ(snapshot->slots[0].header.records, 2u);
  SlotFile::ReleaseSlot(slot);
  EXPECT_TRUE(Read(path)->slots.empty());
  slot_file.Remove();
  EXPECT_TRUE(folder.Names().empty());
}

TEST(SlotFileTest, GivesEachSlotOnceAndUpToTheLimit) {
  ErrorLatch failure;
  SlotFile slot_file;
  ASSERT_TRUE(slot_file.Open("", trace::SlotFileOutput::kBinary, 1, &failure));
  std::set<SlotHeader*> taken;
  for (int i = 0; i < 40; ++i) EXPECT_TRUE(taken.insert(slot_file.AcquireSlot(40)).second);
  EXPECT_EQ(taken.count(nullptr), 0u);
  EXPECT_EQ(slot_file.AcquireSlot(40), nullptr);
  SlotHeader* const back = slot_file.slot(7);
  SlotFile::ReleaseSlot(back);
  EXPECT_EQ(slot_file.AcquireSlot(40), back);
  EXPECT_EQ(slot_file.IndexOf(back), 7u);
}

TEST(SlotFileTest, KnowsWhenAllSlotsAreThreads) {
  ErrorLatch failure;
  SlotFile slot_file;
  ASSERT_TRUE(slot_file.Open("", trace::SlotFileOutput::kBinary, 1, &failure));
  while (slot_file.AcquireSlot(16) != nullptr) {
  }
  EXPECT_TRUE(slot_file.AllOpen());
  slot_file.slot(3)->state.store(SlotState::kFull);
  EXPECT_FALSE(slot_file.AllOpen());
}

TEST(SlotFileTest, ThreadsTakeDifferentSlots) {
  ErrorLatch failure;
  SlotFile slot_file;
  ASSERT_TRUE(slot_file.Open("", trace::SlotFileOutput::kBinary, 1, &failure));
  std::atomic<int> clashes{0};
  std::vector<std::thread> threads;
  for (int64_t i = 1; i <= 4; ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; round < 2000; ++round) {
        SlotHeader* const slot = slot_file.AcquireSlot(6);
        if (slot == nullptr) continue;
        slot->thread = i;
        std::this_thread::yield();
        if (slot->thread != i) ++clashes;
        SlotFile::ReleaseSlot(slot);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(clashes, 0);
}

TEST(SlotFileTest, WithoutAFileItIsInMemory) {
  ErrorLatch failure;
  SlotFile slot_file;
  ASSERT_TRUE(
      slot_file.Open("/no/such/folder/t.ring", trace::SlotFileOutput::kBinary, 1, &failure));
  EXPECT_EQ(failure.error(), ENOENT);
  EXPECT_NE(slot_file.AcquireSlot(8), nullptr);
}

// In a child process, because the limit cannot be raised again.
TEST(SlotFileTest, AFileThatCannotGrowGoesOnInMemory) {
  const TempFolder folder;
  const pid_t child = fork();
  if (child == 0) {
    const rlimit limit{.rlim_cur = 17 * trace::kSlotBytes, .rlim_max = RLIM_INFINITY};
    setrlimit(RLIMIT_FSIZE, &limit);
    ErrorLatch failure;
    SlotFile slot_file;
    bool good = slot_file.Open(folder.File("t.ring"), trace::SlotFileOutput::kBinary, 1, &failure);
    good = good && failure.ok();
    for (int i = 0; i < 64; ++i) good = good && slot_file.AcquireSlot(64) != nullptr;
    std::memset(SlotFile::Payload(slot_file.slot(63)), 1, trace::kSlotPayloadBytes);
    _exit(good && failure.error() == EFBIG ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(Read(folder.File("t.ring"))->slots.size(), 0u);
}

TEST(SlotFileTest, AnotherFileOfItsNameIsNotRemoved) {
  const TempFolder folder;
  const std::string path = folder.File("t.ring");
  ErrorLatch failure;
  SlotFile slot_file;
  ASSERT_TRUE(slot_file.Open(path, trace::SlotFileOutput::kBinary, 1, &failure));
  ASSERT_EQ(rename(path.c_str(), folder.File("moved").c_str()), 0);
  close(creat(path.c_str(), 0600));
  slot_file.Remove();
  EXPECT_EQ(folder.Names().size(), 2u);
  EXPECT_FALSE(Read(folder.File("moved")).ok());  // its header is invalidated
}

}  // namespace
}  // namespace tidemark::record
