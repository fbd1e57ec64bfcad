// The cache on disk: what it keeps, when it counts, and what becomes of damaged and hostile files.
#include "tidemark/analysis/symbols/symbol_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tests/analysis/symbols/symbols_fixture.h"
#include "tidemark/analysis/symbols/symbolizer.h"
#include "tidemark/trace/binary/chunk_format.h"

namespace tidemark::analysis {
namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;

constexpr char kId[] = "0123456789abcdef";

CachedSymbols Sample() {
  CachedSymbols symbols;
  symbols.detail = SymbolDetail::kDebugInfo;
  symbols.files = "1.2.3 -";
  symbols.frames[16] = {{.function = "inner", .file = "a.cc", .line = 10},
                        {.function = "outer", .file = "a.cc", .line = 20}};
  symbols.frames[17] = {};
  symbols.frames[~uint64_t{0}] = {{.function = "", .file = "b.s", .line = 0}};
  return symbols;
}

TEST(SymbolCache, GivesBackWhatItWasGiven) {
  const TempFolder folder;
  const SymbolCache cache(folder.File("a/b"));
  EXPECT_EQ(cache.Load(kId), std::nullopt);
  cache.Store(kId, Sample());
  EXPECT_EQ(cache.Load(kId), Sample());
  EXPECT_EQ(cache.Load("fedcba9876543210"), std::nullopt);
  cache.Store(kId, {});
  EXPECT_EQ(cache.Load(kId), CachedSymbols());
}

TEST(SymbolCache, LeavesNoUnfinishedFiles) {
  const TempFolder folder;
  const SymbolCache cache(folder.path().string());
  cache.Store(kId, Sample());
  cache.Store(kId, Sample());
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 1);
}

