"""Where a NumPy program's memory goes: its copies, views and peaks, recorded as it is.

    python3 -m tidemark run -o run.tmk script.py     records a program that knows nothing of this
    python3 -m tidemark report run.tmk

A program that wants to say more marks its phases; unrecorded, these calls do nothing:

    import tidemark
    with tidemark.scope("epoch"):
        ...
    tidemark.mark("weights loaded")
"""
import contextlib
import ctypes
import os
import shutil
import subprocess

__all__ = ["command", "is_recording", "live", "mark", "report", "scope"]

_library = None


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


def command():
    """The path of the command `tidemark`: TIDEMARK_COMMAND, that of this installation, or of PATH."""
    named = os.environ.get("TIDEMARK_COMMAND")
    here = os.path.dirname(os.path.abspath(__file__))
    installed = os.path.normpath(os.path.join(here, *[".."] * 4, "bin", "tidemark"))
    for path in (named, installed, shutil.which("tidemark")):
        if path and os.access(path, os.X_OK):
            return path
    raise FileNotFoundError("the command tidemark was not found; TIDEMARK_COMMAND can name it")


def report(trace, *options):
    """The report of a trace, as text."""
    done = subprocess.run([command(), "report", *options, trace], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr.strip())
    return done.stdout
