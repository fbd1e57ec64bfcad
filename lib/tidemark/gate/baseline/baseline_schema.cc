#include "tidemark/gate/baseline/baseline_schema.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tidemark/gate/baseline/figures.h"

namespace tidemark::gate {

std::string BaselineJsonSchema() {
  std::vector<std::string> names;
  std::vector<std::string> figures;
  for (const FigureKind& figure : AllFigures()) {
    names.push_back(absl::StrCat("\"", figure.name, "\""));
    figures.push_back(absl::StrCat("\"", figure.name, R"(": {"$ref": "#/$defs/count"})"));
  }
  const std::string of_totals = absl::StrJoin(figures, ",\n        ");
  constexpr absl::string_view kBeginning = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "A baseline of tidemark, tidemark-baseline/1",
  "type": "object",
  "required": ["schema", "test", "trace_version", "totals", "scopes", "sites"],
  "additionalProperties": false,
  "properties": {
    "schema": {"const": "tidemark-baseline/1"},
    "test": {"type": "string"},
    "trace_version": {"$ref": "#/$defs/count"},
    "standard_library": {"type": "string"},
    "estimated": {"type": "boolean"},
    "unknown": {"type": "array", "items": {"$ref": "#/$defs/figure"}},
    "accepted": {"type": "array", "items": {
      "type": "object",
      "required": ["metric", "from", "to", "reason"],
      "additionalProperties": false,
      "properties": {
        "metric": {"type": "string"},
        "from": {"$ref": "#/$defs/count"},
        "to": {"$ref": "#/$defs/count"},
        "reason": {"type": "string", "minLength": 1}
      }
    }},
    "totals": {
      "type": "object",
      "additionalProperties": false,
      "properties": {
        )";
  constexpr absl::string_view kScopes = R"(
      }
    },
    "scopes": {"type": "array", "items": {
      "type": "object",
      "required": ["path", "peak_bytes"],
      "additionalProperties": false,
      "properties": {
        "path": {"type": "string"},
        "peak_bytes": {"$ref": "#/$defs/count"}
      }
    }},
    "sites": {"type": "array", "maxItems": 100000, "items": {
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "others": {"type": "integer", "minimum": 1},
        "file": {"type": "string"},
        "function": {"type": "string"},
        "label": {"type": "string"},
        "kind": {"type": "string"},
        "dtype": {"type": "string"},
        "scope": {"type": "string"},
        "text": {"type": "string"},
        )";
  constexpr absl::string_view kDefinitions = R"(
      },
      "if": {"required": ["others"]},
      "then": {"properties": {
        "file": false, "function": false, "label": false, "kind": false, "dtype": false,
        "text": false
      }}
    }}
  },
  "$defs": {
    "count": {"type": "integer", "minimum": 0, "maximum": 9223372036854775807},
    "figure": {"enum": [)";
  return absl::StrCat(kBeginning, of_totals, kScopes, of_totals, kDefinitions,
                      absl::StrJoin(names, ", "), "]}\n  }\n}\n");
}

}  // namespace tidemark::gate
