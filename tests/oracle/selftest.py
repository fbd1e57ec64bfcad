#!/usr/bin/python3
"""Proves that the live comparison can fail: NumPy is judged against altered replies of its own.

Plays generated programs, alters one thing in one reply (a stride, a flag, a pair, a number beyond
its tolerance, an error turned into success, ...) and demands that the judge finds exactly that
step. Then alters what must not matter (a stride of an axis of size 1, a number within its
tolerance) and demands silence. Exit code 77 without NumPy.
"""
import json
import sys


def _load():
    import generate
    import numpy_ops
    import numpy_replay
    import runner
    from tolerance import Tolerances
    return generate, numpy_ops, numpy_replay, runner, Tolerances


def _arrays(reply, wanted):
    return [d for d in reply.get("arrays", {}).values() if wanted(d)]


def _alter_field(key, change, wanted=lambda d: True):
    def alter(reply, inexact):
        found = _arrays(reply, wanted)
        if not found:
            return False
        found[0][key] = change(found[0])
        return True
    return alter


def _whole(d):
    return 0 not in d["shape"]


def _change_stride(axis_wanted):
    def alter(reply, inexact):
        for d in _arrays(reply, _whole):
            for i, n in enumerate(d["shape"]):
                if axis_wanted(n):
                    d["strides"][i] += 8
                    return True
        return False
    return alter


def _change_number(relative_change, wanted_inexact, allowed=False):
    """Changes a number by so many ulp; an inexact one only where the tolerance clearly decides."""
    def alter(reply, inexact):
        for name, d in reply.get("arrays", {}).items():
            if d["dtype"] not in ("f4", "f8") or (name in inexact) != wanted_inexact:
                continue
            if wanted_inexact and not (inexact[name].relative and inexact[name].absolute < 1e-12):
                continue
            step = relative_change * (2.0**-23 if d["dtype"] == "f4" else 2.0**-52)
            for i, v in enumerate(d["data"]):
                if isinstance(v, str) or not 1e-3 < abs(v) < 1e6:
                    continue
                if wanted_inexact:
                    bound = inexact[name].relative * abs(v) + inexact[name].absolute
                    if (bound < 1.01 * step * abs(v)) if allowed else (bound > 0.9 * step * abs(v)):
                        continue
                d["data"][i] = v * (1 + step)
                return True
        return False
    return alter


def _drop_pair(key):
    def alter(reply, inexact):
        return bool(reply.get(key)) and (reply[key].pop() is not None)
    return alter


def _refuse(reply, inexact):
    if not reply["ok"]:
        return False
    reply.clear()
    reply.update({"ok": False, "error": "ShapeError"})
    return True


def _accept(reply, inexact):
    if reply["ok"]:
        return False
    reply.clear()
    reply.update({"ok": True, "arrays": {}, "shares": [], "may_share": []})
    return True


def _other_class(reply, inexact):
    if reply["ok"]:
        return False
    reply["error"] = "TypeError"
    return True


def _integer_off(reply, inexact):
    for d in _arrays(reply, lambda d: d["dtype"][0] in "iu" and d["data"]):
        d["data"][-1] ^= 1
        return True
    return False


def _lose_array(reply, inexact):
    return bool(reply.get("arrays")) and reply["arrays"].popitem() is not None


def _negate_zero(reply, inexact):
    for name, d in reply.get("arrays", {}).items():
        if d["dtype"] in ("f4", "f8") and name not in inexact:
            for i, v in enumerate(d["data"]):
                if v == 0:
                    d["data"][i] = 0.0 if str(v)[0] == "-" else -0.0
                    return True
    return False


MUST_NOTICE = {
    "a stride": _change_stride(lambda n: n > 1),
    "the dtype": _alter_field("dtype", lambda d: "f8" if d["dtype"] != "f8" else "i8"),
    "the shape": _alter_field("shape", lambda d: d["shape"] + [1]),
    "the offset": _alter_field("offset", lambda d: d["offset"] + 1),
    "the owner": _alter_field("owner", lambda d: d["owner"] + "x"),
    "flag c": _alter_field("c", lambda d: not d["c"]),
    "flag f": _alter_field("f", lambda d: not d["f"]),
    "flag w": _alter_field("w", lambda d: not d["w"]),
    "a sharing pair": _drop_pair("shares"),
    "a may_share pair": _drop_pair("may_share"),
    "an exact number by one ulp": _change_number(1.5, False),
    "an inexact number by 1000 ulp": _change_number(1000, True),
    "an integer": _integer_off,
    "the sign of a zero": _negate_zero,
    "a missing array": _lose_array,
    "a refusal": _refuse,
    "an acceptance": _accept,
    "an unknown class of error": _other_class,
    "a missing number": _alter_field("data", lambda d: d["data"][:-1], lambda d: d["data"]),
}
MUST_IGNORE = {
    "a stride of an axis of size 1": _change_stride(lambda n: n == 1),
    "a stride of an empty array":
        _alter_field("strides", lambda d: [s + 1 for s in d["strides"]], lambda d: 0 in d["shape"]),
    "an inexact number by one ulp": _change_number(1.2, True, allowed=True),
}


def _play(program, modules):
    """The reference's own replies and the tolerances after each step."""
    _, _, numpy_replay, _, Tolerances = modules
    replay, tolerances, lines, inexact = numpy_replay.Replay(), Tolerances(), [], []
    for request in program:
        tolerances.before(replay.arrays, request)
        line = replay.handle(json.dumps(request))
        if json.loads(line)["ok"]:
            tolerances.after(replay.arrays, request)
        lines.append(line)
        inexact.append(dict(tolerances.by_name))
    return lines, inexact


def main():
    try:
        modules = _load()
    except ImportError as error:
        print(f"skipped: {error}")
        return 77
    generate, _, _, runner, _ = modules
    tried = {name: 0 for name in (*MUST_NOTICE, *MUST_IGNORE)}
    failures = 0
    for seed in range(5000, 5060):
        program = generate.make_program(seed, 20)
        lines, inexact = _play(program, modules)
        for name, alter in {**MUST_NOTICE, **MUST_IGNORE}.items():
            for step in range(seed % 3, len(lines), 3):
                reply = json.loads(lines[step])
                if not alter(reply, inexact[step]):
                    continue
                altered = lines[:step] + [json.dumps(reply)] + lines[step + 1:]
                finding, fair = runner.judge(program, altered)
                noticed = fair and finding is not None and finding.step == step
                tried[name] += 1
                if noticed != (name in MUST_NOTICE) or (finding and not noticed):
                    failures += 1
                    print(f"seed {seed}, step {step}: altering {name} was "
                          f"{'noticed' if noticed else 'not noticed'}")
                break
    for name, n in tried.items():
        if n < 5:
            failures += 1
            print(f"{name}: tried only {n} times")
    print(f"{sum(tried.values())} alterations of {len(tried)} kinds, {failures} judged wrongly")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
