"""Runs each of NumPy's functions that make an array, a view or a copy, and says what it did.

To be recorded by functions_test.py. Each case is an expression over the arrays below. What happened is
decided by what NumPy itself says: np.shares_memory and the base of the result, its data pointer, and
its elements. The test compares that with the events between the case's mark and the next.
"""
import io
import json
import pickle
import sys
import warnings

import numpy as np

import inside

warnings.simplefilter("ignore")
NUMPY_2 = np.__version__.startswith("2")


def arrays():
    """The operands: new ones for each case, whose elements differ from one another."""
    base = np.arange(24.0) + 1
    return {
        "a": base.copy(),
        "b": base[::-1].copy(),
        "m": base.reshape(4, 6).copy(),
        "n": (base * 3).reshape(4, 6).copy(),
        "f": np.asfortranarray(base.reshape(4, 6)),
        "s": base.reshape(4, 6).copy()[:, ::2],
        "i": np.arange(24) + 1,
        "z": base[:16].reshape(4, 4) @ np.diag([1.0, 2, 3, 4]) + np.eye(4) * 9,
        "c": base + 1j * base[::-1],
        "t": base.reshape(2, 3, 4).copy(),
        "u": np.arange(24, dtype="u1") + 1,
        "mask": base > 12,
        "idx": np.array([1, 2, 5]),
        "out": np.empty(24),
        "text": np.array(["one", "two", "three"]),
        "o": np.array([1, "a", None], dtype=object),
        "r": np.array([(1, 2.0), (3, 4.0)], dtype=[("p", "i4"), ("q", "f8")]),
        "h": np.array([3.0, 1.0, 2.0, 5.0]),
    }


# What a case may be expected to tell beyond what is found out by comparing: its copies, as the source,
# the destination ("r" is the result) and the reason. A source without an entry is not copied from.
CASES = {}


def case(expression, *copies, setup=None):
    CASES[expression] = (copies, setup)


# ---- Copies of an array. ----
case("a.copy()", ("a", "r", "requested"))
case("np.copy(a)", ("a", "r", "requested"))
case("a.__copy__()", ("a", "r", "requested"))
case("a.__deepcopy__({})", ("a", "r", "requested"))
case("m.flatten()", ("m", "r", "requested"))
case("m.copy(order='F')", ("m", "r", "requested"))
case("a.astype('f8')", ("a", "r", "requested"))
case("a.astype('f8', copy=False)")
case("a.astype('f4')", ("a", "r", "dtype"))
case("i.astype('f8')", ("i", "r", "dtype"))
case("a.astype('>f8')", ("a", "r", "dtype"))
case("m.astype('f8', order='F')", ("m", "r", "layout"))
case("i.byteswap()")
case("np.array(a)", ("a", "r", "requested"))
case("np.array(a, copy=True)", ("a", "r", "requested"))
case("np.array(a, dtype='f4')", ("a", "r", "dtype"))
case("np.array(m, order='F')", ("m", "r", "layout"))
case("np.array(a, ndmin=2)", ("a", "r", "requested"))
case("np.asarray(a)")
case("np.asarray(a, dtype='f4')", ("a", "r", "dtype"))
case("np.asarray(i, dtype=float)", ("i", "r", "dtype"))
case("np.asanyarray(a)")
case("np.ascontiguousarray(m)")
case("np.ascontiguousarray(f)", ("f", "r", "layout"))
case("np.ascontiguousarray(s)", ("s", "r", "layout"))
case("np.asfortranarray(m)", ("m", "r", "layout"))
case("np.asfortranarray(f)")
case("np.require(s, requirements='C')", ("s", "r", "layout"))
case("a.__array__()")
case("a.__array__('f4')", ("a", "r", "dtype"))
case("np.asarray_chkfinite(a)")
case("np.asmatrix(m)")
case("np.array(np.broadcast_to(a[:1], (5,)))", (None, "r", "broadcast"))
case("np.broadcast_to(a[:1], (5,)).copy()", (None, "r", "broadcast"))

