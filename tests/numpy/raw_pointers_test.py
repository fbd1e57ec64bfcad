#!/usr/bin/env python3
"""C++ code with raw pointers, SciPy's and scikit-learn's: what is found on its arrays is likely, and never
false and certain."""
import os
import subprocess
import unittest

import recorded

HEAD = """import ctypes, os, sys
import numpy as np
library = ctypes.PyDLL(os.environ["EXTENSION"])
library.tidemark_test_scale.argtypes = [ctypes.py_object, ctypes.c_void_p, ctypes.c_double]
library.tidemark_test_scale_raw.argtypes = [ctypes.c_void_p, ctypes.c_int64, ctypes.c_double]
library.tidemark_test_scale.restype = library.tidemark_test_scale_raw.restype = ctypes.c_double
ctypes.pythonapi.PyCapsule_GetPointer.restype = ctypes.c_void_p
ctypes.pythonapi.PyCapsule_GetPointer.argtypes = [ctypes.py_object, ctypes.c_char_p]
api = ctypes.pythonapi.PyCapsule_GetPointer(np.core._multiarray_umath._ARRAY_API, None)
def scale(a): return library.tidemark_test_scale(a, api, 2.0)
def by_ctypes(a): return library.tidemark_test_scale_raw(a.ctypes.data, a.size, 2.0)
def by_interface(a): return library.tidemark_test_scale_raw(a.__array_interface__["data"][0], a.size, 2.0)
def by_buffer(a): return library.tidemark_test_scale_raw((ctypes.c_double * a.size).from_buffer(a), a.size, 2.0)
"""


def has(module):
    return subprocess.run([recorded.PYTHON, "-c", "import " + module],
                          stderr=subprocess.DEVNULL).returncode == 0


class Extension(unittest.TestCase):
    def findings(self, text):
        run = recorded.script(HEAD + text, env={"EXTENSION": os.environ["TIDEMARK_TEST_EXTENSION"]})
        self.assertEqual((run.code, run.err), (0, ""))
        report = recorded.report(recorded.trace_of(run), "--strict")
        return [(f["rule"], f["confidence"]) for f in report["findings"] if f["bytes"] >= 1024]

    def certain(self, text):
        return [rule for rule, confidence in self.findings(text) if confidence == "certain"]

    def test_a_copy_that_is_written_by_a_raw_pointer(self):
        for way in ("scale", "by_ctypes", "by_interface", "by_buffer"):
            with self.subTest(way=way):
                text = f"a = np.ones(9000); b = a.copy(); s = {way}(b); print(s, a.sum(), b.sum())\n"
                self.assertEqual(self.certain(text), [])

    def test_a_source_that_is_written_by_a_raw_pointer(self):
        for way in ("scale", "by_ctypes", "by_interface", "by_buffer"):
            with self.subTest(way=way):
                text = f"a = np.ones(9000); b = a.copy(); s = {way}(a); print(s, a.sum(), b.sum())\n"
                self.assertEqual(self.certain(text), [])

    def test_a_copy_that_nobody_else_has_stays_certain(self):
        text = "a = np.ones(9000); b = a.copy(); c = np.ones(9); scale(c); print(a.sum(), b.sum())\n"
        self.assertEqual(self.findings(text), [("unmodified-copy", "certain")])

    @unittest.skipUnless(has("scipy"), "no SciPy")
    def test_scipys_fortran_writes_unseen(self):
        for call in ("inv(b, overwrite_a=True)", "lu_factor(b, overwrite_a=True)",
                     "solve(b, np.ones(90), overwrite_a=True)"):
            with self.subTest(call=call):
                text = ("import scipy.linalg\na = np.eye(90) * 3; b = a.copy(order='F')\n"
                        f"scipy.linalg.{call}; print(a.sum(), b.sum())\n")
                self.assertEqual(self.certain(text), [])

    @unittest.skipUnless(has("sklearn"), "no scikit-learn")
    def test_scikit_learns_cython_works_on_the_array(self):
        text = """from sklearn.preprocessing import StandardScaler
from sklearn.cluster import KMeans
a = np.random.default_rng(1).normal(size=(900, 3)); b = a.copy()
StandardScaler(copy=False).fit_transform(b)
KMeans(2, n_init=1, copy_x=False).fit(b)
print(a.sum(), b.sum())
"""
        self.assertEqual(self.certain(text), [])


if __name__ == "__main__":
    recorded.main()
