#include "tidemark/analysis/metrics/call_trie.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace tidemark::analysis {
namespace {

using CallSums = CallTreeBuilder::Sums;

// Gives out the parts of a sum so that the parts, rounded, add up to the sum, rounded.
class RunningRound {
 public:
  int64_t Bytes(WideSum part) { return Next(part, Narrow(sum_ + part)); }
  int64_t Count(WideSum weight) { return Next(weight, NarrowCount(sum_ + weight)); }

 private:
  int64_t Next(WideSum part, int64_t rounded) {
    sum_ += part;
    const int64_t given = rounded - given_;
    given_ = rounded;
    return given;
  }

  WideSum sum_ = 0;
  int64_t given_ = 0;
};

class Rounder {
 public:
  CallFigures Round(const CallSums& sums, WideSum most_live) {
    return {.alloc_count = allocs_.Count(sums.allocs),
            .alloc_bytes = alloc_bytes_.Bytes(sums.alloc_bytes),
            .peak_count = peak_.Count(sums.at_peak.weight),
            .peak_bytes = peak_bytes_.Bytes(sums.at_peak.bytes),
            .live_end_count = end_.Count(sums.at_end.weight),
            .live_end_bytes = end_bytes_.Bytes(sums.at_end.bytes),
            .leak_count = leaks_.Count(sums.leaks),
            .leak_bytes = leak_bytes_.Bytes(sums.leak_bytes),
            .copy_count = copies_.Bytes(sums.copies),
            .copy_bytes = copy_bytes_.Bytes(sums.copy_bytes),
            .lifetime_ns = lifetime_.Bytes(sums.lifetime),
            .max_bytes = Narrow(std::min(sums.most.bytes, most_live)),
            .max_count = NarrowCount(sums.most.weight)};
  }

 private:
  RunningRound allocs_;
  RunningRound alloc_bytes_;
  RunningRound peak_;
  RunningRound peak_bytes_;
  RunningRound end_;
  RunningRound end_bytes_;
  RunningRound leaks_;
  RunningRound leak_bytes_;
  RunningRound copies_;
  RunningRound copy_bytes_;
  RunningRound lifetime_;
};

std::array<double, 6> Merits(const CallSums& sums) {
  return {static_cast<double>(sums.at_peak.bytes), static_cast<double>(sums.leak_bytes),
          static_cast<double>(sums.alloc_bytes),   static_cast<double>(sums.copy_bytes),
          static_cast<double>(sums.at_end.bytes),  static_cast<double>(sums.allocs)};
}

}  // namespace

void CallTrie::Add(absl::Span<const PlaceIndex> path, const CallTreeBuilder::Sums& sums) {
  int64_t at = 0;
  for (const PlaceIndex frame : path) {
    const auto [child, inserted] =
        children_.Insert((at << 32) + frame, static_cast<int64_t>(nodes_.size()));
    if (inserted) {
      Node& node = nodes_.emplace_back();
      node.parent = static_cast<int32_t>(at);
      node.frame = frame;
    }
    at = *child;
  }
  Node& node = nodes_[static_cast<size_t>(at)];
  ++node.paths;
  if (sums.most.weight > 0 || sums.most.bytes > 0) ++node.holders;
  node.sums.Add(sums);
}

// Of each node with all below it, the largest part that it has of any figure.
std::vector<double> CallTrie::Importance() const {
  std::vector<std::array<double, 6>> merits;
  merits.reserve(nodes_.size());
  for (const Node& node : nodes_) merits.push_back(Merits(node.sums));
  for (size_t i = nodes_.size(); i-- > 1;) {
    std::array<double, 6>& into = merits[static_cast<size_t>(nodes_[i].parent)];
    for (size_t k = 0; k < into.size(); ++k) into[k] += merits[i][k];
  }
  std::vector<double> importance(nodes_.size());
  for (size_t i = 0; i < nodes_.size(); ++i) {
    double sum = 0;
    for (size_t k = 0; k < merits[i].size(); ++k) {
      if (merits[0][k] <= 0) continue;
      const double part = merits[i][k] / merits[0][k];
      importance[i] = std::max(importance[i], part);
      sum += part;
    }
    importance[i] += sum / 1000;  // among equals
    // What is added up in another order must not make a child more than its parent.
    if (i > 0) {
      importance[i] = std::min(importance[i], importance[static_cast<size_t>(nodes_[i].parent)]);
    }
  }
  return importance;
}

