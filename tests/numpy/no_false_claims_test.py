#!/usr/bin/env python3
"""Copies that somebody needs, as programs write them: nothing is said of them for certain.

Each case is the body of a function that prints what would change if the advice was followed; beside some
stands a near miss, in which the copy is needless and found.
"""
import unittest

import recorded

HEAD = """import numpy as np
rng = np.random.default_rng(1)
s = np.arange(20000.0)
def case():
"""

NEEDED = {
    "an element is read through a fresh view":
        "c = s.copy(); c[:] = 2; print(c[0], s[:10][7])",
    "elements are read by iteration over a fresh view":
        "c = s.copy(); c[:] = 2; print(c[0], max(s[:5]), list(s[:3]))",
    "a field is read":
        "t = np.zeros(5000, dtype=[('id', 'i8'), ('v', 'f8')]); t['v'] = 2\n"
        "u = t.copy(); u['v'] *= 3; print(u['v'][0], t['v'][0])",
    "shuffled": "c = s.copy(); rng.shuffle(c); print(c[0], s[0])",
    "shuffled by the old functions": "c = s.copy(); np.random.shuffle(c); print(c[0], s[0])",
    "filled with random numbers": "c = s.copy(); rng.random(out=c); print(c[0], s[0])",
    "taken into": "c = s.copy(); np.take(s, np.arange(20000)[::-1], out=c); print(c[0], s[0])",
    "the first of two outputs": "c = s.copy(); np.divmod(s, 3, out=(c, None)); print(c[5], s[5])",
    "outputs by position": "c = s.copy(); d = s.copy(); np.modf(s / 2, c, d); print(c[1], d[3], s[1])",
    "a ufunc of the program's own":
        "c = s.copy(); np.frompyfunc(lambda x: x + 1, 1, 1)(c, out=c, casting='unsafe'); print(c[0], s[0])",
    "written through nditer":
        "c = s.copy(); it = np.nditer(c, op_flags=['readwrite']); it[0] = 5; print(c[0], s[0])",
    "units of time": "t = s.astype('M8[s]'); print(t.astype('M8[m]')[90], np.asarray(t, dtype='M8[ms]')[1])\n"
        "print((t - t[0]).astype('m8[h]')[9000], np.array(t, dtype='M8[D]')[1], t[2])",
    "fields of one size":
        "p = np.ones(9000, dtype=[('x', 'f4'), ('y', 'f4')])\n"
        "print(p.astype([('x', 'i4'), ('y', 'i4')])[0], p[0])",
    "a temporary of integers": "i = np.arange(9000); q = (i * 2) / 3; print(q.sum(), np.sqrt(i * 2).sum(), i[0])",
    "positions from the data": "y = s[np.argsort(s)]; print(y.sum(), s[0])",
    "one of two calls needs it":
        "class Model:\n"
        "    def __init__(self, w): self.w = np.array(w)\n"
        "    def train(self): self.w += 1\n"
        "a = Model(s); b = Model(s); b.train(); print(a.w.sum(), s.sum())",
    "all rounds but the last need it":
        "out = []; buf = np.zeros(1000)\n"
        "for i in range(5): buf += i; out.append(buf.copy())\n"
        "print(sum(o.sum() for o in out))",
    "a view of the source outlives it":
        "def smallest(n):\n"
        "    a = np.random.default_rng(1).random(n); b = np.sort(a)[:10].copy(); return b, a[:9000]\n"
        "b, v = smallest(20000); print(b[0], v[0], s[0])",
    "NumPy's own doing":
        "A = np.ones((300, 300)); print(np.roll(A, 0, 1).sum(), np.allclose(A @ A, A))\n"
        "print(np.cross(A[:, :3], A[:, :3]).sum(), A.sum())",
    "numpy.random's own doing":
        "r = np.random.default_rng(7); print(r.permutation(s).sum(), np.random.RandomState(0).rand(9).sum())\n"
        "print(r.multivariate_normal(np.zeros(3), np.eye(3), 1000).sum(), s.sum())",
    "handed to another thread":
        "import queue, threading\n"
        "q = queue.Queue(4); total = []\n"
        "def consume():\n"
        "    while (f := q.get()) is not None: total.append(f[0])\n"
        "t = threading.Thread(target=consume); t.start(); frame = np.zeros(9000)\n"
        "for i in range(30): frame[:] = i; q.put(frame.copy())\n"
        "q.put(None); t.join(); print(sum(total))",
}

FOUND = {
    "nothing is changed": ("c = s.copy(); print(c[0], s[:10][7])", "unmodified-copy"),
    "the same unit": ("t = s.astype('M8[s]')\nprint(t.astype('M8[s]')[9], t[2])", "noop-cast"),
    "the same fields": ("f = [('x', 'f4'), ('y', 'f4')]; p = np.ones(9000, dtype=f); print(p.astype(f)[0], p[0])",
                        "noop-cast"),
    "positions that are counted": ("y = s[np.arange(0, 9000)]; print(y.sum(), s[0])", "slice-as-gather"),
    "a temporary of the same dtype": ("q = (s * 2) / 3; print(q.sum(), s[0])", "chained-temporary"),
    "all calls": ("for i in range(3): print(s.copy().sum(), s[i])", "unmodified-copy"),
}


def program(body):
    return HEAD + "".join(f"    {line}\n" for line in body.split("\n")) + "case()\n"


def certain_in(report):
    return [finding["rule"] for finding in report["findings"] if finding["confidence"] == "certain"]


def certain(body):
    run = recorded.script(program(body), name="run.tmk")
    assert (run.code, run.err) == (0, ""), run
    return certain_in(recorded.report(recorded.trace_of(run, "run.tmk")))


class NoFalseClaims(unittest.TestCase):
    def test_what_is_needed_is_not_said_to_be_needless(self):
        for name, body in NEEDED.items():
            with self.subTest(case=name):
                self.assertEqual(certain(body), [])

    def test_near_misses_are_found(self):
        for name, (body, rule) in FOUND.items():
            with self.subTest(case=name):
                self.assertEqual(certain(body), [rule])


if __name__ == "__main__":
    recorded.main()
