// The elements of an array as other libraries see them, and theirs as arrays: without a copy both
// ways.
//
// A strided view of std::mdspan's shape, Eigen::Map (where Eigen is installed), and vectors. An
// array that hands out its address keeps its memory as long as a reference to it lives; so the view
// must not outlive the array, and an array of adopted memory keeps what it was given to keep.
#include <algorithm>
#include <array>
#include <cstdint>
#include <iostream>
#include <memory>
#include <utility>
#include <vector>

#include "tidemark/array/array.h"
#ifdef WITH_EIGEN
#include <Eigen/Core>
#endif

using namespace tidemark;

namespace {

// What std::mdspan<double, dextents<2>, layout_stride> holds: an address, extents, strides in
// elements.
template <class T>
struct Span2 {
  T* data;
  std::array<int64_t, 2> extents;
  std::array<int64_t, 2> strides;

  T& operator()(int64_t i, int64_t j) const { return data[i * strides[0] + j * strides[1]]; }
};

// The strides of an array are in bytes.
int64_t StrideInElements(const Array<double>& a, size_t axis) {
  return a.strides()[axis] / Array<double>::itemsize();
}

Span2<double> AsSpan(const Array<double>& a) {
  return {.data = a.mutable_data(),
          .extents = {a.extent(0), a.extent(1)},
          .strides = {StrideInElements(a, 0), StrideInElements(a, 1)}};
}

double Trace(Span2<double> matrix) {
  double sum = 0;
  for (int64_t i = 0; i < std::min(matrix.extents[0], matrix.extents[1]); ++i) sum += matrix(i, i);
  return sum;
}

#ifdef WITH_EIGEN
using Strides = Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>;
using Map = Eigen::Map<Eigen::MatrixXd, Eigen::Unaligned, Strides>;

// Eigen's matrices have their columns one after the other: the outer stride is that of the columns.
Map AsEigen(const Array<double>& a) {
  return {a.mutable_data(), a.extent(0), a.extent(1),
          Strides(StrideInElements(a, 1), StrideInElements(a, 0))};
}

void Double(const Array<double>& a) { AsEigen(a) *= 2.0; }

// The array keeps the matrix; its axes are in Eigen's order, so it is seen transposed.
Array<double> FromColumns(std::vector<double> columns, int64_t count) {
  const auto rows = static_cast<int64_t>(columns.size()) / count;
  const auto matrix =
      std::make_shared<Eigen::MatrixXd>(Eigen::Map<Eigen::MatrixXd>(columns.data(), rows, count));
  return adopt<double>(matrix->data(), {matrix->cols(), matrix->rows()}, [matrix](double*) {}).t();
}
#else
void Double(Array<double> a) { a *= 2.0; }

Array<double> FromColumns(std::vector<double> columns, int64_t count) {
  const auto rows = static_cast<int64_t>(columns.size()) / count;
  return adopt(std::move(columns), Dims({count, rows})).t();
}
#endif

}  // namespace

int main() {
  const Array<double> table = arange(12.0).reshape({3, 4});
  const Array<double> odd_columns = table[{Slice(), Slice::From(1).by(2)}];

  const Span2<double> span = AsSpan(odd_columns);
  std::cout << "Trace of the odd columns: " << Trace(span) << '\n';
  span(2, 1) = -1;
  std::cout << "The table after a write through the span:\n" << table << '\n';

  Double(odd_columns);
  std::cout << "The table after its odd columns were doubled:\n" << table << '\n';

  std::vector<double> samples = {3, 1, 2};
  const Array<double> copied = from_span(samples);
  const double* where = samples.data();
  const Array<double> adopted = adopt(std::move(samples));
  std::cout << "A copy of the vector: " << copied << ", the vector itself: " << adopted
            << (adopted.data() == where ? ", at its address" : ", moved") << '\n';

  const Array<double> matrix = FromColumns({1, 2, 3, 4, 5, 6}, 2);
  std::cout << "Columns of another library:\n" << matrix << '\n';
}
