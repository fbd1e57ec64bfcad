#include "tidemark/gate/limits/config_schema.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tidemark/gate/metrics/metric.h"

namespace tidemark::gate {

std::string ConfigJsonSchema() {
  constexpr absl::string_view kBeginning = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "tidemark.json: what a project demands of its memory",
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "$schema": {"type": "string"},
    "defaults": {
      "type": "object",
      "description": "of every test",
      "additionalProperties": false,
      "properties": {"limits": {"$ref": "#/$defs/limits"}}
    },
    "scopes": {
      "description": "of the scopes, or of the tests, that match",
      "$ref": "#/$defs/groups"
    },
    "sites": {"description": "of the places that match", "$ref": "#/$defs/groups"},
    "suppressions": {"type": "array", "items": {
      "type": "object",
      "required": ["rule", "site", "reason"],
      "additionalProperties": false,
      "properties": {
        "rule": {"$ref": "#/$defs/pattern"},
        "site": {"$ref": "#/$defs/pattern"},
        "test": {"$ref": "#/$defs/pattern"},
        "reason": {"type": "string", "pattern": "[^ \\t\\n]"},
        "expires": {
          "description": "the last day on which it holds, as 2027-06-01",
          "type": "string",
          "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
        }
      }
    }}
  },
  "$defs": {
    "pattern": {"type": "string", "minLength": 1},
    "amount": {
      "description": "a number, of bytes for sizes, or a size with its unit, as 64MiB",
      "anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": "[0-9]"}]
    },
    "groups": {"type": "array", "items": {
      "type": "object",
      "required": ["match", "limits"],
      "additionalProperties": false,
      "properties": {
        "match": {"$ref": "#/$defs/pattern"},
        "limits": {"$ref": "#/$defs/limits"}
      }
    }},
    "bounds": {
      "type": "object",
      "additionalProperties": false,
      "properties": {
)";
  constexpr absl::string_view kMiddle = R"(
      }
    },
    "limits": {
      "type": "object",
      "additionalProperties": false,
      "properties": {
)";
  constexpr absl::string_view kEnd = R"(
      }
    }
  }
}
)";
  std::vector<std::string> bounds;
  for (const absl::string_view bound : {"max", "min"}) {
    bounds.push_back(absl::StrCat("        \"", bound, R"(": {"$ref": "#/$defs/amount"})"));
  }
  std::vector<std::string> metrics;
  for (const std::string& name : MetricNames()) {
    metrics.push_back(absl::StrCat("        \"", name, R"(": {"$ref": "#/$defs/bounds"})"));
  }
  return absl::StrCat(kBeginning, absl::StrJoin(bounds, ",\n"), kMiddle,
                      absl::StrJoin(metrics, ",\n"), kEnd);
}

}  // namespace tidemark::gate
