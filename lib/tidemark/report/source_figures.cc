#include "tidemark/report/source_figures.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "tidemark/base/nearest.h"
#include "tidemark/base/path_end.h"
#include "tidemark/base/saturating.h"

namespace tidemark::report {
namespace {

using LinesOfFile = std::map<int64_t, LineFigures>;
using Files = std::map<std::string, LinesOfFile>;

constexpr size_t kMostNearest = 5;

// Code without a source file has its library in `file`.
bool HasLine(const analysis::SiteReport& site) { return !site.file.empty() && site.line > 0; }

LineFigures& At(const analysis::SiteReport& site, Files* files) {
  LineFigures& line = (*files)[site.file][site.line];
  line.line = site.line;
  return line;
}

// Goes through the tree from the root, with the lines that are being called.
void AddBelow(const analysis::CallTree& tree, Files* files) {
  std::vector<int64_t> sums;
  std::vector<std::vector<int32_t>> children(tree.nodes.size());
  for (const analysis::CallNode& node : tree.nodes) sums.push_back(node.self.peak_bytes);
  for (size_t i = tree.nodes.size(); i-- > 1;) {
    const auto parent = static_cast<size_t>(tree.nodes[i].parent);
    sums[parent] += sums[i];
    children[parent].push_back(static_cast<int32_t>(i));
  }
  std::set<std::pair<absl::string_view, int64_t>> calling;
  struct Step {
    int32_t node = 0;
    bool leaves = false;
  };
  std::vector<Step> steps;
  if (!tree.nodes.empty()) steps.push_back({});
  while (!steps.empty()) {
    const auto [at, leaves] = steps.back();
    steps.pop_back();
    const auto index = static_cast<size_t>(at);
    const analysis::SiteReport& site = tree.nodes[index].frame;
    if (leaves) {
      calling.erase({site.file, site.line});
      continue;
    }
    const int64_t self = tree.nodes[index].self.peak_bytes;
    if (HasLine(site) && calling.contains({site.file, site.line})) {
      // It was counted as what the line calls, and is the line's own.
      At(site, files).below_peak_bytes -= self;
    } else if (HasLine(site) && sums[index] > self) {
      calling.insert({site.file, site.line});
      AddSaturating(sums[index] - self, &At(site, files).below_peak_bytes);
      steps.push_back({.node = at, .leaves = true});
    }
    for (const int32_t child : children[index]) steps.push_back({.node = child});
  }
}

// Of a row of usage, or of a line.
template <typename Figures>
void AddFigures(const Figures& more, LineFigures* sum) {
  AddSaturating(more.peak_count, &sum->peak_count);
  AddSaturating(more.peak_bytes, &sum->peak_bytes);
  AddSaturating(more.alloc_count, &sum->alloc_count);
  AddSaturating(more.alloc_bytes, &sum->alloc_bytes);
  AddSaturating(more.live_end_count, &sum->live_end_count);
  AddSaturating(more.live_end_bytes, &sum->live_end_bytes);
  AddSaturating(more.copy_count, &sum->copy_count);
  AddSaturating(more.copy_bytes, &sum->copy_bytes);
}

absl::string_view WithoutDot(absl::string_view name) {
  while (absl::StartsWith(name, "./")) name.remove_prefix(2);
  return name;
}

// How many names both paths have in common, from the file's on outwards.
size_t CommonNames(absl::string_view a, absl::string_view b) {
  size_t names = 0;
  while (!a.empty() && !b.empty()) {
    const size_t in_a = a.rfind('/') + 1;  // 0 where there is none
    const size_t in_b = b.rfind('/') + 1;
    if (a.substr(in_a) != b.substr(in_b)) break;
    ++names;
    a = a.substr(0, in_a == 0 ? 0 : in_a - 1);
    b = b.substr(0, in_b == 0 ? 0 : in_b - 1);
  }
  return names;
}

}  // namespace

bool LineFigures::any() const {
  return peak_bytes > 0 || peak_count > 0 || alloc_count > 0 || alloc_bytes > 0 ||
         live_end_count > 0 || copy_count > 0 || below_peak_bytes > 0 || !findings.empty();
}

std::vector<FileFigures> FiguresByLine(const analysis::Report& report) {
  Files files;
  for (const analysis::Usage& usage : report.usage) {
    if (!HasLine(usage.site)) continue;
    AddFigures(usage, &At(usage.site, &files));
  }
  for (size_t i = 0; i < report.findings.size(); ++i) {
    const analysis::SiteReport& site = report.findings[i].site;
    if (HasLine(site)) At(site, &files).findings.push_back(i);
  }
  AddBelow(report.details.call_tree, &files);
  std::vector<FileFigures> figures;
  for (auto& [file, lines] : files) {
    FileFigures of_file{.file = file, .lines = {}, .total = {}};
    for (auto& [number, line] : lines) {
      if (!line.any()) continue;
      AddFigures(line, &of_file.total);
      of_file.lines.push_back(std::move(line));
    }
    if (!of_file.lines.empty()) figures.push_back(std::move(of_file));
  }
  std::stable_sort(figures.begin(), figures.end(), [](const FileFigures& a, const FileFigures& b) {
    return std::tie(a.total.peak_bytes, a.total.alloc_bytes) >
           std::tie(b.total.peak_bytes, b.total.alloc_bytes);
  });
  return figures;
}

std::vector<size_t> FilesLike(const std::vector<FileFigures>& files, const std::string& name) {
  constexpr size_t kLeastNames = 2;
  std::vector<size_t> exact;
  std::vector<size_t> like;
  std::vector<size_t> elsewhere;
  size_t most_names = kLeastNames;
  const absl::string_view wanted = WithoutDot(name);
  for (size_t i = 0; i < files.size(); ++i) {
    const absl::string_view file = WithoutDot(files[i].file);
    if (file == wanted) exact.push_back(i);
    if (EndsInPath(file, wanted) || EndsInPath(wanted, file)) like.push_back(i);
    const size_t names = CommonNames(file, wanted);
    if (names > most_names) elsewhere.clear();
    most_names = std::max(most_names, names);
    if (names == most_names) elsewhere.push_back(i);
  }
  return !exact.empty() ? exact : !like.empty() ? like : elsewhere;
}

std::vector<std::string> NearestFiles(const std::vector<FileFigures>& files,
                                      const std::string& name) {
  const auto name_of = [](absl::string_view path) { return path.substr(path.rfind('/') + 1); };
  // A name is hardly ever that long; one of a trace may be, and comparing takes the product.
  constexpr size_t kLongestName = 256;
  std::vector<std::pair<size_t, size_t>> ranked;
  for (size_t i = 0; i < files.size(); ++i) {
    ranked.emplace_back(EditDistance(name_of(name).substr(0, kLongestName),
                                     name_of(files[i].file).substr(0, kLongestName)),
                        i);
  }
  std::sort(ranked.begin(), ranked.end());
  if (ranked.size() > kMostNearest) ranked.resize(kMostNearest);
  std::vector<std::string> names;
  names.reserve(ranked.size());
  for (const auto& [distance, i] : ranked) names.push_back(files[i].file);
  return names;
}

}  // namespace tidemark::report
