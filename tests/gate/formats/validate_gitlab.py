"""Holds Code Quality reports to GitLab's documented rules, and to what was to be said."""

import json
import sys

import samples
from samples import require, require_equal

SEVERITIES = ("info", "minor", "major", "critical", "blocker")


def check_rules(issue):
    for key in ("description", "check_name", "fingerprint", "severity"):
        require(isinstance(issue.get(key), str), f"{key} of {issue}")
    require(issue["description"] != "" and issue["fingerprint"] != "", f"empty text in {issue}")
    require(issue["severity"] in SEVERITIES, f"severity of {issue}")
    path = issue["location"]["path"]
    require(path != "" and not path.startswith(("/", "./", "../")), f"path {path!r:.100}")
    begin = issue["location"]["lines"]["begin"]
    require(isinstance(begin, int) and begin >= 1, f"line of {issue}")


def check(folder, sample):
    expected = samples.expected(folder, sample)
    issues = json.loads(samples.read(folder, f"{sample}.gitlab"))
    require(isinstance(issues, list), "a report is an array")
    for issue in issues:
        check_rules(issue)
    fingerprints = [issue["fingerprint"] for issue in issues]
    require_equal(len(set(fingerprints)), len(fingerprints), f"fingerprints of {sample}")
    if sample == "empty":
        require_equal(len(issues), 1, sample)
        return
    failures = issues[expected["refused"]:][:len(expected["failures"])]
    require_equal(len(issues), expected["refused"] + len(expected["failures"]) + expected["not_judged"],
                  f"issues of {sample}")
    for issue, failure in zip(failures, expected["failures"]):
        require_equal(samples.same(issue["location"]["path"]),
                      samples.same(samples.raw(failure["path"]).decode("utf-8", errors="replace")), "path")
        require_equal(issue["location"]["lines"]["begin"], failure["line"], "line")
        require_equal(issue["fingerprint"], failure["fingerprint"], "fingerprint")
        require_equal(issue["severity"], ("major", "minor", "info")[failure["level"]], "severity")
        headline = failure["message"].split("\n")[0]
        require(issue["description"].endswith(": " + headline), f"description {issue['description']!r}")


for name in samples.SAMPLES:
    check(sys.argv[1], name)
