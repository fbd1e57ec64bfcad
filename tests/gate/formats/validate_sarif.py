"""Validates SARIF files by the published schema, and by what the service that reads them asks for."""

import copy
import gzip
import json
import re
import sys
import urllib.parse

import jsonschema

import samples
from samples import require, require_equal

folder, schema_path = sys.argv[1:]
with open(schema_path, encoding="utf-8") as file:
    SCHEMA = json.load(file)
VALIDATOR = jsonschema.Draft4Validator(SCHEMA)
MOST_RESULTS = 25_000
MOST_BYTES = 10_000_000
# The schema is the same for each result; validating all of a large file takes minutes.
MOST_VALIDATED = 300


def check_uri(uri, path):
    require(re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri) is not None, f"uri {uri!r:.200}")
    require(not uri.startswith("/"), f"absolute uri {uri!r:.200}")
    require_equal(urllib.parse.unquote_to_bytes(uri), path, "uri")


def check_results(run, expected):
    rules = run["tool"]["driver"]["rules"]
    results = run["results"]
    for result, failure in zip(results, expected["failures"]):
        require_equal(rules[result["ruleIndex"]]["id"], result["ruleId"], "rule")
        require_equal(result["level"], ("error", "warning", "note")[failure["level"]], "level")
        require_equal(result["partialFingerprints"]["primaryLocationLineHash"], failure["fingerprint"],
                      "fingerprint")
        place = result["locations"][0]["physicalLocation"]
        check_uri(place["artifactLocation"]["uri"], samples.raw(failure["path"]))
        require_equal(place["region"]["startLine"], failure["line"], "line")
        require(failure["message"].split("\n")[0] in result["message"]["text"], "message")


def check(sample):
    text = samples.read(folder, f"{sample}.sarif")
    size = len(gzip.compress(text.encode("utf-8"), 6))
    require(size <= MOST_BYTES, f"{sample} has {size} bytes after gzip")
    document = json.loads(text)
    expected = samples.expected(folder, sample)
    run = document["runs"][0]
    results = len(run["results"])
    require(results <= MOST_RESULTS, f"{results} results")
    check_results(run, expected)
    invocation = run["invocations"][0]
    notes = [n["descriptor"]["id"] for n in invocation["toolExecutionNotifications"]]
    require_equal(notes.count("not-judged"), expected["not_judged"], "not judged")
    require_equal(sum(n in ("empty-trace", "unusable-trace") for n in notes), expected["refused"], "refused")
    require_equal(invocation["executionSuccessful"], expected["refused"] == 0 and sample != "empty",
                  f"success of {sample}")
    left_out = len(expected["failures"]) - results
    require_equal("left-out" in notes, left_out > 0, f"whether {sample} says that results are left out")
    if left_out:
        said = invocation["toolExecutionNotifications"][-1]["message"]["text"]
        require(said.startswith(f"{left_out} smaller findings"), said)
        require(results == MOST_RESULTS or size > MOST_BYTES * 0.8,
                f"{results} results in {size} bytes, fewer than would do")
    validated = copy.deepcopy(document)
    validated["runs"][0]["results"] = run["results"][:MOST_VALIDATED]
    for error in VALIDATOR.iter_errors(validated):
        require(False, f"{sample}: {error.message[:500]} at {list(error.absolute_path)}")
    print(sample, results, "results,", size, "bytes after gzip")


def check_rejects():
    good = json.loads(samples.read(folder, "mixed.sarif"))
    for change in (lambda r: r["results"][0].update(level="fatal"),
                   lambda r: r["results"][0].pop("message"),
                   lambda r: r["results"][0].update(severity="high"),
                   lambda r: r["results"][0]["locations"][0]["physicalLocation"]["region"].update(startLine=0),
                   lambda r: r["tool"].pop("driver")):
        wrong = copy.deepcopy(good)
        change(wrong["runs"][0])
        require(not VALIDATOR.is_valid(wrong), "the schema takes what is wrong")


for name in samples.SAMPLES:
    check(name)
check_rejects()
