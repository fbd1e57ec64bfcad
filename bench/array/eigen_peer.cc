// Serves the kernels that Eigen has (peer.h): its expressions are fused when it is compiled, and
// use the vector instructions of the machine that it is compiled for.
#include <Eigen/Core>
#include <memory>
#include <vector>

#include "bench/array/peer.h"

namespace tidemark::bench_array {
namespace {

template <class T>
using Line = Eigen::Array<T, Eigen::Dynamic, 1>;
using Vector = Line<double>;
using Table = Eigen::Array<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Square = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <class T = double>
Line<T> Values(int64_t n, int64_t salt) {
  Line<T> values(n);
  FillInput(values.data(), n, salt);
  return values;
}

Table Matrix(int64_t n) {
  const Shape shape = ShapeOf(n);
  Table table(shape.rows, shape.columns);
  FillInput(table.data(), n, 1);
  return table;
}

Line<bool> Mask(int64_t n) {
  Line<bool> mask(n);
  for (int64_t i = 0; i < n; ++i) mask(i) = MaskAt(i);
  return mask;
}

constexpr auto kTotal = [](const auto& result) {
  if constexpr (std::is_arithmetic_v<std::decay_t<decltype(result)>>) {
    return result;
  } else {
    return result.template cast<double>().sum();
  }
};

// The expression that f makes of inputs of element type T, evaluated into a new array.
template <class T = double, class F>
Case Unary(int64_t n, F f) {
  return CaseOf(
      [a = Values<T>(n, 1), f] {
        Line<T> r = f(a);
        return r;
      },
      kTotal);
}
template <class T = double, class R = T, class F>
Case Binary(int64_t n, F f) {
  return CaseOf(
      [a = Values<T>(n, 1), b = Values<T>(n, 2), f] {
        Line<R> r = f(a, b);
        return r;
      },
      kTotal);
}
// A number from inputs of element type T.
template <class T = double, class F>
Case Fold(int64_t n, F f) {
  return CaseOf([a = Values<T>(n, 1), f] { return f(a); }, kTotal);
}

// What writes to an array that it keeps, which the check must see: hence the pointers.
Case AddOut(int64_t n) {
  auto out = std::make_shared<Vector>(Values(n, 3));
  return CaseOf([a = Values(n, 1), b = Values(n, 2), out] { *out = a + b; },
                [out] { return kTotal(*out); });
}

Case AddInPlace(int64_t n) {
  auto a = std::make_shared<Vector>(Values(n, 1));
  return CaseOf([a, b = Values(n, 2)] { *a += b; }, [a] { return kTotal(*a); });
}

Case CopyOut(int64_t n) {
  auto out = std::make_shared<Vector>(Values(n, 3));
  return CaseOf([a = Values(n, 1), out] { *out = a; }, [out] { return kTotal(*out); });
}

Case AddRow(int64_t n) {
  return CaseOf(
      [m = Matrix(n), v = Values(ShapeOf(n).columns, 2)] {
        Table r = m.rowwise() + v.transpose();
        return r;
      },
      kTotal);
}

Case Add3(int64_t n) {
  return CaseOf(
      [a = Values(n, 1), b = Values(n, 2), c = Values(n, 3)] {
        Vector r = a + b + c;
        return r;
      },
      kTotal);
}

Case Where(int64_t n) {
  return CaseOf(
      [k = Mask(n), a = Values(n, 1), b = Values(n, 2)] {
        Vector r = k.select(a, b);
        return r;
      },
      kTotal);
}

Case SumAxis0(int64_t n) {
  return CaseOf(
      [m = Matrix(n)] {
        Vector r = m.colwise().sum();
        return r;
      },
      kTotal);
}

Case SumAxis1(int64_t n) {
  return CaseOf(
      [m = Matrix(n)] {
        Vector r = m.rowwise().sum();
        return r;
      },
      kTotal);
}

Case TransposedCopy(int64_t n) {
  return CaseOf(
      [m = Matrix(n)] {
        Table r = m.transpose();
        return r;
      },
      [](const Table& r) { return r.row(0).sum() * 3 + r.row(r.rows() - 1).sum(); });
}

Case StridedCopy(int64_t n) {
  return CaseOf(
      [a = Values(n, 1), n] {
        Vector r = Eigen::Map<const Vector, 0, Eigen::InnerStride<2>>(a.data(), (n + 1) / 2);
        return r;
      },
      kTotal);
}

Case Take(int64_t n) {
  std::vector<Eigen::Index> positions;
  for (int64_t i = 0; i < n; ++i) positions.push_back(PositionAt(i, n));
  return CaseOf(
      [a = Values(n, 1), positions] {
        Vector r = a(positions);
        return r;
      },
      kTotal);
}

Case Concatenate(int64_t n) {
  return CaseOf(
      [a = Values(n, 1), b = Values(n, 2)] {
        Vector r(a.size() + b.size());
        r << a, b;
        return r;
      },
      kTotal);
}

Case MatMul(int64_t n) {
  const int64_t side = MatrixSide(n);
  Square p(side, side);
  Square q(side, side);
  FillInput(p.data(), side * side, 1);
  FillInput(q.data(), side * side, 2);
  return CaseOf(
      [p, q] {
        Square r = p * q;
        return r;
      },
      kTotal);
}

Case MatVec(int64_t n) {
  return CaseOf(
      [m = Square(Matrix(n)), v = Values(ShapeOf(n).columns, 2)] {
        Vector r = m * v.matrix();
        return r;
      },
      kTotal);
}

Case VecMat(int64_t n) {
  return CaseOf(
      [m = Square(Matrix(n)), v = Values(ShapeOf(n).rows, 2)] {
        Vector r = m.transpose() * v.matrix();
        return r;
      },
      kTotal);
}

Case Dot(int64_t n) {
  return CaseOf([a = Values(n, 1), b = Values(n, 2)] { return a.matrix().dot(b.matrix()); },
                kTotal);
}

Case ArgMax(int64_t n) {
  return CaseOf(
      [a = Values(n, 1)] {
        Eigen::Index position = 0;
        a.maxCoeff(&position);
        return position;
      },
      kTotal);
}

Case PutMask(int64_t n) {
  auto a = std::make_shared<Vector>(Values(n, 1));
  return CaseOf([a, k = Mask(n)] { *a = k.select(1.5, *a); }, [a] { return kTotal(*a); });
}

constexpr auto kAdd = [](const auto& a, const auto& b) { return a + b; };
constexpr auto kExp = [](const auto& a) { return a.exp(); };
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
       return Binary(n, [](const auto& a, const auto& b) { return (a * a + b * b).sqrt(); });
     }},
    {"less",
     [](int64_t n) {
       return Binary<double, bool>(n, [](const auto& a, const auto& b) { return a < b; });
     }},
    {"where", &Where},
    {"sqrt", [](int64_t n) { return Unary(n, [](const auto& a) { return a.sqrt(); }); }},
    {"exp", [](int64_t n) { return Unary(n, kExp); }},
    {"sum", [](int64_t n) { return Fold(n, kSum); }},
    {"sum_axis0", &SumAxis0},
    {"sum_axis1", &SumAxis1},
    {"min", [](int64_t n) { return Fold(n, [](const auto& a) { return a.minCoeff(); }); }},
    {"copy",
     [](int64_t n) {
       return Unary(
           n, [](const auto& a) -> const auto& { return a; });
     }},
    {"copy_out", &CopyOut},
    {"transposed_copy", &TransposedCopy},
    {"strided_copy", &StridedCopy},
    {"take", &Take},
    {"concatenate", &Concatenate},
    {"matmul", &MatMul},
    {"matvec", &MatVec},
    {"vecmat", &VecMat},
    {"dot", &Dot},
    {"power", [](int64_t n) { return Unary(n, [](const auto& a) { return a.pow(2.0); }); }},
    {"square", [](int64_t n) { return Unary(n, [](const auto& a) { return a.square(); }); }},
    {"power_of",
     [](int64_t n) { return Binary(n, [](const auto& a, const auto& b) { return a.pow(b); }); }},
    {"floor_divide",
     [](int64_t n) { return Unary<int64_t>(n, [](const auto& a) { return a / int64_t{7}; }); }},
    {"floor_divide_i32",
     [](int64_t n) { return Unary<int32_t>(n, [](const auto& a) { return a / 7; }); }},
    {"argmax", &ArgMax},
    {"put_mask", &PutMask},
    {"add_f32", [](int64_t n) { return Binary<float>(n, kAdd); }},
    {"exp_f32", [](int64_t n) { return Unary<float>(n, kExp); }},
    {"sum_f32", [](int64_t n) { return Fold<float>(n, kSum); }},
    {"add_i32", [](int64_t n) { return Binary<int32_t>(n, kAdd); }},
    {"sum_i32",
     [](int64_t n) {
       return Fold<int32_t>(n, [](const auto& a) { return a.template cast<int64_t>().sum(); });
     }},
};

}  // namespace
}  // namespace tidemark::bench_array

int main() { return tidemark::bench_array::Serve(tidemark::bench_array::kKernels); }
