// Which keys the kinds of event have, of which type, and which of them are required: the tables of
// the event model, for readers of trace JSON.
//
// Produced at compile time; consumed by EventDecoder, and by tests as a list of what there is.
#ifndef TIDEMARK_TRACE_JSON_EVENT_SCHEMA_INTERNAL_H_
#define TIDEMARK_TRACE_JSON_EVENT_SCHEMA_INTERNAL_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "tidemark/trace/json/packed_name_internal.h"

namespace tidemark::trace {

enum class EventKind : uint8_t {
  kTrace,
  kSite,
  kFrame,
  kStack,
  kThread,
  kAlloc,
  kResize,
  kView,
  kDrop,
  kCopy,
  kWrite,
  kRead,
  kOp,
  kFree,
  kScopeBegin,
  kScopeEnd,
  kMark,
  kOom,
  kLost,
  kEnd,
  kUnknown,
};
inline constexpr size_t kEventKinds = static_cast<size_t>(EventKind::kUnknown);

enum class EventKey : uint8_t {
  kEv,
  kT,
  kThread,
  kSite,
  kStack,
  kVersion,
  kRun,
  kPid,
  kPpid,
  kProgram,
  kArgs,
  kHost,
  kStartUnixNs,
  kTidemark,
  kCapture,
  kFile,
  kLine,
  kFunction,
  kLabel,
  kFrame,
  kModule,
  kBuildId,
  kPc,
  kParent,
  kName,
  kOsTid,
  kBuf,
  kAddr,
  kBytes,
  kUsable,
  kAlign,
  kKind,
  kZeroed,
  kOp,
  kDtype,
  kShape,
  kStrides,
  kView,
  kNewAddr,
  kOffset,
  kWritable,
  kSrcBuf,
  kDstBuf,
  kSrc,
  kDst,
  kReason,
  kIn,
  kOut,
  kReused,
  kIndex,
  kEscaped,
  kLastRead,
  kLastWrite,
  kCount,
  kEvents,
  kLiveBuffers,
  kLiveBytes,
  kUnknown,
};
inline constexpr size_t kEventKeys = static_cast<size_t>(EventKey::kUnknown);

// A set of keys. A key has the same type in every kind of event.
using KeySet = uint64_t;
static_assert(kEventKeys <= 64);

constexpr KeySet Bit(EventKey key) { return KeySet{1} << static_cast<unsigned>(key); }

enum class ValueType : uint8_t {
  kInteger,  // in [0, 2^63-1]
  kId,       // the same; 0 is as good as absent
  kText,
  kBool,
  kAddress,   // "0x7f..."
  kIntegers,  // an array of kInteger
  kStrides,   // an array of integers of either sign
  kIds,       // an array of kId
  kTexts,     // an array of kText
  kObject,
};

struct KeyRow {
  absl::string_view name;
  ValueType type;
};

struct KindRow {
  absl::string_view name;
  KeySet keys;      // that mean something in this kind; others are ignored
  KeySet required;  // the copies and the buffers have an either-or besides: see `one_of`
  // If not empty: at least one of these sets must be there whole.
  std::array<KeySet, 2> one_of;
};

// By EventKey and by EventKind.
extern const std::array<KeyRow, kEventKeys> kKeyRows;
extern const std::array<KindRow, kEventKinds> kKindRows;

// A perfect hash of a fixed set of names. Its factors are searched at compile time, so that a name
// that is added needs nothing but its row.
template <size_t kRows>
class NameTable {
 public:
  template <class Row>
  constexpr explicit NameTable(const std::array<Row, kRows>& rows) {
    for (size_t row = 0; row < kRows; ++row) names_[row] = PackedName::Of(rows[row].name);
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

extern const NameTable<kEventKeys> kKeyTable;
extern const NameTable<kEventKinds> kKindTable;

// kUnknown for a name that is none.
inline EventKey FindKey(PackedName name) { return static_cast<EventKey>(kKeyTable.Find(name)); }
inline EventKind FindKind(PackedName name) { return static_cast<EventKind>(kKindTable.Find(name)); }

inline const KeyRow& RowOf(EventKey key) { return kKeyRows[static_cast<size_t>(key)]; }
inline const KindRow& RowOf(EventKind kind) { return kKindRows[static_cast<size_t>(kind)]; }

// "an integer", "a string": what a message says it expected.
absl::string_view DescribeType(ValueType type);

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_JSON_EVENT_SCHEMA_INTERNAL_H_
