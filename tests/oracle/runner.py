"""Plays a program on NumPy and on a runner in lockstep, and finds where they part."""
import json
import subprocess

import compare
import numpy_ops
import numpy_replay
from tolerance import Tolerances, objection


class Runner:
    """A process that speaks the protocol; started anew after it has died."""

    def __init__(self, command):
        self.command = command
        self.process = None

    def _start(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, bufsize=1 << 16)

    def play(self, program):
        """One reply line a request, from a state without arrays; fewer if the process dies."""
        if self.process is None:
            self._start()
        lines = [json.dumps(r) for r in program] + ['{"op":"reset"}']
        try:
            self.process.stdin.write(("\n".join(lines) + "\n").encode())
            self.process.stdin.flush()
        except BrokenPipeError:
            pass
        replies = []
        for _ in lines:
            reply = self.process.stdout.readline()
            if not reply.endswith(b"\n"):
                self.close()
                break
            replies.append(reply)
        return replies[:len(program)]

    def close(self):
        if self.process is not None:
            self.process.stdin.close()
            self.process.stdout.close()
            self.process.wait()
            self.process = None


class Finding:
    """The first step of a program at which a runner disagrees."""

    def __init__(self, step, request, disagreements):
        self.step, self.request, self.disagreements = step, request, disagreements

    @property
    def signature(self):
        """What must stay the same while the program shrinks."""
        first = self.disagreements[0]
        return self.request.get("op"), self.request.get("f"), first.kind

    @property
    def op_class(self):
        return self.request.get("op"), self.disagreements[0].kind


def judge(program, replies):
    """Plays the program on NumPy against these replies. Returns (Finding or None, fair).

    `fair` is False if the program leaves the ground on which an exact verdict is possible.
    """
    replay, tolerances = numpy_replay.Replay(), Tolerances()
    for step, request in enumerate(program):
        if objection(replay.arrays, tolerances.by_name, request):
            return None, False
        tolerances.before(replay.arrays, request)
        kind = None
        try:
            replay.apply(request)
        except Exception as error:
            kind = numpy_ops.error_class(error)
        if kind is None:
            tolerances.after(replay.arrays, request)
        if step >= len(replies):
            return Finding(step, request, [compare.Disagreement("reply", "", "a line", "died")]), True
        try:
            reply = json.loads(replies[step])
        except ValueError:
            return Finding(step, request, [compare.Disagreement("reply", "", "JSON",
                                                                replies[step])]), True
        if kind is not None:
            found = compare.compare_error(kind, reply)
        else:
            found = compare.compare_ok(*replay.describe(), reply, tolerances)
        if found:
            return Finding(step, request, found), True
    return None, True


def shrink(program, finding, runner):
    """The shortest program found that still shows the same disagreement."""
    def still(candidate):
        other, fair = judge(candidate, runner.play(candidate))
        return other if fair and other and other.signature == finding.signature else None

    best = program[:finding.step + 1]
    changed = True
    while changed:
        changed = False
        for i in range(len(best) - 2, -1, -1):
            candidate = best[:i] + best[i + 1:]
            other = still(candidate)
            if other:
                best, finding, changed = candidate[:other.step + 1], other, True
                break
        else:
            for candidate in _simpler(best):
                other = still(candidate)
                if other:
                    best, finding, changed = candidate[:other.step + 1], other, True
                    break
    return best, finding


def _simpler(program):
    """Programs with one request made plainer."""
    for i, request in enumerate(program):
        for key in ("into", "keepdims", "stable"):
            if request.get(key):
                yield program[:i] + [{k: v for k, v in request.items() if k != key}] + program[i + 1:]
        for j, item in enumerate(request.get("idx", [])):
            if item not in ({"s": [None, None, None]}, {"i": 0}):
                plain = request["idx"][:j] + [{"s": [None, None, None]}] + request["idx"][j + 1:]
                yield program[:i] + [{**request, "idx": plain}] + program[i + 1:]
        data = request.get("data")
        if data and request.get("dtype", "c")[0] != "c" and any(v not in (0, False) for v in data):
            yield program[:i] + [{**request, "data": [0] * len(data)}] + program[i + 1:]
