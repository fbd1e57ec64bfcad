#include "tidemark/analysis/model/layout.h"

#include <algorithm>
#include <cstddef>

#include "absl/container/flat_hash_set.h"
#include "absl/hash/hash.h"

namespace tidemark::analysis {

std::optional<int64_t> ItemBytes(absl::string_view dtype) {
  if (dtype.size() < 2 || dtype.size() > 3) return std::nullopt;
  if (absl::string_view("biufc").find(dtype[0]) == absl::string_view::npos) return std::nullopt;
  int64_t bytes = 0;
  for (char c : dtype.substr(1)) {
    if (c < '0' || c > '9') return std::nullopt;
    bytes = bytes * 10 + (c - '0');
  }
  return bytes > 0 ? std::optional<int64_t>(bytes) : std::nullopt;
}

struct LayoutBook::Forms {
  using Form = Layout::Form;

  // What an event says.
  struct Given {
    absl::string_view dtype;
    std::optional<trace::Dimensions> shape;
    std::optional<trace::Dimensions> strides;
  };
  static Given Of(const Form* form) {
    Given given{.dtype = form->dtype, .shape = {}, .strides = {}};
    if (form->shape_given) given.shape = form->shape;
    if (form->strides_given) given.strides = form->strides;
    return given;
  }
  static Given Of(const Given& given) { return given; }

  struct Hash {
    using is_transparent = void;
    template <class Key>
    size_t operator()(const Key& key) const {
      const Given given = Of(key);
      return absl::HashOf(given.dtype, given.shape.has_value(),
                          given.shape.value_or(trace::Dimensions()), given.strides.has_value(),
                          given.strides.value_or(trace::Dimensions()));
    }
  };
  struct Equal {
    using is_transparent = void;
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
      const Given x = Of(a);
      const Given y = Of(b);
      return x.dtype == y.dtype && x.shape == y.shape && x.strides == y.strides;
    }
  };
  absl::flat_hash_set<Form*, Hash, Equal> all;
};

LayoutBook::LayoutBook() : forms_(std::make_unique<Forms>()) {}
LayoutBook::~LayoutBook() = default;

size_t LayoutBook::forms() const { return forms_->all.size(); }

void Layout::Forget(Form* form) {
  form->book->forms_->all.erase(form);
  delete form;
}

Layout LayoutBook::Make(absl::string_view dtype, std::optional<int64_t> offset,
                        const std::optional<trace::Dimensions>& shape,
                        const std::optional<trace::Dimensions>& strides) {
  Forms::Given given{.dtype = dtype, .shape = shape, .strides = {}};
  if (shape.has_value()) given.strides = strides;  // alone they say nothing
  const auto found = forms_->all.find(given);
  if (found != forms_->all.end()) return {offset.value_or(0), *found};

  auto* const form = new Layout::Form;
  form->book = this;
  form->dtype = std::string(dtype);
  form->shape_given = shape.has_value();
  if (shape.has_value()) {
    form->shape.assign(shape->begin(), shape->end());
    form->strides_given = strides.has_value();
    if (strides.has_value()) {
      form->strides.assign(strides->begin(), strides->end());
      form->known = form->strides.size() == form->shape.size();
    } else {
      form->known = Layout::FillStrides(form);
    }
  }
  forms_->all.insert(form);
  return {offset.value_or(0), form};
}

bool Layout::FillStrides(Form* form) {
  const std::optional<int64_t> item = ItemBytes(form->dtype);
  if (!item.has_value()) return false;
  form->strides.resize(form->shape.size());
  int64_t stride = *item;
  for (size_t i = form->shape.size(); i-- > 0;) {
    form->strides[i] = stride;
    if (__builtin_mul_overflow(stride, std::max<int64_t>(form->shape[i], 1), &stride)) {
      return false;
    }
  }
  return true;
}

std::optional<StridedSet> Layout::Bytes(int64_t buffer_bytes) const {
  if (!known()) return std::nullopt;
  const std::optional<int64_t> item = ItemBytes(form_->dtype);
  if (!item.has_value()) return std::nullopt;
  return StridedSet::Make(offset_, form_->shape, form_->strides, *item, buffer_bytes);
}

bool EqualDtype(const Layout& a, const Layout& b) {
  return a.dtype().empty() || b.dtype().empty() || a.dtype() == b.dtype();
}

bool EqualLayout(const Layout& a, const Layout& b) {
  if (!a.known() || !b.known()) return true;
  if (a.shape() != b.shape()) return false;
  if (std::find(a.shape().begin(), a.shape().end(), 0) != a.shape().end()) return true;
  for (size_t i = 0; i < a.shape().size(); ++i) {
    if (a.shape()[i] > 1 && a.strides()[i] != b.strides()[i]) return false;
  }
  return true;
}

bool SameExtent(const Layout& a, const Layout& b) {
  return a.known() && b.known() && a.offset() == b.offset() && a.shape() == b.shape() &&
         a.strides() == b.strides();
}

}  // namespace tidemark::analysis
