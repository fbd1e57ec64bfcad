#include "tidemark/numpy/gather_index.h"

#include <cstring>

#include "tidemark/numpy/numpy_abi.h"

namespace tidemark::numpy {
namespace {

// From a first element on, each is one step further.
class Progression {
 public:
  // False: it is none.
  bool Take(int64_t value) {
    if (count_ == 1) step_ = value - last_;
    if (count_ > 1 && value - last_ != step_) return false;
    // A slice does not go across the end, and takes no element twice.
    if (count_ > 0 && (step_ == 0 || (value < 0) != (last_ < 0))) return false;
    last_ = value;
    ++count_;
    return true;
  }
  tm_index Result() const {
    if (count_ == 0) return TM_IRREGULAR;
    return count_ == 1 || step_ == 1 ? TM_RUN : TM_PROGRESSION;
  }

 private:
  int64_t last_ = 0;
  int64_t step_ = 0;
  int64_t count_ = 0;
};

tm_index ClassifyArray(const Array* array) {
  const bool is_known = array->nd == 1 &&
                        (array->descr->kind == 'i' || array->descr->kind == 'u') &&
                        array->descr->byteorder != '>';
  const int64_t size = ItemSize(array->descr);
  if (!is_known || (size != 8 && size != 4)) return TM_IRREGULAR;
  Progression progression;
  for (int64_t i = 0; i < array->dimensions[0]; ++i) {
    const char* const at = array->data + i * array->strides[0];
    int64_t value = 0;
    if (size == 8) {
      std::memcpy(&value, at, 8);
    } else {
      int32_t narrow = 0;
      std::memcpy(&narrow, at, 4);
      value = narrow;
    }
    if (!progression.Take(value)) return TM_IRREGULAR;
  }
  return progression.Result();
}

tm_index ClassifyList(const PyListObject* list) {
  Progression progression;
  for (Py_ssize_t i = 0; i < list->ob_size; ++i) {
    if (!IsOfType(list->ob_item[i], PyLong_Type)) return TM_IRREGULAR;
    const int64_t value = PyLong_AsLong(list->ob_item[i]);
    if (value == -1 && PyErr_Occurred() != nullptr) {
      PyErr_Clear();
      return TM_IRREGULAR;
    }
    if (!progression.Take(value)) return TM_IRREGULAR;
  }
  return progression.Result();
}

}  // namespace

tm_index ClassifyIndex(const PyObject* index, bool is_counted) {
  if (index == nullptr) return TM_IRREGULAR;
  if (IsArray(index)) return is_counted ? ClassifyArray(AsArray(index)) : TM_IRREGULAR;
  if (IsOfType(index, PyList_Type)) {
    return ClassifyList(reinterpret_cast<const PyListObject*>(index));
  }
  return TM_IRREGULAR;
}

}  // namespace tidemark::numpy
