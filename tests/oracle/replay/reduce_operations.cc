// reduce, cumsum.
#include "tests/oracle/replay/operations.h"
#include "tidemark/array/core/error.h"
#include "tidemark/array/ops/reduce.h"

namespace tidemark::oracle {
namespace {

AnyArray Reduce(const AnyArray& a, const Request& r) {
  static const auto& reductions = *new std::map<std::string, ReduceOp, std::less<>>{
      {"sum", ReduceOp::kSum}, {"prod", ReduceOp::kProd}, {"min", ReduceOp::kMin},
      {"max", ReduceOp::kMax}, {"any", ReduceOp::kAny},   {"all", ReduceOp::kAll}};
  const std::string f = r.Text("f");
  const std::optional<int64_t> axis = r.OptionalInteger("axis");
  ReduceOptions options;
  if (axis) options.axes = Dims(*axis);
  options.keepdims = KeepDims{r.OptionalBool("keepdims").value_or(false)};
  if (const auto found = reductions.find(f); found != reductions.end()) {
    return reduce(found->second, a, options);
  }
  if (f == "mean") return mean(a, options);
  if (f == "var") return var(a, options);
  if (f == "std") return stddev(a, options);
  if (f == "argmin") return argmin(a, axis, options.keepdims);
  if (f == "argmax") return argmax(a, axis, options.keepdims);
  throw ValueError("no reduction " + f);
}

}  // namespace

void AddReduceOperations(OperationTable& table) {
  table["reduce"] = OnArray(Reduce);
  table["cumsum"] = OnArray(
      [](const AnyArray& a, const Request& r) { return cumsum(a, r.OptionalInteger("axis")); });
}

}  // namespace tidemark::oracle
