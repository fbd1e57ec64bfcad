"""For programs that are recorded: the ids that their arrays have in the trace, marks and totals.

    import inside
    inside.mark("copy")
    view, buffer = inside.ids(array)
"""
import ctypes


def _load():
    with open("/proc/self/maps") as maps:
        for line in maps:
            if line.rstrip().endswith("/libtidemark_numpy.so"):
                return ctypes.PyDLL(line.split()[-1])
    return None


_library = _load()
if _library is not None:
    _library.tidemark_numpy_mark.argtypes = [ctypes.c_char_p]
    _library.tidemark_numpy_ids.argtypes = [ctypes.py_object, ctypes.c_void_p]
    _library.tidemark_numpy_totals.argtypes = [ctypes.c_void_p]


def is_recorded():
    return _library is not None


def mark(name):
    if _library is not None:
        _library.tidemark_numpy_mark(name.encode())


def ids(array):
    """The array's view and buffer."""
    result = (ctypes.c_uint64 * 2)()
    if _library is None or not _library.tidemark_numpy_ids(array, result):
        return (0, 0)
    return (result[0], result[1])


def totals():
    """Live buffers that arrays own, and their bytes."""
    result = (ctypes.c_int64 * 3)()
    _library.tidemark_numpy_totals(result)
    return (result[0], result[1])
