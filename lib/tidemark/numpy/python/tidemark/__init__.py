"""Where a NumPy program's memory goes: its copies, views and peaks, recorded as it is.

    python3 -m tidemark run -o run.tmk script.py     records a program that knows nothing of this
    python3 -m tidemark report run.tmk

A program that wants to say more marks its phases; unrecorded, these calls do nothing:

    import tidemark
    with tidemark.scope("epoch"):
        ...
    tidemark.mark("weights loaded")

A part of a program, a cell of a notebook (%load_ext tidemark, %%tidemark) and a test
(tidemark.pytest_plugin) record themselves:

    with tidemark.record("run.tmk"):
        ...
    print(tidemark.report())
"""
import contextlib
import ctypes
import os
import shutil
import subprocess

from . import _session

__all__ = ["command", "is_recording", "live", "mark", "record", "report", "scope"]

_library = None
_last_trace = None


def _bridge():
    """The library that records this process's arrays; None: there is none, or not yet."""
    global _library
    if _library is None:
        try:
            with open("/proc/self/maps") as maps:
                paths = {line.split()[-1] for line in maps if "/libtidemark_numpy.so" in line}
        except OSError:
            return None
        for path in paths:
            _library = ctypes.PyDLL(path)
            for name in ("mark", "scope_begin", "scope_end"):
                function = getattr(_library, "tidemark_numpy_" + name)
                function.argtypes = [ctypes.c_char_p]
                function.restype = None
            _library.tidemark_numpy_totals.argtypes = [ctypes.c_void_p]
    return _library


def live():
    """How many arrays own memory now, and how many bytes; None where nothing is recorded."""
    totals = (ctypes.c_int64 * 3)()
    library = _bridge()
    if library is None or not library.tidemark_numpy_totals(totals):
        return None
    return totals[0], totals[1]


def is_recording():
    return live() is not None


def mark(name):
    """A named moment in the trace."""
    library = _bridge()
    if library is not None:
        library.tidemark_numpy_mark(name.encode())


@contextlib.contextmanager
def scope(name):
    """A named region of this thread; regions nest. A limit may be that of a scope."""
    library = _bridge()
    if library is not None:
        library.tidemark_numpy_scope_begin(name.encode())
    try:
        yield
    finally:
        if library is not None:
            library.tidemark_numpy_scope_end(name.encode())


@contextlib.contextmanager
def record(path=None, *, project=None, keep_alive=False):
    """Records the arrays of this process from here to the end of the block; gives the trace's path.

    Without a path the trace is a temporary file, gone when the process ends. `project` is the folder of
    the user's code, as of `tidemark run --project`. What is alive at the end is taken to end there, for
    the program goes on with it; with keep_alive it counts as what it is, never freed.
    """
    global _last_trace
    if is_recording():
        raise RuntimeError("tidemark: this process is being recorded already")
    trace = os.path.abspath(path) if path else _session.temporary_trace()
    _session.begin(trace, project)
    try:
        yield trace
    finally:
        _session.end(keep_alive)
        _last_trace = trace


def command():
    """The path of the command `tidemark`: TIDEMARK_COMMAND, that of this installation, or of PATH."""
    for path in _session.places("TIDEMARK_COMMAND", "bin", "tidemark"):
        if os.access(path, os.X_OK):
            return path
    found = shutil.which("tidemark")
    if found:
        return found
    raise FileNotFoundError("the command tidemark was not found; TIDEMARK_COMMAND can name it")


def report(trace=None, *options):
    """The report of a trace, as text: by default of the last recording of this process."""
    trace = trace or _last_trace
    if trace is None:
        raise ValueError("tidemark: nothing was recorded yet")
    done = subprocess.run([command(), "report", *options, trace], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr.strip())
    return done.stdout


def load_ipython_extension(ipython):
    """%load_ext tidemark: a cell that begins with %%tidemark is recorded, and its report printed."""

    def cell(line, text):
        with record(line.strip() or None):
            ipython.run_cell(text)
            mark("end of cell")  # a trace without an array has this
        print(report())

    ipython.register_magic_function(cell, "cell", "tidemark")
