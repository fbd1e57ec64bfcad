// Patterns that look wasteful and are not: the rules are silent about them, or say "likely" where the
// trace does not tell enough. Beside each stands what makes the difference.
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/analysis/trace_script.h"

namespace tidemark::analysis {
namespace {

constexpr int64_t kArrayElements = 20000;
constexpr int64_t kBytes = kArrayElements * 8;

// A program of which the recorder tells everything: each free says when the buffer was last accessed.
class ArrayProgram {
 public:
  ArrayProgram() { trace_.Head("app").Site(1, "app.cc", 10).On({.site = 1}); }

  void Make(int64_t id, absl::string_view kind = "array") {
    trace_.Alloc({.buf = id,
                  .bytes = kBytes,
                  .view = id,
                  .kind = kind,
                  .dtype = "f8",
                  .shape = {{kArrayElements}},
                  .strides = {{8}}});
  }
  void CopyInto(int64_t from, int64_t to, absl::string_view reason = "requested") {
    trace_.Copy({.bytes = kBytes,
                 .src_buf = from,
                 .dst_buf = to,
                 .src = from,
                 .dst = to,
                 .reason = reason});
  }
  // A new array with the contents of the other.
  void Copy(int64_t from, int64_t to, absl::string_view kind = "array") {
    Make(to, kind);
    CopyInto(from, to);
  }
  void Write(int64_t id) { trace_.Op("add", {}, id); }
  void Read(int64_t id) { trace_.Op("sum", {id}, 0); }
  void Free(int64_t id, std::optional<int64_t> last_read, std::optional<int64_t> last_write) {
    trace_.Free(FreeArgs{.buf = id, .last_read = last_read, .last_write = last_write});
  }
  void FreeNow(int64_t id) { Free(id, now(), std::nullopt); }
  int64_t now() const { return trace_.now(); }
  TraceScript& trace() { return trace_; }

  // "rule" of each finding that claims to be certain, then "rule?" of those that are only likely.
  std::string Claims() {
    trace_.End();
    std::string certain;
    std::string likely;
    for (const Finding& finding : trace_.Analyzed().findings) {
      const bool is_certain = finding.confidence == Confidence::kCertain;
      absl::StrAppend(is_certain ? &certain : &likely, finding.rule, is_certain ? " " : "? ");
    }
    return certain + likely;
  }

