#!/usr/bin/env python3
"""A program under git with a committed baseline, and commits that the gate has to judge rightly.

    gate_repository.py --tidemark PATH --how FOLDER NAME     NAME: arrays, heap

Commits that move lines, rename files and functions, or use less pass, whichever compiler builds them
and however; those that use more fail, each with its metric, its place and its amount. FOLDER has
compile.json and link.json of record_command.py: how programs with arrays are built.
"""
import argparse
import dataclasses
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

MOST_LINES = 40  # of a screen
BASELINE = "baselines/pipeline.json"

ARRAY_MAIN = """\
#include <cstdio>

#include "stages.h"

int main() {
  std::printf("%.0f\\n", pipeline::Run(4096));
  return 0;
}
"""
# The peak is in Widest, so that nothing that happens elsewhere changes it.
ARRAY_STAGES = """\
#pragma once

#include <cstdint>

#include "tidemark/array/array.h"

namespace pipeline {

using tidemark::Array;
using tidemark::Slice;

template <class T>
Array<T> Load(int64_t n) {
  Array<T> values = tidemark::zeros<T>({n});
  values += T(1);
  return values;
}

inline double Widest(int64_t n) {
  const Array<float> wide = tidemark::ones<float>({64 * n});
  return wide.sum();
}

struct Smoother {
  Array<double> operator()(const Array<double>& a, const Array<double>& b) const {
    return a + b + a;
  }
};

template <class Step>
auto Twice(const Step& step, const Array<double>& a, const Array<double>& b) {
  return step(a, step(a, b));
}

inline double Run(int64_t n) {
  const Array<double> a = Load<double>(n);
  const Array<float> c = Load<float>(n);
  Array<double> half = a[{Slice(0, n / 2)}].copy();
  half += 1.0;
  const auto smooth = [&] { return Twice(Smoother(), half, half); };
  const double sum = smooth().sum() + c.sum();
  return sum + Widest(n);
}

}  // namespace pipeline
"""

HEAP_MAIN = """\
#include <cstdio>

#include "stages.h"

int main() {
  std::printf("%zu\\n", pipeline::Run(20));
  return 0;
}
"""
# What is made escapes, so that no optimiser takes it away.
HEAP_STAGES = """\
#pragma once

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace pipeline {

inline void* volatile escaped;

struct Record {
  std::string name;
  std::vector<int> values;
};

template <class T>
std::unique_ptr<T[]> Buffer(size_t n) {
  auto buffer = std::make_unique<T[]>(n);
  escaped = buffer.get();
  return buffer;
}

inline std::vector<Record> Load(int n) {
  std::vector<Record> records;
  for (int i = 0; i < n; ++i) {
    Record record;
    record.name = "a name that is longer than a string holds by itself " + std::to_string(i);
    record.values.resize(100);
    records.push_back(std::move(record));
  }
  return records;
}

class Index {
 public:
  explicit Index(const std::vector<Record>& records) {
    for (const Record& record : records) index_[record.name] = record.values.size();
  }
  size_t size() const { return index_.size(); }

 private:
  std::map<std::string, size_t> index_;
};

inline size_t WriteDown(const std::vector<Record>& records) {
  FILE* file = std::fopen("/dev/null", "w");
  for (const Record& record : records) std::fprintf(file, "%s\\n", record.name.c_str());
  std::fclose(file);
  return records.size();
}

inline size_t Run(int n) {
  const auto floats = Buffer<float>(1000);
  const auto doubles = Buffer<double>(1000);
  const std::vector<Record> records = Load(n);
  const Index index(records);
  char* const name = strdup(records.front().name.c_str());
  escaped = std::malloc(5000);
  escaped = std::realloc(escaped, 9000);
  std::free(escaped);
  const size_t written = WriteDown(records) + index.size() + std::strlen(name);
  std::free(name);
  return written;
}

}  // namespace pipeline
"""


@dataclasses.dataclass
class Commit:
    """What a commit changes, and what the gate has to say of it."""
    edits: tuple = ()       # (text, its replacement) in src/stages.h
    rename: str = ""        # src/stages.h gets this name
    fails: tuple = ()       # metrics; none: it passes
    delta: dict = dataclasses.field(default_factory=dict)  # of metrics, exactly
    place: str = ""         # a function that every failure's first place is in
    line: str = ""          # and its line has this text
    says: tuple = ()        # what the text has besides; LINE is that of
    called_at: str = ""     # this text
    better: tuple = ()      # metrics that --fail-on improvement names


