#!/usr/bin/python3
"""Records real programs by tidemark and by heaptrack and compares what the two say.

    bench/malloc/heaptrack_parity.py TIDEMARK_BINARY [--only NAME]...

Each program runs twice, once under each. From heaptrack's own data file, not its rounded summary,
and from tidemark's trace the same three figures are taken: calls that allocate, the peak of live
requested bytes, and bytes never freed. Where they differ, the calls and frees that only one of the
two has are listed by size, so that every difference can be seen to follow from a definition:

- heaptrack counts every realloc as a call; tidemark writes an in-place one as a resize. Both are
  counted as calls here.
- heaptrack is itself a C++ library: in a program without C++ its C++ library's emergency pool
  (72,704 bytes) is part of what it sees.
- heaptrack begins with its constructor and ends in an exit handler; tidemark begins with the first
  call of the process and ends after the last destructor, so that what those free is no leak.

Also checked: the trace converted to JSON, to binary and to JSON again is the same, line for line.
Exits with 1 when a figure differs by more than the calls that are listed explain.
"""

import argparse
import collections
import json
import os
import shutil
import subprocess
import sys
import tempfile

PYTHON = """
import numpy as np
a = np.arange(1_000_000)
b = (a * 2.5 + 1).sum()
parts = [np.sort(np.sin(a[i::10])) for i in range(10)]
whole = np.concatenate(parts)
print(b, whole.size)
"""

SQL = """
create table t(id integer primary key, name text, value real);
with recursive c(x) as (select 1 union all select x + 1 from c where x < 1000000)
  insert into t select x, 'name' || (x * 7919 % 1000003), x * 0.5 from c;
create index by_name on t(name);
select count(*), max(name) from t;
"""

SOURCE = """
#include <algorithm>
#include <map>
#include <string>
#include <vector>
int main() {
  std::map<std::string, std::vector<int>> words;
  for (int i = 0; i < 10; ++i) words[std::to_string(i)].push_back(i);
  return static_cast<int>(words.size()) - 10;
}
"""

CMAKE = """
cmake_minimum_required(VERSION 3.24)
project(configured LANGUAGES NONE)
foreach(i RANGE 2000)
  set(value_${i} "text ${i}")
  string(APPEND all "${value_${i}};")
endforeach()
configure_file(in.txt out.txt)
"""


def make_programs(folder):
    """The commands, by name; each leaves nothing that the next run would see."""

    def write(name, text):
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)
        return path

    # The driver knows where the headers are; heaptrack follows one process, so the compiler itself.
    source = os.path.join(folder, "program.ii")
    subprocess.run(["g++", "-std=c++20", "-E", write("program.cc", SOURCE), "-o", source],
                   check=True)
    write("cmake/CMakeLists.txt", CMAKE)
    write("cmake/in.txt", "all @all@\n")
    sql = write("index.sql", SQL)
    compiler = subprocess.run(["g++", "-print-prog-name=cc1plus"], capture_output=True, text=True,
                              check=True).stdout.strip()
    repository = os.path.join(folder, "repository")
    subprocess.run(["git", "init", "-q", repository], check=True)
    for i in range(40):
        write("repository/file.txt", f"{i}\n" * (i + 1))
        subprocess.run(["git", "-C", repository, "add", "."], check=True)
        subprocess.run(["git", "-C", repository, "-c", "user.name=a", "-c", "user.email=a@b",
                        "commit", "-qm", f"change {i}"], check=True)
    return {
        "python3, numpy": ["/usr/bin/python3", "-c", PYTHON],
        "sqlite3, index of 10^6 rows": ["sqlite3", ":memory:", f".read {sql}"],
        "cc1plus": [compiler, "-fpreprocessed", "-quiet", "-O1", "-std=c++20", source, "-o",
                    "/dev/null"],
        "git log -p": ["git", "-C", repository, "log", "-p", "--no-color"],
        "cmake, configuring": ["cmake", "-S", os.path.join(folder, "cmake"), "-B",
                               os.path.join(folder, "configured")],
        "perl, hashes": ["perl", "-e", "my %h; $h{$_ * 7919 % 100003} .= \"x$_\" for 1..100000;"
                         " print scalar(keys %h), qq{\\n};"],
        "ruby, strings": ["ruby", "-e", "a = (1..100000).map { |i| i.to_s * 3 }; puts a.sort.uniq.size"],
        "xmllint": ["xmllint", "--noout", write("big.xml", "<a>" + "<b c='d'>e</b>" * 20000 + "</a>")],
        "convert, blurred": ["convert-im6.q16", "-limit", "thread", "1", "-size", "256x256", "gradient:",
                             "-blur", "0x2", "-resize", "50%", "null:"],
        "openssl, digest": ["openssl", "dgst", "-sha256", source],
    }