# ---- Views. ----
for text in ("a[2:5]", "a[::-1]", "m[1]", "m[:, 2]", "m[1:3, ::2]", "m[None]", "m[..., 0]", "a[...]",
             "t[1]", "t[:, 1]", "t[0, 1:]", "m.T", "m.transpose()", "np.transpose(m)",
             "t.transpose(2, 0, 1)", "t.swapaxes(0, 1)", "np.swapaxes(t, 0, 2)", "np.moveaxis(t, 0, 2)",
             "np.rollaxis(t, 2)", "a.reshape(4, 6)", "np.reshape(a, (2, 12))", "a.ravel()",
             "np.ravel(m)", "m.reshape(-1)", "a.view()", "a.view('u8')", "a.view(np.matrix)",
             "r['p']", "r.getfield('i4')", "c.real", "c.imag", "np.real(c)", "np.imag(c)",
             "m.diagonal()", "np.diagonal(m)", "np.diag(m)", "m[None].squeeze()",
             "np.squeeze(m[None])", "np.expand_dims(a, 0)", "np.atleast_2d(a)", "np.atleast_3d(a)",
             "np.flip(a)", "np.flipud(m)", "np.fliplr(m)", "np.rot90(m)",
             "np.broadcast_to(a, (2, 24))", "np.broadcast_arrays(a, m[:, :1])[1]",
             "np.lib.stride_tricks.as_strided(a, (3, 2), (8, 8))",
             "np.lib.stride_tricks.sliding_window_view(a, 3)", "np.split(a, 2)[1]",
             "np.array_split(a, 3)[2]", "np.hsplit(m, 2)[1]", "np.vsplit(m, 2)[1]",
             "np.dsplit(t, 2)[1]", "a.flat.base", "np.ma.masked_array(a).data", "np.ma.getdata(a)",
             "np.asmatrix(m).A", "np.asmatrix(m).T", "np.rec.array(r).p", "f.T.reshape(-1)",
             "np.matrix(m, copy=False)", "m.view(type=np.ndarray)", "next(iter(m))", "list(m)[2]",
             "np.nan_to_num(a, copy=False)", "np.frombuffer(a, 'f8')", "np.frombuffer(memoryview(a))",
             "np.asarray(memoryview(a))", "a.newbyteorder()" if not NUMPY_2 else "a.view('>f8')",
             "np.array(a, copy=False, ndmin=2)" if not NUMPY_2 else "np.asarray(a)[None]",
             "np.linalg.matrix_transpose(m)" if NUMPY_2 else "m.T[1:]"):
    case(text)

# ---- A copy where no view is possible. ----
case("m.T.ravel()", (None, "r", "layout"))
case("np.ravel(f)", ("f", "r", "layout"))
case("m.T.reshape(-1)", (None, "r", "layout"))
case("s.reshape(-1)")
case("m[:, :5].reshape(-1)", (None, "r", "layout"))
case("np.reshape(f, 24)", ("f", "r", "layout"))

# ---- Gathers. ----
case("a[idx]", ("a", "r", "gather"))
case("a[[1, 2, 5]]", ("a", "r", "gather"))
case("a[mask]", ("a", "r", "gather"))
case("m[idx]", ("m", "r", "gather"), setup="idx = np.array([0, 3])")
case("m[[0, 2], [1, 3]]", ("m", "r", "gather"))
case("m[m > 5]", ("m", "r", "gather"))
case("a.take([3, 1])", ("a", "r", "gather"))
case("np.take(a, [3, 1])", ("a", "r", "gather"))
case("np.take(m, [1], axis=0)", ("m", "r", "gather"))
case("a.compress(mask)", ("a", "r", "gather"))
case("np.compress(mask, a)", ("a", "r", "gather"))
case("np.extract(mask, a)", (None, "r", "gather"))
case("a.repeat(2)", ("a", "r", "gather"))
case("np.repeat(a, 2)", ("a", "r", "gather"))
case("np.delete(a, 1)")
case("np.roll(a, 1)")

# ---- Joins. ----
case("np.concatenate([a, b])", ("a", "r", "concat"), ("b", "r", "concat"))
case("np.concatenate((m, n), axis=1)", ("m", "r", "concat"), ("n", "r", "concat"))
case("np.concatenate([a, i])", ("a", "r", "concat"), ("i", "r", "concat"))
case("np.hstack([a, b])", ("a", "r", "concat"), ("b", "r", "concat"))
case("np.vstack([a, b])", (None, "r", "concat"))
case("np.stack([a, b])", (None, "r", "concat"))
case("np.column_stack([a, b])", (None, "r", "concat"))
case("np.dstack([m, n])", (None, "r", "concat"))
case("np.append(a, b)", (None, "r", "concat"))
case("np.r_[a, b]", ("a", "r", "concat"), ("b", "r", "concat"))
case("np.c_[a, b]", (None, "r", "concat"))
case("np.block([[m, n]])")
case("np.array([a, b])", ("a", "r", "concat"), ("b", "r", "concat"))
case("np.asarray([a, b])", ("a", "r", "concat"), ("b", "r", "concat"))

