"""python3 -m tidemark: the command tidemark, for which a program is one of Python's.

    python3 -m tidemark run [OPTIONS] [-m MODULE | -c TEXT | SCRIPT] [ARGUMENTS]
    python3 -m tidemark report TRACE          and the others, as they are
"""
import os
import sys

import tidemark

# The options of `tidemark run` that take the next argument.
WITH_VALUE = {"-o", "--output", "--stacks", "--sample", "--on-full", "--mark-signal", "--ring-dir",
              "--param", "--project"}


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
    return [*options, "--", sys.executable, *rest] if rest else options


def command(arguments=None):
    """The command as it is: what the script `tidemark` of a wheel runs."""
    try:
        path = tidemark.command()
    except FileNotFoundError as error:
        sys.exit(f"tidemark: {error}")
    os.execv(path, [path, *(sys.argv[1:] if arguments is None else arguments)])


def main():
    arguments = sys.argv[1:] or ["help"]
    if arguments[0] == "run":
        arguments = ["run", *run(arguments[1:])]
    command(arguments)


if __name__ == "__main__":
    main()
