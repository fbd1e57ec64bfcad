"""Looks at the Markdown of samples line by line: no name gets out of its <code>, no table breaks."""

import html
import re
import sys

import samples
from samples import require, require_equal

CODE = re.compile("<code>(.*?)</code>")
# All the tags and lines that are ours once the names are out.
PLAIN = re.compile(r"(?:<details><summary>N: N</summary>|</details>|<!-- tidemark -->|[^<>`*_\[\]\\@$]*)")


def check_line(line, names):
    names += [html.unescape(name) for name in CODE.findall(line)]
    for name in CODE.findall(line):
        for character in "<>\"'|\\`*_~[](){}!@$":
            require(character not in name, f"{character!r} in {name!r}")
        require("://" not in name and "www." not in name.lower(), f"a link in {name!r}")
    rest = CODE.sub("N", line).replace("**Not judged**", "").replace("**Refused traces**", "").replace(
        "**Notes**", "")
    require(PLAIN.fullmatch(rest) is not None, f"markup in {rest!r}")
    if rest.startswith("|"):
        require_equal(rest.count("|"), 7, f"cells of {rest!r}")


def check(folder, sample):
    text = samples.read(folder, f"{sample}.markdown")
    require(len(text) <= 65_536, f"{sample} has {len(text)} characters")
    lines = text.split("\n")
    require_equal(lines[0], "<!-- tidemark -->", "the marker")
    require_equal(text.count("<!--"), 1, "markers")
    require_equal("passed" in lines[1] and "not" not in lines[1], sample == "passed", lines[1])
    require_equal(text.count("<details>"), text.count("</details>"), "details")
    names = []
    for line in lines:
        check_line(line, names)
    expected = samples.expected(folder, sample)
    shown = {samples.same(name) for name in names}
    for failure in expected["failures"][:10] if len(text) < 60_000 else expected["failures"][:3]:
        headline = samples.same(failure["message"].split("\n")[0])
        require(headline in shown, f"nothing says {headline!r}")
    rows = sum(line.startswith("| <code>") for line in lines)
    require(rows <= 20, f"{rows} rows")
    if rows < len(expected["failures"]):
        require(f"and {len(expected['failures']) - rows} more" in lines, f"the rest of {sample} is not counted")


for sample_name in samples.SAMPLES:
    check(sys.argv[1], sample_name)
