#!/usr/bin/env python3
"""Samples of SciPy's, pandas' and scikit-learn's own tests, plain and recorded: the same ones pass, and the
trace does not contradict itself.

Takes some minutes; label soak. Needs Debian's python3-pytest, and tests what is installed.
"""
import unittest

import recorded
import same_tests

MODULES = {
    "scipy": ("linalg.tests.test_basic", "ndimage.tests.test_filters", "optimize.tests.test_minpack",
              "interpolate.tests.test_bsplines", "fft._pocketfft.tests.test_basic",
              "sparse.tests.test_csr", "spatial.tests.test_kdtree"),
    "pandas": ("tests.groupby.aggregate.test_aggregate", "tests.frame.test_constructors",
               "tests.reshape.merge.test_merge", "tests.internals.test_internals"),
    "sklearn": ("cluster.tests.test_k_means", "linear_model.tests.test_base",
                "preprocessing.tests.test_data", "decomposition.tests.test_pca"),
}


class LibraryTests(unittest.TestCase):
    def run_tests(self, package, least):
        passed = 0
        for module in MODULES[package]:
            path = same_tests.path_of(package, module)
            if path is None:
                continue
            with self.subTest(module=module):
                passed += same_tests.assert_the_same_pass(self, path)[0]
        if passed == 0:
            self.skipTest(f"no tests of {package} are installed")
        print(passed, "of the tests of", package, "pass under recording", flush=True)
        self.assertGreater(passed, least)

    def test_scipy(self):
        self.run_tests("scipy", 2000)

    def test_pandas(self):
        self.run_tests("pandas", 1500)

    def test_scikit_learn(self):
        self.run_tests("sklearn", 500)


def why_not():
    if not any(same_tests.path_of(package, names[0]) for package, names in MODULES.items()):
        return "no tests of python3-scipy, python3-pandas or python3-sklearn"
    return recorded.missing("pytest")


if __name__ == "__main__":
    recorded.main(why_not)
