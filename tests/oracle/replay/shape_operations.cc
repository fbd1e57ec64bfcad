// Views that rearrange, reshaping, and the copies that NumPy makes by name.
#include "tests/oracle/replay/operations.h"
#include "tidemark/array/core/error.h"
#include "tidemark/array/indexing/axes.h"
#include "tidemark/array/indexing/copy.h"
#include "tidemark/array/indexing/reshape.h"

namespace tidemark::oracle {
namespace {

Results Split(const LiveArrays& arrays, const Request& r) {
  const AnyArray& a = ArrayOf(arrays, r, "a");
  const std::vector<std::string> names = r.Texts("outs");
  const int64_t axis = r.Integer("axis", 0);
  std::vector<AnyArray> parts = r.IsList("sections") ? split_at(a, r.Shape("sections"), axis)
                                                     : split(a, r.Integer("sections"), axis);
  if (parts.size() != names.size()) throw ValueError("not as many names as parts");
  Results results;
  for (size_t i = 0; i < parts.size(); ++i) results.emplace_back(names[i], std::move(parts[i]));
  return results;
}

void AddViews(OperationTable& table) {
  table["squeeze"] = OnArray(
      [](const AnyArray& a, const Request& r) { return squeeze(a, r.OptionalShape("axis")); });
  table["transpose"] = OnArray(
      [](const AnyArray& a, const Request& r) { return transpose(a, r.OptionalShape("axes")); });
  table["swapaxes"] = OnArray([](const AnyArray& a, const Request& r) {
    return swapaxes(a, r.Integer("x"), r.Integer("y"));
  });
  table["moveaxis"] = OnArray([](const AnyArray& a, const Request& r) {
    return moveaxis(a, r.Shape("src"), r.Shape("dst"));
  });
  table["expand_dims"] =
      OnArray([](const AnyArray& a, const Request& r) { return expand_dims(a, r.Shape("axis")); });
  table["broadcast_to"] = OnArray(
      [](const AnyArray& a, const Request& r) { return broadcast_to(a, r.Shape("shape")); });
  table["flip"] =
      OnArray([](const AnyArray& a, const Request& r) { return flip(a, r.OptionalShape("axis")); });
  table["diagonal"] = OnArray([](const AnyArray& a, const Request& r) {
    const int64_t offset = r.Integer("offset", 0);
    if (offset != static_cast<int>(offset)) throw ValueError("NumPy's offsets are of 32 bits");
    return diagonal(a, offset);
  });
  table["split"] = Split;
}

}  // namespace

void AddShapeOperations(OperationTable& table) {
  AddViews(table);
  table["reshape"] = OnArray([](const AnyArray& a, const Request& r) {
    const std::optional<bool> copies = r.OptionalBool("copy");
    return reshape(a, r.Shape("shape"),
                   !copies   ? Copy::kIfNeeded
                   : *copies ? Copy::kAlways
                             : Copy::kNever);
  });
  table["ravel"] = OnArray([](const AnyArray& a, const Request&) { return ravel(a); });
  table["flatten"] = OnArray([](const AnyArray& a, const Request&) { return flatten(a); });
  table["copy"] = OnArray([](const AnyArray& a, const Request&) { return copy(a); });
  table["ascontiguousarray"] =
      OnArray([](const AnyArray& a, const Request&) { return ascontiguousarray(a); });
  table["astype"] = OnArray([](const AnyArray& a, const Request& r) {
    const bool always = r.OptionalBool("copy").value_or(true);
    return astype(a, r.Type("dtype"), always ? Copy::kAlways : Copy::kIfNeeded);
  });
}

}  // namespace tidemark::oracle
