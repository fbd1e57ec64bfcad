"""Compares one reply of a runner with what NumPy did.

Exactly: refused or not, names, dtype, shape, strides (of axes longer than 1 in arrays that are not
empty), offset, owner, flags, the sharing pairs, and every number that is not inexact. Inexact
numbers within the tolerance that tolerance.py has followed. Of an error only that it is one: its
class must be one of the protocol's, but which is a matter of reading (NumPy's AxisError is an
IndexError and a ValueError; a request may be wrong in two ways).
"""
import typing

import numpy as np


ERROR_CLASSES = ("ShapeError", "IndexError", "DTypeError", "ReadOnlyError", "ValueError")


class Disagreement(typing.NamedTuple):
    kind: str  # "reply" "error" "error class" "names" "dtype" "shape" "strides" "data" ...
    array: str
    expected: object
    actual: object

    def __str__(self):
        where = f" of {self.array!r}" if self.array else ""
        return f"{self.kind}{where}: NumPy {self.expected}, the runner {self.actual}"


def significant_strides(shape, strides):
    """Strides with those that mean nothing replaced by 0."""
    if 0 in shape:
        return [0] * len(strides)
    return [s if n > 1 else 0 for n, s in zip(shape, strides)]


def _numbers(values, dtype):
    """A reply's data as a flat array of this dtype; raises on what cannot be one."""
    if dtype.kind == "c":
        parts = np.array([float(part) for pair in values for part in pair], dtype="f8")
        return parts.view("c16").astype(dtype)
    if dtype.kind == "f":
        return np.array([float(v) for v in values], dtype="f8").astype(dtype)
    if not all(isinstance(v, int) for v in values):
        raise ValueError("an integer is written as one")
    return np.array(values, dtype=dtype)


def _same_float(x, y):
    nan = np.isnan(x)
    return np.where(nan, np.isnan(y), (x == y) & (np.signbit(x) == np.signbit(y)))


def _parts(array):
    return (array.real, array.imag) if array.dtype.kind == "c" else (array,)


def same_numbers(expected, actual, tolerance):
    """Element by element: do these flat arrays of one dtype agree?"""
    if expected.dtype.kind not in "fc":
        return expected == actual
    exact = np.ones(expected.shape, dtype=bool)
    for x, y in zip(_parts(expected), _parts(actual)):
        exact &= _same_float(x, y)
    if tolerance is None:
        return exact
    wide = "c16" if expected.dtype.kind == "c" else "f8"
    x, y = expected.astype(wide), actual.astype(wide)
    with np.errstate(all="ignore"):
        near = np.abs(x - y) <= tolerance.relative * np.abs(x) + tolerance.absolute
    same_class = np.ones(expected.shape, dtype=bool)
    for p, q in zip(_parts(x), _parts(y)):
        finite = np.isfinite(p) & np.isfinite(q)
        same_class &= finite | (np.isnan(p) & np.isnan(q)) | (p == q)
    finite = np.isfinite(x) & np.isfinite(y)
    return exact | np.where(finite, near, same_class)


def _compare_array(name, d, reply, tolerance):
    """Yields the disagreements of one array; stops at the first that makes the rest meaningless."""
    def differs(kind, expected, actual):
        return Disagreement(kind, name, expected, actual)

    for key in ("dtype", "shape"):
        if getattr(d, key) != reply.get(key):
            yield differs(key, getattr(d, key), reply.get(key))
            return
    strides = reply.get("strides")
    if not isinstance(strides, list) or len(strides) != len(d.strides) or significant_strides(
            d.shape, strides) != significant_strides(d.shape, d.strides):
        yield differs("strides", d.strides, strides)
    for key in ("offset", "owner", "c", "f", "w"):
        if getattr(d, key) != reply.get(key):
            yield differs(key, getattr(d, key), reply.get(key))
    try:
        data = _numbers(reply.get("data"), d.data.dtype)
    except (TypeError, ValueError, OverflowError) as error:
        yield differs("data", d.data.tolist(), f"{reply.get('data')} ({error})")
        return
    if len(data) != len(d.data):
        yield differs("data", d.data.tolist(), reply.get("data"))
        return
    wrong = np.flatnonzero(~same_numbers(d.data, data, tolerance))
    if wrong.size:
        i = int(wrong[0])
        yield differs("data", f"[{i}]={d.data[i]!r}", f"{data[i]!r}, {wrong.size} of {data.size}")


def compare_ok(described, shares, may_share, reply, tolerances):
    """The disagreements of a step that NumPy accepted; `reply` is the runner's parsed line."""
    if not isinstance(reply, dict) or reply.get("ok") is not True:
        return [Disagreement("error", "", "accepts", reply)]
    arrays = reply.get("arrays")
    if not isinstance(arrays, dict) or sorted(arrays) != list(described):
        return [Disagreement("names", "", list(described), arrays and sorted(arrays))]
    found = []
    for name, d in described.items():
        found.extend(_compare_array(name, d, arrays[name], tolerances.get(name)))
    if reply.get("shares") != shares:
        found.append(Disagreement("shares", "", shares, reply.get("shares")))
    if reply.get("may_share") != may_share:
        found.append(Disagreement("may_share", "", may_share, reply.get("may_share")))
    return found


def compare_error(kind, reply):
    """The disagreements of a step that NumPy refused."""
    if not isinstance(reply, dict) or reply.get("ok") is not False:
        return [Disagreement("error", "", f"refuses ({kind})", "accepts")]
    if reply.get("error") not in ERROR_CLASSES:
        return [Disagreement("error class", "", kind, reply.get("error"))]
    return []
