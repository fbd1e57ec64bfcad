#!/usr/bin/env python3
"""Heap events of Python programs are at lines of Python; `--project` says whose lines are shown."""
import os
import tempfile
import unittest

import recorded

HEAP = ("--heap",)


class Stack:
    """The frames of a trace, as each allocation of at least `least` bytes has them."""

    def __init__(self, events):
        self.frames = {e["frame"]: e for e in events if e["ev"] == "frame"}
        self.stacks = {e["stack"]: e for e in events if e["ev"] == "stack"}

    def of(self, event):
        """Innermost first."""
        result = []
        stack = event.get("stack", 0)
        while stack:
            result.append(self.frames[self.stacks[stack]["frame"]])
            stack = self.stacks[stack].get("parent", 0)
        return result

    def lines(self, event):
        return [(f["file"], f["line"]) for f in self.of(event) if f.get("module") == "python"]


def allocations(run, sizes):
    """Size and lines of the heap's blocks of these sizes."""
    stack = Stack(run.events)
    return [(e["bytes"], stack.lines(e)) for e in run.events
            if e["ev"] == "alloc" and e.get("kind") == "heap" and e["bytes"] in sizes]


def files(folder, texts):
    for path, text in texts.items():
        full = os.path.join(folder, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w") as file:
            file.write(text)


class HeapLines(unittest.TestCase):
    def test_a_row_is_a_line_and_its_callers_are(self):
        text = ("def make(n):\n    return bytearray(n)\n\n"
                "def twice(n):\n    return make(n), make(2 * n)\n\n"
                "kept = twice(300000)\nlist(kept)\n")
        run = recorded.script(text, HEAP)
        self.assertEqual((run.code, run.err), (0, ""))
        expected = [("prog.py", 2), ("prog.py", 5), ("prog.py", 7)]
        self.assertEqual(allocations(run, (300001, 600001)), [(300001, expected), (600001, expected)])
        report = recorded.report(recorded.trace_of(run))
        self.assertEqual(report["trace"]["anomalies"]["total"], 0)
        row = report["peak"]["sites"][0]
        self.assertEqual((row["site"]["file"], row["site"]["line"], row["site"]["function"]),
                         ("prog.py", 2, "make"))
        self.assertEqual(row["callers"][0]["line"], 5)
        self.assertEqual([f for f in report["findings"] if f["site"]["file"] == "prog.py"], [])

    def test_what_the_bridge_has_python_make_begins_and_ends(self):
        # NumPy is imported by a line of the program, and hooked there.
        text = "import numpy as np\na = np.arange(100000.0)\nview = a[10:20]\ncopy = a.copy()\n"
        for flags in (HEAP, ("--python-objects",)):
            report = recorded.report(recorded.trace_of(recorded.script(text, flags)))
            self.assertEqual(report["trace"]["anomalies"]["total"], 0, flags)
            self.assertEqual(report["leaks"]["count"], 0, flags)

    def test_nothing_of_the_evaluator_is_a_place(self):
        run = recorded.script("import json, decimal, re\nx = [str(i) * 300 for i in range(3000)]\n"
                              "y = re.compile('a|b*c+').findall(json.dumps(x))\n", HEAP)
        report = recorded.report(recorded.trace_of(run))
        named = [row["site"].get("function", "") for row in report["peak"]["sites"]]
        self.assertGreater(len(named), 3)
        self.assertFalse([name for name in named if "PyEval" in name or "Vectorcall" in name])
        made = [e for e in run.events if e["ev"] == "alloc" and e.get("kind") == "heap"]
        stack = Stack(run.events)
        at_lines = [event for event in made if stack.lines(event)]
        self.assertGreater(len(at_lines), 0.9 * len(made))  # but for the interpreter's start and end

    def test_code_that_comes_and_goes_keeps_its_own_lines(self):
        # Code objects come to lie where others were.
        text = ("kept = []\nfor i in range(1, 400):\n"
                "    exec(compile('\\n' * i + f'kept.append(bytearray({100000 + i}))', 'made', 'exec'))\n")
        run = recorded.script(text, HEAP)
        got = {size - 100001: lines[0] for size, lines in allocations(run, range(100002, 100402))}
        self.assertEqual(got, {i: ("made", i + 1) for i in range(1, 400)})

    def test_threads_with_and_without_the_lock(self):
        text = """import threading, zlib
def work(n):
    for i in range(50):
        zlib.compress(bytes(n))
threads = [threading.Thread(target=work, args=(200000,)) for _ in range(4)]
for t in threads: t.start()
for t in threads: t.join()
"""
        run = recorded.script(text, HEAP)
        self.assertEqual((run.code, run.err), (0, ""))
        made = [lines for size, lines in allocations(run, (200033,))]
        self.assertEqual(len(made), 200)
        self.assertTrue(all(lines[0] == ("prog.py", 4) for lines in made))
        self.assertTrue(all(any(file.endswith("threading.py") for file, _ in lines) for lines in made))

    def test_names_that_are_not_ascii(self):
        text = "def größe漢字():\n    return bytearray(200000)\ngröße漢字()\n"
        run = recorded.script(text, HEAP)
        functions = {e["function"] for e in run.events if e["ev"] == "frame" and e.get("file") == "prog.py"}
        self.assertEqual(functions, {"größe漢字", "<module>"})

    def test_generators_recursion_and_exceptions(self):
        text = """import sys
def items():
    yield bytearray(200001)
def deep(n):
    return deep(n - 1) if n else bytearray(200003)
class Failing:
    def __init__(self): self.kept = bytearray(200005); raise ValueError
list(items())
sys.setrecursionlimit(3000)
deep(900)
try: Failing()
except ValueError: pass
"""
        run = recorded.script(text, HEAP)
        got = {size: lines for size, lines in allocations(run, (200002, 200004, 200006))}
        self.assertEqual(got[200002], [("prog.py", 3), ("prog.py", 8)])
        self.assertEqual(set(got[200004]), {("prog.py", 5)})
        self.assertEqual(got[200006], [("prog.py", 7), ("prog.py", 11)])

    def test_what_a_library_function_leaks_is_found_through_ctypes(self):
        text = "import ctypes\nlibc = ctypes.CDLL(None)\nlibc.strdup(b'x' * 5000)\n"
        report = recorded.report(recorded.trace_of(recorded.script(text, HEAP)))
        leaks = [f["site"] for f in report["findings"] if f["rule"] == "leak"]
        self.assertEqual([(s["file"], s["line"]) for s in leaks], [("prog.py", 3)])

    def test_arrays_beside_it_and_without_numpy(self):
        text = "import numpy as np\na = np.ones(50000)\nb = bytearray(400000)\n"
        run = recorded.script(text, HEAP)
        self.assertEqual(allocations(run, (400000, 400001)), [(400001, [("prog.py", 3)])])
        run = recorded.script(text, ("--no-numpy",))
        self.assertEqual([(size, lines[0]) for size, lines in allocations(run, (400000, 400001))],
                         [(400000, ("prog.py", 2)), (400001, ("prog.py", 3))])

    def test_native_frames_where_they_are_asked_for(self):
        for stacks in ("fp", "dwarf", "off"):
            run = recorded.script("bytearray(200000)\n", (*HEAP, "--stacks", stacks))
            self.assertEqual((run.code, run.err), (0, ""))
            self.assertEqual(allocations(run, (200001,)), [(200001, [])])

    def test_a_delayed_start(self):
        text = ("import os, signal\na = bytearray(300000)\nos.kill(os.getpid(), signal.SIGUSR2)\n"
                "b = bytearray(400000)\n")
        run = recorded.script(text, (*HEAP, "--delay-start"))
        self.assertEqual(allocations(run, (300001, 400001)), [(400001, [("prog.py", 4)])])


class Project(unittest.TestCase):
    """A program in `app`, a library in `lib`, one that is installed below the working directory."""

    TEXTS = {
        "app/main.py": "import sys\nsys.path += ['lib', 'env/site-packages']\n"
                       "import library, installed\n"
                       "x = library.make()\ny = installed.make()\n",
        "lib/library.py": "import numpy as np\ndef make():\n    return np.ones(40000)\n",
        "env/site-packages/installed.py":
            "import numpy as np, copy\ndef make():\n    return copy.copy(np.zeros(50000))\n",
    }

    def sites(self, *flags, cwd=None):
        folder = tempfile.mkdtemp()
        files(folder, self.TEXTS)
        run = recorded.record([recorded.PYTHON, "app/main.py"], flags=flags, cwd=folder)
        self.assertEqual((run.code, run.err), (0, ""))
        sites = recorded.sites(run.events)
        result = {}
        for event in run.events:
            if event["ev"] == "alloc" and event["bytes"] in (320000, 400000):
                site = sites[event["site"]]
                result.setdefault(event["bytes"], (site["file"], site["line"]))
        return result

    def test_by_default_all_below_the_working_directory_that_is_not_installed(self):
        self.assertEqual(self.sites(), {320000: ("lib/library.py", 3), 400000: ("app/main.py", 5)})

    def test_what_is_named(self):
        self.assertEqual(self.sites("--project", "app"),
                         {320000: ("app/main.py", 4), 400000: ("app/main.py", 5)})
        self.assertEqual(self.sites("--project", "env/site-packages"),
                         {320000: ("lib/library.py", 3),
                          400000: ("env/site-packages/installed.py", 3)})

    def test_a_program_elsewhere_is_somebodys(self):
        folder = tempfile.mkdtemp()
        files(folder, {"prog.py": "import copy, numpy as np\na = copy.deepcopy(np.ones(40000))\n"})
        run = recorded.record([recorded.PYTHON, folder + "/prog.py"], cwd="/usr")
        site = recorded.sites(run.events)
        made = [site[e["site"]] for e in run.events if e["ev"] == "alloc" and e["bytes"] == 320000]
        self.assertEqual({(s["file"], s["line"]) for s in made}, {(folder + "/prog.py", 2)})

    def test_heap_rows_go_by_it_as_well(self):
        folder = tempfile.mkdtemp()
        files(folder, {"app/main.py": "import sys\nsys.path.append('lib')\nimport library\n"
                                      "x = library.make()\n",
                       "lib/library.py": "def make():\n    return bytearray(400000)\n"})
        for flags, file in (((), "lib/library.py"), (("--project", "app"), "app/main.py")):
            run = recorded.record([recorded.PYTHON, "app/main.py"], flags=(*HEAP, *flags), cwd=folder)
            self.assertEqual([lines[0][0] for _, lines in allocations(run, (400001,))], [file])

    def test_modules_read_as_an_import_writes_them(self):
        folder = tempfile.mkdtemp()
        files(folder, {"app/__init__.py": "", "app/__main__.py":
                       "import json, sys\nsys.path.append('env/site-packages')\n"
                       "import numpy as np\nfrom app.sub import work\nimport installed\n"
                       "x = work.make(), installed.make(), np.ones(60000)\n",
                       "app/sub/work.py": "import numpy as np\n"
                       "def make(): return np.ones(50000), bytearray(400000)\n",
                       "env/site-packages/installed/__init__.py":
                       "def make(): return bytearray(300000)\n"})
        run = recorded.record([recorded.PYTHON, "-m", "app"], flags=HEAP, cwd=folder)
        self.assertEqual((run.code, run.err), (0, ""))
        trace = recorded.trace_of(run)
        rows = {row["site"]["module"]: row["bytes"] for row in
                recorded.report(trace)["peak"]["sites"] if row["bytes"] >= 300000}
        self.assertEqual(rows.keys() & {"app.__main__", "app.sub.work"}, {"app.__main__", "app.sub.work"})
        out = recorded.plain([recorded.TIDEMARK, "report", "--table", "modules", "--format", "csv", trace]).out
        modules = [line.split(",")[-1] for line in out.splitlines()]
        for name in ("app.__main__", "app.sub.work"):
            self.assertIn(name, modules)
        self.assertFalse([name for name in modules if name.endswith(".py") or "site-packages" in name])
        # Of installed code the text says the module, of the user's the path, which editors open.
        run = recorded.record([recorded.PYTHON, "-m", "app"], cwd=folder,
                              flags=(*HEAP, "--project", "env/site-packages"))
        text = recorded.plain([recorded.TIDEMARK, "report", recorded.trace_of(run)]).out
        self.assertIn("installed:1", text)
        self.assertNotIn("site-packages", text)

    def test_no_folder(self):
        run = recorded.record([recorded.PYTHON, "-c", "1"], flags=("--project", "nowhere"))
        self.assertEqual(run.code, 2)
        self.assertIn("--project: nowhere is no folder", run.err)


if __name__ == "__main__":
    recorded.main()
