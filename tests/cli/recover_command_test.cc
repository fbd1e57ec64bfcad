// tidemark recover, and how other verbs take a killed program's trace as it lies.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/cli/command.h"
#include "tests/support/binary_trace.h"
#include "tests/support/temp_folder.h"
#include "tidemark/trace/json/json_text.h"

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using trace::Event;

constexpr uint64_t kRunId = 77;

Event MarkAt(int64_t t, int64_t thread) {
  return {.t = t, .thread = ThreadId(thread), .body = trace::Mark{.name = "m"}};
}

std::string Lines(const std::vector<Event>& events) {
  std::string text;
  for (const Event& event : events) {
    trace::AppendJson(event, &text);
    text += '\n';
  }
  return text;
}

void Write(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

// Two events in the trace and two in the ring, of a program that was killed.
struct Killed {
  test_support::TempFolder folder;
  std::string path;
  std::string slot_file_path;
  std::string expected = Lines({MarkAt(10, 1), MarkAt(15, 2), MarkAt(20, 1), MarkAt(25, 2)});

  explicit Killed(bool binary) {
    path = folder.File(binary ? "run.tmk" : "run.json");
    slot_file_path = path + ".ring";
    TestSlotFile ring(kRunId,
                      binary ? trace::SlotFileOutput::kBinary : trace::SlotFileOutput::kJson);
    ring.AddSlot(1, 1, 11, {MarkAt(20, 1)});
    ring.AddSlot(2, 1, 16, {MarkAt(25, 2)});
    if (binary) {
      BinaryTrace trace(kRunId);
      trace.Add({.thread = 1}, {MarkAt(10, 1)});
      trace.Add({.thread = 2}, {MarkAt(15, 2)});
      Write(path, trace.bytes());
    } else {
      const std::string good = Lines({MarkAt(10, 1), MarkAt(15, 2)});
      Write(path, good + "{\"ev\":\"mar");
      ring.SetProgress(0, 2, good.size(), 15);
    }
    Write(slot_file_path, ring.bytes());
  }
};

class RecoverCommand : public ::testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(Encodings, RecoverCommand, ::testing::Bool(),
                         [](const auto& encoding) { return encoding.param ? "Binary" : "Json"; });

TEST_P(RecoverCommand, MakesOneFileInPlace) {
  const Killed killed(GetParam());
  const Outcome outcome = Tidemark({"recover", killed.path});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, killed.path + ": 4 events, 2 from the trace and 2 from " +
                             killed.slot_file_path + "\nwritten to " + killed.path + "\n");
  EXPECT_EQ(outcome.err, "");
  EXPECT_FALSE(fs::exists(killed.slot_file_path));
  const std::string json = killed.path + ".copy.json";
  ASSERT_EQ(Tidemark({"convert", killed.path, json}).exit_code, 0);
  EXPECT_EQ(ReadAll(json), killed.expected);
}

TEST_P(RecoverCommand, LeavesBothWithAnOutput) {
  const Killed killed(GetParam());
  const std::string before = ReadAll(killed.path);
  const std::string output = killed.path + ".whole.json";
  const Outcome outcome = Tidemark({"recover", killed.path, "-o", output});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("written to " + output));
  EXPECT_EQ(ReadAll(output), killed.expected);
  EXPECT_EQ(ReadAll(killed.path), before);
  EXPECT_TRUE(fs::exists(killed.slot_file_path));
}

TEST_P(RecoverCommand, OtherVerbsTakeThemAsTheyLie) {
  const Killed killed(GetParam());
  const std::string json = killed.path + ".copy.json";
  EXPECT_EQ(Tidemark({"convert", killed.path, json}).exit_code, 0);
  EXPECT_EQ(ReadAll(json), killed.expected);
  fs::remove(killed.slot_file_path);
  EXPECT_EQ(Tidemark({"convert", killed.path, json}).exit_code, 0);
  EXPECT_EQ(ReadAll(json), Lines({MarkAt(10, 1), MarkAt(15, 2)})) << "without the ring";
}