MANY_LINES = "".join(f"// Line {i} of five hundred.\n" for i in range(500))
MOVES = {
    "moves-lines": Commit(edits=(("namespace pipeline {\n", MANY_LINES + "namespace pipeline {\n"),
                                 ("inline", MANY_LINES + "inline"))),
    "renames-file": Commit(rename="src/steps.h"),
    "moves-file": Commit(rename="src/parts/stages.h"),
    "moves-file-and-lines": Commit(rename="src/parts/steps.h", edits=(
        ("namespace pipeline {\n", MANY_LINES + "namespace pipeline {\n"),)),
    "renames-function": Commit(edits=(("Load", "ReadAll"),)),
}
ARRAY_COMMITS = {
    **MOVES,
    "renames-class": Commit(edits=(("Smoother", "Blur"),)),
    "adds-1-KiB": Commit(edits=(("({64 * n})", "({64 * n + 256})"),), fails=("peak_bytes",),
                         delta={"peak_bytes": 1024}, place="Widest", line="ones<float>"),
    "copies": Commit(
        edits=(("  const auto smooth", "  const Array<double> same = half.copy();\n"
                "  const auto smooth"), ("half, half)", "same, half)")),
        fails=("copy_bytes", "peak_bytes", "redundant_copy_bytes"),
        delta={"copy_bytes": 16384, "redundant_copy_bytes": 16384, "peak_bytes": 16384},
        place="Run", line="same = half.copy()", says=("new",)),
    "leaks": Commit(
        edits=(("  return wide.sum();", "  new Array<float>(tidemark::zeros<float>({256}));\n"
                "  return wide.sum();"),),
        fails=("leak_bytes", "peak_bytes"), delta={"leak_bytes": 1024, "peak_bytes": 1024},
        place="Widest", line="new Array<float>", says=("new",)),
    "improves": Commit(
        edits=(("  Array<double> half = a[{Slice(0, n / 2)}].copy();\n  half += 1.0;",
                "  const Array<double> half = a[{Slice(0, n / 2)}];"),),
        better=("copy_bytes", "peak_bytes")),
    "loses-reuse": Commit(
        edits=(("return a + b + a;",
                "const Array<double> sum = a + b;\n    return sum + a;"),),
        fails=("lost_reuse",), delta={"lost_reuse": 2}, place="operator()"),
}
HEAP_COMMITS = {
    **MOVES,
    "renames-class": Commit(edits=(("Index", "Table"),)),
    "adds-1-KiB": Commit(edits=(("Buffer<double>(1000)", "Buffer<double>(1128)"),),
                         fails=("peak_bytes",), delta={"peak_bytes": 1024}, place="Buffer",
                         line="make_unique"),
    "copies": Commit(
        edits=(("  const Index index(records);", "  const std::vector<Record> again = records;\n"
                "  const Index index(again);"),),
        # The copying constructor is written by the compiler: who calls it says more.
        fails=("peak_bytes",), place="Record", line="struct Record",
        says=("new", "called by src/stages.h:LINE  pipeline::Run"), called_at="again = records"),
    "leaks": Commit(edits=(("  std::free(name);", "  escaped = std::malloc(1);\n"
                            "  std::free(name);"),),
                    fails=("leak_bytes",), delta={"leak_bytes": 1}, place="Run",
                    line="std::malloc(1)", says=("new",)),
    "leaks-in-library": Commit(edits=(("  std::fclose(file);", "  std::fflush(file);"),),
                               fails=("leak_bytes",), called_at="std::fopen",
                               says=("called by src/stages.h:LINE  pipeline::WriteDown",)),
    "improves": Commit(edits=(("record.values.resize(100)", "record.values.resize(10)"),),
                       better=("peak_bytes",)),
}


class Wrong(Exception):
    """A verdict that is not the right one."""


def demand(condition, what, *shown):
    if not condition:
        raise Wrong("\n".join([what, *(str(part) for part in shown)]))


@dataclasses.dataclass
class Checked:
    """What `check` said."""
    code: int
    text: str
    document: dict

    def verdicts(self):
        found = list(self.document["verdicts"])
        for trace in self.document["traces"]:
            found += trace["verdicts"]
        return found

    def failed(self):
        return [verdict for verdict in self.verdicts() if verdict["outcome"] == "failed"]


