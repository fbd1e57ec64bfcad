"""Joining, triangles, grids, turned views, modes of pad, rounding, print options, random numbers."""
import numpy as np

import numpy_ops
import recipes
from numpy_ops import array_of, get, number
from tolerance import Tolerance, _eps, _largest, _mixed_zeros, _small_and_dyadic

_MODES = "edge linear_ramp maximum mean median minimum reflect symmetric wrap constant".split()
_STATISTICS = ("maximum", "mean", "median", "minimum")


def _or(r, key, default):
    return default if r.get(key) is None else r[key]


def _dtype(r, default):
    return numpy_ops._dtype(_or(r, "dtype", default))


def _named(arrays, r):
    return numpy_ops._named(arrays, r)


# What the requests mean.


def _joining(function):
    def op(arrays, r):
        with numpy_ops._by_dtype_only():
            return {get(r, "out"): function(_named(arrays, r))}
    return op


def _append(arrays, r):
    with numpy_ops._by_dtype_only():
        return {get(r, "out"): np.append(array_of(arrays, get(r, "a")),
                                         array_of(arrays, get(r, "b")), axis=r.get("axis"))}


def _meshgrid(arrays, r):
    grids = np.meshgrid(*_named(arrays, r), indexing="xy" if _or(r, "xy", True) else "ij")
    outs = get(r, "outs")
    if len(outs) != len(grids):
        raise numpy_ops.RequestError("ValueError", "not as many names as grids")
    return dict(zip(outs, grids))


def _tri(arrays, r):
    return {get(r, "out"): np.tri(get(r, "n"), r.get("m"), _or(r, "k", 0), dtype=_dtype(r, "f8"))}


def _indices(arrays, r):
    return {get(r, "out"): np.indices(numpy_ops._shape(get(r, "shape")), dtype=_dtype(r, "i8"))}


def _growing(arrays, r):
    options = {"endpoint": _or(r, "endpoint", True), "dtype": _dtype(r, "f8")}
    function = np.geomspace
    if get(r, "op") == "logspace":
        function, options["base"] = np.logspace, float(number(_or(r, "base", 10.0)))
    return {get(r, "out"): function(float(number(get(r, "start"))), float(number(get(r, "stop"))),
                                    get(r, "n"), **options)}


def _triangle(function):
    return lambda a, r: function(a, _or(r, "k", 0))


def _rot90(a, r):
    return np.rot90(a, _or(r, "k", 1), tuple(_or(r, "axes", (0, 1))))


def _atleast(a, r):
    return {1: np.atleast_1d, 2: np.atleast_2d, 3: np.atleast_3d}[get(r, "ndim")](a)


def _pad_mode(a, r):
    flat, mode = get(r, "widths"), get(r, "mode")
    if len(flat) != 2 * a.ndim:
        raise numpy_ops.RequestError("ShapeError", "two widths for each axis")
    options = {}
    if mode in _STATISTICS:
        options["stat_length"] = r.get("stat_length")
    elif mode == "linear_ramp":
        options["end_values"] = number(_or(r, "end_value", 0))
    elif mode == "constant":
        options["constant_values"] = number(_or(r, "value", 0))
    elif mode in ("reflect", "symmetric"):
        options["reflect_type"] = "odd" if r.get("odd") else "even"
    return np.pad(a, list(zip(flat[::2], flat[1::2])), mode, **options)


def _round_to(a, r):
    if a.ndim == 0:  # else NumPy would promote the array and the power of ten as two scalars
        return np.round(a[np.newaxis], get(r, "decimals")).reshape(())
    return np.round(a, get(r, "decimals"))


def _text_with(a, r):
    known = ("precision", "threshold", "edgeitems", "linewidth", "suppress", "floatmode", "sign",
             "nanstr", "infstr")
    with np.printoptions(**{k: r[k] for k in known if r.get(k) is not None}):
        return np.frombuffer(f"{str(a)}\n{a!r}".encode(), dtype="u1").copy()


