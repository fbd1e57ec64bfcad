#include "tidemark/analysis/symbols/debug_package.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/temp_folder.h"

namespace tidemark::analysis {
namespace {

using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

class DebugPackageTest : public ::testing::Test {
 protected:
  void Write(const std::string& path, const std::string& text) {
    const std::filesystem::path file = root_ + path;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
  }
  const test_support::TempFolder folder_;
  const std::string root_ = std::filesystem::canonical(folder_.path()).string();
};

TEST_F(DebugPackageTest, IsThatOfThePackageThatHasTheFile) {
  Write("/usr/lib/libfoo.so.1.2", "");
  std::filesystem::create_symlink("libfoo.so.1.2", root_ + "/usr/lib/libfoo.so.1");
  Write("/usr/lib/libc.so.6", "");
  Write("/usr/bin/tool", "");
  Write("/usr/lib/libother.so", "");
  Write("/var/lib/dpkg/info/libfoo1:amd64.list", "/.\n/usr\n/usr/lib\n/usr/lib/libfoo.so.1.2\n");
  Write("/var/lib/dpkg/info/libc6:amd64.list", "/.\n/lib/libc.so.6\n");  // before /lib was a link
  Write("/var/lib/dpkg/info/tool.list", "/usr/bin/tool\n");
  Write("/var/lib/dpkg/info/tool.md5sums", "/usr/lib/libother.so\n");
  EXPECT_THAT(DebugPackagesOf({"/usr/lib/libfoo.so.1", "/usr/lib/libc.so.6", "/usr/bin/tool",
                               "/usr/lib/libother.so", "[vdso]"},
                              root_),
              UnorderedElementsAre(Pair("/usr/lib/libfoo.so.1", "libfoo1-dbgsym"),
                                   Pair("/usr/lib/libc.so.6", "libc6-dbg"),
                                   Pair("/usr/bin/tool", "tool-dbgsym")));
}

// A name that only ends like a file of a package is not that file.
TEST_F(DebugPackageTest, IsUnknownOfFilesOfNoPackageAndWithoutDpkg) {
  Write("/var/lib/dpkg/info/tool.list", "/usr/bin/tool\n");
  EXPECT_THAT(DebugPackagesOf({"/home/me/usr/bin/tool", "/usr/bin/tool2", "tool"}, root_),
              IsEmpty());
  EXPECT_THAT(DebugPackagesOf({"/usr/bin/tool"}, root_ + "/nowhere"), IsEmpty());
  EXPECT_THAT(DebugPackagesOf({}, root_), IsEmpty());
}

}  // namespace
}  // namespace tidemark::analysis
