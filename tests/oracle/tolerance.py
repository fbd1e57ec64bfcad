"""How closely a step's numbers must agree, and which programs can be judged at all.

Almost everything is compared exactly. Transcendental functions may differ by 4 ulp and floating
reductions by n*eps; such numbers are called inexact. `Tolerances` follows them through a program:
an array is inexact when its buffer holds such a number. `objection` says why a request would leave
the ground that the protocol defines (a float16 result, an undefined cast, an exact verdict that
hangs on inexact numbers); the generator and the shrinker make no such requests.
"""
import typing

import numpy as np

import families
import numpy_ops


class Tolerance(typing.NamedTuple):
    """|x - y| <= relative * |y| + absolute; the sign of zero is free."""
    relative: float
    absolute: float

    def merged(self, other):
        if other is None:
            return self
        return Tolerance(max(self.relative, other.relative), max(self.absolute, other.absolute))


_TRANSCENDENTAL = {
    "exp", "log", "sin", "cos", "tan", "tanh", "exp2", "expm1", "log2", "log10", "log1p", "cbrt",
    "arcsin", "arccos", "arctan", "sinh", "cosh", "arcsinh", "arccosh", "arctanh", "degrees",
    "radians", "deg2rad", "rad2deg", "arctan2", "hypot", "logaddexp", "logaddexp2", "float_power"
}
# Binary functions that have loops of floats only.
_OF_FLOATS = {"arctan2", "hypot", "copysign", "nextafter", "logaddexp", "logaddexp2", "heaviside"}
_MOVING = {
    "index", "reshape", "ravel", "flatten", "copy", "ascontiguousarray", "squeeze", "transpose",
    "swapaxes", "moveaxis", "expand_dims", "broadcast_to", "flip", "diagonal", "roll", "repeat",
    "tile", "take", "mask", "split", "concatenate", "stack", "setitem", "copyto", "where", "astype",
    "real", "imag", "pad", "sliding_window_view", "put"
}
_FLOAT16_FROM_BYTES = (_TRANSCENDENTAL | _OF_FLOATS
                       | {"sqrt", "floor", "ceil", "trunc", "rint", "fabs", "signbit"}) - {
                           "float_power"
                       }
_ORDERING = {"minimum", "maximum", "fmin", "fmax", "min", "max"}


def _inexact_kind(dtype):
    return dtype.kind in "fc"


def _eps(dtype):
    return float(np.finfo(dtype).eps)


def _tiny(dtype):
    return 4 * float(np.finfo(dtype).smallest_subnormal)


def _small_and_dyadic(array, limit):
    """True if sums (and products of two) of these numbers are exact in any order."""
    if array.dtype.kind == "c":
        return _small_and_dyadic(array.real, limit) and _small_and_dyadic(array.imag, limit)
    eighths = array.astype("f8") * 8
    if not np.all(np.isfinite(eighths)):
        return False
    return bool(np.all(eighths == np.floor(eighths)) and np.sum(np.abs(eighths)) < limit)


def _exact_limit(dtype):
    return 2.0**10 if dtype in (np.dtype("f4"), np.dtype("c8")) else 2.0**25


def _largest(array):
    magnitudes = np.abs(array.astype("c16")) if array.dtype.kind == "c" else np.abs(array.astype("f8"))
    magnitudes = magnitudes[np.isfinite(magnitudes)]
    return float(magnitudes.max()) if magnitudes.size else 0.0


def _product_scale(array):
    """How many binary orders of magnitude the partial products can span."""
    magnitudes = np.abs(array.astype("c16"))
    magnitudes = magnitudes[np.isfinite(magnitudes) & (magnitudes > 0)]
    return float(np.sum(np.abs(np.log2(magnitudes))))


def _parts(array):
    return (array.real, array.imag) if array.dtype.kind == "c" else (array,)


def _mixed_zeros(*arrays):
    """True if +0 and -0 meet: which of them wins a comparison is left open."""
    signs = set()
    for array in arrays:
        if array.dtype.kind not in "fc":  # integers become +0
            signs.update([False] if np.any(array == 0) else [])
            continue
        for part in _parts(array):
            signs.update(np.signbit(part[part == 0]).tolist())
    return len(signs) == 2


def sources(request):
    """The names whose numbers flow into the result, for requests that only move numbers."""
    op = request.get("op")
    if op in ("concatenate", "stack"):
        return [n for n in request.get("arrays", []) if isinstance(n, str)]
    keys = {"setitem": ("b",), "copyto": ("b",), "where": ("a", "b"), "put": ("b",)}.get(
        op, ("a",))
    return [request[k] for k in keys if isinstance(request.get(k), str)]


def _operands(arrays, request):
    keys = ("a", "b", "c", "mask") if request.get("op") != "index" else ("a",)
    return [arrays[request[k]] for k in keys
            if isinstance(request.get(k), str) and request[k] in arrays]


