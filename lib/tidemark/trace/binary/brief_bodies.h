// The events that arrays send most, with the fields that they nearly always have and no others:
// quicker to fill in and to encode. Their records are those of the whole kinds.
//
// Filled in by record's BridgeEvents; consumed by RecordEncoder::AppendBody only.
//
// Ownership: everything is borrowed for the call, and a KnownText until the chunk ends.
#ifndef TIDEMARK_TRACE_BINARY_BRIEF_BODIES_H_
#define TIDEMARK_TRACE_BINARY_BRIEF_BODIES_H_

#include <cstdint>
#include <optional>
#include <tuple>

#include "tidemark/trace/binary/record_format.h"
#include "tidemark/trace/model/event.h"
#include "tidemark/trace/model/event_schema.h"

namespace tidemark::trace {

// A text that is encoded again and again, prepared for it: 1 to 255 bytes.
struct KnownText {
  KnownText() = default;
  KnownText(const char* text, size_t length)
      : data(text), size(length), ends(text, length), slot(ends.Slot()) {}

  const char* data = nullptr;
  size_t size = 0;
  TextEnds ends;
  size_t slot = 0;
};
constexpr bool IsPresent(const KnownText* text) { return text != nullptr; }

struct BriefAlloc {
  BufferId buf = {};
  int64_t bytes = 0;
  const KnownText* kind = nullptr;
  const KnownText* op = nullptr;
  const KnownText* dtype = nullptr;
  std::optional<Dimensions> shape = {};
  std::optional<Dimensions> strides = {};
  ViewId view = {};
};

struct BriefView {
  ViewId view = {};
  BufferId buf = {};
  ViewId parent = {};
  std::optional<int64_t> offset = {};
  std::optional<Dimensions> shape = {};
  std::optional<Dimensions> strides = {};
  const KnownText* dtype = nullptr;
  const KnownText* op = nullptr;
};

struct BriefCopy {
  ViewId src = {};
  ViewId dst = {};
  BufferId src_buf = {};
  BufferId dst_buf = {};
  int64_t bytes = 0;
  const KnownText* reason = nullptr;
  const KnownText* op = nullptr;
};

struct BriefOp {
  const KnownText* name = nullptr;
  std::optional<absl::Span<const ViewId>> in = {};
  ViewId out = {};
};

// The rows of the whole kinds that these have.
template <class Brief, class Whole>
struct BriefSchema : EventSchemaWords {
  static constexpr KindInfo kInfo = {EventSchema<Whole>::kInfo.name,
                                     EventSchema<Whole>::kInfo.number, Role::kEvent};

  template <auto kMember>
  static constexpr Field<kMember> Row(absl::string_view key) {
    const auto found = std::apply(
        [key](const auto&... field) {
          Field<kMember> row{};
          static_cast<void>(
              ((field.key == key && (row = {field.key, field.type, field.place}, true)) || ...));
          return row;
        },
        EventSchema<Whole>::kFields);
    return found;
  }
};

template <>
struct EventSchema<BriefAlloc> : BriefSchema<BriefAlloc, Alloc> {
  static constexpr auto kFields =
      std::make_tuple(Row<&BriefAlloc::buf>("buf"), Row<&BriefAlloc::bytes>("bytes"),
                      Row<&BriefAlloc::kind>("kind"), Row<&BriefAlloc::op>("op"),
                      Row<&BriefAlloc::dtype>("dtype"), Row<&BriefAlloc::shape>("shape"),
                      Row<&BriefAlloc::strides>("strides"), Row<&BriefAlloc::view>("view"));
};

template <>
struct EventSchema<BriefView> : BriefSchema<BriefView, View> {
  static constexpr auto kFields =
      std::make_tuple(Row<&BriefView::view>("view"), Row<&BriefView::buf>("buf"),
                      Row<&BriefView::parent>("parent"), Row<&BriefView::offset>("offset"),
                      Row<&BriefView::shape>("shape"), Row<&BriefView::strides>("strides"),
                      Row<&BriefView::dtype>("dtype"), Row<&BriefView::op>("op"));
};

template <>
struct EventSchema<BriefCopy> : BriefSchema<BriefCopy, Copy> {
  static constexpr auto kFields = std::make_tuple(
      Row<&BriefCopy::src>("src"), Row<&BriefCopy::dst>("dst"), Row<&BriefCopy::src_buf>("src_buf"),
      Row<&BriefCopy::dst_buf>("dst_buf"), Row<&BriefCopy::bytes>("bytes"),
      Row<&BriefCopy::reason>("reason"), Row<&BriefCopy::op>("op"));
};

template <>
struct EventSchema<BriefOp> : BriefSchema<BriefOp, Op> {
  static constexpr auto kFields = std::make_tuple(
      Row<&BriefOp::name>("name"), Row<&BriefOp::in>("in"), Row<&BriefOp::out>("out"));
};

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_BINARY_BRIEF_BODIES_H_
