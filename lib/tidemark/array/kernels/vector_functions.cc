// Exponentials, logarithms, trigonometry and powers, many values at a time, by the vector functions of
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
#define TIDEMARK_VECTOR_DOUBLE2(name) _ZGVeN8vv_##name
#define TIDEMARK_VECTOR_FLOAT2(name) _ZGVeN16vv_##name##f
#else
#define TIDEMARK_VECTOR_DOUBLE(name) _ZGVdN4v_##name
#define TIDEMARK_VECTOR_FLOAT(name) _ZGVdN8v_##name##f
#define TIDEMARK_VECTOR_DOUBLE2(name) _ZGVdN4vv_##name
#define TIDEMARK_VECTOR_FLOAT2(name) _ZGVdN8vv_##name##f
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
extern "C" Vector<double> TIDEMARK_VECTOR_DOUBLE2(pow)(Vector<double>, Vector<double>);
extern "C" Vector<float> TIDEMARK_VECTOR_FLOAT2(pow)(Vector<float>, Vector<float>);

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

// The first `count` of elements that lie apart, the others 1.
template <class R>
Vector<R> GatherPart(const std::byte* in, int64_t stride, int64_t count) {
  constexpr int64_t kWidth = kVectorBytes / static_cast<int64_t>(sizeof(R));
  R buffer[kWidth];
  for (int64_t j = 0; j < kWidth; ++j) buffer[j] = j < count ? *As<R>(in + j * stride) : R{1};
  return LoadVector<R>(buffer);
}

// The same for functions of two; either may be one value for all.
template <class R, Vector<R> (*kFunction)(Vector<R>, Vector<R>)>
void RunVectorPairs(const std::byte* a, int64_t a_stride, const std::byte* b, int64_t b_stride,
                    std::byte* out, int64_t out_stride, int64_t n) {
  constexpr int64_t kWidth = kVectorBytes / static_cast<int64_t>(sizeof(R));
  constexpr int64_t kSize = sizeof(R);
  const auto load = [](const std::byte* in, int64_t stride, int64_t count) {
    if (stride == kSize && count == kWidth) return LoadVector<R>(As<R>(in));
    return GatherPart<R>(in, stride, count);
  };
  for (int64_t i = 0; i < n; i += kWidth) {
    const int64_t count = n - i < kWidth ? n - i : kWidth;
    const Vector<R> result =
        kFunction(load(a + i * a_stride, a_stride, count), load(b + i * b_stride, b_stride, count));
    if (out_stride == kSize && count == kWidth) {
      StoreVector<R>(As<R>(out) + i, result);
      continue;
    }
    R buffer[kWidth];
    StoreVector<R>(buffer, result);
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
  tables.power_of_pairs[Index(DType::kFloat32)] =
      &RunVectorPairs<float, TIDEMARK_VECTOR_FLOAT2(pow)>;
  tables.power_of_pairs[Index(DType::kFloat64)] =
      &RunVectorPairs<double, TIDEMARK_VECTOR_DOUBLE2(pow)>;
}

}  // namespace tidemark::kernels::TIDEMARK_KERNEL_ISA
