// massif: snapshots of the live bytes over time, as ms_print and massif-visualizer read them.
//
// At most kMostSnapshots: the beginning, the largest column of each of equally many columns of the
// timeline by site, the exact peak, and the end. The peak and the end have the call tree, turned round;
// every tenth of the others the sites alone, which is what is known of them. Times are milliseconds
// with six digits behind the point: a short trace has no whole ones.
#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "tidemark/exports/format_rows_internal.h"
#include "tidemark/exports/frame_text.h"
#include "tidemark/exports/inverted_tree.h"

namespace tidemark::exports {
namespace {

using analysis::SiteTimeline;

constexpr size_t kMostSnapshots = 100;
constexpr size_t kOwnSnapshots = 3;  // the beginning, the peak, the end
constexpr size_t kDetailedEach = 10;
constexpr double kLeastShare = 0.01;

struct Snapshot {
  int64_t t = 0;
  int64_t bytes = 0;
  const char* kind = "empty";
  std::string tree = {};
};

// ms_print takes "#" for the beginning of a comment.
std::string MassifText(const std::string& text) {
  return absl::StrReplaceAll(text, {{"#", "\xEF\xBC\x83"}});  // U+FF03
}

void AppendLine(size_t depth, size_t children, int64_t bytes, const std::string& what,
                std::string* out) {
  absl::StrAppend(out, std::string(depth, ' '), "n", children, ": ", bytes, " ", what, "\n");
}

void AppendFolded(size_t depth, int64_t bytes, int64_t places, std::string* out) {
  AppendLine(depth, 0, bytes,
             absl::StrCat("in ", places, places == 1 ? " place," : " places,",
                          " all below massif's threshold (1.00%)"),
             out);
}

void AppendTree(const InvertedNode& node, size_t depth, std::string* out) {
  const bool folded = node.folded_places > 0;
  AppendLine(depth, node.callers.size() + (folded ? 1 : 0), node.bytes,
             depth == 0 ? "(heap allocation functions) of the program"
                        : absl::StrCat("0x0: ", MassifText(node.frame)),
             out);
  for (const InvertedNode& caller : node.callers) AppendTree(caller, depth + 1, out);
  if (folded) AppendFolded(depth + 1, node.folded_bytes, node.folded_places, out);
}

std::string CallTreeText(const analysis::CallTree& tree, int64_t analysis::CallFigures::*figure) {
  std::string text;
  AppendTree(InvertTree(tree, figure, kLeastShare), 0, &text);
  return text;
}

// The sites of one column of the timeline.
std::string ColumnText(const SiteTimeline& timeline, size_t column, int64_t total) {
  std::vector<std::pair<int64_t, size_t>> sites;
  for (size_t site = 0; site < timeline.sites.size(); ++site) {
    const int64_t bytes = timeline.bytes[site][column];
    if (bytes > 0) sites.emplace_back(-bytes, site);
  }
  std::sort(sites.begin(), sites.end());
  const int64_t other = timeline.other[column];
  std::string text;
  AppendLine(0, sites.size() + (other > 0 ? 1 : 0), total,
             "(heap allocation functions) of the program", &text);
  for (const auto& [bytes, site] : sites) {
    AppendLine(1, 0, -bytes, absl::StrCat("0x0: ", MassifText(FrameText(timeline.sites[site]))),
               &text);
  }
  if (other > 0) AppendLine(1, 0, other, "0x0: (other)", &text);
  return text;
}

std::vector<Snapshot> SnapshotsOf(const analysis::Report& report) {
  const SiteTimeline& timeline = report.details.site_timeline;
  const std::vector<int64_t>& most = report.timeline.max_bytes;
  const size_t columns = std::min(timeline.at_t.size(), most.size());
  constexpr size_t kRoom = kMostSnapshots - kOwnSnapshots;
  const size_t width = (columns + kRoom - 1) / kRoom;
  std::vector<Snapshot> snapshots;
  for (size_t begin = 0; begin < columns; begin += width) {
    const size_t end = std::min(begin + width, columns);
    const auto largest = std::max_element(most.begin() + static_cast<int64_t>(begin),
                                          most.begin() + static_cast<int64_t>(end));
    const auto column = static_cast<size_t>(largest - most.begin());
    Snapshot snapshot{.t = timeline.at_t[column], .bytes = *largest};
    if ((begin / width) % kDetailedEach == kDetailedEach - 1) {
      snapshot.kind = "detailed";
      snapshot.tree = ColumnText(timeline, column, snapshot.bytes);
    }
    // The peak itself has a snapshot of its own.
    if (snapshot.t != report.peak.t) snapshots.push_back(std::move(snapshot));
  }
  const analysis::CallTree& tree = report.details.call_tree;
  snapshots.push_back({.t = report.peak.t,
                       .bytes = report.peak.bytes,
                       .kind = "peak",
                       .tree = CallTreeText(tree, &analysis::CallFigures::peak_bytes)});
  std::stable_sort(snapshots.begin(), snapshots.end(),
                   [](const Snapshot& a, const Snapshot& b) { return a.t < b.t; });
  if (snapshots.front().t > 0) snapshots.insert(snapshots.begin(), Snapshot{});
  snapshots.push_back({.t = std::max(report.trace.duration_ns, snapshots.back().t),
                       .bytes = report.totals.live_end_bytes,
                       .kind = "detailed",
                       .tree = CallTreeText(tree, &analysis::CallFigures::live_end_bytes)});
  return snapshots;
}

std::string Milliseconds(int64_t nanoseconds) {
  constexpr int64_t kPerMillisecond = 1000000;
  return absl::StrFormat("%d.%06d", nanoseconds / kPerMillisecond, nanoseconds % kPerMillisecond);
}

}  // namespace

absl::StatusOr<std::string> Massif(const analysis::Report& report,
                                   const ExportOptions& /*options*/) {
  std::string description = "tidemark";
  for (const std::string& caveat : Caveats(report)) absl::StrAppend(&description, "; ", caveat);
  std::string text =
      absl::StrCat("desc: ", description, "\ncmd: ", MassifText(CleanName(report.trace.program)),
                   "\ntime_unit: ms\n");
  const std::vector<Snapshot> snapshots = SnapshotsOf(report);
  for (size_t i = 0; i < snapshots.size(); ++i) {
    const Snapshot& snapshot = snapshots[i];
    absl::StrAppend(&text, "#-----------\nsnapshot=", i,
                    "\n#-----------\ntime=", Milliseconds(snapshot.t),
                    "\nmem_heap_B=", snapshot.bytes,
                    "\nmem_heap_extra_B=0\nmem_stacks_B=0\nheap_tree=", snapshot.kind, "\n");
    text += snapshot.tree;
  }
  return text;
}

}  // namespace tidemark::exports
