"""How the generator proposes each kind of request: small functions from its state to requests.

A recipe returns a list of requests to be tried in order (the first refusal ends the list), or None
if it does not apply to the arrays at hand. Most recipes ask a sensible question and, with a small
chance, a wrong one.
"""
import numpy as np

import families
from numpy_ops import DTYPES, root

_SPECIALS = ("nan", "inf", "-inf", -0.0, 1e-3, 1e10)
_WRONG = 0.04

ARITHMETIC = "add subtract multiply divide floor_divide mod power minimum maximum".split()
COMPARISON = "equal not_equal less less_equal greater greater_equal".split()
LOGIC = ("logical_and logical_or logical_xor bitwise_and bitwise_or bitwise_xor left_shift "
         "right_shift").split()
RARE = ("fmod fmin fmax gcd lcm float_power arctan2 hypot copysign nextafter logaddexp logaddexp2 "
        "heaviside").split()
UNARY = ("negative abs sqrt exp log sin cos tan tanh floor ceil trunc round sign square conjugate "
         "isnan isinf isfinite logical_not invert positive").split()
RARE_UNARY = ("rint exp2 expm1 log2 log10 log1p cbrt arcsin arccos arctan sinh cosh arcsinh arccosh "
              "arctanh degrees radians reciprocal fabs signbit").split()
REDUCE = "sum prod min max mean var std any all argmin argmax".split()


def _dim(g):
    return g.rng.choices((0, 1, 2, 3, 4, 5), (6, 18, 26, 26, 16, 8))[0]


def shape(g):
    ndim = g.rng.choices((0, 1, 2, 3, 4), (8, 30, 36, 20, 6))[0]
    return [_dim(g) for _ in range(ndim)]


def _size(dims):
    return int(np.prod(dims, dtype=np.int64))


def number(g, dtype):
    """One number that dtype holds, as the protocol spells it."""
    kind = np.dtype(dtype).kind
    if kind == "b":
        return g.chance(0.5)
    if kind in "iu":
        if g.chance(0.04):
            info = np.iinfo(dtype)
            return int(g.rng.choice((info.min, info.max)))
        return g.rng.randint(0 if kind == "u" else -5, 9)
    if kind == "f":
        return g.rng.choice(_SPECIALS) if g.chance(0.08) else g.rng.randint(-16, 20) / 4
    return [number(g, "f4"), number(g, "f4")]


def _dtype(g):
    return g.rng.choices(DTYPES, (8, 6, 6, 4, 4, 10, 4, 10, 5, 10, 18, 6, 8))[0]


def source(g, dims, dtype=None):
    """A new array of this shape; small so that the programs stay short."""
    dtype, out, size = dtype or _dtype(g), g.fresh(), _size(dims)
    kind = g.rng.random()
    if size > 24 or kind < 0.12:
        start, step = g.rng.randint(0, 3), g.rng.choice((1, 1, 2))
        if dtype == "b1":
            return {"op": "full", "out": out, "shape": dims, "value": g.chance(0.5), "dtype": dtype}
        return {"op": "arange", "out": out, "start": start, "stop": start + step * size,
                "step": step, "dtype": dtype}
    if kind < 0.2:
        return {"op": g.rng.choice(("zeros", "ones")), "out": out, "shape": dims, "dtype": dtype}
    if kind < 0.26:
        return {"op": "full", "out": out, "shape": dims, "value": number(g, dtype), "dtype": dtype}
    return {"op": "from", "out": out, "dtype": dtype, "shape": dims,
            "data": [number(g, dtype) for _ in range(size)]}


