#!/usr/bin/env python3
"""What is recorded of demo.py, against demo.events, which was looked at line by line and is frozen.

    demo_test.py TIDEMARK LIBRARY --freeze    writes it anew
"""
import json
import os
import sys
import unittest

import recorded

FROZEN = os.path.join(recorded.HERE, "demo.events")
# They differ from run to run.
VARYING = {"t", "thread", "site", "last_read", "last_write", "addr"}


def told(events):
    """Each event at a line of demo.py, without what varies; ends are at no line."""
    sites = recorded.sites(events)
    result = []
    for event in events:
        site = sites.get(event.get("site"), {"file": "", "line": 0})
        if "t" not in event or event["ev"] in ("memory", "end"):
            continue
        is_end = event["ev"] in ("free", "drop")
        if not is_end and not site["file"].endswith("demo.py"):
            continue
        kept = {key: value for key, value in event.items() if key not in VARYING}
        result.append(f"{site['line'] or 'end'} {json.dumps(kept)}\n")
        if event["ev"] == "free" and event["buf"] == 1:  # of `grid`; the rest goes with the interpreter
            return result
    return result


def frozen():
    with open(FROZEN) as lines:
        return list(lines)


class Demo(unittest.TestCase):
    maxDiff = None

    def test_what_is_told_is_what_was_frozen(self):
        for name in ("run.json", "run.tmk"):
            run = recorded.record([recorded.PYTHON, os.path.join(recorded.HERE, "demo.py")], name=name)
            self.assertEqual((run.code, run.out, run.err), (0, "", ""))
            recorded.report(recorded.trace_of(run, name), "--strict")
            events = run.events
            if events is None:
                path = os.path.join(run.folder, "run.json")
                recorded.plain([recorded.TIDEMARK, "convert", recorded.trace_of(run, name), path])
                events = recorded.read(path)
            self.assertEqual(told(events), frozen())


if __name__ == "__main__":
    if sys.argv[3:] == ["--freeze"]:
        recorded.TIDEMARK = sys.argv[1]
        os.environ["TIDEMARK_MALLOC_LIBRARY"] = sys.argv[2]
        run = recorded.record([recorded.PYTHON, os.path.join(recorded.HERE, "demo.py")])
        with open(FROZEN, "w") as file:
            file.writelines(told(run.events))
    else:
        recorded.main()
