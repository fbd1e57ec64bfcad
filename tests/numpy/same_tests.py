"""Runs the tests of an installed package plain and recorded: the same ones pass."""
import importlib.util
import os
import re

import recorded


def counts(text):
    """"3 passed, 1 skipped in 2.0s" of pytest's last line, as a dictionary."""
    last = text.splitlines()[-1] if text else ""
    return {what: int(count) for count, what in
            re.findall(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)", last)}


def bad(text):
    return sorted(re.sub(r" - .*", "", line) for line in text.splitlines()
                  if line.startswith(("FAILED", "ERROR")))


def path_of(package, module):
    """Of "core.tests.test_numeric" of "numpy"; None: it is not there."""
    spec = importlib.util.find_spec(package)
    if spec is None:
        return None
    path = os.path.join(os.path.dirname(spec.origin), *module.split(".")) + ".py"
    return path if os.path.exists(path) else None


def assert_the_same_pass(case, path, flags=()):
    """How many passed, and the report of the recording."""
    command = [recorded.PYTHON, "-m", "pytest", "-q", "-x", "--maxfail=1000", "-p",
               "no:cacheprovider", path]
    plain = recorded.plain(command)
    run = recorded.record(command, flags=flags, name="run.tmk")
    case.assertEqual(bad(run.out), bad(plain.out))
    case.assertEqual(counts(run.out), counts(plain.out), run.out[-2000:] + run.err[-500:])
    case.assertEqual(run.code, plain.code)
    report = recorded.report(recorded.trace_of(run, "run.tmk"))
    # NumPy's as_strided makes views beyond their memory, and its tests do.
    anomalies = dict(report["trace"]["anomalies"])
    anomalies["total"] -= anomalies.pop("view_out_of_bounds")
    case.assertEqual(anomalies["total"], 0)
    return counts(run.out).get("passed", 0), report
