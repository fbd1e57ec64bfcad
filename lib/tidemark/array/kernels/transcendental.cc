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
  SetUnaryPlain<Exp>(tables, UnaryOp::kExp, Floats{});
  SetUnaryPlain<Log>(tables, UnaryOp::kLog, Floats{});
  SetUnaryPlain<Sin>(tables, UnaryOp::kSin, Floats{});
  SetUnaryPlain<Cos>(tables, UnaryOp::kCos, Floats{});
  SetUnaryPlain<Tan>(tables, UnaryOp::kTan, Floats{});
  SetUnaryPlain<Tanh>(tables, UnaryOp::kTanh, Floats{});
}

}  // namespace tidemark::kernels::TIDEMARK_KERNEL_ISA
