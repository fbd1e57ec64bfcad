"""Comparisons, order statistics, reductions without NaN, histograms, sets and positions.

See families.py for what a family is. Where NumPy's answer depends on how it happens to compute (the
layout of nanmedian, float64 for the median of one float32, a float32 NaN among float64 quantiles),
the reference brings it to the rule that the other cases follow; what has no rule is an objection.
"""
import warnings

import numpy as np

import numpy_ops
from numpy_ops import array_of, get, number

_METHODS = ("linear lower higher midpoint nearest inverted_cdf averaged_inverted_cdf "
            "closest_observation interpolated_inverted_cdf hazen weibull median_unbiased "
            "normal_unbiased").split()
_ELEMENTS = ("lower", "higher", "nearest", "inverted_cdf", "closest_observation")
_NAN_REDUCE = "nansum nanprod nanmin nanmax nanmean nanvar nanstd nanargmin nanargmax".split()


def _axes(r):
    axis = r.get("axis")
    if axis is None:
        return None
    return axis if isinstance(axis, int) else tuple(axis)


def _float_or_none(value):
    return None if value is None else float(number(value))


def _keep(r):
    return bool(r.get("keepdims", False)) and r.get("axis") is not None


def _mean_dtype(dtype):
    return dtype if dtype.kind in "fc" else np.dtype("f8")


# The reference.


def _close_options(r):
    return {"rtol": float(r.get("relative", 1e-5)), "atol": float(r.get("absolute", 1e-8)),
            "equal_nan": bool(r.get("equal_nan"))}


def _isclose(arrays, r):
    a, b = array_of(arrays, get(r, "a")), array_of(arrays, get(r, "b"))
    with numpy_ops._by_dtype_only():
        return {r["out"]: np.isclose(a, b, **_close_options(r))}


def _allclose(arrays, r):
    a, b = array_of(arrays, get(r, "a")), array_of(arrays, get(r, "b"))
    with numpy_ops._by_dtype_only():
        return {r["out"]: np.bool_(np.allclose(a, b, **_close_options(r)))}


def _array_equal(arrays, r):
    a, b = array_of(arrays, get(r, "a")), array_of(arrays, get(r, "b"))
    with numpy_ops._by_dtype_only():
        return {r["out"]: np.bool_(np.array_equal(a, b, equal_nan=bool(r.get("equal_nan"))))}


def _count_nonzero(arrays, r):
    a = array_of(arrays, get(r, "a"))
    if r.get("axis") is None:
        return {r["out"]: np.int64(np.count_nonzero(a))}
    return {r["out"]: np.count_nonzero(a, axis=_axes(r), keepdims=_keep(r))}


def _median(arrays, r):
    a = array_of(arrays, get(r, "a"))
    axis = _axes(r)
    result = plain = np.asarray(np.median(a, axis=axis))
    if r.get("nan"):
        result = np.asarray(np.nanmedian(a, axis=axis))
    dtype = _mean_dtype(a.dtype)
    if result.dtype != dtype or result is not plain:
        placed = np.empty_like(plain, dtype=dtype)
        placed[...] = result
        result = placed
    if _keep(r):
        gone = np.core.numeric.normalize_axis_tuple(axis, a.ndim)
        result = result[tuple(np.newaxis if i in gone else slice(None) for i in range(a.ndim))]
    return {r["out"]: result}


def _average(arrays, r):
    a, w = array_of(arrays, get(r, "a")), array_of(arrays, get(r, "b"))
    with numpy_ops._by_dtype_only():
        return {r["out"]: np.average(a, weights=w, axis=_axes(r), keepdims=_keep(r))}


def _quantile(arrays, r):
    a, q = array_of(arrays, get(r, "a")), get(r, "q")
    q = np.array([float(number(v)) for v in q]) if isinstance(q, list) else float(number(q))
    name = ("nan" if r.get("nan") else "") + ("percentile" if r.get("percent") else "quantile")
    method = get(r, "method")
    result = getattr(np, name)(a, q, axis=_axes(r), method=method, keepdims=_keep(r))
    if method in _ELEMENTS:
        dtype = a.dtype
    else:
        dtype = np.dtype("c16") if a.dtype.kind == "c" else np.dtype("f8")
    return {r["out"]: np.asarray(result).astype(dtype, copy=False)}


