#!/usr/bin/python3
"""Exchanges .npy files with NumPy: what it wrote is read here and written again, and it reads that.

    npy_exchange.py --runner build/tests/oracle/npy_exchange

Every dtype, shapes of 0 to 4 axes with and without elements, C and Fortran order, both byte orders,
versions 1 to 3 of the format; read as a copy and through a memory map. A file that is native, of
version 1 and contiguous must come out byte for byte as it went in. Files that NumPy refuses, or
whose dtype this library has not, must be refused. Exit code 77 without NumPy.
"""
import argparse
import io
import itertools
import pathlib
import subprocess
import sys
import tempfile

try:
    import numpy as np
    from numpy_ops import DTYPES
except ImportError:
    np = None

_SHAPES = ((), (1,), (7,), (0,), (3, 4), (1, 5), (0, 3), (2, 0, 3), (2, 3, 4), (2, 1, 3, 2))


def _array(code, shape, fortran, swapped):
    count = int(np.prod(shape, dtype="i8"))
    values = np.arange(count) * 7 % 11 - (0 if np.dtype(code).kind in "bu" else 5)
    array = (values * (1 + 2j) if np.dtype(code).kind == "c" else values).astype(code)
    if np.dtype(code).kind in "fc" and count > 3:
        array[:3] = (np.nan, -0.0, np.inf)
    array = array.reshape(shape, order="F" if fortran else "C")
    return array.astype(array.dtype.newbyteorder(">")) if swapped else array


def _file(array, version):
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version=version)
    return file.getvalue()


def _cases():
    """(name, bytes, array or None if it must be refused, whether it comes out byte for byte)."""
    axes = itertools.product(DTYPES, _SHAPES, (False, True), (False, True),
                             ((1, 0), (2, 0), (3, 0)))
    for code, shape, fortran, swapped, version in axes:
        array = _array(code, shape, fortran, swapped)
        name = f"{code} {shape} {'F' if fortran else 'C'} {array.dtype.str} {version}"
        native = array.dtype.isnative
        yield name, _file(array, version), array, native and version == (1, 0)
    good = _file(np.arange(6.0).reshape(2, 3), (1, 0))
    for name, bad in (
            ("empty", b""), ("cut", good[:-1]), ("cut header", good[:60]), ("no magic", b"x" + good),
            ("version 4", good[:6] + b"\4" + good[7:]), ("float16", _file(np.ones(3, "f2"), (1, 0))),
            ("text", _file(np.array(["a"]), (1, 0))), ("dates", _file(np.zeros(2, "M8[s]"), (1, 0))),
            ("records", _file(np.zeros(2, [("x", "f8")]), (1, 0))),
            ("shape of strings", good.replace(b"(2, 3)", b"'2,3' ")),
            ("negative", good.replace(b"(2, 3)", b"(2,-3)"))):
        yield name, bad, None, False


def _problems(array, written, exact_bytes, original):
    """What is wrong with the file that came out."""
    if exact_bytes and written != original:
        return "other bytes than NumPy's"
    try:
        back = np.load(io.BytesIO(written), allow_pickle=False)
    except ValueError as error:
        return f"NumPy refuses it: {error}"
    if back.dtype != array.dtype.newbyteorder("="):
        return f"dtype {back.dtype}"
    if back.shape != array.shape:
        return f"shape {back.shape}"
    if back.flags.f_contiguous != array.flags.f_contiguous:
        return "another order"
    native = array.astype(back.dtype)
    return None if native.tobytes("A") == back.tobytes("A") else "other elements"


def main():
    if np is None:
        print("skipped: no NumPy here")
        return 77
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runner", required=True)
    options = parser.parse_args()
    wrong = 0
    cases = list(_cases())
    with tempfile.TemporaryDirectory() as folder:
        for how in ("load", "map"):
            lines = []
            for i, (_, data, _, _) in enumerate(cases):
                (pathlib.Path(folder) / f"{i}.npy").write_bytes(data)
                lines.append(f"{how}\t{folder}/{i}.npy\t{folder}/{how}{i}.npy\n")
            replies = subprocess.run([options.runner], input="".join(lines), text=True,
                                     capture_output=True, check=True).stdout.splitlines()
            for i, ((name, data, array, exact), reply) in enumerate(zip(cases, replies)):
                foreign = array is not None and not array.dtype.isnative and how == "map"
                if array is None or foreign:  # no map turns bytes round
                    problem = "accepted" if reply == "ok" else None
                elif reply != "ok":
                    problem = reply
                else:
                    written = (pathlib.Path(folder) / f"{how}{i}.npy").read_bytes()
                    problem = _problems(array, written, exact, data)
                if problem:
                    wrong += 1
                    print(f"{how} {name}: {problem}")
            wrong += len(replies) != len(cases)
    print(f"{len(cases)} files, loaded and mapped, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
