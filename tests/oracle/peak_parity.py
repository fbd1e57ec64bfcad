#!/usr/bin/python3
"""Peak memory of the same small programs in NumPy (tracemalloc) and here (PeakMeter), as a table.

    peak_parity.py --runner build/tests/oracle/peak_parity

The peak is what a program needs beyond its inputs. Exit code 0: ours is no higher in any program;
1: it is in some; 77: no NumPy here. peak_parity.cc holds the same programs under the same names.
"""
import argparse
import subprocess
import sys
import tracemalloc

try:
    import numpy as np
except ImportError:
    np = None

_N = 1_000_000
_M = 1_000


def _vector(scale=1.0):
    return (np.arange(_N, dtype="f8") % 1000) * scale


def _matrix():
    return _vector().reshape(_M, _M)


def _inputs():
    """Fresh inputs of each kind that the programs name as parameters."""
    return {
        "a": _vector(), "b": _vector(2.0), "c": _vector(3.0), "m": _matrix(), "k": _matrix(),
        "i": np.arange(_N, dtype="i4"), "f": _vector().astype("f4"), "u": np.arange(1000.0),
        "v": np.arange(1000.0), "q": np.ones((300, 300)), "r": np.ones((300, 300)),
        "s": np.ones((300, 300)), "p": np.arange(0, _N, 2),
        "w": np.arange(_M - 1, -1, -2), "h": np.ones((300, 300)) + 300 * np.eye(300)
    }


def _centred(m):
    m -= m.mean(axis=0)


def _assign(target, index, value):
    target[index] = value


def _update(target, index, value):
    target[index] += value


def _add_to(target, value):
    target += value


def _with_out(a, b, c):
    out = np.multiply(a, b)
    np.add(out, c, out=out)
    return out


PROGRAMS = {
    "a + b + c": lambda a, b, c: a + b + c,
    "2 - (a * 2)": lambda a: 2 - (a * 2),
    "sqrt(a*a + a*a)": lambda a: np.sqrt(a * a + a * a),
    "-(a + b) * c": lambda a, b, c: -(a + b) * c,
    "m += m.T": lambda m: _add_to(m, m.T),
    "m = m.T (assign)": lambda m: _assign(m, Ellipsis, m.T),
    "copyto(m[::2], m[1::2])": lambda m: np.copyto(m[::2], m[1::2]),
    "a[1:] += a[:-1]": lambda a: _add_to(a[1:], a[:-1]),
    "a[:] = a[::-1]": lambda a: _assign(a, slice(None), a[::-1]),
    "a[::2] *= a[1::2]": lambda a: np.multiply(a[::2], a[1::2], out=a[::2]),
    "sum(concatenate(a, b))": lambda a, b: np.concatenate([a, b]).sum(),
    "max(stack(a, b), axis 0)": lambda a, b: np.stack([a, b]).max(axis=0),
    "outer(u, v) sum axis 1": lambda u, v: np.multiply.outer(u, v).sum(axis=1),
    "u[:, None] * v[None, :]": lambda u, v: u[:, None] * v[None, :],
    "a - mean(a)": lambda a: a - a.mean(),
    "(a - mean) / std": lambda a: (a - a.mean()) / a.std(),
    "m -= mean(m, axis 0)": _centred,
    "var(m, axis 1)": lambda m: np.var(m, axis=1),
    "where(a > b, a, b)": lambda a, b: np.where(a > b, a, b),
    "clip(a * 2, 0, 100)": lambda a: np.clip(a * 2, 0, 100),
    "multiply, then add out=": _with_out,
    "i4 + f8": lambda i, a: i + a,
    "f4 += f8": lambda f, a: _add_to(f, a),
    "astype f4": lambda a: a.astype("f4"),
    "m.T.copy()": lambda m: m.T.copy(),
    "m.T.reshape(-1)": lambda m: m.T.reshape(-1),
    "sort(a)": lambda a: np.sort(a),
    "argsort(a)": lambda a: np.argsort(a, kind="stable"),
    "a[a > 500]": lambda a: a[a > 500],
    "take(a, p)": lambda a, p: np.take(a, p),
    "cumsum(a)": lambda a: np.cumsum(a),
    "roll(m, 1, axis 0)": lambda m: np.roll(m, 1, axis=0),
    "tile(u, 100)": lambda u: np.tile(u, 100),
    "(q @ r) @ s": lambda q, r, s: (q @ r) @ s,
    "all(isfinite(a + b))": lambda a, b: np.isfinite(a + b).all(),
    "a[a > 500] = 0": lambda a: _assign(a, a > 500, 0),
    "a[p] += 1": lambda a, p: _update(a, p, 1),
    "m[w]": lambda m, w: m[w],
    "m[:, w]": lambda m, w: m[:, w],
    "m[w, w] = u[::2]": lambda m, w, u: _assign(m, (w, w), u[::2]),
    "nonzero(a)": lambda a: np.nonzero(a),
    "argwhere(a)": lambda a: np.argwhere(a),
    "take_along_axis(m, argsort)":
        lambda m: np.take_along_axis(m, np.argsort(m, axis=0, kind="stable"), 0),
    "median(a)": lambda a: np.median(a),
    "percentile(m, 90, axis 0)": lambda m: np.percentile(m, 90, axis=0),
    "diff(a)": lambda a: np.diff(a),
    "nanmean(m, axis 0)": lambda m: np.nanmean(m, axis=0),
    "nanvar(m, axis 1)": lambda m: np.nanvar(m, axis=1),
    "average(m, weights k)": lambda m, k: np.average(m, axis=1, weights=k),
    "allclose(a, b)": lambda a, b: np.allclose(a, b),
    "array_equal(a, b)": lambda a, b: np.array_equal(a, b),
    "count_nonzero(m, axis 0)": lambda m: np.count_nonzero(m, axis=0),
    "histogram(a, 50)": lambda a: np.histogram(a, 50),
    "bincount(i % 1000)": lambda i: np.bincount(i % 1000),
    "digitize(a, u)": lambda a, u: np.digitize(a, u),
    "interp(a, u, v)": lambda a, u, v: np.interp(a, u, v),
    "unique(a)": lambda a: np.unique(a),
    "unique(a, counts)": lambda a: np.unique(a, return_counts=True),
    "isin(a, u)": lambda a, u: np.isin(a, u),
    "union1d(a, b)": lambda a, b: np.union1d(a, b),
    "partition(a, 1000)": lambda a: np.partition(a, 1000),
    "searchsorted(u, a)": lambda u, a: np.searchsorted(u, a),
    "argmax(m, axis 1)": lambda m: np.argmax(m, axis=1),
    "vstack(a, b)": lambda a, b: np.vstack([a, b]),
    "append(a, 5)": lambda a: np.append(a, 5.0),
    "pad(m, 8, reflect)": lambda m: np.pad(m, 8, "reflect"),
    "triu(m)": lambda m: np.triu(m),
    "rot90(m).copy()": lambda m: np.rot90(m).copy(),
    "meshgrid(u, v)": lambda u, v: np.meshgrid(u, v),
    "round(a, 2)": lambda a: np.round(a, 2),
    "i // 7": lambda i: i // 7,
    "power(a, 2.0)": lambda a: np.power(a, 2.0),
    "solve(h, q)": lambda h, q: np.linalg.solve(h, q),
    "inv(h)": lambda h: np.linalg.inv(h),
    "einsum ij,jk->ik": lambda q, r: np.einsum("ij,jk->ik", q, r),
    "einsum ij->j": lambda m: np.einsum("ij->j", m),
    "tensordot(m, k)": lambda m, k: np.tensordot(m, k),
    "norm(a)": lambda a: np.linalg.norm(a),
    "norm(m, axis 1)": lambda m: np.linalg.norm(m, axis=1),
}


