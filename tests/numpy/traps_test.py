#!/usr/bin/env python3
"""The traps into which a recorder of NumPy falls, one test each (lib/tidemark/numpy/README.md)."""
import unittest

import recorded

# Sums up what the interpreter can see of objects: counts of references, exceptions, what the collector
# tracks, the order of destructors, warnings.
VISIBLE = """
import gc, sys, warnings, weakref
import numpy as np
warnings.simplefilter("always")
x = np.zeros(4); y = x[1:]; s = y
print(sys.getrefcount(x), sys.getrefcount(y), sys.getrefcount(np.ndarray) > 10)
x2 = np.zeros(4); x2.resize(8); print(x2.shape)
try: x.resize(9)
except ValueError as error: print(str(error)[:40])
order = []
w = weakref.ref(y, lambda _: order.append("view")); v = weakref.ref(x, lambda _: order.append("base"))
del s, y; del x; print(order, w(), v())
class Noisy(np.ndarray):
    def __del__(self): order.append("del")
n = np.ones(3).view(Noisy); print(type(n + 1).__name__); del n; print(order)
for text in ("np.ones(3)[7]", "np.ones(3) + np.ones(4)", "np.zeros((2, 3)).reshape(5)", "np.empty(1 << 60)",
             "np.array([1, 2]).astype('nonsense')", "np.float64(1) @ np.ones(3)", "np.ones(2).foo"):
    try: eval(text)
    except BaseException as error: print(type(error).__name__, str(error)[:70], error.__context__)
class Raises(np.ndarray):
    def __array_finalize__(self, other): raise KeyError("finalize")
try: np.ones(3).view(Raises)
except KeyError as error: print(repr(error), error.__cause__)
with warnings.catch_warnings(record=True) as caught:
    np.array([1.0]) / 0; np.log(np.array([-1.0])); print([str(c.message)[:40] for c in caught])
try: raise OSError("pending")
except OSError:
    t = np.ones(5)[2:]; del t
    print(sys.exc_info()[0].__name__)
cycle = np.array([None], dtype=object); cycle[0] = cycle; print(gc.is_tracked(cycle))
weak = weakref.ref(cycle); del cycle; gc.collect(); print(len(gc.garbage))
print("__init_subclass__" in np.ndarray.__dict__, np.add.__name__, np.ndarray.copy.__name__)
class Sub(np.ndarray):
    def __init_subclass__(cls, extra=0, **rest): super().__init_subclass__(**rest); cls.extra = extra
class Further(Sub, extra=3): pass
print(Further.extra, type(np.ones(3).view(Further)[1:].copy()).__name__)
try:
    class Bad(np.ndarray, wrong=1): pass
except TypeError as error: print(error)
print(sorted(k for k in sys.modules if "tidemark" in k))
"""