 private:
  TraceScript trace_;
};

TEST(NoFalseClaims, ASnapshotThatIsComparedWithASourceThatChanged) {
  const auto claims = [](bool changes) {
    ArrayProgram program;
    program.Make(1);
    program.Copy(1, 2);
    if (changes) program.Write(1);
    program.Read(2);
    program.Read(1);
    program.FreeNow(2);
    program.FreeNow(1);
    return program.Claims();
  };
  EXPECT_EQ(claims(true), "");
  EXPECT_EQ(claims(false), "unmodified-copy ");
}

// A line of Python is many calls: what one of them does not need another may.
TEST(NoFalseClaims, ALineThatCopiesForOthersToo) {
  const auto claims = [](absl::string_view kind, bool second_is_written) {
    ArrayProgram program;
    program.Make(1, kind);
    for (const int64_t copy : {2, 3}) program.Copy(1, copy, kind);
    if (second_is_written) program.Write(3);
    for (const int64_t copy : {2, 3}) program.Read(copy);
    program.Read(1);
    for (const int64_t id : {3, 2, 1}) program.FreeNow(id);
    return program.Claims();
  };
  EXPECT_EQ(claims("numpy", true), "unmodified-copy? ");
  EXPECT_EQ(claims("array", true), "unmodified-copy ");
  EXPECT_EQ(claims("numpy", false), "duplicate-copy unmodified-copy ");
}

// How fast it is there is not the same in each run.
TEST(NoFalseClaims, ACopyOfNumpysThatAnotherThreadFrees) {
  const auto claims = [](bool handed) {
    ArrayProgram program;
    program.Make(1, "numpy");
    program.Copy(1, 2, "numpy");
    program.Read(1);
    program.trace().On({.site = 1, .thread = handed ? 2 : 1});
    program.FreeNow(2);
    program.trace().On({.site = 1, .thread = 1});
    program.FreeNow(1);
    return program.Claims();
  };
  EXPECT_EQ(claims(true), "unmodified-copy? ");
  EXPECT_EQ(claims(false), "unmodified-copy ");
}

// The last three states, for going back to: each is looked at before it goes.
TEST(NoFalseClaims, ARingOfSnapshots) {
  ArrayProgram program;
  program.Make(1);
  for (int64_t step = 0; step < 8; ++step) {
    const int64_t snapshot = 10 + step;
    program.Copy(1, snapshot);
    program.Write(1);
    if (step < 3) continue;
    program.Read(snapshot - 3);
    program.Free(snapshot - 3, program.now(), std::nullopt);
  }
  for (int64_t snapshot = 15; snapshot < 18; ++snapshot) {
    program.Read(snapshot);
    program.FreeNow(snapshot);
  }
  program.FreeNow(1);
  EXPECT_EQ(program.Claims(), "");
}

// The same of states that nobody goes back to: that is known only afterwards.
TEST(NoFalseClaims, AnUndoHistoryThatIsNotUsed) {
  ArrayProgram program;
  program.Make(1);
  int64_t made[8] = {};
  for (int64_t step = 0; step < 8; ++step) {
    program.Copy(1, 10 + step);
    made[step] = program.now();
    program.Write(1);
    program.Read(1);
    if (step >= 3) program.Free(10 + step - 3, std::nullopt, made[step - 3]);
  }
  for (int64_t step = 5; step < 8; ++step) program.Free(10 + step, std::nullopt, made[step]);
  program.FreeNow(1);
  EXPECT_EQ(program.Claims(), "");
}

// The other thread reads it while the first one works on; of what it does without an event nobody
// knows the time.
TEST(NoFalseClaims, ACopyThatIsHandedToAnotherThread) {
  const auto claims = [](bool changes, bool tells_times) {
    ArrayProgram program;
    program.Make(1);
    program.Copy(1, 2);
    if (changes) program.Write(1);
    program.trace().On({.site = 1, .thread = 2});
    program.Read(2);
    tells_times ? program.FreeNow(2) : program.Free(2, std::nullopt, std::nullopt);
    program.trace().On({.site = 1, .thread = 1});
    program.Read(1);
    program.FreeNow(1);
    return program.Claims();
  };
  EXPECT_EQ(claims(true, true), "");
  EXPECT_EQ(claims(true, false), "");
  EXPECT_EQ(claims(false, false), "unmodified-copy? ");
}

// Two buffers for all rounds: the old state is kept while the new one is computed from it.
TEST(NoFalseClaims, PingPongBuffers) {
  ArrayProgram program;
  program.Make(1);
  program.Make(2);
  program.Write(1);
  for (int round = 0; round < 5; ++round) {
    program.CopyInto(1, 2);
    program.trace().Op("step", {2}, 1);
  }
  program.Read(1);
  program.FreeNow(1);
  program.FreeNow(2);
  EXPECT_EQ(program.Claims(), "");
}

// The copy of the last round is not written any more, but it is the same line as in all others.
TEST(NoFalseClaims, TheLastRoundOfPingPongBuffers) {
  ArrayProgram program;
  program.Make(1);
  program.Make(2);
  program.Write(1);
  for (int round = 0; round < 5; ++round) {
    program.trace().Op("step", {2}, 1);
    program.CopyInto(1, 2);
  }
  program.Read(2);
  program.FreeNow(1);
  program.FreeNow(2);
  EXPECT_EQ(program.Claims(), "");
}

// Memory that somebody else handed out, for an instruction that wants aligned operands.
TEST(NoFalseClaims, ACopyForAlignment) {
  ArrayProgram program;
  program.Make(1, "external");
  program.Copy(1, 2);
  program.FreeNow(1);
  program.Read(2);
  program.FreeNow(2);
  EXPECT_EQ(program.Claims(), "");
}

// What C does with the pointer is not in the trace.
TEST(NoFalseClaims, MemoryThatIsHandedToC) {
  const auto claims = [](bool handed_out) {
    ArrayProgram program;
    program.Make(1);
    program.Copy(1, 2);
    trace::Read read;
    read.buf = BufferId(2);
    if (handed_out) read.escaped = true;
    program.trace().Add(trace::EventBody(read));
    program.Read(1);
    program.FreeNow(2);
    program.FreeNow(1);
    return program.Claims();
  };
  EXPECT_EQ(claims(true), "unmodified-copy? ");
  EXPECT_EQ(claims(false), "unmodified-copy ");
}

// A table that is filled at the first use and kept by a static: it may be meant to.
TEST(NoFalseClaims, CachesAndStatics) {
  const auto claims = [](bool held) {
    ArrayProgram program;
    program.Make(1);
    program.Write(1);
    for (int i = 0; i < 6; ++i) {
      program.Read(1);
      program.trace().Add(trace::EventBody(trace::Mark{.name = "request"}));
    }
    if (!held) program.trace().Drop(1);
    return program.Claims();
  };
  EXPECT_EQ(claims(true), "leak? ");
  EXPECT_EQ(claims(false), "leak ");
}

// The copy is made because it will be written.
TEST(NoFalseClaims, CopyOnWrite) {
  ArrayProgram program;
  program.Make(1);
  program.Copy(1, 2);
  program.Write(2);
  program.Read(2);
  program.Read(1);
  program.FreeNow(2);
  program.FreeNow(1);
  EXPECT_EQ(program.Claims(), "");
}

// The memory of others ends when they say so.
TEST(NoFalseClaims, ACopyThatOutlivesItsSource) {
  for (const char* kind : {"external", "mmap"}) {
    ArrayProgram program;
    program.Make(1, kind);
    program.Copy(1, 2);
    program.Read(1);
    program.FreeNow(1);
    program.Read(2);
    program.FreeNow(2);
    EXPECT_EQ(program.Claims(), "") << kind;
  }
}

// A few elements are copied so that the large array can go.
TEST(NoFalseClaims, TheCureOfAPin) {
  const auto claims = [](bool goes_first) {
    ArrayProgram program;
    program.Make(1);
    program.trace().View(
        {.view = 100, .buf = 1, .parent = 1, .offset = 0, .shape = {{10}}, .strides = {{8}}});
    program.trace().Alloc(
        {.buf = 2, .bytes = 80, .view = 2, .dtype = "f8", .shape = {{10}}, .strides = {{8}}});
    program.trace().Copy({.bytes = 80, .src_buf = 1, .dst_buf = 2, .src = 100, .dst = 2});
    program.trace().Drop(100);
    if (goes_first) program.FreeNow(1);
    program.Read(2);
    program.FreeNow(2);
    if (!goes_first) program.FreeNow(1);
    return program.Claims();
  };
  EXPECT_EQ(claims(true), "");
  EXPECT_EQ(claims(false), "unmodified-copy ");
}

}  // namespace
}  // namespace tidemark::analysis
