#include "tidemark/numpy/operations.h"

#include <algorithm>
#include <climits>
#include <cstring>

#include "tidemark/numpy/call_sites.h"
#include "tidemark/numpy/gather_index.h"
#include "tidemark/numpy/hooks.h"

namespace tidemark::numpy {
namespace {

[[gnu::tls_model("initial-exec")]] constinit thread_local Operation* current = nullptr;

// Why a copy of the one is laid out as the other.
tm_reason ReasonOf(const Array* source, const Array* copy) {
  if (!AreEqual(source->descr, copy->descr)) return TM_DTYPE;
  const auto gained = [&](int flag) {
    return (copy->flags & flag) != 0 && (source->flags & flag) == 0;
  };
  return gained(kCContiguous) || gained(kFContiguous) ? TM_LAYOUT : TM_REQUESTED;
}

// Whether the array has one element or more that stands for several.
bool IsBroadcast(const Array* array) {
  for (int i = 0; i < array->nd; ++i) {
    if (array->strides[i] == 0 && array->dimensions[i] > 1) return true;
  }
  return false;
}

}  // namespace

PyObject* Arguments::Named(const char* name) const {
  if (names != nullptr) {
    PyObject* const* value = values + count;
    for (PyObject* const given : Elements(names)) {
      if (PyUnicode_CompareWithASCIIString(given, name) == 0) return *value;
      ++value;
    }
  }
  return keywords == nullptr ? nullptr : PyDict_GetItemString(keywords, name);
}

Operation::Operation(const char* name, const Arguments& arguments)
    : name_(name), arguments_(arguments), outer_(current), first_serial_(NextSerial()) {
  is_hidden_ = outer_ != nullptr && (outer_->is_opaque_ || outer_->is_hidden_);
  current = this;
  if (extension_was_loaded) [[unlikely]] {
    HookFortran();
  }
}

Operation::~Operation() {
  current = outer_;
  if (outer_ == nullptr) SettleScratch();
}

Operation* CurrentOperation() { return current; }

tm_site Operation::site() {
  if (!has_site_) {
    bool is_called_by_library = false;
    site_ = CurrentSite(&is_called_by_library);
    is_library_ = is_library_ || is_called_by_library;
    has_site_ = true;
  }
  return site_;
}

void Operation::NoteInnerView(const Array* view) {
  if (view->base != arguments_.self) return;
  inner_data_ = view->data;
  inner_bytes_ = BytesOf(view);
}

void Operation::Access(PyObject* array, bool for_writing) {
  const Handle& handle = *HandleOf(array);
  for_writing ? tm_write(handle.view, site()) : tm_read(handle.view, site());
}

void Operation::TellCopy(PyObject* source, PyObject* destination, int64_t bytes, tm_reason reason) {
  const tm_view from = HandleOf(source)->view;
  const tm_view to = HandleOf(destination)->view;
  if (from == nullptr || to == nullptr) return;
  const tm_site here = site();
  const tm_copy_info info = {.source = from,
                             .destination = to,
                             .bytes = bytes,
                             .reason = IsHidden() ? TM_LIBRARY : reason,
                             .op = name_,
                             .site = here};
  tm_copy(&info);
}

// False where the result is no copy of the array.
bool Operation::TellCopyOf(PyObject* source, PyObject* result, Kind kind) {
  if (!IsArray(result) || !IsArray(source)) return false;
  const Handle from = *HandleOf(source);
  const Handle to = *HandleOf(result);
  if (from.buffer == to.buffer || to.buffer == kNoBuffer || !IsNew(to)) {
    // A view, or it. A library asks for an array as it is to give it to C code.
    if (IsHidden()) tm_escaped(from.view, 0, site());
    return true;
  }
  tm_reason reason = TM_REQUESTED;
  if (IsBroadcast(AsArray(source)) && kind != Kind::kGather) {
    reason = TM_BROADCAST;
  } else if (kind == Kind::kShape) {
    reason = TM_LAYOUT;
  } else if (kind != Kind::kCopy) {
    reason = ReasonOf(AsArray(source), AsArray(result));
  }
  TellCopy(source, result, BytesOf(AsArray(result)), reason);
  return true;
}

void Operation::TellConcat(PyObject* sequence, PyObject* result, int most) {
  for (PyObject* const part : Elements(sequence)) {
    if (!IsArray(part) || AsArray(part)->nd > most) continue;
    TellCopy(part, result, BytesOf(AsArray(part)), TM_CONCAT);
  }
}

void Operation::TellGather(PyObject* source, PyObject* result, PyObject* index) {
  const Handle from = *HandleOf(source);
  const Handle to = *HandleOf(result);
  if (from.buffer == to.buffer) return;
  // Into an array that was there (out=).
  if (!IsNew(to)) return TellCompute(result, TM_NO_INDEX, arguments_.count);
  TellCopy(source, result, BytesOf(AsArray(result)), TM_GATHER);
  // Tells more of that copy.
  TellCompute(result, ClassifyIndex(index, index != nullptr && IsArray(index) && IsCounted(index)),
              arguments_.count);
}

// Reads its inputs, which are its arrays among the first `most` arguments, and writes its output.
void Operation::TellCompute(PyObject* result, tm_index index, Py_ssize_t most) {
  tm_view inputs[kMaxInputs];
  int count = 0;
  bool is_operand = false;
  const auto take = [&](PyObject* object) {
    if (count == kMaxInputs || !IsArray(object)) return;
    inputs[count++] = HandleOf(object)->view;
    is_operand = is_operand || object == result;
  };
  take(arguments_.self);
  for (Py_ssize_t i = 0; i < std::min(most, arguments_.count); ++i) take(arguments_.values[i]);
  const Handle* const output = IsArray(result) ? HandleOf(result) : nullptr;
  if (count == 0 && output == nullptr) return;
  if (IsHidden()) {  // accesses, but nothing that the user could do in another way
    for (int i = 0; i < count; ++i) tm_read(inputs[i], site());
    if (output != nullptr) tm_write(output->view, site());
    return;
  }
  const tm_op_info info = {.name = name_,
                           .inputs = inputs,
                           .input_count = count,
                           .output = output == nullptr ? nullptr : output->view,
                           .reused = is_operand ? 1 : 0,
                           .index = index,
                           .site = site()};
  tm_op(&info);
}

// What runs code of Python's, and so cannot be done within the moment. The first object of a new
// subtype begins unseen.
void Operation::Prepare(PyObject* result) {
  site();
  if (!IsArray(result) || result->ob_type == numpy_abi.array_type) return;
  HookSubtypes(result->ob_type);
  Learn(result, site(), name_);
}

void Operation::Finish(Kind kind, PyObject* result) {
  Prepare(result);
  if (kind == Kind::kMake || kind == Kind::kMakeUfunc) return;  // it waits for the next event
  const Moment moment;
  Settle();
  if (result == nullptr) return;
  PyObject* const self = IsArray(arguments_.self) ? arguments_.self : nullptr;
  PyObject* const first = self != nullptr ? self : arguments_.At(0);
  switch (kind) {
    case Kind::kCopy:
    case Kind::kCast:
    case Kind::kShape:
      TellCopyOf(first, result, kind);
      return;
    case Kind::kArray:
      if (!TellCopyOf(first, result, kind) && IsArray(result)) {
        TellConcat(first, result, AsArray(result)->nd - 1);
      }
      return;
    case Kind::kGather:
      if (IsArray(first) && IsArray(result)) {
        TellGather(first, result, self != nullptr ? arguments_.At(0) : arguments_.At(1));
      } else {
        TellCompute(result, TM_NO_INDEX, arguments_.count);
      }
      return;
    case Kind::kConcat:
      if (IsArray(result)) TellConcat(arguments_.At(0), result, INT_MAX);
      return;
    case Kind::kCopyTo: {
      PyObject* const to = arguments_.At(0, "dst");
      PyObject* const source = arguments_.At(1, "src");
      if (!IsArray(to)) return;
      if (IsArray(source)) {
        TellCopy(source, to, BytesOf(AsArray(to)), TM_ASSIGN);
      } else {
        Access(to, true);
      }
      return;
    }
    case Kind::kMake:
    case Kind::kMakeUfunc:
      return;
    case Kind::kInPlace:
      if (self == nullptr) return;
      Learn(self, site(), name_);  // __setstate__ gives it other memory
      Access(self, true);
      return;
    case Kind::kFill:
      if (IsArray(first)) Access(first, true);
      return;
    case Kind::kExport:
      if (self != nullptr) Access(self, false);
      return;
    case Kind::kCompute:
      TellCompute(result, TM_NO_INDEX, arguments_.count);
      return;
    case Kind::kLibrary:
    case Kind::kShuffle:
      for (Py_ssize_t i = 0; i < arguments_.count; ++i) {
        if (IsArray(arguments_.At(i))) Access(arguments_.At(i), false);
      }
      for (PyObject* const written :
           {arguments_.Named("out"), kind == Kind::kShuffle ? arguments_.At(0, "x") : nullptr}) {
        if (IsArray(written)) Access(written, true);
      }
      return;
  }
}

// An output that is given by position is none of its inputs.
void Operation::FinishUfunc(int inputs, int outputs, PyObject* result) {
  const Elements results(outputs > 1 ? result : nullptr);
  Prepare(result);
  for (PyObject* const each : results) Prepare(each);
  const Moment moment;
  Settle();
  if (result == nullptr) return;
  const bool is_several = results.begin() != results.end();
  TellCompute(is_several ? *results.begin() : result, TM_NO_INDEX, inputs);
  for (PyObject* const each : results) {
    if (each != *results.begin() && IsArray(each)) Access(each, true);
  }
}

void Operation::FinishSubscript(PyObject* key, PyObject* result) {
  if (result == nullptr) return;
  if (!IsArray(result)) return Touch(arguments_.self, false, site());
  Prepare(result);
  // A view waits for the next event, as a rule.
  if ((AsArray(result)->flags & kOwnsData) == 0) return;
  const Moment moment;
  Settle();
  TellGather(arguments_.self, result, key);
}

void Operation::FinishAssignment(PyObject* key, PyObject* value, bool succeeded) {
  PyObject* const self = arguments_.self;
  if (!succeeded) return;
  if (!IsArray(value) && !IsArray(key)) return Touch(self, true, site());
  site();
  const Moment moment;
  Settle();
  if (IsArray(key)) Access(key, false);
  if (!IsArray(value)) return Access(self, true);
  const int64_t whole = BytesOf(AsArray(self));
  const int64_t part = BytesOf(AsArray(value));
  const bool is_all = key == &_Py_EllipsisObject;
  // a[i] += b writes back the view that it was done in.
  if (inner_data_ != nullptr && inner_bytes_ == part && inner_data_ == AsArray(value)->data) return;
  const int64_t bytes = inner_data_ != nullptr ? inner_bytes_
                        : is_all               ? whole
                                               : std::min(part, whole);
  TellCopy(value, self, bytes, TM_ASSIGN);
}

void TellEscape(PyObject* object, const char* name, bool may_write) {
  if (!IsArray(object)) return;
  const Arguments none;
  Operation(name, none)
      .FinishEscape(object, may_write && (AsArray(object)->flags & kWriteable) != 0);
}

void Operation::FinishEscape(PyObject* array, bool for_writing) {
  site();
  const Moment moment;
  tm_escaped(HandleOf(array)->view, for_writing ? 1 : 0, site());
}

}  // namespace tidemark::numpy
