// What a report has of single buffers, copies, sizes, threads and marks: gathered only where somebody
// asks for it, since each of it takes time with every event.
//
// Part of Report; filled by the observers of passes/detail_set.h; consumed by the report's tables.
//
// Ownership: values. Units: sizes in bytes, times in nanoseconds since the start of the trace.
#ifndef TIDEMARK_ANALYSIS_MODEL_DETAILS_H_
#define TIDEMARK_ANALYSIS_MODEL_DETAILS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "tidemark/analysis/model/call_tree.h"
#include "tidemark/analysis/model/figures.h"
#include "tidemark/analysis/model/pictures.h"
#include "tidemark/analysis/model/site_timeline.h"

namespace tidemark::analysis {

// What is asked for.
struct DetailOptions {
  bool sizes = false;
  bool threads = false;
  bool marks = false;
  bool buffers = false;
  bool copies = false;
  bool call_tree = false;
  size_t most_call_nodes = kMostCallNodes;
  bool site_timeline = false;
  PictureOptions pictures = {};
  // The moments that are looked at, both included: the peak among them, the buffers that were live at
  // one of them, the copies made then.
  int64_t from = 0;
  int64_t to = std::numeric_limits<int64_t>::max();
  // Buffers and copies made within scopes of which it says so, by path; null: all.
  std::function<bool(const std::string& scope)> in_scope = {};

  bool has_window() const { return from > 0 || to < std::numeric_limits<int64_t>::max(); }
  bool any() const {
    return sizes || threads || marks || buffers || copies || call_tree || site_timeline ||
           pictures.wanted || has_window();
  }
};

// Buffers of at least `least` and at most `most` bytes when they were allocated.
struct SizeClass {
  int64_t least = 0;
  int64_t most = 0;
  int64_t count = 0;
  int64_t bytes = 0;
  int64_t temporary_count = 0;
  int64_t live_end_count = 0;
};

// What a thread did. Buffers are freed by whichever thread frees them.
struct ThreadTotals {
  int64_t thread = 0;
  int64_t alloc_count = 0;
  int64_t alloc_bytes = 0;
  int64_t free_count = 0;
  int64_t foreign_free_count = 0;  // of buffers that another thread had made
  int64_t temporary_count = 0;
  int64_t copy_count = 0;
  int64_t copy_bytes = 0;
  int64_t peak_bytes = 0;  // of the peak, what this thread had made
  int64_t live_end_bytes = 0;
};

// What was live at a mark, and what it was at the mark of the same name before.
struct MarkReport {
  std::string name;
  int64_t t = 0;
  int64_t live_bytes = 0;
  int64_t live_count = 0;
  bool is_first = false;     // of its name: there is nothing to compare it with
  int64_t growth_bytes = 0;  // since the one before
  int64_t growth_count = 0;
  std::vector<SiteBytes> grown;  // the places that grew most since then, with how much
};

struct BufferReport {
  SiteReport site;
  std::string scope;
  int64_t id = 0;       // 0: it has none, as blocks of the heap
  int64_t address = 0;  // 0: unknown
  int64_t thread = 0;
  std::string kind;
  std::string dtype;
  std::vector<int64_t> shape;
  std::string label;
  std::string op;
  int64_t bytes = 0;  // the largest size that it had
  int64_t begin_t = 0;
  int64_t end_t = -1;  // -1: it was live at the end of the trace
};

struct CopyReport {
  SiteReport site;
  std::string scope;
  int64_t thread = 0;
  int64_t t = 0;
  int64_t bytes = 0;
  std::string op;
  std::string reason;
  int64_t source = 0;       // its id
  int64_t destination = 0;  // the same
  SiteReport source_site;   // where the source was made
  bool needless = false;    // some rule found it so
};

struct Details {
  std::vector<SizeClass> sizes;       // those with buffers, smallest first
  std::vector<ThreadTotals> threads;  // by number
  std::vector<MarkReport> marks;      // in their order
  bool marks_capped = false;          // there are more than are kept
  std::vector<BufferReport> buffers;  // largest first
  int64_t buffer_count = 0;           // all that were asked for, those not kept with them
  std::vector<CopyReport> copies;     // largest first
  int64_t copy_count = 0;
  CallTree call_tree;
  SiteTimeline site_timeline;
  Pictures pictures;
  Peak window_peak;  // of the moments asked for, where a window was
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_DETAILS_H_
