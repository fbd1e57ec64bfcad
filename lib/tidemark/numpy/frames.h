// The interpreter's frames, read where they lie: which code runs, and where in it.
//
// Used by call_sites.cc. The layouts are those of CPython 3.11, 3.12 and 3.13; FindFrames compares
// them with what the interpreter's functions say, and declines where they differ.
//
// Threading: with the GIL. Nothing is allocated, and no frame object is made.
#ifndef TIDEMARK_NUMPY_FRAMES_H_
#define TIDEMARK_NUMPY_FRAMES_H_

#include <cstdint>

#include "tidemark/numpy/python_abi.h"

namespace tidemark::numpy {

// An interpreter's frame: opaque.
struct Frame;

struct FrameLayout {
  bool is_known = false;
  PyThreadState* (*current_thread)() = nullptr;
  bool has_cframe = false;    // the thread state names one that names the frame
  bool skips_shims = false;   // some frames are the interpreter's own (3.12 on)
  int thread_to_current = 0;  // offsets, in bytes
  int cframe_to_current = 0;
  int code = 0;
  int previous = 0;
  int instruction = 0;
  int first_instruction = 0;  // of the code object
  int owner = 0;
};

// Of this interpreter. Filled in by FindFrames.
extern constinit FrameLayout frame_layout;

// To be called with a Python frame running. False: the layout is unknown.
bool FindFrames();

namespace frames_internal {
template <class T>
T At(const void* base, int offset) {
  return *reinterpret_cast<const T*>(static_cast<const char*>(base) + offset);
}
}  // namespace frames_internal

// Of a thread that does not run the interpreter now: the calling thread, or one that cannot go on.
inline const Frame* InnermostFrameOf(const PyThreadState* thread) {
  if (thread == nullptr) return nullptr;
  const void* const at = frames_internal::At<const void*>(thread, frame_layout.thread_to_current);
  if (!frame_layout.has_cframe || at == nullptr) return static_cast<const Frame*>(at);
  return frames_internal::At<const Frame*>(at, frame_layout.cframe_to_current);
}
inline const Frame* InnermostFrame() { return InnermostFrameOf(frame_layout.current_thread()); }
inline const Frame* CallerOf(const Frame* frame) {
  return frames_internal::At<const Frame*>(frame, frame_layout.previous);
}
// Null in a frame that is the interpreter's own.
inline PyObject* CodeOf(const Frame* frame) {
  constexpr char kOwnedByCStack = 3;
  if (frame_layout.skips_shims &&
      frames_internal::At<char>(frame, frame_layout.owner) == kOwnedByCStack) {
    return nullptr;
  }
  return frames_internal::At<PyObject*>(frame, frame_layout.code);
}
// The address of the last instruction, which identifies it, and its offset in the code in bytes.
inline uintptr_t InstructionOf(const Frame* frame) {
  return frames_internal::At<uintptr_t>(frame, frame_layout.instruction);
}
inline int OffsetOf(const PyObject* code, uintptr_t instruction) {
  return static_cast<int>(instruction - reinterpret_cast<uintptr_t>(code)) -
         frame_layout.first_instruction;
}

}  // namespace tidemark::numpy

#endif  // TIDEMARK_NUMPY_FRAMES_H_
