#include "tidemark/report/report_schema.h"

namespace tidemark::report {

std::string ReportJsonSchema() {
  return R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "A report of tidemark, tidemark-report/1",
  "type": "object",
  "required": ["schema", "trace", "totals", "peak", "copies", "leaks", "live_at_exit", "pins",
               "findings", "what_if", "allocs"],
  "properties": {
    "schema": {"const": "tidemark-report/1"},
    "trace": {"$ref": "#/$defs/trace"},
    "totals": {
      "type": "object",
      "required": ["alloc_count", "alloc_bytes", "resize_count", "free_count", "view_count",
                   "copy_count", "copy_bytes", "op_count", "temporary_count",
                   "largest_alloc_bytes", "live_end_count", "live_end_bytes", "thread_count",
                   "external_count", "external_bytes"],
      "additionalProperties": {"$ref": "#/$defs/count"}
    },
    "peak": {
      "type": "object",
      "required": ["bytes", "t", "buffers", "sites"],
      "properties": {
        "bytes": {"$ref": "#/$defs/count"},
        "t": {"$ref": "#/$defs/count"},
        "buffers": {"$ref": "#/$defs/count"},
        "sites": {"$ref": "#/$defs/site_list"},
        "standard_error": {"$ref": "#/$defs/count"}
      }
    },
    "copies": {
      "type": "object",
      "required": ["count", "bytes", "redundant_count", "redundant_bytes"],
      "additionalProperties": {"$ref": "#/$defs/count"}
    },
    "leaks": {"$ref": "#/$defs/sum_of_sites"},
    "live_at_exit": {
      "type": "object",
      "required": ["count", "bytes", "groups"],
      "properties": {
        "count": {"$ref": "#/$defs/count"},
        "bytes": {"$ref": "#/$defs/count"},
        "groups": {"type": "array", "items": {
          "type": "object",
          "required": ["name", "reason", "count", "bytes"],
          "properties": {
            "name": {"type": "string"},
            "reason": {"type": "string"},
            "count": {"$ref": "#/$defs/count"},
            "bytes": {"$ref": "#/$defs/count"},
            "suppressed": {"type": "boolean"}
          }
        }}
      }
    },
    "pins": {"type": "array", "items": {
      "type": "object",
      "required": ["site", "base_bytes", "view_bytes", "wasted_bytes"],
      "properties": {
        "site": {"$ref": "#/$defs/site"},
        "base_bytes": {"$ref": "#/$defs/count"},
        "view_bytes": {"$ref": "#/$defs/count"},
        "wasted_bytes": {"$ref": "#/$defs/count"}
      }
    }},
    "findings": {"type": "array", "items": {"$ref": "#/$defs/finding"}},
    "what_if": {
      "type": "object",
      "required": ["peak_bytes_all_fixed"],
      "properties": {"peak_bytes_all_fixed": {"$ref": "#/$defs/count"}}
    },
    "allocs": {"$ref": "#/$defs/sum_of_sites"},
    "tables": {"type": "object", "additionalProperties": {
      "type": "array", "items": {"type": "object"}
    }},
    "objects": {"type": "array", "items": {
      "type": "object",
      "required": ["type", "site", "peak_bytes", "peak_count", "end_bytes", "end_count"],
      "properties": {
        "type": {"type": "string", "minLength": 1},
        "site": {"$ref": "#/$defs/site"},
        "peak_bytes": {"$ref": "#/$defs/count"},
        "peak_count": {"$ref": "#/$defs/count"},
        "end_bytes": {"$ref": "#/$defs/count"},
        "end_count": {"$ref": "#/$defs/count"}
      }
    }},
    "site_timeline": {
      "type": "object",
      "required": ["bucket_ns", "at_t", "sites", "other", "peak", "other_sites", "late_sites"],
      "properties": {
        "bucket_ns": {"$ref": "#/$defs/count"},
        "at_t": {"$ref": "#/$defs/spans"},
        "sites": {"type": "array", "maxItems": 20, "items": {
          "type": "object",
          "required": ["site", "peak_bytes", "bytes"],
          "properties": {
            "site": {"$ref": "#/$defs/site"},
            "peak_bytes": {"$ref": "#/$defs/count"},
            "bytes": {"$ref": "#/$defs/spans"}
          }
        }},
        "other": {"$ref": "#/$defs/spans"},
        "peak": {
          "type": "object",
          "required": ["t", "other"],
          "additionalProperties": {"$ref": "#/$defs/count"}
        },
        "other_sites": {"$ref": "#/$defs/count"},
        "late_sites": {"$ref": "#/$defs/count"}
      }
    },
    "call_tree": {
      "type": "object",
      "required": ["nodes", "folded_stacks"],
      "properties": {
        "nodes": {"type": "array", "minItems": 1, "items": {
          "type": "object",
          "properties": {
            "parent": {"$ref": "#/$defs/count"},
            "site": {"$ref": "#/$defs/site"},
            "other": {"const": true},
            "max_is_bound": {"const": true}
          },
          "additionalProperties": {"$ref": "#/$defs/count"}
        }},
        "folded_stacks": {"$ref": "#/$defs/count"}
      }
    },
    "source": {"type": "array", "items": {
      "type": "object",
      "required": ["file", "lines"],
      "properties": {
        "file": {"type": "string", "minLength": 1},
        "path": {"type": "string", "minLength": 1},
        "changed": {"type": "boolean"},
        "lines": {"type": "array", "items": {
          "type": "object",
          "required": ["line", "peak_count", "peak_bytes", "called_peak_bytes", "alloc_count",
                       "alloc_bytes", "live_end_count", "live_end_bytes", "copy_count",
                       "copy_bytes", "findings"],
          "properties": {
            "text": {"type": "string"},
            "findings": {"type": "array", "items": {"$ref": "#/$defs/finding"}}
          },
          "additionalProperties": {"$ref": "#/$defs/count"}
        }}
      }
    }},
    "memory": {
      "type": "object",
      "required": ["samples", "t", "resident_bytes", "live_bytes", "file_bytes", "swap_bytes",
                   "kernel_bytes"],
      "additionalProperties": {"$ref": "#/$defs/count"}
    },
    "failed_allocations": {
      "type": "object",
      "required": ["count", "t", "bytes", "live_bytes", "site", "holders"],
      "properties": {
        "count": {"type": "integer", "minimum": 1},
        "t": {"$ref": "#/$defs/count"},
        "bytes": {"$ref": "#/$defs/count"},
        "live_bytes": {"$ref": "#/$defs/count"},
        "site": {"$ref": "#/$defs/site"},
        "holders": {"type": "array", "items": {
          "type": "object",
          "required": ["site", "dtype", "shape", "bytes", "count"],
          "properties": {
            "site": {"$ref": "#/$defs/site"},
            "dtype": {"type": "string"},
            "shape": {"type": "array", "items": {"$ref": "#/$defs/count"}},
            "bytes": {"$ref": "#/$defs/count"},
            "count": {"$ref": "#/$defs/count"}
          }
        }}
      }
    }
  },
  "$defs": {
    "count": {"type": "integer", "minimum": 0, "maximum": 9223372036854775807},
    "spans": {"type": "array", "maxItems": 4096, "items": {"$ref": "#/$defs/count"}},
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
    "site_list": {"type": "array", "items": {
      "type": "object",
      "required": ["site", "bytes", "count"],
      "properties": {
        "site": {"$ref": "#/$defs/site"},
        "bytes": {"$ref": "#/$defs/count"},
        "count": {"$ref": "#/$defs/count"},
        "callers": {"type": "array", "items": {"$ref": "#/$defs/site"}},
        "paths": {"type": "array", "items": {
          "type": "object",
          "required": ["callers", "bytes", "count"],
          "properties": {
            "callers": {"type": "array", "items": {"$ref": "#/$defs/site"}},
            "bytes": {"$ref": "#/$defs/count"},
            "count": {"$ref": "#/$defs/count"}
          }
        }},
        "path_count": {"$ref": "#/$defs/count"},
        "grown_at": {"$ref": "#/$defs/site_list"}
      }
    }},
    "sum_of_sites": {
      "type": "object",
      "required": ["count", "bytes", "sites"],
      "properties": {
        "count": {"$ref": "#/$defs/count"},
        "bytes": {"$ref": "#/$defs/count"},
        "sites": {"$ref": "#/$defs/site_list"}
      }
    },
    "trace": {
      "type": "object",
      "required": ["files", "program", "events", "duration_ns", "truncated", "lost_events",
                   "anomalies", "anomaly_sites", "unknown_events_skipped", "bad_lines_skipped",
                   "first_bad_lines", "sample_bytes", "estimated", "unnamed_code"],
      "properties": {
        "files": {"type": "array", "items": {"type": "string"}},
        "program": {"type": "string"},
        "events": {"$ref": "#/$defs/count"},
        "duration_ns": {"$ref": "#/$defs/count"},
        "truncated": {"type": "boolean"},
        "lost_events": {"$ref": "#/$defs/count"},
        "anomalies": {
          "type": "object",
          "required": ["total", "unknown_free", "double_free", "duplicate_buffer", "dead_view",
                       "unknown_drop"],
          "additionalProperties": {"$ref": "#/$defs/count"}
        },
        "anomaly_sites": {
          "type": "object",
          "additionalProperties": {
            "type": "array", "minItems": 1, "maxItems": 3, "items": {"$ref": "#/$defs/site"}
          }
        },
        "unknown_events_skipped": {"$ref": "#/$defs/count"},
        "bad_lines_skipped": {"$ref": "#/$defs/count"},
        "first_bad_lines": {"type": "array", "items": {"type": "string"}},
        "sample_bytes": {"$ref": "#/$defs/count"},
        "estimated": {"type": "boolean"},
        "unnamed_code": {"type": "array", "items": {
          "type": "object",
          "required": ["module", "reason", "addresses"],
          "properties": {
            "module": {"type": "string"},
            "reason": {"type": "string"},
            "addresses": {"$ref": "#/$defs/count"},
            "debug_package": {"type": "string"}
          }
        }}
      }
    },
    "finding": {
      "type": "object",
      "required": ["rule", "severity", "confidence", "site", "count", "bytes",
                   "peak_saving_bytes", "message", "advice", "evidence"],
      "properties": {
        "rule": {"type": "string", "minLength": 1},
        "severity": {"enum": ["error", "warning", "note"]},
        "confidence": {"enum": ["certain", "likely"]},
        "site": {"$ref": "#/$defs/site"},
        "count": {"$ref": "#/$defs/count"},
        "bytes": {"$ref": "#/$defs/count"},
        "peak_saving_bytes": {"$ref": "#/$defs/count"},
        "message": {"type": "string"},
        "advice": {"type": "string"},
        "evidence": {"type": "array", "maxItems": 5, "items": {
          "type": "object",
          "required": ["buf", "src_buf", "t", "view"],
          "additionalProperties": {"$ref": "#/$defs/count"}
        }},
        "allowed": {
          "type": "object",
          "required": ["reason", "at"],
          "properties": {"reason": {"type": "string"}, "at": {"type": "string"}}
        }
      }
    }
  }
}
)";
}

}  // namespace tidemark::report
