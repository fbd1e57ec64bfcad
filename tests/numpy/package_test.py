#!/usr/bin/env python3
"""The Python package: `python3 -m tidemark`, marks, scopes, and what is live."""
import os
import tempfile
import unittest

import recorded

PACKAGE = os.path.join(recorded.HERE, "..", "..", "lib", "tidemark", "numpy", "python")


class Package(unittest.TestCase):
    def python(self, *arguments, cwd=None):
        environment = {"PYTHONPATH": PACKAGE, "TIDEMARK_COMMAND": recorded.TIDEMARK}
        return recorded.plain([recorded.PYTHON, *arguments], cwd=cwd, env=environment)

    def test_run_report_and_check(self):
        folder = tempfile.mkdtemp()
        with open(os.path.join(folder, "script.py"), "w") as file:
            file.write("import sys, numpy as np\na = np.ones(9000); b = a.copy()\n"
                       "print(sys.argv[1:], a.sum() + b.sum())\n")
        done = self.python("-m", "tidemark", "run", "-o", "run.tmk", "script.py", "-x", "1", cwd=folder)
        self.assertEqual((done.code, done.out, done.err), (0, "['-x', '1'] 18000.0\n", ""))
        done = self.python("-m", "tidemark", "report", "run.tmk", cwd=folder)
        self.assertEqual(done.code, 0)
        self.assertIn("script.py:2", done.out)
        done = self.python("-m", "tidemark", "check", "run.tmk", "--limit", "copy_count == 0", cwd=folder)
        self.assertEqual(done.code, 1)
        for program in (["-c", "import numpy; numpy.ones(3)"], ["--", "script.py"]):
            done = self.python("-m", "tidemark", "run", "-o", "b.tmk", *program, cwd=folder)
            self.assertEqual((done.code, done.err), (0, ""))

    def test_what_a_new_user_reads(self):
        usage = "python3 -m tidemark run [OPTIONS] [-m MODULE | -c TEXT | SCRIPT] [ARGUMENTS]"
        for arguments in ((), ("-h",), ("--help",)):
            done = self.python("-m", "tidemark", *arguments)
            self.assertEqual((done.code, done.err), (0, ""))
            self.assertIn(usage, done.out)
            self.assertNotIn("./program", done.out)
            self.assertLess(max(map(len, done.out.splitlines())), 100)
        for arguments in (("run",), ("run", "-o", "b.tmk")):
            done = self.python("-m", "tidemark", *arguments)
            self.assertEqual((done.code, done.out, done.err),
                             (2, "", f"tidemark: run: no program given; usage: {usage}\n"))
        done = self.python("-m", "tidemark", "run", "--help")
        self.assertEqual(done.code, 0)
        self.assertIn(usage, done.out)
        self.assertIn("--python-objects", done.out)
        done = self.python("-m", "tidemark", "frob")
        self.assertEqual((done.code, done.err),
                         (2, "tidemark: unknown command 'frob'; 'tidemark help' lists them\n"))

    def test_a_trace_is_called_as_its_program(self):
        folder = tempfile.mkdtemp()
        os.mkdir(os.path.join(folder, "pkg"))
        for name in ("script.py", "pkg/__main__.py"):
            with open(os.path.join(folder, name), "w") as file:
                file.write("import numpy; numpy.ones(3)\n")
        for program, name in ((["script.py"], "script"), (["-m", "pkg"], "pkg"),
                              (["-c", "import numpy; numpy.ones(3)"], "python3")):
            done = self.python("-m", "tidemark", "run", *program, cwd=folder)
            self.assertEqual((done.code, done.out), (0, ""))
            self.assertRegex(done.err, rf"^tidemark: recording to {name}\.\d+\.tmk\n$")
            self.assertTrue(os.path.exists(os.path.join(folder, done.err.split()[-1])))

    def test_marks_scopes_and_what_is_live(self):
        text = """
import numpy as np, tidemark
before = tidemark.live()
with tidemark.scope("load"):
    a = np.ones(1000); tidemark.mark("loaded")
after = tidemark.live()
print(tidemark.is_recording(), after and (after[0] - before[0], after[1] - before[1]))
"""
        run = recorded.script(text, env={"PYTHONPATH": PACKAGE})
        self.assertEqual((run.out, run.err), ("True (1, 8000)\n", ""))
        told = [(e["ev"], e.get("name")) for e in run.events
                if e["ev"] in ("alloc", "mark", "scope_begin", "scope_end")]
        self.assertEqual(told, [("scope_begin", "load"), ("alloc", None), ("mark", "loaded"),
                                ("scope_end", "load")])
        done = self.python("-c", text)
        self.assertEqual((done.out, done.err), ("False None\n", ""))


if __name__ == "__main__":
    recorded.main()
