#!/usr/bin/env python3
"""Recordings of heaptrack are read with heaptrack's own figures.

    heaptrack_import.py --tidemark PATH list      the names, one a line
    heaptrack_import.py --tidemark PATH NAME...   without names: all

Each program is recorded twice, interpreted and raw. Of either recording the report's peak, its
allocations and what is live at the end are those that heaptrack_print sums up from the same file,
and of leaks as many are counted as heaptrack says: `tidemark report`, the same from `.tmk` and
from JSON, agree. heaptrack_print shows rounded sums, but writes exact ones for flame graphs.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SMALL = "int square(int x) { return x * x; }\nint main(void) { return square(2) - 4; }\n"
# On a command line; heaptrack itself takes what begins with t, m, x or + for lines of its own.
MANY_LINES = """import collections, json, re
words = collections.Counter(str(i % 97) for i in range(20000))
print(len(json.dumps(words)), bool(re.match('(a|b)+$', 'abab')))
"""

# Arguments; D stands for an empty folder with small.c, numbers and, in r, a repository.
PROGRAMS = {
    "ls": ["/bin/ls", "-lR", "/usr/share/doc"],
    "python": ["/usr/bin/python3", "-c", MANY_LINES],
    "git": ["/usr/bin/git", "-C", "D/r", "log", "--stat"],
    "gcc": ["CC1", "-quiet", "-O2", "D/small.c", "-o", "/dev/null"],
    "sort": ["/usr/bin/sort", "--parallel=4", "D/numbers"],
}
COSTS = ("peak", "allocations", "leaked")


def run(command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, errors="replace",
                          **options)


def prepare(folder):
    pathlib.Path(folder, "small.c").write_text(SMALL, encoding="utf-8")
    pathlib.Path(folder, "numbers").write_text(
        "".join(f"{i * 7919 % 100003}\n" for i in range(100003)), encoding="utf-8")
    repository = f"{folder}/r"
    git = ["git", "-C", repository, "-c", "user.name=a", "-c", "user.email=b"]
    run(["git", "init", "-q", repository])
    for i in range(30):
        pathlib.Path(repository, "f").write_text(f"{i}\n" * 50, encoding="utf-8")
        run(git + ["add", "f"])
        run(git + ["commit", "-qm", f"change {i}"])


def arguments(name, folder):
    cc1 = subprocess.run(["gcc", "-print-prog-name=cc1"], capture_output=True, text=True,
                         check=False).stdout.strip()
    return [re.sub("^D/", f"{folder}/", cc1 if a == "CC1" else a) for a in PROGRAMS[name]]


def of_heaptrack(path, folder):
    """The exact sums over all stacks."""
    sums = {}
    graph = f"{folder}/graph"
    for cost in COSTS:
        run(["heaptrack_print", path, "--disable-builtin-suppressions",
             "--disable-embedded-suppressions", "--flamegraph-cost-type", cost, "-F", graph,
             "-p", "0", "-a", "0", "-T", "0"])
        with open(graph, encoding="utf-8", errors="replace") as lines:
            sums[cost] = sum(int(line.split()[-1]) for line in lines if line.strip())
    return sums


def of_tidemark(tidemark, path):
    done = run([tidemark, "report", "--strict", "--no-builtin-suppressions", "--format", "json",
                path])
    report = json.loads(done.stdout)
    totals = report["totals"]
    return {
        "peak": report["peak"]["bytes"],
        "allocations": totals["alloc_count"],
        "leaked": totals["live_end_bytes"],
        "leaked count": report["leaks"]["count"],
        "leaked bytes": report["leaks"]["bytes"],
        "truncated": report["trace"]["truncated"],
        "freed": totals["free_count"],
    }


def differences(name, path, expected, found):
    expected = {**expected, "leaked bytes": expected["leaked"], "truncated": False,
                "freed": expected["allocations"] - expected["leaked count"]}
    return [f"{name}: {path.name}: {key} is {found[key]}, of heaptrack {value}"
            for key, value in expected.items() if found[key] != value]


def interpreted_of(raw, folder):
    """heaptrack does this itself unless it records raw; its counts come on standard error."""
    interpreter = next(pathlib.Path(root, "heaptrack/libexec/heaptrack_interpret")
                       for root in ("/usr/lib", "/usr/lib64", "/usr/local/lib",
                                    "/usr/lib/x86_64-linux-gnu")
                       if pathlib.Path(root, "heaptrack/libexec/heaptrack_interpret").exists())
    plain = pathlib.Path(folder, "raw")
    unpack = ["zstd", "-dcq"] if raw.suffix == ".zst" else ["gzip", "-dc"]
    with open(plain, "wb") as out:
        subprocess.run(unpack + [raw], stdout=out, check=True)
    path = pathlib.Path(folder, "interpreted")
    with open(plain, "rb") as source, open(path, "wb") as out:
        done = subprocess.run([interpreter], stdin=source, stdout=out, stderr=subprocess.PIPE,
                              text=True, errors="replace", check=True)
    return path, int(re.search(r"leaked allocations:\s*(\d+)", done.stderr)[1])


def check(tidemark, name, folder):
    command = arguments(name, folder)
    recorded = subprocess.run(["heaptrack", "--raw", "-o", f"{folder}/recording"] + command,
                              capture_output=True, check=False)
    raw = [p for p in pathlib.Path(folder).glob("recording*") if ".raw" in p.name]
    if not raw:
        return [f"{name}: heaptrack made no recording: {recorded.stderr[-500:]}"]
    interpreted, leaked_count = interpreted_of(raw[0], folder)
    expected = {**of_heaptrack(interpreted, folder), "leaked count": leaked_count}
    print(f"{name}: {expected}")
    paths = [raw[0], interpreted]
    for source, target in ((raw[0], "of-raw.tmk"), (interpreted, "of-it.tmk"),
                           (interpreted, "of-it.ndjson.zst")):
        paths.append(pathlib.Path(folder, target))
        run([tidemark, "convert", source, paths[-1]])
    problems = []
    for path in paths:
        problems += differences(name, path, expected, of_tidemark(tidemark, path))
    if expected["allocations"] < 50:
        problems.append(f"{name}: too little happened to tell anything")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tidemark", required=True)
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    if args.names == ["list"]:
        print("\n".join(PROGRAMS))
        return 0
    problems = []
    for name in args.names or PROGRAMS:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["XDG_CACHE_HOME"] = folder
            prepare(folder)
            problems += check(shutil.which(args.tidemark) or args.tidemark, name, folder)
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
