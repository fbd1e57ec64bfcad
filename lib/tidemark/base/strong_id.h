// A strongly typed integer id.
//
// Assigned by the library that owns the entities; 0 means "none" or "unknown".
// Threading: immutable values.
//
//   using BufferId = StrongId<struct BufferIdTag>;
//   BufferId id(7);
//   if (id) Use(id.value());
#ifndef TIDEMARK_BASE_STRONG_ID_H_
#define TIDEMARK_BASE_STRONG_ID_H_

#include <compare>
#include <cstdint>
#include <functional>

namespace tidemark {

template <class Tag>
class StrongId {
 public:
  constexpr StrongId() = default;
  constexpr explicit StrongId(int64_t value) : value_(value) {}

  constexpr int64_t value() const { return value_; }
  constexpr explicit operator bool() const { return value_ != 0; }

  // clang-tidy takes the comparison with 0 inside of it for a null pointer.
  friend constexpr auto operator<=>(StrongId, StrongId) = default;  // NOLINT(modernize-use-nullptr)

  template <class H>
  friend H AbslHashValue(H state, StrongId id) {
    return H::combine(std::move(state), id.value_);
  }

 private:
  int64_t value_ = 0;
};

}  // namespace tidemark

template <class Tag>
struct std::hash<tidemark::StrongId<Tag>> {
  size_t operator()(tidemark::StrongId<Tag> id) const noexcept {
    return std::hash<int64_t>()(id.value());
  }
};

#endif  // TIDEMARK_BASE_STRONG_ID_H_
