#!/usr/bin/python3
"""Serves the kernels of the array benchmarks on NumPy; the protocol is that of peer.h.

A kernel is one statement, timed as timeit does it: the loop stands in a function of its own, the
clock is read before and after it, and what the interpreter does besides is outside.
"""
import itertools
import math
import sys
import time

import numpy as np

SHAPES = {100: (10, 10), 100_000: (250, 400), 1_000_000: (1000, 1000),
          10_000_000: (2500, 4000)}
A, B, C = "a = values(n, 1)", "b = values(n, 2)", "c = values(n, 3)"
OUT = "out = np.zeros(n)"
MATRIX = "m = values(n, 1).reshape(shape)"
F32 = "a = values(n, 1).astype('f4'); b = values(n, 2).astype('f4')"
I64 = "a = (values(n, 1) * 1000).astype('i8')"
I32 = "a = (values(n, 1) * 1000).astype('i4'); b = (values(n, 2) * 1000).astype('i4')"

# name: (set-up, statement, what to add up)
KERNELS = {
    "add": ([A, B], "r = a + b", "r"),
    "add_out": ([A, B, OUT], "np.add(a, b, out=out)", "out"),
    "add_in_place": ([A, B], "a += b", "a"),
    "add_scalar": ([A], "r = a + 1.5", "r"),
    "add_row": ([MATRIX, "v = values(shape[1], 2)"], "r = m + v", "r"),
    "add3": ([A, B, C], "r = a + b + c", "r"),
    "length": ([A, B], "r = np.sqrt(a * a + b * b)", "r"),
    "less": ([A, B], "r = a < b", "r"),
    "where": ([A, B, "k = mask(n)"], "r = np.where(k, a, b)", "r"),
    "sqrt": ([A], "r = np.sqrt(a)", "r"),
    "exp": ([A], "r = np.exp(a)", "r"),
    "sum": ([A], "r = a.sum()", "r"),
    "sum_axis0": ([MATRIX], "r = m.sum(axis=0)", "r"),
    "sum_axis1": ([MATRIX], "r = m.sum(axis=1)", "r"),
    "min": ([A], "r = a.min()", "r"),
    "copy": ([A], "r = a.copy()", "r"),
    "copy_out": ([A, OUT], "np.copyto(out, a)", "out"),
    "transposed_copy": ([MATRIX, "t = m.T"], "r = t.copy()", "r[0] * 3 + r[-1]"),
    "strided_copy": ([A, "v = a[::2]"], "r = v.copy()", "r"),
    "take": ([A, "p = positions(n)"], "r = np.take(a, p)", "r"),
    "mask": ([A, "k = mask(n)"], "r = a[k]", "r"),
    "concatenate": ([A, B], "r = np.concatenate((a, b))", "r"),
    "matmul": (["s = math.isqrt(n); p = values(s * s, 1).reshape(s, s)",
                "q = values(s * s, 2).reshape(s, s)"], "r = p @ q", "r"),
    "matvec": ([MATRIX, "v = values(shape[1], 2)"], "r = m @ v", "r"),
    "vecmat": ([MATRIX, "v = values(shape[0], 2)"], "r = v @ m", "r"),
    "dot": ([A, B], "r = a.dot(b)", "r"),
    "power": ([A], "r = np.power(a, 2.0)", "r"),
    "square": ([A], "r = a ** 2.0", "r"),
    "power_of": ([A, B], "r = np.power(a, b)", "r"),
    "floor_divide": ([I64], "r = a // 7", "r"),
    "floor_divide_i32": ([I32], "r = a // 7", "r"),
    "argmax": ([A], "r = a.argmax()", "r"),
    "nonzero": (["k = mask(n)"], "r = np.nonzero(k)[0]", "r"),
    "nonzero_f64": (["a = values(n, 1) * mask(n)"], "r = np.nonzero(a)[0]", "r"),
    "searchsorted": ([A, "s = np.sort(values(n, 2))"], "r = s.searchsorted(a)", "r"),
    "put_mask": ([A, "k = mask(n)"], "np.putmask(a, k, 1.5)", "a"),
    "slice": ([A], "r = a[1:-1:2]", "r"),
    "add_f32": ([F32], "r = a + b", "r.astype('f8')"),
    "exp_f32": ([F32], "r = np.exp(a)", "r.astype('f8')"),
    "sum_f32": ([F32], "r = a.sum()", "r"),
    "add_i32": ([I32], "r = a + b", "r"),
    "sum_i32": ([I32], "r = a.sum()", "r"),
}

FUNCTION = """
def make(n, shape):
    {setup}
    inputs = ({names},)
    def run(times, {names}):
        start = clock()
        for _ in repeat(None, times):
            {statement}
        return clock() - start
    def check({names}):
        {statement}
        return float(np.sum({total}))
    return (lambda times: run(times, *inputs)), (lambda: check(*inputs))
"""


def mixed(n, salt):
    """The same mix of bits as in peer.cc."""
    x = (np.arange(n, dtype=np.uint64) + np.uint64(salt << 40)) * np.uint64(0x9e3779b97f4a7c15)
    x ^= x >> np.uint64(32)
    x *= np.uint64(0xd6e8feb86659fd93)
    x ^= x >> np.uint64(29)
    return x


def values(n, salt):
    return (mixed(n, salt) >> np.uint64(32)).astype("f8") / 4294967296.0


def positions(n):
    return (values(n, 7) * n).astype("i8")


def mask(n):
    return values(n, 8) < 0.5


def make(name, n):
    """The kernel's function run(times) -> ns, and check() -> number."""
    setup, statement, total = KERNELS[name]
    names = [part.split("=")[0].strip() for part in "; ".join(setup).split(";")]
    source = FUNCTION.format(setup="\n    ".join(setup), names=", ".join(names),
                             statement=statement, total=total)
    scope = {"np": np, "math": math, "values": values, "positions": positions, "mask": mask,
             "clock": time.perf_counter_ns, "repeat": itertools.repeat}
    exec(source, scope)
    return scope["make"](n, SHAPES.get(n, (1, n)))


def main():
    current = None
    for line in sys.stdin:
        request = line.split()
        if request[0] == "run":
            print(current[0](int(request[1])), flush=True)
        elif request[1] not in KERNELS:
            print("none", flush=True)
        else:
            current = None  # gives the memory back first
            current = make(request[1], int(request[2]))
            print("ok", repr(current[1]()), flush=True)


if __name__ == "__main__":
    main()