def _nan_reduce(arrays, r):
    a, f = array_of(arrays, get(r, "a")), get(r, "f")
    extra = {"ddof": r.get("ddof", 0)} if f in ("nanvar", "nanstd") else {}
    axis = _axes(r)
    if isinstance(axis, tuple) and "arg" in f:
        axis, = axis
    return {r["out"]: getattr(np, f)(a, axis=axis, keepdims=_keep(r), **extra)}


def _nan_scan(arrays, r):
    return {r["out"]: getattr(np, get(r, "f"))(array_of(arrays, get(r, "a")), axis=r.get("axis"))}


def _histogram(arrays, r):
    a = array_of(arrays, get(r, "a"))
    bins = array_of(arrays, r["b"]) if r.get("b") else r["bins"]
    weights = array_of(arrays, r["c"]) if r.get("c") else None
    extent = None if r.get("low") is None else (float(number(r["low"])), float(number(r["high"])))
    counts, edges = np.histogram(a, bins, range=extent, weights=weights,
                                 density=bool(r.get("density")))
    names = get(r, "outs")
    return {names[0]: counts, names[1]: edges}


def _bincount(arrays, r):
    weights = array_of(arrays, r["b"]) if r.get("b") else None
    a = array_of(arrays, get(r, "a"))
    return {r["out"]: np.bincount(a, weights=weights, minlength=r.get("length", 0))}


def _digitize(arrays, r):
    a, b = array_of(arrays, get(r, "a")), array_of(arrays, get(r, "b"))
    return {r["out"]: np.digitize(a, b, right=bool(r.get("right")))}


def _diff(arrays, r):
    return {r["out"]: np.diff(array_of(arrays, get(r, "a")), n=r["n"], axis=r["axis"])}


def _ptp(arrays, r):
    return {r["out"]: np.ptp(array_of(arrays, get(r, "a")), axis=_axes(r), keepdims=_keep(r))}


def _interp(arrays, r):
    x, xp, fp = (array_of(arrays, get(r, k)) for k in "abc")
    return {r["out"]: np.interp(x, xp, fp, left=_float_or_none(r.get("left")),
                                right=_float_or_none(r.get("right")),
                                period=_float_or_none(r.get("period")))}


def _set(arrays, r):
    a, b, f = array_of(arrays, get(r, "a")), array_of(arrays, get(r, "b")), get(r, "f")
    with numpy_ops._by_dtype_only():
        if f == "isin":
            found = np.isin(a, b, invert=bool(r.get("invert")))
            # A view, of which one without elements has strides where a new array has none.
            return {r["out"]: found if found.size else np.zeros(found.shape, bool)}
        return {r["out"]: getattr(np, f)(a, b)}


def _unique_all(arrays, r):
    parts = np.unique(array_of(arrays, get(r, "a")), return_index=True, return_inverse=True,
                      return_counts=True)
    return dict(zip(get(r, "outs"), parts))


def _partition(arrays, r):
    a, axis, kth = array_of(arrays, get(r, "a")), r.get("axis"), get(r, "kth")
    np.partition(a, kth, axis=axis)  # for what it refuses
    if r.get("arg"):
        # Positions are put in C order, and so is what is taken by them.
        ordered = np.sort(np.ascontiguousarray(a) if a.ndim else a, axis=axis)
        return {r["out"]: ordered}
    parts = np.partition(a, kth, axis=axis)
    place = kth % parts.shape[axis or 0]
    along = axis or 0
    sides = np.split(parts, [place, place + 1], axis=along)
    return {r["out"]: np.concatenate([np.sort(s, axis=along) for s in sides], axis=along)}


def _take_along_axis(arrays, r):
    a, b = array_of(arrays, get(r, "a")), array_of(arrays, get(r, "b"))
    return {r["out"]: np.take_along_axis(a, b, r["axis"])}


def _put_along_axis(arrays, r):
    a, b = array_of(arrays, get(r, "a")), array_of(arrays, get(r, "b"))
    values = array_of(arrays, r["c"]) if r.get("c") else number(r["value"])
    np.put_along_axis(a, b, values, r["axis"])
    return {}


def _flatnonzero(arrays, r):
    return {r["out"]: np.flatnonzero(array_of(arrays, get(r, "a")))}


def _argwhere(arrays, r):
    return {r["out"]: np.argwhere(array_of(arrays, get(r, "a")))}


def _place_of_value(arrays, r):
    a, value = array_of(arrays, get(r, "a")), number(get(r, "value"))
    side = "right" if r.get("right") else "left"
    return {r["out"]: np.int64(np.searchsorted(a, value, side=side))}


