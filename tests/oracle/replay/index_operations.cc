// index, setitem, copyto: views of parts, and assignment to parts and wholes.
#include "tests/oracle/replay/cut.h"
#include "tests/oracle/replay/operations.h"
#include "tidemark/array/indexing/copy.h"
#include "tidemark/array/indexing/indexing.h"

namespace tidemark::oracle {
namespace {

AnyArray View(const AnyArray& a, const Request& r) {
  const std::vector<IndexItem> items = r.Index("idx");
  return basic_index(a, Index(items));
}

Results SetItem(const LiveArrays& arrays, const Request& r) {
  const AnyArray& a = ArrayOf(arrays, r, "a");
  const std::vector<IndexItem> items = r.Index("idx");
  if (r.OptionalText("b")) {
    setitem(a, Index(items), ArrayOf(arrays, r, "b"));
  } else {
    setitem(a, Index(items), CutToElement(r.Value("value"), a.dtype()));
  }
  return {};
}

Results CopyTo(const LiveArrays& arrays, const Request& r) {
  copyto(ArrayOf(arrays, r, "a"), ArrayOf(arrays, r, "b"));
  return {};
}

}  // namespace

void AddIndexOperations(OperationTable& table) {
  table["index"] = OnArray(View);
  table["setitem"] = SetItem;
  table["copyto"] = CopyTo;
}

}  // namespace tidemark::oracle
