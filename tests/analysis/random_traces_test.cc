// The analyzer against the reference on thousands of random traces.
#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/analysis/reference_analyzer.h"
#include "tests/analysis/trace_generator.h"
#include "tests/analysis/trace_script.h"

namespace tidemark::analysis {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr uint64_t kSeeds = 1000;
#else
constexpr uint64_t kSeeds = 6000;
#endif

TEST(RandomTracesTest, LegalTracesAgreeWithTheReferenceAndHaveNoAnomaly) {
  int failures = 0;
  std::map<std::string, int64_t> rules;
  int64_t pins = 0;
  for (uint64_t seed = 1; seed <= kSeeds && failures < 3; ++seed) {
    const TraceScript trace = RandomLegalTrace(seed);
    const Report report = trace.Analyzed();
    const reference::Figures expected = reference::Analyze(trace.events());
    const reference::Figures actual = reference::FiguresOf(report);
    if (!(actual == expected)) {
      ++failures;
      ADD_FAILURE() << "seed " << seed << "\nanalyzer:\n"
                    << actual.ToString() << "\nreference:\n"
                    << expected.ToString();
    }
    for (const auto& [kind, anomaly] : report.trace.anomalies) {
      if (anomaly.count == 0) continue;
      ++failures;
      ADD_FAILURE() << "seed " << seed << ": " << anomaly.count << " " << kind;
    }
    for (const Finding& finding : report.findings) rules[finding.rule] += finding.count;
    pins += static_cast<int64_t>(report.pins.size());
  }
  // The traces are worth comparing only if the rules occur in them.
  for (const char* rule :
       {"noop-cast", "redundant-asarray", "dead-source-copy", "duplicate-copy", "layout-copy",
        "repeated-transpose-copy", "slice-as-gather", "materialized-broadcast",
        "needless-overlap-copy", "unmodified-copy", "dtype-round-trip", "concat-in-loop",
        "chained-temporary", "double-buffer", "late-free", "unused-buffer", "wide-dtype", "leak"}) {
    EXPECT_GT(rules[rule], static_cast<int64_t>(kSeeds / 100)) << rule;
  }
  for (const char* rule : {"repeated-growth", "held-idle", "slack", "growing"}) {
    EXPECT_GT(rules[rule], static_cast<int64_t>(kSeeds / 100)) << rule;
  }
  EXPECT_GT(rules["short-lived"], 0);
  EXPECT_GT(pins, static_cast<int64_t>(kSeeds / 100));
}

// Whichever definition is altered, some of the traces tell.
TEST(RandomTracesTest, TheComparisonNoticesEachAlteredDefinition) {
  // The traces that tell of the rarest come first, which spares thousands of others; where the
  // generator has changed, the others decide.
  std::vector<uint64_t> seeds = {2214, 1000, 795, 607, 366, 279, 271, 213, 202, 96, 88, 70};
  for (uint64_t seed = 1; seed <= 6000; ++seed) seeds.push_back(seed);
  std::set<int> unnoticed;
  for (int i = 1; i < static_cast<int>(reference::Alteration::kCount); ++i) unnoticed.insert(i);
  for (uint64_t seed : seeds) {
    if (unnoticed.empty()) break;
    const TraceScript trace = RandomLegalTrace(seed);
    const reference::Figures actual = reference::FiguresOf(trace.Analyzed());
    for (auto it = unnoticed.begin(); it != unnoticed.end();) {
      const auto alteration = static_cast<reference::Alteration>(*it);
      it = actual == reference::Analyze(trace.events(), alteration) ? std::next(it)
                                                                    : unnoticed.erase(it);
    }
  }
  for (int alteration : unnoticed) {
    ADD_FAILURE() << "alteration " << alteration << " went unnoticed";
  }
}

// Anomalies by the plainest bookkeeping: which names were ever used, and which are live.
class PlainBooks {
 public:
  std::map<std::string, int64_t> Count(const std::vector<trace::Event>& events) {
    for (const trace::Event& event : events) {
      if (const auto* alloc = std::get_if<trace::Alloc>(&event.body)) {
        Begin(alloc->buffer, alloc->view);
      } else if (const auto* view = std::get_if<trace::View>(&event.body)) {
        if (live_.count(view->buf.value()) == 0) {
          ++anomalies_["dead_view"];
        } else {
          Handle(view->view, view->buf.value());
        }
      } else if (const auto* drop = std::get_if<trace::Drop>(&event.body)) {
        if (handles_.erase(drop->view.value()) == 0) ++anomalies_["unknown_drop"];
      } else if (const auto* free = std::get_if<trace::Free>(&event.body)) {
        End(free->buffer);
      } else if (const auto* resize = std::get_if<trace::Resize>(&event.body)) {
        Move(*resize);
      }
    }
    return anomalies_;
  }

