"""numpy.linalg, and the products of tensors: inner, vdot, tensordot and einsum.

What a matrix determines is compared number by number: solutions, inverses, determinants, norms,
eigenvalues, singular values, Cholesky and QR factors of well conditioned matrices. Eigenvectors and
singular vectors have a sign that nobody promises; of them all but the numbers is compared (the
tolerance is wider than any of their elements).
"""
import numpy as np

import tolerance
from numpy_ops import _by_dtype_only, _int, array_of, get, number
from recipes import source
from tolerance import Tolerance

_MATRIX_OPS = ("inv", "det", "cholesky", "svdvals", "eigvalsh", "eigh", "svd", "qr")
_EPS = float(np.finfo("f8").eps)


# The reference.


def _one(function):
    return lambda arrays, r: {get(r, "out"): function(array_of(arrays, get(r, "a")), r)}


def _several(function):
    def apply(arrays, r):
        parts, outs = function(arrays, r), get(r, "outs")
        if not isinstance(outs, list) or len(outs) != len(parts):
            raise ValueError("not as many names as results")
        return dict(zip(outs, parts))
    return apply


def _pair(function):
    def apply(arrays, r):
        with _by_dtype_only():
            a, b = (array_of(arrays, get(r, k)) for k in "ab")
            return {get(r, "out"): function(a, b, r)}
    return apply


def _triangle(r):
    return "U" if r.get("upper") else "L"


def _lstsq(arrays, r):
    a, b = (array_of(arrays, get(r, k)) for k in "ab")
    x, residuals, rank, values = np.linalg.lstsq(a, b, rcond=None)
    return x, residuals, np.array(rank, dtype="i8"), values


def _order(r):
    if r.get("kind") is not None:
        return r["kind"]
    return None if r.get("ord") is None else float(number(r["ord"]))


def _norm(a, r):
    axis = r.get("axis")
    if isinstance(axis, list):
        axis = tuple(_int(x) for x in axis)
    return np.linalg.norm(a, _order(r), axis, bool(r.get("keepdims", False)))


def _tensordot(a, b, r):
    if r.get("count") is not None:
        count = _int(r["count"])
        if count < 0:
            raise ValueError("a negative count")
        return np.tensordot(a, b, count)
    return np.tensordot(a, b, (r["a_axes"], r["b_axes"]))


def _einsum(arrays, r):
    operands = [array_of(arrays, get(r, "a"))]
    if r.get("b") is not None:
        operands.append(array_of(arrays, r["b"]))
    with _by_dtype_only():
        return {get(r, "out"): np.einsum(get(r, "subscripts"), *operands)}


OPS = {
    "solve": _pair(lambda a, b, r: np.linalg.solve(a, b)),
    "inv": _one(lambda a, r: np.linalg.inv(a)),
    "det": _one(lambda a, r: np.linalg.det(a)),
    "cholesky": _one(lambda a, r: np.linalg.cholesky(a)),
    "svdvals": _one(lambda a, r: np.linalg.svd(a, compute_uv=False)),
    "eigvalsh": _one(lambda a, r: np.linalg.eigvalsh(a, _triangle(r))),
    "eigh": _several(lambda arrays, r: np.linalg.eigh(array_of(arrays, get(r, "a")), _triangle(r))),
    "svd": _several(lambda arrays, r: np.linalg.svd(array_of(arrays, get(r, "a")),
                                                    bool(r.get("full", True)))),
    "qr": _several(lambda arrays, r: np.linalg.qr(array_of(arrays, get(r, "a")),
                                                  "complete" if r.get("complete") else "reduced")),
    "lstsq": _several(_lstsq),
    "norm": _one(_norm),
    "inner": _pair(lambda a, b, r: np.inner(a, b)),
    "vdot": _pair(lambda a, b, r: np.vdot(a, b)),
    "tensordot": _pair(_tensordot),
    "einsum": _einsum,
}


# How closely the numbers agree.


def _wide(a):
    return a.astype("c16" if a.dtype.kind == "c" else "f8")


def _result_eps(*operands):
    """The rounding of results: all is computed in double, and cast at the end."""
    single = all(a.dtype in (np.dtype("f4"), np.dtype("c8")) for a in operands)
    return float(np.finfo("f4").eps) if single else 0.0


