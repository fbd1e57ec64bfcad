// Exponentials, logarithms and trigonometry many values at a time, by the vector functions of
// glibc (libmvec), which are within 4 ulp and treat special values as the scalar ones do.
//
// They are called by their names in the vector ABI: a compiler would vectorise calls of exp() by
// itself only under -ffast-math, which this library does not use. A vector of eight doubles is
// passed the same way by GCC and clang.
#include <cstddef>
#include <cstdint>

#include "tidemark/array/kernels/loops.h"
#include "tidemark/array/kernels/vector_lanes.h"

#if defined(__AVX512F__)
#define TIDEMARK_VECTOR_DOUBLE(name) _ZGVeN8v_##name
#define TIDEMARK_VECTOR_FLOAT(name) _ZGVeN16v_##name##f
#else
#define TIDEMARK_VECTOR_DOUBLE(name) _ZGVdN4v_##name
#define TIDEMARK_VECTOR_FLOAT(name) _ZGVdN8v_##name##f
#endif

namespace tidemark::kernels::TIDEMARK_KERNEL_ISA {

#define TIDEMARK_DECLARE_VECTOR_FUNCTION(name)                            \
  extern "C" Vector<double> TIDEMARK_VECTOR_DOUBLE(name)(Vector<double>); \
  extern "C" Vector<float> TIDEMARK_VECTOR_FLOAT(name)(Vector<float>);
TIDEMARK_DECLARE_VECTOR_FUNCTION(exp)
TIDEMARK_DECLARE_VECTOR_FUNCTION(log)
TIDEMARK_DECLARE_VECTOR_FUNCTION(sin)
TIDEMARK_DECLARE_VECTOR_FUNCTION(cos)
TIDEMARK_DECLARE_VECTOR_FUNCTION(tan)
TIDEMARK_DECLARE_VECTOR_FUNCTION(tanh)

namespace {

// Vectors from contiguous memory directly; strided elements and the rest through a buffer, whose
// spare places hold 1, an argument without surprises.
template <class R, Vector<R> (*kFunction)(Vector<R>)>
void RunVector(const std::byte* in, int64_t in_stride, std::byte* out, int64_t out_stride,
               int64_t n) {
  constexpr int64_t kWidth = kVectorBytes / static_cast<int64_t>(sizeof(R));
  constexpr int64_t kSize = sizeof(R);
  int64_t i = 0;
  if (in_stride == kSize && out_stride == kSize) {
    for (; i + kWidth <= n; i += kWidth) {
      StoreVector<R>(As<R>(out) + i, kFunction(LoadVector<R>(As<R>(in) + i)));
    }
  }
  for (; i < n; i += kWidth) {
    const int64_t count = n - i < kWidth ? n - i : kWidth;
    R buffer[kWidth];
    for (int64_t j = 0; j < kWidth; ++j) {
      buffer[j] = j < count ? *As<R>(in + (i + j) * in_stride) : R{1};
    }
    StoreVector<R>(buffer, kFunction(LoadVector<R>(buffer)));
    for (int64_t j = 0; j < count; ++j) *As<R>(out + (i + j) * out_stride) = buffer[j];
  }
}

template <Vector<float> (*kFloat)(Vector<float>), Vector<double> (*kDouble)(Vector<double>)>
void SetFunction(LoopTables& tables, UnaryOp op) {
  tables.unary[Index(op)][Index(DType::kFloat32)] = &RunVector<float, kFloat>;
  tables.unary[Index(op)][Index(DType::kFloat64)] = &RunVector<double, kDouble>;
}

}  // namespace

#define TIDEMARK_SET_FUNCTION(op, name) \
  SetFunction<TIDEMARK_VECTOR_FLOAT(name), TIDEMARK_VECTOR_DOUBLE(name)>(tables, op)

void SetVectorFunctions(LoopTables& tables) {
  TIDEMARK_SET_FUNCTION(UnaryOp::kExp, exp);
  TIDEMARK_SET_FUNCTION(UnaryOp::kLog, log);
  TIDEMARK_SET_FUNCTION(UnaryOp::kSin, sin);
  TIDEMARK_SET_FUNCTION(UnaryOp::kCos, cos);
  TIDEMARK_SET_FUNCTION(UnaryOp::kTan, tan);
  TIDEMARK_SET_FUNCTION(UnaryOp::kTanh, tanh);
}

}  // namespace tidemark::kernels::TIDEMARK_KERNEL_ISA