def _random(arrays, r):
    rng = np.random.Generator(np.random.Philox(key=get(r, "key"), counter=_or(r, "counter", 0)))
    f = get(r, "f")
    if f == "random":
        return {get(r, "out"): rng.random(numpy_ops._shape(get(r, "shape")), _dtype(r, "f8"))}
    if f == "uniform":
        return {get(r, "out"): rng.uniform(number(get(r, "low")), number(get(r, "high")),
                                           numpy_ops._shape(get(r, "shape")))}
    if f == "integers":
        return {get(r, "out"): rng.integers(get(r, "low"), get(r, "high"),
                                            numpy_ops._shape(get(r, "shape")),
                                            endpoint=_or(r, "endpoint", False))}
    a = array_of(arrays, get(r, "a"))
    if f == "permutation":
        if a.ndim == 0:  # NumPy would take it for a length
            raise numpy_ops.RequestError("ShapeError", "no rows")
        return {get(r, "out"): rng.permutation(a)}
    if f == "choice":
        if a.ndim == 0:
            raise numpy_ops.RequestError("ValueError", "nothing to choose from")
        return {get(r, "out"): rng.choice(a, numpy_ops._shape(get(r, "shape")))}
    rng.shuffle(a)
    return {}


OPS = {
    "vstack": _joining(np.vstack),
    "hstack": _joining(np.hstack),
    "dstack": _joining(np.dstack),
    "column_stack": _joining(np.column_stack),
    "append": _append,
    "meshgrid": _meshgrid,
    "tri": _tri,
    "indices": _indices,
    "logspace": _growing,
    "geomspace": _growing,
    "triu": numpy_ops._simple(_triangle(np.triu)),
    "tril": numpy_ops._simple(_triangle(np.tril)),
    "diag": numpy_ops._simple(_triangle(np.diag)),
    "diagflat": numpy_ops._simple(_triangle(np.diagflat)),
    "rot90": numpy_ops._simple(_rot90),
    "flipud": numpy_ops._simple(lambda a, r: np.flipud(a)),
    "fliplr": numpy_ops._simple(lambda a, r: np.fliplr(a)),
    "atleast": numpy_ops._simple(_atleast),
    "pad_mode": numpy_ops._simple(_pad_mode),
    "round_to": numpy_ops._simple(_round_to),
    "text_with": numpy_ops._simple(_text_with),
    "random": _random,
}
WRITES = {"random": "a"}


# How they are asked.

_axis = recipes._axis
_dim = recipes._dim


def _k(g):
    return g.rng.choice((0, 0, 1, -1, 2, -2, 4))


def _joined(g):
    name = g.pick_exact()
    if not name:
        return None
    a = g.arrays[name]
    if g.chance(0.3):
        other = g.pick_exact() if g.chance(0.5) else name
        return [{"op": "append", "out": g.fresh(), "a": name, "b": other,
                 "axis": _axis(g, a.ndim, 0.6)}]
    op = g.rng.choice(("vstack", "hstack", "dstack", "column_stack"))
    fits = lambda b: b.ndim == a.ndim and (b.shape == a.shape or g.chance(0.4))
    names = [name] + [g.pick_exact(fits) for _ in range(g.rng.randint(0, 2))]
    if g.chance(recipes._WRONG):
        names = names + [g.pick_exact()] if g.chance(0.7) else []
    return [{"op": op, "out": g.fresh(), "arrays": names}]


def _grid(g):
    kind = g.rng.random()
    if kind < 0.4:
        names = [g.pick_exact(lambda a: a.size < 8) for _ in range(g.rng.randint(1, 3))]
        if None in names:
            return None
        free = [c for c in "abcdefghijklmnopqrstuvwxyz" if c not in g.arrays]
        return [{"op": "meshgrid", "outs": g.rng.sample(free, len(names)), "arrays": names,
                 "xy": g.chance(0.6)}]
    if kind < 0.55:
        return [{"op": "indices", "out": g.fresh(), "shape": recipes.shape(g)[:3],
                 "dtype": g.rng.choice(("i8", "i8", "i4", "f8", "u1"))}]
    if kind < 0.8:
        return [{"op": "tri", "out": g.fresh(), "n": g.rng.randint(-1, 5),
                 "m": g.rng.choice((None, None, 0, 1, 3, 6)), "k": _k(g),
                 "dtype": g.rng.choice(("f8", "b1", "i4", "c8"))}]
    request = {"op": g.rng.choice(("logspace", "geomspace")), "out": g.fresh(),
               "start": g.rng.randint(-6, 12) / 4, "stop": g.rng.randint(-6, 12) / 2,
               "n": g.rng.randint(0, 7), "endpoint": g.chance(0.7),
               "dtype": g.rng.choice(("f8", "f8", "f4", "c16"))}
    if g.chance(recipes._WRONG):
        request["n"] = -1
    if request["op"] == "geomspace" and request["start"] * request["stop"] < 0:
        request["dtype"] = "f8"  # NumPy would go through complex numbers if these were asked for
    return [request]


