#include "tidemark/trace/json/json_schema.h"

#include <type_traits>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tidemark/trace/model/event_schema.h"

namespace tidemark::trace {
namespace {

// The definitions that the types of fields refer to.
constexpr absl::string_view kDefinitions = R"(  "$defs": {
    "integer": {"type": "integer", "minimum": 0, "maximum": 9223372036854775807},
    "signed": {"type": "number"},
    "stride": {"type": "integer", "minimum": -9223372036854775807, "maximum": 9223372036854775807},
    "address": {"type": "string", "pattern": "^0x0*[0-9a-fA-F]{1,16}$"},
    "integers": {"type": "array", "items": {"$ref": "#/$defs/integer"}},
    "strides": {"type": "array", "items": {"$ref": "#/$defs/stride"}},
    "texts": {"type": "array", "items": {"type": "string"}}
  },
)";

absl::string_view TypeOf(FieldType type) {
  switch (type) {
    case FieldType::kInteger:
    case FieldType::kTime:
    case FieldType::kId:
    case FieldType::kBuffer:
    case FieldType::kView:
    case FieldType::kParent:
      return R"("$ref": "#/$defs/integer")";
    case FieldType::kSigned:
      return R"("$ref": "#/$defs/signed")";
    case FieldType::kText:
      return R"("type": "string")";
    case FieldType::kBool:
      return R"("type": "boolean")";
    case FieldType::kAddress:
    case FieldType::kPc:
      return R"("$ref": "#/$defs/address")";
    case FieldType::kShape:
    case FieldType::kViews:
      return R"("$ref": "#/$defs/integers")";
    case FieldType::kStrides:
      return R"("$ref": "#/$defs/strides")";
    case FieldType::kTexts:
      return R"("$ref": "#/$defs/texts")";
    case FieldType::kObject:
      return R"("type": "object")";
  }
  return "";
}

std::string Quoted(absl::string_view key) { return absl::StrCat("\"", key, "\""); }

// One of the two alternatives of a kind: its keys, of which ids must not be 0.
template <class Body, Presence kPresence>
std::string Alternative() {
  std::vector<std::string> required;
  std::vector<std::string> positive;
  ForEachField<Body>([&]<size_t kIndex>() {
    constexpr auto& field = kField<Body, kIndex>;
    if constexpr (field.place.presence == kPresence) {
      required.push_back(Quoted(field.key));
      if (IsIdType(field.type)) {
        positive.push_back(absl::StrCat(Quoted(field.key), R"(: {"minimum": 1})"));
      }
    }
  });
  return absl::StrCat("{\"required\": [", absl::StrJoin(required, ", "), "], \"properties\": {",
                      absl::StrJoin(positive, ", "), "}}");
}

template <class Body>
void AddFields(std::vector<std::string>* required, std::vector<std::string>* properties) {
  ForEachField<Body>([&]<size_t kIndex>() {
    constexpr auto& field = kField<Body, kIndex>;
    const bool is_required = field.place.presence == Presence::kRequired;
    if (is_required) required->push_back(Quoted(field.key));
    std::string type(TypeOf(field.type));
    if (is_required && IsIdType(field.type)) absl::StrAppend(&type, R"(, "minimum": 1)");
    if (std::is_same_v<Body, TraceHead> && field.key == "version") {
      type = absl::StrCat("\"const\": ", kTraceVersion);
    }
    properties->push_back(absl::StrCat("        ", Quoted(field.key), ": {", type, "}"));
  });
}

template <class Body>
std::string Kind() {
  constexpr const KindInfo& info = EventSchema<Body>::kInfo;
  std::vector<std::string> required;
  std::vector<std::string> properties;
  if (info.role != Role::kDefinition) AddFields<Event>(&required, &properties);
  AddFields<Body>(&required, &properties);
  std::string kind = absl::StrCat("    {\"if\": {\"properties\": {\"ev\": {\"const\": \"",
                                  info.name, "\"}}}, \"then\": {\n      \"required\": [",
                                  absl::StrJoin(required, ", "), "],\n");
  if (info.alternatives != nullptr) {
    absl::StrAppend(&kind, "      \"anyOf\": [", Alternative<Body, Presence::kFirst>(), ", ",
                    Alternative<Body, Presence::kSecond>(), "],\n");
  }
  absl::StrAppend(&kind, "      \"properties\": {\n", absl::StrJoin(properties, ",\n"),
                  "\n      }\n    }}");
  return kind;
}

}  // namespace

std::string TraceJsonSchema() {
  std::vector<std::string> kinds;
  ForEachKind([&kinds]<class Body>() { kinds.push_back(Kind<Body>()); });
  return absl::StrCat(R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "One event of a tidemark trace, version )",
                      kTraceVersion, R"(",
  "type": "object",
  "required": ["ev"],
  "properties": {"ev": {"type": "string"}},
)",
                      kDefinitions, "  \"allOf\": [\n", absl::StrJoin(kinds, ",\n"), "\n  ]\n}\n");
}

}  // namespace tidemark::trace