 private:
  // Addresses are kept as negative names.
  static int64_t Name(const trace::BufferName& name) {
    return name.buf ? name.buf.value() : -static_cast<int64_t>(*name.addr);
  }
  void Begin(const trace::BufferName& buffer, ViewId view) {
    const int64_t name = Name(buffer);
    const bool is_address = name < 0;
    if (live_.count(name) != 0 || (!is_address && ever_.count(name) != 0)) {
      ++anomalies_["duplicate_buffer"];
    }
    if (!is_address && live_.count(name) != 0) return;
    live_.insert(name);
    ever_.insert(name);
    if (view) Handle(view, name);
  }
  void Handle(ViewId view, int64_t buffer) {
    if (!ever_handles_.insert(view.value()).second) {
      ++anomalies_["duplicate_view"];
    } else {
      handles_[view.value()] = buffer;
    }
  }
  void End(const trace::BufferName& buffer) {
    const int64_t name = Name(buffer);
    if (live_.erase(name) == 0) {
      ++anomalies_[ever_.count(name) != 0 ? "double_free" : "unknown_free"];
      return;
    }
    std::erase_if(handles_, [&](const auto& handle) { return handle.second == name; });
  }
  void Move(const trace::Resize& resize) {
    const int64_t name = Name(resize.buffer);
    if (live_.count(name) == 0) {
      ++anomalies_["unknown_resize"];
      return;
    }
    if (!resize.new_addr.has_value()) return;
    const int64_t moved = -static_cast<int64_t>(*resize.new_addr);
    if (moved == name) return;
    if (live_.count(moved) != 0) ++anomalies_["duplicate_buffer"];
    live_.erase(name);
    live_.insert(moved);
    ever_.insert(moved);
  }

  std::map<std::string, int64_t> anomalies_ = {
      {"unknown_free", 0},   {"double_free", 0},  {"duplicate_buffer", 0}, {"dead_view", 0},
      {"duplicate_view", 0}, {"unknown_drop", 0}, {"unknown_resize", 0}};
  std::set<int64_t> live_;
  std::set<int64_t> ever_;
  std::map<int64_t, int64_t> handles_;
  std::set<int64_t> ever_handles_;
};

TEST(RandomTracesTest, IllegalTracesAreCountedAndAnalysed) {
  std::map<std::string, int64_t> seen;
  for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const TraceScript trace = RandomIllegalTrace(seed, 1 + static_cast<int>(seed % 12));
    const Report report = trace.Analyzed();
    for (const auto& [kind, count] : PlainBooks().Count(trace.events())) {
      EXPECT_EQ(report.trace.anomalies.at(kind).count, count) << kind << ", seed " << seed;
      seen[kind] += count;
    }
    EXPECT_GE(report.peak.bytes, 0);
    EXPECT_LE(report.copies.redundant_count, report.copies.count);
    EXPECT_GE(report.what_if.peak_bytes_all_fixed, 0);
    if (HasFailure()) break;
  }
  for (const auto& [kind, count] : seen) EXPECT_GT(count, 20) << kind;
}

}  // namespace
}  // namespace tidemark::analysis