std::vector<bool> CallTrie::Choose(size_t most_nodes) const {
  std::vector<bool> kept(nodes_.size(), nodes_.size() <= most_nodes);
  if (nodes_.size() <= most_nodes) return kept;
  const std::vector<double> importance = Importance();
  std::vector<int32_t> missing(nodes_.size());  // children that are not kept
  for (size_t i = 1; i < nodes_.size(); ++i) ++missing[static_cast<size_t>(nodes_[i].parent)];
  std::vector<size_t> order(nodes_.size() - 1);
  std::iota(order.begin(), order.end(), size_t{1});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return importance[a] > importance[b]; });
  kept[0] = true;
  size_t needed = 2;  // those that are kept, and for each with some missing one other
  for (const size_t i : order) {
    const auto parent = static_cast<size_t>(nodes_[i].parent);
    const size_t with_it =
        needed + 1 + (missing[i] > 0 ? 1 : 0) - (missing[parent] == 1 ? size_t{1} : size_t{0});
    if (with_it > most_nodes) break;
    kept[i] = true;
    --missing[parent];
    needed = with_it;
  }
  return kept;
}

CallTree CallTrie::Report(const Places& places, size_t most_nodes, WideSum most_live) const {
  const std::vector<bool> kept = Choose(most_nodes);
  CallTree tree;
  struct Other {
    CallTreeBuilder::Sums sums;
    int32_t holders = 0;
    bool any = false;
  };
  std::vector<Other> others(nodes_.size());  // below a node that is kept
  std::vector<std::vector<int32_t>> children(nodes_.size());
  std::vector<int32_t> nearest(nodes_.size());  // that is kept
  for (size_t i = 1; i < nodes_.size(); ++i) {
    const Node& node = nodes_[i];
    if (kept[i]) {
      nearest[i] = static_cast<int32_t>(i);
      children[static_cast<size_t>(node.parent)].push_back(static_cast<int32_t>(i));
      continue;
    }
    nearest[i] = nearest[static_cast<size_t>(node.parent)];
    Other& other = others[static_cast<size_t>(nearest[i])];
    other.any = true;
    other.sums.Add(node.sums);
    other.holders += node.holders;
    tree.folded_stacks += node.paths;
  }
  Rounder rounder;
  struct Pending {
    int32_t node = 0;
    int32_t parent = -1;  // in the tree
  };
  std::vector<Pending> pending = {{}};
  while (!pending.empty()) {
    const Pending next = pending.back();
    pending.pop_back();
    CallNode& made = tree.nodes.emplace_back();
    made.parent = next.parent;
    const auto number = static_cast<int32_t>(tree.nodes.size() - 1);
    if (next.node < 0) {
      const Other& other = others[static_cast<size_t>(~next.node)];
      made.is_other = true;
      made.max_is_bound = other.holders > 1;
      made.self = rounder.Round(other.sums, most_live);
      continue;
    }
    const auto at = static_cast<size_t>(next.node);
    if (nodes_[at].frame >= 0) made.frame = places.At(nodes_[at].frame);
    made.max_is_bound = nodes_[at].holders > 1;
    made.self = rounder.Round(nodes_[at].sums, most_live);
    // The last that is pushed comes next.
    if (others[at].any) pending.push_back({.node = ~next.node, .parent = number});
    std::vector<int32_t>& below = children[at];
    std::sort(below.begin(), below.end(), [&](int32_t a, int32_t b) {
      return places.At(nodes_[static_cast<size_t>(b)].frame) <
             places.At(nodes_[static_cast<size_t>(a)].frame);
    });
    for (const int32_t child : below) pending.push_back({.node = child, .parent = number});
  }
  return tree;
}

}  // namespace tidemark::analysis
