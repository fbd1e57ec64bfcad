#include <algorithm>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "tidemark/array/assign_internal.h"
#include "tidemark/array/events_internal.h"
#include "tidemark/array/gather.h"
#include "tidemark/array/gather_internal.h"
#include "tidemark/array/kernels.h"

namespace tidemark {
namespace array_internal {
namespace {

void CheckMask(const Node& node, const Node& mask) {
  if (mask.dtype != DType::kBool) {
    ThrowIndexError(absl::StrCat("a mask must be of bools, not ", DTypeName(mask.dtype)));
  }
  if (!std::ranges::equal(node.shape(), mask.shape())) {
    ThrowIndexError(absl::StrCat("a mask of shape ", ShapeText(mask.shape()),
                                 " does not match the array's shape ", ShapeText(node.shape())));
  }
}

LoopPlan InOrder(const Node& node, const Node& mask) {
  return LoopPlan(node.shape(),
                  {{node.data, node.strides().data()}, {mask.data, mask.strides().data()}},
                  Traversal::kInOrder);
}

// Whether the places where the mask is true follow each other or keep a distance.
GatherIndex KindOfMask(const LoopPlan& plan) {
  int64_t position = 0;
  int64_t previous = -1;
  int64_t step = 0;
  bool even = true;
  plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    for (int64_t i = 0; i < n; ++i, ++position) {
      if (data[1][i * strides[1]] == std::byte{0}) continue;
      if (previous >= 0) {
        even = even && (step == 0 || position - previous == step);
        step = position - previous;
      }
      previous = position;
    }
  });
  if (!even) return GatherIndex::kIrregular;
  return step <= 1 ? GatherIndex::kRun : GatherIndex::kProgression;
}

}  // namespace
}  // namespace array_internal

AnyArray mask(const AnyArray& a, const AnyArray& mask, SourceLocation site) {
  using namespace array_internal;
  const Node& node = a.node();
  CheckMask(node, mask.node());
  const LoopPlan plan = InOrder(node, mask.node());
  int64_t count = 0;
  plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    count += kernels::CountTrue(data[1], strides[1], n);
  });
  AnyArray out = AnyArray::Own(
      NewOwner({.dtype = node.dtype, .shape = Dims(count), .op = "mask", .site = site}));
  std::byte* to = out.node().data;
  plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    to += kernels::Compress(data[0], strides[0], data[1], strides[1], to, n, node.item_size) *
          node.item_size;
  });
  if (count != 0) NoteCopy(node, out.node(), out.nbytes(), CopyReason::kGather, "mask", site);
  const GatherIndex kind = HooksActive() ? KindOfMask(plan) : GatherIndex::kNone;
  NoteOp("mask", {&node, &mask.node()}, &out.node(), site, false, kind);
  return out;
}

void put_mask(const AnyArray& a, const AnyArray& mask, const Scalar& value, SourceLocation site) {
  using namespace array_internal;
  const Node& node = a.node();
  if (!node.writable) ThrowReadOnlyError("put_mask");
  CheckMask(node, mask.node());
  alignas(kMaxItemSize) std::byte item[kMaxItemSize];
  value.AssignTo(node.dtype, item);
  NoteRead(mask.node(), site);
  NoteWrite(node, site);
  InOrder(node, mask.node()).Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    kernels::Select(data[1], strides[1], item, 0, data[0], strides[0], data[0], strides[0], n,
                    node.item_size);
  });
}

void put(const AnyArray& a, const AnyArray& positions, const AnyArray& values,
         SourceLocation site) {
  using namespace array_internal;
  const Node& node = a.node();
  if (!node.writable) ThrowReadOnlyError("put");
  const Positions where(positions.node(), node.size, 0);
  if (where.count() == 0) return;
  if (values.size() == 0) ThrowValueError("put: there are no values");
  // The values in C order and of the array's dtype, so that they can be repeated.
  const AnyArray line = CopyOf(values.node(), node.dtype, CStrides(values.shape(), node.item_size),
                               CopyReason::kDtype, "put", site);
  int64_t next = 0;
  where.ForEachChunk([&](const int64_t* chunk, int64_t n) {
    for (int64_t i = 0; i < n; ++i, ++next) {
      std::byte* to = node.data;
      int64_t rest = chunk[i];
      for (int axis = node.ndim - 1; axis >= 0; --axis) {
        to += rest % node.dims[axis] * node.dims[node.ndim + axis];
        rest /= node.dims[axis];
      }
      std::memcpy(to, line.node().data + next % values.size() * node.item_size, node.item_size);
    }
  });
  NoteRead(positions.node(), site);
  NoteWrite(node, site);
}

}  // namespace tidemark
