#!/usr/bin/env python3
"""NumPy's own tests, plain and recorded: the same ones pass, and the trace does not contradict itself.

Takes half an hour; label soak. Needs Debian's python3-pytest and python3-hypothesis.
"""
import os
import re
import sys
import unittest

import recorded

MODULES = ("core.tests.test_multiarray", "core.tests.test_indexing", "core.tests.test_numeric",
           "core.tests.test_ufunc", "core.tests.test_umath", "core.tests.test_regression",
           "core.tests.test_shape_base", "core.tests.test_nditer", "core.tests.test_mem_overlap",
           "core.tests.test_mem_policy", "core.tests.test_array_coercion", "core.tests.test_dlpack",
           "core.tests.test_records", "core.tests.test_memmap", "core.tests.test_item_selection",
           "core.tests.test_einsum", "core.tests.test_elementwise_resize", "lib.tests.test_function_base",
           "lib.tests.test_index_tricks", "lib.tests.test_stride_tricks", "lib.tests.test_shape_base",
           "lib.tests.test_twodim_base", "lib.tests.test_arraysetops", "lib.tests.test_arraypad",
           "lib.tests.test_nanfunctions", "lib.tests.test_io", "lib.tests.test_format",
           "lib.tests.test_recfunctions", "ma.tests.test_core", "matrixlib.tests.test_defmatrix",
           "linalg.tests.test_linalg", "fft.tests.test_pocketfft", "random.tests.test_generator_mt19937")


def counts(text):
    return re.findall(r"(\d+) (passed|failed|error)", text.splitlines()[-1]) if text else None


class OwnTests(unittest.TestCase):
    def test_the_same_pass(self):
        import numpy
        folder = os.path.dirname(numpy.__file__)
        passed = 0
        for module in MODULES:
            path = os.path.join(folder, *module.split(".")) + ".py"
            if not os.path.exists(path):
                continue
            command = [recorded.PYTHON, "-m", "pytest", "-q", "-x", "--maxfail=1000", "-p",
                       "no:cacheprovider", path]
            with self.subTest(module=module):
                plain = recorded.plain(command)
                run = recorded.record(command, name="run.tmk")
                failed = [line for line in run.out.splitlines() if line.startswith("FAILED")]
                before = [line for line in plain.out.splitlines() if line.startswith("FAILED")]
                self.assertEqual(failed, before)
                self.assertEqual(counts(run.out), counts(plain.out))
                report = recorded.report(recorded.trace_of(run, "run.tmk"))
                # NumPy's as_strided makes views beyond their memory, and its tests do.
                anomalies = dict(report["trace"]["anomalies"])
                anomalies["total"] -= anomalies.pop("view_out_of_bounds")
                self.assertEqual(anomalies["total"], 0)
                passed += int(dict((b, a) for a, b in counts(run.out))["passed"])
        print(passed, "of NumPy's own tests pass under recording")
        self.assertGreater(passed, 9000)


if __name__ == "__main__":
    try:
        import hypothesis  # noqa: F401
        import pytest  # noqa: F401
    except ImportError as error:
        print("skipped:", error)
        sys.exit(77)
    recorded.main()
