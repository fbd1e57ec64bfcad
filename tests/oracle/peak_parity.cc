// Peak memory of small programs in this library: one line each, the name and the bytes above the
// inputs at the highest point. peak_parity.py runs the same programs in NumPy and compares.
#include <any>
#include <cstdint>
#include <functional>
#include <iostream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tidemark/array/array.h"
#include "tidemark/memory/peak_meter.h"

namespace tidemark::oracle {
namespace {

constexpr int64_t kElements = 1'000'000;
constexpr int64_t kRows = 1'000;

// The inputs that programs take from; made before the peak is watched.
struct Inputs {
  Array<double> a = Ramp(1), b = Ramp(2), c = Ramp(3);
  Array<double> m = Ramp(1).reshape({kRows, kRows}), k = m.copy();
  Array<int32_t> i = Array<int32_t>(arange(0, kElements, 1, DType::kInt32));
  Array<float> f = Ramp(1).astype<float>();
  Array<double> u = Array<double>(arange(0, kRows, 1, DType::kFloat64)), v = u.copy();
  Array<double> q = ones<double>({300, 300}), r = q.copy(), s = q.copy();
  Array<int64_t> p = Array<int64_t>(arange(0, kElements, 2, DType::kInt64));
  Array<int64_t> w = Array<int64_t>(arange(kRows - 1, -1, -2, DType::kInt64));
  Array<double> h = q + 300.0 * eye<double>(300);

