"""Indexing with arrays and masks: select, assign and update.

An item of `idx` may also be {"a": NAME}, a live array, or {"l": [integers]}, a list. What is
written where an index repeats itself is the last value in C order, which NumPy does not promise for
index arrays in another order; the reference sees to it.
"""
import numpy as np

import numpy_ops
import recipes
import tolerance
from numpy_ops import RequestError, array_of, get, number

_FUNCTIONS = ("add subtract multiply floor_divide minimum maximum bitwise_and bitwise_or left_shift "
              "equal less logical_or divide").split()


def _item(arrays, item):
    if isinstance(item, dict) and set(item) == {"a"}:
        index = array_of(arrays, item["a"])
        if index.dtype.kind == "u" and np.any(index > np.iinfo("i8").max):
            raise RequestError("IndexError", "NumPy would count it from the end")
        return index
    if isinstance(item, dict) and set(item) == {"l"}:
        return np.array([numpy_ops._int(i) for i in item["l"]], dtype=np.intp)
    return numpy_ops.index_of([item, "..."])[0] if item != "..." else Ellipsis


def _check_masks(a, index):
    """NumPy lets an axis without elements of a mask pass for one of any extent."""
    is_mask = lambda i: isinstance(i, np.ndarray) and i.dtype.kind == "b"
    axes = lambda i: i.ndim if is_mask(i) else 0 if i is None or i is Ellipsis else 1
    axis, consumed = 0, sum(axes(i) for i in index)
    for i in index:
        if is_mask(i) and i.shape != a.shape[axis:axis + i.ndim]:
            raise RequestError("IndexError", "a mask that does not fit")
        axis += a.ndim - consumed if i is Ellipsis else axes(i)


def index_of(arrays, r):
    a, items = array_of(arrays, get(r, "a")), get(r, "idx")
    if not isinstance(items, list):
        raise RequestError("ValueError", "an index is a list")
    index = [_item(arrays, item) for item in items]
    if not any(isinstance(i, np.ndarray) for i in index):
        return numpy_ops.index_of(items)  # a view, though it be of a single element
    _check_masks(a, index)
    return tuple(index)


def _select(arrays, r):
    return {get(r, "out"): array_of(arrays, get(r, "a"))[index_of(arrays, r)]}


def _saved_index(arrays, r):
    """NumPy does not look whether an index overlaps what it writes to."""
    return tuple(np.array(i) if isinstance(i, np.ndarray) else i for i in index_of(arrays, r))


def _write(a, index, value):
    """a[index] = value, the last value in C order where the index repeats itself."""
    trial = np.array(a)
    if np.ndim(trial[index]) == 0 and not any(i is Ellipsis for i in index):
        index = (*index, Ellipsis)  # or NumPy asks the value for a Python number
    extra = np.ndim(value) - np.ndim(trial[index])
    if extra > 0 and any(n != 1 for n in np.shape(value)[:extra]):
        raise RequestError("ShapeError", "NumPy lets it pass where there are no elements")
    trial[index] = value
    if not a.flags.writeable:
        raise RequestError("ReadOnlyError", "a read-only array")
    places = np.arange(a.size).reshape(a.shape)[index]
    if np.unique(places).size == places.size:
        a[...] = trial
        return
    values = np.empty(places.shape, a.dtype)
    # NumPy drops axes of extent 1 that there are too many.
    value = np.asarray(value)
    value = value.reshape(value.shape[max(0, value.ndim - values.ndim):])
    values[...] = value
    for place, one in zip(places.ravel(), values.ravel()):
        a.flat[place] = one


def _value(arrays, r):
    return array_of(arrays, r["b"]).copy() if r.get("b") is not None else number(get(r, "value"))


def _assign(arrays, r):
    a = array_of(arrays, get(r, "a"))
    _write(a, _saved_index(arrays, r), _value(arrays, r))
    return {}


def _update(arrays, r):
    f = numpy_ops._function(numpy_ops._BINARY, r)
    a, index, value = array_of(arrays, get(r, "a")), _saved_index(arrays, r), _value(arrays, r)
    part = np.array(a[index])
    with numpy_ops._by_dtype_only():
        f(part, value, out=part)
    _write(a, index, part)
    return {}