def _quiet(function):
    def run(arrays, r):
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return function(arrays, r)
    return run


OPS = {
    name: _quiet(function) for name, function in {
        "isclose": _isclose, "allclose": _allclose, "array_equal": _array_equal,
        "count_nonzero": _count_nonzero, "average": _average, "median": _median,
        "quantile": _quantile,
        "nan_reduce": _nan_reduce, "nan_scan": _nan_scan, "histogram": _histogram,
        "bincount": _bincount, "digitize": _digitize, "diff": _diff, "ptp": _ptp,
        "interp": _interp, "set": _set, "unique_all": _unique_all, "partition": _partition,
        "take_along_axis": _take_along_axis, "put_along_axis": _put_along_axis,
        "flatnonzero": _flatnonzero, "argwhere": _argwhere, "place_of_value": _place_of_value,
    }.items()
}
WRITES = {"put_along_axis": "a"}


# How closely numbers must agree.


def _tolerance():
    import tolerance
    return tolerance


def _finite(a):
    """The array with 0 for what is not finite."""
    return np.where(np.isfinite(a), a, np.zeros((), a.dtype)) if a.dtype.kind in "fc" else a


def _of_order(arrays, r):
    """median, quantile: a few operations on elements."""
    t = _tolerance()
    a = arrays[r["a"]]
    dtype = a.dtype if a.dtype.kind in "fc" else np.dtype("f8")
    return t.Tolerance(4 * t._eps(dtype), 4 * t._eps(dtype) * t._largest(a))


def _of_average(arrays, r):
    t = _tolerance()
    a, w = arrays[r["a"]], arrays[r["b"]]
    dtype = np.result_type(a.dtype, w.dtype, *([] if a.dtype.kind in "fc" else ["f8"]))
    n, eps = max(a.size, 1), t._eps(dtype)
    axis = _axes(r) if w.ndim == a.ndim else None
    try:
        scale = np.abs(np.sum(_finite(w).astype("c16"), axis=axis))
    except Exception:  # refused anyway
        return None
    smallest = float(scale.min()) if scale.size else 1.0
    worst = t._largest(a) * max(t._largest(w), 1.0) * n / (smallest or 1.0)
    spread = max(1.0, t._largest(w) * n / (smallest or 1.0))
    return t.Tolerance(8 * n * eps, 8 * n * eps * worst * spread)


def _of_nan_reduce(arrays, r):
    t = _tolerance()
    f, a = r["f"], arrays[r["a"]]
    if f.startswith("nanarg"):
        return None
    if a.dtype.kind in "fc" and f == "nanprod":
        a = np.where(np.isnan(a), np.ones((), a.dtype), a)
    plain = {"nansum": "sum", "nanprod": "prod", "nanmin": "min", "nanmax": "max",
             "nanmean": "mean", "nanvar": "var", "nanstd": "std"}[f]
    if plain == "std":
        # The deviation may be tiny: then all that is known is that it is.
        n, eps = max(a.size, 1), t._eps(_mean_dtype(a.dtype))
        return t.Tolerance(n * eps, 4 * (n * eps)**0.5 * t._largest(a))
    found = t._reduced({"f": plain, "axis": _axes(r)}, a if plain == "prod" else _finite(a))
    if plain == "mean" and found:
        return t.Tolerance(max(found.relative, 4 * t._eps(_mean_dtype(a.dtype))), found.absolute)
    return found


def _of_nan_scan(arrays, r):
    t = _tolerance()
    a = arrays[r["a"]]
    if r["f"] == "nancumprod":
        if a.dtype.kind in "fc":
            a = np.where(np.isnan(a), np.ones((), a.dtype), a)
        return t._reduced({"f": "prod"}, a)
    return t._reduced({"f": "cumsum"}, _finite(a))


def _of_histogram(arrays, r):
    t = _tolerance()
    if r.get("c"):
        w = arrays[r["c"]]
        if w.dtype.kind in "fc":
            n, eps = max(w.size, 1), t._eps(w.dtype)
            return t.Tolerance(4 * n * eps, 4 * n * eps * t._largest(w) * n)
    return t.Tolerance(8 * t._eps(np.dtype("f8")), 0.0) if r.get("density") else None


def _of_bincount(arrays, r):
    t = _tolerance()
    if not r.get("b"):
        return None
    w = arrays[r["b"]]
    n, eps = max(w.size, 1), t._eps(np.dtype("f8"))
    return t.Tolerance(n * eps, n * eps * t._largest(w) * n)


