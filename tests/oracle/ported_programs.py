#!/usr/bin/python3
"""Programs ported from NumPy line by line: do they print what NumPy prints, and are they as short?

    ported_programs.py --source tools/examples/ported --programs build/tools/examples \\
        --readme lib/tidemark/array/README.md

In a ported program each line stands below the line of NumPy that it was (`// numpy: ...`). The NumPy
lines are run as a program of their own and must print the same; no line of C++ may be longer than its
NumPy line by more than a half; and the README must show each pair beside each other. Exit code 77: no
NumPy here.
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile

try:
    import numpy as np
except ImportError:
    np = None

MARK = "// numpy: "


def pairs_of(source):
    """(NumPy's line with its indentation, the C++ line below it or None) of a program."""
    lines = source.read_text().splitlines()
    pairs = []
    for line, below in zip(lines, lines[1:] + [""]):
        if MARK not in line:
            continue
        numpy_line = line.split(MARK, 1)[1]
        is_import = numpy_line.startswith(("import ", "from "))
        pairs.append((numpy_line, None if is_import else below.strip()))
    return pairs


def make_inputs(folder):
    """Three clouds of points in a few dimensions."""
    rng = np.random.default_rng(7)
    centers = np.array([[0, 0, 0, 0], [9, 1, 0, 2], [2, 8, 1, 0]], "f8")
    points = centers[np.arange(300) % 3] + rng.normal(0, 0.5, (300, 4))
    np.save(folder / "points.npy", points)


def check(source, program, folder, readme):
    pairs = pairs_of(source)
    problems = []
    for numpy_line, line in pairs:
        if line is None:
            continue
        short = numpy_line.strip()
        if len(line) > 1.5 * len(short):
            problems.append(f"{len(line)} characters for {len(short)}: {line}")
        if f"| `{short}` | `{line}` |" not in readme:
            problems.append(f"not in the README: | `{short}` | `{line}` |")
    theirs = subprocess.run([sys.executable, "-c", "\n".join(n for n, _ in pairs)], cwd=folder,
                            capture_output=True, text=True, check=True).stdout
    ours = subprocess.run([program], cwd=folder, capture_output=True, text=True, check=True).stdout
    if ours != theirs:
        problems.append(f"NumPy prints\n{theirs}\nand this\n{ours}")
    print(f"{source.name}: {len(pairs)} lines, {len(problems)} problems")
    for problem in problems:
        print("  " + problem)
    return not problems


def main():
    if np is None:
        print("skipped: no NumPy")
        return 77
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--source", required=True, type=pathlib.Path)
    parser.add_argument("--programs", required=True, type=pathlib.Path)
    parser.add_argument("--readme", required=True, type=pathlib.Path)
    options = parser.parse_args()
    readme = options.readme.read_text().replace("\\|", "|")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        make_inputs(folder)
        good = [check(source, (options.programs / source.stem).resolve(), folder, readme)
                for source in sorted(options.source.glob("*.cc"))]
    return 0 if good and all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