# ---- Assignments. ----
case("out.__setitem__(slice(None), a)", ("a", "out", "assign"))
case("out.__setitem__(slice(2, 5), a[:3])", (None, "out", "assign"))
case("np.copyto(out, a)", ("a", "out", "assign"))
case("out.put([1, 2], [7, 8])")
case("np.put(out, [1], [7])")
case("out.fill(1)")
case("a.sort()")
case("a.partition(3)")
case("a.setfield(1, 'f8')")
case("np.place(a, mask, [0])")
case("np.putmask(a, mask, [0])")
case("np.fill_diagonal(z, 0)")
case("a.itemset(0, 9)" if not NUMPY_2 else "a.__setitem__(0, 9)")
case("a.resize(30, refcheck=False)")

# ---- New arrays. ----
for text in ("np.empty(9)", "np.zeros(9)", "np.ones(9)", "np.full(9, 2.0)", "np.arange(9)",
             "np.linspace(0, 1, 9)", "np.logspace(0, 1, 9)", "np.geomspace(1, 2, 9)", "np.eye(3)",
             "np.identity(3)", "np.tri(3)", "np.empty_like(a)", "np.zeros_like(a)", "np.ones_like(a)",
             "np.full_like(a, 2)", "np.fromiter(range(9), 'i4')", "np.fromstring('1 2 3', sep=' ')",
             "np.array([1, 2, 3])", "np.array(3.0)", "np.asarray([1.0, 2])", "np.meshgrid(a, h)[0]",
             "np.indices((2, 3))", "np.mgrid[0:3]", "np.ogrid[0:3]", "np.vander(h)", "np.diag(h)",
             "np.diagflat(h)", "np.bartlett(9)", "np.hanning(9)", "np.kaiser(9, 1.0)", "np.fromfunction(lambda x: x, (9,))",
             "np.frombuffer(bytes(16), 'u1').copy()", "np.loadtxt(io.StringIO('1 2\\n3 4'))",
             "np.genfromtxt(io.StringIO('1 2\\n3 4'))", "pickle.loads(pickle.dumps(a))",
             "load(save(a))", "np.char.upper(text)", "np.char.add(text, text)",
             "np.random.default_rng(1).random(9)", "np.random.default_rng(1).integers(0, 9, 9)",
             "np.random.default_rng(1).normal(size=9)", "np.random.default_rng(1).permutation(a)",
             "np.random.default_rng(1).choice(a, 3)", "np.random.rand(9)", "np.random.randn(9)",
             "np.random.RandomState(1).uniform(size=9)", "np.ma.zeros(9).data",
             "np.rec.fromarrays([a, b]).f0", "np.dtype('f8').type(3).reshape(1)"):
    case(text)

# ---- Computations. ----
for text in ("a + b", "a - 1", "2 * a", "a / b", "a // 2", "a % 5", "a ** 2", "-a", "abs(a)", "a < b",
             "a == b", "mask & mask", "~mask", "i << 1", "i | 1", "m @ n.T", "np.add(a, b)",
             "np.add(a, b, out=out)", "np.add(a, b, out)", "np.multiply(a, 2)", "np.sin(a)", "np.sqrt(a)",
             "np.exp(h)", "np.log(a)", "np.maximum(a, b)", "np.where(mask, a, b)", "np.clip(a, 2, 5)",
             "a.clip(2, 5)", "a.round(1)", "np.around(a)", "a.cumsum()", "np.cumsum(a)", "a.cumprod()",
             "np.diff(a)", "np.gradient(a)", "np.sort(a)", "np.argsort(a)", "a.argsort()",
             "np.partition(a, 3)", "np.argpartition(a, 3)", "np.unique(a)", "np.searchsorted(a, b)",
             "np.nonzero(a)[0]", "np.argwhere(mask)", "np.flatnonzero(mask)", "m.sum(axis=0)",
             "m.mean(axis=0)", "m.std(axis=0)", "m.max(axis=1)", "m.argmax(axis=1)", "m.prod(axis=0)",
             "m.any(axis=0)", "np.median(m, axis=0)", "np.percentile(m, 50, axis=0)",
             "np.average(m, axis=0)", "np.dot(z, z)", "z.dot(z)", "np.inner(a, b)", "np.outer(a, b)",
             "np.tensordot(m, n.T, 1)", "np.einsum('ij,jk->ik', z, z)", "np.einsum('ij->ji', z)",
             "np.kron(h, h)", "np.cross(h[:3], h[1:])", "np.trace(z)", "np.linalg.inv(z)",
             "np.linalg.solve(z, h)", "np.linalg.svd(z)[0]", "np.linalg.eig(z)[0]",
             "np.linalg.qr(z)[0]", "np.linalg.cholesky(z @ z.T)", "np.linalg.norm(m, axis=0)",
             "np.linalg.pinv(z)", "np.linalg.lstsq(z, h, rcond=None)[0]", "np.linalg.matrix_power(z, 3)",
             "np.fft.fft(h)", "np.fft.ifft(h)", "np.fft.rfft(a)", "np.fft.irfft(h)", "np.fft.fft2(m)",
             "np.fft.fftshift(a)", "np.fft.fftfreq(9)", "np.convolve(a, h)", "np.correlate(a, h)",
             "np.interp(h, a, b)", "np.histogram(a, 5)[0]", "np.bincount(i)", "np.digitize(a, h[1:3])",
             "np.pad(a, 2)", "np.tile(a, 2)", "np.insert(a, 1, 9.0)", "np.triu(m)", "np.tril(m)",
             "np.select([mask], [a])", "np.piecewise(a, [mask], [0])", "np.choose([0, 1], [h[:2], h[2:]])",
             "i.choose(0)" if False else "np.choose([1, 0], [h[:2], h[2:]])",
             "np.isin(a, h)", "np.intersect1d(a, h)", "np.union1d(a, h)", "np.nan_to_num(a)",
             "np.isnan(a)", "np.conj(c)", "c.conj()", "np.angle(c)", "np.unwrap(a)", "np.polyfit(a, b, 1)",
             "np.polyval(h, a)", "np.roots(h)", "np.cov(m)", "np.corrcoef(m)", "np.packbits(mask)",
             "np.unpackbits(u)", "np.add.reduce(m)", "np.add.accumulate(a)", "np.add.reduceat(a, [0, 5])",
             "np.multiply.outer(a, h)", "np.add.at(a, [1, 1], 1)", "np.logical_not(mask)",
             "np.apply_along_axis(np.sum, 0, m)", "np.vectorize(lambda x: x + 1)(h)",
             "np.ma.masked_array(a, mask=mask).filled(0)", "(np.ma.array(a) + 1).data",
             "np.ma.masked_where(a > 3, a).data", "np.lexsort((a, b))", "np.count_nonzero(m, axis=0)",
             "np.trapz(a)" if not NUMPY_2 else "np.trapezoid(a)", "np.ptp(m, axis=0)",
             "np.array_equal(a, b)", "np.allclose(a, b)", "a.sum()", "a.mean()", "a.std()", "a.max()",
             "np.frexp(a)[0]", "np.divmod(a, 3)[0]", "np.modf(a)[0]"):
    case(text)

