"""A day in the life of arrays. What is recorded of each line is frozen in demo.events, and is the same of
all versions of Python and NumPy (demo_test.py, debian13_test.py).
"""
import pickle

import numpy as np

# Views, and what only looks like one.
grid = np.arange(24.0).reshape(4, 6)
row = grid[1]
corner = grid[:2, :2]
backwards = row[::-1]
turned = grid.T
flat = grid.ravel()
apart = turned.ravel()
column = grid[:, 0][:, None]
same = np.asarray(grid)
wide = np.broadcast_to(row, (3, 6))
square = grid.reshape(2, 2, 6)[0]

# Copies, and why.
copied = grid.copy()
cast = grid.astype("f8")
narrow = grid.astype("f4")
again = np.array(grid)
packed = np.ascontiguousarray(turned)
gathered = grid[[0, 2]]
masked = grid[grid > 11]
taken = grid.take([1, 2, 3])
repeated = row.repeat(2)
joined = np.concatenate([row, backwards])
filled = np.full(3, 7.0)

# Writes.
grid[0] = 1
grid[1:3] = copied[1:3]
corner += 1
grid[[0, 3]] = 5
np.copyto(copied, grid)
row.fill(2)
row.sort()
copied.flat = 3

# Operations, into memory of their own and of others.
total = row + backwards
np.add(row, row, out=row)
row *= 2
scalar = row.sum()
means = grid.mean(axis=0)
product = grid @ turned
running = np.add.accumulate(row)
large = np.ones(100_000)
chain = large + large + large
ordered = np.sort(row)
order = row.argsort()

# Memory of others, and of this that others see.
foreign = np.frombuffer(bytearray(80))
part = foreign[2:5]
memory = memoryview(large)
memory[0] = 3.0
address = large.ctypes.data
del memory, foreign

# Arrays that change.
growing = np.arange(5)
growing.resize(9, refcheck=False)
growing.shape = 3, 3
growing.dtype = "u8"


class Labelled(np.ndarray):
    def __array_finalize__(self, other):
        self.label = getattr(other, "label", "none")


labelled = row.view(Labelled)
half = labelled[:3]
label = half.copy()
restored = pickle.loads(pickle.dumps(row))
names = np.array([("a", 1), ("b", 2)], dtype="U1,i4")["f1"]
objects = np.array([row, None], dtype=object)

# The end of some.
del row, corner, backwards, turned, flat, column, same, wide, square
del grid
half = labelled = label = None
