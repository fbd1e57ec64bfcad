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
    "of_bytes": {
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "max": {"$ref": "#/$defs/amount"},
        "min": {"$ref": "#/$defs/amount"},
        "max_increase_pct": {"$ref": "#/$defs/per_cent"},
        "max_increase_bytes": {"$ref": "#/$defs/amount"}
      }
    },
    "of_count": {
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "max": {"$ref": "#/$defs/amount"},
        "min": {"$ref": "#/$defs/amount"},
        "max_increase_pct": {"$ref": "#/$defs/per_cent"},
        "max_increase_count": {"$ref": "#/$defs/amount"}
      }
    },
    "without_baseline": {
      "description": "of what a baseline does not have",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "max": {"$ref": "#/$defs/amount"},
        "min": {"$ref": "#/$defs/amount"}
      }
    },
    "per_cent": {
      "description": "of what the baseline has",
      "type": "number",
      "minimum": 0
    },
    "limits": {
      "type": "object",
      "additionalProperties": false,
      "patternProperties": {
        "^\\s*slope\\s*\\(": {"$ref": "#/$defs/without_baseline"}
      },
      "properties": {
)";
  constexpr absl::string_view kEnd = R"(
      }
    }
  }
}
)";
  std::vector<std::string> metrics;
  for (const Metric& metric : AllMetrics()) {
    const bool compared = metric.about != About::kChange && metric.about != About::kRecording;
    const absl::string_view bounds = !compared                           ? "without_baseline"
                                     : metric.unit == MetricUnit::kBytes ? "of_bytes"
                                                                         : "of_count";
    metrics.push_back(
        absl::StrCat("        \"", metric.name, R"(": {"$ref": "#/$defs/)", bounds, R"("})"));
  }
  return absl::StrCat(kBeginning, absl::StrJoin(metrics, ",\n"), kEnd);
}

}  // namespace tidemark::gate
