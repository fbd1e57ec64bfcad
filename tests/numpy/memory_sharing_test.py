#!/usr/bin/env python3
"""The program with which this project began, as users of NumPy write it, and its twin in which the copy
is never written: recorded unchanged."""
import os
import unittest

import recorded

PROGRAM = """import numpy as np


def main():
    original = np.arange(1, 1_000_001)
    sliced = original[2:5]          # a view: shares the memory
    copied_array = original.copy()  # memory of its own
    sliced[0] = 99
    WRITE
    print(original[2], copied_array[2], copied_array.sum() - original.sum())


main()
"""


class MemorySharing(unittest.TestCase):
    def run_twin(self, write):
        run = recorded.script(PROGRAM.replace("WRITE", write))
        self.assertEqual((run.code, run.err), (0, ""))
        return run, recorded.report(recorded.trace_of(run), "--strict")

    def test_one_view_and_one_copy_that_is_needed(self):
        run, report = self.run_twin("copied_array[0] = 7")
        self.assertEqual(report["totals"]["view_count"], 1)
        self.assertEqual(report["copies"]["count"], 1)
        self.assertEqual(report["copies"]["redundant_count"], 0)
        self.assertEqual(report["leaks"]["count"], 0)
        self.assertEqual(report["findings"], [])
        view = recorded.of_kind(run.events, "view")[0]
        self.assertEqual((view["offset"], view["shape"], view["op"]), (16, [3], "getitem"))
        copy = recorded.of_kind(run.events, "copy")[0]
        site = recorded.sites(run.events)[copy["site"]]
        self.assertEqual((site["file"], site["line"], site["function"]), ("prog.py", 7, "main"))

    def test_the_twin_that_changes_neither_side_makes_it_needless(self):
        program = PROGRAM.replace("    sliced[0] = 99\n", "").replace("WRITE", "pass")
        run = recorded.script(program)
        report = recorded.report(recorded.trace_of(run), "--strict")
        self.assertEqual([(f["rule"], f["confidence"], f["site"]["file"], f["site"]["line"], f["bytes"])
                          for f in report["findings"]],
                         [("unmodified-copy", "certain", "prog.py", 7, 8_000_000)])
        self.assertEqual(report["findings"][0]["peak_saving_bytes"], 8_000_000)


if __name__ == "__main__":
    recorded.main()