def _of_interp(arrays, r):
    t = _tolerance()
    eps = t._eps(np.dtype("f8"))
    return t.Tolerance(8 * eps, 8 * eps * max(t._largest(arrays[r["c"]]), 1.0))


def _zeros_free(keys):
    """Exact but for the sign of zero, where zeros of both signs meet."""
    def tolerance(arrays, r):
        t = _tolerance()
        return t.Tolerance(0.0, 0.0) if t._mixed_zeros(*(arrays[r[k]] for k in keys)) else None
    return tolerance


def _exact(arrays, r):
    return None


def _if_live(tolerance):
    """A shrunk program may ask for an array that is no more; such a request is refused."""
    def judge(arrays, r):
        names = [r[k] for k in "abc" if isinstance(r.get(k), str)]
        return tolerance(arrays, r) if all(n in arrays for n in names) else None
    return judge


TOLERANCES = {name: _if_live(judge) for name, judge in {
    "isclose": _exact, "allclose": _exact, "array_equal": _exact,
    "count_nonzero": _exact, "average": _of_average, "median": _of_order,
    "quantile": _of_order,
    "nan_reduce": _of_nan_reduce, "nan_scan": _of_nan_scan, "histogram": _of_histogram,
    "bincount": _of_bincount, "digitize": _exact, "diff": _exact,
    "ptp": _zeros_free("a"), "interp": _of_interp, "set": _zeros_free("ab"),
    "unique_all": _zeros_free("a"), "partition": _zeros_free("a"),
    "take_along_axis": _exact, "put_along_axis": _exact,
}.items()}


# Which questions are fair.


def _complex(a):
    return a.dtype.kind == "c"


def _has_nan(a):
    return a.dtype.kind in "fc" and bool(np.any(np.isnan(a)))


def _has_infinity(a):
    return a.dtype.kind in "fc" and bool(np.any(np.isinf(a)))


def _swaps_axes(a, r):
    axis = _axes(r)
    return isinstance(axis, tuple) and a.size == 0


def _close_objection(arrays, tolerances, r):
    a, b = (arrays.get(r.get(k)) for k in "ab")
    if a is None or b is None:
        return None
    if r["op"] == "array_equal":
        return None
    try:
        x, y = np.broadcast_arrays(a, b)
    except ValueError:
        return None
    if _complex(x) or _complex(y):
        if not np.all(np.isfinite(x)) or not np.all(np.isfinite(y)):
            return "complex infinities are subtracted"
    with np.errstate(all="ignore"):
        x, y = x.astype("c16"), y.astype("c16")
        allowed = float(r.get("absolute", 1e-8)) + float(r.get("relative", 1e-5)) * np.abs(y)
        gap = np.abs(x - y)
        if np.any(np.abs(gap - allowed) <= 1e-6 * (allowed + np.abs(y))):
            return "at the edge of the tolerance"
    return None


def _order_objection(arrays, tolerances, r):
    a = arrays.get(r.get("a"))
    if a is None:
        return None
    if _swaps_axes(a, r):
        return "NumPy cannot merge the axes of what is empty"
    if _complex(a) and (_has_nan(a) or _has_infinity(a)):
        return "which NaN it is"
    if r["op"] == "median":
        return "an infinite middle" if r.get("nan") and _has_infinity(a) else None
    if a.size == 0 and a.ndim > 1 and r.get("axis") is not None:
        return "slices of nothing, which is an error only for some"
    if a.size == 0 and r.get("nan"):
        return "NumPy takes the mean, which has no axis for q"
    if a.dtype.kind in "iu" and a.size:
        info = np.iinfo(a.dtype)
        if int(a.max()) - int(a.min()) > info.max:
            return "NumPy's difference of the elements wraps"
    if a.dtype == np.dtype("f4") and _has_nan(a) and r.get("nan"):
        return "the first slice may give all others its dtype"
    if isinstance(r.get("q"), list) and len(r["q"]) == 0:
        return "no quantiles at all"
    return None


def _average_objection(arrays, tolerances, r):
    a, w = (arrays.get(r.get(k)) for k in "ab")
    if a is None or w is None:
        return None
    t = _tolerance()
    if a.size == 0:
        return "weights of nothing, which add up to 0 or do not exist"
    for x in (a, w):
        if not np.all(np.isfinite(x)) or t._largest(x) > 1e6:
            return "numbers whose products and sums lose too much"
    if not t._small_and_dyadic(w, 2.0**20):
        return "a sum of weights that is nearly 0"
    return None


