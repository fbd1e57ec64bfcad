#include <cstring>

#include "tidemark/trace/event_schema_internal.h"

namespace tidemark::trace {
namespace {

using enum EventKey;

template <class... Keys>
constexpr KeySet Set(Keys... keys) {
  return (KeySet{0} | ... | Bit(keys));
}

constexpr KeySet kCommon = Set(kT, kThread, kSite, kStack);
constexpr std::array<KeySet, 2> kNoChoice = {0, 0};
constexpr std::array<KeySet, 2> kBufferChoice = {Set(kBuf), Set(kAddr)};
constexpr std::array<KeySet, 2> kCopyChoice = {Set(kSrcBuf, kDstBuf), Set(kSrc, kDst)};

constexpr std::array<KeyRow, kEventKeys> kKeys = {{
    {"ev", ValueType::kText},
    {"t", ValueType::kInteger},
    {"thread", ValueType::kId},
    {"site", ValueType::kId},
    {"stack", ValueType::kId},
    {"version", ValueType::kInteger},
    {"run", ValueType::kText},
    {"pid", ValueType::kInteger},
    {"ppid", ValueType::kInteger},
    {"program", ValueType::kText},
    {"args", ValueType::kTexts},
    {"host", ValueType::kText},
    {"start_unix_ns", ValueType::kInteger},
    {"tidemark", ValueType::kText},
    {"capture", ValueType::kObject},
    {"file", ValueType::kText},
    {"line", ValueType::kInteger},
    {"function", ValueType::kText},
    {"label", ValueType::kText},
    {"frame", ValueType::kId},
    {"module", ValueType::kText},
    {"pc", ValueType::kAddress},
    {"parent", ValueType::kId},
    {"name", ValueType::kText},
    {"os_tid", ValueType::kInteger},
    {"buf", ValueType::kId},
    {"addr", ValueType::kAddress},
    {"bytes", ValueType::kInteger},
    {"usable", ValueType::kInteger},
    {"align", ValueType::kInteger},
    {"kind", ValueType::kText},
    {"zeroed", ValueType::kBool},
    {"op", ValueType::kText},
    {"dtype", ValueType::kText},
    {"shape", ValueType::kIntegers},
    {"strides", ValueType::kStrides},
    {"view", ValueType::kId},
    {"new_addr", ValueType::kAddress},
    {"offset", ValueType::kInteger},
    {"writable", ValueType::kBool},
    {"src_buf", ValueType::kId},
    {"dst_buf", ValueType::kId},
    {"src", ValueType::kId},
    {"dst", ValueType::kId},
    {"reason", ValueType::kText},
    {"in", ValueType::kIds},
    {"out", ValueType::kId},
    {"reused", ValueType::kBool},
    {"index", ValueType::kText},
    {"last_read", ValueType::kInteger},
    {"last_write", ValueType::kInteger},
    {"count", ValueType::kInteger},
    {"events", ValueType::kInteger},
    {"live_buffers", ValueType::kInteger},
    {"live_bytes", ValueType::kInteger},
}};

constexpr std::array<KindRow, kEventKinds> kKinds = {{
    {"trace",
     Set(kVersion, kRun, kPid, kPpid, kProgram, kArgs, kHost, kStartUnixNs, kTidemark, kCapture),
     Set(kVersion), kNoChoice},
    {"site", Set(kSite, kFile, kLine, kFunction, kLabel), Set(kSite, kFile, kLine), kNoChoice},
    {"frame", Set(kFrame, kFunction, kFile, kLine, kModule, kPc), Set(kFrame, kFunction),
     kNoChoice},
    {"stack", Set(kStack, kFrame, kParent), Set(kStack, kFrame), kNoChoice},
    {"thread", Set(kThread, kName, kOsTid), Set(kThread), kNoChoice},
    {"alloc",
     kCommon | Set(kBuf, kAddr, kBytes, kUsable, kAlign, kKind, kZeroed, kOp, kLabel, kDtype,
                   kShape, kStrides, kView),
     Set(kBytes), kBufferChoice},
    {"resize", kCommon | Set(kBuf, kAddr, kBytes, kNewAddr), Set(kBytes), kBufferChoice},
    {"view", kCommon | Set(kView, kBuf, kParent, kOffset, kShape, kStrides, kDtype, kOp, kWritable),
     Set(kView, kBuf), kNoChoice},
    {"drop", kCommon | Set(kView), Set(kView), kNoChoice},
    {"copy", kCommon | Set(kBytes, kSrcBuf, kDstBuf, kSrc, kDst, kReason, kOp), Set(kBytes),
     kCopyChoice},
    {"write", kCommon | Set(kBuf, kView), Set(kBuf), kNoChoice},
    {"read", kCommon | Set(kBuf, kView), Set(kBuf), kNoChoice},
    {"op", kCommon | Set(kName, kIn, kOut, kReused, kIndex), Set(kName), kNoChoice},
    {"free", kCommon | Set(kBuf, kAddr, kLastRead, kLastWrite), 0, kBufferChoice},
    {"scope_begin", kCommon | Set(kName), Set(kName), kNoChoice},
    {"scope_end", kCommon | Set(kName), Set(kName), kNoChoice},
    {"mark", kCommon | Set(kName), Set(kName), kNoChoice},
    {"oom", kCommon | Set(kBytes), Set(kBytes), kNoChoice},
    {"lost", kCommon | Set(kCount, kBytes), Set(kCount), kNoChoice},
    {"end", kCommon | Set(kEvents, kLiveBuffers, kLiveBytes), 0, kNoChoice},
}};

// A perfect hash of a fixed set of names by their length and three of their letters. The factors
// are searched at compile time, so that a name that is added needs nothing but its row.
template <class Row, size_t kRows>
class NameTable {
 public:
  constexpr explicit NameTable(const std::array<Row, kRows>& rows) {
    for (uint32_t seed = 1;; ++seed) {
      if (TryToFill(rows, seed)) return;
    }
  }

