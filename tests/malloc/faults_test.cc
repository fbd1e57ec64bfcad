// What can go wrong with the trace: the program goes on, and one line says so.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "tests/malloc/recorded.h"

namespace tidemark::malloc_test {
namespace {

using testing::HasSubstr;

const std::vector<std::string> kChurn = {kChild, "churn", "60000"};

// The program's own part, whatever became of the trace.
void ExpectUnharmed(const ChildResult& run) {
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.output, "churned\n");
}

// Before the program has done anything.
void ExpectRefused(const ChildResult& run, const char* why) {
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.output, "");
  EXPECT_THAT(run.errors, HasSubstr(why));
  EXPECT_EQ(CountLines(run.errors), 1) << run.errors;
}

void ExpectOneLine(const ChildResult& run, const std::string& what) {
  ExpectUnharmed(run);
  EXPECT_EQ(CountLines(run.errors), 1) << run.errors;
  EXPECT_THAT(run.errors, HasSubstr(what));
}

// Whatever was written reads, up to there.
void ExpectReadable(const std::string& trace) {
  const ChildResult report = test_support::RunProgram({kBinary, "report", trace});
  EXPECT_EQ(report.exit_code, 0) << report.errors;
}

TEST(FaultsTest, AFileSizeLimit) {
  for (const char* const name : {"run.json", "run.tmk", "run.json.zst"}) {
    const TempFolder folder;
    // How large it is depends on how evenly the clock of the machine runs.
    ExpectUnharmed(RunRecorded(folder.File(name), kChurn));
    const auto bytes = static_cast<rlim_t>(std::filesystem::file_size(folder.File(name)) / 2);
    const auto limit = [bytes] {
      const rlimit limits{.rlim_cur = bytes, .rlim_max = bytes};
      setrlimit(RLIMIT_FSIZE, &limits);
    };
    const ChildResult run = RunRecorded(folder.File(name), kChurn, {.prepare = limit});
    ExpectOneLine(run, "File too large");
    EXPECT_LE(std::filesystem::file_size(folder.File(name)), bytes);
    ExpectReadable(folder.File(name));
  }
}

// A small disk, in a mount namespace of the process. Where only root may do that the folder stays
// as it is: the run then has no fault, and the file size limit above covers the case.
TEST(FaultsTest, AFullDisk) {
  for (const std::string name : {"run.json", "run.tmk"}) {
    const TempFolder folder;
    const TempFolder disk;
    const std::string size = name == "run.json" ? "size=1m" : "size=128k";
    const std::string at = disk.path().string();
    const std::string kept = folder.File(name);
    const auto mount_small = [&] {
      if (unshare(CLONE_NEWNS) != 0) return;
      mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
      mount("tmpfs", at.c_str(), "tmpfs", 0, size.c_str());
    };
    // What the disk held goes away with the namespace, so the program's own shell saves it.
    const std::string script = "'" + std::string(kBinary) + "' run -o " + disk.File(name) + " -- " +
                               kChild + " churn 600000; code=$?; cp " + disk.File(name) + " " +
                               kept + "; exit $code";
    const ChildResult run = test_support::RunProgram({"sh", "-c", script}, {}, mount_small);
    ExpectUnharmed(run);
    if (disk.Names().empty()) {  // it was mounted
      EXPECT_EQ(CountLines(run.errors), 1) << run.errors;
      EXPECT_THAT(run.errors, HasSubstr("No space left on device"));
    }
    ExpectReadable(kept);
  }
}

TEST(FaultsTest, ATraceThatWasNotWritten) {
  const TempFolder folder;
  const std::string trace = folder.File("run.json");
  const ChildResult run = RunRecorded(trace, {"sh", "-c", "rm -f " + trace});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.errors, "tidemark: run: no trace was written to " + trace + "\n");
}

TEST(FaultsTest, AFolderThatIsNotThereOrATraceThatIsAFolder) {
  const TempFolder folder;
  ExpectRefused(RunRecorded(folder.File("no/run.json"), kChurn), "No such file or directory");
  mkdir(folder.File("run.json").c_str(), 0700);
  ExpectRefused(RunRecorded(folder.File("run.json"), kChurn), "is a folder");
  ExpectRefused(RunRecorded(folder.File("run.txt"), kChurn), "extension");
}

// Root may write anywhere, so the process gives that up. It stays who it is: another user may not
// reach a program that lies in a private folder.
TEST(FaultsTest, AFolderThatMayNotBeWritten) {
  const TempFolder folder;
  chmod(folder.path().c_str(), 0555);
  const auto obey_permissions = [] {
    if (getuid() == 0 && prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE) != 0) _exit(126);
  };
  ExpectRefused(RunRecorded(folder.File("run.json"), kChurn, {.prepare = obey_permissions}),
                "Permission denied");
  // The trace may be written but nothing may stand beside it: no crash would be survived.
  chmod(folder.path().c_str(), 0755);
  close(creat(folder.File("run.json").c_str(), 0666));
  chmod(folder.File("run.json").c_str(), 0666);
  chmod(folder.path().c_str(), 0555);
  const ChildResult run =
      RunRecorded(folder.File("run.json"), kChurn, {.prepare = obey_permissions});
  ExpectUnharmed(run);
  EXPECT_EQ(run.errors, "");
  const std::vector<json> events = ReadLines(folder.File("run.json"));
  EXPECT_TRUE(IsSound(events));
  EXPECT_EQ(events.front()["capture"].value("crash_safe", true), false);
  chmod(folder.path().c_str(), 0755);
}

