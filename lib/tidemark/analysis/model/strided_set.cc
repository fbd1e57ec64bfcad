#include "tidemark/analysis/model/strided_set.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "tidemark/analysis/model/wide_sum.h"

namespace tidemark::analysis {
namespace {

using Axis = StridedSet::Axis;

// Merges axes that continue a run, or a lattice of runs, and sorts them by stride.
void Normalise(StridedSet* set) {
  if (set->run == 0) {
    set->axes.clear();
    return;
  }
  std::sort(set->axes.begin(), set->axes.end(), [](const Axis& a, const Axis& b) {
    return a.stride != b.stride ? a.stride < b.stride : a.extent < b.extent;
  });
  std::vector<Axis> axes;
  for (const Axis& axis : set->axes) {
    if (axis.extent <= 1 || axis.stride == 0) continue;
    if (axes.empty() && axis.stride <= set->run) {
      set->run += (axis.extent - 1) * axis.stride;
      continue;
    }
    if (!axes.empty()) {
      // A lattice shifted by a multiple of its own period, by no more than its length, is a longer
      // lattice.
      Axis& last = axes.back();
      const int64_t steps = axis.stride / last.stride;
      if (axis.stride % last.stride == 0 && steps <= last.extent) {
        last.extent += (axis.extent - 1) * steps;
        continue;
      }
    }
    axes.push_back(axis);
  }
  set->axes = std::move(axes);
}

class Counter {
 public:
  explicit Counter(int64_t* work_left) : work_left_(*work_left) {}

  std::optional<int64_t> Count(std::vector<StridedSet> sets) {
    std::vector<StridedSet> parts;
    int64_t row = 0;
    for (StridedSet& set : sets) {
      if (set.empty()) continue;
      Normalise(&set);
      if (!set.axes.empty()) row = std::max(row, set.axes.back().stride);
      parts.push_back(std::move(set));
    }
    work_left_ -= static_cast<int64_t>(parts.size()) + 1;
    if (work_left_ < 0) return std::nullopt;
    if (row == 0) return CountRuns(std::move(parts));
    if (parts.size() == 1 && IsDisjoint(parts[0])) return parts[0].AddressedBytes();
    return CountRows(parts, row);
  }

 private:
  // The same pattern, `set`, in each of the rows [first, last).
  struct Rows {
    int64_t first;
    int64_t last;
    StridedSet set;  // within one row
  };

  // Whether no byte is addressed twice: every stride reaches over all that the axes below span.
  static bool IsDisjoint(const StridedSet& set) {
    int64_t span = set.run;
    for (const Axis& axis : set.axes) {
      if (axis.stride < span) return false;
      span += (axis.extent - 1) * axis.stride;
    }
    return true;
  }

  static int64_t CountRuns(std::vector<StridedSet> sets) {
    std::sort(sets.begin(), sets.end(),
              [](const StridedSet& a, const StridedSet& b) { return a.offset < b.offset; });
    int64_t bytes = 0;
    int64_t end = 0;
    for (const StridedSet& set : sets) {
      const int64_t first = std::max(end, set.offset);
      const int64_t last = set.offset + set.run;
      if (last > first) bytes += last - first;
      end = std::max(end, last);
    }
    return bytes;
  }

  std::optional<int64_t> CountRows(const std::vector<StridedSet>& sets, int64_t row) {
    std::vector<Rows> rows;
    for (const StridedSet& set : sets) {
      StridedSet pattern = set;
      int64_t repeats = 1;
      if (!set.axes.empty() && set.axes.back().stride == row) {
        repeats = set.axes.back().extent;
        pattern.axes.pop_back();
      }
      if (!Cut(std::move(pattern), repeats, row, &rows)) return std::nullopt;
    }
    return Sweep(rows);
  }

  // Cuts a set that is repeated `repeats` times at distance `row` into patterns within single rows.
  bool Cut(StridedSet set, int64_t repeats, int64_t row, std::vector<Rows>* out) {
    std::vector<StridedSet> pending;
    pending.push_back(std::move(set));
    while (!pending.empty()) {
      if (--work_left_ < 0) return false;
      StridedSet part = std::move(pending.back());
      pending.pop_back();
      const int64_t first = part.offset / row;
      const int64_t room = (first + 1) * row - part.offset;  // to the end of its first row
      if (part.span() <= room) {
        part.offset -= first * row;
        out->push_back({.first = first, .last = first + repeats, .set = std::move(part)});
      } else if (part.axes.empty()) {
        CutRun(part, repeats, row, &pending, out);
      } else {
        CutAxis(part, repeats, row, room, &pending, out);
      }
    }
    return true;
  }

  // One run over several rows: a head, whole rows and a tail.
  static void CutRun(const StridedSet& part, int64_t repeats, int64_t row,
                     std::vector<StridedSet>* pending, std::vector<Rows>* out) {
    const int64_t end = part.offset + part.run;
    const int64_t first_whole = (part.offset + row - 1) / row;
    const int64_t last_whole = end / row;
    const int64_t head = first_whole * row - part.offset;
    const int64_t tail = end - last_whole * row;
    if (head > 0) pending->push_back({.offset = part.offset, .run = head});
    if (tail > 0) pending->push_back({.offset = last_whole * row, .run = tail});
    if (last_whole > first_whole) {
      // Repeating the run moves it by one row each time, so all repeats together are one range.
      out->push_back({.first = first_whole,
                      .last = last_whole + repeats - 1,
                      .set = {.offset = 0, .run = row}});
    }
  }

