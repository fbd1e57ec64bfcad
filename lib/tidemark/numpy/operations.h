// From calls of NumPy's functions to operations, copies and accesses.
//
// Each hook opens an Operation around the function that it stands in for; while it is open, arrays
// that are made carry its name. Finish says what the call was, by its kind and its result.
//
// Threading: with the GIL; operations nest on each thread by themselves.
#ifndef TIDEMARK_NUMPY_OPERATIONS_H_
#define TIDEMARK_NUMPY_OPERATIONS_H_

#include <cstdint>

#include "tidemark/numpy/ledger.h"
#include "tidemark/numpy/numpy_abi.h"

namespace tidemark::numpy {

// What a call does, as far as it is not seen by itself.
enum class Kind : uint8_t {
  kCompute,  // reads its arrays and returns a new one, or a number
  kCopy,     // a copy of its first array
  kCast,     // a copy of it in another dtype or layout, or itself
  kShape,    // a view of it, or a copy where there is no such view
  kArray,  // np.array: a copy of its first argument, which may be an array or a list of them, or it
  kGather,     // elements of it, by an index
  kConcat,     // joins the arrays of its first argument
  kCopyTo,     // writes its first array from its second
  kMake,       // makes an array out of none
  kMakeUfunc,  // makes a ufunc, which is hooked then
  kInPlace,    // changes it
  kFill,       // changes its first array
  kExport,     // hands its elements to somebody else
  kLibrary,    // does what it does within itself, in C
  kShuffle,    // the same, and changes its first argument
};

// The arguments of a call, without those that are named.
struct Arguments {
  PyObject* self = nullptr;
  PyObject* const* values = nullptr;  // positional ones
  Py_ssize_t count = 0;
  PyObject* names = nullptr;     // a tuple: of those that follow the positional ones in `values`
  PyObject* keywords = nullptr;  // a dictionary

  PyObject* At(Py_ssize_t index) const { return index < count ? values[index] : nullptr; }
  // By position, or by name.
  PyObject* At(Py_ssize_t index, const char* name) const {
    return index < count ? values[index] : Named(name);
  }
  // Null: it was not given.
  PyObject* Named(const char* name) const;
};

// Of a call with a tuple, and a dictionary; either may be null.
inline Arguments ArgumentsOf(PyObject* self, PyObject* tuple, PyObject* keywords = nullptr) {
  const auto* const all = reinterpret_cast<const PyTupleObject*>(tuple);
  return {.self = self,
          .values = all == nullptr ? nullptr : all->ob_item,
          .count = all == nullptr ? 0 : all->ob_size,
          .keywords = keywords};
}

class Operation {
 public:
  // `name` outlives the process.
  Operation(const char* name, const Arguments& arguments);
  ~Operation();
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;

  // An extension module made the call, whatever line of Python is running.
  void NoteLibrary() { is_library_ = true; }

  // What is done in it is its own doing: the user's line has no part in how.
  void NoteOpaque() { is_opaque_ = true; }

  // The call returned `result`; null: it raised an exception.
  void Finish(Kind kind, PyObject* result);

  // ---- For hooks of slots, which know what they do. ----

  // A ufunc: its first `inputs` positional arguments are read. Of more than one output the result is a
  // tuple.
  void FinishUfunc(int inputs, int outputs, PyObject* result);
  // a[key]
  void FinishSubscript(PyObject* key, PyObject* result);
  // a[key] = value; null: del
  void FinishAssignment(PyObject* key, PyObject* value, bool succeeded);
  // The array's memory was handed out.
  void FinishEscape(PyObject* array, bool for_writing);

  const char* name() const { return name_; }
  tm_site site();
  // Once site() was asked for: whether an installed library called it, for itself.
  bool is_library() const { return is_library_; }
  // A view of the array that the assignment is to, made and dropped inside, is what it wrote.
  void NoteInnerView(const Array* view);

 private:
  static constexpr int kMaxInputs = 12;

  void Prepare(PyObject* result);
  // A library's own doing, or that of an operation around it.
  bool IsHidden() const { return is_library_ || is_hidden_; }
  bool IsNew(const Handle& handle) const { return handle.serial >= first_serial_; }
  void TellCopy(PyObject* source, PyObject* destination, int64_t bytes, tm_reason reason);
  bool TellCopyOf(PyObject* source, PyObject* result, Kind kind);
  // Of the sequence's arrays, which are parts of the result; with more dimensions than `most` they are
  // not, but objects in it.
  void TellConcat(PyObject* sequence, PyObject* result, int most);
  void TellCompute(PyObject* result, tm_index index, Py_ssize_t most);
  void TellGather(PyObject* source, PyObject* result, PyObject* index);
  void Access(PyObject* array, bool for_writing);

  const char* name_;
  const Arguments& arguments_;
  Operation* outer_;
  uint32_t first_serial_;
  tm_site site_ = 0;
  bool has_site_ = false;
  bool is_library_ = false;  // known once there is a site
  bool is_opaque_ = false;
  bool is_hidden_ = false;  // within one that is opaque
  char* inner_data_ = nullptr;
  int64_t inner_bytes_ = 0;
};

// The innermost of this thread; null: none.
Operation* CurrentOperation();

// The memory of the object, if it is an array, is handed out by something that is no operation; written
// only where the array may be.
void TellEscape(PyObject* object, const char* name, bool may_write);

}  // namespace tidemark::numpy

#endif  // TIDEMARK_NUMPY_OPERATIONS_H_
