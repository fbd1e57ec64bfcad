// What the library has beyond the other families: ops that only this project's generator asks for.
#include <string>

#include "tests/oracle/replay/cut.h"
#include "tests/oracle/replay/operations.h"
#include "tidemark/array/arrange/pad.h"
#include "tidemark/array/arrange/rearrange.h"
#include "tidemark/array/core/error.h"
#include "tidemark/array/indexing/copy.h"
#include "tidemark/array/indexing/create.h"
#include "tidemark/array/indexing/gather.h"
#include "tidemark/array/io/print.h"
#include "tidemark/array/layout/windows.h"
#include "tidemark/array/linalg/products.h"
#include "tidemark/array/ops/reduce.h"
#include "tidemark/array/sorting/sets.h"
#include "tidemark/array/sorting/sort.h"

namespace tidemark::oracle {
namespace {

Results Linspace(const LiveArrays&, const Request& r) {
  return Single(r, linspace(r.Type("dtype", DType::kFloat64), r.Value("start").AsDouble(),
                            r.Value("stop").AsDouble(), r.Integer("n"),
                            Endpoint{r.OptionalBool("endpoint").value_or(true)}));
}

// What NumPy prints for an array, by str and by repr, as the bytes of the text.
AnyArray Text(const AnyArray& a, const Request&) {
  const std::string text = to_string(a) + "\n" + repr(a);
  return from_bytes(DType::kUInt8, Dims(text.size()), text.data());
}

AnyArray Pad(const AnyArray& a, const Request& r) {
  std::vector<std::pair<int64_t, int64_t>> widths;
  const std::vector<int64_t> flat = r.Integers("widths");
  for (size_t i = 0; i + 1 < flat.size(); i += 2) widths.emplace_back(flat[i], flat[i + 1]);
  return pad(a, widths, CutToElement(r.Value("value", 0), a.dtype()));
}

Results Nonzero(const LiveArrays& arrays, const Request& r) {
  std::vector<AnyArray> positions = nonzero(ArrayOf(arrays, r, "a"));
  const std::vector<std::string> names = r.Texts("outs");
  if (positions.size() != names.size()) throw ValueError("not as many names as axes");
  Results results;
  for (size_t i = 0; i < names.size(); ++i) results.emplace_back(names[i], std::move(positions[i]));
  return results;
}

Results Put(const LiveArrays& arrays, const Request& r) {
  const AnyArray& a = ArrayOf(arrays, r, "a");
  const std::vector<int64_t> positions = r.Integers("indices");
  if (r.OptionalText("b")) {
    const AnyArray list = from_bytes(DType::kInt64, Dims(positions.size()), positions.data());
    put(a, list, ArrayOf(arrays, r, "b"));
  } else {
    put(a, positions, CutToElement(r.Value("value"), a.dtype()));
  }
  return {};
}

Results PutMask(const LiveArrays& arrays, const Request& r) {
  const AnyArray& a = ArrayOf(arrays, r, "a");
  put_mask(a, ArrayOf(arrays, r, "mask"), CutToElement(r.Value("value"), a.dtype()));
  return {};
}

// An operation on the arrays "a" and "b" whose result is called "out".
template <class Function>
Operation OnTwoArrays(Function function) {
  return [function](const LiveArrays& arrays, const Request& r) {
    return Single(r, function(ArrayOf(arrays, r, "a"), ArrayOf(arrays, r, "b"), r));
  };
}

}  // namespace

void AddFurtherOperations(OperationTable& table) {
  table["linspace"] = Linspace;
  table["text"] = OnArray(Text);
  table["pad"] = OnArray(Pad);
  table["nonzero"] = Nonzero;
  table["put"] = Put;
  table["put_mask"] = PutMask;
  table["view"] =
      OnArray([](const AnyArray& a, const Request& r) { return view_as(a, r.Type("dtype")); });
  table["real"] = OnArray([](const AnyArray& a, const Request&) { return real(a); });
  table["imag"] = OnArray([](const AnyArray& a, const Request&) { return imag(a); });
  table["cumprod"] = OnArray(
      [](const AnyArray& a, const Request& r) { return cumprod(a, r.OptionalInteger("axis")); });
  table["unique"] = OnArray([](const AnyArray& a, const Request&) { return unique(a); });
  table["trace"] =
      OnArray([](const AnyArray& a, const Request& r) { return trace(a, r.Integer("offset", 0)); });
  table["sliding_window_view"] = OnArray([](const AnyArray& a, const Request& r) {
    return sliding_window_view(a, r.Shape("window"), r.OptionalShape("axis"));
  });
  table["searchsorted"] = OnTwoArrays([](const AnyArray& a, const AnyArray& b, const Request& r) {
    return searchsorted(a, b, r.OptionalBool("right").value_or(false) ? Side::kRight : Side::kLeft);
  });
  table["outer"] =
      OnTwoArrays([](const AnyArray& a, const AnyArray& b, const Request&) { return outer(a, b); });
  table["dot"] =
      OnTwoArrays([](const AnyArray& a, const AnyArray& b, const Request&) { return dot(a, b); });
}

}  // namespace tidemark::oracle
