// The tree of calls beside a program that keeps its own books, and where it has to leave nodes out.
#include "tidemark/analysis/model/call_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/analysis/plain_program.h"
#include "tests/analysis/trace_script.h"

namespace tidemark::analysis {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Report Analyzed(const TraceScript& trace, size_t most_nodes = kMostCallNodes) {
  return trace.Analyzed(nullptr, {.details = {.call_tree = true, .most_call_nodes = most_nodes}});
}

// Of each node, "outer > inner"; "" is the root.
std::vector<std::string> PathsOf(const CallTree& tree) {
  std::vector<std::string> paths;
  for (const CallNode& node : tree.nodes) {
    const std::string name = node.is_other ? "(other)" : TextOf(node.frame);
    const std::string outer = node.parent < 0 ? "" : paths[static_cast<size_t>(node.parent)];
    paths.push_back(node.parent < 0 ? "" : outer.empty() ? name : absl::StrCat(outer, " > ", name));
  }
  return paths;
}

void ExpectSumsOfTree(const Report& report) {
  CallFigures sum;
  for (const CallNode& node : report.details.call_tree.nodes) {
    sum.alloc_count += node.self.alloc_count;
    sum.alloc_bytes += node.self.alloc_bytes;
    sum.peak_count += node.self.peak_count;
    sum.peak_bytes += node.self.peak_bytes;
    sum.live_end_count += node.self.live_end_count;
    sum.live_end_bytes += node.self.live_end_bytes;
    sum.leak_count += node.self.leak_count;
    sum.leak_bytes += node.self.leak_bytes;
    sum.copy_count += node.self.copy_count;
    sum.copy_bytes += node.self.copy_bytes;
    EXPECT_LE(node.self.max_bytes, report.peak.bytes);
  }
  EXPECT_EQ(sum.alloc_count, report.totals.alloc_count);
  EXPECT_EQ(sum.alloc_bytes, report.totals.alloc_bytes);
  EXPECT_EQ(sum.peak_count, report.peak.buffers);
  EXPECT_EQ(sum.peak_bytes, report.peak.bytes);
  EXPECT_EQ(sum.live_end_count, report.totals.live_end_count);
  EXPECT_EQ(sum.live_end_bytes, report.totals.live_end_bytes);
  EXPECT_EQ(sum.leak_count, report.leaks.count);
  EXPECT_EQ(sum.leak_bytes, report.leaks.bytes);
  EXPECT_EQ(sum.copy_count, report.totals.copy_count);
  EXPECT_EQ(sum.copy_bytes, report.totals.copy_bytes);
}

// Parents come first, and siblings are in order and different.
void ExpectWellFormed(const CallTree& tree) {
  ASSERT_FALSE(tree.nodes.empty());
  EXPECT_EQ(tree.nodes[0].parent, -1);
  std::map<int32_t, const CallNode*> last;
  for (size_t i = 1; i < tree.nodes.size(); ++i) {
    const CallNode& node = tree.nodes[i];
    ASSERT_GE(node.parent, 0);
    ASSERT_LT(node.parent, static_cast<int32_t>(i));
    EXPECT_FALSE(tree.nodes[static_cast<size_t>(node.parent)].is_other);
    const CallNode*& before = last[node.parent];
    if (before != nullptr) {
      EXPECT_FALSE(before->is_other);
      EXPECT_TRUE(node.is_other || before->frame < node.frame);
    }
    before = &node;
  }
}

std::string FiguresText(const CallFigures& figures) {
  return absl::StrCat(figures.alloc_count, "/", figures.alloc_bytes, " peak ", figures.peak_count,
                      "/", figures.peak_bytes, " end ", figures.live_end_count, "/",
                      figures.live_end_bytes, " leak ", figures.leak_count, "/", figures.leak_bytes,
                      " copied ", figures.copy_count, "/", figures.copy_bytes, " ns ",
                      figures.lifetime_ns);
}

TEST(CallTree, IsNotMadeUnlessAskedFor) {
  TraceScript trace;
  trace.Array(1, 1, 8).Free(1).End();
  EXPECT_THAT(trace.Analyzed().details.call_tree.nodes, IsEmpty());
}

TEST(CallTree, AgreesWithThePlainBooks) {
  int64_t bounds = 0;
  for (uint64_t seed = 1; seed <= 25; ++seed) {
    PlainProgram program(
        seed, {.steps = 20 + 10 * static_cast<int>(seed), .called_sites = seed % 2 == 0});
    const Report report = Analyzed(program.trace());
    ExpectSumsOfTree(report);
    const CallTree& tree = report.details.call_tree;
    ExpectWellFormed(tree);
    EXPECT_EQ(tree.folded_stacks, 0);
    std::map<std::string, CallFigures> expected = program.figures();
    for (const auto& [path, peak] : program.peak()) {
      expected[path].peak_bytes = peak.first;
      expected[path].peak_count = peak.second;
    }
    const std::vector<std::string> paths = PathsOf(tree);
    for (size_t i = 0; i < paths.size(); ++i) {
      const CallFigures& self = tree.nodes[i].self;
      const CallFigures& own = expected[paths[i]];
      EXPECT_EQ(FiguresText(self), FiguresText(own)) << paths[i];
      if (tree.nodes[i].max_is_bound) {
        ++bounds;
        EXPECT_GE(self.max_bytes, std::min(own.max_bytes, report.peak.bytes)) << paths[i];
      } else {
        EXPECT_EQ(self.max_bytes, own.max_bytes) << paths[i];
        EXPECT_EQ(self.max_count, own.max_count) << paths[i];
      }
      expected.erase(paths[i]);
    }
    for (const auto& [path, figures] : expected) {
      EXPECT_EQ(FiguresText(figures), FiguresText({})) << path << " is missing";
    }
    if (HasFailure()) FAIL() << "seed " << seed;
  }
  EXPECT_GT(bounds, 0);  // several stacks came to one path
}

// Whatever is left out, the sums stay.
TEST(CallTree, FoldsWhatIsBeyondTheBound) {
  for (uint64_t seed = 1; seed <= 25; ++seed) {
    PlainProgram program(seed, {.steps = 300, .functions = 12});
    const CallTree whole = Analyzed(program.trace()).details.call_tree;
    for (const size_t most : {0, 1, 2, 3, 5, 10, 20, 50}) {
      const Report report = Analyzed(program.trace(), most);
      ExpectSumsOfTree(report);
      ExpectWellFormed(report.details.call_tree);
      EXPECT_LE(report.details.call_tree.nodes.size(), std::max<size_t>(most, 2));
      EXPECT_EQ(report.details.call_tree.folded_stacks > 0, whole.nodes.size() > most);
    }
    if (HasFailure()) FAIL() << "seed " << seed;
  }
}

TEST(CallTree, KeepsTheNodesThatMatter) {
  TraceScript trace;
  for (int64_t i = 1; i <= 100; ++i) trace.Site(i, "a.cc", i);
  for (int64_t i = 1; i <= 100; ++i) {
    trace.On({.site = i}).Alloc({.buf = i, .bytes = i == 57 ? 100000 : i});
  }
  trace.End();
  const Report report = Analyzed(trace, 4);
  EXPECT_THAT(PathsOf(report.details.call_tree),
              ElementsAre("", "a.cc:57 ", "a.cc:100 ", "(other)"));
  EXPECT_EQ(report.details.call_tree.folded_stacks, 98);
  EXPECT_EQ(report.details.call_tree.nodes[3].self.peak_count, 98);
  EXPECT_TRUE(report.details.call_tree.nodes[3].max_is_bound);
}

TEST(CallTree, CountsSamplesSoThatTheSumsAreRight) {
  for (uint64_t seed = 1; seed <= 25; ++seed) {
    PlainProgram program(seed, {.steps = 300, .capture = R"({"heap":true,"sample_bytes":700})"});
    for (const size_t most : {1000, 7}) ExpectSumsOfTree(Analyzed(program.trace(), most));
    if (HasFailure()) FAIL() << "seed " << seed;
  }
}

TEST(CallTree, CutsOffWhatDoesNotFit) {
  TraceScript trace;
  trace.Site(1, "a.cc", 1).Site(2, "b.cc", 2).Site(3, "c.cc", 3);
  for (int64_t i = 1; i <= 3; ++i) {
    trace.On({.site = i}).Alloc({.buf = i, .bytes = INT64_MAX - 5});
    trace.Copy({.bytes = INT64_MAX, .src_buf = 1, .dst_buf = i});
  }
  trace.End();
  const Report report = Analyzed(trace);
  EXPECT_EQ(report.peak.bytes, INT64_MAX);
  ExpectSumsOfTree(report);
}

// Of events that were dropped, repeated or put elsewhere.
TEST(CallTree, SumsAreThoseOfTheReportInDamagedTraces) {
  for (uint64_t seed = 1; seed <= 25; ++seed) {
    PlainProgram program(seed, {.steps = 150});
    std::vector<trace::Event>& events = program.trace().mutable_events();
    std::mt19937_64 random(seed);
    for (int i = 0; i < 20; ++i) {
      const size_t from = random() % events.size();
      const size_t to = random() % events.size();
      const trace::Event event = events[from];
      if (i % 3 == 0) events.erase(events.begin() + static_cast<ptrdiff_t>(from));
      if (i % 3 == 1) events.insert(events.begin() + static_cast<ptrdiff_t>(to), event);
      if (i % 3 == 2) std::swap(events[from], events[to]);
    }
    const Report report = Analyzed(program.trace());
    ExpectSumsOfTree(report);
    ExpectWellFormed(report.details.call_tree);
    if (HasFailure()) FAIL() << "seed " << seed;
  }
}

TEST(CallTree, LongPathsLoseTheirMiddle) {
  TraceScript trace;
  std::vector<std::string> names;
  for (int i = 0; i <= 1000; ++i) names.push_back(absl::StrCat("F", i));
  for (int64_t i = 1; i <= 1000; ++i) {
    trace.Frame(i, {.function = names[static_cast<size_t>(i)], .file = "f.cc", .line = i});
    trace.Stack(i, i, i - 1);
  }
  trace.On({.stack = 1000}).Alloc({.addr = 4096, .bytes = 8, .kind = "heap"}).End();
  const CallTree tree = Analyzed(trace).details.call_tree;
  ASSERT_EQ(tree.nodes.size(), kDeepestCallPath + 1);
  EXPECT_EQ(tree.nodes[1].frame.function, "F1");
  EXPECT_EQ(tree.nodes[kDeepestCallPath / 2 + 1].frame.function, "...");
  EXPECT_EQ(tree.nodes.back().frame.function, "F1000");
  EXPECT_EQ(tree.nodes.back().self.peak_bytes, 8);
}

TEST(CallTree, LabelsAndUnknownPlacesAreFrames) {
  TraceScript trace;
  trace.Site(1, "a.cc", 1, "A");
  trace.On({.site = 1})
      .Add(trace::Alloc{
          .buffer = {.buf = BufferId(1)}, .bytes = 8, .kind = "array", .label = "weights"});
  trace.On({}).Alloc({.buf = 2, .bytes = 4}).End();
  EXPECT_THAT(PathsOf(Analyzed(trace).details.call_tree),
              ElementsAre("", "", "a.cc:1 A 'weights'"));
}

// Of an event with both, the stack says who called and the site where it was.
TEST(CallTree, ASiteIsCalledAsItsStackSays) {
  TraceScript trace;
  trace.Site(1, "load.cc", 10, "Load");
  trace.Frame(1, {.function = "main", .file = "/src/main.cc", .line = 3})
      .Frame(2, {.function = "Load", .file = "/src/load.cc", .line = 12})
      .Frame(3, {.function = "Work", .file = "/src/work.cc", .line = 7})
      .Frame(4, {.function = "malloc"});
  trace.Stack(1, 1).Stack(2, 2, 1).Stack(3, 4, 2).Stack(4, 3, 1).Stack(5, 3, 2).Stack(6, 4, 1);
  const std::vector<std::string> expected = {
      "/src/main.cc:3 main > load.cc:10 Load",                        // not twice
      "/src/main.cc:3 main > /src/work.cc:7 Work > load.cc:10 Load",  // called by it
  };
  const auto path_of = [&](Place place, absl::string_view label = "") {
    TraceScript one;
    one.mutable_events() = trace.events();
    one.On({}).Add(trace::EventBody(trace::ScopeBegin{.name = "scope"}));
    one.On(place).Add(
        trace::Alloc{.buffer = {.buf = BufferId(1)}, .bytes = 8, .kind = "array", .label = label});
    one.End();
    const CallTree tree = Analyzed(one).details.call_tree;
    EXPECT_EQ(tree.nodes.back().self.alloc_bytes, 8);
    return PathsOf(tree).back();
  };
  EXPECT_EQ(path_of({.site = 1, .stack = 1}), "/src/main.cc:3 main > load.cc:10 Load");
  EXPECT_EQ(path_of({.site = 1, .stack = 2}), expected[0]);
  EXPECT_EQ(path_of({.site = 1, .stack = 3}), expected[0]);
  EXPECT_EQ(path_of({.site = 1, .stack = 4}), expected[1]);
  EXPECT_EQ(path_of({.site = 1, .stack = 5}), expected[0]);  // what lies further in helps the site
  EXPECT_EQ(path_of({.site = 1, .stack = 6}), "/src/main.cc:3 main > load.cc:10 Load");
  EXPECT_EQ(path_of({.site = 1, .stack = 4}, "weights"), absl::StrCat(expected[1], " 'weights'"));
  // Nothing is known of such a stack.
  EXPECT_EQ(path_of({.site = 1, .stack = 99}), "scope:scope > load.cc:10 Load");
  EXPECT_EQ(path_of({.site = 1}), "scope:scope > load.cc:10 Load");
}

// The same lines of a script, whatever native code lies between; nothing of the interpreter's own.
TEST(CallTree, LeavesOutWhatIsNotTheProgramsOwn) {
  TraceScript trace;
  trace.Frame(1, {.function = "malloc"})
      .Frame(2, {.function = "PyEval_EvalFrame", .module = "/usr/bin/python3"})
      .Frame(3, {.function = "load", .file = "/home/me/load.py", .line = 3, .module = "python"})
      .Frame(4, {.function = "<module>", .file = "/home/me/main.py", .line = 9, .module = "python"})
      .Frame(5, {.function = "_start"});
  trace.Stack(1, 5).Stack(2, 4, 1).Stack(3, 2, 2).Stack(4, 3, 3).Stack(5, 1, 4);
  trace.On({.stack = 5}).Alloc({.addr = 64, .bytes = 8, .kind = "heap"}).End();
  EXPECT_THAT(PathsOf(Analyzed(trace).details.call_tree),
              ElementsAre("", "/home/me/main.py:9 <module>",
                          "/home/me/main.py:9 <module> > /home/me/load.py:3 load"));
}

}  // namespace
}  // namespace tidemark::analysis