def create(g):
    kind = g.rng.random()
    if kind < 0.08:
        return [{"op": "eye", "out": g.fresh(), "n": _dim(g), "m": g.rng.choice((None, _dim(g))),
                 "k": g.rng.randint(-2, 2), "dtype": _dtype(g)}]
    if kind < 0.2:
        dtype = _dtype(g)
        whole = np.dtype(dtype).kind in "biu" or g.chance(0.5)
        start, stop = g.rng.randint(0, 6), g.rng.randint(0, 9)
        step = g.rng.choice((1, 2, 3, -1, -2))
        if not whole:
            start, stop, step = start / 4, stop / 2, g.rng.choice((0.5, 0.25, 0.1, -0.75))
        if np.dtype(dtype).kind == "u" and step < 0:
            step = -step
        if g.chance(_WRONG):
            step = 0
        return [{"op": "arange", "out": g.fresh(), "start": start, "stop": stop, "step": step,
                 "dtype": dtype}]
    dims = shape(g)
    if g.chance(_WRONG) and dims:
        return [{"op": "zeros", "out": g.fresh(), "shape": [-1] + dims[1:], "dtype": _dtype(g)}]
    first = source(g, dims)
    if first["op"] == "arange" and len(dims) != 1:
        return [first, {"op": "reshape", "out": g.fresh(), "a": first["out"], "shape": dims,
                        "copy": None}]
    if g.chance(_WRONG / 2) and first["op"] == "from":
        first["data"] = first["data"] + first["data"][:1] + [0]
    return [first]


# Indexing.


def _slice(g, n):
    if g.chance(0.25):
        return [None, None, g.rng.choice((-1, -1, 2, -2, None))]
    bound = lambda: None if g.chance(0.3) else g.rng.randint(-n - 2, n + 2)
    step = g.rng.choice((None, 1, 1, 2, -1, -1, -2, 3))
    if step is not None and step < 0 and g.chance(0.7):
        return [None if g.chance(0.5) else g.rng.randint(max(n - 2, 0), n), None, step]
    return [bound(), bound(), 0 if g.chance(_WRONG / 4) else step]


def index(g, dims, keep=0.75):
    """A basic index into an array of this shape; slices with chance `keep`, else integers."""
    items, left = [], list(dims)
    used = g.rng.randint(0, len(left)) if g.chance(0.4) else len(left)
    for n in left[:used]:
        if g.chance(keep) or n == 0:
            items.append({"s": _slice(g, n)})
        else:
            low, high = (-n, n - 1) if not g.chance(_WRONG) else (n, n + 1)
            items.append({"i": g.rng.randint(low, high)})
    if g.chance(0.15):
        items.insert(g.rng.randint(0, len(items)), "newaxis")
    if g.chance(0.2):
        items.insert(g.rng.randint(0, len(items)), "...")
    if g.chance(_WRONG / 2):
        items.append({"i": 0})
    return items


def _view(g):
    name = g.pick()
    return [{"op": "index", "out": g.fresh(), "a": name, "idx": index(g, g.arrays[name].shape)}]


def _axis(g, ndim, none=0.2):
    if g.chance(none):
        return None
    if ndim == 0 or g.chance(_WRONG):
        return g.rng.choice((0, -1, ndim, ndim + 1, -ndim - 1))
    return g.rng.randint(-ndim, ndim - 1)


def _take(g):
    name = g.pick()
    a = g.arrays[name]
    axis = _axis(g, a.ndim, 0.3)
    n = a.size if axis is None or not -a.ndim <= axis < a.ndim else a.shape[axis]
    count = g.rng.randint(0, 4)
    if g.chance(0.3):  # a progression
        step = g.rng.choice((1, 2))
        indices = list(range(0, min(n, count * step), step))
    else:
        indices = [g.rng.randint(-n, n - 1) if n else 0 for _ in range(count if n else 0)]
    if g.chance(_WRONG):
        indices.append(n)
    return [{"op": "take", "out": g.fresh(), "a": name, "indices": indices, "axis": axis}]


def _mask(g):
    name = g.pick()
    a = g.arrays[name]
    mask = g.pick_exact(lambda m: m.dtype.str[1:] == "b1" and m.shape == a.shape)
    if g.chance(_WRONG):
        return [{"op": "mask", "out": g.fresh(), "a": name, "mask": g.pick()}]
    if mask and g.chance(0.7):
        return [{"op": "mask", "out": g.fresh(), "a": name, "mask": mask}]
    other = g.pick_exact(lambda m: m.shape == a.shape)
    if not other:
        return None
    mask = g.fresh()
    if mask == name:
        return None
    return [{"op": "binary", "out": mask, "f": g.rng.choice(COMPARISON), "a": other, "b": other},
            {"op": "mask", "out": g.fresh(), "a": name, "mask": mask}]


# Shapes and copies.


