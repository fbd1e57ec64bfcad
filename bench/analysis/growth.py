#!/usr/bin/env python3
"""How the time and memory of a report grow with what is in the trace.

    growth.py PROGRAM MAKE_TRACE [--most-events N] [--most-live N] [--only WORD]

PROGRAM is `tidemark`, MAKE_TRACE the build's `tidemark_make_trace`. One thing grows at a time, tenfold
a step: events, live buffers, sites, threads, stacks; the rest stays as it is. For each step: seconds
(user and system), peak resident memory, both as bars, and at the end the slope of either, in powers of
what grows, over the upper half of the steps: 1 is a straight line, 0 says that it does not grow.
"""

import argparse
import math
import os
import pathlib
import subprocess
import tempfile

EVENTS = 1_000_000


def shapes(most_events, most_live):
    """Of each thing that grows: its name, the steps, and the arguments of make_trace for a step."""
    def powers(low, high):
        return [10 ** p for p in range(low, high + 1)]
    events = [n for n in powers(5, 8) if n <= most_events]
    live = [n for n in powers(3, 7) if n <= most_live]
    return (
        ("events, of the heap", events, lambda n: ("heap", n)),
        ("events, of arrays", events[:3], lambda n: ("steady", n, "live=1000")),
        ("live blocks of the heap", live, lambda n: ("leaked", n)),
        ("live arrays", [n for n in live if n <= 1_000_000], lambda n: ("array", 5 * n)),
        ("sites of arrays", powers(1, 6), lambda n: ("steady", EVENTS, "live=1000", f"sites={n}")),
        ("threads", [1, 4, 16, 64, 256], lambda n: ("heap", EVENTS, f"threads={n}")),
        ("stacks", powers(1, 6), lambda n: ("heap", EVENTS, f"sites={n}")),
    )


def run(arguments):
    """Seconds of the processor and MiB of a command."""
    child = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        raise SystemExit(f"growth: {' '.join(map(str, arguments))} ended with {status}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def slope(steps, values):
    """Of the logarithms, by least squares, over the upper half of the steps."""
    points = [(math.log10(s), math.log10(v)) for s, v in zip(steps, values)][len(steps) // 2 - 1:]
    if len(points) < 2:
        return float("nan")
    x = sum(p[0] for p in points) / len(points)
    y = sum(p[1] for p in points) / len(points)
    return (sum((p[0] - x) * (p[1] - y) for p in points) /
            sum((p[0] - x) ** 2 for p in points))


def bar(value, most):
    return "#" * max(1, round(24 * value / most))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("program")
    parser.add_argument("make_trace")
    parser.add_argument("--most-events", type=int, default=10 ** 7)
    parser.add_argument("--most-live", type=int, default=10 ** 6)
    parser.add_argument("--only", default="", help="what grows has this word in its name")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tidemark-growth.") as folder:
        trace = pathlib.Path(folder) / "made.tmk"
        for name, steps, arguments in shapes(options.most_events, options.most_live):
            if options.only not in name:
                continue
            seconds, mebibytes = [], []
            for step in steps:
                kind, events, *rest = arguments(step)
                run([options.make_trace, kind, str(events), str(trace), *rest])
                cost = min(run([options.program, "report", "--no-symbols", str(trace)])
                           for _ in range(2 if step < steps[-1] else 1))
                seconds.append(cost[0])
                mebibytes.append(cost[1])
            print(f"\n{name}")
            for step, second, memory in zip(steps, seconds, mebibytes):
                print(f"{step:>12,} {second:8.2f} s {bar(second, max(seconds)):<24} "
                      f"{memory:8.1f} MiB {bar(memory, max(mebibytes)):<24}")
            print(f"{'slope':>12} {slope(steps, seconds):8.2f}   {'':<24} "
                  f"{slope(steps, mebibytes):8.2f}", flush=True)


if __name__ == "__main__":
    main()
