"""Recording this process while it runs: loads the recorder and the NumPy bridge into it."""
import atexit
import ctypes
import os
import shutil
import sys
import tempfile

_HERE = os.path.dirname(os.path.abspath(__file__))

_libraries = None
_folder = None


def places(variable, *parts):
    """Where a file of this project may be: as the variable says, beside this package (a wheel), or where
    an installation has it."""
    named = os.environ.get(variable)
    if named:
        yield named
    yield os.path.join(_HERE, "_native", *parts)
    yield os.path.normpath(os.path.join(_HERE, *[".."] * 4, *parts))


def _library_file(name):
    command = os.environ.get("TIDEMARK_MALLOC_LIBRARY")  # the recorder's others lie beside it
    beside = [os.path.join(os.path.dirname(command), name)] if command else []
    for path in [*beside, *places("", "lib", name), *places("", "lib", _multiarch(), name)]:
        if os.access(path, os.R_OK):
            return path
    raise FileNotFoundError(f"{name} was not found beside the tidemark package")


def _multiarch():
    return getattr(sys.implementation, "_multiarch", "")


def _load(project):
    """The recorder first: the bridge looks for it when it is loaded."""
    global _libraries
    import numpy  # noqa: F401  what is hooked
    session = ctypes.CDLL(_library_file("libtidemark_session.so"), mode=ctypes.RTLD_GLOBAL)
    for function in (session.tidemark_session_begin, session.tidemark_session_end):
        function.restype = ctypes.c_bool
    session.tidemark_session_begin.argtypes = [ctypes.c_char_p, ctypes.c_char_p, ctypes.c_size_t]
    session.tidemark_session_end.argtypes = [ctypes.c_char_p, ctypes.c_size_t]
    bridge = ctypes.PyDLL(_library_file("libtidemark_numpy.so"))
    bridge.tidemark_python_prepare.argtypes = [ctypes.c_char_p]
    bridge.tidemark_python_prepare.restype = None
    bridge.tidemark_numpy_install.argtypes = [ctypes.py_object]
    bridge.tidemark_numpy_install.restype = ctypes.c_char_p
    core = sys.modules.get("numpy._core._multiarray_umath") or sys.modules.get(
        "numpy.core._multiarray_umath")
    bridge.tidemark_python_prepare(os.path.abspath(project).encode() if project else None)
    why_not = bridge.tidemark_numpy_install(core)
    if why_not:
        raise RuntimeError("tidemark: NumPy is not recorded: " + why_not.decode())
    _libraries = session, bridge
    atexit.register(end, True)


def temporary_trace():
    """A path of a file that goes with the process."""
    global _folder
    if _folder is None:
        _folder = tempfile.mkdtemp(prefix="tidemark-")
        atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    handle, path = tempfile.mkstemp(suffix=".tmk", dir=_folder)
    os.close(handle)
    return path


def _call(function, *arguments):
    message = ctypes.create_string_buffer(512)
    if not function(*arguments, message, len(message)):
        raise OSError("tidemark: " + message.value.decode(errors="replace"))


def begin(path, project):
    """Records to `path`; the first call says what the project is."""
    if _libraries is None:
        _load(project)
    session, bridge = _libraries
    bridge.tidemark_numpy_imported()
    _call(session.tidemark_session_begin, os.fsencode(path))


def end(keep_alive):
    """A no-op if nothing is recorded."""
    session, bridge = _libraries
    if not keep_alive:
        bridge.tidemark_numpy_recording_ends()
    _call(session.tidemark_session_end)
