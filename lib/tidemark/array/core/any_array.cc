#include "tidemark/array/core/any_array.h"

#include <algorithm>

#include "tidemark/array/core/events_internal.h"

namespace tidemark {

using array_internal::View;

ArrayFlags AnyArray::flags() const {
  return {.c_contiguous = is_c_contiguous(),
          .f_contiguous = is_f_contiguous(),
          .owns_data = owns_data(),
          .writable = writable()};
}

AnyArray AnyArray::base() const {
  View& owner = view().buffer->owner;
  int64_t references = owner.references.load(std::memory_order_relaxed);
  while (references > 0) {
    if (owner.references.compare_exchange_weak(references, references + 1,
                                               std::memory_order_acq_rel)) {
      return Own(&owner);
    }
  }
  return AnyArray();
}

bool array_internal::IsTrue(const View& view) {
  if (view.size != 1) {
    ThrowValueError(
        "the truth value of an array is that of its only element, and this one has shape " +
        ShapeText(view.shape()) +
        ": use all() or any(), array_equal() to compare arrays, and "
        "has_value() to ask whether there is an array");
  }
  NoteRead(view, SourceLocation());
  const std::byte* const end = view.data + view.item_size;
  if (view.dtype < DType::kFloat32) {
    return std::any_of(static_cast<const std::byte*>(view.data), end,
                       [](std::byte b) { return b != std::byte{0}; });
  }
  // The sign of a zero does not count.
  const auto part = [&](auto zero) {
    using Real = decltype(zero);
    const auto* parts = reinterpret_cast<const Real*>(view.data);
    return std::any_of(parts, reinterpret_cast<const Real*>(end),
                       [](Real value) { return !(value == 0); });
  };
  return view.dtype == DType::kFloat32 || view.dtype == DType::kComplex64 ? part(float())
                                                                          : part(double());
}

const std::byte* AnyArray::data(SourceLocation site) const& {
  array_internal::NoteEscape(view(), site, /*for_writing=*/false);
  return view().data;
}

std::byte* AnyArray::mutable_data(SourceLocation site) const& {
  if (!view().writable) array_internal::ThrowReadOnlyError("mutable_data");
  array_internal::NoteEscape(view(), site, /*for_writing=*/true);
  return view().data;
}

}  // namespace tidemark
