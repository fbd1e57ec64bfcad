#!/usr/bin/env python3
"""Checks the Markdown documents of the checkout that it is started in.

    tools/check/documents.py links            relative links lead to a file, and to a heading in it
    tools/check/documents.py commands TABLE   every command in a code block has a row in TABLE
    tools/check/documents.py list             prints the commands

A code block says its language. What `sh` holds are commands, a line each, continued by a backslash;
of `console`, the lines that begin with "$ ". A comment after "  #" is not part of a command. TABLE
holds rows `command => how a test runs it` (tests/check/document_commands_test.py).
"""
import os
import re
import subprocess
import sys

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^(`{3,})(.*)$")


def documents():
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
                            capture_output=True, text=True, check=True).stdout.split("\n")
    return [path for path in listed if path and os.path.exists(path)]


def split(path):
    """The prose of a document as (line, text), and its code blocks as (line, language, lines)."""
    prose, blocks, block = [], [], None
    with open(path, encoding="utf-8") as file:
        for number, text in enumerate(file.read().split("\n"), 1):
            fence = FENCE.match(text)
            if block is None and fence:
                block = (number, fence.group(2).strip(), [])
            elif block is not None and fence:
                blocks.append(block)
                block = None
            elif block is not None:
                block[2].append(text)
            else:
                prose.append((number, text))
    return prose, blocks


def anchors(path):
    """The anchors of a document's headings, as GitHub makes them."""
    found = set()
    for _, text in split(path)[0]:
        if re.match(r"^#{1,6} ", text):
            words = re.sub(r"[`*]", "", text.lstrip("#").strip().lower())
            anchor = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
            name, count = anchor, 0
            while name in found:
                count += 1
                name = f"{anchor}-{count}"
            found.add(name)
    return found


def check_links():
    problems = []
    for path in documents():
        for number, text in split(path)[0]:
            for target in LINK.findall(re.sub(r"`[^`]*`", "", text)):
                if re.match(r"^[a-z]+:", target):
                    continue
                file, _, anchor = target.partition("#")
                full = os.path.normpath(os.path.join(os.path.dirname(path), file)) if file else path
                if not os.path.exists(full):
                    problems.append(f"{path}:{number}: link to '{target}': there is no {full}")
                elif anchor and full.endswith(".md") and anchor not in anchors(full):
                    problems.append(f"{path}:{number}: link to '{target}': {full} has no such heading")
    return problems


def commands():
    """Every command as (path, line, command), and what is wrong with the blocks."""
    found, problems = [], []
    for path in documents():
        for number, language, lines in split(path)[1]:
            if not language:
                problems.append(f"{path}:{number}: a code block without a language (sh, console, text)")
            if language == "console":
                lines = [text[2:] if text.startswith("$ ") else "" for text in lines]
            elif language not in ("sh", "bash"):
                continue
            text = ""
            for offset, line in enumerate(lines, 1):
                text += re.sub(r"(^|\s+)#\s.*$", "", line).strip()
                if text.endswith("\\"):
                    text = text[:-1].rstrip() + " "
                    continue
                if text:
                    found.append((path, number + offset, text))
                text = ""
    return found, problems


def read_table(path):
    """The rows of the table, command -> how."""
    rows = {}
    with open(path, encoding="utf-8") as file:
        for text in file.read().split("\n"):
            if text and not text.startswith("#"):
                command, _, how = text.partition(" => ")
                rows[command.strip()] = how.strip()
    return rows


def check_commands(table):
    rows = read_table(table)
    found, problems = commands()
    for path, number, command in found:
        if not rows.get(command):
            problems.append(f"{path}:{number}: no row in {table} says how a test runs '{command}'")
    for command in sorted(set(rows) - {command for _, _, command in found}):
        problems.append(f"{table}: no document holds '{command}'")
    return problems


def main():
    if sys.argv[1:] == ["links"]:
        problems = check_links()
    elif len(sys.argv) == 3 and sys.argv[1] == "commands":
        problems = check_commands(sys.argv[2])
    elif sys.argv[1:] == ["list"]:
        problems = []
        for path, number, command in commands()[0]:
            print(f"{path}:{number}: {command}")
    else:
        print(__doc__, file=sys.stderr)
        return 2
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
