"""Runs Python programs plain and recorded, and reads the traces without this project's readers.

Arguments of a test: TIDEMARK (the command) LIBRARY (the interposer), then those of unittest.
"""
import atexit
import collections
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
PYTHON = "/usr/bin/python3"
TIDEMARK = None

# Of all that a test and its programs make: it goes with the test.
tempfile.tempdir = tempfile.mkdtemp(prefix="tidemark-numpy-")
atexit.register(shutil.rmtree, tempfile.tempdir, ignore_errors=True)
os.environ["TMPDIR"] = tempfile.tempdir

Run = collections.namedtuple("Run", "code out err events folder")


def environment(extra=None):
    result = dict(os.environ, PYTHONDONTWRITEBYTECODE="1", PYTHONPATH=HERE)
    for name in list(result):
        if name.startswith("TIDEMARK_") and name != "TIDEMARK_MALLOC_LIBRARY":
            del result[name]
    result.update(extra or {})
    return result


def plain(command, cwd=None, env=None, stdin=None):
    done = subprocess.run(command, cwd=cwd, env=environment(env), stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, input=stdin, text=True)
    return Run(done.returncode, done.stdout, done.stderr, None, cwd)


def read(path):
    with open(path) as lines:
        return [json.loads(line) for line in lines]


def record(command, flags=(), cwd=None, env=None, name="run.json", stdin=None):
    """`tidemark run` of the command; the events of its trace."""
    folder = tempfile.mkdtemp()
    path = os.path.join(folder, name)
    done = plain([TIDEMARK, "run", "-o", path, *flags, "--", *command], cwd=cwd or folder, env=env,
                 stdin=stdin)
    events = read(path) if name.endswith(".json") and os.path.exists(path) else None
    return done._replace(events=events, folder=folder)


def script(text, flags=(), python=(PYTHON,), arguments=(), env=None, name="run.json"):
    """The same for the text of a program, prog.py in the folder of its trace."""
    folder = tempfile.mkdtemp()
    with open(os.path.join(folder, "prog.py"), "w") as file:
        file.write(text)
    return record([*python, "prog.py", *arguments], flags=flags, cwd=folder, env=env, name=name)


def report(path, *flags):
    done = plain([TIDEMARK, "report", "--format", "json", *flags, path])
    if done.code != 0:
        raise AssertionError(f"report of {path}: {done.code}: {done.err}")
    return json.loads(done.out)


def trace_of(run, name="run.json"):
    return os.path.join(run.folder, name)


def between(events, begin, end=None):
    """The events from one mark to another, or to the end."""
    result = []
    inside = False
    for event in events:
        if event["ev"] == "mark":
            if inside and (end is None or event["name"] == end):
                break
            inside = inside or event["name"] == begin
        elif inside:
            result.append(event)
    return result


def sites(events):
    return {event["site"]: event for event in events if event["ev"] == "site"}


def of_kind(events, *kinds):
    return [event for event in events if event["ev"] in kinds]


def missing(*modules):
    """Which of the modules are not installed, as a reason for a test to be skipped; None: all are."""
    absent = [name for name in modules if importlib.util.find_spec(name) is None]
    return "no " + ", ".join(f"python3-{name}" for name in absent) if absent else None


def main(why_not=None):
    """Runs the tests of the script, or says by `why_not` why it cannot: with --why-not alone."""
    global TIDEMARK
    reason = why_not() if why_not is not None else None
    if sys.argv[1:] == ["--why-not"]:
        print(reason or "", end="")
        return
    if reason is not None:
        print("skipped:", reason)
        sys.exit(77)
    TIDEMARK = sys.argv[1]
    os.environ["TIDEMARK_MALLOC_LIBRARY"] = sys.argv[2]
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], module="__main__")


__all__ = ["HERE", "PYTHON", "Run", "between", "main", "missing", "of_kind", "plain", "read", "record",
           "report", "script", "signal", "sites", "trace_of"]
