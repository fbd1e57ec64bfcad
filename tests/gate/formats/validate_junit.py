"""Has xmllint read JUnit files and hold them to a grammar; then compares their figures and names."""

import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import samples
from samples import require, require_equal

folder, xmllint, grammar = sys.argv[1:]


def lint(path):
    return subprocess.run([xmllint, "--noout", "--huge", "--relaxng", grammar, path],
                          capture_output=True, text=True, check=False)


def count(cases, element):
    return sum(case.find(element) is not None for case in cases)


def check(sample):
    path = os.path.join(folder, f"{sample}.junit")
    result = lint(path)
    require(result.returncode == 0, f"xmllint: {result.stderr[:2000]}")
    expected = samples.expected(folder, sample)
    root = ElementTree.parse(path).getroot()
    cases = list(root.iter("testcase"))
    for holder in [root, *root.iter("testsuite")]:
        inner = list(holder.iter("testcase"))
        for attribute, number in (("tests", len(inner)), ("failures", count(inner, "failure")),
                                  ("errors", count(inner, "error")), ("skipped", count(inner, "skipped"))):
            require_equal(holder.get(attribute), str(number), f"{attribute} in {sample}")
    require_equal(count(cases, "failure"), len(expected["failures"]), f"failures of {sample}")
    require_equal(count(cases, "skipped"), expected["not_judged"], f"skipped of {sample}")
    require_equal(count(cases, "error"), expected["refused"] or int(sample == "empty"), f"errors of {sample}")
    names = [(case.get("classname"), case.get("name")) for case in cases]
    require_equal(len(set(names)), len(names), f"names of {sample}")
    messages = {f.get("message") for f in root.iter("failure")}
    texts = {f.text.rstrip("\n") for f in root.iter("failure")}
    for failure in expected["failures"]:
        require(failure["message"].split("\n")[0] in messages, f"no failure says {failure['message']!r}")
        require(failure["message"] in texts, f"no failure explains {failure['message']!r}")


def check_rejects():
    """The grammar says no to what it should."""
    good = samples.read(folder, "mixed.junit")
    for wrong in (good.replace("<failure ", "<failed ").replace("</failure>", "</failed>"),
                  good.replace(' name="pipeline"', "", 1),
                  good.replace('tests="', 'tests="many', 1),
                  good.replace("peak_bytes", "\x01", 1),
                  good.replace("&lt;=", "<=", 1)):
        require(wrong != good, "a mutation that changes nothing")
        path = os.path.join(folder, "wrong.junit")
        with open(path, "w", encoding="utf-8") as file:
            file.write(wrong)
        require(lint(path).returncode != 0, f"xmllint takes {wrong[:1500]}")


for name in samples.SAMPLES:
    check(name)
check_rejects()
