#!/usr/bin/env python3
"""What is recorded, against independent witnesses: NumPy's domain of tracemalloc, shares_memory."""
import json
import os
import unittest

import recorded


class Witnesses(unittest.TestCase):
    def run_program(self, mode, seed):
        program = os.path.join(recorded.HERE, "random_program.py")
        run = recorded.record([recorded.PYTHON, program, mode, str(seed)], name="run.tmk")
        self.assertEqual((run.code, run.err), (0, ""))
        *differences, last = run.out.splitlines()
        self.assertEqual(differences, [])
        recorded.report(recorded.trace_of(run, "run.tmk"), "--strict")
        return json.loads(last)

    def test_bytes_and_blocks_are_those_of_tracemalloc(self):
        compared = 0
        for seed in range(1, 11):
            with self.subTest(seed=seed):
                compared += self.run_program("memory", seed)["compared"]
        self.assertEqual(compared, 200)

    def test_views_share_a_buffer_where_they_share_memory(self):
        counts = self.run_program("views", 1)
        self.assertGreater(counts["pairs"], 200_000)
        self.assertGreater(counts["shared"], 2_000)


if __name__ == "__main__":
    recorded.main()
