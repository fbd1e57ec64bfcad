// dhat: what Valgrind's dh_view.html reads, as a heap profile: what each call stack allocated in all,
// at most at once, at the peak ("t-gmax") and at the end, and how long it lived.
//
// A program point is a node of the call tree, its frames leaf first. Nothing is known of the reads and
// writes of single bytes, so those columns are absent (bkacc).
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tidemark/base/json_string.h"
#include "tidemark/exports/format_rows_internal.h"
#include "tidemark/exports/frame_text.h"

namespace tidemark::exports {
namespace {

using analysis::CallFigures;

// Blocks that lived shorter are what the viewer calls short-lived.
constexpr int64_t kShortLivedNs = 10000;

struct ProgramPoints {
  std::map<std::vector<int64_t>, CallFigures> figures;  // by frames, leaf first
  std::map<std::string, int64_t> frame_numbers;
  std::vector<const std::string*> frames;  // keys of frame_numbers

  int64_t FrameOf(const std::string& text) {
    const auto [at, is_new] = frame_numbers.try_emplace(text, frame_numbers.size());
    if (is_new) frames.push_back(&at->first);
    return at->second;
  }
};

// Stacks that read alike are one, which the viewer insists on.
void AddFigures(const CallFigures& from, CallFigures* to) {
  for (int64_t CallFigures::*const figure :
       {&CallFigures::alloc_count, &CallFigures::alloc_bytes, &CallFigures::peak_count,
        &CallFigures::peak_bytes, &CallFigures::live_end_count, &CallFigures::live_end_bytes,
        &CallFigures::lifetime_ns, &CallFigures::max_bytes, &CallFigures::max_count}) {
    to->*figure += from.*figure;
  }
}

ProgramPoints PointsOf(const analysis::CallTree& tree) {
  ProgramPoints points;
  points.FrameOf("[root]");
  for (size_t node = 0; node < tree.nodes.size(); ++node) {
    const CallFigures& self = tree.nodes[node].self;
    if (self.alloc_count == 0 && self.alloc_bytes == 0 && self.live_end_bytes == 0 &&
        self.peak_bytes == 0) {
      continue;
    }
    std::vector<int64_t> frames;
    const std::vector<size_t> path = PathTo(tree, node);
    for (size_t i = path.size(); i-- > 0;) {
      frames.push_back(points.FrameOf(FrameText(tree.nodes[path[i]])));
    }
    AddFigures(self, &points.figures[frames]);
  }
  return points;
}

}  // namespace

absl::StatusOr<std::string> Dhat(const analysis::Report& report, const ExportOptions& /*options*/) {
  const ProgramPoints points = PointsOf(report.details.call_tree);
  std::string command = CleanName(report.trace.program);
  for (const std::string& caveat : Caveats(report)) absl::StrAppend(&command, " [", caveat, "]");
  std::string text = absl::StrCat(
      "{\"dhatFileVersion\":2,\"mode\":\"heap\",\"verb\":\"Allocated\",\"bklt\":true,\"bkacc\":"
      "false"
      ",\n\"tu\":\"ns\",\"Mtu\":\"ms\",\"tuth\":",
      kShortLivedNs, ",\"cmd\":", JsonString(command),
      ",\"pid\":0,\"te\":", report.trace.duration_ns, ",\"tg\":", report.peak.t, ",\n\"pps\":[");
  const char* separator = "\n";
  for (const auto& [frames, f] : points.figures) {
    absl::StrAppend(&text, separator, "{\"tb\":", f.alloc_bytes, ",\"tbk\":", f.alloc_count,
                    ",\"tl\":", f.lifetime_ns, ",\"mb\":", f.max_bytes, ",\"mbk\":", f.max_count);
    absl::StrAppend(&text, ",\"gb\":", f.peak_bytes, ",\"gbk\":", f.peak_count,
                    ",\"eb\":", f.live_end_bytes, ",\"ebk\":", f.live_end_count, ",\"fs\":[",
                    absl::StrJoin(frames, ","), "]}");
    separator = ",\n";
  }
  absl::StrAppend(&text, "],\n\"ftbl\":[");
  separator = "\n";
  for (const std::string* frame : points.frames) {
    absl::StrAppend(&text, separator, JsonString(*frame));
    separator = ",\n";
  }
  absl::StrAppend(&text, "]}\n");
  return text;
}

}  // namespace tidemark::exports