# ---- What hands memory out. ----
for text in ("a.tobytes()", "a.tolist()", "a.item(0)", "a[3]", "m[1, 2]", "memoryview(a)", "a.data",
             "a.ctypes.data", "a.__array_interface__", "bytes(u)"):
    case(text)


def save(array):
    file = io.BytesIO()
    np.save(file, array)
    file.seek(0)
    return file


def load(file):
    return np.load(file)


def root(array):
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def elements(array):
    """As numbers that survive a change of dtype; None where they do not compare."""
    if array.dtype.kind not in "biufc":
        return None
    if array.dtype.kind == "c":
        return sorted({complex(x) for x in np.asarray(array).ravel()}, key=str)
    return sorted({float(np.float32(x)) for x in np.asarray(array).ravel()})


def describe(expression, environment, result):
    told = {"case": expression, "operands": {}, "result": None}
    for key, value in environment.items():
        if isinstance(value, np.ndarray):
            view, buffer = inside.ids(value)
            told["operands"][key] = {"view": view, "buffer": buffer,
                                     "elements": repr(elements(value))}
    if isinstance(result, np.ndarray):
        view, buffer = inside.ids(result)
        shares = sorted(key for key, value in environment.items()
                        if isinstance(value, np.ndarray) and value.size and result.size and
                        np.shares_memory(value, result))
        told["result"] = {
            "view": view, "buffer": buffer, "shares": shares,
            "same": [key for key, value in environment.items() if value is result],
            "owns": bool(result.flags.owndata), "dtype": result.dtype.str,
            "nbytes": result.nbytes, "shape": list(result.shape), "strides": list(result.strides),
            "offset": result.ctypes.data - root(result).ctypes.data if root(result).base is None else None,
            "root_owns": bool(root(result).flags.owndata), "elements": repr(elements(result))}
    return told


def main():
    with open(sys.argv[1], "w") as file:
        for expression, (copies, setup) in CASES.items():
            environment = arrays()
            scope = dict(globals(), **environment)
            if setup is not None:
                exec(setup, scope)
                environment.update({key: scope[key] for key in environment})
            before = {key: (value.tobytes(), inside.ids(value)) for key, value in environment.items()
                      if value.dtype != object}
            code = compile(expression, expression, "eval")
            inside.mark("begin " + expression)
            result = eval(code, scope)
            inside.mark("end " + expression)
            told = describe(expression, environment, result)
            told["copies"] = copies
            told["written"] = sorted(key for key, (data, _) in before.items()
                                     if environment[key].tobytes() != data)
            del result
            json.dump(told, file)
            file.write("\n")


if __name__ == "__main__":
    main()
