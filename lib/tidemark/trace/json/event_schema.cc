#include "tidemark/trace/json/event_schema_internal.h"

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
    {"build_id", ValueType::kText},
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
    {"escaped", ValueType::kBool},
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
    {"frame", Set(kFrame, kFunction, kFile, kLine, kModule, kBuildId, kPc), Set(kFrame, kFunction),
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
    {"write", kCommon | Set(kBuf, kView, kEscaped), Set(kBuf), kNoChoice},
    {"read", kCommon | Set(kBuf, kView, kEscaped), Set(kBuf), kNoChoice},
    {"op", kCommon | Set(kName, kIn, kOut, kReused, kIndex), Set(kName), kNoChoice},
    {"free", kCommon | Set(kBuf, kAddr, kLastRead, kLastWrite), 0, kBufferChoice},
    {"scope_begin", kCommon | Set(kName), Set(kName), kNoChoice},
    {"scope_end", kCommon | Set(kName), Set(kName), kNoChoice},
    {"mark", kCommon | Set(kName), Set(kName), kNoChoice},
    {"oom", kCommon | Set(kBytes), Set(kBytes), kNoChoice},
    {"lost", kCommon | Set(kCount, kBytes), Set(kCount), kNoChoice},
    {"end", kCommon | Set(kEvents, kLiveBuffers, kLiveBytes), 0, kNoChoice},
}};

}  // namespace

constinit const std::array<KeyRow, kEventKeys> kKeyRows = kKeys;
constinit const std::array<KindRow, kEventKinds> kKindRows = kKinds;

constinit const NameTable<kEventKeys> kKeyTable(kKeys);
constinit const NameTable<kEventKinds> kKindTable(kKinds);

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