def _largest(a):
    return float(np.max(np.abs(a))) if a.size else 0.0


def _condition(a):
    values = np.linalg.svd(_wide(a), compute_uv=False)
    if values.size == 0:
        return 1.0
    with np.errstate(all="ignore"):
        return float(np.max(np.nan_to_num(values[..., 0] / values[..., -1], nan=np.inf)))


def _scaled(operands, n, scale, results=()):
    """Of double precision with this scale, and the rounding of the result."""
    rounding = _result_eps(*operands)
    largest = max([_largest(_wide(x)) for x in results], default=0.0)
    return Tolerance(2 * rounding, 100 * (n + 1) * _EPS * scale + rounding * largest * 1e-3)


def _decomposed(arrays, r):
    op, a = r["op"], arrays.get(r.get("a"))
    try:
        operands = [a] + ([arrays[r["b"]]] if op in ("solve", "lstsq") else [])
        n = max(a.shape[-2:])
        if op in ("eigvalsh", "svdvals"):
            return _scaled(operands, n, n * _largest(_wide(a)))
        if op in ("eigh", "svd"):
            return Tolerance(0.01, 4.0 + n * n * _largest(_wide(a)) * 0.01)
        if op == "det":
            # Hadamard's bound.
            lengths = np.sqrt(np.sum(np.abs(_wide(a))**2, axis=-1))
            return _scaled(operands, n, float(np.max(np.prod(lengths, axis=-1), initial=1.0)))
        condition = _condition(a) if op != "cholesky" else _condition(_lower_hermitian(a))
        if op == "qr":
            return _scaled(operands, n, condition * (1.0 + n * _largest(_wide(a))))
        if op == "solve":
            results = [np.linalg.solve(a, operands[1])]
        elif op == "lstsq":
            results = list(np.linalg.lstsq(_wide(a), operands[1], rcond=None)[:2])
            results += [operands[1], np.abs(_wide(operands[1]))**2, a]
            condition = condition**2
        else:
            results = [{"inv": np.linalg.inv, "cholesky": np.linalg.cholesky}[op](a)]
        scale = condition * max(_largest(_wide(x)) for x in results)
        return _scaled(operands, n, n * max(scale, 1.0), results)
    except (np.linalg.LinAlgError, ValueError, IndexError, KeyError, AttributeError):
        return None  # refused


def _float_of(a):
    return a.dtype if a.dtype.kind in "fc" else np.dtype("f8")


def _norm_tolerance(arrays, r):
    if r.get("a") not in arrays:
        return None  # refused
    a, order = arrays[r["a"]], _order(r)
    eps = float(np.finfo(_float_of(a)).eps)
    if order in (2.0, -2.0, "nuc"):
        return Tolerance(2 * _result_eps(a) + min(8 * a.size, 500) * eps,
                         100 * (a.size + 1) * eps * _largest(_wide(a)))
    amplified = 1.0
    if isinstance(order, float) and np.isfinite(order) and order != 0:
        amplified = max(1.0, abs(order), 1 / abs(order))
    relative = min((a.size + 16) * amplified, 500.0) * eps
    return Tolerance(relative, tolerance._tiny(_float_of(a)))


def _product_tolerance(arrays, r):
    operands = [arrays[r[k]] for k in "ab" if r.get(k) is not None and r[k] in arrays]
    if not operands:
        return None
    dtype = np.result_type(*(a.dtype for a in operands))
    if dtype.kind not in "fc":
        return None
    if r["op"] == "einsum" and len(operands) == 1:
        try:
            if np.shares_memory(np.einsum(r["subscripts"], operands[0]), operands[0]):
                return None
        except Exception:
            return None
    limit = tolerance._exact_limit(dtype)
    if all(tolerance._small_and_dyadic(a, limit) for a in operands):
        return Tolerance(0.0, 0.0)
    n, eps = max(max(a.size for a in operands), 1), float(np.finfo(dtype).eps)
    scale = 1.0
    for a in operands:
        scale *= max(tolerance._largest(a), tolerance._tiny(dtype))
    return Tolerance(min(n, 500) * eps, 8 * n * n * eps * scale)