def _factors(g, size):
    """A random shape of this many elements."""
    if size == 0:
        dims = shape(g)
        return dims if 0 in dims else dims + [0]
    dims = []
    while size > 1 and len(dims) < 3:
        divisors = [d for d in range(1, size + 1) if size % d == 0]
        dims.append(g.rng.choice(divisors))
        size //= dims[-1]
    dims.append(size)
    if g.chance(0.2):
        dims.insert(g.rng.randint(0, len(dims)), 1)
    if dims == [1] and g.chance(0.5):
        return []
    return dims


def _reshape(g):
    name = g.pick(lambda a: not a.flags.c_contiguous) if g.chance(0.5) else None
    name = name or g.pick()
    dims = _factors(g, g.arrays[name].size)
    if dims and g.chance(0.3):
        dims[g.rng.randrange(len(dims))] = -1
    if g.chance(_WRONG):
        dims = dims + [g.rng.choice((2, -1))]
    return [{"op": "reshape", "out": g.fresh(), "a": name, "shape": dims,
             "copy": g.rng.choice((None, None, None, True, False))}]


def _whole(op):
    return lambda g: [{"op": op, "out": g.fresh(), "a": g.pick()}]


def _transpose(g):
    name = g.pick(lambda a: a.ndim > 1) or g.pick()
    ndim = g.arrays[name].ndim
    kind = g.rng.random()
    axis = lambda: _axis(g, ndim, 0)
    if kind < 0.5:
        axes = g.rng.sample(range(ndim), ndim)
        axes = [x - ndim if g.chance(0.2) else x for x in axes]
        if g.chance(_WRONG):
            axes = axes[:-1] + [0]
        return [{"op": "transpose", "out": g.fresh(), "a": name,
                 "axes": None if g.chance(0.5) else axes}]
    if kind < 0.75:
        return [{"op": "swapaxes", "out": g.fresh(), "a": name, "x": axis(), "y": axis()}]
    return [{"op": "moveaxis", "out": g.fresh(), "a": name, "src": axis(), "dst": axis()}]


def _expand(g):
    name = g.pick()
    ndim = g.arrays[name].ndim
    if ndim > 4:
        return None
    axis = g.rng.randint(-ndim - 1, ndim) if not g.chance(_WRONG) else ndim + 1
    return [{"op": "expand_dims", "out": g.fresh(), "a": name, "axis": axis}]


def _broadcast_to(g):
    name = g.pick(lambda a: 1 in a.shape or a.ndim < 2) or g.pick()
    dims = [_dim(g) if n == 1 and g.chance(0.7) else n for n in g.arrays[name].shape]
    if len(dims) < 4 and g.chance(0.6):
        dims = [_dim(g)] + dims
    if g.chance(_WRONG) and dims:
        dims[-1] += 1
    return [{"op": "broadcast_to", "out": g.fresh(), "a": name, "shape": dims}]


def _flip(g):
    name = g.pick()
    return [{"op": "flip", "out": g.fresh(), "a": name, "axis": _axis(g, g.arrays[name].ndim)}]


def _diagonal(g):
    name = g.pick(lambda a: a.ndim > 1) or (g.pick() if g.chance(_WRONG) else None)
    if name is None:
        return None
    return [{"op": "diagonal", "out": g.fresh(), "a": name, "offset": g.rng.randint(-3, 3)}]


def _roll(g):
    name = g.pick()
    return [{"op": "roll", "out": g.fresh(), "a": name, "shift": g.rng.randint(-5, 5),
             "axis": _axis(g, g.arrays[name].ndim, 0.4)}]


def _repeat(g):
    name = g.pick()
    n = g.rng.choice((0, 1, 2, 2, 3)) if not g.chance(_WRONG) else -1
    return [{"op": "repeat", "out": g.fresh(), "a": name, "n": n,
             "axis": _axis(g, g.arrays[name].ndim, 0.4)}]


def _tile(g):
    name = g.pick()
    reps = [g.rng.choice((0, 1, 1, 2, 2, 3)) for _ in range(g.rng.randint(0, 3))]
    return [{"op": "tile", "out": g.fresh(), "a": name,
             "reps": reps[0] if reps and g.chance(0.4) else reps}]


def _sorting(g):
    name = g.pick_exact()
    if not name:
        return None
    axis = _axis(g, g.arrays[name].ndim, 0.2)
    if g.chance(0.5):
        return [{"op": "sort", "out": g.fresh(), "a": name, "axis": axis}]
    return [{"op": "argsort", "out": g.fresh(), "a": name, "axis": axis, "stable": g.chance(0.7)}]


