#!/usr/bin/env python3
"""NumPy's own tests, plain and recorded: the same ones pass, and the trace does not contradict itself.

Takes half an hour; label soak. Needs Debian's python3-pytest and python3-hypothesis.
"""
import unittest

import recorded
import same_tests

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


class OwnTests(unittest.TestCase):
    def test_the_same_pass(self):
        passed = 0
        for module in MODULES:
            path = same_tests.path_of("numpy", module)
            if path is None:
                continue
            with self.subTest(module=module):
                passed += same_tests.assert_the_same_pass(self, path)[0]
        print(passed, "of NumPy's own tests pass under recording")
        self.assertGreater(passed, 9000)


if __name__ == "__main__":
    recorded.main(lambda: recorded.missing("hypothesis", "pytest"))
