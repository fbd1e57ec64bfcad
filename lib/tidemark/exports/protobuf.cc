#include "tidemark/exports/protobuf.h"

namespace tidemark::exports {
namespace {

constexpr int kVarint = 0;
constexpr int kLengthDelimited = 2;

void AppendVarint(uint64_t value, std::string* out) {
  while (value >= 0x80) {
    out->push_back(static_cast<char>((value & 0x7F) | 0x80));
    value >>= 7;
  }
  out->push_back(static_cast<char>(value));
}

}  // namespace

void ProtoMessage::AddKey(int field, int wire_type) {
  AppendVarint((static_cast<uint64_t>(field) << 3) | static_cast<uint64_t>(wire_type), &bytes_);
}

void ProtoMessage::AddInt(int field, int64_t value) {
  if (value == 0) return;
  AddKey(field, kVarint);
  AppendVarint(static_cast<uint64_t>(value), &bytes_);
}

void ProtoMessage::AddBytes(int field, absl::string_view bytes) {
  AddKey(field, kLengthDelimited);
  AppendVarint(bytes.size(), &bytes_);
  bytes_.append(bytes.data(), bytes.size());
}

void ProtoMessage::AddPacked(int field, absl::Span<const int64_t> values) {
  if (values.empty()) return;
  std::string packed;
  for (const int64_t value : values) AppendVarint(static_cast<uint64_t>(value), &packed);
  AddBytes(field, packed);
}

}  // namespace tidemark::exports
