// Keys hold across machines and builds, and texts of lines come from the repository alone.
#include "tidemark/gate/sites/site_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "tests/support/temp_folder.h"
#include "tidemark/gate/sites/source_text.h"

namespace tidemark::gate {
namespace {

namespace fs = std::filesystem;

class SiteKeyTest : public ::testing::Test {
 protected:
  SiteKeyTest() {
    fs::create_directories(folder_.File("app/.git"));
    fs::create_directories(folder_.File("app/src/deep"));
    fs::create_directories(folder_.File("outside"));
  }
  std::string Path(const std::string& name) const { return folder_.File(name); }
  std::string Write(const std::string& name, const std::string& text) const {
    std::ofstream(Path(name), std::ios::binary) << text;
    return Path(name);
  }
  std::string FileKey(const std::string& file, const std::string& repository = "") const {
    SiteKeys keys({.repository = repository});
    return keys.Of({.file = file, .line = 3, .function = "f", .label = ""}, "array", "f8", "").file;
  }

  test_support::TempFolder folder_;
};

TEST_F(SiteKeyTest, FilesAreRelativeToTheirRepository) {
  EXPECT_EQ(FileKey(Path("app/src/a.cc")), "src/a.cc");
  EXPECT_EQ(FileKey(Path("app/src/deep/../a.cc")), "src/a.cc");
  EXPECT_EQ(FileKey(Path("outside/a.cc"), Path("outside")), "a.cc");
  EXPECT_EQ(FileKey(Path("outside/a.cc"), Path("outside/")), "a.cc");
  EXPECT_EQ(FileKey(Path("app/src/a.cc"), Path("app")), "src/a.cc");
  EXPECT_NE(FileKey(Path("app/src/a.cc"), Path("ap")), "p/src/a.cc");
  EXPECT_EQ(FileKey("src/a.cc"), "src/a.cc");
  EXPECT_EQ(FileKey("./src/a.cc"), "src/a.cc");
  EXPECT_EQ(FileKey("../../src/a.cc"), "src/a.cc");
}

TEST_F(SiteKeyTest, PlacesOfBuildsAreTakenOff) {
  EXPECT_EQ(FileKey("/home/runner/work/app/app/src/a.cc"), "src/a.cc");
  EXPECT_EQ(FileKey("/builds/group/app/src/a.cc"), "src/a.cc");
  EXPECT_EQ(FileKey("/build/app-1.2/src/a.cc"), "src/a.cc");
  EXPECT_EQ(FileKey("/build/reproducible-path/app-1.2/src/a.cc"), "src/a.cc");
  EXPECT_EQ(FileKey("/proc/self/cwd/src/a.cc"), "src/a.cc");
  EXPECT_EQ(FileKey("/build/a.cc"), "/build/a.cc");
  EXPECT_EQ(FileKey("/usr/include/c++/12/vector"), "/usr/include/c++/12/vector");
  EXPECT_EQ(FileKey("/builder/app/src/a.cc"), "/builder/app/src/a.cc");
}

TEST_F(SiteKeyTest, CodeWithoutSourceHasItsModule) {
  SiteKeys keys;
  analysis::SiteReport site{.file = "/usr/lib/x/libz.so.1",
                            .line = 0,
                            .function = "inflate",
                            .label = "",
                            .module = "/usr/lib/x/libz.so.1"};
  EXPECT_EQ(keys.Of(site, "heap", "", "").file, "libz.so.1");
  site.file = "";
  EXPECT_EQ(keys.Of(site, "heap", "", "").file, "libz.so.1");
}

TEST_F(SiteKeyTest, ALabelIsAllThereIs) {
  SiteKeys keys;
  const SiteKey here = keys.Of({.file = "a.cc", .line = 1, .function = "f", .label = "cache"},
                               "array", "f8", "step");
  EXPECT_EQ(here, keys.Of({.file = "b.cc", .line = 2, .function = "g", .label = "cache"}, "array",
                          "f8", "step"));
  EXPECT_NE(here, keys.Of({.file = "a.cc", .line = 1, .function = "f", .label = "cache"}, "array",
                          "f4", "step"));
  EXPECT_NE(here, keys.Of({.file = "a.cc", .line = 1, .function = "f", .label = "caches"}, "array",
                          "f8", "step"));
}

TEST_F(SiteKeyTest, LinesHaveTheirTextWithoutItsBlanks) {
  Write("app/src/a.cc", "one\n\t two  =\t2 ;  \r\n\nlast");
  SourceText sources;
  const RepositoryFile file{Path("app"), "src/a.cc"};
  EXPECT_EQ(sources.Line(file, 1), "one");
  EXPECT_EQ(sources.Line(file, 2), "two = 2 ;");
  EXPECT_EQ(sources.Line(file, 3), "");
  EXPECT_EQ(sources.Line(file, 4), "last");
  for (const int64_t line : {int64_t{5}, int64_t{0}, int64_t{-1}, INT64_MAX, INT64_MIN}) {
    EXPECT_EQ(sources.Line(file, line), "") << line;
  }
}

TEST_F(SiteKeyTest, NothingIsReadFromElsewhere) {
  Write("outside/secret", "secret\n");
  fs::create_symlink(Path("outside/secret"), Path("app/src/link.cc"));
  fs::create_symlink(Path("app/src/real.cc"), Path("app/src/inner.cc"));
  Write("app/src/real.cc", "real\n");
  mkfifo(Path("app/src/pipe.cc").c_str(), 0600);
  SourceText sources;
  const auto first = [&](const std::string& root, const std::string& file) {
    return sources.Line({root, file}, 1);
  };
  EXPECT_EQ(first(Path("app"), "src/real.cc"), "real");
  EXPECT_EQ(first(Path("app"), "src/inner.cc"), "real");
  EXPECT_EQ(first(Path("app"), "src/link.cc"), "");
  EXPECT_EQ(first(Path("app"), "../outside/secret"), "");
  EXPECT_EQ(first(Path("app"), Path("outside/secret")), "");
  EXPECT_EQ(first(Path("app"), "src/pipe.cc"), "");
  EXPECT_EQ(first(Path("app"), "src"), "");
  EXPECT_EQ(first("", Path("app/src/real.cc")), "");
}

TEST_F(SiteKeyTest, HugeAndBinaryFilesHaveNoLines) {
  Write("app/src/binary.cc", std::string("x\n\0y\n", 5));
  Write("app/src/huge.cc", std::string(SourceText::kLargestFile + 1, '\n'));
  Write("app/src/long.cc", std::string(100000, 'x'));
  SourceText sources;
  EXPECT_EQ(sources.Line({Path("app"), "src/binary.cc"}, 1), "");
  EXPECT_EQ(sources.Line({Path("app"), "src/huge.cc"}, 1), "");
  EXPECT_LE(sources.Line({Path("app"), "src/long.cc"}, 1).size(), 200U);
}

}  // namespace
}  // namespace tidemark::gate
