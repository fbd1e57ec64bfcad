// Room for the state that a rule keeps with each live record, without a look-up.
//
// Reserved by rules before the first record is made (LiveState::array_slots(), CopyFollower::
// slots()). A record carries the number of each rule's state, 4 bytes; the state itself is made when
// the rule first asks for it, in a slab of its own, and ends with the record. So what few records
// need costs the others nothing.
//
// Ownership: a layout owns the states, and outlives the records. States stay where they are.
// Threading: one thread at a time.
//
//   Slot<PinState> pin(&live.array_slots());
//   pin.Of(array).covering += 1;
//   if (const PinState* found = pin.Find(array)) Use(*found);
#ifndef TIDEMARK_ANALYSIS_MODEL_SLOTS_H_
#define TIDEMARK_ANALYSIS_MODEL_SLOTS_H_

#include <cassert>
#include <concepts>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "tidemark/analysis/model/prefetch.h"
#include "tidemark/analysis/model/slab.h"

namespace tidemark::analysis {

// Which states a kind of record can have.
class SlotLayout {
 public:
  SlotLayout() = default;
  SlotLayout(const SlotLayout&) = delete;
  SlotLayout& operator=(const SlotLayout&) = delete;

  // A further state of type T: its number among those of a record, and where they all are.
  template <class T>
  std::pair<size_t, Slab<T>*> Reserve() {
    assert(!in_use_);
    auto states = std::make_unique<StatesOf<T>>();
    Slab<T>* const slab = &states->slab;
    states_.push_back(std::move(states));
    return {states_.size() - 1, slab};
  }

  // What a record carries, in bytes.
  size_t bytes() const { return states_.size() * sizeof(SlabHandle); }

  // Of a new record, which has no states.
  void Begin(SlabHandle* slots) const {
    in_use_ = true;
    for (size_t i = 0; i < states_.size(); ++i) slots[i] = 0;
  }
  // Has the states of a record fetched from memory.
  void Prefetch(const SlabHandle* slots) const {
    for (size_t i = 0; i < states_.size(); ++i) {
      if (slots[i] != 0) states_[i]->Prefetch(slots[i]);
    }
  }
  // Ends the states of a record.
  void End(const SlabHandle* slots) const {
    for (size_t i = 0; i < states_.size(); ++i) {
      if (slots[i] != 0) states_[i]->Free(slots[i]);
    }
  }

 private:
  struct States {
    virtual ~States() = default;
    virtual void Free(SlabHandle state) = 0;
    virtual void Prefetch(SlabHandle state) const = 0;
  };
  template <class T>
  struct StatesOf final : States {
    Slab<T> slab;
    void Free(SlabHandle state) override { slab.Free(state); }
    void Prefetch(SlabHandle state) const override { PrefetchRecord(&slab[state]); }
  };

  std::vector<std::unique_ptr<States>> states_;
  mutable bool in_use_ = false;  // a record was made: too late for further slots
};

// Base of the records that carry slots; made by a SlottedSlab.
struct SlotOwner {
  bool in_use = false;
};

// The slots begin where the record ends.
template <class Owner>
SlabHandle* SlotsOf(const Owner* owner) {
  static_assert(alignof(Owner) % alignof(SlabHandle) == 0);
  return reinterpret_cast<SlabHandle*>(
      const_cast<std::byte*>(reinterpret_cast<const std::byte*>(owner)) + sizeof(Owner));
}

// A rule's state in each record of a layout.
template <class State>
class Slot {
 public:
  explicit Slot(SlotLayout* layout) : Slot(layout->Reserve<State>()) {}

  // Made where there is none.
  template <class Owner>
  State& Of(const Owner& owner) const {
    SlabHandle& handle = SlotsOf(&owner)[number_];
    if (handle == 0) handle = states_.New();
    return states_[handle];
  }
  // Null where there is none.
  template <std::derived_from<SlotOwner> Owner>
  State* Find(const Owner& owner) const {
    const SlabHandle handle = SlotsOf(&owner)[number_];
    return handle == 0 ? nullptr : &states_[handle];
  }
  // The same where there may be no record either.
  template <std::derived_from<SlotOwner> Owner>
  State* Find(const Owner* owner) const {
    return owner == nullptr ? nullptr : Find(*owner);
  }

 private:
  explicit Slot(std::pair<size_t, Slab<State>*> reserved)
      : number_(reserved.first), states_(*reserved.second) {}

  size_t number_;
  Slab<State>& states_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_SLOTS_H_
