#include "tidemark/report/call_view.h"

#include <algorithm>
#include <cstddef>
#include <queue>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/base/display_text.h"
#include "tidemark/report/quantity.h"
#include "tidemark/report/section_parts_internal.h"
#include "tidemark/report/site_column.h"

namespace tidemark::report {
namespace {

using analysis::CallFigures;
using analysis::CallNode;
using analysis::CallTree;

constexpr CallMetric kMetrics[] = {
    {"peak", "live at the peak", "buffer", "buffers", &CallFigures::peak_bytes,
     &CallFigures::peak_count},
    {"leaked", "leaked", "buffer", "buffers", &CallFigures::leak_bytes, &CallFigures::leak_count},
    {"total", "allocated in all", "buffer", "buffers", &CallFigures::alloc_bytes,
     &CallFigures::alloc_count},
    {"copied", "copied", "copy", "copies", &CallFigures::copy_bytes, &CallFigures::copy_count},
};

constexpr size_t kLongestChain = 7;      // lines that calls without branches take
constexpr size_t kChainEnds = 3;         // of which these are the first and the last
constexpr int64_t kSmallestShare = 100;  // a branch is at least this part of the whole
constexpr size_t kCountEnd = 26;
constexpr size_t kWidthForCounts = 64;
constexpr size_t kLeastName = 13;  // columns that are left for a name however deep it is

// Lays the lines of a tree out.
class CallDrawing {
 public:
  CallDrawing(const analysis::Report& report, const CallMetric& metric, const TextOptions& options);

  std::vector<Line> Draw();

 private:
  // Calls without branches: the first of them, and the last, which has branches or something itself.
  struct Chain {
    std::vector<size_t> nodes;
    size_t last() const { return nodes.back(); }
  };
  struct Part {
    enum class Kind { kChain, kItself, kOthers, kBrief };
    Kind kind = Kind::kChain;
    size_t node = 0;  // the first of a chain, of which alone kBrief tells; else the caller
    int64_t bytes = 0;
    int64_t count = 0;
    int64_t places = 0;  // of others
  };

  int64_t bytes(size_t node) const { return bytes_[node]; }
  Chain ChainFrom(size_t node) const;
  static size_t LinesOf(const Chain& chain) { return std::min(chain.nodes.size(), kLongestChain); }
  void Choose();
  std::vector<Part> PartsOf(size_t node) const;
  std::string NameOf(size_t node) const;
  void Append(const Part* figures, const std::string& name, Style style);
  void AppendPart(const Part& part, bool first_of_all);
  std::string Guides(bool at_name) const;

