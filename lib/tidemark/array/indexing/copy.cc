#include "tidemark/array/indexing/copy.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/indexing/axes.h"
#include "tidemark/array/indexing/create.h"

namespace tidemark {

using array_internal::CopyOf;
using array_internal::CStrides;
using array_internal::LikeStrides;
using array_internal::View;

namespace {

// None for C order, which needs no list.
Dims StridesFor(const View& view, Order order) {
  switch (order) {
    case Order::kC:
      return {};
    case Order::kFortran:
      return array_internal::FortranStrides(view.shape(), view.item_size);
    case Order::kKeep:
      break;
  }
  return LikeStrides(view, view.item_size);
}

AnyArray Converted(const View& view, DType dtype, const char* op, SourceLocation site) {
  const CopyReason reason = view.dtype == dtype ? CopyReason::kRequested : CopyReason::kDtype;
  return CopyOf(view, dtype, LikeStrides(view, ItemSize(dtype)), reason, op, site);
}

AnyArray PartOfComplex(const AnyArray& a, int64_t offset, const char* op, SourceLocation site) {
  const View& view = a.view();
  const DType part = view.dtype == DType::kComplex64 ? DType::kFloat32 : DType::kFloat64;
  return AnyArray::Own(array_internal::NewViewOf(view, {.data = view.data + offset,
                                                        .dtype = part,
                                                        .shape = view.shape(),
                                                        .strides = view.strides(),
                                                        .writable = view.writable,
                                                        .op = op,
                                                        .site = site}));
}

}  // namespace

AnyArray copy(const AnyArray& a, Order order, SourceLocation site) {
  const View& view = a.view();
  return CopyOf(view, view.dtype, StridesFor(view, order), CopyReason::kRequested, "copy", site);
}

AnyArray astype(const AnyArray& a, DType dtype, Copy copy, SourceLocation site) {
  if (copy != Copy::kAlways && a.dtype() == dtype) return a;
  if (copy == Copy::kNever) {
    array_internal::ThrowValueError(absl::StrCat("astype: an array of ", DTypeName(a.dtype()),
                                                 " is not one of ", DTypeName(dtype),
                                                 ", and Copy::kNever forbids a copy"));
  }
  return Converted(a.view(), dtype, "astype", site);
}

AnyArray asarray(const AnyArray& a, std::optional<DType> dtype, SourceLocation site) {
  if (!dtype || *dtype == a.dtype()) return a;
  return Converted(a.view(), *dtype, "asarray", site);
}

AnyArray array(const AnyArray& a, std::optional<DType> dtype, SourceLocation site) {
  return Converted(a.view(), dtype.value_or(a.dtype()), "array", site);
}

AnyArray ascontiguousarray(const AnyArray& a, SourceLocation site) {
  if (a.ndim() == 0) return expand_dims(a, Dims(0), site);
  if (a.is_c_contiguous()) return a;
  return CopyOf(a.view(), a.dtype(), CStrides(a.shape(), a.itemsize()), CopyReason::kLayout,
                "ascontiguousarray", site);
}

void copyto(const AnyArray& dst, const AnyArray& src, SourceLocation site) {
  if (!CanCastSameKind(src.dtype(), dst.dtype())) {
    array_internal::ThrowDTypeError(absl::StrCat("copyto: cannot cast ", DTypeName(src.dtype()),
                                                 " to ", DTypeName(dst.dtype()),
                                                 " by the rule 'same_kind'"));
  }
  // As in NumPy, an array may be assigned to itself even if it is read-only, unless it is 0-d.
  if (dst.ndim() > 0 && dst.view().data == src.view().data && dst.dtype() == src.dtype() &&
      std::ranges::equal(dst.shape(), src.shape()) &&
      std::ranges::equal(dst.strides(), src.strides())) {
    return;
  }
  array_internal::AssignArray(dst.view(), src.view(), CopyReason::kAssign, "copyto", site);
}

AnyArray view_as(const AnyArray& a, DType dtype, SourceLocation site) {
  const View& view = a.view();
  Dims shape(view.shape());
  Dims strides(view.strides());
  const int64_t item_size = ItemSize(dtype);
  if (item_size != view.item_size) {
    if (view.ndim == 0) {
      array_internal::ThrowDTypeError("view_as: the item size of a 0-d array cannot change");
    }
    const int last = view.ndim - 1;
    if (view.size != 0 && shape[last] != 1 && strides[last] != view.item_size) {
      array_internal::ThrowShapeError(
          "view_as: to change the item size the last axis must be contiguous");
    }
    const int64_t bytes = shape[last] * view.item_size;
    if (bytes % item_size != 0) {
      array_internal::ThrowShapeError(absl::StrCat("view_as: the last axis has ", bytes,
                                                   " bytes, not a multiple of ", item_size));
    }
    shape[last] = bytes / item_size;
    strides[last] = item_size;
  }
  array_internal::CheckAligned(view.data, shape, strides, dtype);
  return AnyArray::Own(array_internal::NewViewOf(view, {.data = view.data,
                                                        .dtype = dtype,
                                                        .shape = shape,
                                                        .strides = strides,
                                                        .writable = view.writable,
                                                        .op = "view",
                                                        .site = site}));
}

AnyArray real(const AnyArray& a, SourceLocation site) {
  if (KindOf(a.dtype()) != DTypeKind::kComplex) return a;
  return PartOfComplex(a, 0, "real", site);
}

AnyArray imag(const AnyArray& a, SourceLocation site) {
  if (KindOf(a.dtype()) == DTypeKind::kComplex) {
    return PartOfComplex(a, a.itemsize() / 2, "imag", site);
  }
  const View& view = a.view();
  const bool fortran = view.f_contiguous && !view.c_contiguous;
  AnyArray result = AnyArray::Own(
      array_internal::NewOwner({.dtype = view.dtype,
                                .shape = view.shape(),
                                .strides = StridesFor(view, fortran ? Order::kFortran : Order::kC),
                                .op = "imag",
                                .site = site,
                                .zeroed = true}));
  result.make_read_only(site);
  return result;
}

}  // namespace tidemark
