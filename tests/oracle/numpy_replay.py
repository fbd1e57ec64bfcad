#!/usr/bin/python3
"""The reference of the replay protocol: NumPy 1.24 itself.

Reads one request a line, applies it to named arrays and prints one reply a line, exactly as
array_replay does for this project's array library; README.md describes both. Used as a filter by
people and as a class by the generator and by the comparison.
"""
import itertools
import json
import math
import sys
import warnings

import numpy as np

import families
import numpy_ops

warnings.simplefilter("ignore")
np.seterr(all="ignore")


class Described:
    """One live array after a step: what a reply says about it, the data as a flat array."""
    __slots__ = ("dtype", "shape", "strides", "offset", "owner", "c", "f", "w", "data")

    def __init__(self, array, owner, offset):
        flags = array.flags
        code = array.dtype.str[1:]
        self.dtype = code
        self.shape = list(array.shape)
        self.strides = list(array.strides)
        self.offset = offset
        self.owner = owner
        self.c, self.f, self.w = flags.c_contiguous, flags.f_contiguous, flags.writeable
        self.data = array.flatten()


def _address(array):
    return array.__array_interface__["data"][0]


class Replay:
    """Live arrays by name, and the steps that change them."""

    def __init__(self):
        self.arrays = {}

    def apply(self, request):
        """Runs one request. Raises, with nothing changed, if it is refused."""
        if not isinstance(request, dict):
            raise numpy_ops.RequestError("ValueError", "a request is an object")
        op = request.get("op")
        if op == "drop":
            numpy_ops.array_of(self.arrays, numpy_ops.get(request, "a"))
            del self.arrays[request["a"]]
            return
        if op == "reset":
            self.arrays.clear()
            return
        if not isinstance(op, str) or op not in numpy_ops.OPS and op not in families.ops():
            raise numpy_ops.RequestError("ValueError", f"no op named {op!r}")
        target = numpy_ops.destination(self.arrays, request)
        saved = None
        if target is not None:
            owner = numpy_ops.root(target)
            saved = owner.copy(order="K")
        try:
            function = numpy_ops.OPS.get(op) or families.ops()[op]
            results = function(self.arrays, request)
            for name, value in results.items():
                if not isinstance(name, str):
                    raise numpy_ops.RequestError("ValueError", f"not a name: {name!r}")
                results[name] = np.asarray(value)
                if results[name].dtype.str[1:] not in numpy_ops.DTYPES:
                    raise numpy_ops.RequestError("DTypeError", "the result's dtype is not listed")
        except Exception:
            if saved is not None:
                owner[...] = saved
            raise
        self.arrays.update(results)

    def describe(self):
        """{name: Described}, and the pairs that share and that may share memory."""
        names = sorted(self.arrays)
        owners = {}
        described = {}
        for name in names:
            array = self.arrays[name]
            base = numpy_ops.root(array)
            owner = owners.setdefault(id(base), name)
            described[name] = Described(array, owner, _address(array) - _address(base))
        shares, may_share = [], []
        for first, second in itertools.combinations(names, 2):
            if described[first].owner != described[second].owner:
                continue  # different buffers never meet
            a, b = self.arrays[first], self.arrays[second]
            if np.may_share_memory(a, b):
                may_share.append([first, second])
                if np.shares_memory(a, b):
                    shares.append([first, second])
        return described, shares, may_share

    def handle(self, line):
        """One line of the protocol in, one out."""
        try:
            self.apply(json.loads(line))
        except Exception as error:  # the reply is the report
            return json.dumps({"ok": False, "error": numpy_ops.error_class(error)})
        return reply_text(*self.describe())


def _float_text(value):
    if math.isfinite(value):
        text = "%.17g" % value
        return text if any(c in text for c in ".en") else text + ".0"
    return '"nan"' if math.isnan(value) else '"inf"' if value > 0 else '"-inf"'


def _element_text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, complex):
        return f"[{_float_text(value.real)},{_float_text(value.imag)}]"
    return _float_text(value)


def reply_text(described, shares, may_share):
    """The reply line of a step that went well."""
    parts = []
    for name, d in described.items():
        head = json.dumps({"dtype": d.dtype, "shape": d.shape, "strides": d.strides,
                           "offset": d.offset, "owner": d.owner, "c": d.c, "f": d.f, "w": d.w})
        data = ",".join(_element_text(v) for v in d.data.tolist())
        parts.append(f'{json.dumps(name)}: {head[:-1]}, "data": [{data}]}}')
    return (f'{{"ok": true, "arrays": {{{", ".join(parts)}}}, '
            f'"shares": {json.dumps(shares)}, "may_share": {json.dumps(may_share)}}}')


def main():
    replay = Replay()
    for line in sys.stdin:
        if line.strip():
            print(replay.handle(line), flush=True)


if __name__ == "__main__":
    main()
