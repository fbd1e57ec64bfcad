// A matrix class of somebody else's, that tells a recorder of its memory: what is the class's own is 40
// lines, what is told the rest (tidemark/bridge/bridge.h).
#ifndef TIDEMARK_TOOLS_EXAMPLES_BRIDGES_MATRIX_H_
#define TIDEMARK_TOOLS_EXAMPLES_BRIDGES_MATRIX_H_

#include <cstdint>
#include <cstring>
#include <memory>

#include "tidemark/bridge/bridge.h"

// Rows by columns of double. A copy copies the elements; row() shares them.
class Matrix {
 public:
  Matrix(int64_t rows, int64_t columns, tm_site site, const char* op = "make")
      : rows_(rows), columns_(columns), memory_(Allocate(rows * columns)), data_(memory_.get()) {
    const int64_t shape[2] = {rows, columns};
    const int64_t strides[2] = {8 * columns, 8};
    const tm_layout layout = {.dtype = "f8", .rank = 2, .shape = shape, .strides = strides};
    const tm_buffer_info info = {
        .address = data_, .bytes = 8 * rows * columns, .op = op, .layout = &layout, .site = site};
    told_ = tm_buffer_begin(&info);
    view_ = tm_buffer_owner(told_);
  }
  ~Matrix() {
    if (told_ != nullptr) {
      tm_buffer_end(told_);
    } else {
      tm_view_end(view_);
    }
  }
  Matrix(const Matrix&) = delete;
  Matrix& operator=(const Matrix&) = delete;

  std::unique_ptr<Matrix> Copy(tm_site site) const {
    auto copy = std::make_unique<Matrix>(rows_, columns_, site, "copy");
    std::memcpy(copy->data_, data_, static_cast<size_t>(8 * rows_ * columns_));
    const tm_copy_info info = {.source = view_,
                               .destination = copy->view_,
                               .bytes = 8 * rows_ * columns_,
                               .op = "copy",
                               .site = site};
    tm_copy(&info);
    return copy;
  }
  // Must end before this matrix.
  std::unique_ptr<Matrix> Row(int64_t row, tm_site site) const {
    return std::unique_ptr<Matrix>(new Matrix(*this, row, site));
  }

  double At(int64_t row, int64_t column, tm_site site) const {
    tm_read(view_, site);
    return data_[row * columns_ + column];
  }
  void Set(int64_t row, int64_t column, double value, tm_site site) {
    tm_write(view_, site);
    data_[row * columns_ + column] = value;
  }

 private:
  Matrix(const Matrix& base, int64_t row, tm_site site)
      : rows_(1), columns_(base.columns_), data_(base.data_ + row * base.columns_) {
    const int64_t shape[2] = {1, columns_};
    const int64_t strides[2] = {8 * columns_, 8};
    const tm_layout layout = {.dtype = "f8", .rank = 2, .shape = shape, .strides = strides};
    const tm_view_info info = {.parent = base.view_,
                               .offset = 8 * row * columns_,
                               .layout = &layout,
                               .op = "row",
                               .site = site};
    view_ = tm_view_begin(&info);
  }

  // Told by the constructor, so it is none of malloc's blocks.
  static std::unique_ptr<double[]> Allocate(int64_t count) {
    tm_heap_pause();
    auto memory = std::make_unique<double[]>(static_cast<size_t>(count));
    tm_heap_resume();
    return memory;
  }

  int64_t rows_;
  int64_t columns_;
  std::unique_ptr<double[]> memory_;  // null: it is part of another
  double* data_;
  tm_buffer told_ = nullptr;
  tm_view view_ = nullptr;
};

#endif  // TIDEMARK_TOOLS_EXAMPLES_BRIDGES_MATRIX_H_
