// The list of the kinds of event and of their fields: the one place that names a key.
//
// Consumed by everything that deals with events field by field: the readers and writers of both
// encodings, the JSON Schema, the tests' generators and models. They visit the list at compile time,
// so that a new field or kind is a row here (with its struct in event.h) and nothing else. What the
// keys mean is said in EVENTS.md; how the binary columns are encoded, in FORMAT.md.
//
//   ForEachField<Alloc>([&]<size_t kIndex>() {
//     constexpr auto& field = kField<Alloc, kIndex>;
//     if (IsPresent(field.Of(alloc))) std::cout << field.key;
//   });
//
// Of a kind, the order of the rows is the order of the keys in JSON. In a binary record come first
// the fields that are always there, then those with a bit in the key set by their bit. Numbers and
// bits are part of the file format: they are never changed or given out again, and new fields of a
// kind that was there before take Extra().
#ifndef TIDEMARK_TRACE_MODEL_EVENT_SCHEMA_H_
#define TIDEMARK_TRACE_MODEL_EVENT_SCHEMA_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tidemark/trace/model/event.h"

namespace tidemark::trace {

// What a value is. Types that JSON writes alike are distinguished where the binary encoding does.
enum class FieldType : uint8_t {
  kInteger,  // in [0, 2^63-1]
  kSigned,   // in [-2^63, 2^63-1]
  kTime,     // in [0, 2^63-1]; near the event's own time
  kId,       // in [0, 2^63-1]; 0 is as good as absent
  kBuffer,   // a kId, near the last one
  kView,     // a kId, near the last one
  kParent,   // a kId, near the same event's view
  kText,
  kBool,
  kAddress,  // "0x7f..."
  kPc,       // the same
  kShape,    // an array of kInteger
  kStrides,  // an array of integers in [-2^63+1, 2^63-1]
  kViews,    // an array of kId
  kTexts,
  kObject,  // any JSON object
};

constexpr bool IsIdType(FieldType type) {
  return type == FieldType::kId || type == FieldType::kBuffer || type == FieldType::kView ||
         type == FieldType::kParent;
}

enum class Presence : uint8_t {
  kRequired,
  kOptional,
  // The kind has two alternatives, and must have at least one of them whole.
  kFirst,
  kSecond,
};

// Where a field stands in the kind's binary record.
struct Place {
  enum class In : uint8_t { kFixed, kKeys, kExtra };
  In in;
  uint32_t number;  // the bit in the key set, or the extra key's number
  Presence presence;
};

// A row of the list. `kPath` are the members that lead from the event to the value.
template <auto... kPath>
struct Field {
  absl::string_view key;
  FieldType type;
  Place place;

  template <class Body>
  static constexpr auto& Of(Body& body) {
    return (body.*....*kPath);
  }
};

// The words for an event that has neither alternative.
struct Alternatives {
  absl::string_view what;      // is missing
  absl::string_view expected;  // by the reader of JSON
  const char* problem;         // of a binary record
};
inline constexpr Alternatives kBufferAlternatives = {
    "a buffer", "a positive \"buf\" or an \"addr\"", "a buffer has neither id nor address"};
inline constexpr Alternatives kSideAlternatives = {
    "its two sides", "\"src_buf\" and \"dst_buf\", or \"src\" and \"dst\", none of them 0",
    "a copy has no two sides"};

enum class Role : uint8_t {
  kDefinition,  // names something for later events; has no t, thread, site and stack
  kEvent,       // End::events counts it
  kEnd,
};

// In a binary record, a kind below kFirstExtendedKind stands in the tag, any other in the body.
inline constexpr uint32_t kFirstExtendedKind = 32;

struct KindInfo {
  constexpr KindInfo() = default;
  constexpr KindInfo(absl::string_view kind, uint32_t code, Role its_role)
      : name(kind), number(code), role(its_role) {}
  constexpr KindInfo(absl::string_view kind, uint32_t code, Role its_role,
                     const Alternatives* either_or)
      : name(kind), number(code), role(its_role), alternatives(either_or), has_alternatives(true) {}

