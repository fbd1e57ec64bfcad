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

LIBRARIES = """import numpy as np
import scipy.linalg as L, scipy.fft, scipy.ndimage as N, scipy.sparse as S, scipy.signal, scipy.spatial
from scipy.linalg import blas, lapack
import sklearn.preprocessing as P
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
import pandas as pd
M = np.asfortranarray(np.random.default_rng(1).normal(size=(60, 60)) + 60 * np.eye(60)); M = np.asfortranarray((M + M.T) / 2)
V = np.random.default_rng(2).normal(size=4000)
F = np.random.default_rng(3).normal(size=(900, 3))
C = V + 1j * V
I = np.array([3, 1, 2, 0] * 250, dtype=np.int32)
def frame_set(b): f = pd.DataFrame(b); f.iloc[0, 0] = 7.0
def series_sort(b): pd.Series(b).sort_values(inplace=True)
def csr_sort(b): m = S.csr_matrix((np.ones(1000), b, np.arange(0, 1001, 4)), shape=(250, 4)); m.sort_indices()
changed = []
def told(a, b): changed.append(bool((a != b).any()))
a = M; b = a.copy(order='F'); L.lu_factor(b, overwrite_a=True); told(a, b)
a = M; b = a.copy(order='F'); L.inv(b, overwrite_a=True); told(a, b)
a = M; b = a.copy(order='F'); L.solve(b, np.ones(60), overwrite_a=True); told(a, b)
a = M; b = a.copy(order='F'); L.cholesky(b, overwrite_a=True); told(a, b)
a = M; b = a.copy(order='F'); L.qr(b, overwrite_a=True); told(a, b)
a = M; b = a.copy(order='F'); L.svd(b, overwrite_a=True); told(a, b)
a = M; b = a.copy(order='F'); L.eigh(b, overwrite_a=True); told(a, b)
a = M; b = a.copy(order='F'); L.schur(b, overwrite_a=True); told(a, b)
a = M; b = a.copy(order='F'); L.hessenberg(b, overwrite_a=True); told(a, b)
a = M; b = a.copy(order='F'); lapack.dgetrf(b, overwrite_a=1); told(a, b)
a = V; b = a.copy(); blas.dscal(2.0, b); told(a, b)
a = V; b = a.copy(); blas.daxpy(V, b); told(a, b)
a = C; b = a.copy(); scipy.fft.fft(b, overwrite_x=True); told(a, b)
a = F; b = a.copy(); N.gaussian_filter(b, 1, output=b); told(a, b)
a = V; b = a.copy(); scipy.signal.lfilter([1.0], [1.0, 0.5], b); told(a, b)
a = I; b = a.copy(); csr_sort(b); told(a, b)
a = F; b = a.copy(); scipy.spatial.cKDTree(b, copy_data=False).query(b[:3]); told(a, b)
a = F; b = a.copy(); P.StandardScaler(copy=False).fit_transform(b); told(a, b)
a = F; b = a.copy(); P.MinMaxScaler(copy=False).fit_transform(b); told(a, b)
a = F; b = a.copy(); P.RobustScaler(copy=False).fit_transform(b); told(a, b)
a = F; b = a.copy(); P.normalize(b, copy=False); told(a, b)
a = F; b = a.copy(); KMeans(2, n_init=1, copy_x=False).fit(b); told(a, b)
a = F; b = a.copy(); PCA(2, copy=False).fit(b); told(a, b)
a = F; b = a.copy(); frame_set(b); told(a, b)
a = V; b = a.copy(); series_sort(b); told(a, b)
print(changed)
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

    @unittest.skipUnless(has("scipy, sklearn, pandas"), "no SciPy, scikit-learn or pandas")
    def test_what_libraries_change_is_never_said_to_be_unchanged(self):
        # Each line copies, hands the copy to a library, and says whether that has changed it.
        run = recorded.script(LIBRARIES)
        self.assertEqual((run.code, run.err), (0, ""))
        changed = eval(run.out)
        self.assertEqual(len(changed), 25)
        self.assertGreater(sum(changed), 20)
        first = LIBRARIES[:LIBRARIES.index("\na = M;") + 1].count("\n") + 1
        lines = {first + i for i in range(len(changed)) if changed[i]}
        report = recorded.report(recorded.trace_of(run), "--strict")
        false = [(f["rule"], f["site"]["line"]) for f in report["findings"]
                 if f["confidence"] == "certain" and f["site"]["file"] == "prog.py"
                 and f["site"]["line"] in lines]
        self.assertEqual(false, [])

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
