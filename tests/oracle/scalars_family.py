"""Functions of an array and a number: scalar.

A number never changes the array's dtype unless its kind is higher, as Python's numbers behave in NumPy
where promotion does not look at values; one that the array's integers cannot hold is refused here
(compared, it is not) and not asked for.
"""
import numpy as np

import numpy_ops
import recipes
import tolerance
from numpy_ops import array_of, get, number


def _rank(kind):
    return {"b": 0, "i": 1, "u": 1, "f": 2, "c": 3}[kind]


def _as_operand(a, value):
    """The number as an array of no axes, of the dtype in which it meets `a`."""
    rank = _rank(np.asarray(value).dtype.kind)
    if rank <= _rank(a.dtype.kind):
        dtype = a.dtype
    elif rank == 3:
        dtype = np.dtype("c8" if a.dtype == np.float32 else "c16")
    else:
        dtype = np.dtype("f8" if rank == 2 else "i8")
    if dtype.kind in "iu" and not np.iinfo(dtype).min <= int(value) <= np.iinfo(dtype).max:
        raise numpy_ops.RequestError("ValueError", "an integer that does not fit")
    return np.array(value, dtype=dtype)


def _sides(arrays, r):
    a = array_of(arrays, get(r, "a"))
    value = _as_operand(a, number(get(r, "value")))
    return (value, a) if r.get("left") else (a, value)


def _scalar(arrays, r):
    function = numpy_ops._BINARY.get(get(r, "f"))
    if function is None:
        raise numpy_ops.RequestError("ValueError", "no such function")
    with numpy_ops._by_dtype_only():
        return {get(r, "out"): function(*_sides(arrays, r))}


def _propose(g):
    name = g.pick_exact()
    if not name:
        return None
    dtype = g.arrays[name].dtype.str[1:]
    function = "power" if g.chance(0.4) else recipes._function(g)
    value = g.rng.choice((0, 1, 2, 3, -1, -2, 0.5, 2.0, 1.5, -0.5, 0.0, 1.0, 3.0, -1.0, True, "inf",
                          "nan", [0.0, 1.0], recipes.number(g, dtype)))
    return [{"op": "scalar", "out": g.fresh(), "f": function, "a": name, "value": value,
             "left": g.chance(0.3)}]


def _tolerance(arrays, r):
    try:
        sides = list(_sides(arrays, r))
    except numpy_ops.RequestError:
        return None
    return tolerance._elementwise(r, sides)


def _objection(arrays, tolerances, r):
    if r.get("f") in tolerance._FLOAT16_FROM_BYTES and \
            arrays[r["a"]].dtype.itemsize == 1 and isinstance(r["value"], (bool, int)):
        return "float16"
    if "equal" in r.get("f") or r.get("f") in ("less", "greater"):
        try:
            _sides(arrays, r)
        except numpy_ops.RequestError:
            return "a comparison with what the array cannot hold"
    return None


OPS = {"scalar": _scalar}
RECIPES = ((_propose, 8),)
TOLERANCES = {"scalar": _tolerance}
OBJECTIONS = {"scalar": _objection}
