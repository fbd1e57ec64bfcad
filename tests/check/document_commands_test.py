#!/usr/bin/env python3
"""Runs the commands that the documents quote, as document_commands.txt says.

    document_commands_test.py ROOT BUILD SCRATCH     (BUILD: where ROOT was built)

What runs the interposer is left out where there is none, under sanitizers.
"""
import glob
import os
import re
import shutil
import subprocess
import sys

root, build, scratch = (os.path.abspath(path) for path in sys.argv[1:])
sys.path.insert(0, os.path.join(root, "tools", "check"))
sys.dont_write_bytecode = True
import documents  # noqa: E402

EXAMPLES = ("image_pipeline", "image_pipeline_fixed", "memory_sharing")


def prepare():
    """An empty folder with the programs that the documents speak of; the environment to run in."""
    shutil.rmtree(scratch, ignore_errors=True)
    os.makedirs(scratch)
    for name in EXAMPLES:
        os.symlink(os.path.join(build, "tools", "examples", name), os.path.join(scratch, name))
    with open(os.path.join(scratch, "script.py"), "w", encoding="utf-8") as file:
        file.write("print(sum(range(1000)))\n")
    environment = dict(os.environ)
    environment["PATH"] = os.path.join(build, "tools", "tidemark") + ":" + environment["PATH"]
    environment.pop("TIDEMARK_TRACE", None)
    return environment


def run(command, expected, environment):
    """What is wrong with running `command`; None if nothing is."""
    done = subprocess.run(["bash", "-c", command], cwd=scratch, env=environment, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode != expected:
        return f"'{command}' ended with {done.returncode}, not {expected}:\n{done.stdout}"
    return None


def defines_test(name):
    """Whether one of the CMakeLists.txt of the tests defines the test `name`."""
    for path in glob.glob(os.path.join(root, "tests", "*", "CMakeLists.txt")):
        with open(path, encoding="utf-8") as file:
            if re.search(rf"(?<![\w.]){re.escape(name)}(?![\w.])", file.read()):
                return True
    return False


def main():
    interposer = os.path.exists(os.path.join(build, "lib/tidemark/malloc/libtidemark_malloc.so"))
    environment = prepare()
    problems, ran = [], 0
    for command, how in documents.read_table(os.path.join(root, "tests/check/document_commands.txt")).items():
        verb, _, rest = how.partition(" ")
        code = re.fullmatch(r"run(?:\[(\d+)\])?", verb)
        if verb == "ci":
            with open(os.path.join(root, ".ci/run"), encoding="utf-8") as file:
                if command not in file.read():
                    problems.append(f"'{command}': .ci/run does not run it")
        elif verb == "ctest":
            if not defines_test(rest):
                problems.append(f"'{command}': there is no test {rest}")
        elif code:
            line = command if rest == "-" else rest
            if line == "DEMO":
                line = f"{root}/tools/demo.sh --built {build}"
            if "run.tmk" in line and not interposer:
                continue
            problems.append(run(line, int(code.group(1) or 0), environment))
            ran += 1
        else:
            problems.append(f"'{command}': what is '{how}'?")
    problems = [text for text in problems if text]
    for text in problems:
        print(text, file=sys.stderr)
    if ran == 0:
        print("nothing was run", file=sys.stderr)
    return 1 if problems or ran == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
