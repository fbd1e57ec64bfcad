"""Has the built command write each of its JSON documents, and validates them by the schemas that the
same command prints. A configuration or baseline that the command refuses is one that the schema
refuses, and so in the other direction.

    validate_documents.py TIDEMARK TRACE_FOLDER SCRATCH
"""

import copy
import json
import os
import shutil
import subprocess
import sys

import jsonschema

from samples import require, require_equal

tidemark, traces, scratch = (os.path.abspath(argument) for argument in sys.argv[1:])
EXAMPLE = os.path.join(traces, "example.ndjson")
NAMES = ("trace", "report", "config", "baseline", "check", "diff", "fit")


def run(*arguments):
    done = subprocess.run([tidemark, *arguments], cwd=scratch, capture_output=True, check=False)
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8", errors="replace")


def schema(name):
    code, out, err = run("schema", name)
    require_equal(code, 0, err)
    document = json.loads(out)
    jsonschema.Draft202012Validator.check_schema(document)
    return jsonschema.Draft202012Validator(document)


shutil.rmtree(scratch, ignore_errors=True)
os.makedirs(os.path.join(scratch, "again"))
SCHEMAS = {name: schema(name) for name in NAMES}


def path_of(name, text):
    path = os.path.join(scratch, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def require_valid(name, document, what):
    for error in SCHEMAS[name].iter_errors(document):
        require(False, f"{what} is not as 'schema {name}' says: {error.message[:500]} at "
                       f"{list(error.absolute_path)}")


def require_wrong(name, document, change):
    wrong = copy.deepcopy(document)
    change(wrong)
    require(wrong != document, "a change that changes nothing")
    require(not SCHEMAS[name].is_valid(wrong), f"'schema {name}' takes {json.dumps(wrong)[:500]}")


def changed_trace():
    """The example with one buffer larger, under a hostile name."""
    with open(EXAMPLE, encoding="utf-8") as file:
        text = file.read()
    changed = text.replace('"buf":2,"bytes":8000', '"buf":2,"bytes":9024')
    require(changed != text, "the example has another buffer 2")
    return path_of("chan\u202eged|<b>.ndjson", changed)


def check_traces():
    with open(EXAMPLE, encoding="utf-8") as file:
        for line in file:
            require_valid("trace", json.loads(line), "a line of the example")


def check_reports():
    for name in sorted(os.listdir(traces)):
        code, out, _ = run("report", os.path.join(traces, name), "--format", "json")
        if code == 0:
            require_valid("report", json.loads(out), f"the report of {name}")
    good = json.loads(run("report", EXAMPLE, "--format", "json")[1])
    require(good["findings"] and good["peak"]["sites"] and good["leaks"]["sites"], "the example tells little")
    for change in (lambda r: r.pop("totals"), lambda r: r["totals"].update(alloc_count=-1),
                   lambda r: r.update(schema="tidemark-report/2"),
                   lambda r: r["findings"][0].update(severity="fatal"),
                   lambda r: r["peak"]["sites"][0]["site"].pop("file"),
                   lambda r: r["trace"].update(truncated="no")):
        require_wrong("report", good, change)


def check_results(baseline, changed):
    cut = path_of("cut.ndjson", "{\"ev\":")
    again = shutil.copy(EXAMPLE, os.path.join(scratch, "again"))  # another run of the same test
    config = path_of("config.json", json.dumps({
        "sites": [{"match": "*", "limits": {"alloc_bytes": {"max": 1}}}],
        "suppressions": [{"rule": "*", "site": "*", "reason": "a test"}]}))
    limits = ("--limit", "peak_bytes <= 1", "--limit", "alloc_bytes @site=* <= 1GB", "--limit",
              "widest_dtype_bytes <= 0")
    missing = os.path.join(scratch, "missing.json")
    for arguments in ((EXAMPLE, "--baseline", missing, "--missing-baseline", "skip"),
                      (EXAMPLE, *limits), (EXAMPLE, cut, *limits), (cut, *limits),
                      (EXAMPLE, "--limit", "peak_bytes <= 1GiB"), (EXAMPLE, "--config", config),
                      (changed, "--baseline", baseline), (EXAMPLE, "--baseline", baseline),
                      (EXAMPLE, again, "--baseline", baseline)):
        code, out, err = run("check", *arguments, "--format", "json")
        require(code in (0, 1, 3, 4), f"{arguments}: {err}")
        document = json.loads(out)
        require_valid("check", document, f"the result of {arguments}")
        require_equal(document["passed"], code == 0, f"{arguments}: exit code {code}, and passed")
        shown = sum(len(trace["verdicts"]) for trace in document["traces"]) + len(document["verdicts"])
        require_equal(shown, document["judged"] + document["not_judged"], f"verdicts of {arguments}")
    good = json.loads(run("check", EXAMPLE, *limits, "--format", "json")[1])
    verdicts = [v for trace in good["traces"] for v in trace["verdicts"]]
    require(any(v["outcome"] == "failed" for v in verdicts), "nothing fails")
    for change in (lambda r: r.update(passed=True), lambda r: r.pop("not_judged"),
                   lambda r: r["traces"][0]["verdicts"][0].update(outcome="maybe"),
                   lambda r: r["traces"][0]["verdicts"][0].update(passed=True),
                   lambda r: r["traces"][0]["verdicts"][0].pop("fingerprint"),
                   lambda r: r["traces"][0]["verdicts"][0]["contributions"][0].update(delta="1")):
        require_wrong("check", good, change)


def check_differences(baseline, changed):
    for base, new in ((EXAMPLE, changed), (changed, EXAMPLE), (baseline, changed), (EXAMPLE, EXAMPLE)):
        code, out, err = run("diff", base, new, "--format", "json")
        require_equal(code, 0, err)
        require_valid("diff", json.loads(out), f"the difference of {base} and {new}")
    good = json.loads(run("diff", EXAMPLE, changed, "--format", "json")[1])
    for change in (lambda r: r.pop("new"), lambda r: r["metrics"][0].pop("delta"),
                   lambda r: r["metrics"][0].update(unit="MiB"), lambda r: r.update(scopes={})):
        require_wrong("diff", good, change)


def check_fits():
    sized = []
    for n in (1000, 2000, 4000):
        with open(EXAMPLE, encoding="utf-8") as file:
            text = file.read().replace('"buf":2,"bytes":8000', f'"buf":2,"bytes":{8 * n}')
        sized.append(path_of(f"run-n{n}.ndjson", text))
    for more in ((), ("--at", "1e9"), ("--at", "0")):
        code, out, err = run("fit", *sized, "--by", "n", "--format", "json", *more)
        require_equal(code, 0, err)
        good = json.loads(out)
        require_valid("fit", good, f"the law of {more}")
    require(good["metrics"] and good["sites"], "the example tells little")
    for change in (lambda r: r.pop("by"), lambda r: r["metrics"][0].update(law="cubic"),
                   lambda r: r["metrics"][0].pop("slope"), lambda r: r["sites"][0].pop("site"),
                   lambda r: r["traces"].pop()):
        require_wrong("fit", good, change)


def check_baselines(baseline):
    with open(baseline, encoding="utf-8") as file:
        good = json.load(file)
    # What the schema says of a changed baseline is what the command says.
    accepted = {"metric": "peak_bytes", "from": 1, "to": 2, "reason": "x"}
    for change in (lambda b: None, lambda b: b.pop("totals"), lambda b: b.update(host="me"),
                   lambda b: b.update(schema="tidemark-baseline/2"),
                   lambda b: b["totals"].update(peak_bytes=-1), lambda b: b["totals"].update(no_metric=1),
                   lambda b: b["sites"][0].update(line=7), lambda b: b["sites"][0].update(others=3),
                   lambda b: b.update(unknown=["leak_count"]), lambda b: b.update(unknown=["rss"]),
                   lambda b: b.update(estimated="yes"), lambda b: b.update(accepted=[accepted]),
                   lambda b: b.update(accepted=[{**accepted, "reason": ""}]),
                   lambda b: b["scopes"].append({"path": "x"})):
        document = copy.deepcopy(good)
        change(document)
        path = path_of("other.json", json.dumps(document))
        code, _, err = run("baseline", "show", "--baseline", path)
        require_equal(SCHEMAS["baseline"].is_valid(document), code == 0,
                      f"whether the schema takes {json.dumps(document)[:300]}... (command: {err})")


GOOD_CONFIGS = (
    {},
    {"$schema": "https://example.org/x", "defaults": {"limits": {"peak_bytes": {"max": "512MiB"},
                                                                 "leak_bytes": {"max": 0}}}},
    {"defaults": {}}, {"scopes": [], "sites": [], "suppressions": []},
    {"scopes": [{"match": "train/*", "limits": {"copy_count": {"max": 0, "min": 0}}}]},
    {"sites": [{"match": "lib/io/*", "limits": {"alloc_count": {"max": 10}}}]},
    {"defaults": {"limits": {"peak_bytes": {"max_increase_pct": 2.5, "max_increase_bytes": "64KiB"},
                             "copy_count": {"max_increase_count": 3}, "lost_reuse": {"max": 1},
                             "slope(peak_bytes, n)": {"max": 24.5}}}},
    {"suppressions": [{"rule": "unmodified-copy", "site": "src/a.cc:load", "test": "t*",
                       "reason": "API needs ownership", "expires": "2999-06-01"}]})
WRONG_CONFIGS = (
    [], {"default": {}}, {"defaults": {"limit": {}}}, {"defaults": []},
    {"defaults": {"limits": {"peak_byte": {"max": 1}}}},
    {"defaults": {"limits": {"peak_bytes": {"maximum": 1}}}},
    {"defaults": {"limits": {"peak_bytes": 1}}}, {"defaults": {"limits": {"peak_bytes": {"max": -1}}}},
    {"defaults": {"limits": {"peak_bytes": {"max": None}}}},
    {"defaults": {"limits": {"peak_bytes": {"max": "many"}}}},
    {"defaults": {"limits": {"peak_bytes": {"max_increase_pct": -1}}}},
    {"defaults": {"limits": {"peak_bytes": {"max_increase_count": 1}}}},
    {"defaults": {"limits": {"copy_count": {"max_increase_bytes": 1}}}},
    {"defaults": {"limits": {"lost_reuse": {"max_increase_count": 1}}}},
    {"defaults": {"limits": {"slope(peak_bytes, n)": {"max_increase_pct": 1}}}},
    {"scopes": [{"limits": {}}]}, {"sites": [{"match": "x"}]}, {"sites": {"match": "x", "limits": {}}},
    {"sites": [{"match": "", "limits": {}}]},
    {"suppressions": [{"rule": "leak", "site": "x"}]},
    {"suppressions": [{"rule": "leak", "site": "x", "reason": " "}]},
    {"suppressions": [{"rule": "leak", "site": "x", "reason": "y", "expires": "soon"}]},
    {"suppressions": [{"rule": "leak", "site": "x", "reason": "y", "until": "2027-06-01"}]})


def check_configs():
    for config, is_good in [(c, True) for c in GOOD_CONFIGS] + [(c, False) for c in WRONG_CONFIGS]:
        text = json.dumps(config)
        require_equal(SCHEMAS["config"].is_valid(config), is_good, f"whether the schema takes {text}")
        code, _, err = run("check", EXAMPLE, "--limit", "peak_bytes <= 1GiB", "--config",
                           path_of("config.json", text))
        require_equal(code != 2, is_good, f"whether the command takes {text} ({err})")


baseline_path = os.path.join(scratch, "example.json")
init_code, _, init_error = run("baseline", "init", EXAMPLE, "--baseline", baseline_path)
require_equal(init_code, 0, init_error)
changed_path = changed_trace()
check_traces()
check_reports()
check_results(baseline_path, changed_path)
check_differences(baseline_path, changed_path)
check_fits()
check_baselines(baseline_path)
check_configs()
