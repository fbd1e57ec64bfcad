#!/usr/bin/env python3
"""The programs of tools/examples/python: each fault is found at its line, the peak without the faults is
foreseen, the mended twin prints the same, and nothing is said of it."""
import os
import re
import unittest

import recorded

EXAMPLES = os.path.normpath(os.path.join(recorded.HERE, "..", "..", "tools", "examples", "python"))
PROGRAMS = ("sensors", "spectra", "sales", "clusters", "photos")
# NumPy's generators copy numbers of their seeds, which is nobody's business.
LEAST_BYTES = 1024
# Of the foreseen peak: the arrays that a mended program makes instead are small.
TOLERANCE = 0.005


def why_not():
    return recorded.missing("scipy", "pandas", "sklearn")


def marked(name):
    """The rules and lines that the program says it is found by."""
    with open(os.path.join(EXAMPLES, name + ".py")) as lines:
        for number, line in enumerate(lines, 1):
            found = re.search(r"# finds: (.*)$", line)
            for rule in found.group(1).split(", ") if found else ():
                yield rule, number


class Examples(unittest.TestCase):
    def record(self, name):
        run = recorded.record([recorded.PYTHON, name + ".py"], cwd=EXAMPLES, name="run.tmk")
        self.assertEqual((run.code, run.err), (0, ""))
        report = recorded.report(recorded.trace_of(run, "run.tmk"), "--strict")
        found = [f for f in report["findings"] if f["bytes"] >= LEAST_BYTES]
        return run, report, found

    def test_each(self):
        for name in PROGRAMS:
            with self.subTest(program=name):
                run, report, found = self.record(name)
                self.assertEqual(sorted((f["rule"], f["site"]["line"]) for f in found),
                                 sorted(marked(name)))
                self.assertEqual({f["site"]["file"] for f in found}, {name + ".py"})
                for finding in found:
                    self.assertNotRegex(finding["advice"], r"std::|const reference|Copy::|reset\(\)")
                mended, after, left = self.record(name + "_mended")
                self.assertEqual(left, [])
                self.assertEqual(mended.out, run.out)
                foreseen = report["what_if"]["peak_bytes_all_fixed"]
                self.assertLess(abs(after["peak"]["bytes"] - foreseen), TOLERANCE * foreseen)
                self.assertEqual((report["leaks"]["count"], after["leaks"]["count"]), (0, 0))


if __name__ == "__main__":
    recorded.main(why_not)