def _diagonals(g):
    name = g.pick_exact(lambda a: a.ndim > 0 or g.chance(0.1))
    if not name:
        return None
    op = g.rng.choice(("triu", "tril", "diag", "diag", "diagflat"))
    return [{"op": op, "out": g.fresh(), "a": name, "k": _k(g)}]


def _turned(g):
    name = g.pick_exact()
    if not name:
        return None
    a = g.arrays[name]
    kind = g.rng.random()
    if kind < 0.4:
        axes = [_axis(g, a.ndim, 0), _axis(g, a.ndim, 0)] if g.chance(0.5) else None
        return [{"op": "rot90", "out": g.fresh(), "a": name, "k": g.rng.randint(-5, 5),
                 "axes": axes}]
    if kind < 0.7:
        return [{"op": g.rng.choice(("flipud", "fliplr")), "out": g.fresh(), "a": name}]
    return [{"op": "atleast", "out": g.fresh(), "a": name, "ndim": g.rng.randint(1, 3)}]


def _padded(g):
    name = g.pick_exact(lambda a: 0 < a.ndim < 4)
    if not name:
        return None
    a = g.arrays[name]
    mode = g.rng.choice(_MODES)
    widths = [g.rng.choice((0, 0, 1, 2, 3, 7, 12) if a.ndim < 3 else (0, 0, 1, 3))
              for _ in range(2 * a.ndim)]
    if g.chance(recipes._WRONG) and widths:
        widths[0] = -1
    request = {"op": "pad_mode", "out": g.fresh(), "a": name, "widths": widths, "mode": mode}
    if mode in _STATISTICS and g.chance(0.5):
        request["stat_length"] = g.rng.choice((1, 2, 3, 9) if not g.chance(0.05) else (0, -1))
    if mode == "linear_ramp" and g.chance(0.6):
        request["end_value"] = g.rng.randint(0, 9) if a.dtype.kind in "biu" else -1.25
    if mode == "constant":
        request["value"] = recipes.number(g, a.dtype.str[1:])
    if mode in ("reflect", "symmetric"):
        request["odd"] = g.chance(0.5)
    return [request]


def _rounded(g):
    name = g.pick_exact(lambda a: a.dtype.kind != "b" or g.chance(0.1))
    if not name:
        return None
    return [{"op": "round_to", "out": g.fresh(), "a": name,
             "decimals": g.rng.choice((-3, -2, -1, 0, 1, 1, 2, 3, 5, 12, 30, 50))}]


def _text(g):
    name = g.pick_exact()
    if not name:
        return None
    maybe = {"precision": g.rng.choice((0, 1, 2, 3, 5, 12, 20)), "threshold": g.rng.choice((0, 3, 9)),
             "edgeitems": g.rng.choice((1, 2, 4)), "linewidth": g.rng.choice((1, 10, 20, 40, 200)),
             "suppress": g.chance(0.5), "floatmode": g.rng.choice(
                 ("fixed", "unique", "maxprec", "maxprec_equal")), "sign": g.rng.choice("-+ "),
             "nanstr": g.rng.choice(("NaN", "-", "nothing")),
             "infstr": g.rng.choice(("Inf", "oo", "infinity"))}
    return [{"op": "text_with", "out": g.fresh(), "a": name,
             **{k: v for k, v in maybe.items() if g.chance(0.4)}}]