  const analysis::Report& report_;
  const CallTree& tree_;
  const CallMetric& metric_;
  const TextOptions& options_;
  std::vector<int64_t> bytes_;
  std::vector<int64_t> counts_;
  std::vector<std::vector<size_t>> children_;  // with any bytes, the largest first
  std::vector<bool> shown_;                    // chains, by their first node
  std::vector<bool> is_last_;                  // of its parts, for each level down to this one
  std::vector<Line> lines_;
};

CallDrawing::CallDrawing(const analysis::Report& report, const CallMetric& metric,
                         const TextOptions& options)
    : report_(report),
      tree_(report.details.call_tree),
      metric_(metric),
      options_(options),
      bytes_(SumsBelow(tree_, metric.bytes)),
      counts_(SumsBelow(tree_, metric.count)),
      children_(tree_.nodes.size()),
      shown_(tree_.nodes.size()) {
  for (size_t i = 1; i < tree_.nodes.size(); ++i) {
    if (bytes_[i] > 0 || counts_[i] > 0) {
      children_[static_cast<size_t>(tree_.nodes[i].parent)].push_back(i);
    }
  }
  for (std::vector<size_t>& children : children_) {
    std::stable_sort(children.begin(), children.end(),
                     [this](size_t a, size_t b) { return bytes_[a] > bytes_[b]; });
  }
}

CallDrawing::Chain CallDrawing::ChainFrom(size_t node) const {
  Chain chain{.nodes = {node}};
  while (true) {
    const size_t last = chain.last();
    if (children_[last].size() != 1 || tree_.nodes[last].self.*metric_.bytes > 0 ||
        tree_.nodes[last].self.*metric_.count > 0 || tree_.nodes[children_[last][0]].is_other) {
      return chain;
    }
    chain.nodes.push_back(children_[last][0]);
  }
}

// Those that hold most, as far as there are lines.
void CallDrawing::Choose() {
  const auto less = [this](size_t a, size_t b) {
    return bytes_[a] != bytes_[b] ? bytes_[a] < bytes_[b] : a > b;
  };
  std::priority_queue<size_t, std::vector<size_t>, decltype(less)> waiting(less);
  waiting.push(0);
  size_t lines = 0;
  while (!waiting.empty()) {
    const size_t node = waiting.top();
    waiting.pop();
    const Chain chain = ChainFrom(node);
    if (node != 0 &&
        (lines + LinesOf(chain) > kMostCallLines || bytes_[node] < bytes_[0] / kSmallestShare)) {
      break;
    }
    lines += LinesOf(chain);
    shown_[node] = true;
    for (const size_t child : children_[chain.last()]) {
      if (!tree_.nodes[child].is_other) waiting.push(child);
    }
  }
}

std::vector<CallDrawing::Part> CallDrawing::PartsOf(size_t node) const {
  std::vector<Part> parts;
  Part others{.kind = Part::Kind::kOthers, .node = node};
  size_t only_other = 0;
  for (const size_t child : children_[node]) {
    if (shown_[child]) {
      parts.push_back({.kind = Part::Kind::kChain,
                       .node = child,
                       .bytes = bytes_[child],
                       .count = counts_[child]});
    } else {
      others.bytes += bytes_[child];
      others.count += counts_[child];
      only_other = child;
      if (!tree_.nodes[child].is_other) ++others.places;
    }
  }
  const CallFigures& self = tree_.nodes[node].self;
  if (!children_[node].empty() && (self.*metric_.bytes > 0 || self.*metric_.count > 0)) {
    parts.push_back({.kind = Part::Kind::kItself,
                     .node = node,
                     .bytes = self.*metric_.bytes,
                     .count = self.*metric_.count});
  }
  // Little is said by lines below one that repeat it.
  const bool has_branches = std::any_of(children_[node].begin(), children_[node].end(),
                                        [this](size_t child) { return shown_[child]; });
  const bool is_part = bytes_[node] < bytes_[0];
  if (is_part && !has_branches && self.*metric_.bytes <= bytes_[0] / kSmallestShare) return {};
  const size_t folded =
      static_cast<size_t>(std::count_if(children_[node].begin(), children_[node].end(),
                                        [this](size_t child) { return !shown_[child]; }));
  if (folded == 1 && others.places == 1) {
    others.kind = Part::Kind::kBrief;
    others.node = only_other;
  }
  std::stable_sort(parts.begin(), parts.end(),
                   [](const Part& a, const Part& b) { return a.bytes > b.bytes; });
  if (others.bytes > 0 || others.count > 0) parts.push_back(others);
  return parts;
}

std::string CallDrawing::NameOf(size_t node) const {
  const CallNode& at = tree_.nodes[node];
  if (node == 0) {
    const std::string program = CleanForDisplay(report_.trace.program, options_.unicode);
    return program.empty() ? "the whole program" : program;
  }
  std::string name = CallerText(at.frame, options_.unicode);
  if (!at.frame.label.empty()) {
    absl::StrAppend(&name, name.empty() ? "" : " ", "[",
                    CleanForDisplay(at.frame.label, options_.unicode), "]");
  }
  return name.empty() ? "(unknown place)" : name;
}

// What leads to the line's name: two columns a level, on narrow terminals one. Of what is nested too
// deeply for the width only the inner levels.
std::string CallDrawing::Guides(bool at_name) const {
  const bool wide = static_cast<size_t>(options_.width) >= kWidthForCounts;
  const size_t step = wide ? 2 : 1;
  const size_t room = static_cast<size_t>(options_.width) - (wide ? kCountEnd : kShareEnd) - 2;
  const size_t most = (room > kLeastName + 1 ? room - kLeastName - 1 : 0) / step;
  const size_t levels = is_last_.size();
  const bool too_deep = levels > most;
  std::string guides;
  if (too_deep) absl::StrAppend(&guides, options_.unicode ? "…" : ">", wide ? " " : "");
  for (size_t level = too_deep ? levels - most + 1 : 0; level < levels; ++level) {
    const bool here = at_name && level + 1 == levels;
    if (here) {
      absl::StrAppend(&guides, options_.unicode ? (is_last_[level] ? "└" : "├")
                                                : (is_last_[level] ? "`" : "|"));
      if (wide) absl::StrAppend(&guides, options_.unicode ? " " : "-");
    } else {
      absl::StrAppend(&guides,
                      is_last_[level]    ? " "
                      : options_.unicode ? "│"
                                         : "|",
                      wide ? " " : "");
    }
  }
  return !wide && levels > 0 ? absl::StrCat(guides, " ") : guides;
}

void CallDrawing::Append(const Part* figures, const std::string& name, Style style) {
  Line line;
  const bool counts = static_cast<size_t>(options_.width) >= kWidthForCounts;
  if (figures != nullptr) {
    const char* const mark = report_.trace.sample_bytes > 0 ? "~" : "";
    line.AddRight(absl::StrCat(mark, BytesText(figures->bytes)), kBytesEnd);
    line.AddRight(ShareText(figures->bytes, bytes_[0]), kShareEnd, Style::kFaint);
    if (counts) {
      line.AddRight(absl::StrCat(CountText(figures->count), options_.unicode ? "×" : "x"),
                    kCountEnd, Style::kFaint);
    }
  }
  line.PadTo((counts ? kCountEnd : kShareEnd) + 1).Add(" ");
  line.Add(Guides(figures != nullptr), Style::kFaint);
  const size_t used = line.width();
  const size_t room =
      static_cast<size_t>(options_.width) > used ? static_cast<size_t>(options_.width) - used : 0;
  lines_.push_back(line.Add(ElideMiddle(name, room, options_.unicode), style));
}

void CallDrawing::AppendPart(const Part& part, bool first_of_all) {
  if (part.kind == Part::Kind::kItself) return Append(&part, "itself", Style::kFaint);
  if (part.kind == Part::Kind::kBrief) return Append(&part, NameOf(part.node), Style::kName);
  if (part.kind == Part::Kind::kOthers) {
    const std::string places =
        part.places > 0 ? absl::StrCat(" (", Counted(part.places, "branch", "branches"), ")") : "";
    return Append(&part, absl::StrCat("others", places), Style::kFaint);
  }
  const Chain chain = ChainFrom(part.node);
  const size_t count = chain.nodes.size();
  for (size_t i = 0; i < count; ++i) {
    if (count > kLongestChain && i == kChainEnds) {
      const size_t left_out = count - 2 * kChainEnds;
      Append(nullptr, absl::StrCat(options_.unicode ? "… " : "... ", left_out, " calls"),
             Style::kFaint);
      i += left_out - 1;
      continue;
    }
    const bool root = first_of_all && i == 0;
    Append(i == 0 ? &part : nullptr, NameOf(chain.nodes[i]), root ? Style::kHeading : Style::kName);
  }
}

std::vector<Line> CallDrawing::Draw() {
  Choose();
  // Parts that are still to be drawn, the next one last; those of one caller stand together.
  struct Waiting {
    Part part;
    size_t level = 0;
    bool is_last = true;
  };
  std::vector<Waiting> waiting = {
      {.part = {.kind = Part::Kind::kChain, .node = 0, .bytes = bytes_[0], .count = counts_[0]}}};
  while (!waiting.empty()) {
    const Waiting next = waiting.back();
    waiting.pop_back();
    is_last_.resize(next.level);
    if (next.level > 0) is_last_[next.level - 1] = next.is_last;
    AppendPart(next.part, next.level == 0);
    if (next.part.kind != Part::Kind::kChain) continue;
    std::vector<Part> parts = PartsOf(ChainFrom(next.part.node).last());
    for (size_t i = parts.size(); i-- > 0;) {
      waiting.push_back(
          {.part = parts[i], .level = next.level + 1, .is_last = i + 1 == parts.size()});
    }
  }
  return std::move(lines_);
}

// Of a figure that is 0.
std::string WhyNothing(const analysis::Report& report, const CallMetric& metric) {
  if (metric.name == "leaked" && report.trace.truncated) {
    return "the trace has no end, so that nobody knows what leaked";
  }
  if (metric.name == "copied" && report.trace.heap_only) {
    return "the trace knows the heap alone, and nothing of copies";
  }
  return absl::StrCat("nothing was ", metric.title);
}

}  // namespace

absl::Span<const CallMetric> CallMetrics() { return kMetrics; }

const CallMetric* FindCallMetric(absl::string_view name) {
  for (const CallMetric& metric : kMetrics) {
    if (metric.name == name) return &metric;
  }
  return nullptr;
}

std::vector<std::string> CallMetricNames() {
  std::vector<std::string> names;
  for (const CallMetric& metric : kMetrics) names.emplace_back(metric.name);
  return names;
}

std::vector<int64_t> SumsBelow(const CallTree& tree, int64_t CallFigures::*figure) {
  std::vector<int64_t> sums;
  sums.reserve(tree.nodes.size());
  for (const CallNode& node : tree.nodes) sums.push_back(node.self.*figure);
  for (size_t i = sums.size(); i-- > 1;) sums[static_cast<size_t>(tree.nodes[i].parent)] += sums[i];
  return sums;
}

std::vector<Line> CallLines(const analysis::Report& report, const CallMetric& metric,
                            const TextOptions& options) {
  constexpr size_t kStart = 7;
  const CallTree& tree = report.details.call_tree;
  const int64_t bytes = tree.nodes.empty() ? 0 : SumsBelow(tree, metric.bytes)[0];
  const int64_t count = tree.nodes.empty() ? 0 : SumsBelow(tree, metric.count)[0];
  const char* const mark = report.trace.sample_bytes > 0 ? "~" : "";
  const std::string what =
      bytes == 0 && count == 0
          ? WhyNothing(report, metric)
          : absl::StrCat("who called for what was ", metric.title, ": ", mark, BytesText(bytes),
                         " in ", mark, Counted(count, metric.unit, metric.units));
  std::vector<Line> lines;
  for (std::string& text : WrapWords(what, static_cast<size_t>(options.width) - kStart)) {
    Line line;
    if (lines.empty()) line.Add("CALLS", Style::kHeading);
    lines.push_back(line.PadTo(kStart).Add(std::move(text)));
  }
  if (bytes == 0 && count == 0) return lines;
  std::vector<Line> drawn = CallDrawing(report, metric, options).Draw();
  lines.insert(lines.end(), drawn.begin(), drawn.end());
  if (tree.folded_stacks > 0) {
    const std::string note =
        absl::StrCat(Counted(tree.folded_stacks, "stack is", "stacks are"),
                     " among the others for being beyond ",
                     CountText(static_cast<int64_t>(tree.nodes.size())), " nodes");
    for (std::string& text : WrapWords(note, static_cast<size_t>(options.width) - 2)) {
      lines.push_back(Note(std::move(text)));
    }
  }
  return lines;
}

}  // namespace tidemark::report
