#include "tidemark/array/linalg/decompositions.h"

#include <algorithm>

#include "tidemark/array/core/dtype_rules.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/layout/loop_plan_internal.h"
#include "tidemark/array/linalg/matrix_stack_internal.h"

namespace tidemark {
namespace array_internal {
namespace {

using kernels::LapackInt;
using kernels::SvdParts;
using kernels::Vectors;

kernels::Triangle FactorPart(linalg::Triangle triangle) {
  return triangle == linalg::Triangle::kLower ? kernels::Triangle::kLower
                                              : kernels::Triangle::kUpper;
}

// `vectors` is null where only the values are asked for.
template <class T>
void EigenOfEach(const MatrixStack& a, kernels::Triangle triangle, const MatrixStack& values,
                 const MatrixStack* vectors) {
  const auto matrix = WorkArray<T>({a.rows, a.rows});
  const auto found = WorkArray<double>({a.rows});
  const MatrixStack& second = vectors == nullptr ? values : *vectors;
  const LoopPlan plan(a.batch, {{values.data, values.batch_strides.data()},
                                {second.data, second.batch_strides.data()},
                                {a.data, a.batch_strides.data()}});
  plan.RunOuter(0, [&](std::byte* const* data) {
    LoadMatrix(a, data[2], matrix.get());
    const Vectors wanted = vectors == nullptr ? Vectors::kNo : Vectors::kYes;
    if (kernels::DecomposeHermitian(triangle, wanted, a.row_count(), matrix.get(), found.get()) !=
        0) {
      ThrowLinAlgError("eigh: the eigenvalues do not converge");
    }
    StoreMatrix(found.get(), values, data[0]);
    if (vectors != nullptr) StoreMatrix(matrix.get(), *vectors, data[1]);
  });
}

template <class T>
void SetIdentity(T* matrix, int64_t n) {
  std::fill_n(matrix, n * n, T(0));
  for (int64_t i = 0; i < n; ++i) matrix[i * (n + 1)] = T(1);
}

struct SvdTargets {
  MatrixStack values;
  MatrixStack u;  // as vh, not looked at where only the values are asked for
  MatrixStack vh;
};

template <class T>
void SingularOfEach(const MatrixStack& a, SvdParts parts, const SvdTargets& to) {
  const bool vectors = parts != SvdParts::kValues;
  const int64_t least = std::min(a.rows, a.columns);
  const auto matrix = WorkArray<T>({a.rows, a.columns});
  const auto found = WorkArray<double>({least});
  const auto u = WorkArray<T>({vectors ? to.u.rows : 1, vectors ? to.u.columns : 1});
  const auto vh = WorkArray<T>({vectors ? to.vh.rows : 1, vectors ? to.vh.columns : 1});
  const MatrixStack& left = vectors ? to.u : to.values;
  const MatrixStack& right = vectors ? to.vh : to.values;
  const LoopPlan plan(a.batch, {{to.values.data, to.values.batch_strides.data()},
                                {left.data, left.batch_strides.data()},
                                {right.data, right.batch_strides.data()},
                                {a.data, a.batch_strides.data()}});
  plan.RunOuter(0, [&](std::byte* const* data) {
    LoadMatrix(a, data[3], matrix.get());
    if (least == 0 && parts == SvdParts::kAll) {
      SetIdentity(u.get(), a.rows);
      SetIdentity(vh.get(), a.columns);
    } else if (least != 0 &&
               kernels::DecomposeSingular(parts, a.row_count(), a.column_count(), matrix.get(),
                                          found.get(), u.get(), vh.get()) != 0) {
      ThrowLinAlgError("svd: the singular values do not converge");
    }
    StoreMatrix(found.get(), to.values, data[0]);
    if (vectors) StoreMatrix(u.get(), to.u, data[1]);
    if (vectors) StoreMatrix(vh.get(), to.vh, data[2]);
  });
}

// What is above and on the diagonal of the first rows of `factored`, which has `lead` rows.
template <class T>
void StoreUpper(T* factored, int64_t lead, const MatrixStack& r, std::byte* data) {
  for (int64_t j = 0; j < r.columns; ++j) {
    for (int64_t i = j + 1; i < r.rows; ++i) factored[j * lead + i] = T(0);
  }
  StoreMatrix(factored, r, data, std::max<int64_t>(lead, 1));
}

template <class T>
void QrOfEach(const MatrixStack& a, const MatrixStack& q, const MatrixStack& r) {
  const int64_t least = std::min(a.rows, a.columns);
  const auto matrix = WorkArray<T>({a.rows, std::max(a.columns, q.columns)});
  const auto tau = WorkArray<T>({least});
  const auto vectors = WorkArray<T>({a.rows, q.columns});
  const LoopPlan plan(a.batch, {{q.data, q.batch_strides.data()},
                                {r.data, r.batch_strides.data()},
                                {a.data, a.batch_strides.data()}});
  plan.RunOuter(0, [&](std::byte* const* data) {
    LoadMatrix(a, data[2], matrix.get());
    LapackInt info = 0;
    if (least != 0) {
      info = kernels::FactorQr(a.row_count(), a.column_count(), matrix.get(), tau.get());
    }
    std::copy_n(matrix.get(), a.rows * std::min(a.columns, q.columns), vectors.get());
    if (least == 0) {
      if (a.rows == q.columns) SetIdentity(vectors.get(), a.rows);
    } else if (info == 0) {
      info = kernels::GenerateQ(a.row_count(), q.column_count(), static_cast<LapackInt>(least),
                                vectors.get(), tau.get());
    }
    if (info != 0) ThrowLinAlgError("qr: LAPACK refused the matrix");
    StoreMatrix(vectors.get(), q, data[0]);
    StoreUpper(matrix.get(), a.rows, r, data[1]);
  });
}

// NumPy takes r out of a copy of `a` in order 'K', by a selection that goes by the order of both
// the copy and a mask of r's rows and columns.
Dims StridesOfR(const Dims& shape, const Dims& copy_strides, int64_t item) {
  const int ndim = shape.size();
  Dims mask = Dims::Filled(ndim, 0);
  Dims from = copy_strides;
  mask[ndim - 2] = shape[ndim - 2] == 1 ? 0 : shape[ndim - 1];
  mask[ndim - 1] = shape[ndim - 1] == 1 ? 0 : 1;
  for (int i = 0; i < ndim; ++i) {
    if (shape[i] == 1) from[i] = 0;
  }
  const int64_t* const rows[] = {mask.data(), from.data()};
  return StridesInOrder(shape, KOrder(shape, rows), item);
}

template <class T>
void CholeskyOfEach(const MatrixStack& a, const MatrixStack& result) {
  const auto matrix = WorkArray<T>({a.rows, a.rows});
  const LoopPlan plan(
      a.batch, {{result.data, result.batch_strides.data()}, {a.data, a.batch_strides.data()}});
  plan.RunOuter(0, [&](std::byte* const* data) {
    LoadMatrix(a, data[1], matrix.get());
    if (kernels::FactorCholesky(a.row_count(), matrix.get()) != 0) {
      ThrowLinAlgError("cholesky: the matrix is not positive definite");
    }
    for (int64_t j = 1; j < a.rows; ++j) std::fill_n(matrix.get() + j * a.rows, j, T(0));
    StoreMatrix(matrix.get(), result, data[0]);
  });
}

}  // namespace
}  // namespace array_internal

namespace linalg {

using array_internal::Core;
using array_internal::LinalgType;
using array_internal::MatrixStack;
using array_internal::NewStack;
using array_internal::NoteOp;
using array_internal::RealDType;
using array_internal::SquareStackOf;
using array_internal::StackOf;
using array_internal::View;
using array_internal::WithLapackType;
using kernels::SvdParts;

Eigh eigh(const AnyArray& a, Triangle triangle, SourceLocation site) {
  kernels::RequireLapack();
  const MatrixStack matrices = SquareStackOf(a.view(), "eigh");
  const DType dtype = LinalgType(a.dtype());
  const int64_t n = matrices.rows;
  Eigh result = {NewStack(RealDType(dtype), matrices.batch, Dims(n), {&matrices}, "eigh", site),
                 NewStack(dtype, matrices.batch, {n, n}, {&matrices}, "eigh", site)};
  if (result.vectors.size() != 0) {
    const MatrixStack values = StackOf(result.values.view(), Core::kColumn, "eigh");
    const MatrixStack vectors = StackOf(result.vectors.view(), Core::kMatrix, "eigh");
    WithLapackType(dtype, [&](auto type) {
      array_internal::EigenOfEach<decltype(type)>(matrices, array_internal::FactorPart(triangle),
                                                  values, &vectors);
    });
  }
  NoteOp("eigh", {&a.view()}, &result.values.view(), site);
  NoteOp("eigh", {&a.view()}, &result.vectors.view(), site);
  return result;
}

AnyArray eigvalsh(const AnyArray& a, Triangle triangle, SourceLocation site) {
  kernels::RequireLapack();
  const MatrixStack matrices = SquareStackOf(a.view(), "eigvalsh");
  const DType dtype = LinalgType(a.dtype());
  AnyArray result = NewStack(RealDType(dtype), matrices.batch, Dims(matrices.rows), {&matrices},
                             "eigvalsh", site);
  if (result.size() != 0) {
    const MatrixStack values = StackOf(result.view(), Core::kColumn, "eigvalsh");
    WithLapackType(dtype, [&](auto type) {
      array_internal::EigenOfEach<decltype(type)>(matrices, array_internal::FactorPart(triangle),
                                                  values, nullptr);
    });
  }
  NoteOp("eigvalsh", {&a.view()}, &result.view(), site);
  return result;
}

Svd svd(const AnyArray& a, FullMatrices full, SourceLocation site) {
  kernels::RequireLapack();
  const MatrixStack matrices = StackOf(a.view(), Core::kMatrix, "svd");
  const DType dtype = LinalgType(a.dtype());
  const int64_t m = matrices.rows;
  const int64_t n = matrices.columns;
  const int64_t least = std::min(m, n);
  const bool all = full == FullMatrices::kYes;
  Svd result = {NewStack(dtype, matrices.batch, {m, all ? m : least}, {&matrices}, "svd", site),
                NewStack(RealDType(dtype), matrices.batch, Dims(least), {&matrices}, "svd", site),
                NewStack(dtype, matrices.batch, {all ? n : least, n}, {&matrices}, "svd", site)};
  if (result.u.size() != 0 || result.vh.size() != 0) {
    const array_internal::SvdTargets targets = {StackOf(result.s.view(), Core::kColumn, "svd"),
                                                StackOf(result.u.view(), Core::kMatrix, "svd"),
                                                StackOf(result.vh.view(), Core::kMatrix, "svd")};
    WithLapackType(dtype, [&](auto type) {
      array_internal::SingularOfEach<decltype(type)>(
          matrices, all ? SvdParts::kAll : SvdParts::kThin, targets);
    });
  }
  for (const AnyArray* part : {&result.u, &result.s, &result.vh}) {
    NoteOp("svd", {&a.view()}, &part->view(), site);
  }
  return result;
}

AnyArray svdvals(const AnyArray& a, SourceLocation site) {
  kernels::RequireLapack();
  const MatrixStack matrices = StackOf(a.view(), Core::kMatrix, "svdvals");
  const DType dtype = LinalgType(a.dtype());
  AnyArray result =
      NewStack(RealDType(dtype), matrices.batch, Dims(std::min(matrices.rows, matrices.columns)),
               {&matrices}, "svdvals", site);
  if (result.size() != 0) {
    const array_internal::SvdTargets targets = {
        StackOf(result.view(), Core::kColumn, "svdvals"), {}, {}};
    WithLapackType(dtype, [&](auto type) {
      array_internal::SingularOfEach<decltype(type)>(matrices, SvdParts::kValues, targets);
    });
  }
  NoteOp("svdvals", {&a.view()}, &result.view(), site);
  return result;
}

Qr qr(const AnyArray& a, QrMode mode, SourceLocation site) {
  kernels::RequireLapack();
  const View& view = a.view();
  const DType dtype = LinalgType(a.dtype());
  const int64_t item = ItemSize(dtype);
  const MatrixStack matrices = StackOf(view, Core::kMatrix, "qr");
  const int64_t m = matrices.rows;
  const int64_t k = mode == QrMode::kComplete ? m : std::min(m, matrices.columns);
  // NumPy computes in double, whatever the results are cast to.
  const int64_t copy_item = KindOf(dtype) == DTypeKind::kComplex ? 16 : 8;
  const Dims copy_strides = array_internal::LikeStrides(view, copy_item);
  const MatrixStack copied = StackOf(view, Core::kMatrix, copy_strides, "qr");
  Dims shape_of_r(view.shape());
  shape_of_r[view.ndim - 2] = k;
  array_internal::CheckedSize(shape_of_r, item);
  const Dims strides_of_r = array_internal::StridesOfR(shape_of_r, copy_strides, item);
  Qr result = {NewStack(dtype, matrices.batch, {m, k}, {&copied}, "qr", site),
               AnyArray::Own(array_internal::NewOwner({.dtype = dtype,
                                                       .shape = shape_of_r,
                                                       .strides = strides_of_r,
                                                       .op = "qr",
                                                       .site = site}))};
  if (result.q.size() != 0 || result.r.size() != 0) {
    WithLapackType(dtype, [&](auto type) {
      array_internal::QrOfEach<decltype(type)>(matrices,
                                               StackOf(result.q.view(), Core::kMatrix, "qr"),
                                               StackOf(result.r.view(), Core::kMatrix, "qr"));
    });
  }
  NoteOp("qr", {&view}, &result.q.view(), site);
  NoteOp("qr", {&view}, &result.r.view(), site);
  return result;
}

AnyArray cholesky(const AnyArray& a, SourceLocation site) {
  kernels::RequireLapack();
  const MatrixStack matrices = SquareStackOf(a.view(), "cholesky");
  const DType dtype = LinalgType(a.dtype());
  AnyArray result = NewStack(dtype, matrices.batch, {matrices.rows, matrices.rows}, {&matrices},
                             "cholesky", site);
  if (result.size() != 0) {
    WithLapackType(dtype, [&](auto type) {
      array_internal::CholeskyOfEach<decltype(type)>(
          matrices, StackOf(result.view(), Core::kMatrix, "cholesky"));
    });
  }
  NoteOp("cholesky", {&a.view()}, &result.view(), site);
  return result;
}

}  // namespace linalg
}  // namespace tidemark
