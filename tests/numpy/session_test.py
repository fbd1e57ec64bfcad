#!/usr/bin/env python3
"""Recording a part of a process: tidemark.record, notebooks, the pytest plugin."""
import os
import subprocess
import tempfile
import unittest

import recorded

PACKAGE = os.path.join(recorded.HERE, "..", "..", "lib", "tidemark", "numpy", "python")
ENVIRONMENT = {"PYTHONPATH": PACKAGE}


def python(*arguments, cwd=None):
    environment = {**ENVIRONMENT, "TIDEMARK_COMMAND": recorded.TIDEMARK}
    return recorded.plain([recorded.PYTHON, *arguments], cwd=cwd, env=environment)


def run(text):
    """The program's run, and the folder that it ran in."""
    folder = tempfile.mkdtemp()
    with open(os.path.join(folder, "prog.py"), "w") as file:
        file.write(text)
    return python("prog.py", cwd=folder), folder


class Record(unittest.TestCase):
    def test_a_part_of_a_program_and_its_report(self):
        done, folder = run("""import numpy as np, tidemark
before = np.ones(5000)
with tidemark.record("part.json") as path:
    a = np.arange(9000.0)
    b = a.copy()
    c = b[2:5] + before[2:5]
d = np.ones(7777)
print(path)
print(tidemark.report())
""")
        self.assertEqual((done.code, done.err), (0, ""))
        self.assertTrue(done.out.startswith(os.path.join(folder, "part.json")))
        self.assertIn("prog.py:5", done.out)
        events = recorded.read(os.path.join(folder, "part.json"))
        sizes = [e["bytes"] for e in events if e["ev"] == "alloc" and e.get("kind") == "numpy"]
        self.assertEqual(sizes, [72000, 72000, 24])
        report = recorded.report(os.path.join(folder, "part.json"), "--strict")
        self.assertEqual([(f["rule"], f["site"]["file"], f["site"]["line"]) for f in report["findings"]],
                         [("unmodified-copy", "prog.py", 5)])
        self.assertEqual(report["leaks"]["count"], 0)  # the program goes on with them

    def test_recordings_in_a_row(self):
        done, folder = run("""import numpy as np, tidemark
kept = []
for i in range(5):
    with tidemark.record(f"{i}.json", keep_alive=True):
        kept.append(np.ones(1000 + i)); kept[0][:3] = 1
        print(tidemark.live()[0] >= 1)
print(tidemark.is_recording())
""")
        self.assertEqual((done.code, done.err, done.out), (0, "", "True\n" * 5 + "False\n"))
        for i in range(5):
            report = recorded.report(os.path.join(folder, f"{i}.json"), "--strict")
            self.assertEqual(report["totals"]["alloc_bytes"], 8 * (1000 + i))
            self.assertEqual(report["leaks"]["count"], 1)

    def test_an_exception_passes_and_the_trace_is_whole(self):
        done, folder = run("""import numpy as np, tidemark
try:
    with tidemark.record("x.json"):
        a = np.ones(1000)
        raise KeyError("mine")
except KeyError as error: print(error, tidemark.is_recording())
with tidemark.record("y.json"):
    raise SystemExit(3)
""")
        self.assertEqual((done.code, done.out, done.err), (3, "'mine' False\n", ""))
        for name in ("x.json", "y.json"):
            self.assertEqual(recorded.read(os.path.join(folder, name))[-1]["ev"], "end")

    def test_one_at_a_time(self):
        text = """import numpy, tidemark
with tidemark.record("a.json"):
    try:
        with tidemark.record("b.json"): pass
    except RuntimeError as error: print(error)
"""
        done, _ = run(text)
        self.assertEqual((done.code, done.err), (0, ""))
        self.assertEqual(done.out, "tidemark: this process is being recorded already\n")
        text = "import numpy, tidemark\nwith tidemark.record('a.json'): pass\n"
        under = recorded.script(text, env=ENVIRONMENT)
        self.assertEqual(under.code, 1)
        self.assertIn("is being recorded already", under.err)

    def test_what_cannot_be_written_is_an_error(self):
        done, _ = run("import numpy, tidemark\nwith tidemark.record('/nowhere/x.tmk'): print('no')\n")
        self.assertEqual((done.code, done.out), (1, ""))
        self.assertIn("OSError: tidemark:", done.err)

    def test_threads_forks_and_an_end_within(self):
        done, folder = run("""import numpy as np, os, threading, tidemark
def work():
    for i in range(200): np.ones(100 + i)[3:] + 1
with tidemark.record("t.tmk"):
    threads = [threading.Thread(target=work) for _ in range(4)]
    for t in threads: t.start()
    for t in threads: t.join()
    if os.fork() == 0:
        np.ones(99); os._exit(0)
    os.wait()
print("done")
""")
        self.assertEqual((done.code, done.out, done.err), (0, "done\n", ""))
        report = recorded.report(os.path.join(folder, "t.tmk"), "--strict")
        self.assertEqual(report["totals"]["alloc_count"], 1600)
        done, folder = run("import numpy as np, os, tidemark\nwith tidemark.record('e.tmk'):\n"
                           "    a = np.ones(1000)\n    os._exit(5)\n")
        self.assertEqual((done.code, done.err), (5, ""))
        self.assertEqual(python("-m", "tidemark", "report", "e.tmk", cwd=folder).code, 0)

    def test_a_cell_of_a_notebook(self):
        text = """import tidemark
class Shell:
    def register_magic_function(self, function, kind, name): self.magic = (function, kind, name)
    def run_cell(self, text): exec(compile(text, "<ipython-input-1>", "exec"), globals())
shell = Shell()
tidemark.load_ipython_extension(shell)
print(shell.magic[1:])
shell.magic[0]("", "import numpy as np\\na = np.arange(9000.0)\\nb = a.copy()\\n")
"""
        done, _ = run(text)
        self.assertEqual((done.code, done.err), (0, ""))
        self.assertIn("('cell', 'tidemark')", done.out)
        self.assertIn("<ipython-input-1>:3", done.out)
        self.assertIn("unmodified-copy", done.out)

    @unittest.skipUnless(subprocess.run([recorded.PYTHON, "-c", "import IPython"],
                                        stderr=subprocess.DEVNULL).returncode == 0, "no IPython")
    def test_a_cell_of_ipython(self):
        done, _ = run("""from IPython.testing.globalipapp import start_ipython
shell = start_ipython()
shell.run_line_magic("load_ext", "tidemark")
shell.run_cell("%%tidemark\\nimport numpy as np\\na = np.arange(9000.0)\\nb = a.copy()\\n")
shell.run_cell("print(b.sum())")
""")
        self.assertEqual(done.code, 0, done.err)
        self.assertIn("unmodified-copy", done.out)
        self.assertIn("40495500.0", done.out)


