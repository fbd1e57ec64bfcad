"""What the validators of the gate's formats share: reading samples, and names as they are shown."""

import json
import os
import re
import sys
import unicodedata

SAMPLES = ["mixed", "passed", "refused", "empty", "hostile", "large"]


def read(folder, name):
    with open(os.path.join(folder, name), "rb") as file:
        data = file.read()
    text = data.decode("utf-8")  # strict: every format is UTF-8
    require(not text.startswith("\ufeff"), f"{name} begins with a byte order mark")
    return text


def expected(folder, sample):
    return json.loads(read(folder, f"{sample}.expected.json"))


def raw(hexadecimal):
    return bytes.fromhex(hexadecimal)


def shown(name, keep=""):
    """How a name is shown: without controls, invisible characters and broken bytes. How many
    replacement characters there are for a broken sequence is not compared."""
    text = name.decode("utf-8", errors="replace")
    shown_text = "".join(
        c if c in keep or (unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp", "Cn")) else "\ufffd"
        for c in text)
    return same(shown_text)


def same(text):
    return re.sub("\ufffd+", "\ufffd", text)


def require(condition, message):
    if not condition:
        print("FAILED:", message)
        sys.exit(1)


def require_equal(actual, wanted, what):
    require(actual == wanted, f"{what}:\n  is     {actual!r:.600}\n  wanted {wanted!r:.600}")