def _float_of(dtype):
    """The float in which a function that has loops of floats only takes this dtype."""
    if _inexact_kind(dtype):
        return dtype
    return np.dtype("f4") if dtype.itemsize <= 2 else np.dtype("f8")


def _elementwise(request, operands):
    """The tolerance of binary, unary and iop."""
    f = request.get("f")
    dtype = np.result_type(*(_float_of(a.dtype) if f in _TRANSCENDENTAL else a.dtype
                             for a in operands))
    if not _inexact_kind(dtype):
        return None
    complex_ = dtype.kind == "c"
    if f in _TRANSCENDENTAL or f == "power":
        if f == "float_power":
            dtype = np.result_type(dtype, "f8")
        factor = 4 if not complex_ else 32 if "power" in f else 8
        return Tolerance(factor * _eps(dtype), _tiny(dtype))
    if complex_ and f in ("divide", "true_divide", "sqrt", "abs", "absolute", "multiply", "square",
                          "reciprocal"):
        limit = _exact_limit(dtype)
        if f in ("multiply", "square") and all(_small_and_dyadic(a, limit) for a in operands):
            return Tolerance(0.0, 0.0)
        return Tolerance(8 * _eps(dtype), _tiny(dtype))
    if f in _ORDERING and _mixed_zeros(*operands):
        return Tolerance(0.0, 0.0)
    return None


def _reduced(request, a):
    """The tolerance of reduce and cumsum."""
    f = request.get("f", "sum")
    if f in _ORDERING:
        return Tolerance(0.0, 0.0) if _mixed_zeros(a) else None
    if f in ("any", "all", "argmin", "argmax"):
        return None
    dtype = a.dtype
    if not _inexact_kind(dtype):
        if f not in ("mean", "var", "std"):
            return None
        dtype = np.dtype("f8")
    n, eps, largest = max(a.size, 1), _eps(dtype), _largest(a)
    if f in ("sum", "cumsum", "mean") and _small_and_dyadic(a, _exact_limit(dtype)):
        return None if f != "mean" else Tolerance(2 * eps, 0.0)
    if f in ("sum", "cumsum"):
        return Tolerance(n * eps, n * eps * largest * n)
    if f == "mean":
        return Tolerance(n * eps, n * eps * largest)
    if f == "prod":
        return Tolerance((8 if dtype.kind == "c" else 1) * n * eps, _tiny(dtype))
    spread = Tolerance(n * eps, 4 * n * eps * largest**2)
    if f == "var":
        return spread
    try:
        deviations = np.std(a, axis=request.get("axis"))
    except Exception:  # refused anyway
        return spread
    positive = deviations[deviations > 0]
    smallest = float(positive.min()) if positive.size else largest
    worst = 4 * n * eps * largest * max(1.0, largest / smallest if smallest else 1.0)
    return Tolerance(n * eps, worst)


def step_tolerance(arrays, tolerances, request):
    """What the numbers that this request writes may differ by; None is exact. Before the step."""
    op, operands = request.get("op"), _operands(arrays, request)
    if op in families.tolerances():
        return families.tolerances()[op](arrays, request)
    if op in _MOVING:
        merged = None
        for name in sources(request):
            tolerance = tolerances.get(name)
            if tolerance is not None:
                merged = tolerance.merged(merged)
        return merged
    if not operands:
        return None
    if op in ("binary", "unary", "iop"):
        return _elementwise(request, operands)
    folds = {"reduce": request.get("f", "sum"), "cumsum": "cumsum", "cumprod": "prod",
             "trace": "sum"}
    if op in folds:
        return _reduced({**request, "f": folds[op]}, operands[0])
    if op == "outer":
        return _elementwise({"f": "multiply"}, operands)
    if op in ("matmul", "dot") and len(operands) == 2:
        dtype = np.result_type(*(a.dtype for a in operands))
        if not _inexact_kind(dtype):
            return None
        if all(_small_and_dyadic(a, _exact_limit(dtype)) for a in operands):
            return Tolerance(0.0, 0.0)
        k = max(operands[0].shape[-1:] or (1,))
        scale = _largest(operands[0]) * _largest(operands[1])
        return Tolerance(k * _eps(dtype), 4 * k * k * _eps(dtype) * scale)
    if op in ("sort", "clip", "unique"):
        return Tolerance(0.0, 0.0) if _mixed_zeros(operands[0]) or op == "clip" else None
    return None


