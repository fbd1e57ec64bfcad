#include "tidemark/array/linalg/linear_solve.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/dtype_rules.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/layout/loop_plan_internal.h"
#include "tidemark/array/linalg/matrix_stack_internal.h"

namespace tidemark {
namespace array_internal {
namespace {

using kernels::LapackInt;

void CheckSolved(LapackInt info) {
  if (info != 0) ThrowLinAlgError("singular matrix");
}

template <class T>
void SolveEach(const MatrixStack& a, const MatrixStack& b, const MatrixStack& x,
               const Dims& batch) {
  const auto matrix = WorkArray<T>({a.rows, a.rows});
  const auto pivots = WorkArray<LapackInt>({a.rows});
  const auto sides = WorkArray<T>({b.rows, b.columns});
  const Dims a_strides = ThroughBatch(a, batch);
  const Dims b_strides = ThroughBatch(b, batch);
  const LoopPlan plan(
      batch,
      {{x.data, x.batch_strides.data()}, {a.data, a_strides.data()}, {b.data, b_strides.data()}});
  plan.RunOuter(0, [&](std::byte* const* data) {
    LoadMatrix(a, data[1], matrix.get());
    LoadMatrix(b, data[2], sides.get());
    CheckSolved(kernels::SolveInPlace(a.row_count(), b.column_count(), matrix.get(), pivots.get(),
                                      sides.get()));
    StoreMatrix(sides.get(), x, data[0]);
  });
}

template <class T>
void InvertEach(const MatrixStack& a, const MatrixStack& inverse) {
  const int64_t n = a.rows;
  const auto matrix = WorkArray<T>({n, n});
  const auto pivots = WorkArray<LapackInt>({n});
  const auto sides = WorkArray<T>({n, n});
  const LoopPlan plan(
      a.batch, {{inverse.data, inverse.batch_strides.data()}, {a.data, a.batch_strides.data()}});
  plan.RunOuter(0, [&](std::byte* const* data) {
    LoadMatrix(a, data[1], matrix.get());
    std::fill_n(sides.get(), n * n, T(0));
    for (int64_t i = 0; i < n; ++i) sides[static_cast<size_t>(i * (n + 1))] = T(1);
    CheckSolved(kernels::SolveInPlace(a.row_count(), a.row_count(), matrix.get(), pivots.get(),
                                      sides.get()));
    StoreMatrix(sides.get(), inverse, data[0]);
  });
}

// Sign and logarithm, so that no partial product leaves the range of a double.
template <class T>
T Determinant(int64_t n, T* matrix, LapackInt* pivots) {
  if (kernels::FactorLu(static_cast<LapackInt>(n), matrix, pivots) > 0) return T(0);
  T sign(1);
  double logarithm = 0;
  for (int64_t i = 0; i < n; ++i) {
    if (pivots[i] != i + 1) sign = -sign;
    const T factor = matrix[i * (n + 1)];
    const double size = std::abs(factor);
    if constexpr (std::is_same_v<T, double>) {
      if (factor < 0) sign = -sign;
    } else {
      sign *= factor / size;
    }
    logarithm += std::log(size);
  }
  return sign * std::exp(logarithm);
}

template <class T>
void DeterminantOfEach(const MatrixStack& a, const MatrixStack& result) {
  const auto matrix = WorkArray<T>({a.rows, a.rows});
  const auto pivots = WorkArray<LapackInt>({a.rows});
  const LoopPlan plan(
      a.batch, {{result.data, result.batch_strides.data()}, {a.data, a.batch_strides.data()}});
  plan.RunOuter(0, [&](std::byte* const* data) {
    LoadMatrix(a, data[1], matrix.get());
    const T determinant = Determinant(a.rows, matrix.get(), pivots.get());
    StoreMatrix(&determinant, result, data[0]);
  });
}

// The squared lengths of what is left over of each right side, below the solutions.
template <class T>
void StoreResiduals(const T* sides, int64_t rows, int64_t unknowns, const MatrixStack& residuals) {
  for (int64_t j = 0; j < residuals.rows; ++j) {
    double sum = 0;
    for (int64_t i = unknowns; i < rows; ++i) sum += std::norm(sides[j * rows + i]);
    MatrixStack one = residuals;
    one.rows = 1;
    StoreMatrix(&sum, one, residuals.data + j * residuals.row_stride);
  }
}

struct LeastSquaresProblem {
  MatrixStack a;
  MatrixStack b;
  double rcond;
};

template <class T>
linalg::Lstsq SolveLeastSquares(const LeastSquaresProblem& problem, const AnyArray& x, DType real,
                                const SourceLocation& site) {
  const MatrixStack& a = problem.a;
  const MatrixStack& b = problem.b;
  const int64_t least = std::min(a.rows, a.columns);
  const int64_t lead = std::max(a.rows, a.columns);
  const auto matrix = WorkArray<T>({a.rows, a.columns});
  // One right side at least, so that rank and singular values are found.
  const auto sides = WorkArray<T>({lead, std::max<int64_t>(b.columns, 1)});
  const auto values = WorkArray<double>({least});
  std::fill_n(sides.get(), lead * std::max<int64_t>(b.columns, 1), T(0));
  LoadMatrix(a, a.data, matrix.get());
  LoadMatrix(b, b.data, sides.get(), lead);
  LapackInt rank = 0;
  if (least > 0 &&
      kernels::LeastSquares(a.row_count(), a.column_count(), std::max(b.column_count(), 1),
                            matrix.get(), sides.get(), values.get(), problem.rcond, &rank) != 0) {
    ThrowLinAlgError("lstsq: the singular values do not converge");
  }
  MatrixStack solutions = StackOf(x.view(), Core::kColumn, "lstsq");
  if (x.ndim() == 2) solutions = StackOf(x.view(), Core::kMatrix, "lstsq");
  StoreMatrix(sides.get(), solutions, solutions.data, lead);
  const bool full = rank == a.columns && a.rows > a.columns;
  linalg::Lstsq result;
  result.x = x;
  result.rank = rank;
  result.residuals = NewStack(real, {}, Dims(full ? b.columns : 0), {}, "lstsq", site);
  StoreResiduals(sides.get(), lead, a.columns,
                 StackOf(result.residuals.view(), Core::kColumn, "lstsq"));
  result.singular_values = NewStack(real, {}, Dims(least), {}, "lstsq", site);
  const MatrixStack singular = StackOf(result.singular_values.view(), Core::kColumn, "lstsq");
  StoreMatrix(values.get(), singular, singular.data);
  return result;
}

}  // namespace
}  // namespace array_internal

namespace linalg {

using array_internal::BroadcastBatches;
using array_internal::Core;
using array_internal::LinalgType;
using array_internal::MatrixStack;
using array_internal::NewStack;
using array_internal::NoteOp;
using array_internal::ShapeText;
using array_internal::SquareStackOf;
using array_internal::StackOf;
using array_internal::ThrowShapeError;
using array_internal::WithLapackType;

AnyArray solve(const AnyArray& a, const AnyArray& b, SourceLocation site) {
  kernels::RequireLapack();
  const MatrixStack matrices = SquareStackOf(a.view(), "solve");
  const Core core = b.ndim() == a.ndim() - 1 ? Core::kColumn : Core::kMatrix;
  const MatrixStack sides = StackOf(b.view(), core, "solve");
  if (sides.rows != matrices.rows) {
    ThrowShapeError(absl::StrCat("solve: shapes ", ShapeText(a.shape()), " and ",
                                 ShapeText(b.shape()), " do not fit: ", matrices.rows,
                                 " equations, ", sides.rows, " right sides in a column"));
  }
  const Dims batch = BroadcastBatches({&matrices, &sides});
  Dims core_shape(sides.rows);
  if (core == Core::kMatrix) core_shape.push_back(sides.columns);
  const DType dtype = ResultType(LinalgType(a.dtype()), LinalgType(b.dtype()));
  AnyArray x = NewStack(dtype, batch, core_shape, {&matrices, &sides}, "solve", site);
  if (x.size() != 0) {
    WithLapackType(dtype, [&](auto type) {
      array_internal::SolveEach<decltype(type)>(matrices, sides, StackOf(x.view(), core, "solve"),
                                                batch);
    });
  }
  NoteOp("solve", {&a.view(), &b.view()}, &x.view(), site);
  return x;
}

AnyArray inv(const AnyArray& a, SourceLocation site) {
  kernels::RequireLapack();
  const MatrixStack matrices = SquareStackOf(a.view(), "inv");
  const DType dtype = LinalgType(a.dtype());
  AnyArray result =
      NewStack(dtype, matrices.batch, {matrices.rows, matrices.rows}, {&matrices}, "inv", site);
  if (result.size() != 0) {
    WithLapackType(dtype, [&](auto type) {
      array_internal::InvertEach<decltype(type)>(matrices,
                                                 StackOf(result.view(), Core::kMatrix, "inv"));
    });
  }
  NoteOp("inv", {&a.view()}, &result.view(), site);
  return result;
}

AnyArray det(const AnyArray& a, SourceLocation site) {
  kernels::RequireLapack();
  const MatrixStack matrices = SquareStackOf(a.view(), "det");
  const DType dtype = LinalgType(a.dtype());
  AnyArray result = NewStack(dtype, matrices.batch, {}, {&matrices}, "det", site);
  if (result.size() != 0) {
    WithLapackType(dtype, [&](auto type) {
      array_internal::DeterminantOfEach<decltype(type)>(
          matrices, StackOf(result.view(), Core::kNumber, "det"));
    });
  }
  NoteOp("det", {&a.view()}, &result.view(), site);
  return result;
}

Lstsq lstsq(const AnyArray& a, const AnyArray& b, std::optional<double> rcond,
            SourceLocation site) {
  kernels::RequireLapack();
  if (a.ndim() != 2 || b.ndim() < 1 || b.ndim() > 2) {
    ThrowShapeError(absl::StrCat("lstsq: a matrix, and a vector or a matrix, not arrays of shapes ",
                                 ShapeText(a.shape()), " and ", ShapeText(b.shape())));
  }
  const MatrixStack matrix = StackOf(a.view(), Core::kMatrix, "lstsq");
  const MatrixStack sides =
      StackOf(b.view(), b.ndim() == 1 ? Core::kColumn : Core::kMatrix, "lstsq");
  if (matrix.rows != sides.rows) {
    ThrowShapeError(absl::StrCat("lstsq: ", matrix.rows, " equations, ", sides.rows,
                                 " right sides in a column"));
  }
  const double cut = rcond.value_or(std::numeric_limits<double>::epsilon() *
                                    static_cast<double>(std::max(matrix.rows, matrix.columns)));
  const DType dtype = ResultType(LinalgType(a.dtype()), LinalgType(b.dtype()));
  Dims shape(matrix.columns);
  if (b.ndim() == 2) shape.push_back(sides.columns);
  const AnyArray x = NewStack(dtype, {}, shape, {}, "lstsq", site);
  Lstsq result;
  WithLapackType(dtype, [&](auto type) {
    result = array_internal::SolveLeastSquares<decltype(type)>(
        {matrix, sides, cut}, x, array_internal::RealDType(dtype), site);
  });
  for (const AnyArray* part : {&result.x, &result.residuals, &result.singular_values}) {
    NoteOp("lstsq", {&a.view(), &b.view()}, &part->view(), site);
  }
  return result;
}

}  // namespace linalg
}  // namespace tidemark
