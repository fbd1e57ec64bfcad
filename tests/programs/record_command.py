#!/usr/bin/env python3
"""Runs a command of the build and keeps its words: a launcher of CMake's for compiler and linker.

    record_command.py FILE COMMAND...

FILE gets the folder that the command ran in, and its words, as JSON. So a test can compile and link
programs of its own as the build does.
"""
import json
import os
import pathlib
import sys


def main():
    file, *command = sys.argv[1:]
    text = json.dumps({"folder": os.getcwd(), "words": command})
    pathlib.Path(file).write_text(text, encoding="utf-8")
    os.execvp(command[0], command)


if __name__ == "__main__":
    main()
