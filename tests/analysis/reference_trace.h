// A trace laid out for the reference analyzer: who lived from when to when, and every access.
//
// Positions are indices of events. Owns what it needs; the events may go.
#ifndef TIDEMARK_TESTS_ANALYSIS_REFERENCE_TRACE_H_
#define TIDEMARK_TESTS_ANALYSIS_REFERENCE_TRACE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tidemark/analysis/model/report.h"
#include "tidemark/trace/model/event.h"

namespace tidemark::analysis::reference {

inline constexpr int64_t kNever = INT64_MAX;

struct Memory {
  bool by_id = false;
  int64_t name = 0;  // id or, at that time, address
  int64_t begin = 0;
  int64_t end = kNever;
  std::vector<std::pair<int64_t, int64_t>> sizes;  // (position, bytes), the first is the alloc's
  bool external = false;
  bool foreign = false;
  bool is_array = false;
  std::string kind;
  std::string space;
  int64_t align = 0;  // 0: unknown
  bool zeroed = false;
  std::string dtype;
  std::optional<std::vector<int64_t>> shape;
  std::optional<std::vector<int64_t>> strides;
  int64_t owner = 0;  // a handle
  int64_t thread = 0;
  int64_t freed_by = 0;
  SiteReport site;
  std::pair<int64_t, int64_t> origin;  // the ids of its site and its stack
  bool is_heap = false;
  int64_t usable = 0;  // 0: unknown
  std::optional<int64_t> last_read;
  std::optional<int64_t> last_write;
  std::vector<std::pair<int64_t, std::string>> scans;  // positions, and what the values fit

  int64_t BytesAt(int64_t position) const;
  bool LivesAfter(int64_t position) const { return begin <= position && position < end; }
};

struct View {
  int64_t id = 0;
  int64_t memory = 0;  // index
  int64_t begin = 0;
  int64_t end = kNever;
  bool owner = false;
  bool writable = true;
  std::string dtype;
  int64_t offset = 0;
  std::optional<std::vector<int64_t>> shape;
  std::optional<std::vector<int64_t>> strides;

  // For each byte of a buffer of that size, whether it is addressed; nullopt where it does not
  // tell.
  std::optional<std::vector<bool>> Bytes(int64_t buffer_bytes) const;
};

struct Use {
  int64_t position = 0;
  int64_t t = 0;
  int64_t memory = 0;
  bool is_write = false;
  bool by_operation = false;
};

struct Transfer {
  int64_t position = 0;
  int64_t bytes = 0;
  int64_t source = 0;  // memories
  int64_t destination = 0;
  const View* source_view = nullptr;
  const View* destination_view = nullptr;
  std::string reason;
  std::string op;
  int64_t site_id = 0;
  SiteReport site;
  // As an op event says that tells of this copy.
  int64_t told_t = 0;
  std::string index;
  std::vector<const View*> index_views;
};

struct Operation {
  int64_t position = 0;
  std::string name;
  std::vector<const View*> in;
  const View* out = nullptr;
  bool tells_of_copy = false;
  int64_t thread = 0;
  SiteReport site;
};

// A mark, or the end of a scope.
struct Reading {
  int64_t position = 0;
  bool is_scope = false;
  std::string name;
};

struct LaidOutTrace {
  explicit LaidOutTrace(const std::vector<trace::Event>& events);

  int64_t length = 0;
  bool closed = false;
  std::vector<int64_t> times;  // of each position
  std::vector<bool> happens;   // not a definition
  std::vector<Memory> memories;
  std::vector<std::unique_ptr<View>> views;
  std::vector<Use> uses;
  std::vector<Transfer> transfers;
  std::vector<Reading> readings;
  std::vector<Operation> operations;
  std::map<std::string, int64_t> counts;
  std::set<int64_t> threads;

 private:
  std::map<int64_t, SiteReport> sites_;
  std::map<int64_t, SiteReport> frames_;
  std::map<int64_t, SiteReport> stacks_;  // the place of each, which is its innermost frame
  Memory* Find(const trace::BufferName& name, int64_t position);
  View* FindView(int64_t id);
  // The copy that was the last use of the memory, where an operation may tell of it.
  Transfer* ToldBy(const trace::Op& op, int64_t memory);
  void Lay(const trace::Event& event, int64_t position);
};

}  // namespace tidemark::analysis::reference

#endif  // TIDEMARK_TESTS_ANALYSIS_REFERENCE_TRACE_H_