  // A set whose outermost axis crosses the end of its first row.
  static void CutAxis(const StridedSet& part, int64_t repeats, int64_t row, int64_t room,
                      std::vector<StridedSet>* pending, std::vector<Rows>* out) {
    const Axis axis = part.axes.back();
    StridedSet inner = part;
    inner.axes.pop_back();
    const int64_t inner_span = inner.span();
    auto push = [&](int64_t from, int64_t count) {
      if (count <= 0) return;
      StridedSet piece = inner;
      piece.offset += from * axis.stride;
      if (count > 1) piece.axes.push_back({.extent = count, .stride = axis.stride});
      pending->push_back(std::move(piece));
    };
    // Steps of the axis that lie within the first row as a whole.
    const int64_t whole = room < inner_span ? 0 : (room - inner_span) / axis.stride + 1;
    const int64_t per_row = row / axis.stride;
    if (whole > 0 && row % axis.stride == 0 && inner_span <= axis.stride &&
        axis.extent - whole >= 2 * per_row) {
      // Every further row that is full shows the same pattern.
      StridedSet pattern = inner;
      pattern.offset += whole * axis.stride;
      const int64_t crossing = pattern.offset / row != (pattern.offset + inner_span - 1) / row;
      const int64_t rows = (axis.extent - whole - crossing) / per_row;
      if (crossing == 0) {
        const int64_t first = pattern.offset / row;
        pattern.offset -= first * row;
        if (per_row > 1) pattern.axes.push_back({.extent = per_row, .stride = axis.stride});
        if (pattern.offset + pattern.span() <= row) {
          out->push_back(
              {.first = first, .last = first + rows + repeats - 1, .set = std::move(pattern)});
          push(0, whole);
          push(whole + rows * per_row, axis.extent - whole - rows * per_row);
          return;
        }
      }
    }
    if (whole > 0) {
      push(0, whole);
      push(whole, axis.extent - whole);
      return;
    }
    // The first step itself crosses: it is cut by its inner axes, the rest goes on.
    push(1, axis.extent - 1);
    pending->push_back(std::move(inner));
  }

  std::optional<int64_t> Sweep(const std::vector<Rows>& rows) {
    std::vector<int64_t> borders;
    for (const Rows& part : rows) {
      borders.push_back(part.first);
      borders.push_back(part.last);
    }
    std::sort(borders.begin(), borders.end());
    borders.erase(std::unique(borders.begin(), borders.end()), borders.end());
    std::vector<size_t> by_first(rows.size());
    for (size_t i = 0; i < rows.size(); ++i) by_first[i] = i;
    std::sort(by_first.begin(), by_first.end(),
              [&](size_t a, size_t b) { return rows[a].first < rows[b].first; });
    std::vector<size_t> active;
    size_t next = 0;
    WideSum bytes = 0;
    for (size_t i = 0; i + 1 < borders.size(); ++i) {
      std::erase_if(active, [&](size_t part) { return rows[part].last <= borders[i]; });
      while (next < by_first.size() && rows[by_first[next]].first <= borders[i]) {
        active.push_back(by_first[next++]);
      }
      if (active.empty()) continue;
      std::vector<StridedSet> sets;
      sets.reserve(active.size());
      for (size_t part : active) sets.push_back(rows[part].set);
      std::optional<int64_t> in_one_row = Count(std::move(sets));
      if (!in_one_row.has_value()) return std::nullopt;
      bytes += WideSum(*in_one_row) * (borders[i + 1] - borders[i]);
    }
    return Narrow(bytes);
  }

  int64_t& work_left_;
};

}  // namespace

std::optional<StridedSet> StridedSet::Make(int64_t offset, absl::Span<const int64_t> shape,
                                           absl::Span<const int64_t> strides, int64_t item_bytes,
                                           int64_t buffer_bytes) {
  if (shape.size() != strides.size() || item_bytes <= 0) return std::nullopt;
  StridedSet set;
  WideSum low = offset;
  WideSum high = WideSum(offset) + item_bytes;
  bool empty = false;
  for (size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] < 0) return std::nullopt;
    if (shape[i] == 0) empty = true;
    if (shape[i] <= 1 || strides[i] == 0) continue;
    const WideSum reach = WideSum(shape[i] - 1) * strides[i];
    (strides[i] < 0 ? low : high) += reach;
    if (strides[i] == INT64_MIN) return std::nullopt;
    set.axes.push_back({.extent = shape[i], .stride = strides[i] < 0 ? -strides[i] : strides[i]});
  }
  if (empty) return StridedSet();
  if (low < 0 || high > buffer_bytes) return std::nullopt;
  set.offset = Narrow(low);
  set.run = item_bytes;
  Normalise(&set);
  return set;
}

int64_t StridedSet::span() const {
  int64_t span = run;
  for (const Axis& axis : axes) span += (axis.extent - 1) * axis.stride;
  return span;
}

int64_t StridedSet::AddressedBytes() const {
  WideSum bytes = run;
  for (const Axis& axis : axes) {
    bytes *= axis.extent;
    if (bytes > INT64_MAX) return INT64_MAX;
  }
  return Narrow(bytes);
}

std::optional<int64_t> CountDistinctBytes(std::vector<StridedSet> sets, int64_t* work_left) {
  return Counter(work_left).Count(std::move(sets));
}

}  // namespace tidemark::analysis
