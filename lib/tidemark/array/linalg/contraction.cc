#include <algorithm>
#include <memory>
#include <utility>

#include "tidemark/array/core/local_view_internal.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/kernels/kernels.h"
#include "tidemark/array/layout/loop_plan_internal.h"
#include "tidemark/array/linalg/contraction_internal.h"

namespace tidemark::array_internal {
namespace {

// Elements of a product that are added up beside the result before they are moved there.
constexpr int64_t kTileElements = int64_t{1} << 14;

enum class AxisRole : uint8_t { kLeft, kRight, kBoth, kSummed };

AxisRole RoleOf(const ContractionAxis& axis) {
  if (!axis.in_out) return AxisRole::kSummed;
  if (axis.a != 0 && axis.b != 0) return AxisRole::kBoth;
  return axis.a != 0 ? AxisRole::kLeft : AxisRole::kRight;
}

// Axes of extent 1 go; two that follow each other in all operands become one.
void Simplify(std::vector<ContractionAxis>& axes) {
  std::erase_if(axes, [](const ContractionAxis& axis) { return axis.extent == 1; });
  const auto follows = [](const ContractionAxis& outer, const ContractionAxis& inner) {
    int64_t extent = 0;
    if (__builtin_mul_overflow(outer.extent, inner.extent, &extent)) return false;
    return RoleOf(outer) == RoleOf(inner) && outer.a == inner.a * inner.extent &&
           outer.b == inner.b * inner.extent && outer.out == inner.out * inner.extent;
  };
  for (size_t i = 0; i < axes.size();) {
    size_t j = 0;
    while (j < axes.size() && (j == i || !follows(axes[i], axes[j]))) ++j;
    if (j == axes.size()) {
      ++i;
      continue;
    }
    axes[j].extent *= axes[i].extent;  // checked by follows()
    axes.erase(axes.begin() + static_cast<std::ptrdiff_t>(i));
    i = 0;
  }
}

// The axes of one product of matrices, and those around it.
struct MatrixLoop {
  ContractionAxis rows;     // in a and out
  ContractionAxis columns;  // in b and out
  ContractionAxis summed;
  std::vector<ContractionAxis> outer;         // of the result
  std::vector<ContractionAxis> outer_summed;  // each adds a product
};

// Takes the best axis of a role out of the list: one that moves by `stride` in the result if there
// is one, else the longest.
ContractionAxis TakeAxis(std::vector<ContractionAxis>& axes, AxisRole role, int64_t stride) {
  auto best = axes.end();
  for (auto axis = axes.begin(); axis != axes.end(); ++axis) {
    if (RoleOf(*axis) != role) continue;
    const bool fits = axis->out == stride;
    const bool best_fits = best != axes.end() && best->out == stride;
    if (best == axes.end() || (fits && !best_fits) ||
        (fits == best_fits && axis->extent > best->extent)) {
      best = axis;
    }
  }
  ContractionAxis taken;
  taken.in_out = role != AxisRole::kSummed;
  if (best == axes.end()) return taken;
  taken = *best;
  axes.erase(best);
  return taken;
}

MatrixLoop MatrixLoopOf(std::vector<ContractionAxis> axes, int64_t item) {
  MatrixLoop loop;
  loop.summed = TakeAxis(axes, AxisRole::kSummed, 0);
  loop.columns = TakeAxis(axes, AxisRole::kRight, item);
  // Row by row, or column by column.
  const bool by_rows = loop.columns.extent == 1 || loop.columns.out == item;
  loop.rows = TakeAxis(axes, AxisRole::kLeft, by_rows ? loop.columns.extent * item : item);
  for (const ContractionAxis& axis : axes) {
    (axis.in_out ? loop.outer : loop.outer_summed).push_back(axis);
  }
  return loop;
}

// Calls body(a, b, out) for each index of the axes.
template <class Body>
void ForEachIndex(const std::vector<ContractionAxis>& axes, const std::byte* a, const std::byte* b,
                  std::byte* out, Body&& body) {
  std::vector<int64_t> index(axes.size(), 0);
  while (true) {
    body(a, b, out);
    size_t i = axes.size();
    while (i > 0 && ++index[i - 1] == axes[i - 1].extent) {
      const ContractionAxis& axis = axes[--i];
      const int64_t back = axis.extent - 1;
      a -= back * axis.a;
      b -= back * axis.b;
      out -= back * axis.out;
      index[i] = 0;
    }
    if (i == 0) return;
    a += axes[i - 1].a;
    b += axes[i - 1].b;
    out += axes[i - 1].out;
  }
}

// The products of one row and column range, for every index outside of the matrices.
class TiledProducts {
 public:
  TiledProducts(DType dtype, const MatrixLoop& loop)
      : dtype_(dtype),
        item_(ItemSize(dtype)),
        loop_(loop),
        add_(kernels::FindBinary(kernels::BinaryOp::kAdd, dtype)),
        columns_(std::min(loop.columns.extent, kTileElements)),
        rows_(std::min(loop.rows.extent, std::max<int64_t>(kTileElements / columns_, 1))),
        tile_(new std::byte[static_cast<size_t>(rows_ * columns_ * item_)]),
        product_(new std::byte[static_cast<size_t>(rows_ * columns_ * item_)]) {}

