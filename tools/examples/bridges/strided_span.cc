// Views like std::mdspan's, which own nothing, on memory that a handle shares: a small window is kept, and
// with it the whole picture.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <numeric>
#include <vector>

#include "tidemark/bridge/bridge.h"

namespace {

// Memory that lives as long as anybody shares it.
class Storage {
 public:
  Storage(int64_t rows, int64_t columns, tm_site site) {
    tm_heap_pause();
    elements_.resize(static_cast<size_t>(rows * columns));
    tm_heap_resume();
    const int64_t shape[2] = {rows, columns};
    const int64_t strides[2] = {4 * columns, 4};
    const tm_layout layout = {.dtype = "f4", .rank = 2, .shape = shape, .strides = strides};
    const tm_buffer_info info = {.address = elements_.data(),
                                 .bytes = 4 * rows * columns,
                                 .op = "Storage",
                                 .layout = &layout,
                                 .site = site};
    told_ = tm_buffer_begin(&info);
  }
  ~Storage() {
    tm_buffer_end(told_);
    tm_heap_pause();
    std::vector<float>().swap(elements_);
    tm_heap_resume();
  }
  Storage(const Storage&) = delete;
  Storage& operator=(const Storage&) = delete;

  float* data() { return elements_.data(); }
  tm_view owner() const { return tm_buffer_owner(told_); }

 private:
  std::vector<float> elements_;
  tm_buffer told_ = nullptr;
};

// Rows by columns of a storage, at strides of its own; as std::mdspan with std::layout_stride, and told.
class Span {
 public:
  Span(int64_t rows, int64_t columns, tm_site site)
      : storage_(std::make_shared<Storage>(rows, columns, site)),
        data_(storage_->data()),
        rows_(rows),
        columns_(columns),
        stride_(columns) {
    Begin("span", storage_->owner(), site);
    tm_view_end(storage_->owner());  // the spans are its only handles
  }
  Span(Span&& other) noexcept = default;
  Span& operator=(Span&&) = delete;
  Span(const Span&) = delete;
  Span& operator=(const Span&) = delete;
  ~Span() {
    if (storage_ != nullptr) tm_view_end(view_);
  }

  Span Window(int64_t row, int64_t column, int64_t rows, int64_t columns, tm_site site) const {
    return {*this, row * stride_ + column, rows, columns, site};
  }

  float Sum(tm_site site) const {
    tm_read(view_, site);
    float sum = 0;
    for (int64_t i = 0; i < rows_; ++i) {
      sum = std::accumulate(data_ + i * stride_, data_ + i * stride_ + columns_, sum);
    }
    return sum;
  }
  void Fill(float value, tm_site site) {
    tm_write(view_, site);
    for (int64_t i = 0; i < rows_; ++i) {
      std::fill_n(data_ + i * stride_, columns_, value + static_cast<float>(i % 3));
    }
  }

 private:
  Span(const Span& of, int64_t offset, int64_t rows, int64_t columns, tm_site site)
      : storage_(of.storage_),
        data_(of.data_ + offset),
        rows_(rows),
        columns_(columns),
        stride_(of.stride_) {
    Begin("window", of.view_, site);
  }

  void Begin(const char* op, tm_view parent, tm_site site) {
    const int64_t shape[2] = {rows_, columns_};
    const int64_t strides[2] = {4 * stride_, 4};
    const tm_layout layout = {.dtype = "f4", .rank = 2, .shape = shape, .strides = strides};
    const tm_view_info info = {.parent = parent,
                               .offset = 4 * (data_ - storage_->data()),
                               .layout = &layout,
                               .op = op,
                               .site = site};
    view_ = tm_view_begin(&info);
  }

  std::shared_ptr<Storage> storage_;
  float* data_;
  int64_t rows_;
  int64_t columns_;
  int64_t stride_;
  tm_view view_ = nullptr;
};

Span Corner(int number) {
  Span picture(1000, 1000, TM_SITE());
  picture.Fill(static_cast<float>(number), TM_SITE());
  return picture.Window(0, 0, 16, 16, TM_SITE());  // keeps all of the picture
}

}  // namespace

int main() {
  std::vector<Span> corners;
  for (int number = 0; number < 4; ++number) corners.push_back(Corner(number));
  float sum = 0;
  for (const Span& corner : corners) sum += corner.Sum(TM_SITE());
  std::printf("%.0f\n", static_cast<double>(sum));
  return 0;
}
