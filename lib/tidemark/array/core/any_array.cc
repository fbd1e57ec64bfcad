#include "tidemark/array/core/any_array.h"

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

const std::byte* AnyArray::data(SourceLocation site) const {
  array_internal::NoteEscape(view(), site, /*for_writing=*/false);
  return view().data;
}

std::byte* AnyArray::mutable_data(SourceLocation site) const {
  if (!view().writable) array_internal::ThrowReadOnlyError("mutable_data");
  array_internal::NoteEscape(view(), site, /*for_writing=*/true);
  return view().data;
}

}  // namespace tidemark
