#include "tidemark/array/core/allocator.h"

namespace tidemark {
namespace array_internal {
constinit thread_local std::pmr::memory_resource* current_resource = nullptr;
}  // namespace array_internal

ArrayResourceScope::ArrayResourceScope(std::pmr::memory_resource* resource) noexcept
    : previous_(array_internal::current_resource) {
  array_internal::current_resource = resource;
}

ArrayResourceScope::~ArrayResourceScope() { array_internal::current_resource = previous_; }

}  // namespace tidemark
