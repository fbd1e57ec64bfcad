#include "tidemark/testing/memory_tally.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

#include "absl/strings/str_cat.h"

namespace tidemark::testing {
namespace {

std::string TextOf(const char* text) { return text == nullptr ? "" : text; }

}  // namespace

size_t MemoryTally::Table::RowOf(const Place& place) {
  const auto known = index.find(place);
  if (known != index.end()) return known->second;
  rows.push_back({.place = place});
  index.emplace(place, rows.size() - 1);
  return rows.size() - 1;
}

void MemoryTally::Table::Add(const Place& place, int64_t bytes) {
  Amount& total = rows[RowOf(place)].total;
  ++total.count;
  total.bytes += bytes;
}

// Rows of the same text are one site: each library that includes a header has its own literals.
std::vector<MemorySite> MemoryTally::Table::Sites(Amount Row::*amount) const {
  std::map<std::tuple<std::string, uint32_t, std::string, std::string, std::string>, Amount> sums;
  for (const Row& row : rows) {
    const Amount& part = row.*amount;
    if (part.count == 0 && part.bytes == 0) continue;
    const Place& place = row.place;
    Amount& sum = sums[{TextOf(place.file), place.line, TextOf(place.function), TextOf(place.op),
                        TextOf(place.note)}];
    sum.count += part.count;
    sum.bytes += part.bytes;
  }
  std::vector<MemorySite> sites;
  for (const auto& [key, sum] : sums) {
    const auto& [file, line, function, op, note] = key;
    sites.push_back({.file = file,
                     .line = line,
                     .function = function,
                     .op = op,
                     .note = note,
                     .count = sum.count,
                     .bytes = sum.bytes});
  }
  return sites;
}

template <class Record>
void MemoryTally::Keep(Record&& record) noexcept {
  const std::lock_guard lock(mutex_);
  try {
    record();
  } catch (...) {  // std::bad_alloc, also of a test that lets allocations fail
    ++lost_events_;
  }
}

// What the rows held at the peak is not noted when the peak is raised, which would take a look at
// all rows; a row notes it when it changes for the first time after that.
void MemoryTally::ChangeLive(size_t index, int64_t count, int64_t bytes) {
  Row& row = allocs_.rows[index];
  if (row.peak < peak_) {
    row.at_peak = row.live;
    row.peak = peak_;
  }
  row.live.count += count;
  row.live.bytes += bytes;
  live_bytes_ += bytes;
  if (live_bytes_ > peak_bytes_) {
    peak_bytes_ = live_bytes_;
    ++peak_;
  }
}

void MemoryTally::Forget(const LiveBuffer& buffer) {
  if (buffer.growth != 0) ChangeLive(buffer.growth_row, 0, -buffer.growth);
  if (buffer.within) ChangeLive(buffer.row, -1, -buffer.base);
}

void MemoryTally::OnAlloc(const AllocInfo& info) noexcept {
  if (info.kind == BufferKind::kExternal) return;
  Keep([&] {
    const Place place = PlaceOf(info.site, info.op, info.label);
    const size_t row = allocs_.RowOf(place);
    const auto [entry, is_new] = buffers_.try_emplace(KeyOf(info.buffer, info.address));
    // An address that is taken again: its free was not told.
    if (!is_new) Forget(entry->second);
    entry->second = {.within = true, .base = info.bytes, .row = row};
    allocs_.Add(place, info.bytes);
    ChangeLive(row, 1, info.bytes);
  });
}

void MemoryTally::OnResize(const ResizeInfo& info) noexcept {
  Keep([&] { Resize(info); });
}

void MemoryTally::Resize(const ResizeInfo& info) {
  resizes_.Add(PlaceOf(info.site, nullptr, nullptr),
               std::max<int64_t>(0, info.bytes - info.old_bytes));
  // All that can fail comes before anything is changed.
  const size_t row = allocs_.RowOf(PlaceOf(info.site, "resize", nullptr));
  const Key old_key = KeyOf(info.buffer, info.address);
  const Key key = KeyOf(info.buffer, info.new_address != nullptr ? info.new_address : info.address);
  LiveBuffer buffer{.within = false, .base = info.old_bytes};
  const auto known = buffers_.find(old_key);
  if (known != buffers_.end()) buffer = known->second;
  const auto [moved, is_new] = buffers_.try_emplace(key);
  if (key != old_key) {
    if (!is_new) Forget(moved->second);
    buffers_.erase(old_key);
  }

  const int64_t before = buffer.base + buffer.growth;
  allocs_.rows[row].total.bytes += std::max<int64_t>(0, info.bytes - before);
  if (buffer.growth != 0) ChangeLive(buffer.growth_row, 0, -buffer.growth);
  if (info.bytes < buffer.base) {
    if (buffer.within) ChangeLive(buffer.row, 0, info.bytes - buffer.base);
    buffer.base = info.bytes;
  }
  // A buffer that shrinks is not attributed to where it shrank.
  if (info.bytes > before || !buffer.has_growth_row) {
    buffer.growth_row = row;
    buffer.has_growth_row = true;
  }
  buffer.growth = info.bytes - buffer.base;
  if (buffer.growth != 0) ChangeLive(buffer.growth_row, 0, buffer.growth);
  moved->second = buffer;
}

void MemoryTally::OnView(const ViewInfo& info) noexcept {
  Keep([&] { views_.Add(PlaceOf(info.site, info.op, nullptr), 0); });
}

void MemoryTally::OnCopy(const CopyInfo& info) noexcept {
  Keep([&] { copies_.Add(PlaceOf(info.site, info.op, CopyReasonName(info.reason)), info.bytes); });
}

void MemoryTally::OnFree(const FreeInfo& info) noexcept {
  if (info.kind == BufferKind::kExternal) return;
  Keep([&] {
    const auto known = buffers_.find(KeyOf(info.buffer, info.address));
    if (known == buffers_.end()) return;  // older than the tally
    Forget(known->second);
    buffers_.erase(known);
  });
}

Measurement MemoryTally::Read() const {
  Measurement m;
  const auto sum = [](const Table& table, int64_t& count, int64_t* bytes) {
    for (const Row& row : table.rows) {
      count += row.total.count;
      if (bytes != nullptr) *bytes += row.total.bytes;
    }
  };
  sum(allocs_, m.alloc_count, &m.alloc_bytes);
  sum(resizes_, m.resize_count, nullptr);
  sum(copies_, m.copy_count, &m.copy_bytes);
  sum(views_, m.view_count, nullptr);
  m.peak_bytes = peak_bytes_;

  // Where the buffers that are live were allocated, with what they grew by elsewhere; at the peak
  // growth is of the place that grew the buffer.
  Table allocs = allocs_;
  for (Row& row : allocs.rows) {
    if (row.peak < peak_) row.at_peak = row.live;
    row.live = {};
  }
  for (const auto& [key, buffer] : buffers_) {
    if (!buffer.within) continue;
    Amount& live = allocs.rows[buffer.row].live;
    ++live.count;
    live.bytes += buffer.base + buffer.growth;
    ++m.live_end_count;
    m.live_end_bytes += buffer.base + buffer.growth;
  }
  m.alloc_sites = allocs.Sites(&Row::total);
  m.peak_sites = allocs.Sites(&Row::at_peak);
  m.live_end_sites = allocs.Sites(&Row::live);
  m.resize_sites = resizes_.Sites(&Row::total);
  m.copy_sites = copies_.Sites(&Row::total);
  m.view_sites = views_.Sites(&Row::total);
  if (lost_events_ != 0) {
    m.problem = absl::StrCat("the memory to keep ", lost_events_,
                             " of the events could not be had while they were counted");
  }
  return m;
}

}  // namespace tidemark::testing