TOLERANCES = {op: _decomposed for op in _MATRIX_OPS + ("solve", "lstsq")}
TOLERANCES.update({op: _product_tolerance for op in ("inner", "vdot", "tensordot", "einsum")})
TOLERANCES["norm"] = _norm_tolerance


# What is no fair question.


def _lower_hermitian(a):
    lower = np.tril(_wide(a), -1)
    diagonal = np.zeros_like(lower)
    index = np.arange(a.shape[-1])
    diagonal[..., index, index] = np.real(a[..., index, index])
    return lower + np.conj(np.swapaxes(lower, -1, -2)) + diagonal


def _has_zero_line(a):
    """True where elimination meets a column or row of nothing, whatever it does first."""
    return bool(np.any(np.all(a == 0, axis=-1)) or np.any(np.all(a == 0, axis=-2)))


def _unfair_matrix(arrays, tolerances, r):
    op = r["op"]
    operands = [arrays[r[k]] for k in "ab" if isinstance(r.get(k), str) and r[k] in arrays]
    a = operands[0]
    if any(not np.all(np.isfinite(x)) or _largest(_wide(x)) > 1e6 for x in operands):
        return "what a decomposition makes of it is open"
    if a.ndim < 2 or a.size == 0:
        return None
    square = a.shape[-1] == a.shape[-2]
    if op in ("svdvals", "svd", "det") or not square and op not in ("qr", "lstsq"):
        return None
    if op in ("eigh", "eigvalsh"):
        return None
    if op == "cholesky":
        values = np.linalg.eigvalsh(_lower_hermitian(a))
        margin = 1e-6 * max(float(np.max(np.abs(values))), 1e-300)
        return "nearly definite" if np.any(np.abs(np.min(values, axis=-1)) < margin) else None
    if op in ("solve", "inv") and a.ndim == 2 and _has_zero_line(a):
        return None  # refused by all
    return "ill conditioned" if _condition(a) > 1e6 else None


def _unfair_norm(arrays, tolerances, r):
    a, order = arrays[r["a"]], _order(r)
    if order in (2.0, -2.0, "nuc") and not np.all(np.isfinite(a)):
        return "what a decomposition makes of it is open"
    if a.dtype.kind in "fc" and tolerance._largest(a) > 1e6:
        return "overflow that depends on the order"
    if isinstance(order, float) and a.dtype.kind == "c" and not np.all(np.isfinite(a)):
        return "magnitudes of what is not finite"
    return None


def _unfair_product(arrays, tolerances, r):
    operands = [arrays[r[k]] for k in "ab" if isinstance(r.get(k), str) and r[k] in arrays]
    if not operands:
        return None
    if r["op"] == "einsum" and any(x.size == 0 for x in operands):
        return "the order of the axes of an operand without elements"
    if r["op"] == "einsum" and r.get("b") is None:
        a = operands[0]
        if not np.all(np.isfinite(a)) or tolerance._largest(a) > 1e12:
            return "infinities that depend on the order"
        return None
    if any(x.dtype.kind in "fc" and (not np.all(np.isfinite(x)) or tolerance._largest(x) > 1e12)
           for x in operands):
        return "overflow that depends on the order"
    return None


OBJECTIONS = {op: _unfair_matrix for op in _MATRIX_OPS + ("solve", "lstsq")}
OBJECTIONS.update({op: _unfair_product for op in ("inner", "vdot", "tensordot", "einsum")})
OBJECTIONS["norm"] = _unfair_norm


# Programs.

_DTYPES = ("f8", "f8", "f8", "f4", "c16", "c8", "i4", "i8", "u1", "b1")


def _matrix(g, rows, columns, batch, hermitian):
    """A `from` request: small numbers with a dominant diagonal."""
    dtype = g.rng.choice(_DTYPES)
    kind = np.dtype(dtype).kind

    def off():
        if kind == "b":
            return False
        value = g.rng.randint(0 if kind == "u" else -3, 3)
        return [value / 2, g.rng.randint(-2, 2) / 2] if kind == "c" else value / 2 \
            if kind == "f" else value

    data = []
    for _ in range(int(np.prod(batch, dtype=int))):
        m = [[off() for _ in range(columns)] for _ in range(rows)]
        for i in range(min(rows, columns)):
            big = g.rng.randint(11, 17)
            m[i][i] = True if kind == "b" else [big, 0] if kind == "c" else \
                big if hermitian or kind == "u" or g.chance(0.5) else -big
        if hermitian and rows == columns:
            for i in range(rows):
                for j in range(i):
                    x = m[i][j]
                    m[j][i] = [x[0], -x[1]] if kind == "c" else x
        data += [x for row in m for x in row]
    return {"op": "from", "out": g.fresh(), "dtype": dtype, "shape": batch + [rows, columns],
            "data": data}


