#include "tidemark/exports/frame_text.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tidemark/base/bytes.h"
#include "tidemark/base/display_text.h"

namespace tidemark::exports {
namespace {

using analysis::CallNode;
using analysis::SiteReport;

constexpr char kUnknown[] = "(unknown)";
constexpr char kOther[] = "(other)";

std::string PlaceOf(const SiteReport& site) {
  std::string file = SourceFile(site);
  if (file.empty() || site.line <= 0) return file;
  return absl::StrCat(file, ":", site.line);
}

}  // namespace

std::string CleanName(absl::string_view text) {
  return ElideMiddle(CleanForDisplay(text, /*unicode=*/true), kMostNameColumns, /*unicode=*/true);
}

std::string SourceFile(const SiteReport& site) {
  return site.file == site.module ? "" : CleanName(site.file);
}

std::string FrameName(const SiteReport& site) {
  std::string name = CleanName(site.function);
  if (name.empty()) name = PlaceOf(site);
  if (name.empty()) name = CleanName(site.module.substr(site.module.rfind('/') + 1));
  if (site.label.empty()) return name.empty() ? kUnknown : name;
  return absl::StrCat(name, name.empty() ? "[" : " [", CleanName(site.label), "]");
}

std::string FrameName(const CallNode& node) {
  return node.is_other ? kOther : FrameName(node.frame);
}

std::string FrameText(const SiteReport& site) {
  const std::string place = PlaceOf(site);
  const std::string function = CleanName(site.function);
  if (place.empty() || function.empty()) return FrameName(site);
  std::string text = absl::StrCat(function, " (", place, ")");
  if (!site.label.empty()) absl::StrAppend(&text, " [", CleanName(site.label), "]");
  return text;
}

std::string FrameText(const CallNode& node) {
  return node.is_other ? kOther : FrameText(node.frame);
}

std::vector<size_t> PathTo(const analysis::CallTree& tree, size_t node) {
  std::vector<size_t> path;
  for (auto at = static_cast<int32_t>(node); at > 0; at = tree.nodes[path.back()].parent) {
    path.push_back(static_cast<size_t>(at));
  }
  if (path.empty()) path.push_back(0);
  std::reverse(path.begin(), path.end());
  return path;
}

std::vector<std::string> Caveats(const analysis::Report& report) {
  std::vector<std::string> caveats;
  const analysis::TraceSummary& trace = report.trace;
  if (trace.sample_bytes > 0) {
    caveats.push_back(absl::StrCat("estimated: the heap was sampled every ",
                                   ByteCount(trace.sample_bytes).ToString()));
  }
  if (trace.truncated) caveats.emplace_back("the trace is cut off: its end is missing");
  if (trace.lost_events > 0) {
    caveats.push_back(absl::StrCat("events that were lost: ", trace.lost_events));
  }
  if (report.details.call_tree.folded_stacks > 0) {
    caveats.push_back(absl::StrCat("call stacks that are folded into (other): ",
                                   report.details.call_tree.folded_stacks));
  }
  return caveats;
}

}  // namespace tidemark::exports
