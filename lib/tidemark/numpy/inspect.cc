// What may be asked of the bridge from Python, by ctypes.PyDLL: which ids an array has in the trace,
// what is live, and marks. For the tests, and for the Python package.
//
// Threading: with the GIL.
#include "tidemark/bridge/bridge.h"
#include "tidemark/numpy/call_sites.h"
#include "tidemark/numpy/ledger.h"

using tidemark::numpy::IsRecording;

#define TIDEMARK_EXPORT extern "C" [[gnu::visibility("default")]]

// Numbers of live buffers, their bytes, and handles of arrays that own none. False: nothing is
// recorded.
TIDEMARK_EXPORT int tidemark_numpy_totals(int64_t* result) {
  if (!IsRecording()) return 0;
  const tidemark::numpy::LedgerTotals totals = tidemark::numpy::Totals();
  result[0] = totals.buffers;
  result[1] = totals.bytes;
  result[2] = totals.handles;
  return 1;
}

// The array's view and its buffer. False: nothing is recorded, or it is no array.
TIDEMARK_EXPORT int tidemark_numpy_ids(PyObject* array, uint64_t* result) {
  if (!IsRecording() || !tidemark::numpy::IsArray(array)) return 0;
  const tidemark::numpy::Handle* const handle = tidemark::numpy::HandleOf(array);
  result[0] = tm_view_id(handle->view);
  result[1] = tidemark::numpy::BufferIdOf(*handle);
  return 1;
}

TIDEMARK_EXPORT void tidemark_numpy_mark(const char* name) {
  if (!IsRecording()) return;
  const tm_site site = tidemark::numpy::CurrentSite();
  const tidemark::numpy::Moment moment;
  tidemark::numpy::Settle();
  tm_mark(name, site);
}

TIDEMARK_EXPORT void tidemark_numpy_scope_begin(const char* name) {
  if (!IsRecording()) return;
  const tm_site site = tidemark::numpy::CurrentSite();
  const tidemark::numpy::Moment moment;
  tidemark::numpy::Settle();
  tm_scope_begin(name, site);
}

TIDEMARK_EXPORT void tidemark_numpy_scope_end(const char* name) {
  if (!IsRecording()) return;
  const tidemark::numpy::Moment moment;
  tidemark::numpy::Settle();
  tm_scope_end(name);
}