def _twisted(g, made):
    """Perhaps the same matrix seen otherwise: with other strides."""
    name, ndim = made["out"], len(made["shape"])
    kind = g.rng.random()
    if kind < 0.4:
        return [], name
    out = g.fresh()
    if kind < 0.6:
        return [{"op": "swapaxes", "out": out, "a": name, "x": -1, "y": -2}], out
    if kind < 0.8:
        return [{"op": "flip", "out": out, "a": name, "axis": [ndim - 2, ndim - 1]}], out
    if ndim > 3:
        return [{"op": "swapaxes", "out": out, "a": name, "x": 0, "y": 1}], out
    return [{"op": "transpose", "out": out, "a": name, "axes": None}], out


def _outs(g, count):
    free = [c for c in "abcdefghijklmnopqrstuvwxyz" if c not in g.arrays]
    return g.rng.sample(free, count)


def _request(g, op, name):
    r = {"op": op, "a": name}
    if op in ("eigh", "svd", "qr"):
        r["outs"] = _outs(g, 3 if op == "svd" else 2)
    else:
        r["out"] = g.fresh()
    if op in ("eigh", "eigvalsh"):
        r["upper"] = g.chance(0.3)
    if op == "svd":
        r["full"] = g.chance(0.5)
    if op == "qr":
        r["complete"] = g.chance(0.4)
    return r


def _decompose(g):
    op = g.rng.choice(_MATRIX_OPS)
    if g.chance(0.15):
        name = g.pick_exact()
        return [_request(g, op, name)] if name else None
    n = g.rng.choices((0, 1, 2, 3, 4), (1, 3, 6, 5, 2))[0]
    m = g.rng.randint(0, 4) if op in ("svdvals", "svd", "qr") or g.chance(0.03) else n
    batch = g.rng.choice(([], [], [], [2], [3], [0], [2, 2], [1, 3], [2, 1]))
    made = _matrix(g, m, n, batch, op in ("cholesky", "eigh", "eigvalsh"))
    steps, name = _twisted(g, made)
    return [made] + steps + [_request(g, op, name)]


def _solve(g):
    n = g.rng.choices((0, 1, 2, 3, 4), (1, 3, 6, 5, 2))[0]
    batch = g.rng.choice(([], [], [2], [3], [2, 1]))
    made = _matrix(g, n, n, batch, False)
    steps, name = _twisted(g, made)
    rows = n + g.chance(0.03)
    dims = g.rng.choice(([], [], [1], [2], batch)) + [rows, g.rng.randint(0, 3)]
    if g.chance(0.4):
        dims = batch + [rows] if g.chance(0.8) else [rows]
    sides = source(g, dims, g.rng.choice(_DTYPES))
    if sides["op"] == "arange" or sides["out"] in (made["out"], name):
        return None
    return [made] + steps + [sides, {"op": "solve", "out": g.fresh(), "a": name, "b": sides["out"]}]


def _least_squares(g):
    m, n = g.rng.randint(0, 5), g.rng.randint(0, 4)
    made = _matrix(g, m, n, [], False)
    dims = [m + g.chance(0.03)] + ([g.rng.randint(0, 3)] if g.chance(0.5) else [])
    sides = source(g, dims, g.rng.choice(_DTYPES))
    if sides["op"] == "arange" and len(dims) != 1 or sides["out"] == made["out"]:
        return None
    outs = [made["out"], sides["out"]]
    free = [c for c in "abcdefghijklmnopqrstuvwxyz" if c not in g.arrays and c not in outs]
    return [made, sides, {"op": "lstsq", "outs": g.rng.sample(free, 4), "a": made["out"],
                          "b": sides["out"]}]


