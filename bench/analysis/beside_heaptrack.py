#!/usr/bin/env python3
"""`tidemark report` beside heaptrack_print on the same histories of a heap.

    beside_heaptrack.py PROGRAM MAKE_TRACE [EVENTS]

PROGRAM is `tidemark`, MAKE_TRACE the build's `tidemark_make_trace`. Each history is written as a binary
trace, as trace JSON, and as the text that heaptrack_print reads (16 frames a stack, not compressed);
the programs take turns, and the best of three counts. Prints events a second, peak resident memory,
and the ratio to heaptrack_print, which is 1.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

KINDS = (("heap", "blocks that come and go"), ("grown", "all made, then all freed"),
         ("leaked", "none is freed"))
ROUNDS = 3


def run(arguments):
    begin = time.monotonic()
    child = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        raise SystemExit(f"beside_heaptrack: {' '.join(map(str, arguments))} ended with {status}")
    return time.monotonic() - begin, usage.ru_maxrss / 1024


def main():
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    program, make_trace = sys.argv[1:3]
    events = int(sys.argv[3]) if len(sys.argv) > 3 else 8_000_000
    if shutil.which("heaptrack_print") is None:
        raise SystemExit("beside_heaptrack: heaptrack_print is not installed")
    with tempfile.TemporaryDirectory(prefix="tidemark-beside.") as folder:
        for kind, what in KINDS:
            trace, text, heaptrack = (pathlib.Path(folder) / f"{kind}.{end}"
                                      for end in ("tmk", "ndjson", "heaptrack"))
            for path in (trace, text, heaptrack):
                run([make_trace, kind, str(events), str(path)])
            commands = {
                "heaptrack_print": ["heaptrack_print", "-f", heaptrack],
                "tidemark, .tmk": [program, "report", "--no-symbols", trace],
                "tidemark, .tmk, 1 thread": [program, "report", "--no-symbols", "--threads", "1",
                                             trace],
                "tidemark, JSON": [program, "report", "--no-symbols", text],
                "tidemark, JSON, 1 thread": [program, "report", "--no-symbols", "--threads", "1",
                                             text],
            }
            best = {name: (float("inf"), 0) for name in commands}
            for _ in range(ROUNDS):
                for name, command in commands.items():
                    best[name] = min(best[name], run(command))
            peer = best["heaptrack_print"][0]
            print(f"\n{kind}: {what}, {events:,} events")
            for name, (seconds, memory) in best.items():
                print(f"  {name:<26} {seconds:7.2f} s {events / seconds / 1e6:7.2f} M/s "
                      f"{peer / seconds:6.2f} x {memory:8.1f} MiB", flush=True)
            for path in (trace, text, heaptrack):
                path.unlink()


if __name__ == "__main__":
    main()
