#include "tidemark/exports/inverted_tree.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "tidemark/exports/frame_text.h"

namespace tidemark::exports {
namespace {

using analysis::CallTree;

// A part of the stacks, at the depth to which they are alike.
struct Strand {
  std::vector<size_t> path;  // outermost first; what is left of it is further out
  int64_t bytes = 0;
};

class Inverter {
 public:
  Inverter(const CallTree& tree, double least) : tree_(tree), least_(least) {}

  // Hangs what calls the strands below `node`. Depth is bounded by that of the tree.
  void Hang(std::vector<Strand> strands, InvertedNode* node) {
    std::map<std::string, std::vector<Strand>> by_frame;
    for (Strand& strand : strands) {
      if (strand.path.empty()) continue;
      const std::string& frame = TextOf(strand.path.back());
      strand.path.pop_back();
      by_frame[frame].push_back(std::move(strand));
    }
    for (auto& [frame, group] : by_frame) {
      int64_t bytes = 0;
      for (const Strand& strand : group) bytes += strand.bytes;
      if (static_cast<double>(bytes) < least_) {
        node->folded_bytes += bytes;
        ++node->folded_places;
        continue;
      }
      node->callers.push_back({.frame = frame, .bytes = bytes});
      Hang(std::move(group), &node->callers.back());
    }
    std::stable_sort(node->callers.begin(), node->callers.end(),
                     [](const auto& a, const auto& b) { return a.bytes > b.bytes; });
  }

 private:
  const std::string& TextOf(size_t node) {
    std::string& text = texts_[node];
    if (text.empty()) text = FrameText(tree_.nodes[node]);
    return text;
  }

  const CallTree& tree_;
  const double least_;
  std::map<size_t, std::string> texts_;
};

}  // namespace

InvertedNode InvertTree(const CallTree& tree, int64_t analysis::CallFigures::*figure,
                        double least_share) {
  InvertedNode root;
  std::vector<Strand> strands;
  for (size_t node = 0; node < tree.nodes.size(); ++node) {
    const int64_t bytes = tree.nodes[node].self.*figure;
    if (bytes <= 0) continue;
    root.bytes += bytes;
    strands.push_back({PathTo(tree, node), bytes});
  }
  Inverter(tree, least_share * static_cast<double>(root.bytes)).Hang(std::move(strands), &root);
  return root;
}

}  // namespace tidemark::exports
