// select, assign, update: indexing with arrays and masks among the items.
#include "tests/oracle/replay/operations.h"
#include "tidemark/array/core/error.h"
#include "tidemark/array/indexing/advanced.h"
#include "tidemark/array/ops/op_names.h"
#include "tidemark/array/ops/update_selected.h"

namespace tidemark::oracle {
namespace {

Selector SelectorOf(const LiveArrays& arrays, const Request& r) {
  std::vector<SelectorItem> items;
  for (const Request::IndexPart& part : r.IndexWithArrays("idx")) {
    if (const auto* name = std::get_if<std::string>(&part)) {
      items.emplace_back(ArrayOf(arrays, *name));
    } else if (const auto* list = std::get_if<std::vector<int64_t>>(&part)) {
      items.emplace_back(*list);
    } else {
      items.emplace_back(std::get<IndexItem>(part));
    }
  }
  return Selector(std::move(items));
}

Results Select(const LiveArrays& arrays, const Request& r) {
  return Single(r, select(ArrayOf(arrays, r, "a"), SelectorOf(arrays, r)));
}

Results Assign(const LiveArrays& arrays, const Request& r) {
  const AnyArray& a = ArrayOf(arrays, r, "a");
  if (r.OptionalText("b")) {
    assign_selected(a, SelectorOf(arrays, r), ArrayOf(arrays, r, "b"));
  } else {
    assign_selected(a, SelectorOf(arrays, r), r.Value("value"));
  }
  return {};
}

Results Update(const LiveArrays& arrays, const Request& r) {
  const AnyArray& a = ArrayOf(arrays, r, "a");
  const std::optional<BinaryOp> op = ParseBinaryOp(r.Text("f"));
  if (!op) throw ValueError("no binary function " + r.Text("f"));
  if (r.OptionalText("b")) {
    update_selected(*op, a, SelectorOf(arrays, r), ArrayOf(arrays, r, "b"));
  } else {
    const Scalar value = r.Value("value");
    update_selected(*op, a, SelectorOf(arrays, r), value);
  }
  return {};
}

}  // namespace

void AddAdvancedOperations(OperationTable& table) {
  table["select"] = Select;
  table["assign"] = Assign;
  table["update"] = Update;
}

}  // namespace tidemark::oracle