  absl::string_view name;
  uint32_t number = 0;
  Role role = {};
  const Alternatives* alternatives = nullptr;
  // The same as a constant: under UBSan GCC 12 takes the comparison of an address for none.
  bool has_alternatives = false;
};

// Per kind, kInfo and kFields. There is no general form: a kind without a row does not compile.
template <class Body>
struct EventSchema;

// The vocabulary of the rows.
struct EventSchemaWords {
  using enum FieldType;
  using enum Presence;

  static constexpr Place Fixed(Presence presence = kRequired) {
    return {Place::In::kFixed, 0, presence};
  }
  // A kBool takes the next bit as well.
  static constexpr Place Key(uint32_t bit, Presence presence = kOptional) {
    return {Place::In::kKeys, bit, presence};
  }
  static constexpr Place Extra(uint32_t number, Presence presence = kOptional) {
    return {Place::In::kExtra, number, presence};
  }
};

// ---- The list. ----

// The keys that events have in common. In a binary record they precede the fields.
template <>
struct EventSchema<Event> : EventSchemaWords {
  static constexpr auto kFields =
      std::make_tuple(Field<&Event::t>{"t", kTime, Fixed(kOptional)},
                      Field<&Event::thread>{"thread", kId, Fixed(kOptional)},
                      Field<&Event::site>{"site", kId, Fixed(kOptional)},
                      Field<&Event::stack>{"stack", kId, Fixed(kOptional)});
};

template <>
struct EventSchema<TraceHead> : EventSchemaWords {
  static constexpr KindInfo kInfo = {"trace", 1, Role::kDefinition};
  static constexpr auto kFields = std::make_tuple(
      Field<&TraceHead::version>{"version", kInteger, Fixed()},
      Field<&TraceHead::program>{"program", kText, Key(8)},
      Field<&TraceHead::run>{"run", kText, Key(1)}, Field<&TraceHead::pid>{"pid", kInteger, Key(2)},
      Field<&TraceHead::ppid>{"ppid", kInteger, Key(4)},
      Field<&TraceHead::args>{"args", kTexts, Key(16)},
      Field<&TraceHead::host>{"host", kText, Key(32)},
      Field<&TraceHead::start_unix_ns>{"start_unix_ns", kInteger, Key(64)},
      Field<&TraceHead::tidemark>{"tidemark", kText, Key(128)},
      Field<&TraceHead::capture_json>{"capture", kObject, Key(256)});
};

template <>
struct EventSchema<SiteDefinition> : EventSchemaWords {
  static constexpr KindInfo kInfo = {"site", 2, Role::kDefinition};
  static constexpr auto kFields =
      std::make_tuple(Field<&SiteDefinition::site>{"site", kId, Fixed()},
                      Field<&SiteDefinition::file>{"file", kText, Fixed()},
                      Field<&SiteDefinition::line>{"line", kInteger, Fixed()},
                      Field<&SiteDefinition::function>{"function", kText, Key(1)},
                      Field<&SiteDefinition::label>{"label", kText, Key(2)});
};

template <>
struct EventSchema<FrameDefinition> : EventSchemaWords {
  static constexpr KindInfo kInfo = {"frame", 3, Role::kDefinition};
  static constexpr auto kFields =
      std::make_tuple(Field<&FrameDefinition::frame>{"frame", kId, Fixed()},
                      Field<&FrameDefinition::function>{"function", kText, Fixed()},
                      Field<&FrameDefinition::file>{"file", kText, Key(1)},
                      Field<&FrameDefinition::line>{"line", kInteger, Key(2)},
                      Field<&FrameDefinition::module>{"module", kText, Key(4)},
                      Field<&FrameDefinition::build_id>{"build_id", kText, Key(16)},
                      Field<&FrameDefinition::pc>{"pc", kPc, Key(8)});
};

template <>
struct EventSchema<StackDefinition> : EventSchemaWords {
  static constexpr KindInfo kInfo = {"stack", 4, Role::kDefinition};
  static constexpr auto kFields =
      std::make_tuple(Field<&StackDefinition::stack>{"stack", kId, Fixed()},
                      Field<&StackDefinition::frame>{"frame", kId, Fixed()},
                      Field<&StackDefinition::parent>{"parent", kId, Fixed(kOptional)});
};

template <>
struct EventSchema<ThreadDefinition> : EventSchemaWords {
  static constexpr KindInfo kInfo = {"thread", 5, Role::kDefinition};
  static constexpr auto kFields =
      std::make_tuple(Field<&ThreadDefinition::thread>{"thread", kId, Fixed()},
                      Field<&ThreadDefinition::name>{"name", kText, Key(1)},
                      Field<&ThreadDefinition::os_tid>{"os_tid", kInteger, Key(2)});
};

template <>
struct EventSchema<Alloc> : EventSchemaWords {
  static constexpr KindInfo kInfo = {"alloc", 6, Role::kEvent, &kBufferAlternatives};
  static constexpr auto kFields = std::make_tuple(
      Field<&Alloc::buffer, &BufferName::buf>{"buf", kBuffer, Key(1, kFirst)},
      Field<&Alloc::buffer, &BufferName::addr>{"addr", kAddress, Key(2, kSecond)},
      Field<&Alloc::bytes>{"bytes", kInteger, Fixed()},
      Field<&Alloc::usable>{"usable", kInteger, Key(256)},
      Field<&Alloc::align>{"align", kInteger, Key(512)}, Field<&Alloc::kind>{"kind", kText, Key(4)},
      Field<&Alloc::zeroed>{"zeroed", kBool, Key(1024)}, Field<&Alloc::op>{"op", kText, Key(128)},
      Field<&Alloc::label>{"label", kText, Key(4096)},
      Field<&Alloc::dtype>{"dtype", kText, Key(16)}, Field<&Alloc::shape>{"shape", kShape, Key(32)},
      Field<&Alloc::strides>{"strides", kStrides, Key(64)},
      Field<&Alloc::view>{"view", kView, Key(8)}, Field<&Alloc::space>{"space", kText, Extra(1)});
};

template <>
struct EventSchema<Resize> : EventSchemaWords {
  static constexpr KindInfo kInfo = {"resize", 7, Role::kEvent, &kBufferAlternatives};
  static constexpr auto kFields =
      std::make_tuple(Field<&Resize::buffer, &BufferName::buf>{"buf", kBuffer, Key(1, kFirst)},
                      Field<&Resize::buffer, &BufferName::addr>{"addr", kAddress, Key(2, kSecond)},
                      Field<&Resize::bytes>{"bytes", kInteger, Fixed()},
                      Field<&Resize::new_addr>{"new_addr", kAddress, Key(4)});
};

template <>
struct EventSchema<View> : EventSchemaWords {
  static constexpr KindInfo kInfo = {"view", 8, Role::kEvent};
  static constexpr auto kFields = std::make_tuple(
      Field<&View::view>{"view", kView, Fixed()}, Field<&View::buf>{"buf", kBuffer, Fixed()},
      Field<&View::parent>{"parent", kParent, Key(1)},
      Field<&View::offset>{"offset", kInteger, Key(2)},
      Field<&View::shape>{"shape", kShape, Key(4)},
      Field<&View::strides>{"strides", kStrides, Key(8)},
      Field<&View::dtype>{"dtype", kText, Key(16)}, Field<&View::op>{"op", kText, Key(32)},
      Field<&View::writable>{"writable", kBool, Key(64)});
};

template <>
struct EventSchema<Drop> : EventSchemaWords {
  static constexpr KindInfo kInfo = {"drop", 9, Role::kEvent};
  static constexpr auto kFields = std::make_tuple(Field<&Drop::view>{"view", kView, Fixed()});
};

template <>
struct EventSchema<Copy> : EventSchemaWords {
  static constexpr KindInfo kInfo = {"copy", 10, Role::kEvent, &kSideAlternatives};
  static constexpr auto kFields = std::make_tuple(
      Field<&Copy::src>{"src", kView, Key(4, kSecond)},
      Field<&Copy::dst>{"dst", kView, Key(8, kSecond)},
      Field<&Copy::src_buf>{"src_buf", kBuffer, Key(1, kFirst)},
      Field<&Copy::dst_buf>{"dst_buf", kBuffer, Key(2, kFirst)},
      Field<&Copy::bytes>{"bytes", kInteger, Fixed()},
      Field<&Copy::reason>{"reason", kText, Key(16)}, Field<&Copy::op>{"op", kText, Key(32)});
};

template <>
struct EventSchema<Write> : EventSchemaWords {
  static constexpr KindInfo kInfo = {"write", 11, Role::kEvent};
  static constexpr auto kFields = std::make_tuple(Field<&Write::buf>{"buf", kBuffer, Fixed()},
                                                  Field<&Write::view>{"view", kView, Key(1)},
                                                  Field<&Write::escaped>{"escaped", kBool, Key(2)});
};

template <>
struct EventSchema<Read> : EventSchemaWords {
  static constexpr KindInfo kInfo = {"read", 12, Role::kEvent};
  static constexpr auto kFields = std::make_tuple(Field<&Read::buf>{"buf", kBuffer, Fixed()},
                                                  Field<&Read::view>{"view", kView, Key(1)},
                                                  Field<&Read::escaped>{"escaped", kBool, Key(2)});
};

template <>
struct EventSchema<Op> : EventSchemaWords {
  static constexpr KindInfo kInfo = {"op", 13, Role::kEvent};
  static constexpr auto kFields = std::make_tuple(
      Field<&Op::name>{"name", kText, Fixed()}, Field<&Op::in>{"in", kViews, Key(1)},
      Field<&Op::out>{"out", kView, Key(2)}, Field<&Op::reused>{"reused", kBool, Key(4)},
      Field<&Op::index>{"index", kText, Key(16)});
};

template <>
struct EventSchema<Free> : EventSchemaWords {
  static constexpr KindInfo kInfo = {"free", 14, Role::kEvent, &kBufferAlternatives};
  static constexpr auto kFields =
      std::make_tuple(Field<&Free::buffer, &BufferName::buf>{"buf", kBuffer, Key(1, kFirst)},
                      Field<&Free::buffer, &BufferName::addr>{"addr", kAddress, Key(2, kSecond)},
                      Field<&Free::last_read>{"last_read", kTime, Key(4)},
                      Field<&Free::last_write>{"last_write", kTime, Key(8)},
                      Field<&Free::type>{"type", kText, Extra(1)});
};

template <>
struct EventSchema<ScopeBegin> : EventSchemaWords {
  static constexpr KindInfo kInfo = {"scope_begin", 15, Role::kEvent};
  static constexpr auto kFields = std::make_tuple(Field<&ScopeBegin::name>{"name", kText, Fixed()});
};

template <>
struct EventSchema<ScopeEnd> : EventSchemaWords {
  static constexpr KindInfo kInfo = {"scope_end", 16, Role::kEvent};
  static constexpr auto kFields = std::make_tuple(Field<&ScopeEnd::name>{"name", kText, Fixed()});
};

template <>
struct EventSchema<Mark> : EventSchemaWords {
  static constexpr KindInfo kInfo = {"mark", 17, Role::kEvent};
  static constexpr auto kFields = std::make_tuple(Field<&Mark::name>{"name", kText, Fixed()});
};

template <>
struct EventSchema<OutOfMemory> : EventSchemaWords {
  static constexpr KindInfo kInfo = {"oom", 18, Role::kEvent};
  static constexpr auto kFields =
      std::make_tuple(Field<&OutOfMemory::bytes>{"bytes", kInteger, Fixed()});
};

template <>
struct EventSchema<Lost> : EventSchemaWords {
  static constexpr KindInfo kInfo = {"lost", 19, Role::kEvent};
  static constexpr auto kFields = std::make_tuple(Field<&Lost::count>{"count", kInteger, Fixed()},
                                                  Field<&Lost::bytes>{"bytes", kInteger, Key(1)});
};

template <>
struct EventSchema<End> : EventSchemaWords {
  static constexpr KindInfo kInfo = {"end", 20, Role::kEnd};
  static constexpr auto kFields =
      std::make_tuple(Field<&End::events>{"events", kInteger, Key(1)},
                      Field<&End::live_buffers>{"live_buffers", kInteger, Key(2)},
                      Field<&End::live_bytes>{"live_bytes", kInteger, Key(4)});
};

template <>
struct EventSchema<Values> : EventSchemaWords {
  static constexpr KindInfo kInfo = {"values", 32, Role::kEvent};
  static constexpr auto kFields = std::make_tuple(
      Field<&Values::buf>{"buf", kBuffer, Extra(1, kRequired)},
      Field<&Values::view>{"view", kView, Extra(2)},
      Field<&Values::fits>{"fits", kText, Extra(3, kRequired)},
      Field<&Values::min>{"min", kSigned, Extra(4)}, Field<&Values::max>{"max", kSigned, Extra(5)});
};

template <>
struct EventSchema<Inherit> : EventSchemaWords {
  static constexpr KindInfo kInfo = {"inherit", 33, Role::kEvent, &kBufferAlternatives};
  static constexpr auto kFields = std::make_tuple(
      Field<&Inherit::buffer, &BufferName::buf>{"buf", kBuffer, Extra(1, kFirst)},
      Field<&Inherit::buffer, &BufferName::addr>{"addr", kAddress, Extra(2, kSecond)},
      Field<&Inherit::bytes>{"bytes", kInteger, Extra(3, kRequired)},
      Field<&Inherit::kind>{"kind", kText, Extra(4)});
};

template <>
struct EventSchema<MemorySample> : EventSchemaWords {
  static constexpr KindInfo kInfo = {"memory", 34, Role::kEvent};
  static constexpr auto kFields =
      std::make_tuple(Field<&MemorySample::resident>{"resident", kInteger, Extra(1, kRequired)},
                      Field<&MemorySample::file>{"file", kInteger, Extra(2)},
                      Field<&MemorySample::swap>{"swap", kInteger, Extra(3)},
                      Field<&MemorySample::kernel>{"kernel", kInteger, Extra(4)});
};

template <>
struct EventSchema<Object> : EventSchemaWords {
  static constexpr KindInfo kInfo = {"object", 35, Role::kEvent, &kBufferAlternatives};
  static constexpr auto kFields = std::make_tuple(
      Field<&Object::buffer, &BufferName::buf>{"buf", kBuffer, Extra(1, kFirst)},
      Field<&Object::buffer, &BufferName::addr>{"addr", kAddress, Extra(2, kSecond)},
      Field<&Object::type>{"type", kText, Extra(3, kRequired)});
};

// ---- Ways through the list. ----

inline constexpr size_t kEventKinds = std::variant_size_v<EventBody>;

template <class Body>
inline constexpr size_t kFieldCount = std::tuple_size_v<decltype(EventSchema<Body>::kFields)>;

template <class Body, size_t kIndex>
inline constexpr const auto& kField = std::get<kIndex>(EventSchema<Body>::kFields);

// The index of the field with `key`, which must exist.
template <class Body>
consteval size_t IndexOf(absl::string_view key) {
  size_t index = 0;
  std::apply([&](const auto&... field) { ((field.key != key && ++index != 0) && ...); },
             EventSchema<Body>::kFields);
  if (index == kFieldCount<Body>) throw "no such field";
  return index;
}

// Calls visit.operator()<I>() for each field's index I, in the order of JSON.
template <class Body, class Visit>
constexpr void ForEachField(Visit&& visit) {
  [&]<size_t... kIndex>(std::index_sequence<kIndex...>) {
    (visit.template operator()<kIndex>(), ...);
  }
  (std::make_index_sequence<kFieldCount<Body>>());
}

// True if predicate.operator()<I>() is for each field's index I.
template <class Body, class Predicate>
constexpr bool AllFields(Predicate&& predicate) {
  return [&]<size_t... kIndex>(std::index_sequence<kIndex...>) {
    return (predicate.template operator()<kIndex>() && ...);
  }
  (std::make_index_sequence<kFieldCount<Body>>());
}

// The indices of the fields as they stand in a binary record.
template <class Body>
inline constexpr std::array<size_t, kFieldCount<Body>> kBinaryOrder = [] {
  std::array<size_t, kFieldCount<Body>> order = {};
  std::array<Place, kFieldCount<Body>> places = {};
  ForEachField<Body>([&]<size_t kIndex>() {
    order[kIndex] = kIndex;
    places[kIndex] = kField<Body, kIndex>.place;
  });
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return std::make_tuple(places[a].in, places[a].number, a) <
           std::make_tuple(places[b].in, places[b].number, b);
  });
  return order;
}();