def _astype(g):
    name = g.pick()
    dtype = g.arrays[name].dtype.str[1:] if g.chance(0.25) else _dtype(g)
    return [{"op": "astype", "out": g.fresh(), "a": name, "dtype": dtype, "copy": g.chance(0.5)}]


def _split(g):
    name = g.pick(lambda a: a.ndim > 0)
    if not name:
        return None
    a = g.arrays[name]
    axis = _axis(g, a.ndim, 0)
    n = a.shape[axis] if -a.ndim <= axis < a.ndim else 2
    divisors = [d for d in range(1, 4) if n % d == 0]
    sections = g.rng.choice(divisors) if not g.chance(_WRONG) else g.rng.choice((0, -1, 5))
    free = [c for c in "abcdefghijklmnopqrstuvwxyz" if c not in g.arrays]
    outs = g.rng.sample(free, max(sections, 1))
    return [{"op": "split", "outs": outs, "a": name, "sections": sections, "axis": axis}]


def _join(g):
    name = g.pick()
    a = g.arrays[name]
    if g.chance(0.45):
        partners = [n for n in sorted(g.arrays) if g.arrays[n].shape == a.shape]
        names = [name] + [g.rng.choice(partners) for _ in range(g.rng.randint(0, 2))]
        axis = g.rng.randint(-a.ndim - 1, a.ndim) if not g.chance(_WRONG) else a.ndim + 1
        if g.chance(_WRONG):
            names.append(g.pick())
        return [{"op": "stack", "out": g.fresh(), "arrays": names, "axis": axis}]
    axis = _axis(g, a.ndim, 0.2)
    if axis is None:
        partners = sorted(g.arrays)
    elif -a.ndim <= axis < a.ndim:
        rest = lambda s: [n for i, n in enumerate(s) if i != axis % a.ndim]
        partners = [n for n in sorted(g.arrays)
                    if g.arrays[n].ndim == a.ndim and rest(g.arrays[n].shape) == rest(a.shape)]
    else:
        partners = [name]
    names = [name] + [g.rng.choice(partners) for _ in range(g.rng.randint(0, 2))]
    if g.chance(_WRONG):
        names = names + [g.pick()] if g.chance(0.7) else []
    return [{"op": "concatenate", "out": g.fresh(), "arrays": names, "axis": axis}]


# Computing.


def _compatible(x, y):
    return all(i == j or i == 1 or j == 1 for i, j in zip(x[::-1], y[::-1]))


def partner(g, name, dtype=None):
    """Requests that make a second operand, and its name."""
    a = g.arrays[name]
    known = g.pick_exact(lambda b: _compatible(a.shape, b.shape))
    if known and g.chance(0.7):
        return [], known
    dims = [n if g.chance(0.7) else 1 for n in a.shape]
    dims = dims[g.rng.randint(0, len(dims)):] if g.chance(0.3) else dims
    if g.chance(_WRONG) and dims:
        dims[-1] += 2
    if dtype is None and g.chance(0.5):
        dtype = a.dtype.str[1:]
    first = source(g, dims, dtype)
    if first["out"] == name:
        return None
    if first["op"] == "arange" and len(dims) != 1:
        return [first, {"op": "reshape", "out": first["out"], "a": first["out"], "shape": dims,
                        "copy": None}], first["out"]
    return [first], first["out"]


def _function(g):
    return g.rng.choice(g.rng.choices((ARITHMETIC, COMPARISON, LOGIC, RARE), (12, 4, 4, 3))[0])


def _into(g, dims):
    """An output that fits the result, or (rarely) does not; aliases of operands on purpose."""
    if not g.chance(0.3):
        return {}
    name = g.pick(lambda a: list(a.shape) == list(dims)) if not g.chance(0.1) else g.pick()
    return {"into": name} if name else {}


def _binary(g):
    name = g.pick_exact()
    if not name:
        return None
    made = partner(g, name)
    if made is None:
        return None
    requests, other = made
    pair = [name, other] if g.chance(0.6) else [other, name]
    into = {}
    if other in g.arrays and _compatible(g.arrays[name].shape, g.arrays[other].shape):
        into = _into(g, np.broadcast_shapes(g.arrays[name].shape, g.arrays[other].shape))
    return requests + [{"op": "binary", "out": g.fresh(), "f": _function(g), "a": pair[0],
                        "b": pair[1], **into}]


