#!/usr/bin/python3
"""Compares a runner with NumPy on freshly generated programs; needs Debian's python3-numpy.

    live.py --runner build/tests/oracle/array_replay --seeds 1..300 --steps 30

Exit code 0: they agree on every step. 1: they do not; minimal programs are printed. 77: there is
no NumPy here (ctest takes that for "skipped").
"""
import argparse
import collections
import json
import sys
import time


def main():
    try:
        import generate
        import runner as running
    except ImportError as error:
        print(f"skipped: {error}")
        return 77
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runner", required=True, nargs="+", help="the command to judge")
    parser.add_argument("--seeds", type=generate.seed_range, default=range(1, 301))
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--show", type=int, default=10, help="minimal programs to print")
    parser.add_argument("--without", default="", help="ops to leave out, with commas")
    options = parser.parse_args()

    started = time.monotonic()
    runner = running.Runner(options.runner)
    asked, classes_seen, shown = collections.Counter(), collections.Counter(), []
    refused = disagreeing = 0
    for seed in options.seeds:
        program = generate.make_program(seed, options.steps, options.without.split(","))
        asked.update(r["op"] for r in program)
        replies = runner.play(program)
        refused += sum(b'"ok": false' in r[:20] or b'"ok":false' in r[:20] for r in replies)
        finding, _ = running.judge(program, replies)
        if not finding:
            continue
        disagreeing += 1
        key = finding.op_class
        classes_seen[key] += 1
        if classes_seen[key] <= 2 and len(shown) < options.show:
            shown.append((seed, *running.shrink(program, finding, runner)))
    runner.close()

    steps = sum(asked.values())
    print(f"{len(options.seeds)} programs, {steps} steps, {refused} refused, "
          f"{disagreeing} programs disagree, {time.monotonic() - started:.0f} s")
    print("steps by op: " + ", ".join(f"{op} {n}" for op, n in sorted(asked.items())))
    for (op, kind), n in classes_seen.most_common():
        print(f"  {n:5} x {op}: {kind}")
    for seed, program, finding in shown:
        print(f"\nseed {seed}:")
        for request in program:
            print("  " + json.dumps(request))
        for disagreement in finding.disagreements[:3]:
            print(f"  -> {disagreement}")
    return 1 if disagreeing else 0


if __name__ == "__main__":
    sys.exit(main())
