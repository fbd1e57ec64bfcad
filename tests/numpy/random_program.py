"""A random program on arrays, compared inside with what NumPy says: its tracemalloc domain and
np.shares_memory.

    random_program.py memory SEED    bytes and blocks at 20 checkpoints; for each it marks the trace and
                                     prints what NumPy says lives, of each line of this file
    random_program.py views SEED     pairs of arrays: the same buffer if and only if memory is shared

To be recorded by witnesses_test.py. Prints what differs, and how much was compared.
"""
import _tracemalloc
import io
import json
import pickle
import random
import sys
import tracemalloc
import warnings

warnings.simplefilter("ignore")
MODE, SEED = sys.argv[1], int(sys.argv[2])
NUMPY_DOMAIN = 389047
if MODE == "memory":
    tracemalloc.start(9)  # frames: down to the program's, from inside of NumPy's Python

import numpy as np
import numpy.ma  # makes arrays of its own, deeper in than tracemalloc looks
import numpy.random

import inside

rng = random.Random(SEED)


def reloaded(a):
    file = io.BytesIO()
    np.save(file, np.ascontiguousarray(a.ravel().astype("f8")))
    file.seek(0)
    return np.load(file)


def resized(a):
    x = np.zeros(5)
    x.resize(rng.randrange(1, 900), refcheck=False)
    return x


class Made(np.ndarray):
    def __array_finalize__(self, other):
        self.extra = np.ones(3)[1:]


def failing(a):
    try:
        np.add(a.ravel()[:3], np.ones(7))
    except ValueError:
        pass
    return a


STEPS = [
    lambda a: a.copy(), lambda a: a.T, lambda a: a.ravel(), lambda a: a.reshape(-1),
    lambda a: a[..., ::2] if a.ndim else a, lambda a: a[::-1] if a.ndim else a, lambda a: a[None],
    lambda a: a.swapaxes(0, -1) if a.ndim else a,
    lambda a: np.broadcast_to(a, (2,) + a.shape) if a.ndim < 5 else a.ravel(),
    lambda a: a.view("u1") if a.flags.c_contiguous and a.ndim else a,
    lambda a: a.astype(rng.choice(["f4", "i8", "c16", "O", "U8", "f8"])),
    lambda a: np.concatenate([a.ravel(), a.ravel()])[:50],
    lambda a: np.array(a, order=rng.choice("CFK")),
    lambda a: np.array(a, ndmin=2), lambda a: np.asfortranarray(a),
    lambda a: a.ravel()[[0, 0]] if a.size else a,
    lambda a: np.sort(a.ravel().astype("f8")),
    lambda a: np.add(a.ravel().astype("i8"), 1),
    lambda a: np.random.default_rng(0).random(rng.randrange(1, 3000)),
    lambda a: np.fromiter((i for i in range(rng.randrange(60))), "i4"),
    resized, lambda a: pickle.loads(pickle.dumps(a)),
    lambda a: np.ma.masked_array(a.ravel(), mask=False).data,
    lambda a: np.lib.stride_tricks.sliding_window_view(a.ravel(), 1)[:, 0] if a.size else a,
    lambda a: np.lib.stride_tricks.as_strided(a, a.shape, a.strides),
    lambda a: np.linalg.inv(np.eye(3) + rng.random()), lambda a: np.fft.fft(np.ones(8)),
    lambda a: np.einsum("i,j->ij", np.ones(3), np.ones(4)),
    lambda a: np.where(a.ravel().astype("i8") > 3, 1, 0),
    lambda a: np.unique(a.ravel().astype("i8")), lambda a: np.pad(a.ravel().astype("i8")[:10], 2),
    lambda a: np.frombuffer(bytearray(64), "f8"),
    lambda a: np.frombuffer(memoryview(a.astype("f8").ravel()), "f8"), reloaded,
    lambda a: a.squeeze(), lambda a: a.diagonal() if a.ndim > 1 else a, lambda a: a.flatten()[1:7],
    lambda a: a.astype("c16").imag, lambda a: next(iter(a)) if a.ndim > 1 and len(a) else a,
    lambda a: np.split(a, [1])[0] if a.ndim else a, lambda a: np.rollaxis(a, -1) if a.ndim else a,
    lambda a: a.view(np.matrix) if a.ndim == 2 else a, lambda a: a.view(Made)[..., 1:] if a.ndim else a,
    lambda a: np.array([(1, 2.0)] * 5, dtype="i4,f8")["f1"], failing,
    lambda a: np.array([np.ones(2), None], dtype=object), lambda a: np.float64(3).reshape(1),
]


