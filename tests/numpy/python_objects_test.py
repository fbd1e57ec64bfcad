#!/usr/bin/env python3
"""`--python-objects`: Python's own objects at the peak and at the end, by type and line, as the garbage
collector and sys.getsizeof know them."""
import collections
import json
import os
import unittest

import recorded

FLAGS = ("--python-objects",)

# Prints count and bytes of what the collector knows, by type, for `names`; a census makes none of these.
CENSUS = """import gc, json, os, sys
def census(begins):
    counts = {}
    for o in gc.get_objects():
        t = type(o); name = t.__qualname__ if t.__module__ == 'builtins' else f'{t.__module__}.{t.__qualname__}'
        if not name.startswith(begins): continue
        entry = counts.setdefault(name, [0, 0]); entry[0] += 1; entry[1] += sys.getsizeof(o)
    print(json.dumps(counts), flush=True)
"""

THINGS = """import collections, enum
class Node:
    def __init__(self, i): self.name = 'x' * 30 + str(i); self.next = None
class Slot: __slots__ = ('a', 'b', '__weakref__')
class Table(dict): pass
class Text(str): pass
class Colour(enum.Enum): RED = 1
Point = collections.namedtuple('Point', 'x y')
nodes = [Node(i) for i in range(2000)]
slots = [Slot() for i in range(1500)]
tables = [Table(a=i) for i in range(900)]
texts = [Text(i) for i in range(800)]
points = [Point(i, i) for i in range(1000)]
sets = [{i} for i in range(500)]
deques = [collections.deque(maxlen=3) for i in range(600)]
arrays = [bytearray(i) for i in range(700)]
floats = [float(i) for i in range(3000)]
functions = [lambda: i for i in range(400)]
"""
TYPES = ("__main__.", "set", "collections.", "function", "module", "enum.")


def objects(run):
    return recorded.report(recorded.trace_of(run, "run.tmk"), "--strict")["objects"]


def by_type(rows, when):
    """Count and bytes of each type."""
    result = collections.defaultdict(lambda: [0, 0])
    for row in rows:
        result[row["type"]][0] += row[f"{when}_count"]
        result[row["type"]][1] += row[f"{when}_bytes"]
    return result


