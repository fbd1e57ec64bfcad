"""Holds the files for github-action-benchmark and Bencher to their documented forms."""

import json
import sys

import samples
from samples import require, require_equal


def check_number(value, what):
    require(isinstance(value, int) and not isinstance(value, bool), what)


def check(folder, sample):
    series = json.loads(samples.read(folder, f"{sample}.benchmark"))
    require(isinstance(series, list), "an array")
    for entry in series:
        require_equal(sorted(entry), ["extra", "name", "unit", "value"], "keys")
        for key in ("name", "unit", "extra"):
            require(isinstance(entry[key], str) and entry[key] != "", f"{key} of {entry}")
        check_number(entry["value"], f"value of {entry}")
    names = [entry["name"] for entry in series]
    require_equal(len(set(names)), len(names), f"names of {sample}")
    benchmarks = json.loads(samples.read(folder, f"{sample}.bencher"))
    require(isinstance(benchmarks, dict), "an object")
    for name, measures in benchmarks.items():
        require(0 < len(name) <= 1024, f"name of {len(name)} characters")
        for measure, metric in measures.items():
            require(0 < len(measure) <= 64, f"measure {measure!r}")
            require_equal(list(metric), ["value"], "keys")
            check_number(metric["value"], f"value of {name!r}")
    if sample == "mixed":
        require_equal(benchmarks, {"pipeline": {"peak_bytes": {"value": 152 << 20},
                                                "copy_count": {"value": 3}}}, sample)
        require_equal([(e["name"], e["unit"], e["value"]) for e in series],
                      [("pipeline: peak_bytes", "bytes", 152 << 20), ("pipeline: copy_count", "count", 3)],
                      sample)


for name_of_sample in samples.SAMPLES:
    check(sys.argv[1], name_of_sample)
