#!/usr/bin/env python3
"""The same build on Debian 13's CPython 3.13 and NumPy 2.2: demo.py, functions.py and random_program.py there.

Their packages are unpacked into a folder (unpack_debian13.sh), into which the programs change their root;
so it needs to be run as root, and is skipped (77) otherwise.
"""
import json
import os
import shutil
import subprocess
import tempfile
import unittest

import demo_test
import functions_test
import no_false_claims_test
import python_objects_test
import python_stacks_test
import recorded
import witnesses_test

ROOT = os.environ.get("TIDEMARK_DEBIAN13", os.path.expanduser("~/.cache/tidemark/debian13"))
PYTHON = "/usr/bin/python3.13"


def why_not():
    if os.geteuid() != 0:
        return "only root can change the root folder"
    if not os.path.exists(ROOT + PYTHON):
        return f"{ROOT} has no {PYTHON}: tests/numpy/unpack_debian13.sh makes it"
    return None


class Debian13(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = tempfile.mkdtemp(dir=ROOT + "/tmp")
        self.addCleanup(shutil.rmtree, self.folder)
        self.inside = "/tmp/" + os.path.basename(self.folder)
        library = os.environ["TIDEMARK_MALLOC_LIBRARY"]
        for path in (library, os.path.join(os.path.dirname(library), "libtidemark_numpy.so")):
            shutil.copy(path, self.folder)
        for name in ("inside.py", "demo.py", "functions.py", "random_program.py"):
            shutil.copy(os.path.join(recorded.HERE, name), self.folder)

    def record(self, *arguments, more=None):
        """Output and trace; `more` variables."""
        environment = {
            "PATH": "/usr/bin", "PYTHONPATH": self.inside, "PYTHONDONTWRITEBYTECODE": "1",
            "LD_LIBRARY_PATH": "/usr/lib/x86_64-linux-gnu/blas:/usr/lib/x86_64-linux-gnu/lapack",
            "LD_PRELOAD": self.inside + "/libtidemark_malloc.so",
            "TIDEMARK_PYTHON": self.inside + "/libtidemark_numpy.so", "TIDEMARK_NUMPY": "1",
            "TIDEMARK_TRACE": self.inside + "/run.json", **(more or {})}
        command = ["env", "-i", *[f"{k}={v}" for k, v in environment.items()], PYTHON, *arguments]
        script = 'mount -t proc proc "$0/proc" && exec chroot "$0" /usr/bin/"$@"'
        done = subprocess.run(["unshare", "-m", "sh", "-c", script, ROOT, *command], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        path = self.folder + "/run.json"
        recorded.report(path, "--strict")
        return done.stdout, path

    def test_what_is_told_is_what_was_frozen(self):
        _, path = self.record(self.inside + "/demo.py")
        self.assertEqual(demo_test.told(recorded.read(path)), demo_test.frozen())

    def test_each_function_is_told_as_it_is(self):
        _, path = self.record(self.inside + "/functions.py", self.inside + "/told.jsonl")
        cases = recorded.read(self.folder + "/told.jsonl")
        self.assertGreaterEqual(len(cases), 300)
        self.assertEqual(functions_test.problems_of(cases, recorded.read(path)), {})

    def test_what_is_needed_is_not_said_to_be_needless(self):
        for name, body in no_false_claims_test.NEEDED.items():
            with self.subTest(case=name), open(self.folder + "/prog.py", "w") as file:
                file.write(no_false_claims_test.program(body))
                file.flush()
                _, path = self.record(self.inside + "/prog.py")
                self.assertEqual(no_false_claims_test.certain_in(recorded.report(path)), [])

    def test_heap_rows_are_lines_of_python(self):
        with open(self.folder + "/prog.py", "w") as file:
            file.write("def größe(n):\n    return bytearray(n)\nkept = [größe(300000 + i) for i in range(3)]\n"
                       "exec(compile('\\n' * 7 + 'kept.append(bytearray(400000))', 'made', 'exec'))\n")
        _, path = self.record(self.inside + "/prog.py", more={"TIDEMARK_HEAP": "1"})
        events = recorded.read(path)
        stack = python_stacks_test.Stack(events)
        got = {e["bytes"]: stack.of(e) for e in events
               if e["ev"] == "alloc" and e.get("kind") == "heap" and e["bytes"] in (300003, 400001)}
        innermost = {size: next((f["file"], f["line"], f["function"]) for f in frames
                                if f.get("module") == "python") for size, frames in got.items()}
        self.assertEqual(innermost, {300003: (self.inside[1:] + "/prog.py", 2, "größe"),
                                     400001: ("made", 8, "<module>")})

    def test_pythons_objects_by_type(self):
        things = python_objects_test.THINGS
        with open(self.folder + "/prog.py", "w") as file:
            file.write(python_objects_test.CENSUS + things +
                       f"census({python_objects_test.TYPES!r})\nballast = bytes(20_000_000)\ndel ballast\n")
        for flags in ((), ("-I",)):
            out, path = self.record(*flags, self.inside + "/prog.py",
                                    more={"TIDEMARK_HEAP": "1", "TIDEMARK_PYTHON_OBJECTS": "1"})
            found = python_objects_test.by_type(recorded.report(path)["objects"], "peak")
            census = json.loads(out.splitlines()[0])
            self.assertGreater(len(census), 9)
            self.assertEqual({name: found[name][0] for name in census},
                             {name: count for name, (count, _) in census.items()})

    def test_debug_allocators(self):
        for more in ({}, {"TIDEMARK_HEAP": "1"}):
            out, _ = self.record("-X", "dev", "-c", "import numpy; print(numpy.ones(3).sum())", more=more)
            self.assertEqual(out, "3.0\n")

    def test_pins(self):
        with open(self.folder + "/prog.py", "w") as file:
            file.write("import numpy as np\ndef tail():\n    a = np.ones(100_000)\n    return a[-10:]\n"
                       "kept = [tail() for _ in range(3)]\nfor _ in range(3): np.zeros(50_000)\n")
        _, path = self.record(self.inside + "/prog.py")
        pins = [f for f in recorded.report(path)["findings"] if f["rule"] == "pinned-base"]
        self.assertEqual([(f["site"]["line"], f["count"]) for f in pins], [(4, 3)])

    def test_witnesses(self):
        out, path = self.record(self.inside + "/random_program.py", "memory", "1")
        *lines, totals = [json.loads(line) for line in out.splitlines()]
        self.assertEqual(totals, {"compared": 20})
        self.assertEqual(witnesses_test.lives_at_checkpoints(recorded.read(path)), lines)
        out, _ = self.record(self.inside + "/random_program.py", "views", "1")
        self.assertGreater(json.loads(out)["pairs"], 200_000)


if __name__ == "__main__":
    recorded.main(why_not)
