#!/usr/bin/env python3
"""Passes on those of the paths on standard input that DIR/compile_commands.json compiles.

    git ls-files '*.cc' | tools/check/in_database.py DIR
    tools/check/in_database.py DIR --all                    all that it compiles
"""
import json
import os
import sys

with open(os.path.join(sys.argv[1], "compile_commands.json"), encoding="utf-8") as file:
    compiled = {os.path.realpath(os.path.join(entry["directory"], entry["file"]))
                for entry in json.load(file)}
if "--all" in sys.argv:
    print(*sorted(compiled), sep="\n")
    sys.exit()
for line in sys.stdin:
    if os.path.realpath(line.rstrip("\n")) in compiled:
        sys.stdout.write(line)
