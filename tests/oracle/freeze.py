#!/usr/bin/python3
"""Writes the frozen corpus: programs, and what NumPy answered to them.

    freeze.py                     # rewrites tests/data/oracle/ as it is in the repository
    freeze.py --check             # exit code 1 if a rewrite would change anything

README.md describes the two files. The answers hold one checksum a step over everything that is
compared exactly, and the numbers themselves where a tolerance applies; so they stay small, and the
test that reads them needs neither Python nor NumPy.
"""
import argparse
import json
import pathlib
import struct
import sys
import zlib

import numpy as np

import compare
import generate
import numpy_ops
import numpy_replay
from tolerance import Tolerances

_FOLDER = pathlib.Path(__file__).resolve().parent.parent / "data" / "oracle"
_SEEDS = range(1_000_001, 1_003_001)
_STEPS = 12


def _bits(value):
    return "nan" if value != value else struct.pack(">d", value).hex()


def _element(value):
    if isinstance(value, complex):
        return f"{_bits(value.real)}+{_bits(value.imag)}"
    return _bits(value) if isinstance(value, float) else str(int(value))


def _list(values):
    return ",".join(map(str, values))


def exact_text(described, shares, may_share, tolerances):
    """Everything of a reply that is compared exactly, as one text; the checksum is over this."""
    lines = []
    for name, d in described.items():
        strides = compare.significant_strides(d.shape, d.strides)
        flags = "".join(k for k in "cfw" if getattr(d, k))
        data = "~" if name in tolerances else ",".join(map(_element, d.data.tolist()))
        lines.append(f"{name}|{d.dtype}|{_list(d.shape)}|{_list(strides)}|{d.offset}|{d.owner}|"
                     f"{flags}|{data}\n")
    for pairs in (shares, may_share):
        lines.append(_list(f"{a}-{b}" for a, b in pairs) + "\n")
    return "".join(lines)


def _plain(value):
    """A number as JSON can hold it, in as few digits as it takes to read it back."""
    if isinstance(value, (complex, np.complexfloating)):
        return [_plain(value.real), _plain(value.imag)]
    if not np.isfinite(value):
        return "nan" if np.isnan(value) else "inf" if value > 0 else "-inf"
    return float(str(value))


def _round_up(bound):
    return float(f"{bound * 1.01:.3g}")


def answer(program):
    """One entry a step, a checksum or "!Class"; and from which step on which names are inexact."""
    replay, tolerances = numpy_replay.Replay(), Tolerances()
    steps, inexact, names = [], [], []
    for i, request in enumerate(program):
        tolerances.before(replay.arrays, request)
        written = [n for n in request.get("outs") or [request.get("out"), request.get("a")] if n]
        try:
            replay.apply(request)
        except Exception as error:
            steps.append("!" + numpy_ops.error_class(error))
            continue
        tolerances.after(replay.arrays, request)
        described, shares, may_share = replay.describe()
        text = exact_text(described, shares, may_share, tolerances.by_name)
        steps.append(f"{zlib.crc32(text.encode()):08x}")
        if request["op"] not in ("iop", "setitem", "copyto"):
            written = [n for n in written if n != request.get("a") or n == request.get("out")]
        values = {}
        for name in sorted(set(written) & set(tolerances.by_name)):
            bound = tolerances.by_name[name]
            values[name] = [_round_up(bound.relative), _round_up(bound.absolute),
                            [_plain(v) for v in described[name].data]]
        if values or sorted(tolerances.by_name) != names:
            names = sorted(tolerances.by_name)
            inexact.append([i, "".join(names), values])
    return {"steps": steps, "inexact": inexact} if inexact else {"steps": steps}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing, compare")
    options = parser.parse_args()
    programs = [generate.make_program(seed, _STEPS) for seed in _SEEDS]
    line = lambda value: json.dumps(value, separators=(",", ":")) + "\n"
    files = {
        "programs.jsonl": "".join(map(line, programs)),
        "answers.jsonl": "".join(line(answer(p)) for p in programs),
    }
    changed = False
    for name, text in files.items():
        path = _FOLDER / name
        if path.exists() and path.read_text() == text:
            continue
        changed = True
        if not options.check:
            _FOLDER.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        print(f"{name}: {'differs' if options.check else f'{len(text)} bytes written'}")
    return 1 if changed and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