def numpy_peak(program):
    """Bytes above the inputs at the highest point."""
    names = program.__code__.co_varnames[:program.__code__.co_argcount]
    tracemalloc.start()
    made = _inputs()
    inputs = [made[n] for n in names]
    del made
    before = tracemalloc.get_traced_memory()[0]
    tracemalloc.reset_peak()
    result = program(*inputs)
    peak = tracemalloc.get_traced_memory()[1] - before
    del result
    tracemalloc.stop()
    return peak


def _kilobytes(n):
    return (n + 500) // 1000


def main():
    if np is None:
        print("skipped: no NumPy")
        return 77
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runner", required=True, help="the program built from peak_parity.cc")
    options = parser.parse_args()
    lines = subprocess.run([options.runner], check=True, capture_output=True,
                           text=True).stdout.splitlines()
    ours = {name: int(peak) for name, _, peak in (line.rpartition("\t") for line in lines)}
    if set(ours) != set(PROGRAMS):
        print(f"the two lists of programs differ: {sorted(set(ours) ^ set(PROGRAMS))}")
        return 1
    print("| program | NumPy 1.24, kB | tidemark, kB |\n|---|---:|---:|")
    higher = 0
    for name, program in PROGRAMS.items():
        theirs = numpy_peak(program)
        # tracemalloc sees a few hundred bytes of Python objects as well: whole kilobytes only.
        worse = _kilobytes(ours[name]) > _kilobytes(theirs)
        higher += worse
        print(f"| `{name}` | {_kilobytes(theirs):,} | {_kilobytes(ours[name]):,}"
              f"{' (higher)' if worse else ''} |")
    print(f"\n{len(PROGRAMS)} programs, ours higher in {higher}")
    return 1 if higher else 0


if __name__ == "__main__":
    sys.exit(main())
