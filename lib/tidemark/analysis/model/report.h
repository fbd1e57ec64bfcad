// Everything that the analysis of a trace found: the one struct that every output format prints.
//
// Produced by Analyze(); consumed by the report formats and by the gate.
//
// Ownership: values; the report outlives the trace.
// Units: sizes in bytes, times in nanoseconds since the start of the trace.
// Order: lists are sorted by bytes descending, then file, then line, so that two runs over the same
//   trace give the same report; findings by peak saving, then bytes, then file and line, then rule.
#ifndef TIDEMARK_ANALYSIS_MODEL_REPORT_H_
#define TIDEMARK_ANALYSIS_MODEL_REPORT_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tidemark/analysis/model/details.h"
#include "tidemark/analysis/model/figures.h"

namespace tidemark::analysis {

struct AnomalyReport {
  int64_t count = 0;
  std::vector<SiteReport> first_sites;  // at most three
};

// A program or library of which some code that matters has no name.
struct UnnamedCode {
  std::string module;
  std::string reason;  // "no symbols"
  int64_t addresses = 0;
  bool stripped = false;     // the file is here, and only lacks symbols or debug info
  std::string package = {};  // that has its debug info, "libc6-dbg"; empty: unknown
};

struct TraceSummary {
  std::vector<std::string> files;
  std::string program;
  int64_t events = 0;
  int64_t duration_ns = 0;
  bool truncated = false;  // no "end", or cut off
  int64_t lost_events = 0;
  int64_t unknown_events_skipped = 0;
  int64_t bad_lines_skipped = 0;
  std::vector<std::string> first_bad_lines;
  // Keyed by kind: unknown_free double_free duplicate_buffer dead_view unknown_drop
  // unmatched_scope_end end_mismatch ...; every kind is present, with 0 where it did not occur.
  std::map<std::string, AnomalyReport> anomalies;
  // Where heap allocations were sampled, the mean number of bytes between samples: all figures that
  // heap allocations are part of are estimates then. 0: everything was recorded.
  int64_t sample_bytes = 0;
  // There are allocations of the heap and no arrays: nothing is known of views and copies.
  bool heap_only = false;
  std::vector<UnnamedCode> unnamed_code = {};
  // From the trace's head: what was given to the recording as --param NAME=NUMBER.
  std::map<std::string, double> params = {};
  bool mappings_recorded = false;  // anonymous ones, as the head says
  // Of the array with most of them; 0: there is no array.
  int64_t largest_array_elements = 0;
  // The C++ standard library of the program, "libstdc++" or "libc++"; empty: unknown.
  std::string standard_library = {};
};

struct Totals {
  int64_t alloc_count = 0;
  int64_t alloc_bytes = 0;   // what resizes added is part of it
  int64_t resize_count = 0;  // of either direction
  int64_t free_count = 0;
  int64_t view_count = 0;
  int64_t copy_count = 0;
  int64_t copy_bytes = 0;
  int64_t op_count = 0;
  int64_t temporary_count = 0;
  int64_t largest_alloc_bytes = 0;  // the largest size that any buffer had
  int64_t live_end_count = 0;
  int64_t live_end_bytes = 0;
  int64_t thread_count = 0;
  int64_t external_count = 0;  // adopted buffers: in none of the figures above
  int64_t external_bytes = 0;
};

// Where the totals come from, by site; external buffers are in none.
struct Origins {
  std::vector<SiteBytes> allocs;
  std::vector<SiteBytes> copies;
  std::vector<SiteBytes> views;  // bytes: of the buffers that they share
  std::vector<SiteBytes> temporaries;
  std::vector<SiteBytes> largest_alloc;  // the first of that size; none without allocations
};

// The process's memory as the system told it, at the sample with most of it resident. Of what was
// live, some may not have been resident: it was never touched, or was swapped out.
struct ProcessMemory {
  int64_t samples = 0;  // 0: none was taken, and the rest says nothing
  int64_t t = 0;
  int64_t resident_bytes = 0;
  int64_t live_bytes = 0;  // then
  int64_t file_bytes = 0;  // resident and backed by files: code, mapped data
  int64_t swap_bytes = 0;
  int64_t kernel_bytes = 0;  // page tables and the like
};

// Live buffers of one place and, of arrays, of one dtype and shape.
struct MemoryHolder {
  SiteReport site;
  std::string dtype;  // empty: no array, or unknown
  std::vector<int64_t> shape;
  int64_t bytes = 0;
  int64_t count = 0;
};

// Allocations that failed, and who held the memory when most was live at one.
struct FailedAllocations {
  int64_t count = 0;  // 0: none failed, and the rest says nothing
  int64_t t = 0;
  int64_t bytes = 0;  // that were asked for
  int64_t live_bytes = 0;
  SiteReport site;
  std::vector<MemoryHolder> holders;  // the largest
};

// Objects of an interpreter, of one type and made at one place.
struct ObjectBytes {
  std::string type;
  SiteReport site;
  int64_t peak_bytes = 0;  // of those live at the peak
  int64_t peak_count = 0;
  int64_t end_bytes = 0;  // of those live at the end
  int64_t end_count = 0;
};

struct Copies {
  int64_t count = 0;
  int64_t bytes = 0;
  int64_t redundant_count = 0;
  int64_t redundant_bytes = 0;
};

struct Leaks {
  int64_t count = 0;
  int64_t bytes = 0;
  std::vector<SiteBytes> sites;
};

// What was not freed either and is no leak: its makers keep it to the end of the process on purpose,
// or the user has said so. No part of Leaks, but of Totals::live_end_*.
struct LiveAtExit {
  struct Group {
    std::string name;    // "stdio buffers"; of the user's own suppressions their pattern
    std::string reason;  // a sentence
    int64_t count = 0;
    int64_t bytes = 0;
    bool suppressed = false;  // by the user; else runtimes or installed code keep it
  };
  int64_t count = 0;
  int64_t bytes = 0;
  std::vector<Group> groups;  // sorted by bytes descending, then by name and reason
};

// A buffer that small live views keep alive (see rule pinned-base).
struct Pin {
  SiteReport site;  // of the view that pins
  int64_t base_bytes = 0;
  int64_t view_bytes = 0;  // distinct bytes that the live views address
  int64_t wasted_bytes = 0;
  SiteReport base_site = {};  // where the buffer was made
  int64_t buf = 0;            // its id
  int64_t serial = 0;         // the trace's first alloc is 1
  int64_t since_t = 0;        // when its last full handle went
  int64_t until_t = -1;       // when it ended; -1: not in the trace
};

enum class Severity { kError, kWarning, kNote };
enum class Confidence { kCertain, kLikely };

// What a finding is about, for whoever sums up findings or shows them apart. Not part of the JSON.
enum class Category {
  kRedundantCopy,  // counted in Copies::redundant_*
  kLeak,           // counted in Leaks
  kOther,
};

// One occurrence behind a finding. 0 where it does not apply.
struct Evidence {
  int64_t buf = 0;
  int64_t src_buf = 0;
  int64_t view = 0;
  int64_t t = 0;
};

// What was found by one rule at one site.
struct Finding {
  std::string rule;
  Severity severity = Severity::kWarning;
  Category category = Category::kOther;
  Confidence confidence = Confidence::kCertain;
  SiteReport site;
  int64_t count = 0;
  int64_t bytes = 0;
  int64_t copied_bytes = 0;       // of redundant copies: what they copied (Copies)
  int64_t peak_saving_bytes = 0;  // peak minus the peak with this finding fixed
  bool tells_saving = true;       // false: nobody knows what that peak would be
  std::string message;
  std::string advice;
  std::vector<Evidence> evidence;  // the largest, at most kMaxEvidence
  bool counts_saving = false;      // `bytes` are peak_saving_bytes; without them it is no finding
  // Where the source says that it is allowed: the reason, and the place that says so. It counts
  // neither in Copies::redundant_*, Leaks nor Usage::findings, and no replay mends it.
  std::string allowed = {};     // empty: it is not
  std::string allowed_at = {};  // "src/a.cc:20"
};

inline constexpr int kMaxEvidence = 5;

struct WhatIf {
  int64_t peak_bytes_all_fixed = 0;
};

// What a rule found among what one Usage is about.
struct RuleUsage {
  std::string rule;
  Category category = Category::kOther;
  int64_t count = 0;
  int64_t bytes = 0;  // as Finding::bytes; of redundant copies, what they copied (Copies)
};

// The finest breakdown of a trace's figures: what was done at one place, within one scope, with
// buffers of one kind and dtype. Every sum of the totals is that of these. Estimates where the heap
// was sampled.
struct Usage {
  SiteReport site;
  std::string scope;  // the open scopes of the thread, outermost first: "train/step"; empty: none
  // Of buffers, copies and views, the buffer's: "array", "heap", ... Of operations "op:add".
  std::string kind;
  std::string dtype;  // empty: no array, or unknown