  void Run(const std::byte* a, const std::byte* b, std::byte* out) {
    const ContractionAxis& row = loop_.rows;
    const ContractionAxis& column = loop_.columns;
    for (int64_t i = 0; i < row.extent; i += rows_) {
      for (int64_t j = 0; j < column.extent; j += columns_) {
        RunTile(a + i * row.a, b + j * column.b, out + i * row.out + j * column.out,
                std::min(rows_, row.extent - i), std::min(columns_, column.extent - j));
      }
    }
  }

 private:
  void RunTile(const std::byte* a, const std::byte* b, std::byte* out, int64_t rows,
               int64_t columns) {
    bool first = true;
    ForEachIndex(loop_.outer_summed, a, b, nullptr,
                 [&](const std::byte* x, const std::byte* y, const std::byte*) {
                   std::byte* const to = first ? tile_.get() : product_.get();
                   kernels::MatMul(dtype_, x, loop_.rows.a, loop_.summed.a, y, loop_.summed.b,
                                   loop_.columns.b, to, rows, columns, loop_.summed.extent);
                   if (!first) {
                     add_(tile_.get(), item_, to, item_, tile_.get(), item_, rows * columns);
                   }
                   first = false;
                 });
    const int64_t shape[] = {rows, columns};
    const int64_t from[] = {columns * item_, item_};
    const int64_t strides[] = {loop_.rows.out, loop_.columns.out};
    MoveElements(shape, {out, strides}, dtype_, {tile_.get(), from}, dtype_);
  }

