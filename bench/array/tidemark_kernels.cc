#include "bench/array/tidemark_kernels.h"

#include "tidemark/array/array.h"

namespace tidemark::bench_array {
namespace {

template <class T = double>
Array<T> Values(int64_t n, int64_t salt) {
  Array<T> values = zeros<T>(n);
  FillInput(values.mutable_data(), n, salt);
  return values;
}

Array<double> Matrix(int64_t n) {
  const Shape shape = ShapeOf(n);
  return Values(n, 1).reshape({shape.rows, shape.columns}).copy();
}

Array<double> Square(int64_t n, int64_t salt) {
  const int64_t side = MatrixSide(n);
  return Values(side * side, salt).reshape({side, side}).copy();
}

Array<int64_t> Positions(int64_t n) {
  Array<int64_t> positions = zeros<int64_t>(n);
  int64_t* to = positions.mutable_data();
  for (int64_t i = 0; i < n; ++i) to[i] = PositionAt(i, n);
  return positions;
}

Array<bool> Mask(int64_t n) {
  Array<bool> mask = zeros<bool>(n);
  bool* to = mask.mutable_data();
  for (int64_t i = 0; i < n; ++i) to[i] = MaskAt(i);
  return mask;
}

constexpr auto kTotal = [](const auto& result) {
  if constexpr (ArrayLike<decltype(result)>) {
    return result.template astype<double>().sum();
  } else {
    return result;
  }
};

// f(a) or f(a, b), of inputs of element type T.
template <class T = double, class F>
Case Unary(int64_t n, F f) {
  return CaseOf([a = Values<T>(n, 1), f] { return f(a); }, kTotal);
}
template <class T = double, class F>
Case Binary(int64_t n, F f) {
  return CaseOf([a = Values<T>(n, 1), b = Values<T>(n, 2), f] { return f(a, b); }, kTotal);
}
template <class F>
Case OnMatrix(int64_t n, F f) {
  return CaseOf([m = Matrix(n), f] { return f(m); }, kTotal);
}

Case AddOut(int64_t n) {
  const Array<double> out = zeros<double>(n);
  return CaseOf([a = Values(n, 1), b = Values(n, 2), out] { add_into(a, b, out); },
                [out] { return out.sum(); });
}

Case AddInPlace(int64_t n) {
  const Array<double> a = Values(n, 1);
  return CaseOf([a, b = Values(n, 2)] { a += b; }, [a] { return a.sum(); });
}

Case AddRow(int64_t n) {
  return CaseOf([m = Matrix(n), v = Values(ShapeOf(n).columns, 2)] { return m + v; }, kTotal);
}

Case Add3(int64_t n) {
  return CaseOf([a = Values(n, 1), b = Values(n, 2), c = Values(n, 3)] { return a + b + c; },
                kTotal);
}

Case Where(int64_t n) {
  return CaseOf([k = Mask(n), a = Values(n, 1), b = Values(n, 2)] { return where(k, a, b); },
                kTotal);
}

Case CopyOut(int64_t n) {
  const Array<double> out = zeros<double>(n);
  return CaseOf([a = Values(n, 1), out] { copyto(out, a); }, [out] { return out.sum(); });
}

Case TransposedCopy(int64_t n) {
  return CaseOf([t = Matrix(n).t()] { return t.copy(); },
                [](const Array<double>& r) { return r[0].sum() * 3 + r[-1].sum(); });
}

Case StridedCopy(int64_t n) {
  return CaseOf([v = Values(n, 1)[Slice().by(2)]] { return v.copy(); }, kTotal);
}

Case Take(int64_t n) {
  return CaseOf([a = Values(n, 1), p = Positions(n)] { return take(a, p); }, kTotal);
}

Case MaskOf(int64_t n) {
  return CaseOf([a = Values(n, 1), k = Mask(n)] { return mask(a, k); }, kTotal);
}

Case MatMul(int64_t n) {
  return CaseOf([p = Square(n, 1), q = Square(n, 2)] { return matmul(p, q); }, kTotal);
}

Case MatVec(int64_t n) {
  return CaseOf([m = Matrix(n), v = Values(ShapeOf(n).columns, 2)] { return matmul(m, v); },
                kTotal);
}

Case VecMat(int64_t n) {
  return CaseOf([m = Matrix(n), v = Values(ShapeOf(n).rows, 2)] { return matmul(v, m); }, kTotal);
}

Case NonzeroOfNumbers(int64_t n) {
  return CaseOf([a = where(Mask(n), Values(n, 1), zeros<double>(n))] { return nonzero(a)[0]; },
                kTotal);
}

Case SearchSorted(int64_t n) {
  return CaseOf([a = Values(n, 1), s = sort(Values(n, 2))] { return searchsorted(s, a); }, kTotal);
}

Case PutMask(int64_t n) {
  const Array<double> a = Values(n, 1);
  return CaseOf([a, k = Mask(n)] { put_mask(a, k, 1.5); }, [a] { return a.sum(); });
}

constexpr auto kAdd = [](const auto& a, const auto& b) { return a + b; };
constexpr auto kExp = [](const auto& a) { return exp(a); };
constexpr auto kSquare = [](const auto& a) { return power(a, 2.0); };
constexpr auto kDivideBySeven = [](const auto& a) { return floor_divide(a, 7); };
constexpr auto kSum = [](const auto& a) { return a.sum(); };

constexpr Kernel kKernels[] = {
    {"add", [](int64_t n) { return Binary(n, kAdd); }},
    {"add_out", &AddOut},
    {"add_in_place", &AddInPlace},
    {"add_scalar", [](int64_t n) { return Unary(n, [](const auto& a) { return a + 1.5; }); }},
    {"add_row", &AddRow},
    {"add3", &Add3},
    {"length",
     [](int64_t n) {
       return Binary(n, [](const auto& a, const auto& b) { return sqrt(a * a + b * b); });
     }},
    {"less",
     [](int64_t n) { return Binary(n, [](const auto& a, const auto& b) { return a < b; }); }},
    {"where", &Where},
    {"sqrt", [](int64_t n) { return Unary(n, [](const auto& a) { return sqrt(a); }); }},
    {"exp", [](int64_t n) { return Unary(n, kExp); }},
    {"sum", [](int64_t n) { return Unary(n, kSum); }},
    {"sum_axis0",
     [](int64_t n) { return OnMatrix(n, [](const auto& m) { return m.sum(Dims(0)); }); }},
    {"sum_axis1",
     [](int64_t n) { return OnMatrix(n, [](const auto& m) { return m.sum(Dims(1)); }); }},
    {"min", [](int64_t n) { return Unary(n, [](const auto& a) { return a.min(); }); }},
    {"copy", [](int64_t n) { return Unary(n, [](const auto& a) { return a.copy(); }); }},
    {"copy_out", &CopyOut},
    {"transposed_copy", &TransposedCopy},
    {"strided_copy", &StridedCopy},
    {"take", &Take},
    {"mask", &MaskOf},
    {"concatenate",
     [](int64_t n) {
       return Binary(n, [](const auto& a, const auto& b) { return concatenate({a, b}); });
     }},
    {"matmul", &MatMul},
    {"matvec", &MatVec},
    {"vecmat", &VecMat},
    {"dot",
     [](int64_t n) { return Binary(n, [](const auto& a, const auto& b) { return dot(a, b); }); }},
    {"power", [](int64_t n) { return Unary(n, kSquare); }},
    {"square", [](int64_t n) { return Unary(n, kSquare); }},
    {"power_of",
     [](int64_t n) { return Binary(n, [](const auto& a, const auto& b) { return power(a, b); }); }},
    {"floor_divide", [](int64_t n) { return Unary<int64_t>(n, kDivideBySeven); }},
    {"floor_divide_i32", [](int64_t n) { return Unary<int32_t>(n, kDivideBySeven); }},
    {"argmax", [](int64_t n) { return Unary(n, [](const auto& a) { return argmax(a); }); }},
    {"nonzero", [](int64_t n) { return CaseOf([k = Mask(n)] { return nonzero(k)[0]; }, kTotal); }},
    {"nonzero_f64", &NonzeroOfNumbers},
    {"searchsorted", &SearchSorted},
    {"put_mask", &PutMask},
    {"slice", [](int64_t n) { return Unary(n, [](const auto& a) { return a[Slice(1, -1, 2)]; }); }},
    {"add_f32", [](int64_t n) { return Binary<float>(n, kAdd); }},
    {"exp_f32", [](int64_t n) { return Unary<float>(n, kExp); }},
    {"sum_f32", [](int64_t n) { return Unary<float>(n, kSum); }},
    {"add_i32", [](int64_t n) { return Binary<int32_t>(n, kAdd); }},
    {"sum_i32", [](int64_t n) { return Unary<int32_t>(n, kSum); }},
};

}  // namespace

std::span<const Kernel> TidemarkKernels() { return kKernels; }

}  // namespace tidemark::bench_array
