#!/usr/bin/env python3
"""Arrays that only their views keep alive; and what libraries do for themselves, which is not judged."""
import os
import tempfile
import unittest

import recorded


def findings(run, rule=None):
    report = recorded.report(recorded.trace_of(run), "--strict")
    return [(f["rule"], f["site"]["line"], f["count"], f["bytes"]) for f in report["findings"]
            if rule is None or f["rule"] == rule]


class Pins(unittest.TestCase):
    def test_a_view_that_is_kept_pins_what_it_is_of(self):
        run = recorded.script("""import numpy as np
def tail():
    a = np.ones(100_000)
    return a[-10:]
kept = [tail() for _ in range(3)]
for _ in range(3): np.zeros(50_000)
""")
        self.assertEqual(findings(run, "pinned-base"), [("pinned-base", 4, 3, 3 * (800_000 - 80))])
        drops = [e for e in recorded.of_kind(run.events, "drop")]
        self.assertGreaterEqual(len(drops), 3)

    def test_none_is_while_somebody_else_has_the_array(self):
        holders = ("keep = a", "keep = [a]", "keep = memoryview(a)", "keep = lambda: a", "keep = a.T",
                   "keep = a[:]", "keep = (x for x in a)", "keep = np.nditer(a)")
        for holder in holders:
            with self.subTest(holder=holder):
                run = recorded.script(f"""import numpy as np
def make():
    a = np.ones(100_000)
    {holder}
    return keep, a[-10:]
kept = make()
for _ in range(4): np.zeros(50_000)
""")
                self.assertEqual(findings(run, "pinned-base"), [])

    def test_nor_where_the_view_is_only_passed_on(self):
        run = recorded.script("""import numpy as np
def part(): return np.ones(200_000)[:100_000]
copies = [part().copy() for _ in range(5)]
""")
        self.assertEqual(findings(run, "pinned-base"), [])

    def test_an_array_that_is_reached_by_its_view_is_whole_again(self):
        run = recorded.script("""import numpy as np
def tail():
    a = np.ones(100_000)
    return a[-10:]
kept = tail()
for _ in range(3): np.zeros(50_000)
whole = kept.base
whole += 1
for _ in range(3): np.zeros(50_000)
print(whole.sum())
""")
        self.assertEqual(run.out, "200000.0\n")
        again = [e for e in recorded.of_kind(run.events, "view") if e.get("op") == "base"]
        self.assertEqual(len(again), 1)
        self.assertEqual(findings(run, "pinned-base"), [])

    def test_reference_counts_are_as_they_were(self):
        text = """import numpy as np, sys
a = np.ones(100_000); v = a[3:5]
for _ in range(5): np.zeros(50_000)
print(sys.getrefcount(a), sys.getrefcount(v), v.base is a)
del a
for _ in range(5): np.zeros(50_000)
print(sys.getrefcount(v.base), sys.getrefcount(v))
"""
        plain = recorded.plain([recorded.PYTHON, "-c", text])
        self.assertEqual(recorded.record([recorded.PYTHON, "-c", text]).out, plain.out)


class Libraries(unittest.TestCase):
    LIBRARY = """import numpy as np
def double(a):
    own = a.copy()
    other = own.astype(own.dtype)
    return (other + other).copy()
def make(n): return np.ones(n)
EMPTY = [np.zeros(0) for _ in range(3)]
"""

    def run_with(self, text, where):
        folder = tempfile.mkdtemp()
        os.makedirs(os.path.join(folder, where))
        with open(os.path.join(folder, where, "library.py"), "w") as file:
            file.write(self.LIBRARY)
        with open(os.path.join(folder, "prog.py"), "w") as file:
            file.write(f"import sys; sys.path.append({where!r})\n" + text)
        return recorded.record([recorded.PYTHON, "prog.py"], cwd=folder)

    PROGRAM = "import library, numpy as np\nx = np.ones(9000); y = library.double(x); print(y.sum() + x.sum())\n"

    def test_what_a_library_copies_for_itself_is_told_and_not_judged(self):
        run = self.run_with(self.PROGRAM, "site-packages")
        self.assertEqual(findings(run), [])
        copies = recorded.of_kind(run.events, "copy")
        self.assertEqual([e["reason"] for e in copies], ["library"] * 3)
        self.assertEqual({recorded.sites(run.events)[e["site"]]["line"] for e in copies}, {3})
        run = self.run_with(self.PROGRAM, "mine")
        self.assertIn("noop-cast", {rule for rule, *_ in findings(run)})

    def test_what_is_copied_of_a_librarys_array_is_likely(self):
        run = self.run_with("import library\nx = library.make(9000); y = x.copy(); print(x.sum() + y.sum())\n",
                            "site-packages")
        report = recorded.report(recorded.trace_of(run), "--strict")
        self.assertEqual([(f["rule"], f["confidence"]) for f in report["findings"]],
                         [("unmodified-copy", "likely")])

    def test_numpys_own_workings_are_its_own_and_what_was_asked_for_is_not(self):
        run = recorded.script("""import numpy as np
x = np.arange(90000.0)
a = np.quantile(x, [0.1, 0.9]); b = np.histogram(x, 9); c = np.polyfit(x[:99], x[:99], 1)
d = np.copy(x)
print(a.sum() + d.sum() + x.sum())
""")
        self.assertEqual([found[:2] for found in findings(run) if found[0] != "late-free"],
                         [("redundant-asarray", 4)])  # np.copy() is np.array(a, copy=True)

    def test_what_libraries_keep_for_good_is_no_leak(self):
        run = self.run_with("import library, sys\nsys.keep = library\n", "site-packages")
        self.assertEqual(recorded.report(recorded.trace_of(run), "--strict")["leaks"]["count"], 0)


if __name__ == "__main__":
    recorded.main()
