#include "tidemark/numpy/frames.h"

#include <cstdlib>

namespace tidemark::numpy {

constinit FrameLayout frame_layout;

namespace {

int MinorVersion() {
  const char* const version = Py_GetVersion();  // "3.11.2 (main, ...)"
  if (version[0] != '3' || version[1] != '.') return 0;
  return std::atoi(version + 2);
}

FrameLayout LayoutOf(int minor) {
  // Of a 64-bit interpreter. The first instruction lies where the code object's fixed part ends.
  FrameLayout layout;
  layout.first_instruction = static_cast<int>(PyCode_Type.tp_basicsize);
  switch (minor) {
    case 11:
      layout.has_cframe = true;
      layout.thread_to_current = 56;
      layout.cframe_to_current = 8;
      layout.code = 32;
      layout.previous = 48;
      layout.instruction = 56;
      layout.owner = 69;
      layout.is_known = true;
      break;
    case 12:
      layout.has_cframe = true;
      layout.skips_shims = true;
      layout.thread_to_current = 56;
      layout.cframe_to_current = 0;
      layout.code = 0;
      layout.previous = 8;
      layout.instruction = 56;
      layout.owner = 70;
      layout.is_known = true;
      break;
    case 13:
      layout.skips_shims = true;
      layout.thread_to_current = 72;
      layout.code = 0;
      layout.previous = 8;
      layout.instruction = 56;
      layout.owner = 70;
      layout.is_known = true;
      break;
    default:
      break;
  }
  return layout;
}

// What the frame object says of itself, which names the interpreter's frame behind its link to the
// caller (PyFrameObject::f_frame).
bool IsAsExpected() {
  PyFrameObject* const object = PyEval_GetFrame();
  if (object == nullptr || PyFrame_GetLasti == nullptr) return false;
  const void* const expected = frames_internal::At<const void*>(object, 24);
  const Frame* frame = InnermostFrame();
  if (frame != expected) return false;
  PyObject* const code = PyFrame_GetCode(object);
  const bool is_same = CodeOf(frame) == code && IsOfType(code, PyCode_Type) &&
                       OffsetOf(code, InstructionOf(frame)) == PyFrame_GetLasti(object);
  DecRef(code);
  return is_same;
}

}  // namespace

bool FindFrames() {
  frame_layout = LayoutOf(MinorVersion());
  const bool has_old_name = _PyThreadState_UncheckedGet != nullptr;
  frame_layout.current_thread =
      has_old_name ? &_PyThreadState_UncheckedGet : &PyThreadState_GetUnchecked;
  if (frame_layout.current_thread == nullptr) frame_layout.is_known = false;
  if (frame_layout.is_known && !IsAsExpected()) frame_layout = FrameLayout();
  return frame_layout.is_known;
}

}  // namespace tidemark::numpy
