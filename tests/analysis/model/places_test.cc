// Which place the stacks of heap events come to, and how equal places are counted together.
#include "tidemark/analysis/model/places.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/analysis/trace_script.h"

namespace tidemark::analysis {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kApp[] = "/usr/bin/app";
constexpr char kLib[] = "/usr/lib/libfoo.so.3";
constexpr char kInterposer[] = "/opt/lib/libtidemark_malloc.so";

FrameArgs Named(absl::string_view function, absl::string_view file = "", int64_t line = 0,
                absl::string_view module = kApp) {
  return {.function = function, .file = file, .line = line, .module = module};
}

FrameArgs Nameless(uint64_t pc, absl::string_view module) { return {.module = module, .pc = pc}; }

// One allocation with a stack of these frames, the innermost first.
class Stacked {
 public:
  explicit Stacked(const std::vector<FrameArgs>& frames) {
    const auto count = static_cast<int64_t>(frames.size());
    for (int64_t i = 0; i < count; ++i) trace_.Frame(i + 1, frames[static_cast<size_t>(i)]);
    for (int64_t i = count; i > 0; --i) trace_.Stack(count - i + 1, i, count - i);
    trace_.On({.stack = count}).Alloc({.addr = 16, .bytes = 100, .kind = "heap"}).End();
    report_ = trace_.Analyzed();
  }

  SiteReport site() const {
    return report_.peak.sites.size() == 1 ? report_.peak.sites[0].site : SiteReport();
  }
  std::string function() const { return site().function; }
  std::vector<std::string> callers() const {
    std::vector<std::string> names;
    for (const SiteReport& caller : report_.peak.sites[0].callers) {
      names.push_back(caller.function.empty() ? caller.file : caller.function);
    }
    return names;
  }

