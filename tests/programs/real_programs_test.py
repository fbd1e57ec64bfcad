#!/usr/bin/env python3
"""What real_programs.py has to find, shown with recorders that are none.

    real_programs_test.py PATH-OF-real_programs.py
"""
import pathlib
import subprocess
import sys
import tempfile

# Stand-ins for tidemark: `run` does something to the program, `report` accepts or rejects a trace.
RUN = r"""#!/bin/bash
if [ "$1" = report ]; then REPORT; exit; fi
while [ "$1" != -- ]; do [ "$1" = -o ] && trace=${2/\%p/$$}; shift; done
shift
TRACE
PROGRAM
"""
GOOD = {"REPORT": "exit 0", "TRACE": "touch $trace", "PROGRAM": '"$@"'}
BAD = {
    "output": {"PROGRAM": '"$@"; code=$?; echo more; exit $code'},
    "standard error": {"PROGRAM": '"$@"; code=$?; echo more >&2; exit $code'},
    "exit code": {"PROGRAM": '"$@"; exit 0'},
    "no trace was written": {"TRACE": ":"},
    "left the file": {"TRACE": "touch $trace $trace.ring"},
    "exits with 3": {"REPORT": "exit 3"},
    "has no end": {"REPORT": "echo the trace is truncated"},
}


def outcome(script, changes):
    """Exit code and output for the program `sh` with such a recorder."""
    with tempfile.TemporaryDirectory() as folder:
        recorder = pathlib.Path(folder, "tidemark")
        text = RUN
        for name, code in {**GOOD, **changes}.items():
            text = text.replace(name, code, 1)
        recorder.write_text(text, encoding="utf-8")
        recorder.chmod(0o755)
        done = subprocess.run([sys.executable, script, "--tidemark", recorder, "sh", "auto"],
                              capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr


def main():
    script = sys.argv[1]
    failures = 0
    code, text = outcome(script, {})
    if code != 0:
        failures += 1
        print(f"a recorder that changes nothing is rejected:\n{text}")
    for what, changes in BAD.items():
        code, text = outcome(script, changes)
        if code != 1 or what not in text:
            failures += 1
            print(f"not found: {what}\n{text}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
