#include "tidemark/trace/json/json_text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <variant>

#include "tidemark/trace/json/json_object_internal.h"
#include "tidemark/trace/model/event_schema.h"

namespace tidemark::trace {
namespace {

// A field's key with its quotes and colon, `"bytes":`, made at compile time.
template <class Body, size_t kIndex>
inline constexpr auto kQuotedKey = [] {
  constexpr absl::string_view kKey = kField<Body, kIndex>.key;
  std::array<char, kKey.size() + 3> quoted = {'"'};
  std::copy(kKey.begin(), kKey.end(), quoted.begin() + 1);
  quoted[kKey.size() + 1] = '"';
  quoted[kKey.size() + 2] = ':';
  return quoted;
}();

// ---- A value by its type. ----

template <FieldType kType>
void Put(JsonObject& json, absl::string_view key, int64_t value) {
  json.Integer(key, value);
}
template <FieldType kType, class Tag>
void Put(JsonObject& json, absl::string_view key, StrongId<Tag> id) {
  json.Integer(key, id.value());
}
template <FieldType kType>
void Put(JsonObject& json, absl::string_view key, bool value) {
  json.Bool(key, value);
}
template <FieldType kType>
void Put(JsonObject& json, absl::string_view key, uint64_t address) {
  json.Address(key, address);
}
template <FieldType kType>
void Put(JsonObject& json, absl::string_view key, absl::string_view text) {
  if constexpr (kType == FieldType::kObject) {
    json.Json(key, text);
  } else {
    json.Text(key, text);
  }
}
template <FieldType kType>
void Put(JsonObject& json, absl::string_view key, Dimensions list) {
  json.Integers(key, list);
}
template <FieldType kType>
void Put(JsonObject& json, absl::string_view key, absl::Span<const ViewId> views) {
  json.IntegersOf(key, views, [](ViewId view) { return view.value(); });
}
template <FieldType kType>
void Put(JsonObject& json, absl::string_view key, absl::Span<const absl::string_view> texts) {
  json.Texts(key, texts);
}
template <FieldType kType, class T>
void Put(JsonObject& json, absl::string_view key, const std::optional<T>& value) {
  Put<kType>(json, key, *value);
}

// The fields of an event, or the keys that all events have in common.
template <class Body>
void PutFields(JsonObject& json, const Body& body) {
  ForEachField<Body>([&]<size_t kIndex>() {
    constexpr auto& field = kField<Body, kIndex>;
    constexpr auto& quoted = kQuotedKey<Body, kIndex>;
    const auto& value = field.Of(body);
    if (field.place.presence == Presence::kRequired || IsPresent(value)) {
      Put<field.type>(json, {quoted.data(), quoted.size()}, value);
    }
  });
}

}  // namespace

void AppendJson(const Event& event, std::string* out) {
  std::visit(
      [&event, out]<class Body>(const Body& body) {
        constexpr KindInfo kInfo = EventSchema<Body>::kInfo;
        JsonObject json(kInfo.name, out);
        if constexpr (kInfo.role != Role::kDefinition) PutFields(json, event);
        PutFields(json, body);
        json.Finish();
      },
      event.body);
}

}  // namespace tidemark::trace
