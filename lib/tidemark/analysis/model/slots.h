// Room for the state that a rule keeps with each live record, without a look-up.
//
// Reserved by rules before the first record is made (LiveState::array_slots(), CopyFollower::
// slots()); every record made after that is one allocation that ends in an object of each type.
//
// Ownership: a record owns its slots. Layouts outlive the records made with them.
// Threading: one thread at a time.
//
//   Slot<PinState> pin(&live.array_slots());
//   pin.Of(live.Array(buffer)).covering += 1;
#ifndef TIDEMARK_ANALYSIS_MODEL_SLOTS_H_
#define TIDEMARK_ANALYSIS_MODEL_SLOTS_H_

#include <cassert>
#include <cstddef>
#include <memory>
#include <new>
#include <vector>

namespace tidemark::analysis {

// Which objects a kind of record carries, and where.
class SlotLayout {
 public:
  static constexpr size_t kAlignment = alignof(std::max_align_t);

  SlotLayout() = default;
  SlotLayout(const SlotLayout&) = delete;
  SlotLayout& operator=(const SlotLayout&) = delete;

  // The offset of a further object of type T.
  template <class T>
  size_t Reserve() {
    static_assert(alignof(T) <= kAlignment);
    assert(!in_use_);
    const size_t offset = bytes_;
    rows_.push_back({.offset = offset,
                     .construct = [](void* at) { new (at) T(); },
                     .destroy = [](void* at) { static_cast<T*>(at)->~T(); }});
    bytes_ += (sizeof(T) + kAlignment - 1) / kAlignment * kAlignment;
    return offset;
  }

  size_t bytes() const { return bytes_; }

  void Construct(std::byte* slots) const {
    in_use_ = true;
    for (const Row& row : rows_) row.construct(slots + row.offset);
  }
  void Destroy(std::byte* slots) const {
    for (const Row& row : rows_) row.destroy(slots + row.offset);
  }

 private:
  struct Row {
    size_t offset;
    void (*construct)(void*);
    void (*destroy)(void*);
  };
  std::vector<Row> rows_;
  size_t bytes_ = 0;
  mutable bool in_use_ = false;  // a record was made: too late for further slots
};

// Base of the records that carry slots.
struct alignas(SlotLayout::kAlignment) SlotOwner {
  const SlotLayout* slot_layout = nullptr;
};

// The slots begin where the record ends.
template <class Owner>
std::byte* SlotsOf(Owner* owner) {
  static_assert(sizeof(Owner) % SlotLayout::kAlignment == 0);
  return reinterpret_cast<std::byte*>(owner) + sizeof(Owner);
}

template <class Owner>
struct SlotDeleter {
  void operator()(Owner* owner) const {
    owner->slot_layout->Destroy(SlotsOf(owner));
    owner->~Owner();
    ::operator delete(owner);
  }
};

template <class Owner>
using SlottedPtr = std::unique_ptr<Owner, SlotDeleter<Owner>>;

template <class Owner>
SlottedPtr<Owner> MakeSlotted(const SlotLayout& layout) {
  auto* owner = new (::operator new(sizeof(Owner) + layout.bytes())) Owner();
  owner->slot_layout = &layout;
  layout.Construct(SlotsOf(owner));
  return SlottedPtr<Owner>(owner);
}

// A rule's object in each record of a layout.
template <class State>
class Slot {
 public:
  explicit Slot(SlotLayout* layout) : offset_(layout->Reserve<State>()) {}

  template <class Owner>
  State& Of(Owner& owner) const {
    return *std::launder(reinterpret_cast<State*>(SlotsOf(&owner) + offset_));
  }
  template <class Owner>
  const State& Of(const Owner& owner) const {
    return Of(const_cast<Owner&>(owner));
  }

 private:
  size_t offset_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_SLOTS_H_
