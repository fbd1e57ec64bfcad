#include "tidemark/record/os/process_memory.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>
#include <vector>

namespace tidemark::record {
namespace {

TEST(ProcessMemoryTest, ReadsTheLinesThatMatter) {
  ProcessMemory memory;
  for (const char* const line :
       {"Name:\tVmRSS: 7 kB", "VmRSS:\t    1234 kB", "RssAnon:\t 1000 kB", "RssFile:\t     200 kB",
        "RssShmem:\t      34 kB", "VmSwap:\t       5 kB", "Groups:\t0 1 2", "VmRSS", ""}) {
    AddStatusLine(line, &memory);
  }
  EXPECT_EQ(memory.resident, 1234 * 1024);
  EXPECT_EQ(memory.file, 234 * 1024);
  EXPECT_EQ(memory.swap, 5 * 1024);
}

TEST(ProcessMemoryTest, FollowsTheProcess) {
  ProcessMemoryReader reader;
  ProcessMemory memory;
  EXPECT_FALSE(reader.Read(&memory)) << "not open";
  reader.Open();
  errno = 5;
  ASSERT_TRUE(reader.Read(&memory));
  EXPECT_EQ(errno, 5);
  constexpr size_t kBytes = size_t{64} << 20;
  std::vector<char> touched(kBytes);
  std::memset(touched.data(), 1, kBytes);
  ProcessMemory more;
  ASSERT_TRUE(reader.Read(&more));
  EXPECT_GT(more.resident, memory.resident + static_cast<int64_t>(kBytes / 2));
  EXPECT_GT(more.file, 0);
}

}  // namespace
}  // namespace tidemark::record
