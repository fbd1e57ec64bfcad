#include "tests/oracle/replay/replayer.h"

#include <exception>
#include <new>

#include "tests/oracle/replay/operations.h"
#include "tests/oracle/replay/reply.h"
#include "tests/oracle/replay/request.h"
#include "tidemark/array/core/error.h"
#include "tidemark/memory/budget.h"

namespace tidemark::oracle {
namespace {

// What a request may take, so that none brings the machine down: the memory of its results, and the
// elements that the replies will have to spell out.
constexpr ByteCount kMaxBytes(int64_t{1} << 30);
constexpr int64_t kMaxElements = int64_t{1} << 24;

void Apply(LiveArrays& arrays, const Request& request) {
  const std::string op = request.Text("op");
  if (op == "drop") {
    if (arrays.erase(request.Text("a")) == 0) throw ValueError("no such array");
    return;
  }
  if (op == "reset") {
    arrays.clear();
    return;
  }
  const auto found = Operations().find(op);
  if (found == Operations().end()) throw ValueError("no op named " + op);
  const BudgetScope budget(kMaxBytes);
  Results results = found->second(arrays, request);
  for (const auto& [name, array] : results) {
    if (array.size() > kMaxElements) throw ValueError("a result is too large to be written out");
  }
  for (auto& [name, array] : results) arrays[name] = std::move(array);
}

}  // namespace

std::string Replayer::Handle(std::string_view line) {
  try {
    Apply(arrays_, Request(line));
    return ReplyText(arrays_);
  } catch (const ShapeError&) {
    return ErrorText("ShapeError");
  } catch (const IndexError&) {
    return ErrorText("IndexError");
  } catch (const DTypeError&) {
    return ErrorText("DTypeError");
  } catch (const ReadOnlyError&) {
    return ErrorText("ReadOnlyError");
  } catch (const std::exception&) {  // ValueError, and memory that cannot be had
    return ErrorText("ValueError");
  }
}

const OperationTable& Operations() {
  static const OperationTable& table = *[] {
    auto* made = new OperationTable;
    AddCreateOperations(*made);
    AddIndexOperations(*made);
    AddShapeOperations(*made);
    AddGatherOperations(*made);
    AddComputeOperations(*made);
    AddReduceOperations(*made);
    AddFurtherOperations(*made);
    AddScalarOperations(*made);
    return made;
  }();
  return table;
}

const AnyArray& ArrayOf(const LiveArrays& arrays, const Request& request, const char* key) {
  return ArrayOf(arrays, request.Text(key));
}

const AnyArray& ArrayOf(const LiveArrays& arrays, const std::string& name) {
  const auto found = arrays.find(name);
  if (found == arrays.end()) throw ValueError("no array named " + name);
  return found->second;
}

}  // namespace tidemark::oracle
