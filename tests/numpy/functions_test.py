#!/usr/bin/env python3
"""What is recorded of each of NumPy's functions (functions.py), against what NumPy says it did."""
import ast
import os
import tempfile
import unittest

import recorded


class Case:
    def __init__(self, told, events):
        self.told = told
        self.events = events
        self.operands = told["operands"]
        self.result = told["result"]
        self.problems = []

    def expect(self, condition, text):
        if not condition:
            self.problems.append(text)

    def of(self, kind):
        return [event for event in self.events if event["ev"] == kind]

    def name_of(self, buffer):
        if self.result is not None and self.result["buffer"] == buffer and not self.result["shares"]:
            return "r"
        for name, operand in self.operands.items():
            if operand["buffer"] == buffer:
                return name
        return None

    def elements(self, name):
        which = self.result if name == "r" else self.operands[name]
        value = which["elements"]
        return None if "nan" in value or "inf" in value else ast.literal_eval(value)

    def check(self):
        if self.result is not None:
            self.check_result()
        self.check_copies()
        self.check_writes()
        return self.problems

    def check_result(self):
        result = self.result
        if result["same"]:
            self.expect(result["buffer"] == self.operands[result["same"][0]]["buffer"], "same object")
            return
        if result["nbytes"] == 0:
            return
        if result["shares"]:
            owner = self.operands[result["shares"][0]]
            self.expect(result["buffer"] == owner["buffer"],
                        f"shares memory with {result['shares']}, but has another buffer")
            view = [event for event in self.of("view") if event["view"] == result["view"]]
            self.expect(len(view) == 1, "no view event")
            if view:
                self.check_layout(view[0])
                if result["offset"] is not None:
                    self.expect(view[0]["offset"] == result["offset"], "offset")
            return
        buffers = {operand["buffer"] for operand in self.operands.values()}
        self.expect(result["buffer"] not in buffers, "shares nothing, but has an operand's buffer")
        begun = [event for event in self.of("alloc") if event["buf"] == result["buffer"]]
        self.expect(len(begun) == 1, "no alloc event")
        if begun and result["root_owns"]:
            self.expect(begun[0]["kind"] == "numpy", "kind " + begun[0]["kind"])
        if begun and result["owns"]:
            self.expect(begun[0]["view"] == result["view"] or "ma" in self.told["case"]
                        or begun[0]["bytes"] == result["nbytes"], "view of the alloc")
            resized = [event["bytes"] for event in self.of("resize")
                       if event["buf"] == result["buffer"]]
            self.expect((resized or [begun[0]["bytes"]])[-1] == result["nbytes"], "bytes")

    def check_layout(self, event):
        result = self.result
        self.expect(event["shape"] == result["shape"], f"shape {event['shape']}")
        self.expect(event["strides"] == result["strides"], f"strides {event['strides']}")
        code = event["dtype"]
        self.expect(code == result["dtype"].lstrip("<|=") or result["dtype"].startswith("|V"),
                    f"dtype {code}")

    def check_copies(self):
        found = []
        for copy in self.of("copy"):
            self.expect(copy["src_buf"] != copy["dst_buf"], "a copy onto itself")
            source, destination = self.name_of(copy["src_buf"]), self.name_of(copy["dst_buf"])
            if destination is not None:
                found.append((source, destination, copy["reason"]))
            if source is None or destination is None:
                continue
            if self.is_written_after(copy):
                continue
            before, after = self.elements(source), self.elements(destination)
            if before is None or after is None:
                continue
            if copy["reason"] in ("requested", "layout", "dtype") and source not in self.told["written"]:
                whole = copy["bytes"] and len(before) == len(after)
                self.expect(not whole or before == after, f"{copy['reason']}: other elements")
            elif copy["reason"] in ("concat", "assign"):
                self.expect(bool(set(before) & set(after)), f"{copy['reason']}: other elements")
            elif copy["reason"] == "gather":
                self.expect(set(after) <= set(before), "gather: other elements")
        for wanted in self.told["copies"]:
            self.expect(tuple(wanted) in found or
                        (wanted[0] is None and any(tuple(wanted[1:]) == copy[1:] for copy in found)),
                        f"no copy {wanted} among {found}")
        if self.told["copies"] and all(wanted[0] for wanted in self.told["copies"]):
            self.expect(sorted(map(tuple, self.told["copies"])) == sorted(found, key=str),
                        f"copies {found}")
        is_view = self.result is not None and (self.result["shares"] or self.result["same"])
        if is_view and not self.told["copies"]:
            self.expect(not found, f"a view, but copies {found}")

    def is_written_after(self, copy):
        after = self.events[self.events.index(copy) + 1:]
        return any(event["ev"] == "op" and event.get("out") == copy["dst"] for event in after)

    def check_writes(self):
        for name in self.told["written"]:
            operand = self.operands[name]
            told = any(event["ev"] == "write" and event["buf"] == operand["buffer"] or
                       event["ev"] == "copy" and event["dst_buf"] == operand["buffer"] or
                       event["ev"] == "op" and event.get("out") == operand["view"] or
                       event["ev"] == "op" and operand["view"] in event["in"] and
                       event["name"] == "ufunc.at"
                       for event in self.events)
            self.expect(told, f"{name} was written, and nothing says so")


def problems_of(cases, events):
    """By case; none for those that are told as they are."""
    wrong = {}
    for told in cases:
        name = told["case"]
        problems = Case(told, recorded.between(events, "begin " + name, "end " + name)).check()
        if problems:
            wrong[name] = problems
    return wrong


class Functions(unittest.TestCase):
    def test_each_is_told_as_it_is(self):
        folder = tempfile.mkdtemp()
        told_path = os.path.join(folder, "told.jsonl")
        run = recorded.record([recorded.PYTHON, os.path.join(recorded.HERE, "functions.py"), told_path])
        self.assertEqual(run.code, 0, run.err)
        self.assertEqual(run.err, "")
        cases = recorded.read(told_path)
        self.assertGreaterEqual(len(cases), 300)
        self.assertEqual(problems_of(cases, run.events), {})


if __name__ == "__main__":
    recorded.main()
