// arange, zeros, ones, full, eye, from.
#include "tests/oracle/replay/cut.h"
#include "tests/oracle/replay/operations.h"
#include "tidemark/array/core/error.h"
#include "tidemark/array/indexing/create.h"
#include "tidemark/array/indexing/reshape.h"

namespace tidemark::oracle {
namespace {

// An operation that reads no array.
template <class Function>
Operation Creating(Function function) {
  return [function](const LiveArrays&, const Request& request) {
    return Single(request, function(request));
  };
}

// NumPy's choice where no dtype is given: int64, or float64 where a number is none of integers.
AnyArray Arange(const Request& r) {
  const Scalar start = r.Value("start", 0);
  const Scalar stop = r.Value("stop");
  const Scalar step = r.Value("step", 1);
  DType dtype = DType::kInt64;
  for (const Scalar& bound : {start, stop, step}) dtype = ResultType(dtype, bound.dtype());
  return arange(start, stop, step, r.Type("dtype", dtype));
}

AnyArray Full(const Request& r) {
  const Scalar value = r.Value("value");
  const DType dtype = r.Type("dtype", value.dtype());
  return full(dtype, r.Shape("shape"), CastToElement(value, dtype));
}

AnyArray Eye(const Request& r) {
  std::optional<Count> columns;
  if (const auto m = r.OptionalInteger("m")) columns = *m;
  return eye(r.Type("dtype", DType::kFloat64), r.Integer("n"), columns, r.Integer("k", 0));
}

AnyArray From(const Request& r) {
  const DType dtype = r.Type("dtype");
  const Dims shape = r.Shape("shape");
  const std::vector<Scalar> values = r.Values("data");
  const int64_t count = array_internal::CheckedSize(shape, ItemSize(dtype));
  if (count != static_cast<int64_t>(values.size())) {
    throw ShapeError("the data do not fill the shape");
  }
  std::vector<std::byte> bytes(values.size() * static_cast<size_t>(ItemSize(dtype)) + 1);
  std::byte* next = bytes.data();
  for (const Scalar& value : values) {
    CutToElement(value, dtype).AssignTo(dtype, next);
    next += ItemSize(dtype);
  }
  // As numpy.array(data).reshape(shape) does it; it shows in the strides of an empty array.
  return reshape(from_bytes(dtype, Dims(count), bytes.data()), shape);
}

}  // namespace

void AddCreateOperations(OperationTable& table) {
  table["arange"] = Creating(Arange);
  table["zeros"] = Creating(
      [](const Request& r) { return zeros(r.Type("dtype", DType::kFloat64), r.Shape("shape")); });
  table["ones"] = Creating(
      [](const Request& r) { return ones(r.Type("dtype", DType::kFloat64), r.Shape("shape")); });
  table["full"] = Creating(Full);
  table["eye"] = Creating(Eye);
  table["from"] = Creating(From);
}

}  // namespace tidemark::oracle