 private:
  static Array<double> Ramp(double scale) {
    Array<double> ramp(arange(0, kElements, 1, DType::kFloat64));
    ramp %= 1000.0;
    ramp *= scale;
    return ramp;
  }
};

// What a program gives is kept until the peak has been read, as in Python.
using Program = std::function<std::any(Inputs&)>;

std::any Nothing() { return {}; }

std::vector<std::pair<std::string, Program>> ElementwisePrograms() {
  const auto even = [](const auto& x) { return x[{Slice().by(2)}]; };
  const auto odd = [](const auto& x) { return x[{Slice(1, std::nullopt, 2)}]; };
  return {
      {"a + b + c", [](Inputs& x) { return (x.a + x.b + x.c).any(); }},
      {"2 - (a * 2)", [](Inputs& x) { return (2.0 - (x.a * 2.0)).any(); }},
      {"sqrt(a*a + a*a)", [](Inputs& x) { return sqrt(x.a * x.a + x.a * x.a).any(); }},
      {"-(a + b) * c", [](Inputs& x) { return (-(x.a + x.b) * x.c).any(); }},
      {"m += m.T", [](Inputs& x) { return x.m += x.m.t(), Nothing(); }},
      {"m = m.T (assign)", [](Inputs& x) { return x.m.assign(x.m.t()), Nothing(); }},
      {"copyto(m[::2], m[1::2])",
       [=](Inputs& x) { return copyto(even(x.m), odd(x.m)), Nothing(); }},
      {"a[1:] += a[:-1]",
       [](Inputs& x) { return x.a[{Slice::From(1)}] += x.a[{Slice(-1)}], Nothing(); }},
      {"a[:] = a[::-1]", [](Inputs& x) { return x.a.assign(x.a[{Slice().by(-1)}]), Nothing(); }},
      {"a[::2] *= a[1::2]", [=](Inputs& x) { return even(x.a) *= odd(x.a), Nothing(); }},
      {"u[:, None] * v[None, :]",
       [](Inputs& x) {
         return (x.u[{ellipsis, newaxis}] * x.v[{newaxis}]).any();
       }},
      {"a - mean(a)", [](Inputs& x) { return (x.a - x.a.mean()).any(); }},
      {"(a - mean) / std",
       [](Inputs& x) {
         return ((x.a - x.a.mean()) / Array<double>(stddev(x.a.any())).item()).any();
       }},
      {"m -= mean(m, axis 0)", [](Inputs& x) { return x.m -= x.m.mean(Dims{0}), Nothing(); }},
      {"where(a > b, a, b)", [](Inputs& x) { return where(x.a > x.b, x.a, x.b).any(); }},
      {"clip(a * 2, 0, 100)",
       [](Inputs& x) { return clip((x.a * 2.0).any(), Scalar(0), Scalar(100)); }},
      {"multiply, then add out=",
       [](Inputs& x) {
         Array<double> out = x.a * x.b;
         add_into(out, x.c, out);
         return out.any();
       }},
      {"i4 + f8", [](Inputs& x) { return (x.i + x.a).any(); }},
      {"f4 += f8", [](Inputs& x) { return x.f += x.a, Nothing(); }},
      {"all(isfinite(a + b))", [](Inputs& x) { return isfinite(x.a + x.b).all_true(), Nothing(); }},
  };
}

std::vector<std::pair<std::string, Program>> OtherPrograms() {
  return {
      {"sum(concatenate(a, b))",
       [](Inputs& x) {
         const AnyArray both[] = {x.a.any(), x.b.any()};
         return reduce(ReduceOp::kSum, concatenate(both));
       }},
      {"max(stack(a, b), axis 0)",
       [](Inputs& x) {
         const AnyArray both[] = {x.a.any(), x.b.any()};
         return reduce(ReduceOp::kMax, stack(both), {.axes = Dims(0)});
       }},
      {"outer(u, v) sum axis 1",
       [](Inputs& x) {
         return reduce(ReduceOp::kSum, outer(x.u.any(), x.v.any()), {.axes = Dims(1)});
       }},
      {"var(m, axis 1)", [](Inputs& x) { return var(x.m.any(), {.axes = Dims(1)}); }},
      {"astype f4", [](Inputs& x) { return x.a.astype<float>().any(); }},
      {"m.T.copy()", [](Inputs& x) { return x.m.t().copy().any(); }},
      {"m.T.reshape(-1)", [](Inputs& x) { return x.m.t().reshape({-1}).any(); }},
      {"sort(a)", [](Inputs& x) { return sort(x.a.any()); }},
      {"argsort(a)", [](Inputs& x) { return argsort(x.a.any()); }},
      {"a[a > 500]", [](Inputs& x) { return mask(x.a.any(), (x.a > 500.0).any()); }},
      {"take(a, p)", [](Inputs& x) { return take(x.a.any(), x.p.any()); }},
      {"cumsum(a)", [](Inputs& x) { return cumsum(x.a.any()); }},
      {"roll(m, 1, axis 0)", [](Inputs& x) { return roll(x.m.any(), 1, 0); }},
      {"tile(u, 100)", [](Inputs& x) { return tile(x.u.any(), {100}); }},
      {"(q @ r) @ s", [](Inputs& x) { return matmul(matmul(x.q.any(), x.r.any()), x.s.any()); }},
  };
}

std::vector<std::pair<std::string, Program>> IndexingPrograms() {
  return {
      {"a[a > 500] = 0", [](Inputs& x) { return x.a[x.a > 500.0] = 0.0, Nothing(); }},
      {"a[p] += 1", [](Inputs& x) { return x.a[x.p] += 1.0, Nothing(); }},
      {"m[w]", [](Inputs& x) { return select(x.m.any(), x.w.any()); }},
      {"m[:, w]",
       [](Inputs& x) {
         return select(x.m.any(), Selector{Slice(), x.w});
       }},
      {"m[w, w] = u[::2]",
       [](Inputs& x) {
         return assign_selected(x.m.any(), Selector{x.w, x.w}, x.u[{Slice().by(2)}].any()),
                Nothing();
       }},
      {"nonzero(a)", [](Inputs& x) { return nonzero(x.a.any()); }},
      {"argwhere(a)", [](Inputs& x) { return argwhere(x.a.any()); }},
      {"take_along_axis(m, argsort)",
       [](Inputs& x) { return take_along_axis(x.m.any(), argsort(x.m.any(), 0), 0); }},
  };
}

std::vector<std::pair<std::string, Program>> StatisticsPrograms() {
  return {
      {"median(a)", [](Inputs& x) { return median(x.a); }},
      {"percentile(m, 90, axis 0)", [](Inputs& x) { return percentile(x.m.any(), 90, 0); }},
      {"diff(a)", [](Inputs& x) { return diff(x.a.any()); }},
      {"nanmean(m, axis 0)", [](Inputs& x) { return nanmean(x.m.any(), 0); }},
      {"nanvar(m, axis 1)", [](Inputs& x) { return nanvar(x.m.any(), 1); }},
      {"average(m, weights k)", [](Inputs& x) { return average(x.m.any(), x.k.any(), 1); }},
      {"allclose(a, b)", [](Inputs& x) { return allclose(x.a, x.b); }},
      {"array_equal(a, b)", [](Inputs& x) { return array_equal(x.a, x.b); }},
      {"count_nonzero(m, axis 0)", [](Inputs& x) { return count_nonzero(x.m.any(), 0); }},
      {"histogram(a, 50)", [](Inputs& x) { return histogram(x.a.any(), 50); }},
      {"bincount(i % 1000)", [](Inputs& x) { return bincount((x.i % 1000).any()); }},
      {"digitize(a, u)", [](Inputs& x) { return digitize(x.a.any(), x.u.any()); }},
      {"interp(a, u, v)", [](Inputs& x) { return interp(x.a.any(), x.u.any(), x.v.any()); }},
      {"unique(a)", [](Inputs& x) { return unique(x.a.any()); }},
      {"unique(a, counts)", [](Inputs& x) { return unique_counts(x.a.any()); }},
      {"isin(a, u)", [](Inputs& x) { return isin(x.a.any(), x.u.any()); }},
      {"union1d(a, b)", [](Inputs& x) { return union1d(x.a.any(), x.b.any()); }},
      {"partition(a, 1000)", [](Inputs& x) { return partition(x.a.any(), 1000); }},
      {"searchsorted(u, a)", [](Inputs& x) { return searchsorted(x.u.any(), x.a.any()); }},
      {"argmax(m, axis 1)", [](Inputs& x) { return argmax(x.m.any(), 1); }},
  };
}

std::vector<std::pair<std::string, Program>> FurtherPrograms() {
  return {
      {"vstack(a, b)",
       [](Inputs& x) {
         return vstack({x.a, x.b}).any();
       }},
      {"append(a, 5)", [](Inputs& x) { return append(x.a, 5.0).any(); }},
      {"pad(m, 8, reflect)",
       [](Inputs& x) {
         return pad(x.m.any(), PadWidths{{8, 8}, {8, 8}}, PadMode::kReflect);
       }},
      {"triu(m)", [](Inputs& x) { return triu(x.m.any()); }},
      {"rot90(m).copy()", [](Inputs& x) { return rot90(x.m).copy().any(); }},
      {"meshgrid(u, v)",
       [](Inputs& x) {
         const AnyArray both[] = {x.u.any(), x.v.any()};
         return meshgrid(both);
       }},
      {"round(a, 2)", [](Inputs& x) { return round(x.a.any(), Decimals(2)); }},
      {"i // 7", [](Inputs& x) { return floor_divide(x.i, 7).any(); }},
      {"power(a, 2.0)", [](Inputs& x) { return power(x.a, 2.0).any(); }},
      {"solve(h, q)", [](Inputs& x) { return linalg::solve(x.h.any(), x.q.any()); }},
      {"inv(h)", [](Inputs& x) { return linalg::inv(x.h.any()); }},
      {"einsum ij,jk->ik", [](Inputs& x) { return einsum("ij,jk->ik", x.q.any(), x.r.any()); }},
      {"einsum ij->j", [](Inputs& x) { return einsum("ij->j", x.m.any()); }},
      {"tensordot(m, k)", [](Inputs& x) { return tensordot(x.m.any(), x.k.any()); }},
      {"norm(a)", [](Inputs& x) { return linalg::norm(x.a.any()); }},
      {"norm(m, axis 1)", [](Inputs& x) { return linalg::norm(x.m.any(), 2, 1); }},
  };
}

void Measure(const std::string& name, const Program& program) {
  Inputs inputs;
  PeakMeter meter;
  const std::any result = program(inputs);
  std::cout << name << '\t' << meter.Read().peak_bytes << '\n';
}

}  // namespace
}  // namespace tidemark::oracle

int main() {
  using namespace tidemark::oracle;
  for (const auto& [name, program] : ElementwisePrograms()) Measure(name, program);
  for (const auto& [name, program] : OtherPrograms()) Measure(name, program);
  for (const auto& [name, program] : IndexingPrograms()) Measure(name, program);
  for (const auto& [name, program] : StatisticsPrograms()) Measure(name, program);
  for (const auto& [name, program] : FurtherPrograms()) Measure(name, program);
  return 0;
}
