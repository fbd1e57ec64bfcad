// Peak memory of small programs in this library: one line each, the name and the bytes above the
// inputs at the highest point. peak_parity.py runs the same programs in NumPy and compares.
#include <cstdint>
#include <functional>
#include <iostream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tidemark/array/arrange/join.h"
#include "tidemark/array/arrange/rearrange.h"
#include "tidemark/array/array.h"
#include "tidemark/array/indexing/gather.h"
#include "tidemark/array/linalg/products.h"
#include "tidemark/array/ops/select.h"
#include "tidemark/array/sorting/sort.h"
#include "tidemark/memory/peak_meter.h"

namespace tidemark::oracle {
namespace {

constexpr int64_t kElements = 1'000'000;
constexpr int64_t kRows = 1'000;

// The inputs that programs take from; made before the peak is watched.
struct Inputs {
  Array<double> a = Ramp(1), b = Ramp(2), c = Ramp(3);
  Array<double> m = Ramp(1).reshape({kRows, kRows});
  Array<int32_t> i = Array<int32_t>(arange(0, kElements, 1, DType::kInt32));
  Array<float> f = Ramp(1).astype<float>();
  Array<double> u = Array<double>(arange(0, kRows, 1, DType::kFloat64)), v = u.copy();
  Array<double> q = ones<double>({300, 300}), r = q.copy(), s = q.copy();
  AnyArray p = arange(0, kElements, 2, DType::kInt64);

 private:
  static Array<double> Ramp(double scale) {
    Array<double> ramp(arange(0, kElements, 1, DType::kFloat64));
    ramp %= 1000.0;
    ramp *= scale;
    return ramp;
  }
};

// What a program gives is kept until the peak has been read, as in Python.
using Program = std::function<std::optional<AnyArray>(Inputs&)>;

std::optional<AnyArray> Nothing() { return std::nullopt; }

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
      {"take(a, p)", [](Inputs& x) { return take(x.a.any(), x.p); }},
      {"cumsum(a)", [](Inputs& x) { return cumsum(x.a.any()); }},
      {"roll(m, 1, axis 0)", [](Inputs& x) { return roll(x.m.any(), 1, 0); }},
      {"tile(u, 100)", [](Inputs& x) { return tile(x.u.any(), {100}); }},
      {"(q @ r) @ s", [](Inputs& x) { return matmul(matmul(x.q.any(), x.r.any()), x.s.any()); }},
  };
}

void Measure(const std::string& name, const Program& program) {
  Inputs inputs;
  PeakMeter meter;
  const std::optional<AnyArray> result = program(inputs);
  std::cout << name << '\t' << meter.Read().peak_bytes << '\n';
}

}  // namespace
}  // namespace tidemark::oracle

int main() {
  using namespace tidemark::oracle;
  for (const auto& [name, program] : ElementwisePrograms()) Measure(name, program);
  for (const auto& [name, program] : OtherPrograms()) Measure(name, program);
  return 0;
}
