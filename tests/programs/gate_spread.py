#!/usr/bin/env python3
"""A regression at 10,000 places, and 10,000 findings: text fits a screen, SARIF what services take.

    gate_spread.py --tidemark PATH
"""
import argparse
import gzip
import json
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

MOST_LINES = 40
MOST_RESULTS = 25_000
MOST_BYTES = 10 * 1024 * 1024
SITES = 10_000


class Wrong(Exception):
    """Something else than what people and services can take."""


def demand(condition, what, *shown):
    if not condition:
        raise Wrong("\n".join([what, *(str(part)[:4000] for part in shown)]))


class Trace:
    """Writes events, one a line."""

    def __init__(self, path):
        self.path = path
        self.lines = [{"ev": "trace", "version": 1, "program": "spread", "pid": 1}]
        self.t = 0

    def add(self, ev, **fields):
        self.t += 1
        self.lines.append({"ev": ev, "t": self.t, "thread": 1, **fields})

    def site(self, number):
        self.lines.append({"ev": "site", "site": number, "file": f"src/part{number % 100}/f.cc",
                           "line": number, "function": f"stage{number}"})

    def array(self, site, buf, size):
        self.add("alloc", site=site, buf=buf, bytes=size, kind="array", dtype="f8",
                 shape=[size // 8], strides=[8], view=buf)

    def write(self):
        self.lines.append({"ev": "end", "t": self.t + 1, "events": self.t})
        text = "".join(json.dumps(line) + "\n" for line in self.lines)
        pathlib.Path(self.path).write_text(text, encoding="utf-8")


def spread(path, more):
    """At each of the places: something is kept, leaks, is copied without need; with `more`, more."""
    trace = Trace(path)
    for site in range(1, SITES + 1):
        trace.site(site)
        size = 80 + (8 * (site % 7 + 1) if more else 0)
        first, copy, sum_of = 4 * site, 4 * site + 1, 4 * site + 2
        trace.array(site, first, size)
        trace.array(site, copy, size)
        trace.add("copy", site=site, src=first, dst=copy, src_buf=first, dst_buf=copy, bytes=size,
                  reason="requested", op="copy")
        trace.add("read", site=site, buf=copy)
        trace.array(site, sum_of, size)
        trace.add("op", site=site, name="add", **{"in": [first, copy]}, out=sum_of,
                  reused=not more)
        if more:
            continue
        trace.add("write", site=site, buf=copy)  # so that the copy is needed
        for buf in (sum_of, copy, first):
            trace.add("free", site=site, buf=buf)
    trace.write()


def scopes(path, count):
    trace = Trace(path)
    for scope in range(1, count + 1):
        trace.site(scope)
        trace.add("scope_begin", name=f"step{scope}")
        trace.array(scope, 2 * scope, 80)
        trace.array(scope, 2 * scope + 1, 80)
        trace.add("copy", site=scope, src=2 * scope, dst=2 * scope + 1, src_buf=2 * scope,
                  dst_buf=2 * scope + 1, bytes=80, reason="requested", op="copy")
        trace.add("scope_end", name=f"step{scope}")
    trace.write()


class Bench:
    """Runs the command in a folder of its own."""

    def __init__(self, tidemark, folder):
        self.tidemark = os.path.abspath(tidemark)
        self.folder = pathlib.Path(folder)

    def run(self, *arguments):
        return subprocess.run([self.tidemark, *arguments], capture_output=True, text=True,
                              check=False, cwd=self.folder)

    def check(self, trace, *options):
        """Text on the screen, and the documents of JSON and SARIF."""
        done = self.run("check", trace, "--format", "text", "--format", "json=checked.json",
                        "--format", "sarif=checked.sarif", *options)
        text = done.stdout + done.stderr
        demand(done.returncode == 1, f"exits with {done.returncode}", text)
        demand(len(text.splitlines()) <= MOST_LINES,
               f"{len(text.splitlines())} lines are more than {MOST_LINES}", text)
        document = json.loads((self.folder / "checked.json").read_text(encoding="utf-8"))
        raw = (self.folder / "checked.sarif").read_bytes()
        results = json.loads(raw)["runs"][0]["results"]
        demand(len(results) <= MOST_RESULTS, f"SARIF has {len(results)} results")
        demand(len(gzip.compress(raw)) <= MOST_BYTES, "SARIF is too large")
        return text, document, results


def failures(document):
    verdicts = list(document["verdicts"])
    for trace in document["traces"]:
        verdicts += trace["verdicts"]
    return [verdict for verdict in verdicts if verdict["outcome"] == "failed"]


def judge_spread(bench, show):
    spread(bench.folder / "base.ndjson", more=False)
    spread(bench.folder / "more.ndjson", more=True)
    made = bench.run("baseline", "init", "base.ndjson", "--baseline", "baseline.json")
    demand(made.returncode == 0, "no baseline", made.stderr)
    baseline = bench.folder / "baseline.json"
    before = (baseline.read_bytes(), baseline.stat().st_mtime_ns)
    text, document, _ = bench.check("more.ndjson", "--baseline", "baseline.json")
    demand(before == (baseline.read_bytes(), baseline.stat().st_mtime_ns), "the baseline changed")
    failed = failures(document)
    metrics = {verdict["metric"] for verdict in failed}
    expected = {"peak_bytes", "leak_bytes", "copy_bytes", "redundant_copy_bytes", "lost_reuse"}
    demand(metrics == expected, f"fails are {sorted(metrics)}", text)
    for verdict in failed:
        parts = sum(part["delta"] for part in verdict["contributions"]) + verdict["other_delta"]
        demand(verdict["before"] + parts == verdict["actual"], "the parts do not sum up", verdict)
        demand(len(verdict["contributions"]) <= 5, "more than five places", verdict)
        summed = any(part["note"].startswith("small places:") for part in verdict["contributions"])
        demand(verdict["other_places"] > 0 or summed, "no places are left over", verdict)
        demand(verdict["metric"] in text, f"does not name {verdict['metric']}", text)
    for command in ("inspect", "accept"):
        demand(failed[0][command] in text, "a command is missing", text)
    looked = bench.run(*shlex.split(failed[0]["inspect"])[1:])
    demand(looked.returncode == 0, "cannot look closer", looked.stderr)
    if show:
        print(text)


def judge_findings(bench, show):
    scopes(bench.folder / "scopes.ndjson", 1000)
    metrics = ("alloc_count", "alloc_bytes", "copy_count", "copy_bytes", "live_end_bytes",
               "leak_count", "leak_bytes", "largest_alloc_bytes", "peak_bytes", "view_count")
    limits = []
    for metric in metrics[:9]:
        limits += ["--limit", f"{metric} @scope=step* <= 0"]
    limits += ["--limit", "view_count @scope=step* >= 1"]
    text, document, results = bench.check("scopes.ndjson", *limits)
    count = len(failures(document))
    demand(count == 10_000, f"{count} findings", text)
    demand(len(results) >= 10_000, f"SARIF has only {len(results)} results")
    demand("and 9980 more findings" in text, "the rest is not counted", text)
    if show:
        print(text)


def judge_many(bench, show):
    """60,000 suppressions that cover nothing: each is a finding."""
    suppressions = [{"rule": "unmodified-copy", "site": f"src/some/folder/file{i}.cc:function{i}",
                     "reason": f"reason {i}"} for i in range(60_000)]
    (bench.folder / "many.json").write_text(json.dumps(
        {"defaults": {"limits": {"alloc_count": {"max": 0}}}, "suppressions": suppressions}),
        encoding="utf-8")
    scopes(bench.folder / "one.ndjson", 1)
    text, document, results = bench.check("one.ndjson", "--config", "many.json")
    count = len(failures(document))
    demand(count == 60_001, f"{count} findings", text)
    demand(len(results) == MOST_RESULTS, f"SARIF has only {len(results)} results")
    demand(any(result["ruleId"] == "limit" for result in results), "the limit is not among them")
    if show:
        print(text)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tidemark", required=True)
    parser.add_argument("--show", action="store_true", help="print what the gate said")
    arguments = parser.parse_args()
    wrongs = 0
    with tempfile.TemporaryDirectory(prefix="tidemark-spread-") as folder:
        bench = Bench(arguments.tidemark, folder)
        for judge in (judge_spread, judge_findings, judge_many):
            try:
                judge(bench, arguments.show)
            except Wrong as wrong:
                wrongs += 1
                print(f"{judge.__name__}: {wrong}")
    return 1 if wrongs else 0


if __name__ == "__main__":
    sys.exit(main())
