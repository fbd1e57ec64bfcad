// Serves the kernels that xtensor has (peer.h): its expressions are fused when it is compiled, its
// shapes are of fixed rank.
#include <xtensor/xbuilder.hpp>
#include <xtensor/xindex_view.hpp>
#include <xtensor/xmasked_view.hpp>
#include <xtensor/xmath.hpp>
#include <xtensor/xnoalias.hpp>
#include <xtensor/xsort.hpp>
#include <xtensor/xstrided_view.hpp>
#include <xtensor/xtensor.hpp>
#include <xtensor/xview.hpp>

#include "bench/array/peer.h"

namespace tidemark::bench_array {
namespace {

template <class T>
using Line = xt::xtensor<T, 1>;
using Vector = Line<double>;
using Table = xt::xtensor<double, 2>;

template <class T = double>
Line<T> Values(int64_t n, int64_t salt) {
  Line<T> values = xt::zeros<T>({static_cast<size_t>(n)});
  FillInput(values.data(), n, salt);
  return values;
}

Table Matrix(int64_t n) {
  const Shape shape = ShapeOf(n);
  Table table =
      xt::zeros<double>({static_cast<size_t>(shape.rows), static_cast<size_t>(shape.columns)});
  FillInput(table.data(), n, 1);
  return table;
}

Line<bool> Mask(int64_t n) {
  Line<bool> mask = xt::zeros<bool>({static_cast<size_t>(n)});
  for (int64_t i = 0; i < n; ++i) mask(static_cast<size_t>(i)) = MaskAt(i);
  return mask;
}

constexpr auto kTotal = [](const auto& result) {
  if constexpr (std::is_arithmetic_v<std::decay_t<decltype(result)>>) {
    return result;
  } else {
    return xt::sum(xt::cast<double>(result))();
  }
};

// The expression that f makes of inputs of element type T, evaluated into a new container.
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
  return CaseOf([a = Values(n, 1), b = Values(n, 2), out] { xt::noalias(*out) = a + b; },
                [out] { return kTotal(*out); });
}

Case AddInPlace(int64_t n) {
  auto a = std::make_shared<Vector>(Values(n, 1));
  return CaseOf([a, b = Values(n, 2)] { *a += b; }, [a] { return kTotal(*a); });
}

Case CopyOut(int64_t n) {
  auto out = std::make_shared<Vector>(Values(n, 3));
  return CaseOf([a = Values(n, 1), out] { xt::noalias(*out) = a; }, [out] { return kTotal(*out); });
}

Case AddRow(int64_t n) {
  return CaseOf(
      [m = Matrix(n), v = Values(ShapeOf(n).columns, 2)] {
        Table r = m + v;
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
        Vector r = xt::where(k, a, b);
        return r;
      },
      kTotal);
}

Case SumAxis(int64_t n, size_t axis) {
  return CaseOf(
      [m = Matrix(n), axis] {
        Vector r = xt::sum(m, {axis}, xt::evaluation_strategy::immediate);
        return r;
      },
      kTotal);
}

Case TransposedCopy(int64_t n) {
  return CaseOf(
      [m = Matrix(n)] {
        Table r = xt::transpose(m);
        return r;
      },
      [](const Table& r) {
        return kTotal(Vector(xt::view(r, 0))) * 3 + kTotal(Vector(xt::view(r, -1)));
      });
}

Case StridedCopy(int64_t n) {
  return CaseOf(
      [a = Values(n, 1), n] {
        Vector r = xt::view(a, xt::range(0, n, 2));
        return r;
      },
      kTotal);
}

Case Take(int64_t n) {
  std::vector<size_t> positions;
  for (int64_t i = 0; i < n; ++i) positions.push_back(static_cast<size_t>(PositionAt(i, n)));
  return CaseOf(
      [a = Values(n, 1), positions] {
        Vector r = xt::index_view(a, positions);
        return r;
      },
      kTotal);
}

Case MaskOf(int64_t n) {
  return CaseOf(
      [a = Values(n, 1), k = Mask(n)] {
        Vector r = xt::filter(a, k);
        return r;
      },
      kTotal);
}

// A view of strides known at run time, as here and in NumPy; it owns nothing.
Case SliceOf(int64_t n) {
  return CaseOf([a = Values(n, 1), n] { return xt::strided_view(a, {xt::range(1, n - 1, 2)}); },
                [](const auto& r) { return kTotal(Vector(r)); });
}

Case Nonzero(int64_t n) {
  return CaseOf([k = Mask(n)] { return xt::nonzero(k)[0]; },
                [](const auto& r) {
                  double total = 0;
                  for (const auto position : r) total += static_cast<double>(position);
                  return total;
                });
}

Case PutMask(int64_t n) {
  auto a = std::make_shared<Vector>(Values(n, 1));
  return CaseOf([a, k = Mask(n)]() mutable { xt::masked_view(*a, k) = 1.5; },
                [a] { return kTotal(*a); });
}

constexpr auto kAdd = [](const auto& a, const auto& b) { return a + b; };
constexpr auto kExp = [](const auto& a) { return xt::exp(a); };
template <class R>
constexpr auto kSum =
    [](const auto& a) { return xt::sum<R>(a, xt::evaluation_strategy::immediate)(); };

constexpr Kernel kKernels[] = {
    {"add", [](int64_t n) { return Binary(n, kAdd); }},
    {"add_out", &AddOut},
    {"add_in_place", &AddInPlace},
    {"add_scalar", [](int64_t n) { return Unary(n, [](const auto& a) { return a + 1.5; }); }},
    {"add_row", &AddRow},
    {"add3", &Add3},
    {"length",
     [](int64_t n) {
       return Binary(n, [](const auto& a, const auto& b) { return xt::sqrt(a * a + b * b); });
     }},
    {"less",
     [](int64_t n) {
       return Binary<double, bool>(n, [](const auto& a, const auto& b) { return a < b; });
     }},
    {"where", &Where},
    {"sqrt", [](int64_t n) { return Unary(n, [](const auto& a) { return xt::sqrt(a); }); }},
    {"exp", [](int64_t n) { return Unary(n, kExp); }},
    {"sum", [](int64_t n) { return Fold(n, kSum<double>); }},
    {"sum_axis0", [](int64_t n) { return SumAxis(n, 0); }},
    {"sum_axis1", [](int64_t n) { return SumAxis(n, 1); }},
    {"min",
     [](int64_t n) {
       return Fold(n,
                   [](const auto& a) { return xt::amin(a, xt::evaluation_strategy::immediate)(); });
     }},
    {"copy",
     [](int64_t n) {
       return Unary(
           n, [](const auto& a) -> const auto& { return a; });
     }},
    {"copy_out", &CopyOut},
    {"transposed_copy", &TransposedCopy},
    {"strided_copy", &StridedCopy},
    {"take", &Take},
    {"mask", &MaskOf},
    {"concatenate",
     [](int64_t n) {
       return Binary(
           n, [](const auto& a, const auto& b) { return xt::concatenate(xt::xtuple(a, b)); });
     }},
    {"dot",
     [](int64_t n) {
       return CaseOf(
           [a = Values(n, 1), b = Values(n, 2)] {
             return xt::sum(a * b, xt::evaluation_strategy::immediate)();
           },
           kTotal);
     }},
    {"power", [](int64_t n) { return Unary(n, [](const auto& a) { return xt::pow(a, 2.0); }); }},
    {"square", [](int64_t n) { return Unary(n, [](const auto& a) { return xt::square(a); }); }},
    {"power_of",
     [](int64_t n) {
       return Binary(n, [](const auto& a, const auto& b) { return xt::pow(a, b); });
     }},
    {"floor_divide",
     [](int64_t n) { return Unary<int64_t>(n, [](const auto& a) { return a / int64_t{7}; }); }},
    {"floor_divide_i32",
     [](int64_t n) { return Unary<int32_t>(n, [](const auto& a) { return a / 7; }); }},
    {"argmax", [](int64_t n) { return Fold(n, [](const auto& a) { return xt::argmax(a)(); }); }},
    {"nonzero", &Nonzero},
    {"put_mask", &PutMask},
    {"slice", &SliceOf},
    {"add_f32", [](int64_t n) { return Binary<float>(n, kAdd); }},
    {"exp_f32", [](int64_t n) { return Unary<float>(n, kExp); }},
    {"sum_f32", [](int64_t n) { return Fold<float>(n, kSum<float>); }},
    {"add_i32", [](int64_t n) { return Binary<int32_t>(n, kAdd); }},
    {"sum_i32", [](int64_t n) { return Fold<int32_t>(n, kSum<int64_t>); }},
};

}  // namespace
}  // namespace tidemark::bench_array

int main() { return tidemark::bench_array::Serve(tidemark::bench_array::kKernels); }