class Tolerances:
    """The tolerance of each live array. Call `before`, run the request, call `after`."""

    def __init__(self):
        self.by_name = {}
        self._step = None

    def get(self, name):
        return self.by_name.get(name)

    def before(self, arrays, request):
        self._step = step_tolerance(arrays, self.by_name, request)
        self._old = dict(arrays)

    def after(self, arrays, request):
        """`arrays` after the step that went well."""
        if request.get("op") == "reset":
            self.by_name = {}
            return
        outs = request.get("outs") or [request.get("out")]
        written = numpy_ops.destination(self._old, request)
        targets = [arrays[n] for n in outs if n in arrays] + ([] if written is None else [written])
        if self._step == (0.0, 0.0) and all(np.all(p) for t in targets for p in _parts(t)):
            self._step = None  # no zero, no sign to argue about
        by_root = {}

        def note(array, tolerance):
            if tolerance is not None:
                key = id(numpy_ops.root(array))
                by_root[key] = tolerance.merged(by_root.get(key))

        for name, tolerance in self.by_name.items():
            note(self._old[name], tolerance)
        for target in targets:
            note(target, self._rounded(target))
        self.by_name = {}
        for name, array in arrays.items():
            tolerance = by_root.get(id(numpy_ops.root(array)))
            if tolerance is not None and _inexact_kind(array.dtype):
                self.by_name[name] = tolerance
        self._old = None

    def _rounded(self, array):
        """The step's tolerance, widened by one rounding to the array's dtype if that is coarser."""
        if self._step is None or self._step.relative == 0 or not _inexact_kind(array.dtype):
            return self._step
        return Tolerance(max(self._step.relative, 2 * _eps(array.dtype)), self._step.absolute)


def _cast_objection(array, dtype, inexact):
    """Why array's elements have no defined value in dtype."""
    if inexact and (dtype.kind not in "fc" or (array.dtype.kind == "c" and dtype.kind == "f")):
        return "an exact cast of inexact numbers"
    if dtype.kind not in "iu" or array.dtype.kind not in "fc":
        return None
    values = array.real if array.dtype.kind == "c" else array
    info = np.iinfo(dtype)
    inside = np.isfinite(values) & (values >= info.min) & (values < float(info.max))
    return None if np.all(inside) else "a float outside the integer's range"


def _scalar_objection(request, a):
    """For clip and for setitem of a value."""
    op = request["op"]
    if op == "clip":
        values = [numpy_ops.number(request[k]) for k in ("lo", "hi") if request.get(k) is not None]
        if any(isinstance(v, complex) for v in values) and a.dtype.kind != "c":
            return "complex bounds of a real array"
    return None


def objection(arrays, tolerances, request):
    """Why this request is not a fair question for an exact comparison, or None."""
    op, f = request.get("op"), request.get("f")
    operands = _operands(arrays, request)
    if not operands and op not in ("concatenate", "stack"):
        return None
    if op in families.objections():
        unfair = families.objections()[op](arrays, tolerances, request)
        if unfair:
            return unfair
    a = operands[0] if operands else None
    if f in _FLOAT16_FROM_BYTES and all(x.dtype.itemsize == 1 for x in operands):
        return "float16"
    if op == "unary" and f == "round" and a.dtype.kind == "b":
        return "float16"
    inexact = set(tolerances)
    if op not in _MOVING and op not in ("drop", "reset"):
        names = {request.get(k) for k in ("a", "b", "c")}
        if names & inexact:
            return "computes on inexact numbers"
        if op in ("sort", "unique") or f in _ORDERING:
            return None
    if op == "mask" and request.get("mask") in inexact or request.get("c") in inexact:
        return "decides by inexact numbers"
    if op == "astype":
        return _cast_objection(a, np.dtype(request["dtype"]), request["a"] in inexact) \
            if request.get("dtype") in numpy_ops.DTYPES else None
    if op in ("setitem", "copyto", "put") and len(operands) == 2 and isinstance(
            request.get("b"), str):
        # NumPy takes one axis of equal direction for harmless, and reads what it has written.
        if operands[1].dtype != a.dtype and np.may_share_memory(a, operands[1]):
            return "overlapping views of different types"
        return _cast_objection(operands[1], a.dtype, request["b"] in inexact)
    if op == "clip":
        return _scalar_objection(request, a)
    if op == "cumprod":
        f = "prod"
    if op in ("reduce", "cumsum", "cumprod", "trace", "matmul", "dot") and f not in (
            "min", "max", "any", "all", "argmin", "argmax"):
        limit = 1e12 if any(x.dtype.itemsize <= 8 and x.dtype.kind in "fc" for x in operands) else 1e100
        if any(x.dtype.kind in "fc" and _largest(x) > limit for x in operands):
            return "overflow that depends on the order"
        if f == "prod" and a.dtype.kind in "fc" and _product_scale(a) > (
                100 if a.dtype in (np.dtype("f4"), np.dtype("c8")) else 900):
            return "overflow that depends on the order"
        finite = all(x.dtype.kind not in "fc" or np.all(np.isfinite(x)) for x in operands)
        if op in ("matmul", "dot") and not finite:
            return "BLAS is free to skip zeros"
        if f == "prod" and a.dtype.kind == "c" and not finite:
            return "infinity times zero that depends on the order"
    if op == "argsort" and not request.get("stable") and a.size > 16:
        return "the order of ties is free"
    return None
