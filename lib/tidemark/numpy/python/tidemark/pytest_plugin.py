"""pytest: limits on the memory of a test, and a summary of what was recorded.

    @pytest.mark.tidemark(peak="64MiB", redundant_copies=0, leaks=0)
    def test_pipeline(): ...

A limit is one of the shorter names below or a metric of `tidemark check`; `baseline` names a file that
`tidemark baseline init` made. A test that goes over a limit fails with the words of the gate. With
--tidemark all tests are recorded, and with --tidemark-traces=DIR their traces are kept.

The plugin is found where the package is installed; else -p tidemark.pytest_plugin loads it.
"""
import contextlib
import gc
import json
import os
import re
import subprocess

import pytest

import tidemark
from tidemark import _session

RECORDED = pytest.StashKey()  # of the session: names and traces of tests
OVER_LIMIT = pytest.StashKey()  # of a test: the gate's words

NAMES = {"peak": "peak_bytes", "copies": "copy_count", "redundant_copies": "redundant_copy_count",
         "leaks": "leak_count", "allocations": "alloc_count"}


def pytest_addoption(parser):
    group = parser.getgroup("tidemark")
    group.addoption("--tidemark", action="store_true", help="record the arrays of every test")
    group.addoption("--tidemark-traces", metavar="DIR", help="keep the traces of recorded tests in DIR")


def pytest_configure(config):
    config.addinivalue_line("markers", "tidemark(peak='64MiB', redundant_copies=0, leaks=0, "
                            "METRIC=VALUE, baseline=FILE): limits on the memory of the test's arrays")
    config.stash[RECORDED] = []


def _limits(marker):
    """The arguments of `tidemark check`."""
    arguments = []
    for name, value in marker.kwargs.items():
        if name == "baseline":
            arguments += ["--baseline", str(value)]
        else:
            arguments += ["--limit", f"{NAMES.get(name, name)} <= {value}"]
    return arguments


def _trace_of(item):
    folder = item.config.getoption("--tidemark-traces")
    if not folder:
        return _session.temporary_trace()
    os.makedirs(folder, exist_ok=True)
    return os.path.join(folder, re.sub(r"[^\w.-]+", "_", item.nodeid) + ".tmk")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item):
    marker = item.get_closest_marker("tidemark")
    wanted = marker is not None or item.config.getoption("--tidemark")
    if not wanted or tidemark.is_recording():
        yield
        return
    trace = _trace_of(item)
    with contextlib.ExitStack() as stack:
        # What cycles still hold is no leak.
        stack.enter_context(tidemark.record(trace, project=str(item.config.rootpath), keep_alive=True))
        stack.callback(gc.collect)
        stack.enter_context(tidemark.scope(item.name))  # a trace without an array has this
        outcome = yield
    item.config.stash[RECORDED].append((item.nodeid, trace))
    if marker is None or outcome.excinfo is not None:
        return
    done = subprocess.run([tidemark.command(), "check", "--test", item.nodeid, *_limits(marker), trace],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        item.stash[OVER_LIMIT] = _words(done.stdout.strip(), item, trace)


def _words(text, item, trace):
    """The gate's words, of a test rather than of its trace, which may be gone when they are read."""
    if not item.config.getoption("--tidemark-traces"):
        text = text.replace(f"see: tidemark report {trace}", "see: pytest --tidemark-traces=DIR keeps "
                            "its trace, for tidemark report")
        text = text.replace(trace + ": ", "").replace(trace, item.name)
    if "unknown metric" in text:
        text += "\nshorter names: " + ", ".join(f"{name} ({metric})" for name, metric in NAMES.items())
    return text


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if call.when == "call" and report.passed and OVER_LIMIT in item.stash:
        report.outcome = "failed"
        report.longrepr = item.stash[OVER_LIMIT]


def pytest_terminal_summary(terminalreporter, config):
    recorded = config.stash[RECORDED]
    if not recorded:
        return
    rows = [_row(name, json.loads(tidemark.report(trace, "--format", "json")))
            for name, trace in recorded]
    rows.sort(key=lambda row: -row[0])
    terminalreporter.section("memory of arrays (tidemark)")
    terminalreporter.write_line(f"{'peak':>12} {'copies':>8} {'needless':>9}  test")
    for peak, copies, needless, name in rows[:10]:
        terminalreporter.write_line(f"{peak:12,} {copies:8,} {needless:9,}  {name}")
    if len(rows) > 10:
        terminalreporter.write_line(f"and {len(rows) - 10} more tests, with lower peaks")


def _row(name, report):
    copies = report["copies"]
    return report["peak"]["bytes"], copies["count"], copies["redundant_count"], name