class Objects(unittest.TestCase):
    maxDiff = None

    def record(self, text, *python, flags=FLAGS, env=None, err="", code=0):
        run = recorded.script(text, flags, (recorded.PYTHON, *python), name="run.tmk", env=env)
        self.assertEqual((run.code, run.err), (code, err))
        return run

    def assert_census(self, found, out):
        census = json.loads(out.splitlines()[0])
        self.assertGreater(len(census), 9)
        self.assertEqual({name: found[name][0] for name in census},
                         {name: count for name, (count, _) in census.items()})
        # Of others getsizeof adds tables, or leaves out what CPython adds.
        for name in ("__main__.Node", "__main__.Slot", "function", "module"):
            self.assertEqual(found[name], census[name], name)

    def test_the_peak_by_type_is_what_the_collector_knows(self):
        run = self.record(CENSUS + THINGS + f"census({TYPES!r})\nballast = bytes(20_000_000)\ndel ballast\n"
                          "del nodes[:], slots[:], points[:]\n")
        rows = objects(run)
        found = by_type(rows, "peak")
        self.assert_census(found, run.out)
        # What the collector does not know: no containers.
        self.assertEqual(found["__main__.Text"][0], 800)
        self.assertGreaterEqual(found["bytearray"][0], 700)
        self.assertGreaterEqual(found["float"][0], 2900)  # some are taken up again
        self.assertEqual(found["bytes"][1] > 20_000_000, True)
        first = len(CENSUS.splitlines())
        lines = {(row["type"], row["site"]["line"] - first) for row in rows
                 if row["peak_count"] >= 400 and row["site"]["file"] == "prog.py"}
        for expected in (("__main__.Node", 9), ("__main__.Slot", 10), ("__main__.Table", 11),
                         ("__main__.Text", 12), ("set", 14), ("collections.deque", 15),
                         ("bytearray", 16), ("float", 17), ("function", 18), ("str", 3)):
            self.assertIn(expected, lines)
        text = recorded.plain([recorded.TIDEMARK, "report", recorded.trace_of(run, "run.tmk")]).out
        self.assertRegex(text, r"OBJECTS .* objects at the peak")
        self.assertRegex(text, r"\b1 +bytes +prog.py:")
        table = recorded.plain([recorded.TIDEMARK, "report", "--table", "objects", "--format", "csv",
                                recorded.trace_of(run, "run.tmk")]).out
        self.assertIn(",__main__.Node,prog.py,", table)

    def test_the_end_by_type_where_the_program_ends_at_once(self):
        run = self.record(CENSUS + THINGS + f"census({TYPES!r})\nos._exit(0)\n")
        self.assert_census(by_type(objects(run), "end"), run.out)

    def test_at_the_interpreters_end_nothing_of_the_programs_is_left(self):
        run = self.record(THINGS)
        end = by_type(objects(run), "end")
        self.assertEqual([name for name in end if name.startswith("__main__.") and end[name][0]], [])

    def test_isolated_and_without_environment(self):
        for flags in (("-I",), ("-E", "-S"), ("-I", "-S", "-B")):
            run = self.record(CENSUS + THINGS + f"census({TYPES!r})\nprint(os.environ.get('PYTHONMALLOC'))\n"
                              "ballast = bytes(20_000_000)\ndel ballast\n", *flags)
            self.assert_census(by_type(objects(run), "peak"), run.out)
            self.assertEqual(run.out.splitlines()[1], "None")

    def test_another_allocator_is_somebodys_wish(self):
        text = "print(sum(len(str(i)) for i in range(1000)))\n"
        said = ("tidemark: Python's own objects are not recorded: PYTHONMALLOC or -X dev chose an "
                "allocator\n")
        self.record(text, "-X", "dev", err=said)
        for name in ("debug", "pymalloc", "malloc_debug"):
            self.assertEqual(self.record(text, env={"PYTHONMALLOC": name}, err=said).out, "2890\n")

    def test_debug_allocators_and_recordings_go_together(self):
        for flags in ((), ("--heap",), ("--no-numpy",)):
            run = self.record("import numpy\nprint(numpy.ones(3).sum())\n", "-X", "dev", flags=flags)
            self.assertEqual(run.out, "3.0\n")

    def test_classes_that_come_and_go_keep_their_names(self):
        run = self.record("""import gc
for i in range(300):
    T = type(f'T{i}', (), {'__module__': 'made'})
    kept = [T() for _ in range(i)]
    del kept, T
    gc.collect()
last = [type(f'Kept{i}', (), {})() for i in range(50)]
ballast = bytes(20_000_000)
""")
        found = by_type(objects(run), "peak")
        self.assertEqual([found[f"__main__.Kept{i}"][0] for i in range(50)], [1] * 50)
        self.assertFalse([name for name in found if name.startswith("made.") and found[name][0]])

    def test_arrays_threads_tracemalloc_and_memory_that_is_no_object(self):
        text = """import numpy as np, threading, tracemalloc, gc
tracemalloc.start()
class Work: pass
made = []
def work():
    for _ in range(500): made.append(Work())
threads = [threading.Thread(target=work) for _ in range(4)]
for t in threads: t.start()
for t in threads: t.join()
tracemalloc.stop()
arrays = [np.empty(3) for _ in range(250)]
large = {str(i): i for i in range(20000)}
gc.collect()
ballast = bytes(30_000_000)
"""
        run = self.record(text)
        rows = objects(run)
        found = by_type(rows, "peak")
        self.assertEqual(found["__main__.Work"][0], 2000)
        self.assertGreaterEqual(found["numpy.ndarray"][0], 250)
        # The table of the large dictionary has no type, and the dictionary is small.
        self.assertLess(max(row["peak_bytes"] for row in rows if row["type"] == "dict"), 500_000)
        report = recorded.report(recorded.trace_of(run, "run.tmk"))
        self.assertEqual(report["trace"]["anomalies"]["total"], 0)
        self.assertEqual(report["leaks"]["count"], 0)

    def test_children_of_forks(self):
        text = CENSUS + """class Late: pass
class Early: pass
early = [Early() for _ in range(100)]
if os.fork() == 0:
    late = [Late() for _ in range(300)]
    del early[:]
    os._exit(0)
os.wait()
"""
        run = self.record(text, flags=(*FLAGS, "--follow-children"))
        child, = [name for name in os.listdir(run.folder)
                  if name.startswith("run.") and name.endswith(".tmk") and name != "run.tmk"]
        report = recorded.report(os.path.join(run.folder, child), "--strict")
        end = by_type(report["objects"], "end")
        self.assertEqual((end["__main__.Late"][0], end["__main__.Early"][0]), (300, 0))


if __name__ == "__main__":
    recorded.main()