def _norms(g):
    name = g.pick_exact()
    if not name:
        return None
    ndim = g.arrays[name].ndim
    r = {"op": "norm", "out": g.fresh(), "a": name, "keepdims": False}
    kind = g.rng.random()
    if kind < 0.15:
        r["kind"] = g.rng.choice(("fro", "nuc"))
    elif kind < 0.75:
        r["ord"] = g.rng.choice((1, 2, -1, -2, 0, 3, 0.5, "inf", "-inf"))
    if g.chance(0.75) and ndim:
        axes = g.rng.sample(range(-ndim, ndim), min(ndim, g.rng.choice((1, 1, 2, 2, 2))))
        r["axis"] = axes[0] if len(axes) == 1 else axes
        r["keepdims"] = g.chance(0.4)
    return [r]


def _products(g):
    op = g.rng.choice(("inner", "vdot", "tensordot", "tensordot", "dot"))
    name = g.pick_exact()
    if not name:
        return None
    a = g.arrays[name]
    fits = {
        "inner": lambda b: a.ndim == 0 or b.ndim == 0 or a.shape[-1] == b.shape[-1],
        "vdot": lambda b: a.size == b.size,
        "dot": lambda b: a.ndim == 0 or b.ndim == 0 or a.shape[-1] == b.shape[-2:][0],
        "tensordot": lambda b: True,
    }[op]
    other = g.pick_exact() if g.chance(0.05) else g.pick_exact(fits) or name
    b = g.arrays[other]
    r = {"op": op, "out": g.fresh(), "a": name, "b": other}
    if op != "tensordot":
        return [r]
    if g.chance(0.3):
        r["count"] = g.rng.randint(0, 2)
        return [r]
    r["a_axes"], r["b_axes"] = [], []
    for i in g.rng.sample(range(a.ndim), a.ndim):
        left = [j for j in range(b.ndim) if a.shape[i] == b.shape[j] and j not in r["b_axes"]]
        if left and g.chance(0.6):
            r["a_axes"].append(i - a.ndim if g.chance(0.3) else i)
            r["b_axes"].append(g.rng.choice(left))
    if g.chance(0.03):
        r["a_axes"].append(0)
    return [r]


def _term(g, shape, extents):
    """Letters for the axes, so that extents fit; now and then an ellipsis instead of some."""
    letters = []
    for extent in shape:
        known = [c for c, n in extents.items() if n == extent]
        if known and g.chance(0.55):
            letters.append(g.rng.choice(known))
        else:
            free = [c for c in "ijklmnIJKLMN" if c not in extents]
            letters.append(g.rng.choice(free) if free else "z")
            extents[letters[-1]] = extent
    return letters


def _einsums(g):
    name = g.pick_exact(lambda a: a.ndim <= 4)
    if not name:
        return None
    names = [name]
    if g.chance(0.7):
        names.append(g.pick_exact(lambda a: a.ndim <= 4))
    extents, terms = {}, []
    for n in names:
        terms.append(_term(g, g.arrays[n].shape, extents))
    unnamed = g.rng.random()
    texts = []
    for term in terms:
        first = g.rng.randint(0, len(term))
        last = g.rng.randint(first, len(term))
        use = unnamed < 0.2
        texts.append("".join(term[:first]) + "..." + "".join(term[last:]) if use else "".join(term))
    text = ",".join(texts)
    if g.chance(0.75):
        letters = sorted({c for t in texts for c in t if c != "."})
        g.rng.shuffle(letters)
        result = "".join(letters[:g.rng.randint(0, len(letters))] if g.chance(0.7) else letters)
        if unnamed < 0.2 or g.chance(0.05):
            at = g.rng.randint(0, len(result))
            result = result[:at] + "..." + result[at:]
        text += ("->" if g.chance(0.8) else " -> ") + result
    if g.chance(0.03):
        text = text.replace("i", "j", 1) + g.rng.choice(("", ".", ",", "q", "->i"))
    r = {"op": "einsum", "out": g.fresh(), "subscripts": text, "a": name}
    if len(names) > 1:
        r["b"] = names[1]
    return [r]


RECIPES = ((_decompose, 3), (_solve, 1), (_least_squares, 1), (_norms, 2), (_products, 2),
           (_einsums, 3))
