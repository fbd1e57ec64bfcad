// The little of the protobuf encoding that a profile needs: varints, texts, packed lists, messages.
//
// Used by the format pprof. Fields that are 0 or empty are left out, as in proto3, but in packed lists.
//
// Threading: one thread at a time. Ownership: values.
//
//   ProtoMessage function;
//   function.AddInt(1, 7);
//   function.AddBytes(2, "load");
//   profile.AddMessage(5, function);
#ifndef TIDEMARK_EXPORTS_PROTOBUF_H_
#define TIDEMARK_EXPORTS_PROTOBUF_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace tidemark::exports {

class ProtoMessage {
 public:
  // int64, uint64 and bool; of a negative number all ten bytes, as protobuf has it.
  void AddInt(int field, int64_t value);
  void AddBool(int field, bool value) { AddInt(field, value ? 1 : 0); }
  // A string or bytes that may be empty, of a repeated field.
  void AddBytes(int field, absl::string_view bytes);
  void AddMessage(int field, const ProtoMessage& message) { AddBytes(field, message.bytes()); }
  void AddPacked(int field, absl::Span<const int64_t> values);

  const std::string& bytes() const { return bytes_; }

 private:
  void AddKey(int field, int wire_type);

  std::string bytes_;
};

}  // namespace tidemark::exports

#endif  // TIDEMARK_EXPORTS_PROTOBUF_H_
