// Functions and lines of a program that knows its own: as it was built, stripped, with its debug
// info elsewhere, as another build, and gone.
#include "tidemark/analysis/symbols/symbolizer.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/analysis/symbols/symbols_fixture.h"

namespace tidemark::analysis {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// What a fresh Symbolizer, without a cache, says of each known address of the fixture.
struct Looked {
  std::vector<SourceFrames> frames;
  std::vector<Symbolizer::Problem> problems;
};

Looked LookUp(const CodeModule& module, const SymbolOptions& options = {.debug_roots = {}}) {
  Symbolizer symbolizer(options);
  const size_t number = symbolizer.Module(module);
  Looked looked;
  for (const KnownAddress& known : Fixture::Get().addresses()) {
    looked.frames.push_back(symbolizer.At(number, known.pc));
  }
  looked.problems = symbolizer.problems();
  return looked;
}

void ExpectAllKnown(const std::vector<SourceFrames>& frames) {
  const std::vector<KnownAddress>& known = Fixture::Get().addresses();
  ASSERT_EQ(frames.size(), known.size());
  for (size_t i = 0; i < known.size(); ++i) {
    ASSERT_EQ(frames[i].size(), known[i].functions.size()) << i;
    for (size_t k = 0; k < frames[i].size(); ++k) {
      EXPECT_EQ(frames[i][k].function, known[i].functions[k].name);
      EXPECT_EQ(frames[i][k].line, known[i].functions[k].line);
      EXPECT_TRUE(absl::EndsWith(frames[i][k].file, "/fixture/symbols_fixture.cc"))
          << frames[i][k].file;
    }
  }
}

// Without debug info, of each address the function that was compiled there, and no more.
void ExpectSymbolsOnly(const std::vector<SourceFrames>& frames) {
  const std::vector<KnownAddress>& known = Fixture::Get().addresses();
  ASSERT_EQ(frames.size(), known.size());
  for (size_t i = 0; i < known.size(); ++i) {
    ASSERT_EQ(frames[i].size(), 1u) << i;
    EXPECT_EQ(frames[i][0],
              (SourceFrame{.function = known[i].functions.back().name, .file = "", .line = 0}));
  }
}

void ExpectNothing(const Looked& looked, SymbolProblem problem) {
  for (const SourceFrames& frames : looked.frames) EXPECT_THAT(frames, IsEmpty());
  ASSERT_EQ(looked.problems.size(), 1u);
  EXPECT_EQ(looked.problems[0].problem, problem);
  EXPECT_EQ(looked.problems[0].addresses, static_cast<int64_t>(Fixture::Get().addresses().size()));
}

CodeModule AsBuilt() {
  return {.path = Fixture::Get().path(), .build_id = Fixture::Get().build_id()};
}

// A copy that objcopy has changed.
CodeModule Changed(const TempFolder& folder, const std::string& name, const std::string& how) {
  const std::string path = folder.File(name);
  RunShell(absl::StrCat(kObjcopy, " ", how, " ", Fixture::Get().path(), " ", path));
  return {.path = path, .build_id = Fixture::Get().build_id()};
}

TEST(Symbolizer, TheFixtureSaysWhatItIs) {
  const std::vector<KnownAddress>& known = Fixture::Get().addresses();
  ASSERT_EQ(known.size(), 4u);
  EXPECT_EQ(known[1].functions.size(), 3u);
  EXPECT_GE(Fixture::Get().build_id().size(), 8u);
}

TEST(Symbolizer, FindsFunctionsInlinedOnesAmongThemAndLines) {
  const Looked looked = LookUp(AsBuilt());
  ExpectAllKnown(looked.frames);
  EXPECT_THAT(looked.problems, IsEmpty());
}

// An oracle of other hands: the lines that addr2line of binutils finds.
TEST(Symbolizer, AgreesWithAddr2line) {
  const Looked looked = LookUp(AsBuilt());
  for (size_t i = 0; i < looked.frames.size(); ++i) {
    std::istringstream lines(
        RunShell(absl::StrCat(TIDEMARK_ADDR2LINE, " -i -e ", Fixture::Get().path(), " 0x",
                              absl::Hex(Fixture::Get().addresses()[i].pc))));
    std::vector<int64_t> theirs;
    for (std::string line; std::getline(lines, line);) {
      theirs.push_back(std::atoll(line.substr(line.rfind(':') + 1).c_str()));
    }
    std::vector<int64_t> ours;
    for (const SourceFrame& frame : looked.frames[i]) ours.push_back(frame.line);
    EXPECT_EQ(ours, theirs) << i;
  }
}

TEST(Symbolizer, NamesNothingThatNoSymbolCovers) {
  Symbolizer symbolizer({.debug_roots = {}});
  const size_t module = symbolizer.Module(AsBuilt());
  EXPECT_THAT(symbolizer.At(module, 0), IsEmpty());
  EXPECT_THAT(symbolizer.At(module, ~uint64_t{0}), IsEmpty());
  EXPECT_THAT(symbolizer.At(module, uint64_t{1} << 40), IsEmpty());
}

TEST(Symbolizer, FallsBackToSymbols) {
  const TempFolder folder;
  ExpectSymbolsOnly(LookUp(Changed(folder, "no_debug", "--strip-debug")).frames);
}

TEST(Symbolizer, SaysWhatIsStripped) {
  const TempFolder folder;
  ExpectNothing(LookUp(Changed(folder, "stripped", "--strip-all")), SymbolProblem::kStripped);
}

TEST(Symbolizer, FindsDebugInfoByBuildId) {
  const TempFolder folder;
  const CodeModule stripped = Changed(folder, "stripped", "--strip-all");
  const std::string& id = stripped.build_id;
  fs::create_directories(folder.File(absl::StrCat("debug/.build-id/", id.substr(0, 2))));
  const std::string file =
      absl::StrCat("debug/.build-id/", id.substr(0, 2), "/", id.substr(2), ".debug");
  Changed(folder, file, "--only-keep-debug");
  const SymbolOptions options = {.debug_roots = {folder.File("other"), folder.File("debug")}};
  ExpectAllKnown(LookUp(stripped, options).frames);
  // It serves a program that is gone as well, and one that was built anew since.
  ExpectAllKnown(LookUp({.path = "/nowhere", .build_id = id}, options).frames);
  ExpectAllKnown(LookUp({.path = "/bin/sh", .build_id = id}, options).frames);
  // Another build's debug info, though it lies in the right place, says nothing.
  fs::copy_file("/bin/sh", folder.File(file), fs::copy_options::overwrite_existing);
  ExpectNothing(LookUp(stripped, options), SymbolProblem::kStripped);
}

TEST(Symbolizer, FindsDebugInfoByItsLink) {
  const TempFolder folder;
  Changed(folder, "app.debug", "--only-keep-debug");
  const CodeModule app = Changed(
      folder, "app", absl::StrCat("--strip-all --add-gnu-debuglink=", folder.File("app.debug")));
  ExpectAllKnown(LookUp(app).frames);
  fs::create_directory(folder.File(".debug"));
  fs::rename(folder.File("app.debug"), folder.File(".debug/app.debug"));
  ExpectAllKnown(LookUp(app).frames);
  fs::copy_file("/bin/sh", folder.File(".debug/app.debug"), fs::copy_options::overwrite_existing);
  ExpectNothing(LookUp(app), SymbolProblem::kStripped);
}

TEST(Symbolizer, FindsDebugInfoInAPlainFolder) {
  const TempFolder folder;
  const CodeModule stripped = Changed(folder, "app", "--strip-all");
  fs::create_directory(folder.File("debug"));
  const SymbolOptions options = {.debug_roots = {folder.File("debug")}};
  ExpectNothing(LookUp(stripped, options), SymbolProblem::kStripped);
  Changed(folder, "debug/app.debug", "--only-keep-debug");
  ExpectAllKnown(LookUp(stripped, options).frames);
  fs::rename(folder.File("debug/app.debug"), folder.File("debug/app"));
  ExpectAllKnown(LookUp(stripped, options).frames);
  fs::copy_file("/bin/sh", folder.File("debug/app"), fs::copy_options::overwrite_existing);
  ExpectNothing(LookUp(stripped, options), SymbolProblem::kStripped);
}

TEST(Symbolizer, LooksForModulesBelowTheSysroot) {
  const TempFolder folder;
  fs::create_directories(folder.File("usr/bin"));
  fs::copy_file(Fixture::Get().path(), folder.File("usr/bin/app"));
  const CodeModule recorded = {.path = "/usr/bin/app", .build_id = Fixture::Get().build_id()};
  ExpectNothing(LookUp(recorded), SymbolProblem::kMissing);
  ExpectAllKnown(LookUp(recorded, {.debug_roots = {}, .sysroot = folder.File("")}).frames);
  // The file of that name here is another one.
  const CodeModule shell = {.path = "/bin/sh", .build_id = Fixture::Get().build_id()};
  ExpectNothing(LookUp(shell, {.debug_roots = {}, .sysroot = folder.File("")}),
                SymbolProblem::kMissing);
}

TEST(Symbolizer, AsksServersWhereItIsTold) {
  const TempFolder folder;
  const CodeModule stripped = Changed(folder, "app", "--strip-all");
  const std::string served = absl::StrCat("served/buildid/", stripped.build_id);
  fs::create_directories(folder.File(served));
  Changed(folder, served + "/debuginfo", "--only-keep-debug");
  setenv("DEBUGINFOD_URLS", absl::StrCat("file://", folder.File("served")).c_str(), 1);
  setenv("DEBUGINFOD_CACHE_PATH", folder.File("fetched").c_str(), 1);
  EXPECT_TRUE(DebuginfodUsable().ok()) << DebuginfodUsable();
  ExpectNothing(LookUp(stripped), SymbolProblem::kStripped);
  const SymbolOptions asking = {
      .cache_folder = folder.File("cache"), .debug_roots = {}, .debuginfod = true};
  ExpectAllKnown(LookUp(stripped, asking).frames);
  // What comes back is looked at, and what is asked for as well: it names a folder of the client's.
  fs::copy_file("/bin/sh", folder.File(served + "/debuginfo"),
                fs::copy_options::overwrite_existing);
  setenv("DEBUGINFOD_CACHE_PATH", folder.File("other/fetched").c_str(), 1);
  ExpectNothing(LookUp(stripped, {.debug_roots = {}, .debuginfod = true}),
                SymbolProblem::kStripped);
  LookUp({.path = "/nowhere", .build_id = "../../escaped"},
         {.debug_roots = {}, .debuginfod = true});
  EXPECT_FALSE(fs::exists(folder.File("escaped")));
  CodeModule unknown = stripped;
  unknown.build_id[0] = unknown.build_id[0] == '0' ? '1' : '0';
  ExpectNothing(LookUp(unknown, asking), SymbolProblem::kDiffers);
  unsetenv("DEBUGINFOD_URLS");
  unsetenv("DEBUGINFOD_CACHE_PATH");
  EXPECT_THAT(DebuginfodUsable().message(), HasSubstr("DEBUGINFOD_URLS names no server"));
}

TEST(Symbolizer, AnotherBuildSaysNothing) {
  CodeModule other = AsBuilt();
  other.build_id[0] = other.build_id[0] == '0' ? '1' : '0';
  ExpectNothing(LookUp(other), SymbolProblem::kDiffers);
  // Where the trace has no build id, nobody can tell.
  ExpectAllKnown(LookUp({.path = Fixture::Get().path(), .build_id = ""}).frames);
}

TEST(Symbolizer, SaysWhatIsNotThereOrIsNoProgram) {
  const std::string id = Fixture::Get().build_id();
  ExpectNothing(LookUp({.path = "/nowhere/app", .build_id = id}), SymbolProblem::kMissing);
  ExpectNothing(LookUp({.path = "linux-vdso.so.1", .build_id = id}), SymbolProblem::kMissing);
  ExpectNothing(LookUp({.path = "", .build_id = ""}), SymbolProblem::kMissing);
  ExpectNothing(LookUp({.path = "/etc/passwd", .build_id = id}), SymbolProblem::kNotElf);
  ExpectNothing(LookUp({.path = "/tmp", .build_id = id}), SymbolProblem::kNotElf);
  ExpectNothing(LookUp({.path = "/dev/zero", .build_id = id}), SymbolProblem::kNotElf);
  // Nobody ever writes to this pipe.
  const TempFolder folder;
  ASSERT_EQ(mkfifo((folder.File("pipe")).c_str(), 0600), 0);
  ExpectNothing(LookUp({.path = folder.File("pipe"), .build_id = id}), SymbolProblem::kNotElf);
}

TEST(Symbolizer, AsksNoServer) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_GE(listener, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(listen(listener, 1), 0);
  ASSERT_EQ(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
  setenv("DEBUGINFOD_URLS", absl::StrCat("http://127.0.0.1:", ntohs(address.sin_port)).c_str(), 1);
  const TempFolder folder;
  LookUp(Changed(folder, "stripped", "--strip-all"), {});
  LookUp({.path = "/nowhere", .build_id = Fixture::Get().build_id()}, {});
  unsetenv("DEBUGINFOD_URLS");
  pollfd waiting = {.fd = listener, .events = POLLIN, .revents = 0};
  EXPECT_EQ(poll(&waiting, 1, 0), 0);
  close(listener);
}

}  // namespace
}  // namespace tidemark::analysis
