// numpy.linalg, and the products of tensors.
#include <string>
#include <vector>

#include "tests/oracle/replay/operations.h"
#include "tidemark/array/core/error.h"
#include "tidemark/array/indexing/create.h"
#include "tidemark/array/linalg/decompositions.h"
#include "tidemark/array/linalg/einsum.h"
#include "tidemark/array/linalg/linear_solve.h"
#include "tidemark/array/linalg/norm.h"
#include "tidemark/array/linalg/products.h"

namespace tidemark::oracle {
namespace {

// As many results as the request has names for.
Results Named(const Request& r, std::vector<AnyArray> parts) {
  const std::vector<std::string> names = r.Texts("outs");
  if (names.size() != parts.size()) throw ValueError("not as many names as results");
  Results results;
  for (size_t i = 0; i < names.size(); ++i) results.emplace_back(names[i], std::move(parts[i]));
  return results;
}

template <class Function>
Operation OnPair(Function function) {
  return [function](const LiveArrays& arrays, const Request& r) {
    return Single(r, function(ArrayOf(arrays, r, "a"), ArrayOf(arrays, r, "b"), r));
  };
}

linalg::Triangle TriangleOf(const Request& r) {
  return r.OptionalBool("upper").value_or(false) ? linalg::Triangle::kUpper
                                                 : linalg::Triangle::kLower;
}

Results EighOp(const LiveArrays& arrays, const Request& r) {
  auto [values, vectors] = linalg::eigh(ArrayOf(arrays, r, "a"), TriangleOf(r));
  return Named(r, {values, vectors});
}

Results SvdOp(const LiveArrays& arrays, const Request& r) {
  const bool full = r.OptionalBool("full").value_or(true);
  auto [u, s, vh] = linalg::svd(ArrayOf(arrays, r, "a"), linalg::FullMatrices{full});
  return Named(r, {u, s, vh});
}

Results QrOp(const LiveArrays& arrays, const Request& r) {
  const bool complete = r.OptionalBool("complete").value_or(false);
  auto [q, upper] = linalg::qr(ArrayOf(arrays, r, "a"),
                               complete ? linalg::QrMode::kComplete : linalg::QrMode::kReduced);
  return Named(r, {q, upper});
}

Results LstsqOp(const LiveArrays& arrays, const Request& r) {
  const linalg::Lstsq found = linalg::lstsq(ArrayOf(arrays, r, "a"), ArrayOf(arrays, r, "b"));
  return Named(
      r, {found.x, found.residuals, full(DType::kInt64, {}, found.rank), found.singular_values});
}

linalg::NormOrder OrderOf(const Request& r) {
  if (const auto kind = r.OptionalText("kind")) {
    if (*kind == "fro") return linalg::NormKind::kFrobenius;
    if (*kind == "nuc") return linalg::NormKind::kNuclear;
    throw ValueError("no norm of kind " + *kind);
  }
  if (const auto order = r.OptionalValue("ord")) return order->AsDouble();
  return {};
}

AnyArray NormOp(const AnyArray& a, const Request& r) {
  const std::optional<Dims> axes = r.OptionalShape("axis");
  if (!axes) return array_internal::WholeNorm(a, OrderOf(r), SourceLocation::Current());
  return linalg::norm(a, OrderOf(r), *axes, KeepDims{r.OptionalBool("keepdims").value_or(false)});
}

AnyArray TensorDotOp(const AnyArray& a, const AnyArray& b, const Request& r) {
  if (const auto count = r.OptionalInteger("count")) return tensordot(a, b, *count);
  return tensordot(a, b, r.Shape("a_axes"), r.Shape("b_axes"));
}

AnyArray EinsumOp(const LiveArrays& arrays, const Request& r) {
  const std::string subscripts = r.Text("subscripts");
  const AnyArray& a = ArrayOf(arrays, r, "a");
  if (!r.OptionalText("b")) return einsum(subscripts, a);
  return einsum(subscripts, a, ArrayOf(arrays, r, "b"));
}

}  // namespace

void AddLinearAlgebraOperations(OperationTable& table) {
  table["solve"] = OnPair(
      [](const AnyArray& a, const AnyArray& b, const Request&) { return linalg::solve(a, b); });
  table["inv"] = OnArray([](const AnyArray& a, const Request&) { return linalg::inv(a); });
  table["det"] = OnArray([](const AnyArray& a, const Request&) { return linalg::det(a); });
  table["cholesky"] =
      OnArray([](const AnyArray& a, const Request&) { return linalg::cholesky(a); });
  table["svdvals"] = OnArray([](const AnyArray& a, const Request&) { return linalg::svdvals(a); });
  table["eigvalsh"] = OnArray(
      [](const AnyArray& a, const Request& r) { return linalg::eigvalsh(a, TriangleOf(r)); });
  table["eigh"] = EighOp;
  table["svd"] = SvdOp;
  table["qr"] = QrOp;
  table["lstsq"] = LstsqOp;
  table["norm"] = OnArray(NormOp);
  table["inner"] =
      OnPair([](const AnyArray& a, const AnyArray& b, const Request&) { return inner(a, b); });
  table["vdot"] =
      OnPair([](const AnyArray& a, const AnyArray& b, const Request&) { return vdot(a, b); });
  table["tensordot"] = OnPair(TensorDotOp);
  table["einsum"] = [](const LiveArrays& arrays, const Request& r) {
    return Single(r, EinsumOp(arrays, r));
  };
}

}  // namespace tidemark::oracle
