#include "tidemark/array/sorting/sets.h"

#include <algorithm>
#include <cstring>

#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/ops/lines_internal.h"
#include "tidemark/array/sorting/sets_internal.h"

namespace tidemark {
namespace array_internal {
namespace {

// A sorted line of the elements of an array, each once.
class SortedSet {
 public:
  SortedSet(const View& view, DType dtype, const char* op, SourceLocation site)
      : line_(dtype, view.size, op, site) {
    GatherAll(view, dtype, line_.data());
    kernels::FindSort(dtype)(line_.data(), view.size);
    size_ = DropRepeated(line_.data(), view.size, dtype);
  }

  std::byte* data() { return line_.data(); }
  int64_t size() const { return size_; }

  template <class T>
  bool Has(const T& value) {
    if (IsNanElement(value)) return false;
    const T* first = line_.as<T>();
    // NaN comes last; it is no smaller than anything.
    const T* found = std::lower_bound(first, first + size_, value, &ComesBefore<T>);
    return found != first + size_ && *found == value;
  }

 private:
  template <class T>
  static bool ComesBefore(const T& a, const T& b) {
    if constexpr (kIsComplexElement<T>) {
      if (IsNanElement(a)) return false;
      return a.real() < b.real() || (a.real() == b.real() && a.imag() < b.imag());
    } else {
      return a < b;
    }
  }

  Scratch line_;
  int64_t size_ = 0;
};

// Of the sorted line the elements that `set` has, or that it has not, moved together.
int64_t Filter(std::byte* line, int64_t n, DType from, DType common, SortedSet& set, bool wanted) {
  const kernels::UnaryLoop convert = kernels::FindCast(from, common);
  const int64_t item = ItemSize(from);
  return WithElementType(common, [&]<class T>() {
    int64_t kept = 0;
    for (int64_t i = 0; i < n; ++i) {
      alignas(kMaxItemSize) std::byte value[kMaxItemSize];
      convert(line + i * item, 0, value, sizeof(T), 1);
      if (set.Has(LoadElement<T>(value)) != wanted) continue;
      std::memmove(line + kept * item, line + i * item, static_cast<size_t>(item));
      ++kept;
    }
    return kept;
  });
}

}  // namespace
}  // namespace array_internal

using array_internal::ForEachCast;
using array_internal::LineFrom;
using array_internal::LoadElement;
using array_internal::NoteOp;
using array_internal::SortedSet;
using array_internal::View;

AnyArray isin(const AnyArray& a, const AnyArray& values, Invert invert, SourceLocation site) {
  const View& view = a.view();
  const DType common = ResultType(a.dtype(), values.dtype());
  SortedSet set(values.view(), common, "isin", site);
  AnyArray result = AnyArray::Own(array_internal::NewOwner(
      {.dtype = DType::kBool, .shape = view.shape(), .op = "isin", .site = site}));
  std::byte* to = result.view().data;
  const bool wanted = invert == Invert::kNo;
  array_internal::WithElementType(common, [&]<class T>() {
    ForEachCast(view, common, [&](const std::byte* chunk, int64_t n) {
      for (int64_t i = 0; i < n; ++i) {
        const T value = LoadElement<T>(chunk + i * static_cast<int64_t>(sizeof(T)));
        *to++ = std::byte{set.Has(value) == wanted};
      }
    });
  });
  NoteOp("isin", {&view, &values.view()}, &result.view(), site);
  return result;
}

AnyArray union1d(const AnyArray& a, const AnyArray& b, SourceLocation site) {
  const DType common = ResultType(a.dtype(), b.dtype());
  int64_t n = 0;
  if (__builtin_add_overflow(a.size(), b.size(), &n)) {
    array_internal::ThrowValueError("union1d: too many elements");
  }
  array_internal::Scratch line(common, n, "union1d", site);
  array_internal::GatherAll(a.view(), common, line.data());
  array_internal::GatherAll(b.view(), common, line.data() + a.size() * ItemSize(common));
  kernels::FindSort(common)(line.data(), n);
  const int64_t count = array_internal::DropRepeated(line.data(), n, common);
  AnyArray result = LineFrom(line.data(), count, common, "union1d", site);
  NoteOp("union1d", {&a.view(), &b.view()}, &result.view(), site);
  return result;
}

AnyArray intersect1d(const AnyArray& a, const AnyArray& b, SourceLocation site) {
  const DType common = ResultType(a.dtype(), b.dtype());
  SortedSet first(a.view(), common, "intersect1d", site);
  SortedSet second(b.view(), common, "intersect1d", site);
  const int64_t n =
      array_internal::Filter(first.data(), first.size(), common, common, second, true);
  AnyArray result = LineFrom(first.data(), n, common, "intersect1d", site);
  NoteOp("intersect1d", {&a.view(), &b.view()}, &result.view(), site);
  return result;
}

AnyArray setdiff1d(const AnyArray& a, const AnyArray& b, SourceLocation site) {
  const DType common = ResultType(a.dtype(), b.dtype());
  SortedSet first(a.view(), a.dtype(), "setdiff1d", site);
  SortedSet second(b.view(), common, "setdiff1d", site);
  const int64_t n =
      array_internal::Filter(first.data(), first.size(), a.dtype(), common, second, false);
  AnyArray result = LineFrom(first.data(), n, a.dtype(), "setdiff1d", site);
  NoteOp("setdiff1d", {&a.view(), &b.view()}, &result.view(), site);
  return result;
}

}  // namespace tidemark
