// The sites of a trace, numbered densely, so that the passes can count by site.
//
// Filled from the definitions and from the events that use them; consumed by the passes, and by the
// assembly of the report, which turns numbers back into files and lines.
//
// An event without a site but with a stack belongs to the leaf frame of the stack. A site may be
// used before it is defined (an anomaly, told once a site); it is resolved at the end all the same.
//
// Memory: O(sites + frames + stacks). Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_PASSES_SITE_TABLE_H_
#define TIDEMARK_ANALYSIS_PASSES_SITE_TABLE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "tidemark/analysis/report.h"
#include "tidemark/trace/event.h"

namespace tidemark::analysis {

using SiteIndex = int32_t;
inline constexpr SiteIndex kUnknownSite = 0;

class SiteTable {
 public:
  SiteTable();

  // Definitions. False when the same id was defined before as something else; the first one stays.
  bool Define(const trace::SiteDefinition& definition);
  bool Define(const trace::FrameDefinition& definition);
  bool Define(const trace::StackDefinition& definition);

  struct Use {
    SiteIndex site = kUnknownSite;
    bool undefined_site = false;   // first use of a site before its definition
    bool undefined_stack = false;  // the same for a stack
  };
  Use Of(SiteId site, StackId stack);

  size_t size() const { return entries_.size(); }
  SiteReport Resolve(SiteIndex index) const;

 private:
  struct Entry {
    bool defined = false;
    SiteReport site;
    StackId stack;  // where the entry stands for a stack
  };
  struct Frame {
    std::string function;
    std::string file;
    int64_t line = 0;
    std::string module;
  };
  struct Stack {
    FrameId frame;
    StackId parent;
  };

  std::vector<Entry> entries_;
  absl::flat_hash_map<SiteId, SiteIndex> by_site_;
  absl::flat_hash_map<StackId, SiteIndex> by_stack_;
  absl::flat_hash_map<FrameId, Frame> frames_;
  absl::flat_hash_map<StackId, Stack> stacks_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_PASSES_SITE_TABLE_H_
