#include "tidemark/gate/formats/result_schemas.h"

#include "absl/strings/str_cat.h"

namespace tidemark::gate {
namespace {

// What all documents refer to.
constexpr absl::string_view kSharedDefinitions = R"(
    "integer": {
      "type": "integer", "minimum": -9223372036854775808, "maximum": 9223372036854775807
    },
    "count": {"type": "integer", "minimum": 0, "maximum": 9223372036854775807},
    "unit": {"enum": ["bytes", "count"]}
  }
}
)";

constexpr absl::string_view kCheckSchema = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "What tidemark check found, tidemark-check/1",
  "type": "object",
  "required": ["schema", "passed", "judged", "failures", "not_judged", "traces", "verdicts",
               "allowed"],
  "properties": {
    "schema": {"const": "tidemark-check/1"},
    "passed": {"type": "boolean"},
    "judged": {"$ref": "#/$defs/count"},
    "failures": {"$ref": "#/$defs/count"},
    "not_judged": {"$ref": "#/$defs/count"},
    "traces": {"type": "array", "items": {
      "type": "object",
      "required": ["trace", "refused", "warnings", "verdicts"],
      "properties": {
        "trace": {"type": "string"},
        "refused": {"anyOf": [{"type": "null"}, {
          "type": "object",
          "required": ["message", "empty"],
          "properties": {"message": {"type": "string"}, "empty": {"type": "boolean"}}
        }]},
        "warnings": {"type": "array", "items": {"type": "string"}},
        "verdicts": {"type": "array", "items": {"$ref": "#/$defs/verdict"}}
      }
    }},
    "verdicts": {"type": "array", "items": {"$ref": "#/$defs/verdict"}},
    "allowed": {"type": "array", "items": {
      "type": "object",
      "required": ["rule", "site", "count", "bytes", "reason", "source"],
      "properties": {
        "rule": {"type": "string"},
        "site": {"$ref": "#/$defs/site"},
        "count": {"$ref": "#/$defs/count"},
        "bytes": {"$ref": "#/$defs/count"},
        "reason": {"type": "string"},
        "source": {"type": "string"}
      }
    }}
  },
  "if": {"properties": {"passed": {"const": true}}},
  "then": {"properties": {
    "failures": {"const": 0}, "not_judged": {"const": 0},
    "traces": {"items": {"properties": {"refused": {"type": "null"}}}}
  }},
  "$defs": {
    "site": {
      "type": "object",
      "required": ["file", "line", "function", "label"],
      "properties": {
        "file": {"type": "string"},
        "line": {"$ref": "#/$defs/count"},
        "function": {"type": "string"},
        "label": {"type": "string"},
        "module": {"type": "string", "minLength": 1}
      }
    },
    "verdict": {
      "type": "object",
      "required": ["rule", "outcome", "level", "test", "trace", "scope", "site", "metric", "unit",
                   "estimated", "before", "actual", "passed", "limit", "excess", "text",
                   "limit_source", "reason", "contributions", "other_places", "other_delta",
                   "broken_down", "fingerprint", "inspect", "accept"],
      "properties": {
        "rule": {"type": "string"},
        "outcome": {"enum": ["passed", "failed", "not-judged"]},
        "level": {"enum": ["error", "warning", "note"]},
        "test": {"type": "string"},
        "trace": {"type": "string"},
        "scope": {"type": "string"},
        "site": {"type": "string"},
        "metric": {"type": "string"},
        "unit": {"$ref": "#/$defs/unit"},
        "estimated": {"type": "boolean"},
        "before": {"$ref": "#/$defs/integer_or_null"},
        "actual": {"type": ["number", "null"]},
        "after_text": {"type": "string", "minLength": 1},
        "passed": {"type": "boolean"},
        "limit": {"type": ["number", "null"]},
        "excess": {"$ref": "#/$defs/integer"},
        "text": {"type": "string"},
        "limit_source": {"type": "string"},
        "reason": {"type": "string"},
        "contributions": {"type": "array", "maxItems": 5, "items": {
          "type": "object",
          "required": ["site", "scope", "kind", "dtype", "before", "after", "delta", "note"],
          "properties": {
            "site": {"$ref": "#/$defs/site"},
            "scope": {"type": "string"},
            "kind": {"type": "string"},
            "dtype": {"type": "string"},
            "before": {"$ref": "#/$defs/integer"},
            "after": {"$ref": "#/$defs/integer"},
            "delta": {"$ref": "#/$defs/integer"},
            "note": {"type": "string"},
            "caller": {"$ref": "#/$defs/site"}
          }
        }},
        "other_places": {"$ref": "#/$defs/count"},
        "other_delta": {"$ref": "#/$defs/integer"},
        "broken_down": {"type": "boolean"},
        "fingerprint": {"type": "string"},
        "inspect": {"type": "string"},
        "accept": {"type": "string"}
      },
      "if": {"properties": {"outcome": {"const": "passed"}}},
      "then": {"properties": {"passed": {"const": true}, "actual": {"type": "number"}}},
      "else": {"properties": {"passed": {"const": false}}}
    },
    "integer_or_null": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/integer"}]},)";

constexpr absl::string_view kDiffSchema = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "What differs between two traces or baselines, tidemark-diff/1",
  "type": "object",
  "required": ["schema", "base", "new", "notes", "metrics", "scopes"],
  "properties": {
    "schema": {"const": "tidemark-diff/1"},
    "base": {"$ref": "#/$defs/side"},
    "new": {"$ref": "#/$defs/side"},
    "notes": {"type": "array", "items": {"type": "string"}},
    "metrics": {"type": "array", "items": {
      "type": "object",
      "required": ["metric", "unit", "known"],
      "properties": {
        "metric": {"type": "string", "minLength": 1},
        "unit": {"$ref": "#/$defs/unit"},
        "known": {"type": "boolean"},
        "before": {"$ref": "#/$defs/count"},
        "after": {"$ref": "#/$defs/count"},
        "delta": {"$ref": "#/$defs/integer"},
        "contributions": {"type": "array", "items": {"$ref": "#/$defs/place"}},
        "other_places": {"$ref": "#/$defs/count"},
        "other_delta": {"$ref": "#/$defs/integer"}
      },
      "if": {"properties": {"known": {"const": true}}},
      "then": {"required": ["before", "after", "delta", "contributions", "other_places",
                            "other_delta"]}
    }},
    "scopes": {"type": "array", "items": {
      "type": "object",
      "required": ["path", "peak_before", "peak_after", "delta"],
      "properties": {
        "path": {"type": "string"},
        "peak_before": {"$ref": "#/$defs/count"},
        "peak_after": {"$ref": "#/$defs/count"},
        "delta": {"$ref": "#/$defs/integer"}
      }
    }}
  },
  "$defs": {
    "side": {
      "type": "object",
      "required": ["file", "test", "standard_library"],
      "properties": {
        "file": {"type": "string"},
        "test": {"type": "string"},
        "standard_library": {"type": "string"}
      }
    },
    "place": {
      "type": "object",
      "required": ["file", "function", "scope", "kind", "dtype", "before", "after", "delta"],
      "properties": {
        "file": {"type": "string"},
        "function": {"type": "string"},
        "line": {"type": "integer", "minimum": 1},
        "label": {"type": "string", "minLength": 1},
        "scope": {"type": "string"},
        "kind": {"type": "string"},
        "dtype": {"type": "string"},
        "before": {"$ref": "#/$defs/integer"},
        "after": {"$ref": "#/$defs/integer"},
        "delta": {"$ref": "#/$defs/integer"},
        "note": {"type": "string", "minLength": 1}
      }
    },)";

constexpr absl::string_view kFitSchema = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "By which laws figures grow with the size of the input, tidemark-fit/1",
  "type": "object",
  "required": ["schema", "by", "traces", "metrics", "sites", "notes"],
  "properties": {
    "schema": {"const": "tidemark-fit/1"},
    "by": {"type": "string", "minLength": 1},
    "traces": {"type": "array", "minItems": 3, "items": {
      "type": "object",
      "required": ["trace", "n"],
      "properties": {"trace": {"type": "string"}, "n": {"type": "number"}}
    }},
    "metrics": {"type": "array", "items": {
      "$ref": "#/$defs/growth",
      "required": ["metric", "unit", "estimated"],
      "properties": {
        "metric": {"type": "string", "minLength": 1},
        "unit": {"$ref": "#/$defs/unit"},
        "estimated": {"type": "boolean"}
      }
    }},
    "sites": {"type": "array", "items": {
      "$ref": "#/$defs/growth",
      "required": ["site"],
      "properties": {"site": {
        "type": "object",
        "required": ["file", "line", "function", "label"],
        "properties": {
          "file": {"type": "string"},
          "line": {"$ref": "#/$defs/count"},
          "function": {"type": "string"},
          "label": {"type": "string"},
          "module": {"type": "string", "minLength": 1}
        }
      }}
    }},
    "notes": {"type": "array", "items": {"type": "string"}}
  },
  "$defs": {
    "law": {
      "description": "base + coefficient * f(n), with standard errors",
      "type": "object",
      "required": ["law", "base", "base_error", "coefficient", "coefficient_error", "misfit"],
      "properties": {
        "law": {"enum": ["constant", "linear", "n_log_n", "quadratic"]},
        "base": {"type": "number"},
        "base_error": {"$ref": "#/$defs/error"},
        "coefficient": {"type": "number"},
        "coefficient_error": {"$ref": "#/$defs/error"},
        "misfit": {"type": "number", "minimum": 0}
      }
    },
    "error": {"description": "null: not known", "type": ["number", "null"], "minimum": 0},
    "growth": {
      "$ref": "#/$defs/law",
      "required": ["worst", "slope", "note", "rivals"],
      "properties": {
        "worst": {"description": "the largest relative residual", "type": "number", "minimum": 0},
        "slope": {"type": "number"},
        "note": {"type": "string"},
        "rivals": {"type": "array", "items": {"$ref": "#/$defs/law"}},
        "prediction": {
          "type": "object",
          "required": ["n", "value", "margin"],
          "properties": {
            "n": {"type": "number"},
            "value": {"type": ["number", "null"]},
            "margin": {"type": ["number", "null"]}
          }
        }
      }
    },)";

}  // namespace

std::string CheckJsonSchema() { return absl::StrCat(kCheckSchema, kSharedDefinitions); }

std::string DiffJsonSchema() { return absl::StrCat(kDiffSchema, kSharedDefinitions); }

std::string FitJsonSchema() { return absl::StrCat(kFitSchema, kSharedDefinitions); }

}  // namespace tidemark::gate
