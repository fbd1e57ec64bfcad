#include <cstring>

#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/ops/lines_internal.h"
#include "tidemark/array/sorting/sets.h"
#include "tidemark/array/sorting/sets_internal.h"

namespace tidemark {
namespace array_internal {

int64_t DropRepeated(std::byte* line, int64_t n, DType dtype) {
  if (n == 0) return 0;
  return WithElementType(dtype, [&]<class T>() {
    constexpr auto kItem = static_cast<int64_t>(sizeof(T));
    int64_t kept = 1;
    T last = LoadElement<T>(line);
    for (int64_t i = 1; i < n; ++i) {
      const T next = LoadElement<T>(line + i * kItem);
      if (IsRepeated(last, next)) continue;
      StoreElement(line + kept * kItem, next);
      last = next;
      ++kept;
    }
    return kept;
  });
}

AnyArray LineFrom(const std::byte* line, int64_t n, DType dtype, const char* op,
                  SourceLocation site) {
  AnyArray result =
      AnyArray::Own(NewOwner({.dtype = dtype, .shape = Dims(n), .op = op, .site = site}));
  if (n != 0) std::memcpy(result.view().data, line, static_cast<size_t>(result.nbytes()));
  return result;
}

namespace {

AnyArray NewPositions(int64_t n, const char* op, SourceLocation site) {
  return AnyArray::Own(
      NewOwner({.dtype = DType::kInt64, .shape = Dims(n), .op = op, .site = site}));
}

int64_t* PositionsIn(const AnyArray& array) {
  return array.has_value() ? reinterpret_cast<int64_t*>(array.view().data) : nullptr;
}

// body(value) for the first of each value in a sorted line, body(nullptr) for those that repeat it.
template <class Body>
void ForEachInRuns(const std::byte* line, int64_t n, DType dtype, Body&& body) {
  WithElementType(dtype, [&]<class T>() {
    T last{};
    for (int64_t i = 0; i < n; ++i) {
      const std::byte* element = line + i * static_cast<int64_t>(sizeof(T));
      const T next = LoadElement<T>(element);
      const bool fresh = i == 0 || !IsRepeated(last, next);
      body(fresh ? element : nullptr);
      if (fresh) last = next;
    }
  });
}

// Without the positions, which would take as much memory again.
UniqueCounts CountUnique(const View& view, const char* op, SourceLocation site) {
  Scratch line(view.dtype, view.size, op, site);
  GatherAll(view, view.dtype, line.data());
  kernels::FindSort(view.dtype)(line.data(), view.size);
  int64_t count = 0;
  ForEachInRuns(line.data(), view.size, view.dtype,
                [&](const std::byte* value) { count += value != nullptr ? 1 : 0; });
  UniqueCounts result;
  result.values =
      AnyArray::Own(NewOwner({.dtype = view.dtype, .shape = Dims(count), .op = op, .site = site}));
  result.counts = NewPositions(count, op, site);
  std::byte* values = result.values.view().data;
  int64_t* counts = PositionsIn(result.counts);
  int64_t at = -1;
  ForEachInRuns(line.data(), view.size, view.dtype, [&](const std::byte* value) {
    if (value != nullptr) {
      std::memcpy(values, value, static_cast<size_t>(view.item_size));
      values += view.item_size;
      counts[++at] = 0;
    }
    ++counts[at];
  });
  NoteOp(op, {&view}, &result.values.view(), site);
  return result;
}

enum UniqueParts : uint8_t { kIndices = 1, kInverse = 2, kCounts = 4 };

// The elements in their order, and the positions from which they came.
class Ordered {
 public:
  Ordered(const View& view, const char* op, SourceLocation site)
      : n_(view.size),
        dtype_(view.dtype),
        line_(view.dtype, view.size, op, site),
        order_(DType::kInt64, view.size, op, site) {
    GatherAll(view, view.dtype, line_.data());
    kernels::FindArgSort(view.dtype)(line_.data(), n_, order_.as<int64_t>());
  }

  // body(place in the order, position, whether it is a value that was not there before).
  template <class Body>
  void ForEach(Body&& body) {
    WithElementType(dtype_, [&]<class T>() {
      const int64_t* order = order_.as<int64_t>();
      T last{};
      for (int64_t i = 0; i < n_; ++i) {
        const T next = At<T>(order[i]);
        const bool fresh = i == 0 || !IsRepeated(last, next);
        body(i, order[i], fresh);
        if (fresh) last = next;
      }
    });
  }

  const std::byte* element(int64_t position) { return line_.data() + position * ItemSize(dtype_); }

 private:
  template <class T>
  T At(int64_t position) {
    return LoadElement<T>(element(position));
  }

  int64_t n_;
  DType dtype_;
  Scratch line_;
  Scratch order_;
};

UniqueAll FindUnique(const AnyArray& a, uint8_t parts, const char* op, SourceLocation site) {
  const View& view = a.view();
  Ordered ordered(view, op, site);
  int64_t count = 0;
  ordered.ForEach([&](int64_t, int64_t, bool fresh) { count += static_cast<int64_t>(fresh); });
  UniqueAll result;
  result.values =
      AnyArray::Own(NewOwner({.dtype = view.dtype, .shape = Dims(count), .op = op, .site = site}));
  if ((parts & kIndices) != 0) result.indices = NewPositions(count, op, site);
  if ((parts & kInverse) != 0) result.inverse = NewPositions(view.size, op, site);
  if ((parts & kCounts) != 0) result.counts = NewPositions(count, op, site);
  int64_t* indices = PositionsIn(result.indices);
  int64_t* inverse = PositionsIn(result.inverse);
  int64_t* counts = PositionsIn(result.counts);
  const int64_t item = view.item_size;
  int64_t at = -1;
  ordered.ForEach([&](int64_t, int64_t position, bool fresh) {
    if (fresh) {
      ++at;
      std::memcpy(result.values.view().data + at * item, ordered.element(position),
                  static_cast<size_t>(item));
      if (indices != nullptr) indices[at] = position;
      if (counts != nullptr) counts[at] = 0;
    }
    if (counts != nullptr) ++counts[at];
    if (inverse != nullptr) inverse[position] = at;
  });
  NoteOp(op, {&view}, &result.values.view(), site);
  return result;
}

}  // namespace
}  // namespace array_internal

AnyArray unique(const AnyArray& a, SourceLocation site) {
  const array_internal::View& view = a.view();
  array_internal::Scratch line(view.dtype, view.size, "unique", site);
  array_internal::GatherAll(view, view.dtype, line.data());
  kernels::FindSort(view.dtype)(line.data(), view.size);
  const int64_t count = array_internal::DropRepeated(line.data(), view.size, view.dtype);
  AnyArray result = array_internal::LineFrom(line.data(), count, view.dtype, "unique", site);
  array_internal::NoteOp("unique", {&view}, &result.view(), site);
  return result;
}

UniqueAll unique_all(const AnyArray& a, SourceLocation site) {
  using array_internal::kCounts;
  using array_internal::kIndices;
  using array_internal::kInverse;
  return array_internal::FindUnique(a, kIndices | kInverse | kCounts, "unique_all", site);
}

UniqueCounts unique_counts(const AnyArray& a, SourceLocation site) {
  return array_internal::CountUnique(a.view(), "unique_counts", site);
}

UniqueInverse unique_inverse(const AnyArray& a, SourceLocation site) {
  UniqueAll all = array_internal::FindUnique(a, array_internal::kInverse, "unique_inverse", site);
  return {std::move(all.values), std::move(all.inverse)};
}

}  // namespace tidemark
