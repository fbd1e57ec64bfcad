#!/usr/bin/env python3
"""Runs clang-tidy over the sources on standard input, several at once; fails on any diagnostic.

    git ls-files '*.cc' | tools/check/tidy.py DIR JOBS [CHECKS]   (DIR holds compile_commands.json)
"""
import concurrent.futures
import pathlib
import re
import subprocess
import sys
import time

PROGRESS_SECONDS = 20


def checks_of_folders(folder, path):
    """What the folders of sources that were put into one, below DIR, have in their .clang-tidy."""
    try:
        parts = pathlib.Path(path).resolve().relative_to(pathlib.Path(folder).resolve()).parts
    except ValueError:
        return []  # a source of its own, for which clang-tidy finds the files itself
    files = [pathlib.Path(*parts[:i], ".clang-tidy") for i in range(1, len(parts))]
    return [check for file in files if file.exists()
            for check in re.findall(r"^  (-[^,\s]+)", file.read_text(encoding="utf-8"), re.M)]


def tidy(folder, path, checks):
    """The diagnostics of one source; empty when there are none."""
    checks = ",".join([checks, *checks_of_folders(folder, path)])
    done = subprocess.run(["clang-tidy", "-p", folder, "--quiet", "--warnings-as-errors=*", f"--checks={checks}", path],
                          capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return ""
    return done.stdout or done.stderr or f"clang-tidy failed on {path}\n"


def main():
    folder, jobs = sys.argv[1], int(sys.argv[2])
    checks = sys.argv[3] if len(sys.argv) > 3 else ""  # besides those of .clang-tidy
    paths = sys.stdin.read().split()
    found = 0
    said = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for count, text in enumerate(pool.map(lambda path: tidy(folder, path, checks), paths), 1):
            if text:
                found += 1
                print(text, end="")
            if time.monotonic() - said > PROGRESS_SECONDS:
                said = time.monotonic()
                print(f"tidy: {count}/{len(paths)} sources", flush=True)
    print(f"tidy: {len(paths)} sources, {found} with findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
