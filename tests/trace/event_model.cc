#include <charconv>
#include <variant>

#include "tests/trace/trace_test_support.h"
#include "tidemark/trace/model/event_schema.h"

namespace tidemark::trace {
namespace {

using nlohmann::json;

// ---- A value by its type. ----

template <FieldType kType>
json Value(int64_t value) {
  return value;
}
template <FieldType kType>
json Value(bool value) {
  return value;
}
template <FieldType kType, class Tag>
json Value(StrongId<Tag> id) {
  return id.value();
}
template <FieldType kType>
json Value(uint64_t address) {
  char digits[17] = {};
  std::to_chars(digits, digits + 16, address, 16);
  return std::string("0x") + digits;
}
template <FieldType kType>
json Value(absl::string_view text) {
  if (kType != FieldType::kObject) return std::string(text);
  json object = json::parse(std::string(text), nullptr, /*allow_exceptions=*/false);
  // It refuses a number beyond a double, which is JSON nevertheless.
  return object.is_discarded() ? json(std::string(text)) : object;
}
template <FieldType kType>
json Value(Dimensions list) {
  return std::vector<int64_t>(list.begin(), list.end());
}
template <FieldType kType>
json Value(absl::Span<const ViewId> views) {
  json list = json::array();
  for (const ViewId view : views) list.push_back(view.value());
  return list;
}
template <FieldType kType>
json Value(absl::Span<const absl::string_view> texts) {
  return std::vector<std::string>(texts.begin(), texts.end());
}
template <FieldType kType, class T>
json Value(const std::optional<T>& value) {
  return Value<kType>(*value);
}

template <class Body>
void PutFields(const Body& body, json* object) {
  ForEachField<Body>([&]<size_t kIndex>() {
    constexpr auto& field = kField<Body, kIndex>;
    const auto& value = field.Of(body);
    if (field.place.presence == Presence::kRequired || IsPresent(value)) {
      (*object)[std::string(field.key)] = Value<field.type>(value);
    }
  });
}

}  // namespace

json Model(const Event& event) {
  json object = json::object();
  std::visit(
      [&]<class Body>(const Body& body) {
        object["ev"] = std::string(EventSchema<Body>::kInfo.name);
        if (EventSchema<Body>::kInfo.role != Role::kDefinition) PutFields(event, &object);
        PutFields(body, &object);
      },
      event.body);
  return object;
}

}  // namespace tidemark::trace
