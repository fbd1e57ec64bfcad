// growing: a site of which more was live at every mark of one name than at the one before, or at the
// end of every repetition of a scope.
//
// A leak that frees everything in the end, or a trace that was cut off, has no leaks to show; this
// shows there. It says "likely": what is gathered on purpose grows, too.
//
// A series is the readings of one name, whatever the numbers in it ("epoch 3"): at least three, each
// larger than the one before it, and from the first to the last at least 64 KiB or, where that is less, a
// hundredth of the peak. A site that several series tell of is reported once, for the one with most
// readings, then for the one that grew most.
//
// Memory: O(sites) at the first reading of a name, of which there are kMostNames at most; from the
//   second on O(sites that grew at each).
#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "tidemark/analysis/rules/copy_words.h"
#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {
namespace growing {
namespace {

// The name with each number as a `#`.
std::string WithoutNumbers(absl::string_view name) {
  std::string text;
  for (const char c : name) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) {
      text += c;
    } else if (!absl::EndsWith(text, "#")) {
      text += '#';
    }
  }
  return text;
}

constexpr int64_t kLeastReadings = 3;
constexpr int64_t kEnoughBytes = int64_t{64} * 1024;

std::string Message(const Occurrences& all) {
  return absl::StrCat("what is live of this place grew by ", BytesText(all.bytes),
                      all.note.empty() ? "" : absl::StrCat(", at each of ", all.note));
}

std::string Advice(const Occurrences& all) {
  return absl::StrCat(all.note.empty() ? "" : absl::StrCat("more at each of ", all.note, ": "),
                      "release what one keeps before the next, or bound what gathers here");
}

class Growing final : public TraceObserver {
 public:
  explicit Growing(const RuleContext& context)
      : findings_(context.findings), sites_(context.sites), peak_(context.peak) {}

  void OnEvent(const trace::Event& event, const Moment& now) override {
    if (const auto* const mark = std::get_if<trace::Mark>(&event.body)) {
      Read(/*is_scope=*/false, mark->name, now.t);
    } else if (const auto* const scope = std::get_if<trace::ScopeEnd>(&event.body)) {
      Read(/*is_scope=*/true, scope->name, now.t);
    }
  }

  void OnTraceEnd(const TraceEnd& end) override {
    struct Best {
      const Series* series = nullptr;
      const Name* name = nullptr;
      const Grown* grown = nullptr;
    };
    std::map<SiteIndex, Best> sites;
    for (const auto& [name, series] : series_) {
      if (series.readings < kLeastReadings) continue;
      for (const Grown& grown : series.grown) {
        const WideSum bytes = grown.last - grown.first;
        if (bytes < kEnoughBytes && bytes * 100 < end.report.peak.bytes) continue;
        Best& best = sites[grown.site];
        if (best.series == nullptr ||
            std::tuple(series.readings, bytes) >
                std::tuple(best.series->readings, best.grown->last - best.grown->first)) {
          best = {.series = &series, .name = &name, .grown = &grown};
        }
      }
    }
    for (const auto& [site, best] : sites) Add(*best.name, *best.series, *best.grown);
  }

 private:
  static constexpr size_t kMostNames = 64;

  using Name = std::pair<bool, std::string>;  // whether it is a scope's; without numbers
  struct Grown {
    SiteIndex site = kUnknownSite;
    WideSum first = 0;
    WideSum last = 0;
  };
  struct Series {
    std::string name;              // the first
    bool has_other_names = false;  // with other numbers
    int64_t readings = 0;
    int64_t first_t = 0;
    std::vector<WideSum> first;  // by site; empty from the second reading on
    std::vector<Grown> grown;    // at each reading, from the second on
  };

  // Sees to it that of_site_ has all sites.
  void ListSites() {
    for (size_t i = listed_; i < peak_.sites().size(); ++i) {
      const auto own = static_cast<size_t>(sites_.Anywhere(static_cast<SiteIndex>(i)));
      if (of_site_.size() <= own) of_site_.resize(own + 1);
      of_site_[own].push_back(static_cast<SiteIndex>(i));
    }
    listed_ = peak_.sites().size();
  }