  DType dtype_;
  int64_t item_;
  const MatrixLoop& loop_;
  kernels::BinaryLoop add_;
  int64_t columns_;
  int64_t rows_;
  std::unique_ptr<std::byte[]> tile_;
  std::unique_ptr<std::byte[]> product_;
};

// Elements of a row of products that are added up at a time, small enough for the first cache.
constexpr int64_t kRowElements = 512;

// The axis along which products are better added row by row than summed one by one: there is no
// matrix, and it is contiguous where the summed axis is not. Null if there is none.
const ContractionAxis* RowAxis(const MatrixLoop& loop, int64_t item) {
  if (loop.rows.extent != 1 || loop.columns.extent != 1) return nullptr;
  if (loop.summed.a == item || loop.summed.b == item) return nullptr;
  for (const ContractionAxis& axis : loop.outer) {
    if (axis.a == item && axis.b == item) return &axis;
  }
  return nullptr;
}

// out[j] = the sum of a[i, j] * b[i, j] over i, row by row.
void AddRows(DType dtype, const MatrixLoop& loop, const ContractionAxis& row, const std::byte* a,
             const std::byte* b, std::byte* out) {
  const int64_t item = ItemSize(dtype);
  const kernels::BinaryLoop multiply = kernels::FindBinary(kernels::BinaryOp::kMultiply, dtype);
  const kernels::BinaryLoop add = kernels::FindBinary(kernels::BinaryOp::kAdd, dtype);
  std::vector<ContractionAxis> summed = loop.outer_summed;
  summed.push_back(loop.summed);
  alignas(64) std::byte sums[kRowElements * kMaxItemSize];
  alignas(64) std::byte products[kRowElements * kMaxItemSize];
  for (int64_t j = 0; j < row.extent; j += kRowElements) {
    const int64_t n = std::min(kRowElements, row.extent - j);
    bool first = true;
    ForEachIndex(summed, a + j * item, b + j * item, nullptr,
                 [&](const std::byte* x, const std::byte* y, const std::byte*) {
                   multiply(x, item, y, item, first ? sums : products, item, n);
                   if (!first) add(sums, item, products, item, sums, item, n);
                   first = false;
                 });
    const int64_t shape[] = {n};
    MoveElements(shape, {out + j * row.out, &row.out}, dtype, {sums, &item}, dtype);
  }
}

void RunRows(DType dtype, const MatrixLoop& loop, const ContractionAxis& row, const std::byte* a,
             const std::byte* b, std::byte* out) {
  std::vector<ContractionAxis> outer = loop.outer;
  outer.erase(outer.begin() + (&row - loop.outer.data()));
  ForEachIndex(outer, a, b, out, [&](const std::byte* x, const std::byte* y, std::byte* z) {
    AddRows(dtype, loop, row, x, y, z);
  });
}

bool IsWhole(const ContractionAxis& rows, const ContractionAxis& columns, int64_t item) {
  return (columns.extent == 1 || columns.out == item) &&
         (rows.extent == 1 || rows.out == columns.extent * item);
}

void RunMatrices(DType dtype, const MatrixLoop& loop, const std::byte* a, const std::byte* b,
                 std::byte* out) {
  const int64_t item = ItemSize(dtype);
  const ContractionAxis& rows = loop.rows;
  const ContractionAxis& columns = loop.columns;
  const ContractionAxis& summed = loop.summed;
  if (const ContractionAxis* const row = RowAxis(loop, item)) {
    return RunRows(dtype, loop, *row, a, b, out);
  }
  if (loop.outer_summed.empty() && IsWhole(rows, columns, item)) {
    ForEachIndex(loop.outer, a, b, out, [&](const std::byte* x, const std::byte* y, std::byte* z) {
      kernels::MatMul(dtype, x, rows.a, summed.a, y, summed.b, columns.b, z, rows.extent,
                      columns.extent, summed.extent);
    });
    return;
  }
  if (loop.outer_summed.empty() && IsWhole(columns, rows, item)) {
    // The result lies transposed: so is the product, of the operands in reverse.
    ForEachIndex(loop.outer, a, b, out, [&](const std::byte* x, const std::byte* y, std::byte* z) {
      kernels::MatMul(dtype, y, columns.b, summed.b, x, summed.a, rows.a, z, columns.extent,
                      rows.extent, summed.extent);
    });
    return;
  }
  TiledProducts tiles(dtype, loop);
  ForEachIndex(loop.outer, a, b, out,
               [&](const std::byte* x, const std::byte* y, std::byte* z) { tiles.Run(x, y, z); });
}

// Without a sum: element by element.
void Multiply(DType dtype, const std::vector<ContractionAxis>& axes, const std::byte* a,
              const std::byte* b, std::byte* out) {
  Dims shape;
  Dims strides[3];
  for (const ContractionAxis& axis : axes) {
    shape.push_back(axis.extent);
    strides[0].push_back(axis.out);
    strides[1].push_back(axis.a);
    strides[2].push_back(axis.b);
  }
  const kernels::BinaryLoop multiply = kernels::FindBinary(kernels::BinaryOp::kMultiply, dtype);
  const LoopPlan plan(shape, {{out, strides[0].data()},
                              {const_cast<std::byte*>(a), strides[1].data()},
                              {const_cast<std::byte*>(b), strides[2].data()}});
  plan.Run([&](std::byte* const* data, const int64_t* steps, int64_t n) {
    multiply(data[1], steps[1], data[2], steps[2], data[0], steps[0], n);
  });
}

void SetZero(DType dtype, const std::vector<ContractionAxis>& axes, std::byte* out) {
  alignas(16) std::byte zero[kMaxItemSize] = {};
  std::vector<ContractionAxis> of_result;
  for (const ContractionAxis& axis : axes) {
    if (axis.in_out) of_result.push_back(axis);
  }
  ForEachIndex(of_result, zero, zero, out,
               [&](const std::byte*, const std::byte*, std::byte* element) {
                 std::copy_n(zero, ItemSize(dtype), element);
               });
}

}  // namespace

void Contract(DType dtype, std::vector<ContractionAxis> axes, const std::byte* a,
              const std::byte* b, std::byte* out) {
  bool nothing_summed = false;
  bool sums = false;
  for (const ContractionAxis& axis : axes) {
    if (axis.extent == 0 && axis.in_out) return;
    if (axis.extent == 0) nothing_summed = true;
    if (!axis.in_out && axis.extent != 1) sums = true;
  }
  if (nothing_summed) return SetZero(dtype, axes, out);
  Simplify(axes);
  if (!sums) return Multiply(dtype, axes, a, b, out);
  RunMatrices(dtype, MatrixLoopOf(std::move(axes), ItemSize(dtype)), a, b, out);
}

Factor CastTo(const AnyArray& a, DType dtype, const char* op, const SourceLocation& site) {
  const View& view = a.view();
  if (view.dtype == dtype) return {a, Dims(view.strides())};
  Dims once(view.shape());
  for (int i = 0; i < view.ndim; ++i) {
    if (view.size != 0 && view.dims[view.ndim + i] == 0) once[i] = 1;
  }
  const LocalView distinct(view, view.data, once, view.strides());
  const Dims strides = LikeStrides(distinct.view(), ItemSize(dtype));
  Factor factor{CopyOf(distinct.view(), dtype, strides, CopyReason::kDtype, op, site), {}};
  for (int i = 0; i < view.ndim; ++i) {
    const int64_t stride = factor.array.strides()[static_cast<size_t>(i)];
    factor.strides.push_back(once[i] == view.dims[i] ? stride : 0);
  }
  return factor;
}

}  // namespace tidemark::array_internal
