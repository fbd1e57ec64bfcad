#!/usr/bin/env python3
"""What is recorded, against independent witnesses: NumPy's domain of tracemalloc, shares_memory."""
import json
import os
import unittest

import recorded


# All of them take a minute: numpy.all_witnesses, a soak test.
PROGRAMS = int(os.environ.get("TIDEMARK_TEST_PROGRAMS", "2"))


def lives_at_checkpoints(events):
    """What lives at each, of what began after the mark "begin": bytes and blocks of arrays, by line."""
    sites = recorded.sites(events)
    blocks = {}
    has_begun = False
    result = []
    for event in events:
        kind = event["ev"]
        if kind == "mark" and event["name"] == "checkpoint":
            lines = {}
            for line, size in blocks.values():
                both = lines.setdefault(str(line), [0, 0])
                both[0] += size
                both[1] += 1
            result.append(lines)
        elif kind == "mark":
            has_begun = True
        elif kind == "free":
            blocks.pop(event["buf"], None)
        elif has_begun and (kind == "alloc" and event["kind"] == "numpy" or
                            kind == "resize" and event["buf"] in blocks):
            blocks[event["buf"]] = sites[event["site"]]["line"], event["bytes"]
    return result


class Witnesses(unittest.TestCase):
    def run_program(self, mode, seed, name="run.tmk"):
        program = os.path.join(recorded.HERE, "random_program.py")
        run = recorded.record([recorded.PYTHON, program, mode, str(seed)], name=name)
        self.assertEqual((run.code, run.err), (0, ""))
        recorded.report(recorded.trace_of(run, name), "--strict")
        return run.events, [json.loads(line) for line in run.out.splitlines()]

    def test_bytes_and_blocks_are_those_of_tracemalloc_at_each_line(self):
        compared = 0
        for seed in range(1, PROGRAMS + 1):
            with self.subTest(seed=seed):
                events, (*lines, totals) = self.run_program("memory", seed, "run.json")
                self.assertEqual(totals, {"compared": 20})
                self.assertEqual(lives_at_checkpoints(events), lines)
                compared += sum(len(at_checkpoint) for at_checkpoint in lines)
        self.assertGreater(compared, 200 * PROGRAMS)

    def test_views_share_a_buffer_where_they_share_memory(self):
        _, (counts,) = self.run_program("views", 1)
        self.assertGreater(counts["pairs"], 200_000)
        self.assertGreater(counts["shared"], 2_000)


if __name__ == "__main__":
    recorded.main()