OPS = {"select": _select, "assign": _assign, "update": _update}
WRITES = {"assign": "a", "update": "a"}


def _update_tolerance(arrays, r):
    operands = [arrays[r[k]] for k in ("a", "b") if isinstance(r.get(k), str) and r[k] in arrays]
    return tolerance._elementwise(r, operands) if operands else None


def _assign_objection(arrays, tolerances, r):
    a, b = arrays.get(r.get("a")), arrays.get(r.get("b"))
    if a is None or b is None:
        return None
    return tolerance._cast_objection(b, a.dtype, r["b"] in tolerances)


TOLERANCES = {"update": _update_tolerance}
OBJECTIONS = {"assign": _assign_objection}


class _Index:
    """An index in the making: its items as the protocol spells them and as NumPy takes them."""

    def __init__(self, g, name):
        self.g, self.items, self.known, self.requests = g, [], [], []
        self.taken = {name}
        self.dims = [g.rng.choice((1, 2, 2, 3, 4, 0)) for _ in range(g.rng.choice((1, 1, 1, 2, 2, 3)))]

    def name(self):
        free = [c for c in "abcdefghijklmnopqrstuvwxyz"
                if c not in self.g.arrays and c not in self.taken]
        name = self.g.rng.choice(free) if free else "z"
        self.taken.add(name)
        return name

    def add(self, item, known):
        self.items.append(item)
        self.known.append(known)

    def made(self, array):
        """Adds a new array with these elements, in some layout."""
        g, out = self.g, self.name()
        flipped = array.ndim > 1 and g.chance(0.4)
        data = array.T if flipped else array
        self.requests.append({"op": "from", "out": out, "dtype": array.dtype.str[1:],
                              "shape": list(data.shape), "data": data.ravel().tolist()})
        if flipped:
            self.requests.append({"op": "transpose", "out": out, "a": out, "axes": None})
        elif array.ndim > 0 and array.shape[0] == 1 and g.chance(0.3):
            dims = [g.rng.choice((1, 2, 3))] + list(array.shape[1:])
            if not self.known:
                self.dims[max(0, len(self.dims) - len(dims)):] = dims
            dims[0] = self.dims[-len(dims)] if len(self.dims) >= len(dims) else 1
            self.requests.append({"op": "broadcast_to", "out": out, "a": out, "shape": dims})
            array = np.broadcast_to(array, dims)
        self.add({"a": out}, array.copy())

    def positions(self, n):
        g = self.g
        dims = [d if g.chance(0.75) else 1 for d in self.dims]
        dims = dims[g.rng.randint(0, len(dims)):] if g.chance(0.3) else dims
        if g.chance(recipes._WRONG / 2) and dims:
            dims[-1] += 1
        dtype = g.rng.choice(("i8", "i8", "i8", "i4", "u1", "i2", "u8", "u4", "i1"))
        low = 0 if dtype[0] == "u" else -n
        count = int(np.prod(dims))
        high = n - 1 if not g.chance(recipes._WRONG / 2) else n
        if high < low:
            low = high = 0
        values = [g.rng.randint(low, high) for _ in range(count)]
        if g.chance(0.2):
            values = [i % max(n, 1) for i in range(count)]
        array = np.array(values, dtype).reshape(dims)
        if len(dims) == 1 and g.chance(0.3):
            self.add({"l": array.tolist()}, array.astype("i8"))
        else:
            self.made(array)

    def mask(self, extents):
        g = self.g
        wanted = self.dims[-1] if self.dims else 1
        size = int(np.prod(extents))
        mask = np.zeros(size, bool)
        if any(isinstance(k, np.ndarray) for k in self.known) or g.chance(0.5):
            mask[g.rng.sample(range(size), min(size, wanted))] = True
        else:
            mask[[g.chance(0.5) for _ in range(size)]] = True
            self.dims = [int(mask.sum())]
        extents = list(extents)
        if g.chance(recipes._WRONG / 2) and extents:
            mask = np.append(mask, mask)
            extents[0] *= 2
        self.made(mask.reshape(extents))

    def live(self, shape):
        """An array that is there already and may serve."""
        def fits(b):
            if b.dtype.kind == "b":
                return 0 < b.ndim <= len(shape) and b.shape == tuple(shape[:b.ndim])
            return b.dtype.kind in "iu" and b.size and b.ndim < 3 and b.min() >= -shape[0] and \
                b.max() < shape[0]
        name = self.g.pick_exact(fits)
        if name:
            self.add({"a": name}, self.g.arrays[name])
            b = self.g.arrays[name]
            return b.ndim if b.dtype.kind == "b" else 1
        return 0


