#include "tidemark/array/linalg.h"

#include "absl/strings/str_cat.h"
#include "tidemark/array/assign_internal.h"
#include "tidemark/array/axes.h"
#include "tidemark/array/elementwise.h"
#include "tidemark/array/events_internal.h"
#include "tidemark/array/local_node_internal.h"
#include "tidemark/array/reduce.h"
#include "tidemark/array/reshape.h"

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

Matrices AsMatrices(const Node& node, bool left) {
  if (node.ndim == 0) ThrowShapeError("matmul: an operand has no axes");
  Matrices m;
  const int64_t* strides = node.strides().data();
  if (node.ndim == 1) {
    (left ? m.columns : m.rows) = node.dims[0];
    (left ? m.column_stride : m.row_stride) = strides[0];
    return m;
  }
  const int last = node.ndim - 1;
  m.rows = node.dims[last - 1];
  m.columns = node.dims[last];
  m.row_stride = strides[last - 1];
  m.column_stride = strides[last];
  for (int i = 0; i < last - 1; ++i) {
    m.batch.push_back(node.dims[i]);
    m.batch_strides.push_back(node.dims[i] == 1 ? 0 : strides[i]);
  }
  return m;
}

// The strides of the batch axes through the broadcast shape.
Dims Through(const Matrices& m, int ndim) {
  Dims strides = Dims::Filled(ndim - m.batch.size(), 0);
  for (const int64_t stride : m.batch_strides) strides.push_back(stride);
  return strides;
}

// The common batch shape of both; names the operands' shapes when they do not fit.
Dims CommonBatch(const Node& a, const Node& b, const Matrices& x, const Matrices& y) {
  const LocalNode p(a, a.data, x.batch, x.batch_strides);
  const LocalNode q(b, b.data, y.batch, y.batch_strides);
  const Node* const nodes[] = {&p.node(), &q.node()};
  return BroadcastShapes(std::span<const Node* const>(nodes));
}

AnyArray CastTo(const AnyArray& a, DType dtype, SourceLocation site) {
  if (a.dtype() == dtype) return a;
  return CopyOf(a.node(), dtype, LikeStrides(a.node(), ItemSize(dtype)), CopyReason::kDtype,
                "matmul", site);
}

}  // namespace
}  // namespace array_internal

AnyArray matmul(const AnyArray& left, const AnyArray& right, SourceLocation site) {
  using namespace array_internal;
  const DType dtype = ResultType(left.dtype(), right.dtype());
  if (left.ndim() == 0 || right.ndim() == 0) ThrowShapeError("matmul: an operand has no axes");
  {
    const Matrices x = AsMatrices(left.node(), true);
    const Matrices y = AsMatrices(right.node(), false);
    if (x.columns != y.rows) {
      ThrowShapeError(absl::StrCat("matmul: shapes ", ShapeText(left.shape()), " and ",
                                   ShapeText(right.shape()), " do not fit: ", x.columns,
                                   " columns, ", y.rows, " rows"));
    }
  }
  const AnyArray a = CastTo(left, dtype, site);
  const AnyArray b = CastTo(right, dtype, site);
  const Matrices x = AsMatrices(a.node(), true);
  const Matrices y = AsMatrices(b.node(), false);
  const Dims batch = CommonBatch(a.node(), b.node(), x, y);
  const Dims x_batch = Through(x, batch.size());
  const Dims y_batch = Through(y, batch.size());
  // The batch axes in order 'K', then each product in C order.
  const int64_t item = ItemSize(dtype);
  const int64_t* const rows[] = {x_batch.data(), y_batch.data()};
  const int64_t product = std::max<int64_t>(x.rows, 1) * std::max<int64_t>(y.columns, 1) * item;
  const Dims batch_strides = StridesInOrder(batch, KOrder(batch, rows), product);
  Dims shape = batch;
  Dims strides = batch_strides;
  if (a.ndim() > 1) {
    shape.push_back(x.rows);
    strides.push_back(std::max<int64_t>(y.columns, 1) * item);
  }
  if (b.ndim() > 1) {
    shape.push_back(y.columns);
    strides.push_back(item);
  }
  AnyArray out = AnyArray::Own(
      NewOwner({.dtype = dtype, .shape = shape, .strides = strides, .op = "matmul", .site = site}));
  if (out.size() != 0) {
    const LoopPlan plan(batch, {{out.node().data, batch_strides.data()},
                                {a.node().data, x_batch.data()},
                                {b.node().data, y_batch.data()}});
    plan.RunOuter(0, [&](std::byte* const* data) {
      kernels::MatMul(dtype, data[1], x.row_stride, x.column_stride, data[2], y.row_stride,
                      y.column_stride, data[0], x.rows, y.columns, x.columns);
    });
  }
  NoteOp("matmul", {&a.node(), &b.node()}, &out.node(), site);
  return out;
}

AnyArray dot(const AnyArray& a, const AnyArray& b, SourceLocation site) {
  if (a.ndim() == 0 || b.ndim() == 0) return binary(BinaryOp::kMultiply, a, b, site);
  if (a.ndim() > 2 || b.ndim() > 2) {
    array_internal::ThrowShapeError("dot: at most two axes; use matmul for stacks of matrices");
  }
  return matmul(a, b, site);
}

AnyArray outer(const AnyArray& a, const AnyArray& b, SourceLocation site) {
  const AnyArray column = expand_dims(ravel(a, site), Dims(1), site);
  const AnyArray row = expand_dims(ravel(b, site), Dims(0), site);
  return binary(BinaryOp::kMultiply, column, row, site);
}

AnyArray trace(const AnyArray& a, int64_t offset, SourceLocation site) {
  return reduce(ReduceOp::kSum, diagonal(a, offset, 0, 1, site), {.axes = Dims(-1)}, site);
}

}  // namespace tidemark
