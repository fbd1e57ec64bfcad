// The layout of a view in its buffer (dtype, offset, shape, strides), copied from its alloc or view
// event.
//
// Made by LayoutBook for LiveState's arrays and views; consumed by the copy rules (equal dtype, equal
// layout, same extent) and by the rule pinned-base (which bytes a view addresses).
//
// Memory: 16 bytes a layout. What many views of a program have in common, all but the offset, is kept
//   once, as long as there is a layout that has it.
// Ownership: layouts do not outlive their book. Threading: one thread at a time.
// Units: offset and strides in bytes, shape in elements.
#ifndef TIDEMARK_ANALYSIS_MODEL_LAYOUT_H_
#define TIDEMARK_ANALYSIS_MODEL_LAYOUT_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tidemark/analysis/model/strided_set.h"
#include "tidemark/trace/model/event.h"

namespace tidemark::analysis {

// Of NumPy's short codes: "f8" is 8. nullopt for anything else.
std::optional<int64_t> ItemBytes(absl::string_view dtype);

class LayoutBook;

class Layout {
 public:
  // Of which nothing is known.
  Layout() = default;
  Layout(const Layout& other) : offset_(other.offset_), form_(other.form_) {
    if (form_ != nullptr) ++form_->layouts;
  }
  Layout(Layout&& other) noexcept
      : offset_(other.offset_), form_(std::exchange(other.form_, nullptr)) {}
  Layout& operator=(Layout other) noexcept {
    std::swap(offset_, other.offset_);
    std::swap(form_, other.form_);
    return *this;
  }
  ~Layout() {
    if (form_ != nullptr && --form_->layouts == 0) Forget(form_);
  }

  // Empty: unknown.
  absl::string_view dtype() const { return form_ == nullptr ? absl::string_view() : form_->dtype; }
  // Shape and strides are known; strides that were absent are C-contiguous ones.
  bool known() const { return form_ != nullptr && form_->known; }
  bool strides_given() const { return form_ != nullptr && form_->strides_given; }
  int64_t offset() const { return offset_; }
  absl::Span<const int64_t> shape() const {
    return form_ == nullptr ? absl::Span<const int64_t>() : form_->shape;
  }
  absl::Span<const int64_t> strides() const {
    return form_ == nullptr ? absl::Span<const int64_t>() : form_->strides;
  }

  // The bytes addressed; nullopt where unknown or outside of the buffer.
  std::optional<StridedSet> Bytes(int64_t buffer_bytes) const;

 private:
  friend class LayoutBook;

  // All but the offset.
  struct Form {
    std::string dtype;
    bool known = false;
    bool shape_given = false;
    bool strides_given = false;
    absl::InlinedVector<int64_t, 3> shape;
    absl::InlinedVector<int64_t, 3> strides;
    int64_t layouts = 0;  // that have it
    LayoutBook* book = nullptr;
  };
  Layout(int64_t offset, Form* form) : offset_(offset), form_(form) { ++form->layouts; }
  static void Forget(Form* form);
  // C-contiguous ones. False where they are unknown.
  static bool FillStrides(Form* form);

  int64_t offset_ = 0;
  Form* form_ = nullptr;
};

class LayoutBook {
 public:
  LayoutBook();
  LayoutBook(const LayoutBook&) = delete;
  LayoutBook& operator=(const LayoutBook&) = delete;
  ~LayoutBook();

  Layout Make(absl::string_view dtype, std::optional<int64_t> offset,
              const std::optional<trace::Dimensions>& shape,
              const std::optional<trace::Dimensions>& strides);

  // How many layouts there are but for their offsets.
  size_t forms() const;

 private:
  friend class Layout;
  struct Forms;

  std::unique_ptr<Forms> forms_;
};

// The same code, or either unknown.
bool EqualDtype(const Layout& a, const Layout& b);

// The same shape and the same strides on every axis that is stepped along, or either unknown.
bool EqualLayout(const Layout& a, const Layout& b);

// Known, and the same offset, shape and strides.
bool SameExtent(const Layout& a, const Layout& b);

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_LAYOUT_H_