@unittest.skipUnless(subprocess.run([recorded.PYTHON, "-c", "import pytest"],
                                    stderr=subprocess.DEVNULL).returncode == 0, "no pytest")
class Pytest(unittest.TestCase):
    TESTS = """import numpy as np, pytest
kept = []
@pytest.mark.tidemark(peak="64KiB", redundant_copies=0, leaks=0)
def test_fine():
    assert np.ones(1000).sum() == 1000
@pytest.mark.tidemark(peak="64KiB")
def test_peak():
    np.ones(10000)
@pytest.mark.tidemark(redundant_copies=0)
def test_copy():
    a = np.ones(1000); b = a.copy(); assert (a + b).sum() == 2000
@pytest.mark.tidemark(leaks=0)
def test_leak():
    kept.append(np.ones(1000))
@pytest.mark.tidemark(leaks=0)
def test_cycle():
    a = [np.ones(1000)]; a.append(a)
@pytest.mark.tidemark(peak="1KiB")
def test_that_fails_itself():
    np.ones(10000); assert False, "its own"
@pytest.mark.tidemark(alloc_count=2)
def test_metric():
    np.ones(3); np.ones(3); np.ones(3)
def test_unmarked():
    np.ones(50000)
"""

    def run_tests(self, *options):
        folder = tempfile.mkdtemp()
        with open(os.path.join(folder, "test_it.py"), "w") as file:
            file.write(self.TESTS)
        done = python("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tidemark.pytest_plugin",
                      "-rfp", "--tb=short", *options, cwd=folder)
        self.assertEqual(done.code, 1, done.err)
        return done.out, folder

    def test_limits_and_summary(self):
        out, _ = self.run_tests()
        passed = {line.split("::")[1] for line in out.splitlines() if line.startswith("PASSED")}
        self.assertEqual(passed, {"test_fine", "test_cycle", "test_unmarked"})
        failed = {line.split("::")[1].split(" ")[0] for line in out.splitlines()
                  if line.startswith("FAILED")}
        self.assertEqual(failed, {"test_peak", "test_copy", "test_leak", "test_that_fails_itself",
                                  "test_metric"})
        for text in ("peak_bytes", "redundant_copy_count", "leak_count", "alloc_count", "its own",
                     "test_it.py:11"):
            self.assertIn(text, out)
        summary = out[out.index("memory of arrays (tidemark)"):]
        self.assertIn("80,000", summary)
        self.assertNotIn("test_unmarked", summary.split("short test summary")[0])

    def test_tests_without_arrays_keep_their_limits(self):
        folder = tempfile.mkdtemp()
        with open(os.path.join(folder, "test_it.py"), "w") as file:
            file.write("import pytest\n@pytest.mark.tidemark(leaks=0, redundant_copies=0)\n"
                       "def test_nothing(): assert 1\ndef test_unmarked(): assert 1\n")
        done = python("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tidemark.pytest_plugin",
                      "--tidemark", cwd=folder)
        self.assertEqual((done.code, done.err), (0, ""), done.out)
        self.assertIn("2 passed", done.out)
        self.assertIn("test_it.py::test_nothing", done.out)

    def test_what_a_failure_says(self):
        out, _ = self.run_tests()
        self.assertNotIn("/tmp/", out)  # a trace that is gone
        self.assertIn("--tidemark-traces=DIR keeps its trace", out)
        out, folder = self.run_tests("--tidemark-traces=traces")
        self.assertRegex(out, r"see: tidemark report \S*traces/test_it.py_test_peak.tmk")
        self.assertTrue(os.path.exists(os.path.join(folder, "traces", "test_it.py_test_peak.tmk")))
        with open(os.path.join(folder, "test_typo.py"), "w") as file:
            file.write("import numpy as np, pytest\n@pytest.mark.tidemark(peek=1)\n"
                       "def test_typo(): np.ones(3)\n")
        done = python("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tidemark.pytest_plugin",
                      "test_typo.py", cwd=folder)
        self.assertIn("unknown metric 'peek'", done.out)
        self.assertIn("shorter names: peak (peak_bytes)", done.out)

    def test_all_tests_with_their_traces(self):
        out, folder = self.run_tests("--tidemark", "--tidemark-traces=traces")
        self.assertIn("400,000", out[out.index("memory of arrays (tidemark)"):])
        self.assertEqual(len(os.listdir(os.path.join(folder, "traces"))), 8)

    def test_nothing_is_said_where_nothing_was_asked(self):
        folder = tempfile.mkdtemp()
        with open(os.path.join(folder, "test_it.py"), "w") as file:
            file.write("def test_plain(): pass\n")
        done = python("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tidemark.pytest_plugin",
                      cwd=folder)
        self.assertEqual(done.code, 0, done.out)
        self.assertNotIn("tidemark", done.out)


if __name__ == "__main__":
    recorded.main()
