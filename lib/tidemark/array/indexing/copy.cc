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
Dims StridesFor(const View& node, Order order) {
  switch (order) {
    case Order::kC:
      return {};
    case Order::kFortran:
      return array_internal::FortranStrides(node.shape(), node.item_size);
    case Order::kKeep:
      break;
  }
  return LikeStrides(node, node.item_size);
}

AnyArray Converted(const View& node, DType dtype, const char* op, SourceLocation site) {
  const CopyReason reason = node.dtype == dtype ? CopyReason::kRequested : CopyReason::kDtype;
  return CopyOf(node, dtype, LikeStrides(node, ItemSize(dtype)), reason, op, site);
}

AnyArray PartOfComplex(const AnyArray& a, int64_t offset, const char* op, SourceLocation site) {
  const View& node = a.node();
  const DType part = node.dtype == DType::kComplex64 ? DType::kFloat32 : DType::kFloat64;
  return AnyArray::Own(array_internal::NewViewOf(node, {.data = node.data + offset,
                                                        .dtype = part,
                                                        .shape = node.shape(),
                                                        .strides = node.strides(),
                                                        .writable = node.writable,
                                                        .op = op,
                                                        .site = site}));
}

}  // namespace

AnyArray copy(const AnyArray& a, Order order, SourceLocation site) {
  const View& node = a.node();
  return CopyOf(node, node.dtype, StridesFor(node, order), CopyReason::kRequested, "copy", site);
}

AnyArray astype(const AnyArray& a, DType dtype, bool copy, SourceLocation site) {
  if (!copy && a.dtype() == dtype) return a;
  return Converted(a.node(), dtype, "astype", site);
}

AnyArray asarray(const AnyArray& a, std::optional<DType> dtype, SourceLocation site) {
  if (!dtype || *dtype == a.dtype()) return a;
  return Converted(a.node(), *dtype, "asarray", site);
}

AnyArray array(const AnyArray& a, std::optional<DType> dtype, SourceLocation site) {
  return Converted(a.node(), dtype.value_or(a.dtype()), "array", site);
}

AnyArray ascontiguousarray(const AnyArray& a, SourceLocation site) {
  if (a.ndim() == 0) return expand_dims(a, Dims(0), site);
  if (a.is_c_contiguous()) return a;
  return CopyOf(a.node(), a.dtype(), CStrides(a.shape(), a.itemsize()), CopyReason::kLayout,
                "ascontiguousarray", site);
}

void copyto(const AnyArray& dst, const AnyArray& src, SourceLocation site) {
  if (!CanCastSameKind(src.dtype(), dst.dtype())) {
    array_internal::ThrowDTypeError(absl::StrCat("copyto: cannot cast ", DTypeName(src.dtype()),
                                                 " to ", DTypeName(dst.dtype()),
                                                 " by the rule 'same_kind'"));
  }
  // As in NumPy, an array may be assigned to itself even if it is read-only, unless it is 0-d.
  if (dst.ndim() > 0 && dst.node().data == src.node().data && dst.dtype() == src.dtype() &&
      std::ranges::equal(dst.shape(), src.shape()) &&
      std::ranges::equal(dst.strides(), src.strides())) {
    return;
  }
  array_internal::AssignArray(dst.node(), src.node(), CopyReason::kAssign, "copyto", site);
}

AnyArray view_as(const AnyArray& a, DType dtype, SourceLocation site) {
  const View& node = a.node();
  Dims shape(node.shape());
  Dims strides(node.strides());
  const int64_t item_size = ItemSize(dtype);
  if (item_size != node.item_size) {
    if (node.ndim == 0) {
      array_internal::ThrowDTypeError("view_as: the item size of a 0-d array cannot change");
    }
    const int last = node.ndim - 1;
    if (node.size != 0 && shape[last] != 1 && strides[last] != node.item_size) {
      array_internal::ThrowShapeError(
          "view_as: to change the item size the last axis must be contiguous");
    }
    const int64_t bytes = shape[last] * node.item_size;
    if (bytes % item_size != 0) {
      array_internal::ThrowShapeError(absl::StrCat("view_as: the last axis has ", bytes,
                                                   " bytes, not a multiple of ", item_size));
    }
    shape[last] = bytes / item_size;
    strides[last] = item_size;
  }
  array_internal::CheckAligned(node.data, shape, strides, dtype);
  return AnyArray::Own(array_internal::NewViewOf(node, {.data = node.data,
                                                        .dtype = dtype,
                                                        .shape = shape,
                                                        .strides = strides,
                                                        .writable = node.writable,
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
  const View& node = a.node();
  const bool fortran = node.f_contiguous && !node.c_contiguous;
  AnyArray result = AnyArray::Own(
      array_internal::NewOwner({.dtype = node.dtype,
                                .shape = node.shape(),
                                .strides = StridesFor(node, fortran ? Order::kFortran : Order::kC),
                                .op = "imag",
                                .site = site,
                                .zeroed = true}));
  result.make_read_only();
  return result;
}

}  // namespace tidemark
