// What each op of the replay protocol does: a table from its name to a function.
//
// The table is filled by one function a family (create, index, shape, gather, compute, reduce,
// further), each in a file of its own; the Replayer looks ops up in it.
//
// Errors: an operation throws the array library's exceptions, before it has changed an array.
#ifndef TESTS_ORACLE_REPLAY_OPERATIONS_H_
#define TESTS_ORACLE_REPLAY_OPERATIONS_H_

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/oracle/replay/replayer.h"
#include "tests/oracle/replay/request.h"
#include "tidemark/array/core/any_array.h"

namespace tidemark::oracle {

// What a request adds to the live arrays, under which names.
using Results = std::vector<std::pair<std::string, AnyArray>>;
using Operation = std::function<Results(const LiveArrays& arrays, const Request& request)>;
using OperationTable = std::map<std::string, Operation, std::less<>>;

void AddCreateOperations(OperationTable& table);
void AddIndexOperations(OperationTable& table);
void AddShapeOperations(OperationTable& table);
void AddGatherOperations(OperationTable& table);
void AddComputeOperations(OperationTable& table);
void AddReduceOperations(OperationTable& table);
void AddFurtherOperations(OperationTable& table);
void AddScalarOperations(OperationTable& table);

// All of the above, made once.
const OperationTable& Operations();

// The live array that the request names under this key; throws ValueError if there is none.
const AnyArray& ArrayOf(const LiveArrays& arrays, const Request& request, const char* key);
// The live array of this name.
const AnyArray& ArrayOf(const LiveArrays& arrays, const std::string& name);

// The result of an operation that gives one array, named by the request's "out".
inline Results Single(const Request& request, AnyArray result) {
  Results results;
  results.emplace_back(request.Text("out"), std::move(result));
  return results;
}

// An operation on the array "a" whose result is called "out".
template <class Function>
Operation OnArray(Function function) {
  return [function](const LiveArrays& arrays, const Request& request) {
    return Single(request, function(ArrayOf(arrays, request, "a"), request));
  };
}

}  // namespace tidemark::oracle

#endif  // TESTS_ORACLE_REPLAY_OPERATIONS_H_
