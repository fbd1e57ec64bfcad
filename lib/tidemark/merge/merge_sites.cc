#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "tidemark/base/saturating.h"
#include "tidemark/merge/merge_reports.h"

namespace tidemark::merge {
namespace {

using analysis::CallPath;
using analysis::SiteBytes;
using analysis::SiteReport;

using Lists = std::vector<const std::vector<SiteBytes>*>;

// One place, and what the lists have of it.
struct Row {
  int64_t bytes = 0;
  int64_t count = 0;
  std::map<std::vector<SiteReport>, CallPath> paths;
  int64_t most_paths = 0;  // of any list, those that it left out among them
  std::vector<const std::vector<SiteBytes>*> grown_at;
};

void AddPath(const CallPath& path, Row* row) {
  CallPath& sum = row->paths[path.callers];
  sum.callers = path.callers;
  AddSaturating(path.bytes, &sum.bytes);
  AddSaturating(path.count, &sum.count);
}

void AddEntry(const SiteBytes& entry, Row* row) {
  AddSaturating(entry.bytes, &row->bytes);
  AddSaturating(entry.count, &row->count);
  row->most_paths = std::max(row->most_paths, entry.path_count);
  for (const CallPath& path : entry.paths) AddPath(path, row);
  if (entry.paths.empty() && !entry.callers.empty()) {
    AddPath({.callers = entry.callers, .bytes = entry.bytes, .count = entry.count}, row);
  }
  if (!entry.grown_at.empty()) row->grown_at.push_back(&entry.grown_at);
}

SiteBytes EntryOf(const SiteReport& site, Row* row) {
  SiteBytes entry{.site = site, .bytes = row->bytes, .count = row->count};
  if (!row->grown_at.empty()) entry.grown_at = MergeSites(row->grown_at);
  if (row->paths.empty()) return entry;
  std::vector<CallPath> paths;
  for (auto& [callers, path] : row->paths) paths.push_back(std::move(path));
  std::stable_sort(paths.begin(), paths.end(),
                   [](const CallPath& a, const CallPath& b) { return a.bytes > b.bytes; });
  entry.callers = paths.front().callers;
  const auto count = static_cast<int64_t>(paths.size());
  if (count < 2 && row->most_paths < 2) return entry;
  entry.path_count = std::max(count, row->most_paths);
  if (paths.size() > analysis::kMostCallPaths) paths.resize(analysis::kMostCallPaths);
  entry.paths = std::move(paths);
  return entry;
}

}  // namespace

std::vector<SiteBytes> MergeSites(const Lists& lists) {
  if (lists.size() == 1) return *lists.front();
  std::map<SiteReport, Row> rows;
  for (const std::vector<SiteBytes>* const list : lists) {
    for (const SiteBytes& entry : *list) AddEntry(entry, &rows[entry.site]);
  }
  std::vector<SiteBytes> merged;
  for (auto& [site, row] : rows) merged.push_back(EntryOf(site, &row));
  std::stable_sort(merged.begin(), merged.end(),
                   [](const SiteBytes& a, const SiteBytes& b) { return a.bytes > b.bytes; });
  return merged;
}

}  // namespace tidemark::merge
