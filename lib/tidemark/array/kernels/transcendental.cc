// Exponentials, logarithms and trigonometry of real numbers, one value after the other.
#include <cmath>

#include "tidemark/array/kernels/loops.h"

namespace tidemark::kernels::TIDEMARK_KERNEL_ISA {
namespace {

template <class T>
struct Exp {
  using Input = T;
  using Output = T;
  static T Do(T a) { return std::exp(a); }
};

template <class T>
struct Log {
  using Input = T;
  using Output = T;
  static T Do(T a) { return std::log(a); }
};

template <class T>
struct Sin {
  using Input = T;
  using Output = T;
  static T Do(T a) { return std::sin(a); }
};

template <class T>
struct Cos {
  using Input = T;
  using Output = T;
  static T Do(T a) { return std::cos(a); }
};

template <class T>
struct Tan {
  using Input = T;
  using Output = T;
  static T Do(T a) { return std::tan(a); }
};

template <class T>
struct Tanh {
  using Input = T;
  using Output = T;
  static T Do(T a) { return std::tanh(a); }
};

}  // namespace

void SetTranscendental(LoopTables& tables) {
  SetUnaryPlain<UnaryOp::kExp, Exp>(tables, Floats{});
  SetUnaryPlain<UnaryOp::kLog, Log>(tables, Floats{});
  SetUnaryPlain<UnaryOp::kSin, Sin>(tables, Floats{});
  SetUnaryPlain<UnaryOp::kCos, Cos>(tables, Floats{});
  SetUnaryPlain<UnaryOp::kTan, Tan>(tables, Floats{});
  SetUnaryPlain<UnaryOp::kTanh, Tanh>(tables, Floats{});
}

}  // namespace tidemark::kernels::TIDEMARK_KERNEL_ISA