  WideSum LiveOf(size_t site) const {
    WideSum live = 0;
    for (const SiteIndex part : of_site_[site]) {
      live += peak_.sites()[static_cast<size_t>(part)].now().bytes;
    }
    return live;
  }

  void Read(bool is_scope, absl::string_view text, int64_t t) {
    Name name(is_scope, WithoutNumbers(text));
    auto found = series_.find(name);
    if (found == series_.end()) {
      if (series_.size() == kMostNames) return;
      found = series_.emplace(std::move(name), Series()).first;
    }
    Series& series = found->second;
    if (series.readings == 0) series.name = std::string(text);
    series.has_other_names = series.has_other_names || series.name != text;
    ListSites();
    ++series.readings;
    if (series.readings == 1) {
      series.first_t = t;
      for (size_t i = 0; i < of_site_.size(); ++i) series.first.push_back(LiveOf(i));
    } else if (series.readings == 2) {
      for (size_t i = 0; i < of_site_.size(); ++i) {
        const WideSum first = i < series.first.size() ? series.first[i] : WideSum(0);
        if (LiveOf(i) <= first) continue;
        series.grown.push_back(
            {.site = static_cast<SiteIndex>(i), .first = first, .last = LiveOf(i)});
      }
      series.first = {};
    } else {
      std::erase_if(series.grown, [&](Grown& grown) {
        const WideSum before = std::exchange(grown.last, LiveOf(static_cast<size_t>(grown.site)));
        return grown.last <= before;
      });
    }
  }

  void Add(const Name& name, const Series& series, const Grown& grown) {
    const FindingCollector::Shown shown =
        findings_.Add({.rule = IndexOf(kGrowing),
                       .site = grown.site,
                       .certain = false,
                       .bytes = Narrow(grown.last - grown.first),
                       .buffer_bytes = Narrow(grown.last),
                       .op = {},
                       .reason = {},
                       .evidence = {.buf = 0, .src_buf = 0, .view = 0, .t = series.first_t},
                       .edit = {}});
    if (shown.note == nullptr) return;
    *shown.note =
        absl::StrCat(series.readings, name.first ? " repetitions of the scope " : " marks ",
                     series.has_other_names ? "like '" : "'", series.name, "'");
  }

  FindingCollector& findings_;
  const SiteTable& sites_;
  const LivePeak& peak_;
  std::vector<std::vector<SiteIndex>> of_site_;  // the numbers of a site within scopes, and its own
  size_t listed_ = 0;                            // of the sites of the peak
  std::map<Name, Series> series_;
};

constexpr Explanation kExplanation = {
    .meaning =
        "At every mark of one name (numbers in it do not count), or at the end of every repetition "
        "of a scope, more memory of this place was live than at the one before: at least three in "
        "a row, and 64 KiB or a hundredth of the peak in all. That is a leak even where all is "
        "freed in the end, or a cache without bounds. What is gathered on purpose grows as well, "
        "so it is only likely.",
    .before =
        "for (const Request& request : requests) {\n"
        "  Scope scope(\"request\");\n"
        "  log.push_back(Answer(request));  // nobody reads it\n"
        "}",
    .after =
        "for (const Request& request : requests) {\n"
        "  Scope scope(\"request\");\n"
        "  Answer(request);\n"
        "}",
    .numpy_before = "losses.append(loss)  # keeps the graph of every step alive",
    .numpy_after = "losses.append(float(loss))",
    .not_worth = "It is the result that the program is about, and is used in the end.",
};

}  // namespace
}  // namespace growing

const Rule kGrowing = {.name = "growing",
                       .severity = Severity::kWarning,
                       .category = Category::kOther,
                       .tells_saving = false,
                       .make_observer = MakeObserver<growing::Growing>,
                       .message = growing::Message,
                       .advice = growing::Advice,
                       .explanation = growing::kExplanation};

}  // namespace tidemark::analysis
