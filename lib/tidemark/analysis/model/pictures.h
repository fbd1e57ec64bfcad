// What pictures of a run are drawn from, beyond the tables: the lives of buffers and of the views
// under them, who held the peak, copies from site to site, what the largest arrays were made from, and
// since when what leaked was there.
//
// Part of Details; filled by the observers that passes/detail_set.h adds where PictureOptions asks for
// them; consumed by the page (lib/tidemark/page).
//
// Each list is bounded. What did not fit is summed up as `other`, so that a list and its `other` make
// the whole exactly.
//
// Ownership: values. Units: sizes in bytes, times in nanoseconds since the start of the trace.
#ifndef TIDEMARK_ANALYSIS_MODEL_PICTURES_H_
#define TIDEMARK_ANALYSIS_MODEL_PICTURES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tidemark/analysis/model/figures.h"

namespace tidemark::analysis {

// What is asked for, and how much of it at most.
struct PictureOptions {
  bool wanted = false;
  size_t lives = 50000;
  size_t views = 50000;
  size_t holders = 20000;
  size_t flows = 5000;
  size_t pairs = size_t{1} << 18;  // of places between which there are copies, that are told apart
  size_t edges = 20000;
  size_t leaking_sites = 5000;
};

// What is not in a list: so many rows of it.
struct FoldedRows {
  int64_t rows = 0;
  int64_t bytes = 0;
  int64_t count = 0;
};

// A buffer from its alloc to its end. -1 in place of a time: never, or not before the trace's end.
struct BufferLife {
  SiteReport site;
  int64_t serial = 0;  // the trace's first alloc is 1, the next 2, and so on
  int64_t id = 0;      // 0: it has none, as blocks of the heap
  int64_t thread = 0;
  std::string kind;
  std::string dtype;
  std::vector<int64_t> shape;
  bool has_shape = false;
  std::string label;
  std::string op;
  int64_t bytes = 0;  // the largest size that it had
  // Of all that it stands for: where the heap was sampled of others like it, else of itself. `weight`
  // says how many they are, in parts of 2^20 (model/weight.h).
  int64_t all_bytes = 0;
  int64_t weight = 0;
  bool resized = false;
  int64_t begin_t = 0;
  int64_t first_write_t = -1;
  int64_t last_access_t = -1;
  int64_t end_t = -1;
  bool at_peak = false;
  bool observed = false;   // else the trace has no accesses of it, and the two times say nothing
  int64_t view_count = 0;  // that were made of it, beside its owning handle
};

// A view, which ends when it is dropped, or with its buffer.
struct ViewLife {
  SiteReport site;
  int64_t buffer = 0;  // the row of its buffer among the lives
  int64_t id = 0;
  int64_t bytes = 0;  // that it addresses
  int64_t begin_t = 0;
  int64_t end_t = -1;
};

// The largest buffers, largest first; views by their buffers' rows, then in the order in which they
// were made. `other` has the bytes and the count of all that its buffers stand for.
struct BufferLives {
  std::vector<BufferLife> buffers;
  FoldedRows other;
  std::vector<ViewLife> views;
  int64_t view_count = 0;  // of all buffers
};

// What was live at the peak, by where and by whom it was made, and as what.
struct PeakHolder {
  SiteReport site;
  std::string dtype;
  std::vector<int64_t> shape;
  bool has_shape = false;
  int64_t thread = 0;
  int64_t bytes = 0;
  int64_t count = 0;
};

// By bytes. With `other` they make Peak::bytes and Peak::buffers.
struct PeakHolders {
  std::vector<PeakHolder> rows;
  FoldedRows other;
};

// Copies of what was made at one place, made at another.
struct CopyFlow {
  SiteReport from;
  SiteReport to;
  std::string op;
  std::string reason;
  int64_t count = 0;
  int64_t bytes = 0;
  int64_t needless_count = 0;  // those of Copies::redundant_count
  int64_t needless_bytes = 0;
};

// A buffer that edges end at.
struct LineageNode {
  SiteReport site;
  int64_t serial = 0;
  int64_t id = 0;
  int64_t bytes = 0;
  int64_t begin_t = 0;
};

// One buffer's bytes became, or were used to compute, another's.
struct LineageEdge {
  int64_t from = 0;  // nodes, by row
  int64_t to = 0;
  bool is_operation = false;  // else a copy
  SiteReport site;
  int64_t t = 0;
  int64_t bytes = 0;  // copied; of an operation those of its result
  std::string op;
  std::string reason;
  bool needless = false;  // one of Copies::redundant_count
};

struct CopyFlows {
  std::vector<CopyFlow> rows;  // by needless bytes, then bytes
  CopyFlow other;              // without places
  int64_t other_rows = 0;
  bool other_rows_at_least = false;  // there are more rows, which were not told apart
  std::vector<LineageNode> nodes;    // by serial
  std::vector<LineageEdge> edges;    // the largest, by time
  int64_t edge_count = 0;            // all there are
};

// Of what leaked at one place: how much of it was there at the end of each of equally long spans. The
// last figure is all of it.
struct LeakGrowth {
  SiteReport site;
  std::vector<int64_t> bytes;
};

struct LeakGrowths {
  int64_t span_ns = 1;
  std::vector<LeakGrowth> sites;  // by bytes
};

struct Pictures {
  BufferLives lives;
  PeakHolders holders;
  CopyFlows flows;
  LeakGrowths leaks;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_PICTURES_H_