def _drawn(g):
    request = {"op": "random", "out": g.fresh(), "key": g.rng.randint(0, 2**40),
               "counter": g.rng.choice((0, 0, 5, 2**62))}
    kind = g.rng.random()
    if kind < 0.25:
        return [{**request, "f": "random", "shape": recipes.shape(g),
                 "dtype": g.rng.choice(("f8", "f4"))}]
    if kind < 0.4:
        low = g.rng.randint(-9, 9) / 4
        return [{**request, "f": "uniform", "shape": recipes.shape(g), "low": low,
                 "high": low + g.rng.choice((0, 1, 2.5, 1e9, -1))}]
    if kind < 0.65:
        low, high = g.rng.choice(((0, 10), (-3, 3), (0, 1), (5, 5), (7, 2), (0, 2**32),
                                  (0, 2**32 + 1), (-2**63, 2**63 - 1), (0, 2**62), (-5, 2**40)))
        return [{**request, "f": "integers", "shape": recipes.shape(g), "low": low, "high": high,
                 "endpoint": g.chance(0.3)}]
    name = g.pick_exact()
    if not name:
        return None
    f = g.rng.choice(("permutation", "shuffle", "choice"))
    extent = g.rng.randint(0, 4)
    return [{**request, "f": f, "a": name, "shape": [extent, 2] if g.chance(0.3) else [extent]}]


RECIPES = ((_joined, 3), (_grid, 2), (_diagonals, 3), (_turned, 2), (_padded, 4), (_rounded, 2),
           (_text, 3), (_drawn, 3))


# How they are judged.


def _pad_tolerance(arrays, r):
    a, mode = arrays.get(r.get("a")), r.get("mode")
    if a is None or a.dtype.kind not in "fc":
        return None
    eps, largest = _eps(a.dtype), _largest(a)
    if mode == "mean":
        n = max(a.size, 1)
        return Tolerance(2 * n * eps, 4 * n * eps * largest)
    if mode == "linear_ramp" and a.dtype.kind == "c":
        return Tolerance(16 * eps, 16 * eps * max(largest, 2.0))
    if mode in _STATISTICS and _mixed_zeros(a):
        return Tolerance(0.0, 0.0)
    return None


def _growing_tolerance(arrays, r):
    dtype = np.dtype(_or(r, "dtype", "f8"))
    return Tolerance(max(2 * _eps(dtype), 64 * _eps(np.dtype("f8"))), 0.0)


TOLERANCES = {op: (lambda arrays, r: None) for op in OPS}
TOLERANCES["pad_mode"] = _pad_tolerance
TOLERANCES["logspace"] = TOLERANCES["geomspace"] = _growing_tolerance


def _pad_objection(arrays, tolerances, r):
    a, mode = arrays[r["a"]], r.get("mode")
    computes = mode in _STATISTICS or mode == "linear_ramp" or r.get("odd")
    if not computes:
        return None
    if a.dtype.kind == "c" and not np.all(np.isfinite(a)):
        return "complex arithmetic with infinities"
    if mode in ("mean", "linear_ramp", "median") and a.dtype.kind in "iu" and a.size and (
            max(abs(int(a.max())), abs(int(a.min()))) > 2**50):
        return "integers that no float holds"
    if mode == "mean" and _largest(a) > 1e12:
        return "overflow that depends on the order"
    if mode == "mean" and a.dtype.kind in "biu" and a.ndim > 1 and r.get("stat_length") == 0:
        return "the mean of nothing as an integer"
    if r.get("stat_length") == 0 and a.dtype.kind in "biu":
        return "the mean of nothing as an integer"
    return None


def _round_objection(arrays, tolerances, r):
    a = arrays[r["a"]]
    if a.dtype.kind == "b":
        return "float16"
    if a.dtype.kind not in "iu" or not a.size or r["decimals"] >= 0:
        return None
    if max(abs(int(a.max())), abs(int(a.min()))) > 2**50:
        return "integers that no float holds"
    wide = np.round(a.astype("f8"), r["decimals"])
    info = np.iinfo(a.dtype)
    if not np.all((wide >= info.min) & (wide <= info.max)):
        return "a float outside the integer's range"
    return None


def _random_objection(arrays, tolerances, r):
    a = arrays.get(r.get("a"))
    if r["f"] == "permutation" and a is not None and a.size == 0:
        return "an empty array may be returned itself"
    return None


OBJECTIONS = {"pad_mode": _pad_objection, "round_to": _round_objection,
              "random": _random_objection}