def numpy_blocks():
    """Bytes and blocks, and both of each line of this file that made some, as NumPy tells tracemalloc."""
    # As take_snapshot() has them, without objects for each of the other domains' blocks.
    traces = [trace for trace in _tracemalloc._get_traces() if trace[0] == NUMPY_DOMAIN]
    lines = {}
    for _, size, frames, _ in traces:  # the innermost frame first
        line = next((line for file, line in frames if file == __file__), 0)
        bytes_and_blocks = lines.setdefault(line, [0, 0])
        bytes_and_blocks[0] += size
        bytes_and_blocks[1] += 1
    return sum(trace[1] for trace in traces), len(traces), lines


def memory():
    live = [np.arange(20.0).reshape(4, 5)]
    size, count, before = numpy_blocks()
    told_count, told_size = inside.totals()
    inside.mark("begin")
    compared = 0
    for i in range(2000):
        try:
            result = rng.choice(STEPS)(rng.choice(live))
        except (ValueError, TypeError):
            result = None
        # An array without elements has a block of one element; the recorder tells of none.
        if isinstance(result, np.ndarray) and result.size:
            live.append(result)
        del result
        while len(live) > 40:
            live.pop(rng.randrange(len(live)))
        if i % 100 == 99:
            now_size, now_count, lines = numpy_blocks()
            now_told_count, now_told_size = inside.totals()
            compared += 1
            if (now_count - count, now_size - size) != (now_told_count - told_count,
                                                        now_told_size - told_size):
                print("step", i, "NumPy:", now_count - count, now_size - size, "told:",
                      now_told_count - told_count, now_told_size - told_size)
            inside.mark("checkpoint")
            print(json.dumps({str(line): both for line, both in lines.items()
                              if line not in before}))
    print(json.dumps({"compared": compared}))


def root(array):
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def bounds(array):
    try:
        return np.lib.array_utils.byte_bounds(array)
    except AttributeError:
        return np.byte_bounds(array)


def views():
    live = [np.arange(24.0).reshape(2, 3, 4)]
    pairs = shared = 0
    for i in range(4000):
        try:
            result = rng.choice(STEPS)(rng.choice(live))
        except (ValueError, TypeError):
            continue
        if not isinstance(result, np.ndarray) or not 0 < result.size < 4000:
            continue
        live.append(result)
        del result
        while len(live) > 25:
            live.pop(rng.randrange(len(live)))
        if i % 10 != 0:
            continue
        told = [inside.ids(array)[1] for array in live]
        for a, of_a in zip(live, told):
            for b, of_b in zip(live, told):
                pairs += 1
                # Overlapping extents of one buffer are one memory, shared elements or not.
                (low, high), (lower, higher) = bounds(a), bounds(b)
                overlap = low < higher and lower < high
                exact = np.shares_memory(a, b, max_work=200) if a.size < 50 and b.size < 50 else None
                shared += bool(exact)
                if (exact or overlap) and of_a != of_b:
                    print("share memory, but are of buffers", of_a, of_b)
                is_owned = root(a).base is None and root(b).base is None
                if not overlap and is_owned and root(a) is not root(b) and of_a == of_b:
                    print("share nothing, but are of buffer", of_a)
    print(json.dumps({"pairs": pairs, "shared": shared}))


memory() if MODE == "memory" else views()
