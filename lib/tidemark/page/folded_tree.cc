#include "tidemark/page/folded_tree.h"
#include "tidemark/base/saturating.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <numeric>
#include <utility>
#include <vector>

namespace tidemark::page {
namespace {

using analysis::CallFigures;
using analysis::CallNode;
using analysis::CallTree;

// All that add up.
void AddFigures(const CallFigures& from, CallFigures* to) {
  AddSaturating(from.alloc_count, &to->alloc_count);
  AddSaturating(from.alloc_bytes, &to->alloc_bytes);
  AddSaturating(from.peak_count, &to->peak_count);
  AddSaturating(from.peak_bytes, &to->peak_bytes);
  AddSaturating(from.live_end_count, &to->live_end_count);
  AddSaturating(from.live_end_bytes, &to->live_end_bytes);
  AddSaturating(from.leak_count, &to->leak_count);
  AddSaturating(from.leak_bytes, &to->leak_bytes);
  AddSaturating(from.copy_count, &to->copy_count);
  AddSaturating(from.copy_bytes, &to->copy_bytes);
  AddSaturating(from.lifetime_ns, &to->lifetime_ns);
}

// How much a picture would lose without a node and all below it, as a share of the whole in what it
// shows most of.
std::vector<double> Worth(const CallTree& tree) {
  std::vector<CallFigures> below(tree.nodes.size());
  for (size_t i = tree.nodes.size(); i-- > 0;) {
    AddFigures(tree.nodes[i].self, &below[i]);
    if (tree.nodes[i].parent >= 0) {
      AddFigures(below[i], &below[static_cast<size_t>(tree.nodes[i].parent)]);
    }
  }
  const auto share = [](int64_t part, int64_t whole) {
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0.0;
  };
  std::vector<double> worth;
  worth.reserve(below.size());
  for (const CallFigures& figures : below) {
    const CallFigures& all = below.front();
    worth.push_back(std::max(
        {share(figures.peak_bytes, all.peak_bytes), share(figures.leak_bytes, all.leak_bytes),
         share(figures.alloc_bytes, all.alloc_bytes), share(figures.copy_bytes, all.copy_bytes)}));
  }
  return worth;
}

}  // namespace

CallTree FoldedTree(const CallTree& tree, size_t most) {
  if (tree.nodes.size() <= most || tree.nodes.empty()) return tree;
  const std::vector<double> worth = Worth(tree);
  std::vector<size_t> order(tree.nodes.size());
  std::iota(order.begin(), order.end(), size_t{0});
  // Of equal ones callers come first, so that whoever stays has all of its callers.
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return worth[a] > worth[b]; });
  std::vector<bool> stays(tree.nodes.size(), false);
  stays[0] = true;
  // Half of the room is for the others.
  for (size_t i = 0; i < std::max<size_t>(most / 2, 1); ++i) stays[order[i]] = true;

  CallTree folded;
  folded.folded_stacks = tree.folded_stacks;
  std::vector<int32_t> moved(tree.nodes.size(),
                             -1);         // where a node, or what it was folded into, is
  std::map<int32_t, CallFigures> others;  // by what called them
  for (size_t i = 0; i < tree.nodes.size(); ++i) {
    const CallNode& node = tree.nodes[i];
    const int32_t parent = node.parent < 0 ? -1 : moved[static_cast<size_t>(node.parent)];
    if (stays[i] && !node.is_other) {
      moved[i] = static_cast<int32_t>(folded.nodes.size());
      folded.nodes.push_back(node);
      folded.nodes.back().parent = parent;
    } else {
      moved[i] = parent;
      AddFigures(node.self, &others[parent]);
      if (node.self.alloc_count > 0 || node.self.copy_count > 0) ++folded.folded_stacks;
    }
  }
  for (const auto& [parent, figures] : others) {
    folded.nodes.push_back(
        {.parent = parent, .frame = {}, .is_other = true, .max_is_bound = true, .self = figures});
  }
  return folded;
}

CallFigures FiguresOfOthers(const CallTree& tree) {
  CallFigures all;
  for (const CallNode& node : tree.nodes) {
    if (node.is_other) AddFigures(node.self, &all);
  }
  return all;
}

}  // namespace tidemark::page