TEST(SymbolCache, ABuildIdThatIsNoFileNameIsNotKept) {
  const TempFolder folder;
  const SymbolCache cache(folder.path().string());
  for (const std::string& id : {std::string(), std::string("../../etc/passwd"),
                                std::string("ab/cd"), std::string(500, 'a')}) {
    cache.Store(id, Sample());
    EXPECT_EQ(cache.Load(id), std::nullopt);
  }
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST(SymbolCache, WithoutAFolderThatCanBeWrittenThereIsNone) {
  const SymbolCache none("");
  none.Store(kId, Sample());
  EXPECT_EQ(none.Load(kId), std::nullopt);
  none.Prune();
  const TempFolder folder;
  WriteBytes(folder.File("file"), "no folder");
  const SymbolCache blocked(folder.File("file/symbols"));
  blocked.Store(kId, Sample());
  EXPECT_EQ(blocked.Load(kId), std::nullopt);
  blocked.Prune();
}

TEST(SymbolCache, IgnoresLinksFoldersAndPipes) {
  const TempFolder folder;
  const SymbolCache cache(folder.path().string());
  cache.Store(kId, Sample());
  const std::string path = folder.File(absl::StrCat(kId, ".symbols"));
  fs::rename(path, folder.File("elsewhere"));
  fs::create_symlink(folder.File("elsewhere"), path);
  EXPECT_EQ(cache.Load(kId), std::nullopt);
  fs::remove(path);
  fs::create_directory(path);
  EXPECT_EQ(cache.Load(kId), std::nullopt);
  fs::remove(path);
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(cache.Load(kId), std::nullopt);
}

TEST(SymbolCache, KeepsTheNewestFiles) {
  const TempFolder folder;
  const SymbolCache cache(folder.path().string());
  const auto name = [&](size_t i) { return folder.File(absl::StrFormat("%08x.symbols", i)); };
  const auto now = fs::file_time_type::clock::now();
  for (size_t i = 0; i < SymbolCache::kMostFiles + 3; ++i) {
    WriteBytes(name(i), "");
    fs::last_write_time(name(i), now - std::chrono::seconds(i));
  }
  WriteBytes(folder.File("not_ours"), "");
  cache.Prune();
  EXPECT_TRUE(fs::exists(name(SymbolCache::kMostFiles - 1)));
  for (size_t i = 0; i < 3; ++i) EXPECT_FALSE(fs::exists(name(SymbolCache::kMostFiles + i)));
  EXPECT_TRUE(fs::exists(folder.File("not_ours")));
}

TEST(SymbolCacheFormat, EveryDamageIsNoticed) {
  const std::string good = EncodeCachedSymbols(kId, Sample());
  ASSERT_EQ(DecodeCachedSymbols(kId, good), Sample());
  EXPECT_EQ(DecodeCachedSymbols("00", good), std::nullopt);
  for (size_t i = 0; i < good.size(); ++i) {
    EXPECT_EQ(DecodeCachedSymbols(kId, good.substr(0, i)), std::nullopt) << i;
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    EXPECT_EQ(DecodeCachedSymbols(kId, bad), std::nullopt) << i;
  }
  EXPECT_EQ(DecodeCachedSymbols(kId, good + "x"), std::nullopt);
}

// Whoever makes a file can make its checksum: what is inside is checked all the same.
TEST(SymbolCacheFormat, TakesAnythingWithASoundChecksum) {
  const std::string good = EncodeCachedSymbols(kId, Sample());
  const size_t head = good.find('\n') + 1 + 9;
  std::mt19937 random(3);
  int taken = 0;
  for (int round = 0; round < 30000; ++round) {
    std::string body = good.substr(head);
    const size_t changes = 1 + random() % 4;
    for (size_t k = 0; k < changes; ++k) {
      const size_t at = random() % body.size();
      if (random() % 8 == 0) {
        body.resize(at + 1);
      } else {
        body[at] = static_cast<char>(random() % 4 == 0 ? 0xff : random());
      }
    }
    const uint32_t crc = trace::Crc32(reinterpret_cast<const uint8_t*>(body.data()), body.size());
    const std::string file =
        absl::StrCat(good.substr(0, good.find('\n') + 1), absl::StrFormat("%08x\n", crc), body);
    if (DecodeCachedSymbols(kId, file).has_value()) ++taken;
  }
  EXPECT_GT(taken, 0);  // the checksum was right
}

TEST(DefaultSymbolCacheFolder, FollowsTheEnvironment) {
  const auto with = [](const char* cache, const char* home) {
    cache == nullptr ? unsetenv("XDG_CACHE_HOME") : setenv("XDG_CACHE_HOME", cache, 1);
    home == nullptr ? unsetenv("HOME") : setenv("HOME", home, 1);
    return DefaultSymbolCacheFolder();
  };
  EXPECT_EQ(with("/cache", "/home/me"), "/cache/tidemark/symbols");
  EXPECT_EQ(with(nullptr, "/home/me"), "/home/me/.cache/tidemark/symbols");
  EXPECT_EQ(with("", "/home/me"), "/home/me/.cache/tidemark/symbols");
  EXPECT_EQ(with("relative", "/home/me"), "/home/me/.cache/tidemark/symbols");
  EXPECT_EQ(with(nullptr, nullptr), "");
}

// ---- How Symbolizer uses it. ----

class CachedSymbolizer : public ::testing::Test {
 protected:
  // The frames of all known addresses of the copy at path().
  std::vector<SourceFrames> Frames() {
    Symbolizer symbolizer({.cache_folder = folder_.File("cache"), .debug_roots = {}});
    const size_t module =
        symbolizer.Module({.path = path(), .build_id = Fixture::Get().build_id()});
    std::vector<SourceFrames> all;
    for (const KnownAddress& known : Fixture::Get().addresses()) {
      all.push_back(symbolizer.At(module, known.pc));
    }
    symbolizer.Save();
    return all;
  }
  std::string path() const { return folder_.File("app"); }
  std::string cache_file() const {
    return folder_.File(absl::StrCat("cache/", Fixture::Get().build_id(), ".symbols"));
  }
  void Copy(const std::string& how) {
    RunShell(absl::StrCat(kObjcopy, " ", how, " ", Fixture::Get().path(), " ", path()));
  }
  static bool HasLines(const std::vector<SourceFrames>& all) {
    return !all.empty() && !all[0].empty() && all[0][0].line > 0;
  }
  static bool HasNames(const std::vector<SourceFrames>& all) {
    return !all.empty() && !all[0].empty() && !all[0][0].function.empty();
  }

  TempFolder folder_;
};

TEST_F(CachedSymbolizer, KeepsTheNamesOfAProgramThatIsGone) {
  Copy("");
  const std::vector<SourceFrames> first = Frames();
  ASSERT_TRUE(HasLines(first));
  EXPECT_EQ(Frames(), first);
  fs::remove(path());
  EXPECT_EQ(Frames(), first);
  fs::copy_file("/bin/sh", path());
  EXPECT_EQ(Frames(), first);
}

TEST_F(CachedSymbolizer, ReadsNoDebugInfoWhenItKnowsAll) {
  Copy("");
  const std::vector<SourceFrames> first = Frames();
  // The cache says something that the program does not.
  std::optional<CachedSymbols> known =
      DecodeCachedSymbols(Fixture::Get().build_id(), ReadBytes(cache_file()));
  ASSERT_TRUE(known.has_value());
  known->frames.begin()->second[0].function = "from_the_cache";
  WriteBytes(cache_file(), EncodeCachedSymbols(Fixture::Get().build_id(), *known));
  const std::vector<SourceFrames> second = Frames();
  EXPECT_NE(second, first);
}

TEST_F(CachedSymbolizer, LearnsMoreWhenThereIsMore) {
  Copy("--strip-debug");
  const std::vector<SourceFrames> names = Frames();
  EXPECT_TRUE(HasNames(names));
  EXPECT_FALSE(HasLines(names));
  Copy("");
  EXPECT_TRUE(HasLines(Frames()));
  // And forgets nothing of it when there is less again.
  Copy("--strip-all");
  EXPECT_TRUE(HasLines(Frames()));
}

TEST_F(CachedSymbolizer, FindsDebugInfoThatWasInstalledSince) {
  Copy("--strip-all");
  EXPECT_FALSE(HasNames(Frames()));
  RunShell(
      absl::StrCat(kObjcopy, " --only-keep-debug ", Fixture::Get().path(), " ", path(), ".debug"));
  RunShell(absl::StrCat(kObjcopy, " --add-gnu-debuglink=", path(), ".debug ", path()));
  EXPECT_TRUE(HasLines(Frames()));
}

TEST_F(CachedSymbolizer, WritesDamagedFilesAnew) {
  Copy("");
  const std::vector<SourceFrames> first = Frames();
  const std::string good = ReadBytes(cache_file());
  for (const std::string& bad :
       {std::string(), std::string("garbage"), good.substr(0, good.size() / 2), good + good,
        EncodeCachedSymbols("00112233", {}), std::string(1 << 16, '\xff')}) {
    WriteBytes(cache_file(), bad);
    EXPECT_EQ(Frames(), first);
    EXPECT_EQ(ReadBytes(cache_file()), good);
  }
}

TEST_F(CachedSymbolizer, WorksWithoutACacheThatCanBeWritten) {
  Copy("");
  WriteBytes(folder_.File("cache"), "a file");
  EXPECT_TRUE(HasLines(Frames()));
  EXPECT_EQ(ReadBytes(folder_.File("cache")), "a file");
}

TEST_F(CachedSymbolizer, KeepsNothingOfWhatIsNotThere) {
  EXPECT_FALSE(HasNames(Frames()));
  EXPECT_FALSE(fs::exists(folder_.File("cache")));
}

}  // namespace
}  // namespace tidemark::analysis
