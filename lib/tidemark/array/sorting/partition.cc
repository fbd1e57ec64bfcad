#include "absl/strings/str_cat.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/ops/elementwise_internal.h"
#include "tidemark/array/ops/lines_internal.h"
#include "tidemark/array/sorting/sort.h"

namespace tidemark {
namespace array_internal {
namespace {

int64_t PlaceInLine(int64_t kth, int64_t extent) {
  if (kth < -extent || kth >= extent) {
    ThrowValueError(absl::StrCat("partition: place ", kth, " of ", extent));
  }
  return kth < 0 ? kth + extent : kth;
}

void PartitionLines(const View& view, int axis, int64_t kth, SourceLocation site) {
  const int64_t extent = view.dims[axis];
  const int64_t stride = view.dims[view.ndim + axis];
  const int64_t item = view.item_size;
  const kernels::PartitionLoop partition = kernels::FindPartition(view.dtype);
  const bool gather = stride != item && extent > 1;
  Scratch line(view.dtype, gather ? extent : 0, "partition", site);
  ForEachLine(view, view, axis, [&](std::byte* at, std::byte*) {
    if (!gather) return partition(at, extent, kth);
    kernels::CopyStrided(at, stride, line.data(), item, extent, item);
    partition(line.data(), extent, kth);
    kernels::CopyStrided(line.data(), item, at, stride, extent, item);
  });
}

void ArgPartitionLines(const View& view, const View& out, int axis, int64_t kth,
                       SourceLocation site) {
  const int64_t extent = view.dims[axis];
  const int64_t stride = view.dims[view.ndim + axis];
  const int64_t out_stride = out.dims[out.ndim + axis];
  const int64_t item = view.item_size;
  const kernels::ArgPartitionLoop partition = kernels::FindArgPartition(view.dtype);
  Scratch line(view.dtype, extent, "argpartition", site);
  Scratch order(DType::kInt64, extent, "argpartition", site);
  ForEachLine(view, out, axis, [&](std::byte* from, std::byte* to) {
    kernels::CopyStrided(from, stride, line.data(), item, extent, item);
    partition(line.data(), extent, kth, order.as<int64_t>());
    kernels::CopyStrided(order.data(), 8, to, out_stride, extent, 8);
  });
}

// All elements as one line.
void ArgPartitionAll(const View& view, const View& out, int64_t kth, SourceLocation site) {
  Scratch line(view.dtype, view.size, "argpartition", site);
  GatherAll(view, view.dtype, line.data());
  kernels::FindArgPartition(view.dtype)(line.data(), view.size, kth,
                                        reinterpret_cast<int64_t*>(out.data));
}

AnyArray ElementsInLine(const View& view, const char* op, SourceLocation site) {
  AnyArray line = AnyArray::Own(
      NewOwner({.dtype = view.dtype, .shape = Dims(view.size), .op = op, .site = site}));
  GatherAll(view, view.dtype, line.view().data);
  NoteCopy(view, line.view(), line.nbytes(), CopyReason::kRequested, op, site);
  return line;
}

}  // namespace
}  // namespace array_internal

using array_internal::NormalizeAxis;
using array_internal::NoteOp;
using array_internal::PlaceInLine;
using array_internal::View;

AnyArray partition(const Operand& operand, int64_t kth, std::optional<int64_t> axis,
                   SourceLocation site) {
  const AnyArray& a = operand.array();
  const View& view = a.view();
  const int along = axis ? NormalizeAxis(*axis, view.ndim) : 0;
  const int64_t place = PlaceInLine(kth, axis ? view.dims[along] : view.size);
  const bool reused = axis && operand.donated() && array_internal::IsUnshared(view);
  AnyArray result;
  if (reused) {
    result = array_internal::TakeOver(a);
  } else if (axis) {
    const Dims strides = array_internal::LikeStrides(view, view.item_size);
    result = array_internal::CopyOf(view, view.dtype, strides, CopyReason::kRequested, "partition",
                                    site);
  } else {
    result = array_internal::ElementsInLine(view, "partition", site);
  }
  if (result.size() != 0) array_internal::PartitionLines(result.view(), along, place, site);
  NoteOp("partition", {&view}, &result.view(), site, reused);
  return result;
}

AnyArray argpartition(const AnyArray& a, int64_t kth, std::optional<int64_t> axis,
                      SourceLocation site) {
  const View& view = a.view();
  const bool flat = !axis || view.ndim == 0;
  const int along = axis ? NormalizeAxis(*axis, flat ? 1 : view.ndim) : 0;
  const int64_t place = PlaceInLine(kth, flat ? view.size : view.dims[along]);
  AnyArray result =
      AnyArray::Own(array_internal::NewOwner({.dtype = DType::kInt64,
                                              .shape = flat ? Dims(view.size) : Dims(view.shape()),
                                              .op = "argpartition",
                                              .site = site}));
  if (flat) {
    array_internal::ArgPartitionAll(view, result.view(), place, site);
  } else if (result.size() != 0) {
    array_internal::ArgPartitionLines(view, result.view(), along, place, site);
  }
  NoteOp("argpartition", {&view}, &result.view(), site);
  return result;
}

}  // namespace tidemark