class Repository:
    """The program's repository, in a folder of its own, and what builds, records and checks it."""

    def __init__(self, arguments, folder, main, stages):
        self.tidemark = os.path.abspath(arguments.tidemark)
        self.how = pathlib.Path(arguments.how)
        self.folder = pathlib.Path(folder, "repository")
        self.builds = pathlib.Path(folder, "builds")
        self.environment = {
            **os.environ, "LC_ALL": "C.UTF-8", "XDG_CACHE_HOME": os.path.join(folder, "cache"),
            "HOME": folder, "GIT_CONFIG_NOSYSTEM": "1", "ASAN_OPTIONS": "detect_leaks=0",
            "PATH": os.path.dirname(self.tidemark) + ":" + os.environ["PATH"]}
        self.environment.pop("TIDEMARK_TRACE", None)
        (self.folder / "src").mkdir(parents=True)
        self.write("src/main.cc", main)
        self.write("src/stages.h", stages)
        self.write(".gitignore", "*.tmk\n/baseline.proposed.json\n")
        self.git("init", "-q", "-b", "main")
        self.commit("the program")

    def run(self, *command, env=None, fails=False):
        done = subprocess.run(command, capture_output=True, text=True, check=False,
                              stdin=subprocess.DEVNULL, cwd=self.folder,
                              env={**self.environment, **(env or {})})
        demand(fails or done.returncode == 0, f"exits with {done.returncode}: {command}",
               done.stdout, done.stderr)
        return done

    def git(self, *arguments):
        return self.run("git", "-c", "user.name=A", "-c", "user.email=a@b.example", *arguments)

    def commit(self, message):
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)

    def write(self, name, text):
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text, encoding="utf-8")

    def read(self, name):
        return (self.folder / name).read_text(encoding="utf-8")

    def apply(self, name, commit):
        """A branch from the program with the baseline, with that change as its only commit."""
        self.git("checkout", "-q", "-f", "-B", name, "with-baseline")
        text = self.read("src/stages.h")
        for old, new in commit.edits:
            demand(old in text, f"there is no {old!r} to be edited")
            text = text.replace(old, new)
        self.write("src/stages.h", text)
        if commit.rename:
            (self.folder / commit.rename).parent.mkdir(parents=True, exist_ok=True)
            self.git("mv", "src/stages.h", commit.rename)
            self.write("src/main.cc", self.read("src/main.cc").replace(
                '"stages.h"', f'"{commit.rename.removeprefix("src/")}"'))
        self.commit(name)

    def build(self, name, compiler, options):
        """The program, built in a folder of its own that is nowhere in a repository."""
        folder = self.builds / name
        folder.mkdir(parents=True, exist_ok=True)
        program = str(folder / "pipeline")
        source = str(self.folder / "src/main.cc")
        self.compile_and_link(compiler, ["-g", *options, source], program)
        return program

    def compile_and_link(self, compiler, words, program):
        self.run(compiler, "-std=gnu++20", *words, "-o", program)


class ArrayRepository(Repository):
    """Its program links tidemark's recorder."""

    def compile_and_link(self, compiler, words, program):
        compiled = json.loads((self.how / "compile.json").read_text(encoding="utf-8"))
        linked = json.loads((self.how / "link.json").read_text(encoding="utf-8"))
        flags = []
        kept = iter(compiled["words"])
        for word in kept:
            if word in ("-I", "-isystem", "-D"):
                flags += [word, next(kept)]
            elif re.match(r"-I|-D|-isystem|-std=", word):
                flags.append(word)
        libraries = [os.path.join(linked["folder"], word) if word.startswith("lib/") else word
                     for word in linked["words"] if re.search(r"\.a$|\.so[.0-9]*$|^-[lW]", word)]
        libraries = [word for word in libraries if not re.match(r"-W[a-km-z]|-Werror", word)]
        self.run(compiler, *flags, *words, "-o", program, *libraries)

    def record(self, program, trace):
        self.run(program, env={"TIDEMARK_TRACE": str(self.folder / trace)})


class HeapRepository(Repository):
    """Its program knows nothing of tidemark."""

    def record(self, program, trace):
        self.run(self.tidemark, "run", "-o", trace, "--", program)


