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
        done = self.python("-m", "tidemark", "run", "-o", "b.tmk")
        self.assertEqual(done.code, 2)
        done = self.python("-m", "tidemark")
        self.assertEqual(done.code, 0)

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
