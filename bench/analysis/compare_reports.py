#!/usr/bin/env python3
"""Compares what two builds of the program say of the same traces, byte for byte.

    compare_reports.py OLD NEW FILE_OR_FOLDER... [--threads N,N...]

For each trace: the report as text and as JSON, and the verdict of `check` as JSON, with what goes to
standard error and the exit code; of the new build with each number of threads. Prints the traces that
differ, and fails if there are any.
"""

import argparse
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


def differing(old, new, threads, trace, environment):
    for verb in VERBS:
        expected = said(old, verb, trace, environment)
        for number in threads:
            new_verb = (*verb, "--threads", number) if number else verb
            if said(new, new_verb, trace, environment) != expected:
                yield " ".join(new_verb)


def traces_of(arguments):
    for argument in map(pathlib.Path, arguments):
        if argument.is_dir():
            yield from sorted(path for path in argument.rglob("*")
                              if path.is_file() and path.suffix in SUFFIXES)
        else:
            yield argument


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("traces", nargs="+", metavar="FILE_OR_FOLDER")
    parser.add_argument("--threads", default="", help="1,2,7")
    arguments = parser.parse_args()
    threads = arguments.threads.split(",")
    traces = list(traces_of(arguments.traces))
    differ = 0
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "XDG_CACHE_HOME": cache}
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            found = pool.map(lambda trace: list(differing(arguments.old, arguments.new, threads,
                                                          trace, environment)), traces)
            for trace, verbs in zip(traces, found):
                differ += bool(verbs)
                for verb in verbs:
                    print(f"differs: {verb} {trace}")
    print(f"{len(traces)} traces, {differ} differ")
    sys.exit(differ > 0)


if __name__ == "__main__":
    main()
