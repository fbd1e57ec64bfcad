#!/usr/bin/env python3
"""Compares what two builds of the program say of the same traces, byte for byte.

    compare_reports.py OLD NEW FILE_OR_FOLDER...

For each trace: the report as text and as JSON, and the verdict of `check` as JSON, with what goes to
standard error and the exit code. Prints the traces that differ, and fails if there are any.
"""

import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile

VERBS = (
    ("report", "--width", "100", "--color", "never"),
    ("report", "--format", "json"),
    ("check", "--format", "json", "--limit", "peak_bytes <= 1KiB", "--limit", "leak_count <= 1",
     "--limit", "redundant_copy_count @site=a.cc* <= 1", "--allow-truncated"),
)
SUFFIXES = (".tmk", ".json", ".ndjson", ".jsonl", ".gz", ".zst")


def said(program, verb, trace, environment):
    done = subprocess.run([program, *verb, str(trace)], capture_output=True, env=environment)
    return done.returncode, done.stdout, done.stderr


def differing(old, new, trace, environment):
    return [" ".join(verb) for verb in VERBS
            if said(old, verb, trace, environment) != said(new, verb, trace, environment)]


def traces_of(arguments):
    for argument in map(pathlib.Path, arguments):
        if argument.is_dir():
            yield from sorted(path for path in argument.rglob("*")
                              if path.is_file() and path.suffix in SUFFIXES)
        else:
            yield argument


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    old, new = sys.argv[1:3]
    traces = list(traces_of(sys.argv[3:]))
    differ = 0
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "XDG_CACHE_HOME": cache}
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            found = pool.map(lambda trace: differing(old, new, trace, environment), traces)
            for trace, verbs in zip(traces, found):
                differ += bool(verbs)
                for verb in verbs:
                    print(f"differs: {verb} {trace}")
    print(f"{len(traces)} traces, {differ} differ")
    sys.exit(differ > 0)


if __name__ == "__main__":
    main()