class Traps(unittest.TestCase):
    def test_1_temporaries_are_reused_as_before_and_the_op_says_so(self):
        text = """
import numpy as np, tracemalloc
a = np.ones(1_000_000); b = np.ones(1_000_000)
tracemalloc.start(); tracemalloc.reset_peak()
r = a + b + a + b
print(round(tracemalloc.get_traced_memory()[1] / 8e6, 1))
"""
        run = recorded.script(text)
        self.assertEqual((run.out, run.err), ("1.0\n", ""))
        reused = [event for event in recorded.of_kind(run.events, "op") if event.get("reused")]
        self.assertEqual([event["name"] for event in reused], ["add", "add"])
        large = [event for event in recorded.of_kind(run.events, "alloc") if event["bytes"] > 10**6]
        self.assertEqual(len(large), 3)

    def test_1_and_3_nothing_is_visible_from_inside(self):
        plain = recorded.plain([recorded.PYTHON, "-c", VISIBLE])
        run = recorded.script(VISIBLE)
        self.assertEqual(run.out, plain.out)
        self.assertEqual(run.code, plain.code)
        self.assertIn("KeyError", plain.out)

    def test_2_memory_moved_without_the_interpreters_lock(self):
        # NumPy 2 reallocates in fromstring without it; here a thread does the same to an array's block.
        text = """
import ctypes, threading
import numpy as np
import inside
class Allocator(ctypes.Structure):
    _fields_ = [("context", ctypes.c_void_p), ("malloc", ctypes.c_void_p), ("calloc", ctypes.c_void_p),
                ("realloc", ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)),
                ("free", ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t))]
class Handler(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char * 127), ("version", ctypes.c_uint8), ("allocator", Allocator)]
from numpy.core import _multiarray_umath as core
get = ctypes.pythonapi.PyCapsule_GetPointer
get.restype = ctypes.c_void_p; get.argtypes = [ctypes.py_object, ctypes.c_char_p]
api = ctypes.cast(get(core._ARRAY_API, None), ctypes.POINTER(ctypes.c_void_p))
capsule = ctypes.cast(api[306], ctypes.POINTER(ctypes.py_object))[0]
handler = Handler.from_address(get(capsule, b"mem_handler"))
a = np.arange(4000.0); before = inside.ids(a)
structure = (ctypes.c_void_p * 4).from_address(id(a))
def move():  # ctypes gives the lock away during the call
    structure[2] = handler.allocator.realloc(None, structure[2], 80000)
thread = threading.Thread(target=move); thread.start(); thread.join()
print(a[3999], inside.ids(a) == before, inside.totals()[0])
b = a[1:]; print(inside.ids(b)[1] == before[1])
n = np.fromstring(" ".join(map(str, range(5000))), sep=" "); print(n[4999], n.size)
del a, b
print(inside.totals()[0])
"""
        run = recorded.script(text)
        self.assertEqual((run.err, run.code), ("", 0))
        self.assertEqual(run.out, "3999.0 True 1\nTrue\n4999.0 5000\n1\n")
        self.assertIn(80000, [event["bytes"] for event in recorded.of_kind(run.events, "resize")])
        recorded.report(recorded.trace_of(run), "--strict")

    def test_4_what_the_interpreter_frees_at_its_end_is_no_leak(self):
        text = """
import numpy as np
class Holder: pass
held = Holder(); held.array = np.ones(100_000); held.view = held.array[5:]
table = {"x": np.zeros(50_000)}
def function(cache=[np.ones(7)]): return cache
import atexit
late = np.ones(9)
atexit.register(lambda: late.copy())
"""
        run = recorded.script(text)
        self.assertEqual((run.out, run.err), ("", ""))
        report = recorded.report(recorded.trace_of(run), "--strict")
        self.assertEqual(report["leaks"]["count"], 0)
        self.assertGreaterEqual(report["totals"]["alloc_count"], 5)

    def test_5_no_copy_is_made_up_from_a_hidden_temporary(self):
        text = """
import numpy as np
a = np.arange(1.0, 1001).reshape(10, 100)
for _ in range(50): a.std(axis=0); a.var(); np.median(a); a.mean(axis=1); np.linalg.norm(a)
"""
        run = recorded.script(text)
        report = recorded.report(recorded.trace_of(run), "--strict")
        copies = [event for event in recorded.of_kind(run.events, "copy") if event["op"] in
                  ("std", "var", "mean", "ufunc.reduce", "subtract", "multiply")]
        self.assertEqual(copies, [])
        self.assertEqual([f for f in report["findings"] if f["site"]["file"] == "prog.py" and
                          f["confidence"] == "certain" and "std" in f["message"]], [])

    def test_6_an_array_in_a_block_of_the_heap_is_that_memory_once(self):
        text = """
import numpy as np
big = np.ones(1_000_000); small = [np.ones(5) for _ in range(1000)]; more = np.zeros(300_000)
more.resize(600_000, refcheck=False)
big2 = big.copy(); del big
"""
        arrays = recorded.script(text)
        heap = recorded.script(text, flags=["--heap", "--no-numpy"])
        both = recorded.script(text, flags=["--heap"])
        self.assertEqual(arrays.err + heap.err + both.err, "")
        peaks = {name: recorded.report(recorded.trace_of(run))["peak"]["bytes"]
                 for name, run in (("arrays", arrays), ("heap", heap), ("both", both))}
        self.assertGreater(peaks["both"], peaks["arrays"])
        self.assertLess(abs(peaks["both"] - peaks["heap"]), 300_000, peaks)
        self.assertGreater(peaks["heap"], 16_000_000)
        kinds = {event["kind"] for event in recorded.of_kind(both.events, "alloc")}
        self.assertLessEqual({"numpy", "heap"}, kinds)

    def test_7_a_gather_that_no_slice_expresses_is_never_needless(self):
        text = """
import numpy as np
X = np.arange(200_000.0); mask = X % 3 == 0; index = np.array([7, 1, 99, 3] * 5000)
a = X[mask]; b = X[index]; c = X.take(index); d = np.compress(mask, X); e = X[[5, 1, 2, 9]]
print(a.sum() + b.sum() + c.sum() + d.sum() + e.sum())
del a, b, c, d, e
"""
        run = recorded.script(text)
        gathers = [event for event in recorded.of_kind(run.events, "copy")
                   if event["reason"] == "gather"]
        self.assertEqual(len(gathers), 5)
        report = recorded.report(recorded.trace_of(run), "--strict")
        self.assertEqual(report["copies"]["redundant_count"], 0)
        self.assertEqual({finding["rule"] for finding in report["findings"]} - {"late-free"}, set())

    def test_7_what_is_known_of_the_index_is_told(self):
        text = """
import numpy as np
X = np.arange(2000.0)
a = X[np.arange(3, 9)]; b = X[[9, 7, 5]]; c = X[[3, 4, 9]]; d = X[X > 5]; e = X.take([2])
"""
        run = recorded.script(text)
        told = [event["index"] for event in recorded.of_kind(run.events, "op") if event.get("index")]
        self.assertEqual(told, ["run", "progression", "irregular", "irregular", "run"])

    def test_8_a_handle_that_is_changed_in_place_and_dtypes_without_a_code(self):
        text = """
import numpy as np
import inside
a = np.arange(6); inside.mark("begin")
a.shape = (2, 3); a.dtype = "u8"; a.strides = (8, 16)
inside.mark("end")
o = np.array([1, "x"], dtype=object); s = np.array(["ab"]); b = np.array([b"abc"]); v = np.zeros(2, "V5")
m = np.array(["2020-01-01"], "M8[D]"); d = m - m; g = np.arange(3, dtype=">i4"); h = np.zeros(2, "f2")
l = np.zeros(2, "g"); r = np.zeros(2, [("p", "i4"), ("q", "f8")])
"""
        run = recorded.script(text)
        self.assertEqual((run.code, run.err), (0, ""))
        views = recorded.of_kind(recorded.between(run.events, "begin", "end"), "view")
        self.assertEqual([(event["shape"], event["dtype"], event["strides"]) for event in views],
                         [([2, 3], "i8", [24, 8]), ([2, 3], "u8", [24, 8]), ([2, 3], "u8", [8, 16])])
        codes = {event["dtype"] for event in recorded.of_kind(run.events, "alloc")}
        self.assertLessEqual({"O8", "U2", "S3", "V5", "M8[D]", "m8[D]", ">i4", "f2", "f16", "V12"}, codes)
        report = recorded.report(recorded.trace_of(run), "--strict")
        self.assertEqual(report["leaks"]["count"], 0)


if __name__ == "__main__":
    recorded.main()