def _fold_objection(arrays, tolerances, r):
    a = arrays.get(r.get("a"))
    if a is None:
        return None
    t = _tolerance()
    f = r["f"]
    if a.dtype.kind in "fc" and f not in ("nanmin", "nanmax", "nanargmin", "nanargmax"):
        limit = 1e12 if a.dtype.itemsize <= 8 else 1e100
        if t._largest(a) > limit:
            return "overflow that depends on the order"
        if "prod" in f:
            scale = t._product_scale(np.where(np.isnan(a), np.ones((), a.dtype), a))
            if scale > (100 if a.dtype in (np.dtype("f4"), np.dtype("c8")) else 900):
                return "overflow that depends on the order"
        if _complex(a) and not np.all(np.isfinite(a)) and f not in ("nansum", "nancumsum"):
            return "complex infinities"
    if _complex(a) and f in ("nanmin", "nanmax", "nanargmin", "nanargmax") and _has_nan(a):
        return "how complex NaN are ordered"
    return None


def _histogram_objection(arrays, tolerances, r):
    a = arrays.get(r.get("a"))
    if a is None:
        return None
    others = [arrays[r[k]] for k in "bc" if r.get(k) in arrays]
    if any(_complex(x) for x in [a] + others):
        return "complex numbers have no bins here"
    if r.get("c") in arrays and arrays[r["c"]].dtype.kind == "b":
        return "weights that are bools"
    if any(_tolerance()._largest(x) > 2.0**40 for x in [a] + others):
        return "beyond what a double counts"
    if a.dtype == np.dtype("f4") and _tolerance()._largest(a) > 2.0**20:
        return "edges that coincide when they are rounded"
    if r.get("b") in arrays and _has_nan(arrays[r["b"]]):
        return "an edge that is NaN"
    if r.get("c") in arrays and arrays[r["c"]].dtype.kind in "iu":
        w = arrays[r["c"]]
        if np.sum(np.abs(w.astype("f8"))) > np.iinfo(w.dtype).max:
            return "NumPy's sums of small integers wrap"
    if r.get("c") in arrays and not np.all(np.isfinite(arrays[r["c"]])):
        return "differences of infinite sums"
    return None


def _bincount_objection(arrays, tolerances, r):
    a = arrays.get(r.get("a"))
    if a is not None and a.dtype.kind in "iu" and a.size and int(a.max()) > 300:
        return "a large result"
    if r.get("b") in arrays and not np.all(np.isfinite(arrays[r["b"]])):
        return "infinite weights"
    return None


def _digitize_objection(arrays, tolerances, r):
    a, b = (arrays.get(r.get(k)) for k in "ab")
    if a is None or b is None:
        return None
    if _has_nan(b):
        return "an edge that is NaN"
    return "beyond what a double counts" if any(
        x.dtype.kind in "iu" and x.size and int(np.max(np.abs(x.astype("f8")))) > 2**50
        for x in (a, b)) else None


def _interp_objection(arrays, tolerances, r):
    x, xp, fp = (arrays.get(r.get(k)) for k in "abc")
    if x is None or xp is None or fp is None:
        return None
    if _complex(x) or _complex(fp):
        return "complex values, and x of which the real part counts"
    if xp.ndim == 1 and not _complex(xp):
        with np.errstate(all="ignore"):
            points = xp.astype("f8")
            if not np.all(np.isfinite(points)):
                return "points that are not finite"
            if r.get("period") is None and np.any(np.diff(points) <= 0):
                return "points that do not rise"
            if r.get("period") is not None and len(set(
                    np.mod(points, abs(float(number(r["period"])) or 1.0)).tolist())) != points.size:
                return "points that coincide"
    if r.get("period") is not None and not (np.all(np.isfinite(x)) and np.all(np.isfinite(fp))):
        return "what is not finite has no remainder"
    t = _tolerance()
    return "a large slope" if any(t._largest(v) > 1e6 for v in (x, xp, fp)) else None


def _set_objection(arrays, tolerances, r):
    a, b = (arrays.get(r.get(k)) for k in "ab")
    if a is None or b is None:
        return None
    if _complex(a) and _has_nan(a) or _complex(b) and _has_nan(b):
        return "which complex NaN stands for all"
    kinds = {a.dtype.str[1:], b.dtype.str[1:]}
    if r["f"] in ("isin", "setdiff1d") and "u8" in kinds:
        return "NumPy's table of integers takes doubles for positions"
    if "u8" in kinds and kinds & {"i1", "i2", "i4", "i8"} or kinds & {"f4", "c8", "f8", "c16"} and (
            kinds & {"i8", "u8"}):
        if any(x.dtype.kind in "iu" and x.size and np.max(np.abs(x.astype("f8"))) > 2**50
               for x in (a, b)):
            return "integers that are rounded"
    return None


