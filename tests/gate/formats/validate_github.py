"""Reads annotations as the runner of GitHub Actions does, and compares them with what was to be said.

The rules are the documented ones: a line "::command key=value,key=value::message"; %25, %0D and %0A
stand for themselves everywhere, %3A and %2C in properties. What is not such a line is the log's.
"""

import re
import sys

import samples
from samples import require, require_equal

COMMANDS = {0: "error", 1: "warning", 2: "notice"}
MOST = 50


def unescape(text, codes):
    for found in re.findall("%(..)?", text):
        require(found in codes, f"a stray % in {text!r}")
    return re.sub("%(..)", lambda match: codes[match.group(1)], text)


DATA = {"25": "%", "0D": "\r", "0A": "\n"}
PROPERTY = {**DATA, "3A": ":", "2C": ","}


def parse(line):
    match = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line, re.DOTALL)
    require(match is not None, f"not an annotation: {line!r:.300}")
    properties = {}
    for pair in match.group(2).split(","):
        key, equals, value = pair.partition("=")
        require(equals == "=" and key in ("file", "line", "title"), f"property {pair!r} in {line!r:.300}")
        require(key not in properties, f"{key} twice in {line!r:.300}")
        properties[key] = unescape(value, PROPERTY)
    return match.group(1), properties, unescape(match.group(3), DATA)


def check(folder, sample):
    expected = samples.expected(folder, sample)
    text = samples.read(folder, f"{sample}.github")
    lines = re.split("\r\n|\r|\n", text)
    require_equal(lines.pop(), "", "the end of the last line")
    annotations = [parse(line) for line in lines]
    if sample == "empty":
        require_equal([a[2] for a in annotations], ["nothing was judged"], sample)
        return
    for command in COMMANDS.values():
        count = sum(a[0] == command for a in annotations)
        require(count <= MOST + 1, f"{count} {command}s in {sample}")
    # What is shown of each level comes in order: refused traces, failures, what was not judged.
    wanted = {name: [] for name in COMMANDS.values()}
    wanted["error"] += [None] * expected["refused"]
    for failure in expected["failures"]:
        wanted[COMMANDS[failure["level"]]].append(failure)
    wanted["warning"] += [None] * expected["not_judged"]
    for command, failures in wanted.items():
        shown = [a for a in annotations if a[0] == command]
        if len(failures) > MOST:
            require(shown.pop()[2].startswith(f"{len(failures) - MOST} more"), f"the count of {command}s")
        require_equal(len(shown), min(len(failures), MOST), f"{command}s in {sample}")
        for (_, properties, message), failure in zip(shown, failures):
            if failure is None:
                continue
            require_equal(samples.same(properties["file"]),
                          samples.shown(samples.raw(failure["path"]), keep="\r\n"), "file")
            require_equal(properties.get("line"), str(failure["line"]) if failure["exact"] else None, "line")
            require_equal(properties["title"], failure["title"], "title")
            require_equal(message, failure["message"], "message")
            name = samples.shown(samples.raw(failure["limit_text"]))
            if len(name) < 100:
                require(name in samples.same(message), f"{name!r} is not in {message!r}")


for name in samples.SAMPLES:
    check(sys.argv[1], name)
