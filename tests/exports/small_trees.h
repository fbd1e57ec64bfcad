// Nodes of call trees, made by hand.
#ifndef TIDEMARK_TESTS_EXPORTS_SMALL_TREES_H_
#define TIDEMARK_TESTS_EXPORTS_SMALL_TREES_H_

#include <cstdint>
#include <string>

#include "tidemark/analysis/model/call_tree.h"
#include "tidemark/analysis/model/figures.h"

namespace tidemark::exports {

inline analysis::SiteReport Site(const std::string& function, const std::string& file = "",
                                 int64_t line = 0, const std::string& label = "",
                                 const std::string& module = "") {
  analysis::SiteReport site;
  site.function = function;
  site.file = file;
  site.line = line;
  site.label = label;
  site.module = module;
  return site;
}

inline analysis::CallNode Node(int32_t parent, const analysis::SiteReport& frame = {},
                               int64_t peak_bytes = 0) {
  analysis::CallNode node;
  node.parent = parent;
  node.frame = frame;
  node.self.peak_bytes = peak_bytes;
  return node;
}

}  // namespace tidemark::exports

#endif  // TIDEMARK_TESTS_EXPORTS_SMALL_TREES_H_