  int64_t alloc_count = 0;
  int64_t alloc_bytes = 0;  // growth by resize counts where the resize was
  int64_t resize_count = 0;
  int64_t temporary_count = 0;
  int64_t largest_bytes = 0;  // of any buffer made or grown here
  int64_t peak_count = 0;     // made here and live at the peak of the trace
  int64_t peak_bytes = 0;
  int64_t live_end_count = 0;  // and at its end
  int64_t live_end_bytes = 0;
  int64_t copy_count = 0;
  int64_t copy_bytes = 0;
  int64_t view_count = 0;
  int64_t op_count = 0;
  int64_t reused_ops = 0;    // whose result took an operand's buffer
  int64_t excess_bytes = 0;  // of scanned buffers: what a dtype as wide as their values would save
  std::vector<RuleUsage> findings;  // by rule's name
};

// What happened while a scope was open, on whichever thread had it open.
struct ScopeReport {
  std::string path;
  int64_t entered = 0;
  int64_t peak_bytes = 0;  // the most that was live in the whole program while it was open
  int64_t peak_t = 0;
};

// Live bytes over time, for a sparkline: the maximum within each of equally long spans of time that
// together cover the trace.
struct Timeline {
  int64_t bucket_ns = 0;
  std::vector<int64_t> max_bytes;  // at most 4096
};

struct Report {
  TraceSummary trace;
  Totals totals;
  Peak peak;
  ProcessMemory process_memory;
  FailedAllocations failed_allocations;
  Copies copies;
  Leaks leaks;
  LiveAtExit live_at_exit;
  std::vector<Pin> pins;
  std::vector<Finding> findings;
  std::vector<ObjectBytes> objects;  // those live at the peak or at the end; by peak, then end
  WhatIf what_if;
  Timeline timeline;
  Origins origins;
  // With AnalyzeOptions::break_down; else empty. Sorted by scope, site, kind, dtype.
  std::vector<Usage> usage;
  std::vector<ScopeReport> scopes;  // by path
  bool scopes_capped = false;       // more distinct scopes than kept apart: the rest are one, "..."
  bool values_scanned = false;      // at least one buffer's values were
  Details details;                  // what AnalyzeOptions::details asks for
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_REPORT_H_