def _unique_objection(arrays, tolerances, r):
    a = arrays.get(r.get("a"))
    if a is not None and _complex(a) and _has_nan(a):
        return "which complex NaN stands for all"
    return None


def _partition_objection(arrays, tolerances, r):
    a = arrays.get(r.get("a"))
    if a is None:
        return None
    if a.size == 0:
        return "what NumPy's check of the place depends on"
    if r.get("arg") and a.ndim == 0:
        return "an array of no axes"
    return None


def _along_objection(arrays, tolerances, r):
    a, b = (arrays.get(r.get(k)) for k in "ab")
    if a is None or b is None:
        return None
    if a.size == 0 or b.size == 0:
        return "where nothing is picked"
    if r["op"] == "put_along_axis":
        c = arrays.get(r.get("c")) if r.get("c") else None
        if r.get("c") in tolerances or r.get("a") in tolerances:
            return "moves inexact numbers"
        if c is not None:
            t = _tolerance()
            unfair = t._cast_objection(c, a.dtype, False)
            if unfair:
                return unfair
            if np.may_share_memory(a, c) or np.may_share_memory(a, b):
                return "the array is read while it is written"
            if c.size != 1 and b.dtype.kind in "iu" and -a.ndim <= r["axis"] < a.ndim and (
                    b.ndim == a.ndim):
                n = max(a.shape[r["axis"]], 1)
                places = np.sort(b % n, axis=r["axis"])
                if np.any(np.diff(places, axis=r["axis"]) == 0) or any(
                        x == 1 and y != 1 for x, y in zip(a.shape, b.shape)):
                    return "several values for one place"
        elif r.get("value") is not None:
            value = number(r["value"])
            if isinstance(value, complex) != (a.dtype.kind == "c") or a.dtype.kind in "biu":
                return "assignment of a scalar has its own rules"
    return None


def _value_objection(arrays, tolerances, r):
    a = arrays.get(r.get("a"))
    if a is not None and a.ndim == 1 and (_has_nan(a) or not np.all(np.sort(a) == a)):
        return "not in order"
    return None


OBJECTIONS = {
    "isclose": _close_objection, "allclose": _close_objection, "array_equal": _close_objection,
    "average": _average_objection, "median": _order_objection, "quantile": _order_objection,
    "nan_reduce": _fold_objection,
    "nan_scan": _fold_objection, "histogram": _histogram_objection,
    "bincount": _bincount_objection, "digitize": _digitize_objection,
    "interp": _interp_objection, "set": _set_objection, "unique_all": _unique_objection,
    "partition": _partition_objection, "take_along_axis": _along_objection,
    "put_along_axis": _along_objection, "place_of_value": _value_objection,
}


# Proposals.


def _recipes():
    import recipes
    return recipes


def _axis_or_axes(g, ndim):
    if ndim > 1 and g.chance(0.25):
        axes = g.rng.sample(range(ndim), g.rng.randint(2, ndim))
        return [x - ndim if g.chance(0.3) else x for x in axes]
    return _recipes()._axis(g, ndim, 0.3)


def _propose_reduction(g):
    name = g.pick_exact()
    if not name:
        return None
    a = g.arrays[name]
    request = {"out": g.fresh(), "a": name, "axis": _axis_or_axes(g, a.ndim),
               "keepdims": g.chance(0.3)}
    kind = g.rng.choice(("count_nonzero", "median", "median", "quantile", "quantile", "nan_reduce",
                         "nan_reduce", "nan_reduce", "ptp"))
    if kind in ("median", "quantile"):
        request["nan"] = g.chance(0.4)
    if kind == "quantile":
        request["percent"] = g.chance(0.5)
        scale = 100 if request["percent"] else 1
        pick = lambda: g.rng.choice((0.0, 1.0, 0.5, 0.25, 0.3, 0.9, g.rng.random())) * scale
        request["q"] = [pick() for _ in range(g.rng.randint(1, 3))] if g.chance(0.4) else pick()
        if g.chance(0.03):
            request["q"] = g.rng.choice((-0.1, 1.5 * scale, "nan"))
        request["method"] = "linear" if g.chance(0.5) else g.rng.choice(_METHODS)
    if kind == "nan_reduce":
        request["f"] = g.rng.choice(_NAN_REDUCE)
        if request["f"] in ("nanvar", "nanstd") and g.chance(0.4):
            request["ddof"] = g.rng.randint(0, 3)
        if "arg" in request["f"] and isinstance(request["axis"], list):
            request["axis"] = request["axis"][0]
    if kind == "ptp" and g.chance(0.6):
        along = request["axis"]
        weights = g.pick_exact(lambda w: w.shape == a.shape or isinstance(along, int) and (
            w.ndim == 1 and -a.ndim <= along < a.ndim and w.size == a.shape[along]))
        return [{"op": "average", **request, "b": weights or name}]
    return [{"op": kind, **request}]


