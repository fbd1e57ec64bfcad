// Which of the buffers that are live at the end of a trace are leaks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "tests/analysis/trace_script.h"
#include "tidemark/analysis/rules/builtin_suppressions.h"

namespace tidemark::analysis {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kLeakingApp[] = "/home/me/build/app";
constexpr char kLs[] = "/usr/bin/ls";
constexpr char kLibc[] = "/lib/x86_64-linux-gnu/libc.so.6";
constexpr char kLoader[] = "/lib64/ld-linux-x86-64.so.2";
constexpr char kCxx[] = "/lib/x86_64-linux-gnu/libstdc++.so.6";
constexpr char kFfi[] = "/lib/x86_64-linux-gnu/libffi.so.8";
constexpr char kPython[] = "/usr/bin/python3.11";
constexpr char kRecorder[] = "/home/me/build/lib/libtidemark_malloc.so";

using Frames = std::vector<FrameArgs>;

FrameArgs In(absl::string_view module, absl::string_view function) {
  return {.function = function, .module = module};
}
FrameArgs Nameless(absl::string_view module) { return {.module = module, .pc = 0x1234}; }

// As a program that is started begins, the innermost first.
Frames Started(Frames inner, absl::string_view program) {
  inner.push_back(In(kLibc, "__libc_start_call_main"));
  inner.push_back(In(kLibc, "__libc_start_main_impl"));
  inner.push_back(In(program, "_start"));
  return inner;
}

// 100 bytes with a stack of these frames, the innermost first.
Report Unfreed(const Frames& frames, const LeakSuppressions& suppressions = {}) {
  TraceScript trace;
  const auto count = static_cast<int64_t>(frames.size());
  for (int64_t i = 0; i < count; ++i) trace.Frame(i + 1, frames[static_cast<size_t>(i)]);
  for (int64_t i = count; i > 0; --i) trace.Stack(count - i + 1, i, count - i);
  trace.On({.stack = count}).Alloc({.addr = 16, .bytes = 100, .kind = "heap"}).End();
  return trace.Analyzed(nullptr, {.leak_suppressions = suppressions});
}

// For which reason it is no leak; "leak" where it is one. All figures must agree.
std::string Verdict(const Frames& frames, const LeakSuppressions& suppressions = {}) {
  const Report report = Unfreed(frames, suppressions);
  EXPECT_EQ(report.totals.live_end_count, 1);
  EXPECT_EQ(report.totals.live_end_bytes, 100);
  EXPECT_EQ(report.leaks.count + report.live_at_exit.count, 1);
  EXPECT_EQ(report.leaks.bytes + report.live_at_exit.bytes, 100);
  EXPECT_EQ(report.findings.size(), static_cast<size_t>(report.leaks.count));
  EXPECT_EQ(report.leaks.sites.size(), static_cast<size_t>(report.leaks.count));
  if (report.live_at_exit.groups.empty()) return "leak";
  EXPECT_EQ(report.live_at_exit.groups[0].count, 1);
  EXPECT_EQ(report.live_at_exit.groups[0].bytes, 100);
  EXPECT_NE(report.live_at_exit.groups[0].reason, "");
  return report.live_at_exit.groups[0].name;
}

TEST(Leak, WhatTheUsersCodeMadeIsOne) {
  EXPECT_EQ(Verdict(Started({In(kLeakingApp, "main")}, kLeakingApp)), "leak");
  EXPECT_EQ(Verdict(Started({In(kLibc, "strdup"), In(kLeakingApp, "main")}, kLeakingApp)), "leak");
  EXPECT_EQ(Verdict(Started({In(kLibc, "fopen"), In(kLeakingApp, "main")}, kLeakingApp)), "leak");
  EXPECT_EQ(
      Verdict(Started({In(kCxx, "std::string::_M_create"), In(kLeakingApp, "main")}, kLeakingApp)),
      "leak");
  // The call of main's last line leaves no frame of main; the program is the user's all the same.
  EXPECT_EQ(Verdict(Started({In(kLibc, "strdup")}, kLeakingApp)), "leak");
  EXPECT_EQ(Verdict({In("/usr/lib/libfoo.so", "foo"), In(kLeakingApp, "work"),
                     In(kLibc, "start_thread"), In(kLibc, "clone3")}),
            "leak");
}

// A person can free what was asked for, and nothing inside of the C library.
TEST(Leak, TheAdviceIsForTheUsersCode) {
  const auto advice = [](const Frames& frames) { return Unfreed(frames).findings.at(0).advice; };
  EXPECT_EQ(advice(Started({In(kLeakingApp, "main")}, kLeakingApp)),
            "free what is made here, or let an owner free it");
  EXPECT_EQ(advice(Started({In(kLibc, "opendir"), In(kLeakingApp, "Scan"), In(kLeakingApp, "main")},
                           kLeakingApp)),
            "release what Scan got from opendir");
  EXPECT_EQ(
      advice(Started({In(kLibc, "__alloc_dir"),
                      In(kLibc, "opendir"),
                      {.function = "Scan", .file = "scan.cc", .line = 7, .module = kLeakingApp}},
                     kLeakingApp)),
      "release what Scan (scan.cc:7) got from opendir");
  // A library that is no system's is the user's own.
  EXPECT_EQ(
      advice(Started({In("/opt/lib/libfoo.so", "foo"), In(kLeakingApp, "main")}, kLeakingApp)),
      "free what is made here, or let an owner free it");
}

TEST(Leak, TheAdviceNamesTheHolderByItsPlace) {
  TraceScript trace;
  trace.Site(1, "a.cc", 18).Site(2, "a.cc", 20).On({.site = 1}).Array(1, 100, 10);
  trace.On({.site = 2}).End();
  EXPECT_EQ(trace.Analyzed().findings.at(0).advice,
            "release what still holds it: the array made at a.cc:18");
}

Confidence ConfidenceOf(const TraceScript& trace) {
  return OnlyFinding(trace.Analyzed(), "leak")->confidence;
}

// What something holds to the end, as a registry does, may be kept on purpose.
TEST(Leak, IsCertainOnlyWhereNothingHoldsItAnyMore) {
  TraceScript held;
  held.Site(1, "a.cc", 1).On({.site = 1}).Array(1, 1, 10).End();
  EXPECT_EQ(ConfidenceOf(held), Confidence::kLikely);
  TraceScript lost;
  lost.Site(1, "a.cc", 1).On({.site = 1}).Array(1, 1, 10).Drop(1).End();
  EXPECT_EQ(ConfidenceOf(lost), Confidence::kCertain);
  TraceScript viewed;
  viewed.Site(1, "a.cc", 1).On({.site = 1}).Array(1, 1, 10).View({.view = 2, .buf = 1});
  viewed.Drop(1).End();
  EXPECT_EQ(ConfidenceOf(viewed), Confidence::kLikely);
  // Of the heap nobody knows who has the address, even where the place frees others.
  TraceScript heap;
  heap.Site(1, "a.cc", 1).On({.site = 1}).Alloc({.addr = 16, .bytes = 8, .kind = "heap"});
  heap.Free({.addr = 16}).Alloc({.addr = 32, .bytes = 8, .kind = "heap"}).End();
  EXPECT_EQ(ConfidenceOf(heap), Confidence::kLikely);
}

TEST(Leak, OfMemoryThatWasHandedOutIsOnlyLikely) {
  TraceScript trace;
  trace.Site(1, "a.cc", 1).On({.site = 1}).Array(2, 2, 10);
  trace.Add(trace::Read{.buf = BufferId(2), .escaped = true}).Drop(2).End();
  EXPECT_EQ(ConfidenceOf(trace), Confidence::kLikely);
}

TEST(Leak, ARuntimesOwnIsNoneWhoeverCalledIt) {
  EXPECT_EQ(Verdict(Started({In(kRecorder, "malloc"), In(kLibc, "_IO_file_doallocate"),
                             In(kLibc, "puts"), In(kLeakingApp, "main")},
                            kLeakingApp)),
            "stdio buffers");
  EXPECT_EQ(Verdict(Started({Nameless(kLibc), In(kLibc, "setlocale"), In(kLeakingApp, "main")},
                            kLeakingApp)),
            "locale data");
  EXPECT_EQ(Verdict(Started({Nameless(kLoader), In(kLoader, "_dl_allocate_tls"),
                             In(kLibc, "pthread_create"), In(kLeakingApp, "main")},
                            kLeakingApp)),
            "loader");
  EXPECT_EQ(Verdict({Nameless(kCxx), In(kLoader, "call_init"), In(kLoader, "_dl_init"),
                     In(kLoader, "_dl_start_user")}),
            "C++ exception pool");
  EXPECT_EQ(Verdict(Started({In(kLibc, "__new_exitfn"), In(kLibc, "__cxa_atexit"),
                             In(kLeakingApp, "_GLOBAL__sub_I_main")},
                            kLeakingApp)),
            "exit handlers");
}

// A row is about its library, and about what it does before the user's code is called back.
TEST(Leak, ARuntimesFunctionFurtherOutExcusesNothing) {
  EXPECT_EQ(Verdict({In(kLeakingApp, "constructor"), In(kLoader, "call_init"),
                     In(kLoader, "_dl_init"), In(kLoader, "_dl_start_user")}),
            "leak");
  EXPECT_EQ(Verdict(Started(
                {In(kLibc, "strdup"), In(kLeakingApp, "constructor"), In(kLoader, "call_init"),
                 In(kLoader, "dl_open_worker"), In(kLibc, "dlopen"), In(kLeakingApp, "main")},
                kLeakingApp)),
            "leak");
  EXPECT_EQ(Verdict(Started({In(kLeakingApp, "setlocale"), In(kLs, "main")}, kLs)), "leak");
  EXPECT_EQ(Verdict(Started({In(kLeakingApp, "_IO_file_doallocate"), In(kLeakingApp, "main")},
                            kLeakingApp)),
            "leak");
  EXPECT_EQ(Verdict(Started({In("/usr/lib/libcx.so", "setlocale"), In(kLeakingApp, "main")},
                            kLeakingApp)),
            "leak");
}

TEST(Leak, WhatAFunctionHandsOutIsItsCallersAndTheRestIsKept) {
  EXPECT_EQ(Verdict(Started({In(kRecorder, "malloc"), In(kLibc, "newlocale"), In(kLeakingApp, "f")},
                            kLeakingApp)),
            "leak");
  EXPECT_EQ(Verdict(Started({Nameless(kLibc), In(kLibc, "newlocale"), In(kLeakingApp, "f")},
                            kLeakingApp)),
            "locale data");
  EXPECT_EQ(Verdict(Started({In(kLibc, "strdup"), In(kLibc, "newlocale"), In(kLeakingApp, "f")},
                            kLeakingApp)),
            "leak");
}

TEST(Leak, AConversionIsItsOpenersAndItsTablesAreKept) {
  const auto verdict = [](Frames inner) {
    inner.push_back(In(kLibc, "__gconv_open"));
    inner.push_back(In(kLibc, "iconv_open"));
    inner.push_back(In(kLeakingApp, "f"));
    return Verdict(Started(inner, kLeakingApp));
  };
  EXPECT_EQ(verdict({In(kRecorder, "malloc")}), "leak");
  EXPECT_EQ(verdict({Nameless(kLibc)}), "character sets");
}

TEST(Leak, InstalledCodeAloneMakesNone) {
  EXPECT_EQ(Verdict(Started({Nameless(kLs), Nameless(kLs)}, kLs)), "installed code");
  // A stripped program, and a stripped C library.
  EXPECT_EQ(
      Verdict({Nameless(kLs), Nameless(kLibc), In(kLibc, "__libc_start_main"), Nameless(kLs)}),
      "installed code");
  EXPECT_EQ(Verdict({In("/usr/lib/libfoo.so", "foo"), Nameless(kLibc)}), "installed code");
  EXPECT_EQ(Verdict({In(kRecorder, "malloc"), In("/usr/lib/libfoo.so", "foo"),
                     In(kLibc, "start_thread"), In(kLibc, "clone3")}),
            "installed code");
}

TEST(Leak, AStackWithoutItsOuterEndMayBeTheUsers) {
  EXPECT_EQ(Verdict({In(kLibc, "strdup")}), "leak");
  EXPECT_EQ(Verdict({Nameless(kLibc)}), "leak");
  EXPECT_EQ(Verdict({In(kRecorder, "malloc")}), "leak");
  EXPECT_EQ(Verdict({In("/usr/lib/libfoo.so", "foo")}), "leak");
  EXPECT_EQ(Verdict({In("/usr/lib/libfoo.so", "foo"), In(kLs, "work")}), "leak");
  EXPECT_EQ(Verdict({Nameless("")}), "leak");
  EXPECT_EQ(Verdict(Started({In(kLs, "work"), Nameless("")}, kLs)), "leak");
  // Recorders cut a stack at 128.
  EXPECT_EQ(Verdict(Frames(127, In(kPython, "f"))), "leak");
  EXPECT_EQ(Verdict(Frames(128, In(kPython, "f"))), "installed code");
  Frames deep(128, In(kPython, "f"));
  deep[100] = In(kLeakingApp, "callback");
  EXPECT_EQ(Verdict(deep), "leak");
}

TEST(Leak, AScriptsCallOfALibraryIsTheUsers) {
  const auto called = [](Frames inner, const FrameArgs& by) {
    inner.push_back(by);
    inner.push_back(In(kPython, "_PyEval_EvalFrameDefault"));
    return Started(inner, kPython);
  };
  EXPECT_EQ(Verdict(called({In(kRecorder, "malloc")}, In(kFfi, "ffi_call"))), "leak");
  EXPECT_EQ(Verdict(called({In(kLibc, "strdup")}, Nameless(kFfi))), "leak");
  EXPECT_EQ(Verdict(called({In(kRecorder, "malloc")}, In(kPython, "ffi_call_int"))), "leak");
  EXPECT_EQ(Verdict(called({In(kLibc, "_IO_file_doallocate")}, In(kFfi, "ffi_call"))),
            "stdio buffers");
  EXPECT_EQ(Verdict(called({}, In(kFfi, "ffi_closure_alloc"))), "Python interpreter");
}

TEST(Leak, ALineOfAScriptKeepsNothingItself) {
  const FrameArgs line = {.function = "work", .file = "prog.py", .line = 3, .module = "python"};
  EXPECT_EQ(Verdict({In(kRecorder, "malloc"), In(kPython, "PyList_New"), line}), "installed code");
  EXPECT_EQ(Verdict({In(kRecorder, "malloc"), In("/home/me/mine.so", "work"),
                     In(kPython, "_PyEval_EvalFrameDefault"), line}),
            "leak");
  EXPECT_EQ(Verdict({In(kLibc, "strdup"), Nameless(kFfi), line}), "leak");
}

TEST(Leak, WhatPythonKeepsForAnExtensionIsNone) {
  constexpr char kExtension[] = "/home/me/mine.so";
  EXPECT_EQ(
      Verdict(Started({In(kPython, "PyModule_Create2"), In(kExtension, "PyInit_mine")}, kPython)),
      "Python interpreter");
  EXPECT_EQ(
      Verdict(Started({In(kExtension, "work"), In(kPython, "_PyEval_EvalFrameDefault")}, kPython)),
      "leak");
  EXPECT_EQ(Verdict(Started({In(kPython, "PyList_New"), In(kExtension, "work"),
                             In(kPython, "_PyEval_EvalFrameDefault")},
                            kPython)),
            "leak");
}

TEST(Leak, BuiltinSuppressionsCanBeLeftOut) {
  const Frames frames = Started({Nameless(kLs)}, kLs);
  EXPECT_EQ(Verdict(frames), "installed code");
  EXPECT_EQ(Verdict(frames, {.builtin = false, .own = {}}), "leak");
  EXPECT_EQ(Verdict(Started({In(kLibc, "_IO_file_doallocate")}, kLeakingApp),
                    {.builtin = false, .own = {}}),
            "leak");
}

TEST(Leak, OnesOwnSuppressionMatchesAnyFrame) {
  const auto verdict = [](const std::string& pattern) {
    return Verdict(
        Started({{.function = "Load", .file = "src/load.cc", .line = 3, .module = kLeakingApp},
                 In(kLeakingApp, "main")},
                kLeakingApp),
        {.builtin = true, .own = {{.pattern = pattern, .source = "my.supp:1"}}});
  };
  EXPECT_EQ(verdict("Load"), "Load");
  EXPECT_EQ(verdict("load.cc$"), "load.cc$");
  EXPECT_EQ(verdict("/build/app"), "/build/app");
  EXPECT_EQ(verdict("^main$"), "^main$");
  EXPECT_EQ(verdict("__libc_start_call_main"), "__libc_start_call_main");
  EXPECT_EQ(verdict("Store"), "leak");
  EXPECT_EQ(verdict("^oad"), "leak");
}

TEST(Leak, OfArraysOnlyTheUserSaysSo) {
  TraceScript trace;
  trace.Site(1, "/usr/lib/a.cc", 1, "make").Site(2, "b.cc", 2, "keep");
  trace.On({.site = 1}).Array(1, 1, 10).On({.site = 2}).Array(2, 2, 20).End();
  const Report all = trace.Analyzed();
  EXPECT_EQ(all.leaks.count, 2);
  EXPECT_EQ(all.live_at_exit.count, 0);
  EXPECT_THAT(all.live_at_exit.groups, IsEmpty());
  const Report some = trace.Analyzed(
      nullptr,
      {.leak_suppressions = {.builtin = true, .own = {{.pattern = "keep", .source = "s:4"}}}});
  EXPECT_EQ(some.leaks.count, 1);
  EXPECT_EQ(some.leaks.bytes, 80);
  EXPECT_EQ(some.live_at_exit.bytes, 160);
  EXPECT_THAT(some.live_at_exit.groups[0].reason, HasSubstr("s:4"));
  EXPECT_EQ(some.totals.live_end_count, 2);
}

TEST(Leak, GroupsAreSummedUpAndSortedByBytes) {
  TraceScript trace;
  trace.Site(1, "a.cc", 1, "small").Site(2, "b.cc", 2, "large").Site(3, "c.cc", 3, "small");
  trace.On({.site = 1}).Array(1, 1, 1).On({.site = 2}).Array(2, 2, 20).On({.site = 3});
  trace.Array(3, 3, 2).End();
  const Report report = trace.Analyzed(
      nullptr, {.leak_suppressions = {.builtin = true,
                                      .own = {{.pattern = "small", .source = "s:1"},
                                              {.pattern = "large", .source = "s:2"}}}});
  ASSERT_EQ(report.live_at_exit.groups.size(), 2u);
  EXPECT_EQ(report.live_at_exit.groups[0].name, "large");
  EXPECT_EQ(report.live_at_exit.groups[1].name, "small");
  EXPECT_EQ(report.live_at_exit.groups[1].count, 2);
  EXPECT_EQ(report.live_at_exit.groups[1].bytes, 24);
  EXPECT_EQ(report.live_at_exit.bytes, 184);
  EXPECT_EQ(report.what_if.peak_bytes_all_fixed, report.peak.bytes);
}

TEST(Leak, ATruncatedTraceSaysNothing) {
  TraceScript trace;
  trace.Frame(1, In(kLs, "main")).Stack(1, 1).On({.stack = 1});
  trace.Alloc({.addr = 16, .bytes = 100, .kind = "heap"});
  const Report report = trace.Analyzed();
  EXPECT_TRUE(report.trace.truncated);
  EXPECT_EQ(report.leaks.count, 0);
  EXPECT_EQ(report.live_at_exit.count, 0);
  EXPECT_EQ(report.totals.live_end_count, 1);
}

TEST(BuiltinSuppressions, SayWhyInWords) {
  for (const BuiltinSuppression& row : BuiltinSuppressions()) {
    EXPECT_FALSE(row.name.empty());
    EXPECT_GT(row.reason.size(), 30u) << row.name;
    EXPECT_FALSE(row.modules.empty()) << row.name;
    EXPECT_FALSE(row.functions.empty()) << row.name;
    // Of all libraries only what has a name that no other function has.
    EXPECT_FALSE(row.modules == "*" && row.functions == "*") << row.name;
  }
}

// What hands out memory that the caller has to free is excused by no row.
TEST(BuiltinSuppressions, NameNoFunctionThatHandsOutMemory) {
  for (const char* const function : {"malloc",       "strdup",
                                     "getline",      "getdelim",
                                     "opendir",      "fopen",
                                     "fdopen",       "asprintf",
                                     "vasprintf",    "getaddrinfo",
                                     "getcwd",       "realpath",
                                     "popen",        "scandir",
                                     "glob",         "regcomp",
                                     "wordexp",      "open_memstream",
                                     "getifaddrs",   "duplocale",
                                     "tempnam",      "fmemopen",
                                     "tmpfile",      "catopen",
                                     "if_nameindex", "backtrace_symbols",
                                     "hcreate",      "tsearch",
                                     "fts_open"}) {
    EXPECT_EQ(Verdict(Started({In(kRecorder, "malloc"), In(kLibc, function), In(kLeakingApp, "f")},
                              kLeakingApp)),
              "leak")
        << function;
  }
}

}  // namespace
}  // namespace tidemark::analysis