 private:
  TraceScript trace_;
  Report report_;
};

TEST(Places, AStackBelongsToItsInnermostFrameOfTheProgram) {
  const Stacked stacked({Named("Load", "load.cc", 10), Named("main", "main.cc", 5)});
  EXPECT_EQ(stacked.site(), (SiteReport{"load.cc", 10, "Load", "", kApp}));
  EXPECT_THAT(stacked.callers(), ElementsAre("main"));
}

TEST(Places, AllocatorsLibraryAndRecorderArePassedOver) {
  const Stacked stacked({Named("malloc", "", 0, kInterposer), Named("operator new"),
                         Named("__gnu_cxx::new_allocator<int>::allocate",
                               "/usr/include/c++/12/bits/new_allocator.h", 137),
                         Named("_M_realloc_insert", "/usr/include/c++/12/bits/vector.tcc", 440),
                         Named("xmalloc", "wrap.c", 3), Named("Table::Insert", "table.cc", 30),
                         Named("main", "main.cc", 5)});
  EXPECT_EQ(stacked.function(), "Table::Insert");
  EXPECT_THAT(stacked.callers(), ElementsAre("main"));
}

TEST(Places, AFrameBetweenIsNotPassedOver) {
  // The library calls back into the program, which allocates: that is the place.
  const Stacked stacked({Named("operator new"), Named("Compare", "compare.cc", 7),
                         Named("std::__sort", "/usr/include/c++/12/bits/stl_algo.h", 1937),
                         Named("main", "main.cc", 5)});
  EXPECT_EQ(stacked.function(), "Compare");
}

TEST(Places, WhereAllIsPassedOverTheOutermostNameRemains) {
  EXPECT_EQ(Stacked({Named("malloc", "", 0, kInterposer), Named("strdup", "", 0, "/lib/libc.so.6")})
                .function(),
            "strdup");
  EXPECT_EQ(Stacked({Named("operator new"), Named("std::string::_M_create"),
                     Named("std::thread::_M_start_thread"), Named("start_thread"), Named("clone3")})
                .function(),
            "std::thread::_M_start_thread");
  EXPECT_EQ(Stacked({Named("malloc", "", 0, kInterposer)}).function(), "malloc");
  EXPECT_EQ(Stacked({Named("_start")}).function(), "_start");
}

TEST(Places, WhatTheCxxLibraryAllocatesWhenItIsLoadedHasAName) {
  constexpr char kCxx[] = "/lib/libstdc++.so.6";
  constexpr char kLoader[] = "/lib64/ld-linux-x86-64.so.2";
  const FrameArgs loader = Named("call_init", "", 0, kLoader);
  EXPECT_EQ(Stacked({Nameless(0x10, kCxx), loader}).function(), "emergency exception pool");
  EXPECT_EQ(Stacked({Nameless(0x10, kInterposer), Nameless(0x10, kCxx), loader}).function(),
            "emergency exception pool");
  // Near misses: another library, a function with a name, not at start.
  EXPECT_EQ(Stacked({Nameless(0x10, "/lib/libc++.so.1"), loader}).function(), "libc++.so.1+0x10");
  EXPECT_EQ(Stacked({Named("std::locale::f", "", 0, kCxx), loader}).function(), "std::locale::f");
  EXPECT_EQ(Stacked({Nameless(0x10, kCxx), Named("Use", "use.cc", 3), loader}).function(), "Use");
}

TEST(Places, ANamelessFrameStandsForItself) {
  const Stacked stacked({Nameless(0x1234, kLib), Named("main", "main.cc", 5)});
  EXPECT_EQ(stacked.site(), (SiteReport{kLib, 0, "libfoo.so.3+0x1234", "", kLib}));
  EXPECT_THAT(stacked.callers(), ElementsAre("main"));
  EXPECT_EQ(Stacked({Nameless(0x7f001234, "")}).function(), "0x7f001234");
}

TEST(Places, ANameFurtherOutInTheSameModuleStandsForANamelessFrame) {
  EXPECT_EQ(Stacked({Nameless(0x1234, kLib), Nameless(0x2345, kLib), Named("foo_open", "", 0, kLib),
                     Named("main")})
                .function(),
            "foo_open");
  // Not across a frame of another module: there the program was entered again.
  EXPECT_EQ(Stacked({Nameless(0x1234, kLib), Named("callback"), Named("foo_open", "", 0, kLib)})
                .function(),
            "libfoo.so.3+0x1234");
}

TEST(Places, CallersAreTheProgramsOwnAndFew) {
  const Stacked stacked({Named("Load", "load.cc", 10), Named("Load", "load.cc", 14),
                         Named("std::invoke", "/usr/include/c++/12/bits/invoke.h", 61),
                         Nameless(0x1, kLib), Nameless(0x2, kLib), Named("One"), Named("Two"),
                         Named("Three"), Named("main")});
  EXPECT_EQ(stacked.function(), "Load");
  // Recursion is told once, as is a library without names; and three are enough.
  EXPECT_THAT(stacked.callers(), ElementsAre(kLib, "One", "Two"));
  EXPECT_THAT(
      Stacked({Named("main"), Named("__libc_start_main", "", 0, "/lib/libc.so.6"), Named("_start")})
          .callers(),
      IsEmpty());
}

TEST(Places, AStackWithLinesOfAScriptIsAtTheInnermostOfThese) {
  const Stacked stacked({Named("malloc", "", 0, kInterposer), Named("grow", "grow.cc", 7, kLib),
                         Nameless(0x10, "/usr/bin/python3.11"),
                         Named("load", "prog.py", 3, "python"),
                         Named("<module>", "prog.py", 9, "python")});
  EXPECT_EQ(stacked.site(), (SiteReport{"prog.py", 3, "load", "", "prog"}));
  EXPECT_THAT(stacked.callers(), ElementsAre("<module>"));
}

TEST(Places, StacksThatComeToOnePlaceAreOneRow) {
  TraceScript trace;
  trace.Frame(1, Named("operator new"))
      .Frame(2, Named("Load", "load.cc", 10))
      .Frame(3, Named("A", "main.cc", 1))
      .Frame(4, Named("B", "main.cc", 2))
      .Frame(5, Named("Load", "load.cc", 11));
  // operator new, Load:10, A; operator new, Load:10, B; Load:10; Load:11.
  trace.Stack(1, 3).Stack(2, 2, 1).Stack(3, 1, 2);
  trace.Stack(4, 4).Stack(5, 2, 4).Stack(6, 1, 5);
  trace.Stack(7, 2).Stack(8, 5);
  int64_t address = 16;
  const auto allocate = [&](int64_t stack, int64_t bytes) {
    trace.On({.stack = stack}).Alloc({.addr = address, .bytes = bytes, .kind = "heap"});
    address += 16;
  };
  allocate(3, 100);
  allocate(6, 300);
  allocate(6, 10);
  allocate(7, 1000);
  allocate(8, 50);
  trace.End();
  const Report report = trace.Analyzed();
  for (const std::vector<SiteBytes>* list :
       {&report.peak.sites, &report.leaks.sites, &report.origins.allocs}) {
    ASSERT_EQ(list->size(), 2u);
    EXPECT_EQ((*list)[0].site.line, 10);
    EXPECT_EQ((*list)[0].bytes, 1410);
    EXPECT_EQ((*list)[0].count, 4);
    EXPECT_EQ((*list)[1].site.line, 11);
    EXPECT_EQ((*list)[1].bytes, 50);
  }
  // The callers of the stack with the most bytes, which has none.
  EXPECT_THAT(report.peak.sites[0].callers, IsEmpty());
  int leaks = 0;
  for (const Finding& finding : report.findings) leaks += finding.rule == "leak" ? 1 : 0;
  EXPECT_EQ(leaks, 2);
}

TEST(Places, EqualBytesAreOrderedByFileAndLine) {
  TraceScript trace;
  trace.Frame(1, Named("F", "b.cc", 1)).Frame(2, Named("F", "a.cc", 20));
  trace.Frame(3, Named("F", "a.cc", 3)).Stack(1, 1).Stack(2, 2).Stack(3, 3);
  for (int64_t i = 1; i <= 3; ++i) {
    trace.On({.stack = i})
        .Alloc({.addr = static_cast<uint64_t>(16 * i), .bytes = 8, .kind = "heap"});
  }
  const Report report = trace.End().Analyzed();
  ASSERT_EQ(report.peak.sites.size(), 3u);
  EXPECT_EQ(report.peak.sites[0].site.line, 3);
  EXPECT_EQ(report.peak.sites[1].site.line, 20);
  EXPECT_EQ(report.peak.sites[2].site.file, "b.cc");
}

TEST(Places, StacksThatLeadInCirclesEnd) {
  TraceScript trace;
  trace.Frame(1, Named("malloc")).Frame(2, Named("Load", "load.cc", 10));
  trace.Stack(1, 1, 2).Stack(2, 1, 1).Stack(3, 2, 3).Stack(4, 99).Stack(5, 1, 77);
  for (int64_t i = 1; i <= 5; ++i) {
    trace.On({.stack = i})
        .Alloc({.addr = static_cast<uint64_t>(16 * i), .bytes = 8, .kind = "heap"});
  }
  const Report report = trace.End().Analyzed();
  EXPECT_EQ(report.peak.bytes, 40);
  EXPECT_EQ(report.peak.sites.size(), 3u);  // malloc, Load, and unknown
}

}  // namespace
}  // namespace tidemark::analysis
