// Lookup tables of the event schema for the reader of trace JSON: from the name of a kind or key to
// what the key is in that kind.
//
// Produced at compile time from model/event_schema.h; consumed by EventDecoder and EventFields.
#ifndef TIDEMARK_TRACE_JSON_KEY_TABLE_INTERNAL_H_
#define TIDEMARK_TRACE_JSON_KEY_TABLE_INTERNAL_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "tidemark/trace/json/packed_name_internal.h"
#include "tidemark/trace/model/event_schema.h"

namespace tidemark::trace {

// A key as its row in the table of all keys; the same key may have another type in another kind.
// Key 0 is "ev".
using KeyId = uint8_t;
inline constexpr KeyId kEvKey = 0;

// All keys, each once, by their first occurrence in the list.
struct KeyNames {
  static constexpr size_t kRoom = 255;
  std::array<absl::string_view, kRoom> names = {};
  size_t count = 0;

  constexpr KeyId Find(absl::string_view name) const {
    size_t row = 0;
    while (row < count && names[row] != name) ++row;
    return static_cast<KeyId>(row);
  }
  constexpr void Add(absl::string_view name) {
    if (Find(name) == count) names[count++] = name;
  }
};
inline constexpr KeyNames kKeyNames = [] {
  KeyNames keys;
  keys.Add("ev");
  const auto add = [&keys]<class Body>() {
    ForEachField<Body>([&]<size_t kIndex>() { keys.Add(kField<Body, kIndex>.key); });
  };
  add.operator()<Event>();
  ForEachKind(add);
  return keys;
}();
inline constexpr size_t kKeys = kKeyNames.count;

inline constexpr KeyId kUnknownKey = kKeys;
inline constexpr size_t kUnknownKind = kEventKinds;

// ---- The fields of one event are numbered: those in common, then the kind's; 0 is none. ----

inline constexpr size_t kFirstCommonField = 1;
inline constexpr size_t kFirstOwnField = kFirstCommonField + kFieldCount<Event>;
inline constexpr size_t kMaxFields = [] {
  size_t most = 0;
  ForEachKind([&most]<class Body>() { most = std::max(most, kFieldCount<Body>); });
  return kFirstOwnField + most;
}();

using FieldSet = uint64_t;
static_assert(kMaxFields <= 64);
constexpr FieldSet Bit(size_t number) { return FieldSet{1} << number; }

// What a key is in an event of some kind.
struct KeyUse {
  uint8_t number = 0;  // of the field
  FieldType type = FieldType::kInteger;

  constexpr bool is_known() const { return number != 0; }
};

struct KindTable {
  absl::string_view name;
  std::array<KeyUse, kKeys + 1> uses = {};  // by KeyId
  std::array<KeyId, kMaxFields> keys = {};  // by the field's number
  FieldSet required = 0;
  // At least one of these sets must be there whole.
  std::array<FieldSet, 2> one_of = {0, 0};
  const Alternatives* alternatives = nullptr;
};

// By the kind; of kUnknownKind all keys are unknown.
extern const std::array<KindTable, kEventKinds + 1> kKindTables;

// A perfect hash of a fixed set of names. Its factors are searched at compile time, so that a name
// that is added needs nothing but its row.
template <size_t kRows>
class NameTable {
 public:
  // `name_of(row)` is the name of each row.
  template <class NameOf>
  constexpr explicit NameTable(NameOf name_of) {
    for (size_t row = 0; row < kRows; ++row) names_[row] = PackedName::Of(name_of(row));
    names_[kRows] = {};  // the name of nothing
    for (factor_ = 0x9E3779B97F4A7C15U; !TryToFill(); factor_ += 0x5851F42D4C957F2EU) {
    }
  }

  // The row's number, or kRows. A name of more than PackedName::kMaxBytes bytes must not come here.
  size_t Find(PackedName name) const {
    const size_t row = slots_[Hash(name, factor_)];
    return names_[row] == name ? row : kRows;
  }

 private:
  // With fewer slots the search takes more tries than compilers allow.
  static constexpr unsigned kSlotBits = 9;
  static constexpr size_t kSlots = size_t{1} << kSlotBits;
  static_assert(kRows < 256, "a slot is a byte");

  static constexpr size_t Hash(PackedName name, uint64_t factor) {
    return ((name.low ^ std::rotl(name.high, 27)) * factor) >> (64 - kSlotBits);
  }

  constexpr bool TryToFill() {
    for (uint8_t& slot : slots_) slot = kRows;
    for (size_t row = 0; row < kRows; ++row) {
      uint8_t& slot = slots_[Hash(names_[row], factor_)];
      if (slot != kRows) return false;
      slot = static_cast<uint8_t>(row);
    }
    return true;
  }

  uint64_t factor_ = 0;
  std::array<uint8_t, kSlots> slots_ = {};
  std::array<PackedName, kRows + 1> names_ = {};
};

extern const NameTable<kKeys> kKeyTable;
extern const NameTable<kEventKinds> kKindTable;

// kUnknownKey or kUnknownKind for a name that is none.
inline KeyId FindKey(PackedName name) { return static_cast<KeyId>(kKeyTable.Find(name)); }
inline size_t FindKind(PackedName name) { return kKindTable.Find(name); }

// "an integer", "a string": what a message says it expected.
absl::string_view DescribeType(FieldType type);

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_JSON_KEY_TABLE_INTERNAL_H_