def _index(g, name):
    shape, made, axis = list(g.arrays[name].shape), _Index(g, name), 0
    until = len(shape) if g.chance(0.6) else g.rng.randint(0, len(shape))
    while axis < until:
        n, kind = shape[axis], g.rng.random()
        if g.chance(0.06):
            made.add("newaxis", None)
        if g.chance(0.03):
            made.made(np.array(g.chance(0.8)))
        if kind < 0.25:
            cut = recipes._slice(g, n)
            made.add({"s": cut}, slice(*cut))
        elif kind < 0.37 and n:
            at = g.rng.randint(-n, n - 1) if not g.chance(recipes._WRONG / 2) else n
            if g.chance(0.3):
                made.made(np.array(at, "i8"))
            else:
                made.add({"i": at}, at)
        elif kind < 0.5:
            k = g.rng.choice((1, 1, 2, 3))
            k = min(k, len(shape) - axis)
            made.mask(shape[axis:axis + k])
            axis += k - 1
        elif kind < 0.65:
            axis += made.live(shape[axis:]) - 1
        else:
            made.positions(n)
        axis += 1
    if g.chance(0.2):
        at = g.rng.randint(0, len(made.items))
        made.items.insert(at, "...")
        made.known.insert(at, Ellipsis)
    if g.chance(recipes._WRONG / 4):
        made.add({"a": g.pick()}, None)
    return made


def _recipe_select(g):
    name = g.pick_exact(lambda a: a.ndim > 0) or g.pick_exact()
    if not name:
        return None
    index = _index(g, name)
    out = g.fresh() if g.chance(0.3) else index.name()
    return index.requests + [{"op": "select", "out": out, "a": name, "idx": index.items}]


def _operand(g, name, index):
    """What to write: the requests that make it, and the keys that name it."""
    a = g.arrays[name]
    if g.chance(0.25):
        return [], {"value": recipes.number(g, a.dtype.str[1:])}
    if g.chance(0.2):
        other = g.pick_exact(lambda b: b.ndim == 0 or numpy_ops.root(b) is numpy_ops.root(a))
        if other:
            return [], {"b": other}
    try:
        dims = list(a[tuple(index.known)].shape)
    except Exception:
        dims = [1]
    dims = [n if g.chance(0.85) else 1 for n in dims]
    dims = [1] + dims if g.chance(0.1) else dims
    dims = dims[g.rng.randint(0, len(dims)):] if g.chance(0.15) else dims
    if g.chance(recipes._WRONG) and dims:
        dims[-1] += 1
    if len(dims) > 30 or np.prod(dims) > 200:
        return [], {"value": recipes.number(g, a.dtype.str[1:])}
    dtype = a.dtype.str[1:] if g.chance(0.6) else recipes._dtype(g)
    flipped = len(dims) > 1 and g.chance(0.3)
    out = index.name()
    data = [recipes.number(g, dtype) for _ in range(int(np.prod(dims)))]
    requests = [{"op": "from", "out": out, "dtype": dtype,
                 "shape": dims[::-1] if flipped else dims, "data": data}]
    if flipped:
        requests.append({"op": "transpose", "out": out, "a": out, "axes": None})
    return requests, {"b": out}


def _recipe_write(g):
    name = g.pick_exact(lambda a: (a.flags.writeable or g.chance(0.05)) and a.ndim > 0) \
        or g.pick_exact()
    if not name:
        return None
    index = _index(g, name)
    requests, keys = _operand(g, name, index)
    request = {"op": "assign", "a": name, "idx": index.items, **keys}
    if g.chance(0.4):
        request = {**request, "op": "update", "f": g.rng.choice(_FUNCTIONS)}
    return index.requests + requests + [request]


RECIPES = ((_recipe_select, 9), (_recipe_write, 8))
