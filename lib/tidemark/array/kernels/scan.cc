// Running sums and products.
#include <cstdint>

#include "tidemark/array/kernels/loops.h"

namespace tidemark::kernels::TIDEMARK_KERNEL_ISA {
namespace {

template <class T, bool kProduct>
void Scan(const std::byte* in, int64_t in_stride, std::byte* out, int64_t out_stride, int64_t n) {
  using A = Accumulator<T>;
  if (n <= 0) return;
  // NOLINTBEGIN(bugprone-signed-char-misuse): int8 elements are numbers, meant to be sign-extended
  A total = static_cast<A>(*As<T>(in));
  *As<A>(out) = total;
  for (int64_t i = 1; i < n; ++i) {
    in += in_stride;
    out += out_stride;
    const A value = static_cast<A>(*As<T>(in));
    total = kProduct ? MultiplyValues<A>(total, value) : AddValues<A>(total, value);
    *As<A>(out) = total;
  }
  // NOLINTEND(bugprone-signed-char-misuse)
}

template <class... T>
void SetScansOf(LoopTables& tables, Types<T...>) {
  ((tables.cum_sum[Index(kDTypeFor<T>)] = &Scan<ToAccumulated<T>, false>), ...);
  ((tables.cum_prod[Index(kDTypeFor<T>)] = &Scan<ToAccumulated<T>, true>), ...);
}

}  // namespace

void SetScans(LoopTables& tables) { SetScansOf(tables, AllTypes{}); }

}  // namespace tidemark::kernels::TIDEMARK_KERNEL_ISA