// As ForEachField, for the fields in that place of a binary record and in its order.
template <class Body, Place::In kIn, class Visit>
constexpr void ForEachFieldIn(Visit&& visit) {
  ForEachField<Body>([&]<size_t kRank>() {
    constexpr size_t kIndex = kBinaryOrder<Body>[kRank];
    if constexpr (kField<Body, kIndex>.place.in == kIn) visit.template operator()<kIndex>();
  });
}

// How many fields have that place.
template <class Body, Place::In kIn>
inline constexpr size_t kFieldsIn = [] {
  size_t count = 0;
  ForEachFieldIn<Body, kIn>([&]<size_t kIndex>() { ++count; });
  return count;
}();

// All bits that a key set of the kind may have.
template <class Body>
inline constexpr uint32_t kKeyBits = [] {
  uint32_t bits = 0;
  ForEachFieldIn<Body, Place::In::kKeys>([&]<size_t kIndex>() {
    constexpr auto& field = kField<Body, kIndex>;
    bits |= field.place.number | (field.type == FieldType::kBool ? field.place.number << 1 : 0);
  });
  return bits;
}();

template <class Body>
inline constexpr bool kIsExtended = EventSchema<Body>::kInfo.number >= kFirstExtendedKind;

// An id of 0, an empty text and an empty optional are what an absent key leaves.
template <class T>
constexpr bool IsPresent(const std::optional<T>& value) {
  return value.has_value();
}
constexpr bool IsPresent(absl::string_view text) { return !text.empty(); }
template <class Tag>
constexpr bool IsPresent(StrongId<Tag> id) {
  return static_cast<bool>(id);
}
constexpr bool IsPresent(int64_t /*required*/) { return true; }

