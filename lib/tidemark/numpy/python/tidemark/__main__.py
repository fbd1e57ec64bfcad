"""python3 -m tidemark: the command tidemark, for which a program is one of Python's.

    python3 -m tidemark run [OPTIONS] [-m MODULE | -c TEXT | SCRIPT] [ARGUMENTS]
    python3 -m tidemark report TRACE          and the others, as they are
"""
import os
import sys

import tidemark

USAGE = "python3 -m tidemark run [OPTIONS] [-m MODULE | -c TEXT | SCRIPT] [ARGUMENTS]"

HELP = f"""Shows where the memory of a NumPy program goes: who holds it at its peak, which copies
nobody needed, which small views keep large arrays alive.

  {USAGE}
      records a program as it is; -o run.tmk names the trace, --heap records all of its memory
  python3 -m tidemark report run.tmk
      shows it: the peak, what to fix at which line, what leaked
  python3 -m tidemark check run.tmk --limit 'peak_bytes <= 64MiB'
      fails when it goes over a limit

Without `run`:
  with tidemark.record("run.tmk"): ...    records a part of a program (tidemark.report() shows it)
  %load_ext tidemark                      in a notebook: a cell with %%tidemark is recorded
  @pytest.mark.tidemark(peak="64MiB")     limits for a test; pytest --tidemark records all of them

'python3 -m tidemark help' lists the other verbs, 'python3 -m tidemark run --help' the options.
"""

# The options of `tidemark run` that take the next argument.
WITH_VALUE = {"-o", "--output", "--stacks", "--sample", "--on-full", "--mark-signal", "--ring-dir",
              "--param", "--project"}


def _name(program):
    """What a trace of the program is called, where nobody says."""
    if program[0] == "-m" and len(program) > 1:
        return program[1]
    if program[0].startswith("-"):
        return "python3"
    return os.path.splitext(os.path.basename(os.path.normpath(program[0])))[0]


def run(arguments):
    """The arguments of `tidemark run` for a program that this interpreter is to run."""
    options = []
    rest = list(arguments)
    while rest and rest[0].startswith("-") and rest[0] not in ("--", "-m", "-c"):
        options.append(rest.pop(0))
        if options[-1] in WITH_VALUE and rest:
            options.append(rest.pop(0))
    if rest and rest[0] == "--":
        rest.pop(0)
    if "-h" in options or "--help" in options:
        print(f"Usage: {USAGE}\nIt is what the following does with python3 as PROGRAM.\n", flush=True)
        return ["--help"]
    if not rest:
        sys.stderr.write(f"tidemark: run: no program given; usage: {USAGE}\n")
        sys.exit(2)
    if not any(option.startswith(("-o", "--output")) for option in options):
        options += ["-o", _name(rest) + ".%p.tmk"]
    return [*options, "--", sys.executable, *rest]


def command(arguments=None):
    """The command as it is: what the script `tidemark` of a wheel runs."""
    try:
        path = tidemark.command()
    except FileNotFoundError as error:
        sys.exit(f"tidemark: {error}")
    os.execv(path, [path, *(sys.argv[1:] if arguments is None else arguments)])


def main():
    arguments = sys.argv[1:]
    if not arguments or arguments[0] in ("-h", "--help"):
        print(HELP, end="")
        return
    if arguments[0] == "run":
        arguments = ["run", *run(arguments[1:])]
    command(arguments)


if __name__ == "__main__":
    main()