TEST_P(RecoverCommand, NeedsARingToWorkInPlace) {
  const Killed killed(GetParam());
  fs::remove(killed.slot_file_path);
  const std::string before = ReadAll(killed.path);
  const Outcome outcome = Tidemark({"recover", killed.path});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("there is no " + killed.slot_file_path));
  EXPECT_EQ(ReadAll(killed.path), before);
}

TEST(Recover, DoesNotThrowDamagedBytesAway) {
  const Killed killed(true);
  std::string bytes = ReadAll(killed.path);
  bytes[bytes.size() - 1] = static_cast<char>(bytes[bytes.size() - 1] ^ 1);
  Write(killed.path, bytes);
  const Outcome outcome = Tidemark({"recover", killed.path});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("skipped: " + killed.path + ": byte "),
                                 HasSubstr("is damaged; -o FILE writes the rest")));
  EXPECT_EQ(ReadAll(killed.path), bytes);
  EXPECT_TRUE(fs::exists(killed.slot_file_path));
  const std::string output = killed.path + ".json";
  const Outcome copy = Tidemark({"recover", killed.path, "-o", output});
  EXPECT_EQ(copy.exit_code, 0) << copy.err;
  EXPECT_THAT(copy.err, HasSubstr("its checksum is wrong"));
  EXPECT_EQ(ReadAll(output), Lines({MarkAt(10, 1), MarkAt(20, 1), MarkAt(25, 2)}));
}

TEST(Recover, LeavesATraceAloneThatIsStillBeingRecorded) {
  const Killed killed(true);
  std::string ring = ReadAll(killed.slot_file_path);
  const auto pid = static_cast<uint32_t>(getpid());
  std::memcpy(ring.data() + offsetof(trace::SlotFileHeader, pid), &pid, sizeof(pid));
  Write(killed.slot_file_path, ring);
  FILE* const file = fopen(killed.slot_file_path.c_str(), "r");
  void* const map = mmap(nullptr, ring.size(), PROT_READ, MAP_SHARED, fileno(file), 0);
  const Outcome outcome = Tidemark({"recover", killed.path});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("is still being recorded"));
  munmap(map, ring.size());
  fclose(file);
  EXPECT_EQ(Tidemark({"recover", killed.path}).exit_code, 0) << "the near miss: nobody maps it";
}

// By a process whose number says nothing here, as that of a container's.
TEST(Recover, LeavesATraceAloneWhoseRingIsLocked) {
  const Killed killed(true);
  const int file = open(killed.slot_file_path.c_str(), O_RDWR | O_CLOEXEC);
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  ASSERT_EQ(fcntl(file, F_SETLK, &lock), 0);
  const Outcome outcome = Tidemark({"recover", killed.path});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("is still being recorded"));
  close(file);
  EXPECT_EQ(Tidemark({"recover", killed.path}).exit_code, 0) << "the near miss: nobody locks it";
}

TEST(Recover, SaysWhatIsWrong) {
  const Killed killed(true);
  const auto message = [](const std::vector<std::string>& arguments, int exit_code) {
    const Outcome outcome = Tidemark(arguments);
    EXPECT_EQ(outcome.exit_code, exit_code);
    return outcome.err;
  };
  EXPECT_THAT(message({"recover"}, 2), HasSubstr("recover: no trace file given"));
  EXPECT_THAT(message({"recover", "-"}, 2), HasSubstr("recover: no trace file given"));
  EXPECT_THAT(message({"recover", killed.path, "-o", killed.path}, 2),
              HasSubstr("is the trace itself"));
  EXPECT_THAT(message({"recover", "/nowhere/x.tmk"}, 3), HasSubstr("/nowhere/x.tmk: cannot open"));
  EXPECT_THAT(message({"recover", killed.path, "-o", killed.path + ".txt"}, 2),
              HasSubstr("unknown extension"));
}

}  // namespace
}  // namespace tidemark::cli