TEST(FaultsTest, DevicesThatTakeEverythingOrNothing) {
  const TempFolder folder;
  std::filesystem::create_symlink("/dev/full", folder.File("full.json"));
  ExpectOneLine(RunRecorded(folder.File("full.json"), kChurn), "No space left on device");
  std::filesystem::create_symlink("/dev/null", folder.File("null.json"));
  const ChildResult run = RunRecorded(folder.File("null.json"), kChurn);
  ExpectUnharmed(run);
  EXPECT_EQ(run.errors, "");
}

TEST(FaultsTest, APipe) {
  const TempFolder folder;
  const std::string pipe = folder.File("run.json");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  // A FIFO without a reader: the program does not block.
  ExpectOneLine(RunRecorded(pipe, kChurn), "No such device or address");
  // Somebody reads all of it.
  const int end = open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  fcntl(end, F_SETFL, 0);
  std::string text;
  std::thread reader([&] {
    char piece[4096];
    ssize_t size = 0;
    while ((size = read(end, piece, sizeof(piece))) > 0) {
      text.append(piece, static_cast<size_t>(size));
    }
  });
  const int writing =
      open(pipe.c_str(), O_WRONLY | O_CLOEXEC);  // until the program has opened it, too
  const ChildResult run = RunRecorded(pipe, kChurn);
  close(writing);
  reader.join();
  close(end);
  ExpectUnharmed(run);
  EXPECT_EQ(run.errors, "");
  EXPECT_GT(CountLines(text), 120'000);
  // The reader goes away in the middle.
  const int gone = open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  std::thread leaver([gone] {
    char piece[4096];
    while (read(gone, piece, sizeof(piece)) <= 0) usleep(1000);
    close(gone);
  });
  ExpectOneLine(RunRecorded(pipe, kChurn), "Broken pipe");
  leaver.join();
}

// Refuses one system call with an error, from here on.
void Refuse(int number, int error) {
  const auto call = static_cast<uint32_t>(number);
  sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | static_cast<uint32_t>(error)),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program{.len = 4, .filter = filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
    _exit(125);
  }
}

// Everything still works, the threads of the program write the file.
TEST(FaultsTest, NoThreadForTheRecorder) {
  const auto refuse = [] {
    Refuse(SYS_clone3, ENOSYS);
    Refuse(SYS_clone, EAGAIN);
  };
  for (const char* mode : {"churn", "load"}) {
    const std::vector<std::string> command =
        mode == std::string("churn")
            ? kChurn
            : std::vector<std::string>{kChild, mode, TIDEMARK_MALLOC_PLUGIN, "3"};
    const Recorded run = RecordUnchanged(command, {.prepare = refuse});
    EXPECT_FALSE(IsTruncated(run.events));
    EXPECT_EQ(CountLost(run.events), 0);
  }
}

TEST(FaultsTest, NoMembarrierNoRoomOnTheDiskInAdvance) {
  for (const int call : {SYS_membarrier, SYS_fallocate}) {
    for (const int error : {ENOSYS, EPERM}) {
      const Recorded run =
          Record({kChild, "hand-over", "20000"}, {.prepare = [=] { Refuse(call, error); }});
      EXPECT_EQ(run.result.output, "joined\n");
      EXPECT_EQ(run.result.errors, "");
      EXPECT_TRUE(IsSound(run.events));
      EXPECT_FALSE(IsTruncated(run.events));
    }
  }
}

// With the policy `drop` a slow reader costs events, which are counted, and no time.
TEST(FaultsTest, DroppedEventsAreCounted) {
  const TempFolder folder;
  const std::string pipe = folder.File("run.json");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  const int end = open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  const int writing = open(pipe.c_str(), O_WRONLY | O_CLOEXEC);
  constexpr int kPairs = 1'000'000;
  std::string text;
  std::thread reader([&] {
    // Nothing is read until the program has long filled all of the recorder's memory.
    char piece[65536];
    while (read(end, piece, 1) <= 0) usleep(1000);
    usleep(400'000);
    fcntl(end, F_SETFL, 0);
    ssize_t size = 0;
    text = piece[0];
    while ((size = read(end, piece, sizeof(piece))) > 0) {
      text.append(piece, static_cast<size_t>(size));
    }
  });
  const ChildResult run = RunRecorded(pipe, {kChild, "churn", std::to_string(kPairs)},
                                      {.flags = {"--on-full", "drop"}});
  close(writing);
  reader.join();
  close(end);
  ExpectUnharmed(run);
  EXPECT_EQ(run.errors, "");

  const std::string whole = folder.File("whole.json");
  FILE* const file = std::fopen(whole.c_str(), "w");
  std::fwrite(text.data(), 1, text.size(), file);
  std::fclose(file);
  const std::vector<json> events = ReadLines(whole);
  EXPECT_TRUE(IsSound(events));
  const int64_t lost = CountLost(events);
  EXPECT_GT(lost, 0);
  int64_t of_churn = 0;
  for (const json& event : events) of_churn += event["ev"] == "alloc" || event["ev"] == "free";
  // Each event is in the trace or counted as lost; a few blocks are the C library's.
  EXPECT_GE(of_churn + lost, 2 * kPairs);
  EXPECT_LE(of_churn + lost, 2 * kPairs + 50);
  const ChildResult report =
      test_support::RunProgram({kBinary, "report", "--format", "json", whole});
  EXPECT_EQ(json::parse(report.output)["trace"]["lost_events"], lost) << report.errors;
}

}  // namespace
}  // namespace tidemark::malloc_test
