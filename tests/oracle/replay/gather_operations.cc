// Results that are put together from the elements of others: always new arrays.
#include "tests/oracle/replay/operations.h"
#include "tidemark/array/arrange/join.h"
#include "tidemark/array/arrange/rearrange.h"
#include "tidemark/array/indexing/gather.h"
#include "tidemark/array/sorting/sort.h"

namespace tidemark::oracle {
namespace {

std::vector<AnyArray> ArraysOf(const LiveArrays& arrays, const Request& r) {
  std::vector<AnyArray> named;
  for (const std::string& name : r.Texts("arrays")) named.push_back(ArrayOf(arrays, name));
  return named;
}

AnyArray Take(const AnyArray& a, const Request& r) {
  const std::vector<int64_t> positions = r.Integers("indices");
  return take(a, positions, r.OptionalInteger("axis"));
}

Results Mask(const LiveArrays& arrays, const Request& r) {
  return Single(r, mask(ArrayOf(arrays, r, "a"), ArrayOf(arrays, r, "mask")));
}

Results Concatenate(const LiveArrays& arrays, const Request& r) {
  const std::optional<int64_t> axis = r.Has("axis") ? r.OptionalInteger("axis") : 0;
  return Single(r, concatenate(ArraysOf(arrays, r), axis));
}

Results Stack(const LiveArrays& arrays, const Request& r) {
  return Single(r, stack(ArraysOf(arrays, r), r.Integer("axis", 0)));
}

// The last axis unless told otherwise; null is all elements as one axis.
std::optional<int64_t> SortAxis(const Request& r) {
  return r.Has("axis") ? r.OptionalInteger("axis") : -1;
}

}  // namespace

void AddGatherOperations(OperationTable& table) {
  table["take"] = OnArray(Take);
  table["mask"] = Mask;
  table["concatenate"] = Concatenate;
  table["stack"] = Stack;
  table["roll"] = OnArray([](const AnyArray& a, const Request& r) {
    return roll(a, r.Integer("shift"), r.OptionalInteger("axis"));
  });
  table["repeat"] = OnArray([](const AnyArray& a, const Request& r) {
    return repeat(a, r.Integer("n"), r.OptionalInteger("axis"));
  });
  table["tile"] =
      OnArray([](const AnyArray& a, const Request& r) { return tile(a, r.Shape("reps")); });
  table["sort"] = OnArray([](const AnyArray& a, const Request& r) { return sort(a, SortAxis(r)); });
  // argsort is always stable here; NumPy need not be, but may.
  table["argsort"] =
      OnArray([](const AnyArray& a, const Request& r) { return argsort(a, SortAxis(r)); });
}

}  // namespace tidemark::oracle
