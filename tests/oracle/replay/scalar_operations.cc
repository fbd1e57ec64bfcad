// binary_scalar: an array and a number.
#include "tests/oracle/replay/operations.h"
#include "tidemark/array/core/error.h"
#include "tidemark/array/ops/elementwise.h"
#include "tidemark/array/ops/op_names.h"

namespace tidemark::oracle {
namespace {

Results WithNumber(const LiveArrays& arrays, const Request& r) {
  const std::optional<BinaryOp> op = ParseBinaryOp(r.Text("f"));
  if (!op) throw ValueError("no binary function " + r.Text("f"));
  const AnyArray& a = ArrayOf(arrays, r, "a");
  const Scalar value = r.Value("value");
  return Single(
      r, r.OptionalBool("first").value_or(false) ? binary(*op, value, a) : binary(*op, a, value));
}

}  // namespace

void AddScalarOperations(OperationTable& table) { table["binary_scalar"] = WithNumber; }

}  // namespace tidemark::oracle
