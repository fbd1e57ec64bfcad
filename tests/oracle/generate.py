#!/usr/bin/python3
"""Makes random step programs for the replay protocol, one JSON list of requests a line.

    generate.py 1..20 --steps 30        # the programs of seeds 1 to 20

A program depends on its seed and length only. The generator runs NumPy as it goes, so that it
knows every shape; it leans towards what goes wrong in array libraries: empty arrays, size 1, 0-d,
negative strides, views of views, read-only sources, and writes whose operands overlap.
"""
import argparse
import json
import random
import sys

import numpy as np

import numpy_replay
import recipes
from tolerance import Tolerances, objection

_MAX_LIVE = 8
_MAX_ELEMENTS = 400


class Generator:
    """One program in the making. Recipes read its state and propose requests."""

    def __init__(self, seed, without=()):
        self.without = frozenset(without)
        self.rng = random.Random(seed)
        self.replay = numpy_replay.Replay()
        self.tolerances = Tolerances()
        self.program = []

    @property
    def arrays(self):
        return self.replay.arrays

    def chance(self, p):
        return self.rng.random() < p

    def pick(self, *wanted):
        """A live name for which all predicates hold; None if there is none."""
        names = [n for n in sorted(self.arrays) if all(w(self.arrays[n]) for w in wanted)]
        return self.rng.choice(names) if names else None

    def exact(self, name):
        return self.tolerances.get(name) is None

    def pick_exact(self, *wanted):
        names = [n for n in sorted(self.arrays)
                 if self.exact(n) and all(w(self.arrays[n]) for w in wanted)]
        return self.rng.choice(names) if names else None

    def fresh(self):
        """A name for a result; now and then, and when there are many arrays, one that is taken."""
        if self.arrays and self.chance(0.1 if len(self.arrays) < _MAX_LIVE else 0.6):
            idle = [n for n in sorted(self.arrays) if n in self.tolerances.by_name
                    or self.arrays[n].size == 0]
            return self.rng.choice(idle if idle and self.chance(0.5) else sorted(self.arrays))
        free = [c for c in "abcdefghijklmnopqrstuvwxyz" if c not in self.arrays]
        return self.rng.choice(free)

    def run(self, request):
        """Adds the request to the program and applies it. False if it may not be asked, or fails."""
        if request["op"] in self.without or self.oversized(request):
            return False
        if objection(self.arrays, self.tolerances.by_name, request):
            return False
        self.tolerances.before(self.arrays, request)
        self.program.append(request)
        try:
            self.replay.apply(request)
        except Exception:
            return False
        self.tolerances.after(self.arrays, request)
        return True

    def oversized(self, request):
        """True if a result would be large; such a request is dropped unasked."""
        probe = numpy_replay.Replay()
        probe.arrays = {n: np.broadcast_to(np.zeros((), a.dtype), a.shape)
                        for n, a in self.arrays.items()}
        op = request["op"]
        if op in ("iop", "setitem", "copyto", "drop", "mask", "unary", "reduce", "index", "from",
                  "put", "put_mask", "text", "view"):
            return False
        try:
            probe.apply({k: v for k, v in request.items() if k != "into"})
        except Exception:
            return False
        return any(a.size > _MAX_ELEMENTS for a in probe.arrays.values())

    def make(self, steps):
        while len(self.program) < steps:
            if len(self.arrays) < 2 or self.chance(0.06):
                proposal = recipes.create(self)
            elif len(self.arrays) > _MAX_LIVE:
                inexact = sorted(self.tolerances.by_name)
                pool = inexact if inexact and self.chance(0.5) else sorted(self.arrays)
                proposal = [{"op": "drop", "a": self.rng.choice(pool)}]
            else:
                proposal = recipes.propose(self)
            for request in proposal or []:
                if not self.run(request) or len(self.program) >= steps:
                    break
        return self.program


def make_program(seed, steps, without=()):
    """The program of a seed; ops in `without` are left out (which changes what follows them)."""
    return Generator(seed, without).make(steps)


def seed_range(text):
    """"3..7" or "5"."""
    first, _, last = text.partition("..")
    return range(int(first), int(last or first) + 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("seeds", type=seed_range)
    parser.add_argument("--steps", type=int, default=30)
    options = parser.parse_args()
    for seed in options.seeds:
        json.dump(make_program(seed, options.steps), sys.stdout, separators=(",", ":"))
        print()


if __name__ == "__main__":
    main()