// True if the event has all fields of one of its alternatives, or its kind has none.
template <class Body>
constexpr bool HasAnAlternative(const Body& body) {
  if constexpr (!EventSchema<Body>::kInfo.has_alternatives) return true;
  bool first = true;
  bool second = true;
  ForEachField<Body>([&]<size_t kIndex>() {
    constexpr auto& field = kField<Body, kIndex>;
    if (field.place.presence == Presence::kFirst) first = first && IsPresent(field.Of(body));
    if (field.place.presence == Presence::kSecond) second = second && IsPresent(field.Of(body));
  });
  return first || second;
}

// Calls visit.operator()<Body>() for each kind, in the order of EventBody.
template <class Visit>
constexpr void ForEachKind(Visit&& visit) {
  [&]<size_t... kKind>(std::index_sequence<kKind...>) {
    (visit.template operator()<std::variant_alternative_t<kKind, EventBody>>(), ...);
  }
  (std::make_index_sequence<kEventKinds>());
}

// Of each alternative of EventBody.
inline constexpr std::array<KindInfo, kEventKinds> kKindInfos = [] {
  std::array<KindInfo, kEventKinds> infos = {};
  size_t kind = 0;
  ForEachKind([&]<class Body>() { infos[kind++] = EventSchema<Body>::kInfo; });
  return infos;
}();

// The index of a kind's alternative in EventBody.
template <class Body>
inline constexpr size_t kKindOf = [] {
  size_t kind = 0;
  size_t found = kEventKinds;
  ForEachKind([&]<class Other>() {
    if (std::is_same_v<Body, Other>) found = kind;
    ++kind;
  });
  return found;
}();

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_MODEL_EVENT_SCHEMA_H_
