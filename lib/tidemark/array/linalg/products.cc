#include "tidemark/array/linalg/products.h"

#include <algorithm>
#include <span>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/core/local_view_internal.h"
#include "tidemark/array/indexing/axes.h"
#include "tidemark/array/indexing/reshape.h"
#include "tidemark/array/kernels/kernels.h"
#include "tidemark/array/layout/loop_plan_internal.h"
#include "tidemark/array/linalg/contraction_internal.h"
#include "tidemark/array/ops/elementwise.h"
#include "tidemark/array/ops/reduce.h"

namespace tidemark {
namespace array_internal {
namespace {

// One operand as a stack of matrices.
struct Matrices {
  Dims batch;
  Dims batch_strides;
  int64_t rows = 1;
  int64_t columns = 1;
  int64_t row_stride = 0;
  int64_t column_stride = 0;
};

Matrices AsMatrices(std::span<const int64_t> shape, std::span<const int64_t> strides, bool left) {
  Matrices m;
  if (shape.size() == 1) {
    (left ? m.columns : m.rows) = shape[0];
    (left ? m.column_stride : m.row_stride) = strides[0];
    return m;
  }
  const size_t last = shape.size() - 1;
  m.rows = shape[last - 1];
  m.columns = shape[last];
  m.row_stride = strides[last - 1];
  m.column_stride = strides[last];
  for (size_t i = 0; i + 1 < last; ++i) {
    m.batch.push_back(shape[i]);
    m.batch_strides.push_back(shape[i] == 1 ? 0 : strides[i]);
  }
  return m;
}

// The strides of the batch axes through the broadcast shape.
Dims Through(const Matrices& m, int ndim) {
  Dims strides = Dims::Filled(ndim - m.batch.size(), 0);
  for (const int64_t stride : m.batch_strides) strides.push_back(stride);
  return strides;
}

// The common batch shape of both.
Dims CommonBatch(const View& a, const View& b) {
  const Matrices x = AsMatrices(a.shape(), a.strides(), true);
  const Matrices y = AsMatrices(b.shape(), b.strides(), false);
  const LocalView p(a, a.data, x.batch, x.batch_strides);
  const LocalView q(b, b.data, y.batch, y.batch_strides);
  const View* const views[] = {&p.view(), &q.view()};
  return BroadcastShapes(std::span<const View* const>(views));
}

void CheckFactors(const AnyArray& left, const AnyArray& right) {
  if (left.ndim() == 0 || right.ndim() == 0) ThrowShapeError("matmul, dot: an operand has no axes");
  const int64_t columns = left.extent(-1);
  const int64_t rows = right.extent(right.ndim() == 1 ? -1 : -2);
  if (columns != rows) {
    ThrowShapeError(absl::StrCat("matmul, dot: shapes ", ShapeText(left.shape()), " and ",
                                 ShapeText(right.shape()), " do not fit: ", columns, " columns, ",
                                 rows, " rows"));
  }
}

// The batch axes in the order 'K' of the operands as they were given, then each product in C order.
Dims BatchStrides(const AnyArray& left, const AnyArray& right, const Dims& batch,
                  int64_t product_bytes) {
  const Dims x = Through(AsMatrices(left.shape(), left.strides(), true), batch.size());
  const Dims y = Through(AsMatrices(right.shape(), right.strides(), false), batch.size());
  const int64_t* const rows[] = {x.data(), y.data()};
  return StridesInOrder(batch, KOrder(batch, rows), product_bytes);
}

}  // namespace
}  // namespace array_internal

using array_internal::AsMatrices;
using array_internal::BatchStrides;
using array_internal::CastTo;
using array_internal::CheckFactors;
using array_internal::CommonBatch;
using array_internal::Factor;
using array_internal::LoopPlan;
using array_internal::Matrices;
using array_internal::NewOwner;
using array_internal::Through;

AnyArray matmul(const AnyArray& left, const AnyArray& right, SourceLocation site) {
  const DType dtype = ResultType(left.dtype(), right.dtype());
  CheckFactors(left, right);
  const Dims batch = CommonBatch(left.view(), right.view());
  const Factor a = CastTo(left, dtype, "matmul", site);
  const Factor b = CastTo(right, dtype, "matmul", site);
  const Matrices x = AsMatrices(left.shape(), a.strides, true);
  const Matrices y = AsMatrices(right.shape(), b.strides, false);
  const int64_t item = ItemSize(dtype);
  const int64_t product = std::max<int64_t>(x.rows, 1) * std::max<int64_t>(y.columns, 1) * item;
  const Dims batch_strides = BatchStrides(left, right, batch, product);
  Dims shape = batch;
  Dims strides = batch_strides;
  if (left.ndim() > 1) {
    shape.push_back(x.rows);
    strides.push_back(std::max<int64_t>(y.columns, 1) * item);
  }
  if (right.ndim() > 1) {
    shape.push_back(y.columns);
    strides.push_back(item);
  }
  AnyArray out = AnyArray::Own(
      NewOwner({.dtype = dtype, .shape = shape, .strides = strides, .op = "matmul", .site = site}));
  if (out.size() != 0) {
    const Dims x_batch = Through(x, batch.size());
    const Dims y_batch = Through(y, batch.size());
    const LoopPlan plan(batch, {{out.view().data, batch_strides.data()},
                                {a.array.view().data, x_batch.data()},
                                {b.array.view().data, y_batch.data()}});
    plan.RunOuter(0, [&](std::byte* const* data) {
      kernels::MatMul(dtype, data[1], x.row_stride, x.column_stride, data[2], y.row_stride,
                      y.column_stride, data[0], x.rows, y.columns, x.columns);
    });
  }
  NoteOp("matmul", {&a.array.view(), &b.array.view()}, &out.view(), site);
  return out;
}

AnyArray outer(const AnyArray& a, const AnyArray& b, SourceLocation site) {
  const auto is_line = [](const AnyArray& x) { return x.ndim() == 1 || x.is_c_contiguous(); };
  if ((is_line(a) && is_line(b)) || a.ndim() + b.ndim() > kMaxDims) {
    const AnyArray column = expand_dims(reshape(a, Dims(-1), Copy::kIfNeeded, site), 1, site);
    const AnyArray row = expand_dims(reshape(b, Dims(-1), Copy::kIfNeeded, site), 0, site);
    return binary(BinaryOp::kMultiply, column, row, site);
  }
  // Over the axes that they have, so that none needs to be copied to a line.
  AnyArray out = AnyArray::Own(NewOwner({.dtype = ResultType(a.dtype(), b.dtype()),
                                         .shape = Dims({a.size(), b.size()}),
                                         .op = "outer",
                                         .site = site}));
  Dims shape(a.shape());
  Dims behind;
  for (const int64_t extent : b.shape()) {
    behind.push_back(shape.size());
    shape.push_back(extent);
  }
  const AnyArray seen = reshape(out, shape, Copy::kNever, site);
  binary_into(BinaryOp::kMultiply, expand_dims(a, behind, site), b, seen, site);
  return out;
}

AnyArray trace(const AnyArray& a, int64_t offset, SourceLocation site) {
  return reduce(ReduceOp::kSum, diagonal(a, offset, 0, 1, site), {.axes = Dims(-1)}, site);
}

}  // namespace tidemark
