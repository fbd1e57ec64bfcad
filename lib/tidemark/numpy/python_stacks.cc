#include "tidemark/numpy/python_stacks.h"

#include <dlfcn.h>
#include <link.h>

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "tidemark/bridge/bridge.h"
#include "tidemark/numpy/call_sites.h"
#include "tidemark/numpy/code_objects.h"
#include "tidemark/numpy/frames.h"

namespace tidemark::numpy {
namespace {

// Which code objects the recorder may know: a bit each, of a hash. Without a lock, for they are
// described within malloc.
constexpr size_t kWords = 1024;
std::atomic<uint64_t> described[kWords];

struct Bit {
  std::atomic<uint64_t>* word;
  uint64_t mask;
};
Bit BitOf(const void* code) {
  const uint64_t hash = (reinterpret_cast<uintptr_t>(code) >> 4) * 0x9e3779b97f4a7c15U;
  return {&described[hash >> 54], uint64_t{1} << ((hash >> 48) & 63)};
}
static_assert(kWords == size_t{1} << (64 - 54));

void (*dealloc_of_code)(PyObject*) = nullptr;

// Another code object may come to lie at the same address.
void DeallocOfCode(PyObject* code) {
  ForgetCallSitesIn(code);
  const Bit bit = BitOf(code);
  if ((bit.word->load(std::memory_order_relaxed) & bit.mask) != 0) {
    for (std::atomic<uint64_t>& word : described) word.store(0, std::memory_order_relaxed);
    tm_stack_forget();
  }
  dealloc_of_code(code);
}

// The frames of a thread are changed by itself only, so it may read them without the GIL, too.
int32_t WalkFrames(tm_frame* frames, int32_t most) {
  int32_t count = 0;
  const Frame* frame = InnermostFrameOf(PyGILState_GetThisThreadState());
  for (; frame != nullptr && count < most; frame = CallerOf(frame)) {
    const PyObject* const code = CodeOf(frame);
    if (code == nullptr || !IsOfType(code, PyCode_Type)) continue;
    frames[count++] = {.code = code, .instruction = InstructionOf(frame)};
  }
  return count;
}

void DescribeFrame(const tm_frame* frame, tm_place* place) {
  auto* const code = static_cast<PyObject*>(const_cast<void*>(frame->code));
  const Bit bit = BitOf(code);
  bit.word->fetch_or(bit.mask, std::memory_order_relaxed);
  CodePlace described_place;
  Describe(code, OffsetOf(code, frame->instruction), &described_place);
  CopyCut(described_place.file, place->file, place->room);
  CopyCut(described_place.function, place->function, place->room);
  place->line = static_cast<uint32_t>(described_place.line);
  place->owner = OwnerOf(code);
}

tm_stack_source source = {.language = "python",
                          .evaluator = nullptr,
                          .evaluator_bytes = 0,
                          .walk = &WalkFrames,
                          .describe = &DescribeFrame};
bool can_read_code = false;

// The function that runs Python; where it has no symbol, all of the interpreter.
void FindEvaluator() {
  void* const function = dlsym(RTLD_DEFAULT, "_PyEval_EvalFrameDefault");
  Dl_info info;
  const ElfW(Sym)* symbol = nullptr;
  if (function != nullptr &&
      dladdr1(function, &info, reinterpret_cast<void**>(const_cast<ElfW(Sym)**>(&symbol)),
              RTLD_DL_SYMENT) != 0 &&
      symbol != nullptr && symbol->st_size != 0) {
    source.evaluator = info.dli_saddr;
    source.evaluator_bytes = symbol->st_size;
    return;
  }
  dl_find_object module;
  if (_dl_find_object(reinterpret_cast<void*>(&PyEval_GetFrame), &module) != 0) return;
  source.evaluator = module.dlfo_map_start;
  source.evaluator_bytes = static_cast<size_t>(static_cast<char*>(module.dlfo_map_end) -
                                               static_cast<char*>(module.dlfo_map_start));
}

}  // namespace

void PrepareInterpreter(const char* project) {
  can_read_code = PrepareCode(project);
  FindFrames();
  dealloc_of_code = PyCode_Type.tp_dealloc;
  PyCode_Type.tp_dealloc = &DeallocOfCode;
}

const char* InstallStacks() {
  if (!can_read_code || !frame_layout.is_known) return "CPython 3.11 to 3.13 are supported";
  FindEvaluator();
  tm_stack_source_is(&source);
  return nullptr;
}

}  // namespace tidemark::numpy