def check(repository, trace, *options):
    """Text and JSON of one run; the baseline stays as it is, and the text fits a screen."""
    baseline = repository.folder / BASELINE
    before = (baseline.read_bytes(), baseline.stat().st_mtime_ns, baseline.stat().st_ino)
    done = repository.run(repository.tidemark, "check", trace, "--baseline", BASELINE, "--format",
                          "text", "--format", "json=checked.json", *options, fails=True)
    after = (baseline.read_bytes(), baseline.stat().st_mtime_ns, baseline.stat().st_ino)
    text = done.stdout + done.stderr
    demand(before == after, "check changed the baseline", text)
    demand(len(text.splitlines()) <= MOST_LINES, f"more than {MOST_LINES} lines", text)
    document = json.loads(repository.read("checked.json"))
    (repository.folder / "checked.json").unlink()
    checked = Checked(done.returncode, text, document)
    demand(document["passed"] == (done.returncode == 0), "JSON and exit code differ", text)
    demand(checked.verdicts(), "nothing was judged", text)
    for verdict in checked.verdicts():
        demand_sum(verdict)
    return checked


def demand_sum(verdict):
    """Old and the contributions, with what is left over, are new."""
    parts = sum(part["delta"] for part in verdict["contributions"]) + verdict["other_delta"]
    if verdict["outcome"] == "failed" and verdict["broken_down"]:
        start = verdict["before"] or 0
        demand(start + parts == verdict["actual"], "the parts do not sum up", verdict)
        demand(verdict["contributions"], "no place is named", verdict)
    for part in verdict["contributions"]:
        demand(part["after"] - part["before"] == part["delta"], "a part is no difference", part)


def judge_commit(repository, name, commit, program):
    trace = "run.tmk"
    repository.record(program, trace)
    checked = check(repository, trace)
    failed = checked.failed()
    metrics = tuple(sorted(verdict["metric"] for verdict in failed))
    demand(metrics == tuple(sorted(commit.fails)), f"fails are {metrics}", checked.text)
    demand(checked.code == (1 if commit.fails else 0), f"exits with {checked.code}", checked.text)
    for verdict in failed:
        judge_failure(repository, commit, verdict, checked.text)
    if commit.fails:
        judge_commands(repository, failed[0], trace)
    if name in MOVES or name == "renames-class":
        for verdict in checked.verdicts():
            demand(verdict["before"] == verdict["actual"], "what moved differs", checked.text)
    better = check(repository, trace, "--fail-on", "improvement")
    if not commit.fails:
        found = tuple(sorted(verdict["metric"] for verdict in better.failed()))
        demand(found == tuple(sorted(commit.better)), f"better are {found}", better.text)
        demand(better.code == (1 if commit.better else 0), f"exits with {better.code}", better.text)
    return checked.text


def judge_failure(repository, commit, verdict, text):
    """What a person reads: metric, old and new, bound, place, line."""
    metric = verdict["metric"]
    delta = verdict["actual"] - verdict["before"]
    demand(delta > 0, "no increase", verdict)
    demand(commit.delta.get(metric, delta) == delta, f"{metric} went up by {delta}", text)
    demand(verdict["rule"] == ("lost-reuse" if metric == "lost_reuse" else "increase"), "rule",
           verdict)
    demand(metric in text, f"does not name {metric}", text)
    demand(verdict["limit_source"] == BASELINE and f"set by {BASELINE}" in text,
           "does not say what set the limit", text)
    for command in ("inspect", "accept"):
        demand(verdict[command] in text, f"does not have the command {verdict[command]}", text)
    first = verdict["contributions"][0]["site"]
    if commit.place:
        demand(commit.place in first["function"], f"the first place is not {commit.place}", text)
        source = pathlib.Path(first["file"])
        demand(source.name == "stages.h", f"the first place is in {source}", text)
        demand(f"stages.h:{first['line']}" in text, "the text has no such line", text)
        lines = (repository.folder / "src/stages.h").read_text(encoding="utf-8").splitlines()
        demand(commit.line in lines[first["line"] - 1], f"line {first['line']}", text)
    for said in commit.says:
        if "LINE" in said:
            lines = repository.read("src/stages.h").splitlines()
            at = [i + 1 for i, line in enumerate(lines) if commit.called_at in line]
            said = said.replace("LINE", str(at[0]))
        demand(said in text, f"does not say {said!r}", text)


def judge_commands(repository, verdict, trace):
    """Both commands run as they are printed; after the second the check passes."""
    repository.run("sh", "-c", verdict["inspect"])
    repository.run("sh", "-c", verdict["accept"])
    demand("why it is needed" in repository.read(BASELINE), "the reason is not kept",
           repository.read(BASELINE))
    accepted = check(repository, trace)
    demand(accepted.code == 0, "accepted, and fails all the same", accepted.text)
    repository.git("checkout", "-q", "-f", "HEAD", "--", BASELINE)