def _propose_compare(g):
    name = g.pick_exact()
    if not name:
        return None
    a = g.arrays[name]
    other = g.pick_exact(lambda b: b.shape == a.shape) if g.chance(0.7) else g.pick_exact()
    op = g.rng.choice(("isclose", "isclose", "allclose", "array_equal"))
    request = {"op": op, "out": g.fresh(), "a": name, "b": other or name,
               "equal_nan": g.chance(0.5)}
    if op != "array_equal" and g.chance(0.4):
        request["relative"], request["absolute"] = g.rng.choice(((0.1, 0.0), (0.0, 0.6), (0.3, 0.3)))
    return [request]


def _propose_scan(g):
    name = g.pick_exact()
    if not name:
        return None
    a = g.arrays[name]
    if g.chance(0.5):
        return [{"op": "nan_scan", "out": g.fresh(), "f": g.rng.choice(("nancumsum", "nancumprod")),
                 "a": name, "axis": _recipes()._axis(g, a.ndim, 0.3)}]
    axis = _recipes()._axis(g, a.ndim, 0.0)
    return [{"op": "diff", "out": g.fresh(), "a": name, "n": g.rng.choice((1, 1, 1, 2, 3, 1, 0, -1)),
             "axis": -1 if axis is None else axis}]


def _propose_counting(g):
    name = g.pick_exact(lambda a: a.dtype.kind != "c")
    if not name:
        return None
    a = g.arrays[name]
    op = g.rng.choice(("histogram", "histogram", "bincount", "digitize"))
    if op == "bincount":
        ints = g.pick_exact(lambda x: x.dtype.kind in "biu" and x.ndim == 1) or name
        weights = g.pick_exact(lambda w: w.shape == g.arrays[ints].shape) if g.chance(0.4) else None
        return [{"op": op, "out": g.fresh(), "a": ints, "b": weights,
                 "length": g.rng.choice((0, 0, 3, 12, -1))}]
    source = _recipes().source
    rising = sorted(g.rng.randint(-8, 20) / 4 for _ in range(g.rng.randint(0 if g.chance(0.1) else 2, 6)))
    if op == "digitize" and g.chance(0.4) or g.chance(0.03):
        rising.reverse()
    dtype = g.rng.choice(("f8", "f8", "f4"))
    edges = g.fresh()
    if edges == name:
        return None
    made = {"op": "from", "out": edges, "dtype": dtype, "shape": [len(rising)], "data": rising}
    if op == "digitize":
        return [made, {"op": op, "out": g.fresh(), "a": name, "b": edges, "right": g.chance(0.5)}]
    outs = [c for c in "ABCDEFGHIJ" if c not in g.arrays][:2]
    if len(outs) < 2:
        outs = ["A", "B"]
    request = {"op": op, "outs": outs, "a": name, "bins": g.rng.choice((1, 2, 3, 5, 10, 0)),
               "density": g.chance(0.2)}
    if g.chance(0.3):
        request["c"] = g.pick_exact(lambda w: w.shape == a.shape and w.dtype.kind != "c")
    if g.chance(0.4):
        return [made, {**request, "b": edges}]
    if g.chance(0.4):
        low = g.rng.randint(-6, 6) / 2
        request["low"], request["high"] = low, low + g.rng.choice((0.0, 1.0, 4.5, -1.0))
    return [request]


