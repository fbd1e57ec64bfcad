"""Arithmetic of an array and a number: powers above all, and divisions, which have ways of their own.

Numbers promote by their value, as in NumPy 1.24; the arrays have an axis at least, for those without
would promote by their values too.
"""
import numpy as np

import numpy_ops
import tolerance

_EXPONENTS = (0, 1, 2, 3, 4, 5, 7, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0)
_NEGATIVE_EXPONENTS = (-1, -1.0, -0.5, -2.0)
_NUMBERS = (0, 1, 2, 3, 7, 10, 100, 0.5, 2.5, 3.0)
_NEGATIVE_NUMBERS = (-1, -2, -7, -100, -0.5)
_FUNCTIONS = ("power power floor_divide mod add subtract multiply less greater_equal equal "
              "not_equal").split()


def _binary_scalar(arrays, r):
    f = numpy_ops._function(numpy_ops._BINARY, r)
    a, value = numpy_ops.array_of(arrays, numpy_ops.get(r, "a")), numpy_ops.number(
        numpy_ops.get(r, "value"))
    return {numpy_ops.get(r, "out"): f(value, a) if r.get("first") else f(a, value)}


def _recipe(g):
    name = g.pick_exact(lambda a: a.ndim > 0)
    if not name:
        return None
    f = g.rng.choice(_FUNCTIONS)
    choice = _EXPONENTS if f == "power" else _NUMBERS
    if g.arrays[name].dtype.kind in "ifc" and g.chance(0.3):
        choice = _NEGATIVE_EXPONENTS if f == "power" else _NEGATIVE_NUMBERS
    return [{"op": "binary_scalar", "out": g.fresh(), "f": f, "a": name,
             "value": g.rng.choice(choice), "first": f != "power" and g.chance(0.2)}]


def _tolerance(arrays, r):
    a, value = arrays[r["a"]], numpy_ops.number(r["value"])
    dtype = np.result_type(a, value)
    return tolerance._elementwise(r, [a.astype(dtype), np.full(1, value, dtype)])


def _objection(arrays, tolerances, r):
    if arrays[r["a"]].ndim == 0:
        return "an array without axes promotes by its value"
    return None


OPS = {"binary_scalar": _binary_scalar}
RECIPES = ((_recipe, 4),)
TOLERANCES = {"binary_scalar": _tolerance}
OBJECTIONS = {"binary_scalar": _objection}
