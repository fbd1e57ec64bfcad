#include <algorithm>
#include <limits>
#include <type_traits>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/dtype_rules.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/layout/loop_plan_internal.h"
#include "tidemark/array/linalg/matrix_stack_internal.h"

namespace tidemark::array_internal {
namespace {

int CoreAxes(Core core) { return core == Core::kMatrix ? 2 : core == Core::kColumn ? 1 : 0; }

void CheckCountable(int64_t extent, const char* op) {
  if (extent > std::numeric_limits<kernels::LapackInt>::max()) {
    ThrowValueError(absl::StrCat(op, ": ", extent, " rows or columns are more than LAPACK counts"));
  }
}

// The columns of a matrix in a work array.
struct ColumnsInMemory {
  std::byte* data;
  int64_t strides[2];
};

template <class T>
ColumnsInMemory Columns(const T* data, const MatrixStack& stack, int64_t lead) {
  // Both directions use it; what is only read is not written to.
  auto* bytes = reinterpret_cast<std::byte*>(const_cast<T*>(data));
  const int64_t item = sizeof(T);
  return {bytes, {item, item * (lead == 0 ? std::max<int64_t>(stack.rows, 1) : lead)}};
}

// Up to so many rows and columns a plan of the traversal takes longer than the traversal.
constexpr int64_t kSmall = 8;

// to[i, j] = from[i, j], with strides in bytes.
template <class T>
void MoveSmall(const MatrixStack& stack, std::byte* to, const int64_t* to_strides,
               const std::byte* from, const int64_t* from_strides) {
  for (int64_t j = 0; j < stack.columns; ++j) {
    for (int64_t i = 0; i < stack.rows; ++i) {
      *reinterpret_cast<T*>(to + i * to_strides[0] + j * to_strides[1]) =
          *reinterpret_cast<const T*>(from + i * from_strides[0] + j * from_strides[1]);
    }
  }
}

template <class T>
bool IsSmall(const MatrixStack& stack) {
  return stack.dtype == kDTypeOf<T> && stack.rows <= kSmall && stack.columns <= kSmall;
}

}  // namespace

MatrixStack StackOf(const View& view, Core core, const char* op) {
  return StackOf(view, core, view.strides(), op);
}

MatrixStack StackOf(const View& view, Core core, std::span<const int64_t> strides, const char* op) {
  const int axes = CoreAxes(core);
  if (view.ndim < axes) {
    ThrowShapeError(absl::StrCat(op, ": an array of at least ", axes, axes == 1 ? " axis" : " axes",
                                 " is needed, not one of shape ", ShapeText(view.shape())));
  }
  MatrixStack stack;
  stack.data = view.data;
  stack.dtype = view.dtype;
  const size_t batch = static_cast<size_t>(view.ndim - axes);
  for (size_t i = 0; i < batch; ++i) {
    stack.batch.push_back(view.shape()[i]);
    stack.batch_strides.push_back(view.shape()[i] == 1 ? 0 : strides[i]);
  }
  if (axes >= 1) {
    stack.rows = view.shape()[batch];
    stack.row_stride = strides[batch];
  }
  if (axes == 2) {
    stack.columns = view.shape()[batch + 1];
    stack.column_stride = strides[batch + 1];
  }
  CheckCountable(std::max(stack.rows, stack.columns), op);
  return stack;
}

MatrixStack SquareStackOf(const View& view, const char* op) {
  MatrixStack stack = StackOf(view, Core::kMatrix, op);
  if (stack.rows != stack.columns) {
    ThrowShapeError(absl::StrCat(op, ": the last two axes have to be square, the shape is ",
                                 ShapeText(view.shape())));
  }
  return stack;
}

DType LinalgType(DType dtype) { return DivideDType(dtype); }

Dims BroadcastBatches(std::initializer_list<const MatrixStack*> stacks) {
  Dims batch;
  for (const MatrixStack* stack : stacks) {
    while (batch.size() < stack->batch.size()) batch.insert(0, 1);
    const int lead = batch.size() - stack->batch.size();
    for (int i = 0; i < stack->batch.size(); ++i) {
      int64_t& extent = batch[lead + i];
      const int64_t own = stack->batch[i];
      if (extent == 1) extent = own;
      if (own != 1 && own != extent) {
        ThrowShapeError(absl::StrCat("stacks of matrices could not be broadcast together: ",
                                     ShapeText(batch), " and ", ShapeText(stack->batch)));
      }
    }
  }
  return batch;
}

Dims ThroughBatch(const MatrixStack& stack, const Dims& batch) {
  Dims strides = Dims::Filled(batch.size() - stack.batch_strides.size(), 0);
  for (const int64_t stride : stack.batch_strides) strides.push_back(stride);
  return strides;
}

AnyArray NewStack(DType dtype, const Dims& batch, const Dims& core,
                  std::initializer_list<const MatrixStack*> operands, const char* op,
                  const SourceLocation& site) {
  const int64_t item = ItemSize(dtype);
  Dims shape = batch;
  for (const int64_t extent : core) shape.push_back(extent);
  CheckedSize(shape, item);
  int64_t core_bytes = item;
  for (const int64_t extent : core) core_bytes *= std::max<int64_t>(extent, 1);
  Dims rows_of_strides[kMaxOperands];
  const int64_t* rows[kMaxOperands] = {};
  size_t count = 0;
  for (const MatrixStack* operand : operands) {
    rows_of_strides[count] = ThroughBatch(*operand, batch);
    rows[count] = rows_of_strides[count].data();
    ++count;
  }
  Dims strides = StridesInOrder(batch, KOrder(batch, {rows, count}), core_bytes);
  for (const int64_t stride : CStrides(core, item)) strides.push_back(stride);
  return AnyArray::Own(
      NewOwner({.dtype = dtype, .shape = shape, .strides = strides, .op = op, .site = site}));
}

template <class T>
void LoadMatrix(const MatrixStack& stack, std::byte* data, T* to, int64_t lead) {
  const int64_t shape[] = {stack.rows, stack.columns};
  const int64_t strides[] = {stack.row_stride, stack.column_stride};
  const ColumnsInMemory columns = Columns(to, stack, lead);
  if (IsSmall<T>(stack)) return MoveSmall<T>(stack, columns.data, columns.strides, data, strides);
  MoveElements(shape, {columns.data, columns.strides}, kDTypeOf<T>, {data, strides}, stack.dtype);
}

template <class T>
void StoreMatrix(const T* from, const MatrixStack& stack, std::byte* data, int64_t lead) {
  const int64_t shape[] = {stack.rows, stack.columns};
  const int64_t strides[] = {stack.row_stride, stack.column_stride};
  const ColumnsInMemory columns = Columns(from, stack, lead);
  if (IsSmall<T>(stack)) return MoveSmall<T>(stack, data, strides, columns.data, columns.strides);
  MoveElements(shape, {data, strides}, stack.dtype, {columns.data, columns.strides}, kDTypeOf<T>);
}

template void LoadMatrix<double>(const MatrixStack&, std::byte*, double*, int64_t);
template void LoadMatrix<std::complex<double>>(const MatrixStack&, std::byte*,
                                               std::complex<double>*, int64_t);
template void StoreMatrix<double>(const double*, const MatrixStack&, std::byte*, int64_t);
template void StoreMatrix<std::complex<double>>(const std::complex<double>*, const MatrixStack&,
                                                std::byte*, int64_t);

}  // namespace tidemark::array_internal