  // The row's number, or kRows.
  size_t Find(const std::array<Row, kRows>& rows, absl::string_view name) const {
    if (name.empty()) return kRows;
    const size_t row = slots_[Hash(name, seed_)];
    if (row == kRows || rows[row].name.size() != name.size()) return kRows;
    return std::memcmp(rows[row].name.data(), name.data(), name.size()) == 0 ? row : kRows;
  }

 private:
  static constexpr size_t kSlots = 256;
  static_assert(kRows < kSlots);

  static constexpr size_t Hash(absl::string_view name, uint32_t seed) {
    const auto letter = [name](size_t i) {
      return static_cast<uint32_t>(static_cast<unsigned char>(name[i]));
    };
    const uint32_t mixed = letter(0) | letter(name.size() / 2) << 8 |
                           letter(name.size() - 1) << 16 | static_cast<uint32_t>(name.size()) << 24;
    return (mixed * (seed * 0x9E3779B1U | 1U)) >> 24;
  }

  constexpr bool TryToFill(const std::array<Row, kRows>& rows, uint32_t seed) {
    seed_ = seed;
    for (uint8_t& slot : slots_) slot = kRows;
    for (size_t row = 0; row < kRows; ++row) {
      uint8_t& slot = slots_[Hash(rows[row].name, seed)];
      if (slot != kRows) return false;
      slot = static_cast<uint8_t>(row);
    }
    return true;
  }

  uint32_t seed_ = 0;
  std::array<uint8_t, kSlots> slots_ = {};
};

constexpr NameTable<KeyRow, kEventKeys> kKeyTable(kKeys);
constexpr NameTable<KindRow, kEventKinds> kKindTable(kKinds);

}  // namespace

constinit const std::array<KeyRow, kEventKeys> kKeyRows = kKeys;
constinit const std::array<KindRow, kEventKinds> kKindRows = kKinds;

EventKey FindKey(absl::string_view name) {
  return static_cast<EventKey>(kKeyTable.Find(kKeys, name));
}

EventKind FindKind(absl::string_view name) {
  return static_cast<EventKind>(kKindTable.Find(kKinds, name));
}

absl::string_view DescribeType(ValueType type) {
  switch (type) {
    case ValueType::kInteger:
    case ValueType::kId:
      return "an integer from 0 to 9223372036854775807";
    case ValueType::kText:
      return "a string";
    case ValueType::kBool:
      return "true or false";
    case ValueType::kAddress:
      return "an address in a string, \"0x7f00\"";
    case ValueType::kIntegers:
    case ValueType::kIds:
      return "an array of integers from 0 to 9223372036854775807";
    case ValueType::kStrides:
      return "an array of integers";
    case ValueType::kTexts:
      return "an array of strings";
    case ValueType::kObject:
      return "an object";
  }
  return "";
}

}  // namespace tidemark::trace
