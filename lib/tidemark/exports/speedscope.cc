// speedscope: its own file format; a profile for each metric, in bytes, stacks root first.
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tidemark/base/json_string.h"
#include "tidemark/exports/format_rows_internal.h"
#include "tidemark/exports/frame_text.h"

namespace tidemark::exports {
namespace {

using analysis::CallTree;

// The frames of a tree, numbered; equal ones once.
class FrameList {
 public:
  explicit FrameList(const CallTree& tree) {
    for (const analysis::CallNode& node : tree.nodes) {
      std::string frame = absl::StrCat("{\"name\":", JsonString(FrameName(node)));
      const std::string file = SourceFile(node.frame);
      if (!file.empty()) absl::StrAppend(&frame, ",\"file\":", JsonString(file));
      if (!file.empty() && node.frame.line > 0) {
        absl::StrAppend(&frame, ",\"line\":", node.frame.line);
      }
      frame += '}';
      const auto [at, is_new] = numbers_.try_emplace(frame, numbers_.size());
      if (is_new) absl::StrAppend(&json_, json_.empty() ? "" : ",\n", frame);
      of_node_.push_back(at->second);
    }
  }

  size_t Of(size_t node) const { return of_node_[node]; }
  const std::string& json() const { return json_; }

 private:
  std::map<std::string, size_t> numbers_;
  std::vector<size_t> of_node_;
  std::string json_;
};

std::string SampledProfile(const CallTree& tree, const FrameList& frames,
                           const TreeMetric& metric) {
  std::string samples;
  std::string weights;
  int64_t total = 0;
  const char* separator = "";
  for (size_t node = 0; node < tree.nodes.size(); ++node) {
    const int64_t bytes = tree.nodes[node].self.*metric.bytes;
    if (bytes <= 0) continue;
    absl::StrAppend(&samples, separator, "[");
    const char* comma = "";
    for (const size_t at : PathTo(tree, node)) {
      absl::StrAppend(&samples, comma, frames.Of(at));
      comma = ",";
    }
    absl::StrAppend(&samples, "]");
    absl::StrAppend(&weights, separator, bytes);
    separator = ",";
    total += bytes;
  }
  return absl::StrCat("{\"type\":\"sampled\",\"name\":", JsonString(metric.title),
                      ",\"unit\":\"bytes\",\"startValue\":0,\"endValue\":", total, ",\"samples\":[",
                      samples, "],\n\"weights\":[", weights, "]}");
}

}  // namespace

absl::StatusOr<std::string> Speedscope(const analysis::Report& report,
                                       const ExportOptions& /*options*/) {
  const CallTree& tree = report.details.call_tree;
  const FrameList frames(tree);
  std::string name = CleanName(report.trace.program);
  for (const std::string& caveat : Caveats(report)) {
    absl::StrAppend(&name, name.empty() ? "" : "; ", caveat);
  }
  std::string text = absl::StrCat(
      "{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",\n"
      "\"exporter\":\"tidemark\",\"name\":",
      JsonString(name), ",\"activeProfileIndex\":0,\n\"shared\":{\"frames\":[\n", frames.json(),
      "]},\n\"profiles\":[\n");
  const char* separator = "";
  for (const TreeMetric& metric : TreeMetrics()) {
    absl::StrAppend(&text, separator, SampledProfile(tree, frames, metric));
    separator = ",\n";
  }
  absl::StrAppend(&text, "]}\n");
  return text;
}

}  // namespace tidemark::exports