def _unary(g):
    name = g.pick_exact()
    if not name:
        return None
    functions = g.rng.choices((UNARY, RARE_UNARY), (3, 1))[0]
    return [{"op": "unary", "out": g.fresh(), "f": g.rng.choice(functions), "a": name,
             **_into(g, g.arrays[name].shape)}]


def _in_place(g):
    name = g.pick_exact(lambda a: a.flags.writeable or g.chance(0.1))
    if not name:
        return None
    made = partner(g, name)
    if made is None:
        return None
    requests, other = made
    return requests + [{"op": "iop", "f": _function(g), "a": name, "b": other}]


def _overlapping(g):
    """Two views of one buffer with one shape, the first written from the second."""
    name = g.pick(lambda a: a.size > 1 and a.ndim > 0 and a.flags.writeable)
    if not name:
        return None
    a = g.arrays[name]
    axis = g.rng.randrange(a.ndim)
    n = a.shape[axis]
    cuts = [([1, None, None], [None, n - 1, None]), ([None, None, None], [None, None, -1]),
            ([None, n - 1, None], [1, None, None]), ([None, n // 2 * 2, 2], [1, None, 2]),
            ([1, None, None], [n - 2 if n > 1 else 0, None, -1])]
    first, second = g.rng.choice(cuts)
    at = lambda cut: [{"s": [None, None, None]}] * axis + [{"s": cut}]
    free = [c for c in "abcdefghijklmnopqrstuvwxyz" if c not in g.arrays]
    x, y = g.rng.sample(free, 2)
    requests = [{"op": "index", "out": y, "a": name, "idx": at(second)}]
    square = a.ndim > 1 and len(set(a.shape)) == 1
    if square and g.chance(0.6):
        requests = [{"op": "transpose", "out": y, "a": name, "axes": None}]
        x = name
    elif g.chance(0.3) and name in g.arrays:
        return requests + [{"op": "setitem", "a": name, "idx": at(first), "b": y}]
    else:
        requests.append({"op": "index", "out": x, "a": name, "idx": at(first)})
    kind = g.rng.random()
    if kind < 0.35 or not g.exact(name):
        return requests + [{"op": "copyto", "a": x, "b": y}]
    if kind < 0.7:
        return requests + [{"op": "iop", "f": g.rng.choice(ARITHMETIC), "a": x, "b": y}]
    out = g.rng.choice([c for c in free if c not in (x, y)])
    if kind < 0.85:
        return requests + [{"op": "unary", "out": out, "f": "negative", "a": y, "into": x}]
    return requests + [{"op": "binary", "out": out, "f": g.rng.choice(ARITHMETIC), "a": y,
                        "b": g.rng.choice((x, y)), "into": x}]


def _setitem(g):
    name = g.pick(lambda a: a.flags.writeable or g.chance(0.1))
    if not name:
        return None
    a = g.arrays[name]
    idx = index(g, a.shape)
    if g.chance(0.4):
        return [{"op": "setitem", "a": name, "idx": idx, "value": number(g, a.dtype.str[1:])}]
    other = g.pick(lambda b: b.ndim == 0) if g.chance(0.2) else g.pick(lambda b: root(b) is root(a))
    if g.chance(0.4) and other:
        return [{"op": "setitem", "a": name, "idx": idx, "b": other}]
    try:
        dims = list(a[_as_numpy(idx)].shape)
    except Exception:
        return [{"op": "setitem", "a": name, "idx": idx, "value": 1}]
    dims = [n if g.chance(0.8) else 1 for n in dims]
    dims = [1] + dims if g.chance(0.1) else dims
    first = source(g, dims)
    if first["out"] == name or first["op"] == "arange" and len(dims) != 1:
        return None
    return [first, {"op": "setitem", "a": name, "idx": idx, "b": first["out"]}]


def _as_numpy(items):
    from numpy_ops import index_of
    return index_of(items)


def _copyto(g):
    name = g.pick(lambda a: a.flags.writeable or g.chance(0.1))
    if not name:
        return None
    made = partner(g, name)
    if made is None:
        return None
    return made[0] + [{"op": "copyto", "a": name, "b": made[1]}]


def _where(g):
    name = g.pick()
    first = partner(g, name)
    second = partner(g, name, None if g.chance(0.3) else "b1")
    if not first or not second:
        return None
    return first[0] + second[0] + [{"op": "where", "out": g.fresh(), "c": second[1], "a": name,
                                    "b": first[1]}]


def _clip(g):
    name = g.pick_exact(lambda a: a.dtype.kind != "b")
    if not name:
        return None
    dtype = g.arrays[name].dtype
    low, high = sorted((g.rng.randint(0, 6), g.rng.randint(0, 6)), reverse=g.chance(0.1))
    if dtype.kind in "if":
        low -= 3
    if dtype.kind in "fc" and g.chance(0.4):
        low, high = low + 0.5, high + 0.25
    return [{"op": "clip", "out": g.fresh(), "a": name, "lo": low, "hi": high}]


def _reduce(g):
    name = g.pick_exact()
    if not name:
        return None
    return [{"op": "reduce", "out": g.fresh(), "f": g.rng.choice(REDUCE), "a": name,
             "axis": _axis(g, g.arrays[name].ndim, 0.3), "keepdims": g.chance(0.3)}]


def _cumsum(g):
    name = g.pick_exact()
    if not name:
        return None
    return [{"op": "cumsum", "out": g.fresh(), "a": name,
             "axis": _axis(g, g.arrays[name].ndim, 0.3)}]


def _matmul(g):
    name = g.pick_exact(lambda a: a.ndim > 0)
    if not name:
        return None
    a = g.arrays[name]
    known = g.pick_exact(lambda b: 0 < b.ndim and a.shape[-1] == b.shape[-2 if b.ndim > 1 else 0])
    if known and g.chance(0.6):
        return [{"op": "matmul", "out": g.fresh(), "a": name, "b": known}]
    dims = [a.shape[-1] + g.chance(_WRONG)] + ([_dim(g)] if g.chance(0.7) else [])
    if a.ndim > 2 and len(dims) == 2 and g.chance(0.5):
        dims = [g.rng.choice((1, a.shape[-3]))] + dims
    first = source(g, dims, a.dtype.str[1:] if g.chance(0.7) else None)
    if first["out"] == name or first["op"] == "arange" and len(dims) != 1:
        return None
    return [first, {"op": "matmul", "out": g.fresh(), "a": name, "b": first["out"]}]


def _view_dtype(g, dtype):
    """A dtype of the same kind of number, so that the bits still mean something."""
    integers = "i1 u1 i2 u2 i4 u4 i8 u8 b1"  # any byte but 0 is a true bool
    kinds = {"b": "b1", "i": integers, "u": integers,
             "f": dtype.str[1:] + (" c8" if dtype.itemsize == 4 else " c16"),
             "c": dtype.str[1:] + (" f4" if dtype.itemsize == 8 else " f8")}
    return g.rng.choice(kinds[dtype.kind].split())


def _further_view(g):
    name = g.pick()
    a = g.arrays[name]
    kind = g.rng.random()
    if kind < 0.4 and g.exact(name):
        return [{"op": "view", "out": g.fresh(), "a": name, "dtype": _view_dtype(g, a.dtype)}]
    if kind < 0.6:
        return [{"op": g.rng.choice(("real", "imag")), "out": g.fresh(), "a": name}]
    if kind < 0.8 or a.ndim == 0:
        axis = _axis(g, a.ndim)
        if axis is None or not -a.ndim <= axis < a.ndim:
            window = [g.rng.randint(0, max(n, 1)) for n in a.shape]
        else:
            window = g.rng.randint(0, a.shape[axis] + g.chance(_WRONG))
        return [{"op": "sliding_window_view", "out": g.fresh(), "a": name, "window": window,
                 "axis": axis}]
    widths = [g.rng.choice((0, 0, 1, 2)) for _ in range(2 * a.ndim)]
    return [{"op": "pad", "out": g.fresh(), "a": name, "widths": widths,
             "value": number(g, a.dtype.str[1:])}]


def _further(g):
    name = g.pick_exact()
    if not name:
        return None
    a, out = g.arrays[name], g.fresh()
    kind = g.rng.choice(("text", "text", "linspace", "nonzero", "cumprod", "unique", "trace",
                         "searchsorted", "outer", "dot"))
    if kind == "linspace":
        return [{"op": kind, "out": out, "start": g.rng.randint(-8, 8) / 4,
                 "stop": g.rng.randint(-8, 8) / 2, "n": g.rng.randint(0, 7),
                 "endpoint": g.chance(0.7), "dtype": g.rng.choice(("f8", "f8", "f4", "i4", "c16"))}]
    if kind == "nonzero":
        free = [c for c in "abcdefghijklmnopqrstuvwxyz" if c not in g.arrays]
        return [{"op": kind, "outs": g.rng.sample(free, a.ndim), "a": name}]
    if kind == "searchsorted":
        other = g.pick_exact()
        return [{"op": "sort", "out": out, "a": name, "axis": None},
                {"op": kind, "out": g.fresh(), "a": out, "b": other, "right": g.chance(0.5)}]
    if kind in ("outer", "dot"):
        other = g.pick_exact(lambda b: kind == "outer" or b.ndim == 0 or a.ndim == 0 or
                             a.shape[-1] == b.shape[-2 if b.ndim > 1 else 0])
        return [{"op": kind, "out": out, "a": name, "b": other or name}]
    request = {"op": kind, "out": out, "a": name}
    if kind == "cumprod":
        request["axis"] = _axis(g, a.ndim, 0.3)
    if kind == "trace":
        request["offset"] = g.rng.randint(-2, 2)
    return [request]


def _put(g):
    name = g.pick(lambda a: a.flags.writeable or g.chance(0.1))
    if not name:
        return None
    a = g.arrays[name]
    mask = g.pick_exact(lambda m: m.dtype.str[1:] == "b1" and m.shape == a.shape)
    if mask and g.chance(0.5):
        return [{"op": "put_mask", "a": name, "mask": mask, "value": number(g, a.dtype.str[1:])}]
    indices = [g.rng.randint(-a.size, a.size - 1) for _ in range(g.rng.randint(0, 4))] \
        if a.size else []
    if g.chance(_WRONG):
        indices.append(a.size)
    other = g.pick(lambda b: root(b) is root(a)) if g.chance(0.3) else g.pick()
    if other and g.chance(0.6):
        return [{"op": "put", "a": name, "indices": indices, "b": other}]
    return [{"op": "put", "a": name, "indices": indices, "value": number(g, a.dtype.str[1:])}]


def _nonsense(g):
    """Requests that no implementation may accept."""
    name = g.pick()
    return [g.rng.choice((
        {"op": "copy", "out": "q", "a": "nobody"},
        {"op": "binary", "out": "q", "f": "add", "a": name},
        {"op": "binary", "out": "q", "f": "sideways", "a": name, "b": name},
        {"op": "unary", "out": "q", "f": "negative", "a": name, "into": "nobody"},
        {"op": "drop", "a": "nobody"},
        {"op": "zeros", "out": "q", "shape": [2], "dtype": "f3"},
        {"op": "reduce", "out": "q", "f": "median", "a": name},
        {"op": "unknown", "out": "q", "a": name},
    ))]


_RECIPES = (
    (_view, 14), (_take, 3), (_mask, 3), (_reshape, 6), (_whole("ravel"), 3),
    (_whole("flatten"), 1), (_whole("copy"), 2), (_whole("ascontiguousarray"), 2),
    (_whole("squeeze"), 2), (_transpose, 6), (_expand, 2), (_broadcast_to, 4), (_flip, 2),
    (_diagonal, 2), (_roll, 2), (_repeat, 2), (_tile, 3), (_sorting, 4), (_astype, 4), (_split, 2),
    (_join, 5), (_binary, 12), (_unary, 6), (_in_place, 6), (_overlapping, 7), (_setitem, 6),
    (_copyto, 3), (_where, 3), (_clip, 2), (_reduce, 8), (_cumsum, 3), (_matmul, 3),
    (_further_view, 3), (_further, 5), (_put, 2), (_nonsense, 1))


def propose(g):
    known = _RECIPES + families.recipes()
    recipe = g.rng.choices([r for r, _ in known], [w for _, w in known])[0]
    return recipe(g)
