"""What each request of the replay protocol means in NumPy 1.24: a table op -> function.

Each function takes the live arrays and the request and returns {name: array} of results; the
caller stores them. Writes happen in place; undoing a failed write is the caller's business too
(see `destination`). Ordinary NumPy exceptions pass through; `error_class` names them.
"""
import contextlib
import math

import numpy as np

import families

DTYPES = ("b1", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8", "c8", "c16")

_BINARY = {
    f: getattr(np, f)
    for f in ("add subtract multiply divide true_divide floor_divide mod remainder power minimum "
              "maximum equal not_equal less less_equal greater greater_equal logical_and logical_or "
              "logical_xor bitwise_and bitwise_or bitwise_xor left_shift right_shift fmod fmin fmax gcd "
              "lcm float_power arctan2 hypot copysign nextafter logaddexp logaddexp2 "
              "heaviside").split()
}
_UNARY = {
    f: getattr(np, f)
    for f in ("negative positive abs absolute sqrt exp log sin cos tan tanh floor ceil trunc rint "
              "round sign square conjugate conj isnan isinf isfinite signbit logical_not invert "
              "bitwise_not exp2 expm1 log2 log10 log1p cbrt arcsin arccos arctan sinh cosh "
              "arcsinh arccosh arctanh degrees radians deg2rad rad2deg reciprocal fabs").split()
}
_REDUCE = {
    f: getattr(np, f)
    for f in "sum prod min max mean var std any all argmin argmax".split()
}


class RequestError(Exception):
    """A request that the protocol refuses before any array is touched; carries the class."""

    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


def error_class(error):
    """The protocol's name for an exception: by meaning, not by NumPy's choice of Python class."""
    if isinstance(error, RequestError):
        return error.kind
    text = str(error)
    if "read-only" in text:
        return "ReadOnlyError"
    if isinstance(error, (np.AxisError, IndexError)):
        return "IndexError"
    if isinstance(error, TypeError):
        return "DTypeError"
    if isinstance(error, ValueError):
        shape_words = ("broadcast", "reshape", "shape", "dimension", "equal division", "axes don't",
                       "repeated axis", "same number of", "must match", "cannot select an axis",
                       "number sections", "negative")
        exceptions = ("zero-size", "negative integer powers", "negative seek")
        if any(w in text for w in shape_words) and not any(w in text for w in exceptions):
            return "ShapeError"
    return "ValueError"


@contextlib.contextmanager
def _by_dtype_only():
    """0-d arrays promote like all others: the protocol has no value-based promotion of arrays."""
    before = np._get_promotion_state()
    np._set_promotion_state("weak")
    try:
        yield
    finally:
        np._set_promotion_state(before)


def get(request, key):
    if key not in request:
        raise RequestError("ValueError", f"missing key {key}")
    return request[key]


def array_of(arrays, name):
    if not isinstance(name, str) or name not in arrays:
        raise RequestError("ValueError", f"no array named {name!r}")
    return arrays[name]


def _dtype(code):
    if code not in DTYPES:
        raise RequestError("ValueError", f"unknown dtype {code!r}")
    return np.dtype(code)


def _int(value):
    if not isinstance(value, int) or isinstance(value, bool):
        raise RequestError("ValueError", f"not an integer: {value!r}")
    return value


def _int_or_none(value):
    return None if value is None else _int(value)


def _shape(value):
    if isinstance(value, int):
        value = [value]
    if not isinstance(value, list):
        raise RequestError("ValueError", f"not a shape: {value!r}")
    return tuple(_int(v) for v in value)


def number(value):
    """A number of the protocol: JSON numbers and booleans, "nan" "inf" "-inf", [re, im]."""
    if isinstance(value, list) and len(value) == 2:
        return complex(*(float(number(v)) for v in value))
    if isinstance(value, str):
        if value not in ("nan", "inf", "-inf"):
            raise RequestError("ValueError", f"not a number: {value!r}")
        return float(value)
    if not isinstance(value, (bool, int, float)):
        raise RequestError("ValueError", f"not a number: {value!r}")
    return value


def index_of(items):
    """The protocol's index as NumPy's; ends in an ellipsis, so that the result is a view."""
    if not isinstance(items, list):
        raise RequestError("ValueError", "an index is a list")
    index = []
    for item in items:
        if item == "newaxis":
            index.append(None)
        elif item == "...":
            index.append(Ellipsis)
        elif isinstance(item, dict) and set(item) == {"i"}:
            index.append(_int(item["i"]))
        elif isinstance(item, dict) and set(item) == {"s"}:
            parts = item["s"]
            if not isinstance(parts, list) or len(parts) != 3:
                raise RequestError("ValueError", "a slice has three parts")
            index.append(slice(*(_int_or_none(p) for p in parts)))
        else:
            raise RequestError("ValueError", f"not an index item: {item!r}")
    if not any(i is Ellipsis for i in index):
        index.append(Ellipsis)
    return tuple(index)


# Creation.


def _or(r, key, default):
    """The value of a key that may be missing or null."""
    return default if r.get(key) is None else r[key]


def _optional_dtype(r):
    return None if r.get("dtype") is None else _dtype(r["dtype"])


def _arange(arrays, r):
    return {get(r, "out"): np.arange(number(_or(r, "start", 0)), number(get(r, "stop")),
                                     number(_or(r, "step", 1)), dtype=_optional_dtype(r))}


def _zeros(arrays, r):
    return {get(r, "out"): np.zeros(_shape(get(r, "shape")), _dtype(_or(r, "dtype", "f8")))}


def _ones(arrays, r):
    return {get(r, "out"): np.ones(_shape(get(r, "shape")), _dtype(_or(r, "dtype", "f8")))}


def _full(arrays, r):
    value = number(get(r, "value"))
    return {get(r, "out"): np.full(_shape(get(r, "shape")), value, _optional_dtype(r))}


def _eye(arrays, r):
    n, m = _int(get(r, "n")), _int_or_none(r.get("m"))
    return {get(r, "out"): np.eye(n, m, _int(_or(r, "k", 0)), dtype=_dtype(_or(r, "dtype", "f8")))}


def _from(arrays, r):
    data = get(r, "data")
    if not isinstance(data, list):
        raise RequestError("ValueError", "data is a list")
    dtype, shape = _dtype(get(r, "dtype")), _shape(get(r, "shape"))
    values = [number(v) for v in data]
    if any(s < 0 for s in shape) or math.prod(shape) != len(values):
        raise RequestError("ShapeError", "the data do not fill the shape")
    return {get(r, "out"): np.array(values, dtype=dtype).reshape(shape)}


# Indexing.


def _index(arrays, r):
    return {get(r, "out"): array_of(arrays, get(r, "a"))[index_of(get(r, "idx"))]}


def _take(arrays, r):
    a, indices = array_of(arrays, get(r, "a")), get(r, "indices")
    if not isinstance(indices, list):
        raise RequestError("ValueError", "indices is a list")
    indices = np.array([_int(i) for i in indices], dtype=np.intp)
    return {get(r, "out"): np.take(a, indices, axis=_int_or_none(r.get("axis")))}


def _mask(arrays, r):
    a, mask = array_of(arrays, get(r, "a")), array_of(arrays, get(r, "mask"))
    if mask.dtype != np.bool_:
        raise RequestError("DTypeError", "a mask is of b1")
    if mask.shape != a.shape:
        raise RequestError("ShapeError", "a mask has the array's shape")
    return {get(r, "out"): a[mask]}


# Shape.


def root(array):
    """The array that owns the memory."""
    # A view of strides of one's own has an object in between, of a class that NumPy keeps to itself.
    while isinstance(array.base, np.ndarray) or hasattr(array.base, "__array_interface__"):
        array = array.base
    return array


def _reshape(arrays, r):
    a, shape, copy = array_of(arrays, get(r, "a")), _shape(get(r, "shape")), r.get("copy")
    if copy:
        return {get(r, "out"): a.reshape(shape).copy()}
    result = a.reshape(shape)
    if copy is False and root(result) is not root(a):
        raise RequestError("ShapeError", "the shape cannot be had without a copy")
    return {get(r, "out"): result}


def _simple(function):
    return lambda arrays, r: {get(r, "out"): function(array_of(arrays, get(r, "a")), r)}


def _axes(value):
    """An axis, a list of axes or null."""
    if isinstance(value, list):
        return tuple(_int(v) for v in value)
    return _int_or_none(value)


def _flip(a, r):
    axis = _axes(r.get("axis"))
    # NumPy makes a scalar of a 0-d array here; the protocol has views instead of scalars.
    return a[...] if a.ndim == 0 and axis is None else np.flip(a, axis)


def _diagonal(a, r):
    return a.diagonal(_int(_or(r, "offset", 0)))


def _tile(a, r):
    reps = get(r, "reps")
    return np.tile(a, _int(reps) if isinstance(reps, int) else [_int(n) for n in reps])


def _argsort(a, r):
    return np.argsort(a, axis=_int_or_none(r.get("axis", -1)),
                      kind="stable" if r.get("stable") else None)


def _split(arrays, r):
    a, outs = array_of(arrays, get(r, "a")), get(r, "outs")
    sections = get(r, "sections")
    sections = [_int(s) for s in sections] if isinstance(sections, list) else _int(sections)
    parts = np.split(a, sections, axis=_int(r.get("axis", 0)))
    if not isinstance(outs, list) or len(outs) != len(parts):
        raise RequestError("ValueError", f"{len(parts)} parts need as many names")
    return dict(zip(outs, parts))


def _named(arrays, r):
    names = get(r, "arrays")
    if not isinstance(names, list):
        raise RequestError("ValueError", "arrays is a list")
    return [array_of(arrays, name) for name in names]


def _concatenate(arrays, r):
    with _by_dtype_only():
        return {get(r, "out"): np.concatenate(_named(arrays, r), axis=_int_or_none(r.get("axis", 0)))}


def _stack(arrays, r):
    with _by_dtype_only():
        return {get(r, "out"): np.stack(_named(arrays, r), axis=_int(r.get("axis", 0)))}


# Computing.


def _function(table, r):
    name = get(r, "f")
    if not isinstance(name, str) or name not in table:
        raise RequestError("ValueError", f"no function named {name!r}")
    return table[name]


def _into(arrays, r):
    return None if r.get("into") is None else array_of(arrays, r["into"])


def _binary(arrays, r):
    f = _function(_BINARY, r)
    a, b = array_of(arrays, get(r, "a")), array_of(arrays, get(r, "b"))
    with _by_dtype_only():
        return {get(r, "out"): f(a, b, out=_into(arrays, r))}


def _unary(arrays, r):
    f = _function(_UNARY, r)
    return {get(r, "out"): f(array_of(arrays, get(r, "a")), out=_into(arrays, r))}


def _iop(arrays, r):
    f = _function(_BINARY, r)
    a, b = array_of(arrays, get(r, "a")), array_of(arrays, get(r, "b"))
    with _by_dtype_only():
        f(a, b, out=a)
    return {}


def _setitem(arrays, r):
    a, index = array_of(arrays, get(r, "a")), index_of(get(r, "idx"))
    if r.get("b") is not None:
        a[index] = array_of(arrays, r["b"])
    else:
        a[index] = number(get(r, "value"))
    return {}


def _copyto(arrays, r):
    a, b = array_of(arrays, get(r, "a")), array_of(arrays, get(r, "b"))
    if not np.can_cast(b.dtype, a.dtype, "same_kind"):  # NumPy looks at the value of a 0-d array
        raise RequestError("DTypeError", f"cannot cast {b.dtype} to {a.dtype}")
    np.copyto(a, b)
    return {}


def _where(arrays, r):
    with _by_dtype_only():
        return {get(r, "out"): np.where(*(array_of(arrays, get(r, k)) for k in "cab"))}


def _clip(a, r):
    lo, hi = (None if r.get(k) is None else number(r[k]) for k in ("lo", "hi"))
    if a.ndim == 0:  # else NumPy would promote array and bounds as three scalars
        return np.clip(a[np.newaxis], lo, hi).reshape(())
    return np.clip(a, lo, hi)


def _reduce(arrays, r):
    f = _function(_REDUCE, r)
    a, axis = array_of(arrays, get(r, "a")), _int_or_none(r.get("axis"))
    return {get(r, "out"): f(a, axis=axis, keepdims=bool(r.get("keepdims", False)))}


def _matmul(arrays, r):
    a, b = array_of(arrays, get(r, "a")), array_of(arrays, get(r, "b"))
    with _by_dtype_only():
        return {get(r, "out"): np.matmul(a, b)}


# What this project's library has beyond the protocol that others speak.


def _linspace(arrays, r):
    start, stop = (float(number(get(r, k))) for k in ("start", "stop"))
    return {get(r, "out"): np.linspace(start, stop, _int(get(r, "n")),
                                       endpoint=_or(r, "endpoint", True),
                                       dtype=_dtype(_or(r, "dtype", "f8")))}


def _text(a, r):
    return np.frombuffer(f"{str(a)}\n{a!r}".encode(), dtype="u1").copy()


def _view(a, r):
    result = a.view(_dtype(get(r, "dtype")))
    if not result.flags.aligned:
        raise RequestError("ValueError", "the elements would not be aligned")
    return result


def _pad(a, r):
    flat = [_int(w) for w in get(r, "widths")]
    if len(flat) != 2 * a.ndim:
        raise RequestError("ShapeError", "two widths for each axis")
    return np.pad(a, list(zip(flat[::2], flat[1::2])), constant_values=number(_or(r, "value", 0)))


def _nonzero(arrays, r):
    a, outs = array_of(arrays, get(r, "a")), get(r, "outs")
    if a.ndim == 0 or not isinstance(outs, list) or len(outs) != a.ndim:
        raise RequestError("ValueError", "as many names as axes are needed")
    # NumPy's results are columns of one array; here each owns its positions.
    return {name: part.copy() for name, part in zip(outs, np.nonzero(a))}


def _put(arrays, r):
    a = array_of(arrays, get(r, "a"))
    positions = np.array([_int(i) for i in get(r, "indices")], dtype=np.intp)
    if not a.flags.writeable:
        raise RequestError("ReadOnlyError", "a read-only array")
    if r.get("b") is not None:
        np.put(a, positions, array_of(arrays, r["b"]))
    else:
        item = np.zeros((), a.dtype)
        item[()] = number(get(r, "value"))
        np.put(a, positions, item)
    return {}


def _put_mask(arrays, r):
    a, mask = array_of(arrays, get(r, "a")), array_of(arrays, get(r, "mask"))
    if mask.dtype != np.bool_ or mask.shape != a.shape:
        raise RequestError("IndexError", "a mask is of b1 and has the array's shape")
    a[mask.copy()] = number(get(r, "value"))  # NumPy does not look whether they overlap
    return {}


def _searchsorted(arrays, r):
    a, v = array_of(arrays, get(r, "a")), array_of(arrays, get(r, "b"))
    return {get(r, "out"): np.searchsorted(a, v, "right" if r.get("right") else "left")}


def _outer(arrays, r):
    with _by_dtype_only():
        return {get(r, "out"): np.outer(*(array_of(arrays, get(r, k)) for k in "ab"))}


def _dot(arrays, r):
    with _by_dtype_only():
        return {get(r, "out"): np.dot(*(array_of(arrays, get(r, k)) for k in "ab"))}


def _sliding_window_view(a, r):
    axis = _axes(r.get("axis"))
    return np.lib.stride_tricks.sliding_window_view(a, _shape(get(r, "window")), axis)


OPS = {
    "arange": _arange,
    "zeros": _zeros,
    "ones": _ones,
    "full": _full,
    "eye": _eye,
    "from": _from,
    "index": _index,
    "take": _take,
    "mask": _mask,
    "reshape": _reshape,
    "ravel": _simple(lambda a, r: a.ravel()),
    "flatten": _simple(lambda a, r: a.flatten()),
    "copy": _simple(lambda a, r: a.copy()),
    "ascontiguousarray": _simple(lambda a, r: np.ascontiguousarray(a)),
    "squeeze": _simple(lambda a, r: np.squeeze(a, axis=_axes(r.get("axis")))),
    "transpose": _simple(lambda a, r: np.transpose(a, _axes(r.get("axes")))),
    "swapaxes": _simple(lambda a, r: np.swapaxes(a, _int(get(r, "x")), _int(get(r, "y")))),
    "moveaxis": _simple(lambda a, r: np.moveaxis(a, _axes(get(r, "src")), _axes(get(r, "dst")))),
    "expand_dims": _simple(lambda a, r: np.expand_dims(a, _axes(get(r, "axis")))),
    "broadcast_to": _simple(lambda a, r: np.broadcast_to(a, _shape(get(r, "shape")))),
    "flip": _simple(_flip),
    "diagonal": _simple(_diagonal),
    "roll": _simple(lambda a, r: np.roll(a, _int(get(r, "shift")), _int_or_none(r.get("axis")))),
    "repeat": _simple(lambda a, r: np.repeat(a, _int(get(r, "n")), _int_or_none(r.get("axis")))),
    "tile": _simple(_tile),
    "sort": _simple(lambda a, r: np.sort(a, axis=_int_or_none(r.get("axis", -1)))),
    "argsort": _simple(_argsort),
    "astype": _simple(lambda a, r: a.astype(_dtype(get(r, "dtype")), copy=r.get("copy", True))),
    "split": _split,
    "concatenate": _concatenate,
    "stack": _stack,
    "binary": _binary,
    "unary": _unary,
    "iop": _iop,
    "setitem": _setitem,
    "copyto": _copyto,
    "where": _where,
    "clip": _simple(_clip),
    "reduce": _reduce,
    "cumsum": _simple(lambda a, r: np.cumsum(a, axis=_int_or_none(r.get("axis")))),
    "matmul": _matmul,
    "linspace": _linspace,
    "text": _simple(_text),
    "pad": _simple(_pad),
    "nonzero": _nonzero,
    "put": _put,
    "put_mask": _put_mask,
    "view": _simple(_view),
    "real": _simple(lambda a, r: a.real),
    "imag": _simple(lambda a, r: a.imag),
    "cumprod": _simple(lambda a, r: np.cumprod(a, axis=_int_or_none(r.get("axis")))),
    "unique": _simple(lambda a, r: np.unique(a)),
    "trace": _simple(lambda a, r: np.trace(a, _int(_or(r, "offset", 0)))),
    "sliding_window_view": _simple(_sliding_window_view),
    "searchsorted": _searchsorted,
    "outer": _outer,
    "dot": _dot,
}


def destination(arrays, request):
    """The live array that the request writes to, or None."""
    op = request.get("op")
    key = {"binary": "into", "unary": "into", "iop": "a", "setitem": "a", "copyto": "a",
           "put": "a", "put_mask": "a", **families.writes()}.get(op)
    name = request.get(key) if key else None
    return arrays.get(name) if isinstance(name, str) else None