class Figures:
    """Counts calls, bytes and the peak of what is alive."""

    def __init__(self):
        self.calls = 0
        self.live = 0
        self.peak = 0
        self.sizes = collections.Counter()  # of the calls
        self.ended = collections.Counter()  # of the frees

    def begin(self, size):
        self.calls += 1
        self.sizes[size] += 1
        self.live += size
        self.peak = max(self.peak, self.live)

    def end(self, size):
        self.ended[size] += 1
        self.live -= size


def run(command, folder):
    shutil.rmtree(os.path.join(folder, "configured"), ignore_errors=True)
    environment = dict(os.environ, PYTHONHASHSEED="0", LC_ALL="C", GIT_PAGER="cat",
                       DEBUGINFOD_URLS="", PWD=folder)
    return subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)


def of_heaptrack(command, folder):
    prefix = os.path.join(folder, "heaptrack")
    run(["heaptrack", "--raw", "-o", prefix] + command, folder)
    data = next(path for path in (prefix + ".raw.zst", prefix + ".raw.gz") if os.path.exists(path))
    reader = ["zstdcat" if data.endswith(".zst") else "zcat", data]
    figures = Figures()
    live = {}
    stream = subprocess.Popen(reader, stdout=subprocess.PIPE, text=True)
    for line in stream.stdout:
        if line[0] == "+":  # size, stack, address
            parts = line.split()
            size = int(parts[1], 16)
            live[parts[3]] = size
            figures.begin(size)
        elif line[0] == "-":  # address; of what it did not see begin it says so, too
            figures.end(live.pop(line.split()[1], 0))
    stream.wait()
    os.remove(data)
    return figures


def of_tidemark(binary, command, folder):
    trace = os.path.join(folder, "trace.tmk")
    run([binary, "run", "--heap", "--no-numpy", "-o", trace, "--"] + command, folder)
    report = json.loads(run([binary, "report", "--strict", "--format", "json", trace],
                            folder).stdout)
    as_json = [os.path.join(folder, name) for name in ("one.json", "two.json")]
    binary_again = os.path.join(folder, "again.tmk")
    for source, target in ((trace, as_json[0]), (as_json[0], binary_again),
                           (binary_again, as_json[1])):
        run([binary, "convert", source, target], folder)
    same = subprocess.run(["cmp", *as_json], check=False).returncode == 0
    figures = Figures()
    live = {}
    with open(as_json[0]) as lines:
        for line in lines:
            event = json.loads(line)
            kind = event["ev"]
            if kind == "alloc":
                live[event["addr"]] = event["bytes"]
                figures.begin(event["bytes"])
            elif kind == "free":
                figures.end(live.pop(event["addr"]))
            elif kind == "resize":
                figures.end(live[event["addr"]])
                live[event["addr"]] = event["bytes"]
                figures.begin(event["bytes"])
    for path in (trace, binary_again, *as_json):
        os.remove(path)
    # The independent reading above and the report agree.
    assert report["peak"]["bytes"] == figures.peak, (report["peak"]["bytes"], figures.peak)
    assert report["totals"]["live_end_bytes"] == figures.live
    return figures, same


def describe(only):
    """What one side has alone: how many, and the sizes that make most of the bytes."""
    most = sorted(only.items(), key=lambda item: -item[0] * item[1])[:3]
    text = ", ".join(f"{count}x {size} B" for size, count in most)
    return f"{sum(only.values())}: " + text + (", ..." if len(only) > len(most) else "")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("--only", action="append", default=[])
    arguments = parser.parse_args()
    good = True
    print(f"{'program':28} {'figure':8} {'heaptrack':>14} {'tidemark':>14}  difference")
    with tempfile.TemporaryDirectory() as folder:
        for name, command in make_programs(folder).items():
            if arguments.only and not any(only in name for only in arguments.only):
                continue
            theirs = of_heaptrack(command, folder)
            ours, same = of_tidemark(os.path.abspath(arguments.binary), command, folder)
            for what, their, our in (("calls", theirs.calls, ours.calls),
                                     ("peak", theirs.peak, ours.peak),
                                     ("leaked", theirs.live, ours.live)):
                print(f"{name:28} {what:8} {their:14,} {our:14,}  {our - their:+,}", flush=True)
            apart = 0
            for what, their, our in (("calls", theirs.sizes, ours.sizes),
                                     ("frees", theirs.ended, ours.ended)):
                for who, alone in (("heaptrack", their - our), ("tidemark", our - their)):
                    apart += sum(size * count for size, count in alone.items())
                    if alone:
                        print(f"{'':28} {what} of {who} alone: {describe(alone)}")
            explained = (abs(theirs.peak - ours.peak) <= apart and
                         abs(theirs.live - ours.live) <= apart)
            if not explained or not same:
                good = False
                print(f"{'':28} FAILED: " + ("more than these calls" if not explained else
                                             "the trace changed when it was converted"))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