def judge_test_name(repository):
    """One name for a test, wherever it is given; with another one the baseline is not compared."""
    repository.git("checkout", "-q", "-f", "with-baseline")
    repository.record(str(repository.builds / "main" / "pipeline"), "run.tmk")
    named = "named.json"
    repository.run(repository.tidemark, "baseline", "init", "run.tmk", "--baseline", named,
                   "--test", "unit/the pipeline")
    for test, code in (("unit/the pipeline", 0), ("other", 4), ("", 4)):
        words = [repository.tidemark, "check", "run.tmk", "--baseline", named]
        done = repository.run(*words, *(["--test", test] if test else []), fails=True)
        demand(done.returncode == code, f"--test {test!r}: exits with {done.returncode}",
               done.stdout)
        demand(code == 0 or "--test 'unit/the pipeline'" in done.stdout, "says not what to do",
               done.stdout)
    # The command that accepts has the name, so that the next check finds the baseline again.
    text = repository.read(named)
    repository.write(named, re.sub(r'"peak_bytes":(\d+)', '"peak_bytes":1', text))
    words = ["check", "run.tmk", "--baseline", named, "--test", "unit/the pipeline"]
    done = repository.run(repository.tidemark, *words, fails=True)
    accept = re.search(r"^ *accept: (.*)$", done.stdout, re.MULTILINE)
    demand(done.returncode == 1 and accept, f"exits with {done.returncode}", done.stdout)
    repository.run("sh", "-c", accept.group(1))
    repository.run(repository.tidemark, *words)
    (repository.folder / named).unlink()


def variants(with_address_sanitizer):
    """Names, compilers and options."""
    table = {}
    for compiler in ("g++", "clang++"):
        if not shutil.which(compiler):
            print(f"without {compiler}, which is not here")
            continue
        for level in ("-O0", "-O2"):
            table[compiler + level] = (compiler, [level])
        table[compiler + "-undefined"] = (compiler, ["-O1", "-fsanitize=undefined"])
        if with_address_sanitizer:
            table[compiler + "-address"] = (compiler, ["-O1", "-fsanitize=address,undefined"])
    return table


def judge_variants(repository, with_address_sanitizer):
    """However it is built, the program gives the baseline, byte for byte."""
    repository.git("checkout", "-q", "-f", "with-baseline")
    for name, (compiler, options) in variants(with_address_sanitizer).items():
        program = repository.build(name, compiler, options)
        repository.record(program, "run.tmk")
        checked = check(repository, "run.tmk")
        demand(checked.code == 0, f"{name}: exits with {checked.code}", checked.text)
        again = "again.json"
        repository.run(repository.tidemark, "baseline", "init", "run.tmk", "--baseline", again)
        demand(repository.read(again) == repository.read(BASELINE), f"{name}: another baseline",
               repository.read(again), repository.read(BASELINE))
        (repository.folder / again).unlink()


def judge_repository(repository, commits, with_address_sanitizer, show):
    program = repository.build("main", "g++", ["-O2"])
    repository.record(program, "run.tmk")
    (repository.folder / "baselines").mkdir()
    repository.run(repository.tidemark, "baseline", "init", "run.tmk", "--baseline", BASELINE)
    repository.commit("the baseline")
    repository.git("branch", "with-baseline")
    failures = 0
    for name, commit in commits.items():
        try:
            repository.apply(name, commit)
            # What fails is built as its author would, the rest as the baseline was.
            options = ["-O0"] if commit.fails else ["-O2"]
            text = judge_commit(repository, name, commit,
                                repository.build(name, "g++", options))
            if show:
                print(f"== {name}\n{text}")
        except Wrong as wrong:
            failures += 1
            print(f"{name}: {wrong}")
    for judge in (judge_test_name, lambda r: judge_variants(r, with_address_sanitizer)):
        try:
            judge(repository)
        except Wrong as wrong:
            failures += 1
            print(wrong)
    return failures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tidemark", required=True)
    parser.add_argument("--how", default=".")
    parser.add_argument("--show", action="store_true", help="print what the gate said")
    parser.add_argument("name", choices=("arrays", "heap"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tidemark-repository-") as folder:
        if arguments.name == "arrays":
            repository = ArrayRepository(arguments, folder, ARRAY_MAIN, ARRAY_STAGES)
            failures = judge_repository(repository, ARRAY_COMMITS, True, arguments.show)
        else:
            repository = HeapRepository(arguments, folder, HEAP_MAIN, HEAP_STAGES)
            failures = judge_repository(repository, HEAP_COMMITS, False, arguments.show)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
