#include "tidemark/testing/measurement.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <ostream>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "tidemark/base/display_text.h"

namespace tidemark::testing {
namespace {

using measurement_internal::Figure;

constexpr size_t kTopSites = 5;

// How a figure is spoken of.
struct FigureWords {
  const char* name;    // in the plural
  const char* demand;  // before the demanded value
  const char* did;     // "which ... 3 allocations"
  const char* thing;   // what is counted, in the singular
  bool in_bytes;       // the figure is bytes, not a count
  int64_t Measurement::*value;
  int64_t Measurement::*other;  // what is said beside it, null for none
  std::vector<MemorySite> Measurement::*sites;
};

constexpr std::array<FigureWords, 8> kFigures = {{
    {"allocations", "makes ", "made ", "allocation", false, &Measurement::alloc_count,
     &Measurement::alloc_bytes, &Measurement::alloc_sites},
    {"allocated bytes", "allocates ", "allocated ", "allocation", true, &Measurement::alloc_bytes,
     &Measurement::alloc_count, &Measurement::alloc_sites},
    {"resizes", "makes ", "made ", "resize", false, &Measurement::resize_count, nullptr,
     &Measurement::resize_sites},
    {"copies", "makes ", "made ", "copy", false, &Measurement::copy_count, &Measurement::copy_bytes,
     &Measurement::copy_sites},
    {"copied bytes", "copies ", "copied ", "copy", true, &Measurement::copy_bytes,
     &Measurement::copy_count, &Measurement::copy_sites},
    {"views", "makes ", "made ", "view", false, &Measurement::view_count, nullptr,
     &Measurement::view_sites},
    {"bytes at the peak", "has a peak of ", "had a peak of ", "buffer", true,
     &Measurement::peak_bytes, nullptr, &Measurement::peak_sites},
    {"buffers left live", "leaves ", "left ", "buffer", false, &Measurement::live_end_count,
     &Measurement::live_end_bytes, &Measurement::live_end_sites},
}};

const FigureWords& WordsOf(Figure figure) { return kFigures[static_cast<size_t>(figure)]; }

// "1 copy", "2 copies".
std::string Counted(int64_t count, absl::string_view thing) {
  if (count == 1) return absl::StrCat("1 ", thing);
  if (thing == "copy") return absl::StrCat(count, " copies");
  return absl::StrCat(count, " ", thing, "s");
}

// "512 B", "64 KiB (65536 B)": limits are compared exactly, so the exact figure is there.
std::string BytesText(int64_t bytes) {
  const ByteCount count(bytes);
  if (bytes < 1024) return count.ToExactString();
  return absl::StrCat(count.ToString(), " (", count.ToExactString(), ")");
}

std::string Amount(const MemorySite& site, absl::string_view thing, bool has_bytes) {
  if (!has_bytes) return Counted(site.count, thing);
  if (site.count == 0) return absl::StrCat("growth of ", BytesText(site.bytes));
  return absl::StrCat(Counted(site.count, thing), " of ", BytesText(site.bytes));
}

std::string PlaceOf(const MemorySite& site) {
  std::string text = site.op.empty() ? "" : absl::StrCat(" by ", site.op);
  if (site.file.empty()) {
    absl::StrAppend(&text, " at an unknown place");
  } else {
    absl::StrAppend(&text, " at ", site.file, ":", site.line);
  }
  if (!site.function.empty()) absl::StrAppend(&text, " in ", site.function);
  if (!site.note.empty()) absl::StrAppend(&text, " [", site.note, "]");
  return CleanForDisplay(text, true);
}

// The sites with the most, one a line, and a line for the rest, so that the lines sum to the
// figure.
std::string TopSites(std::vector<MemorySite> sites, const FigureWords& words) {
  const bool has_bytes = words.in_bytes || words.other != nullptr;
  std::sort(sites.begin(), sites.end(), [&](const MemorySite& a, const MemorySite& b) {
    const auto key = [&](const MemorySite& site) {
      return words.in_bytes ? std::tuple(-site.bytes, -site.count)
                            : std::tuple(-site.count, -site.bytes);
    };
    return std::tuple(key(a), std::tie(a.file, a.line, a.function, a.op, a.note)) <
           std::tuple(key(b), std::tie(b.file, b.line, b.function, b.op, b.note));
  });
  std::string text;
  // One site too many is not worth a line that says "1 other place".
  const size_t shown =
      sites.size() == kTopSites + 1 ? sites.size() : std::min(kTopSites, sites.size());
  for (size_t i = 0; i < shown; ++i) {
    absl::StrAppend(&text, "\n    ", Amount(sites[i], words.thing, has_bytes), PlaceOf(sites[i]));
  }
  if (shown == sites.size()) return text;
  MemorySite rest;
  for (size_t i = shown; i < sites.size(); ++i) {
    rest.count += sites[i].count;
    rest.bytes += sites[i].bytes;
  }
  return absl::StrCat(text, "\n    and ", Amount(rest, words.thing, has_bytes), " at ",
                      sites.size() - shown, " other places");
}

}  // namespace

namespace measurement_internal {

int64_t ValueOf(const Measurement& measurement, Figure figure) {
  return measurement.*WordsOf(figure).value;
}

const char* NameOf(Figure figure) { return WordsOf(figure).name; }

std::string Demand(Figure figure, const std::string& how, int64_t value) {
  const FigureWords& words = WordsOf(figure);
  const bool counts_bytes = words.in_bytes && value >= 0;
  std::string text = absl::StrCat(words.demand, how,
                                  counts_bytes ? BytesText(value) : Counted(value, words.thing));
  if (figure == Figure::kLiveEnd) absl::StrAppend(&text, " live that it allocated");
  return text;
}

std::string Explain(const Measurement& measurement, Figure figure,
                    std::optional<int64_t> demanded) {
  const FigureWords& words = WordsOf(figure);
  const int64_t value = measurement.*words.value;
  std::string text = absl::StrCat("which ", words.did,
                                  words.in_bytes ? BytesText(value) : Counted(value, words.thing));
  if (words.other != nullptr && value != 0) {
    const int64_t other = measurement.*words.other;
    absl::StrAppend(&text, words.in_bytes ? " in " : " of ",
                    words.in_bytes ? Counted(other, words.thing) : BytesText(other));
  }
  if (figure == Figure::kLiveEnd) absl::StrAppend(&text, " live");
  if (demanded && *demanded >= 0 && *demanded != value) {
    const int64_t difference = value > *demanded ? value - *demanded : *demanded - value;
    absl::StrAppend(&text, ", ", words.in_bytes ? BytesText(difference) : absl::StrCat(difference),
                    value > *demanded ? " too many" : " too few");
  }
  const std::string sites = TopSites(measurement.*words.sites, words);
  return sites.empty() ? text : absl::StrCat(text, ":", sites);
}

}  // namespace measurement_internal

std::ostream& operator<<(std::ostream& out, const Measurement& m) {
  out << Counted(m.alloc_count, "allocation") << " of " << BytesText(m.alloc_bytes) << ", "
      << Counted(m.resize_count, "resize") << ", " << Counted(m.copy_count, "copy") << " of "
      << BytesText(m.copy_bytes) << ", " << Counted(m.view_count, "view") << ", peak "
      << BytesText(m.peak_bytes) << ", " << Counted(m.live_end_count, "buffer") << " of "
      << BytesText(m.live_end_bytes) << " still live";
  if (!m.problem.empty()) out << "; not complete: " << m.problem;
  return out;
}

std::string StillLiveMessage(const Measurement& m) {
  if (m.live_end_count == 0) return "";
  const bool one = m.live_end_count == 1;
  return absl::StrCat(
      "This test allocated ", Counted(m.live_end_count, "buffer"), " of ",
      BytesText(m.live_end_bytes), one ? " that is" : " that are",
      " still live at its end:", TopSites(m.live_end_sites, WordsOf(Figure::kLiveEnd)), "\nFree ",
      one ? "it" : "them",
      " before the test ends. What is meant to stay, as a cache or a static is, "
      "allocate before the first test.");
}

}  // namespace tidemark::testing
