// binary, unary, iop, where, clip, matmul.
#include "tests/oracle/replay/operations.h"
#include "tidemark/array/core/error.h"
#include "tidemark/array/indexing/copy.h"
#include "tidemark/array/linalg/products.h"
#include "tidemark/array/ops/elementwise.h"
#include "tidemark/array/ops/op_names.h"
#include "tidemark/array/ops/select.h"

namespace tidemark::oracle {
namespace {

BinaryOp BinaryFunction(const Request& r) {
  const std::optional<BinaryOp> op = ParseBinaryOp(r.Text("f"));
  if (!op) throw ValueError("no binary function " + r.Text("f"));
  return *op;
}

UnaryOp UnaryFunction(const std::string& f) {
  const std::optional<UnaryOp> op = ParseUnaryOp(f);
  if (!op) throw ValueError("no unary function " + f);
  return *op;
}

Results Binary(const LiveArrays& arrays, const Request& r) {
  const BinaryOp op = BinaryFunction(r);
  const AnyArray& a = ArrayOf(arrays, r, "a");
  const AnyArray& b = ArrayOf(arrays, r, "b");
  if (!r.OptionalText("into")) return Single(r, binary(op, a, b));
  // The name is asked for first: a request without one must not write.
  Results results = Single(r, ArrayOf(arrays, r, "into"));
  binary_into(op, a, b, results[0].second);
  return results;
}

// Of an array of integers, round() is that array; all other functions make a new one. NumPy makes a
// number of an array of no axes here, and that is no view.
AnyArray Apply(const std::string& f, const AnyArray& a) {
  if (f != "round") return unary(UnaryFunction(f), a);
  const AnyArray rounded = round(a);
  return a.ndim() == 0 && rounded.is(a) ? copy(a) : rounded;
}

void ApplyInto(const std::string& f, const AnyArray& a, const AnyArray& out) {
  if (f == "round") return round_into(a, out);
  unary_into(UnaryFunction(f), a, out);
}

Results WithScalar(const LiveArrays& arrays, const Request& r) {
  const AnyArray& a = ArrayOf(arrays, r, "a");
  const Scalar value = r.Value("value");
  const BinaryOp op = BinaryFunction(r);
  const bool left = r.OptionalBool("left").value_or(false);
  return Single(r, left ? binary(op, value, a) : binary(op, a, value));
}

Results Unary(const LiveArrays& arrays, const Request& r) {
  const std::string f = r.Text("f");
  const AnyArray& a = ArrayOf(arrays, r, "a");
  if (!r.OptionalText("into")) return Single(r, Apply(f, a));
  Results results = Single(r, ArrayOf(arrays, r, "into"));
  ApplyInto(f, a, results[0].second);
  return results;
}

Results InPlace(const LiveArrays& arrays, const Request& r) {
  const AnyArray& a = ArrayOf(arrays, r, "a");
  binary_into(BinaryFunction(r), a, ArrayOf(arrays, r, "b"), a);
  return {};
}

Results Where(const LiveArrays& arrays, const Request& r) {
  return Single(r,
                where(ArrayOf(arrays, r, "c"), ArrayOf(arrays, r, "a"), ArrayOf(arrays, r, "b")));
}

}  // namespace

void AddComputeOperations(OperationTable& table) {
  table["binary"] = Binary;
  table["scalar"] = WithScalar;
  table["unary"] = Unary;
  table["iop"] = InPlace;
  table["where"] = Where;
  table["matmul"] = [](const LiveArrays& arrays, const Request& r) {
    return Single(r, matmul(ArrayOf(arrays, r, "a"), ArrayOf(arrays, r, "b")));
  };
  table["clip"] = OnArray([](const AnyArray& a, const Request& r) {
    return clip(a, r.OptionalValue("lo"), r.OptionalValue("hi"));
  });
}

}  // namespace tidemark::oracle
