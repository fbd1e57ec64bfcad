#!/usr/bin/env python3
"""What `tidemark live` costs the program that it looks at: the time of a recorded program with it beside
the program, over the time of the same program without, in pairs that alternate.

    bench/live_cost.py TIDEMARK [--pairs 7] [--interval 1] [-- PROGRAM ARGUMENT...]

Without a program, one of its own is used: a Python program that allocates and frees small blocks. Prints the
median of the ratios, and the processor time that live took.
"""
import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

CHURN = """
kept = []
for i in range(400000):
    kept.append(bytes(600 + i % 700))
    if len(kept) > 3000:
        del kept[:1500]
"""


def run(tidemark, trace, program, interval):
    """Seconds that the program took, and the processor seconds of live beside it."""
    begin = time.monotonic()
    recorded = subprocess.Popen([tidemark, "run", "--heap", "-o", trace, "--", *program],
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    live = None
    if interval is not None:
        while not os.path.exists(trace + ".ring") and recorded.poll() is None:
            time.sleep(0.005)
        live = subprocess.Popen([tidemark, "live", trace, "--interval", str(interval)],
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if recorded.wait() != 0:
        sys.exit("the program failed")
    seconds = time.monotonic() - begin
    if live is None:
        return seconds, 0.0
    # Until here; its last view comes when the program has ended.
    ticks = os.sysconf("SC_CLK_TCK")
    with open(f"/proc/{live.pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    used = (int(fields[11]) + int(fields[12])) / ticks
    live.wait()
    return seconds, used


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tidemark")
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--interval", type=float, default=1)
    parser.add_argument("program", nargs="*")
    options = parser.parse_args()
    program = options.program or [sys.executable, "-c", CHURN]
    ratios, shares = [], []
    with tempfile.TemporaryDirectory() as folder:
        trace = os.path.join(folder, "run.tmk")
        for pair in range(options.pairs + 1):
            times = {}
            for beside in ((False, True) if pair % 2 else (True, False)):
                seconds, used = run(options.tidemark, trace, program,
                                    options.interval if beside else None)
                times[beside] = seconds
                if beside and pair > 0:
                    shares.append(used / seconds)
            if pair > 0:  # the first warms the caches
                ratios.append(times[True] / times[False])
                print(f"pair {pair}: {times[False]:.2f} s alone, {times[True]:.2f} s with live, "
                      f"ratio {ratios[-1]:.3f}")
    print(f"median ratio {statistics.median(ratios):.3f}; live took "
          f"{100 * statistics.median(shares):.1f}% of a processor; largest memory of a child "
          f"{resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MiB")


if __name__ == "__main__":
    main()