def _propose_interp(g):
    name = g.pick_exact()
    if not name:
        return None
    n = g.rng.randint(1, 5)
    start = g.rng.randint(-8, 4) / 4
    points = [start]
    for _ in range(n - 1):
        points.append(points[-1] + g.rng.choice((0.25, 0.5, 1.0, 2.5)))
    free = [c for c in "abcdefghijklmnopqrstuvwxyz" if c not in g.arrays][:3]
    if len(free) < 3:
        return None
    xp, fp, out = free
    number_of = _recipes().number
    made = [{"op": "from", "out": xp, "dtype": g.rng.choice(("f8", "f4")), "shape": [n],
             "data": points},
            {"op": "from", "out": fp, "dtype": "f8", "shape": [n],
             "data": [number_of(g, "f8") for _ in range(n)]}]
    request = {"op": "interp", "out": out, "a": name, "b": xp, "c": fp}
    if g.chance(0.3):
        request["left"] = -7.5
    if g.chance(0.3):
        request["right"] = g.rng.choice((9.25, "nan"))
    if g.chance(0.25):
        request["period"] = g.rng.choice((3.5, -20.0, 360.0, 0.0))
    return made + [request]


def _propose_set(g):
    name, other = g.pick_exact(), g.pick_exact()
    if not name:
        return None
    if g.chance(0.25):
        outs = ["A", "B", "C", "D"]
        return [{"op": "unique_all", "outs": outs, "a": name}]
    f = g.rng.choice(("isin", "isin", "union1d", "intersect1d", "setdiff1d"))
    request = {"op": "set", "out": g.fresh(), "f": f, "a": name, "b": other}
    if f == "isin":
        request["invert"] = g.chance(0.4)
    return [request]


def _propose_places(g):
    name = g.pick_exact()
    if not name:
        return None
    a = g.arrays[name]
    kind = g.rng.choice(("partition", "take", "take", "put", "flatnonzero", "argwhere", "value"))
    if kind in ("flatnonzero", "argwhere"):
        return [{"op": kind, "out": g.fresh(), "a": name}]
    if kind == "value":
        line = g.pick_exact(lambda x: x.ndim == 1 and (x.size < 2 or not _has_nan(x) and bool(
            np.all(np.sort(x) == x)))) or name
        return [{"op": "place_of_value", "out": g.fresh(), "a": line, "right": g.chance(0.5),
                 "value": g.rng.choice((2, 0, -3, 2.5, 0.1, True, 1000, "inf", -0.25))}]
    axis = _recipes()._axis(g, a.ndim, 0.2)
    if kind == "partition":
        n = a.size if axis is None else a.shape[axis] if -a.ndim <= axis < a.ndim else 1
        return [{"op": "partition", "out": g.fresh(), "a": name, "axis": axis, "arg": g.chance(0.4),
                 "kth": g.rng.randint(-n, n) if n else 0}]
    axis = _recipes()._axis(g, a.ndim, 0.0)
    if not -a.ndim <= axis < a.ndim or a.ndim == 0:
        return [{"op": "take_along_axis", "out": g.fresh(), "a": name, "b": name, "axis": axis}]
    dims = [1 if g.chance(0.1) else n for n in a.shape]
    dims[axis] = g.rng.randint(1, 4)
    n = a.shape[axis]
    free = [c for c in "abcdefghijklmnopqrstuvwxyz" if c not in g.arrays]
    if not free or n == 0:
        return None
    low, high = (-n, n - 1) if not g.chance(0.04) else (n, n + 1)
    dtype = "i8" if g.chance(0.6) else g.rng.choice(("i4", "i1", "i8", "f8"))
    made = [{"op": "from", "out": free[0], "dtype": dtype, "shape": dims,
             "data": [g.rng.randint(low, high) for _ in range(int(np.prod(dims)))]}]
    positions = free[0]
    if len(dims) > 1 and g.chance(0.3) and len(free) > 2:
        turned = list(reversed(dims))
        made[0]["shape"] = turned
        made.append({"op": "transpose", "out": free[1], "a": free[0], "axes": None})
        positions = free[1]
    if kind == "take":
        return made + [{"op": "take_along_axis", "out": free[-1], "a": name, "b": positions,
                        "axis": axis}]
    target = {"op": "put_along_axis", "a": name, "b": positions, "axis": axis}
    values = g.pick_exact(lambda v: v.ndim <= a.ndim) if g.chance(0.6) else None
    if values:
        return made + [{**target, "c": values}]
    return made + [{**target, "value": _recipes().number(g, a.dtype.str[1:])}]


RECIPES = ((_propose_reduction, 9), (_propose_compare, 4), (_propose_scan, 3),
           (_propose_counting, 4), (_propose_interp, 2), (_propose_set, 4), (_propose_places, 5))
