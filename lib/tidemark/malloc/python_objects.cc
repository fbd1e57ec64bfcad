#include "tidemark/malloc/python_objects.h"

#include <cstdint>

#include "tidemark/malloc/allocate.h"
#include "tidemark/malloc/frame_address.h"
#include "tidemark/malloc/python_allocators.h"
#include "tidemark/malloc/reallocate.h"
#include "tidemark/malloc/report.h"
#include "tidemark/malloc/startup.h"
#include "tidemark/record/buffer/address_bitmap.h"
#include "tidemark/record/buffer/thread_local.h"
#include "tidemark/record/events/heap_events.h"
#include "tidemark/record/recording/recording.h"

namespace tidemark::malloc_internal {
namespace {

record::AddressBitmap* object_blocks = nullptr;  // never destroyed
bool has_objects = false;
TypeOfBlock type_of_block = nullptr;
NoteBlock note_block = nullptr;
size_t least_type_block = SIZE_MAX;

const char* TypeOf(const void* block) {
  if (type_of_block == nullptr || Events() == nullptr) return nullptr;
  return type_of_block(block, real.malloc_usable_size(const_cast<void*>(block)));
}

// Where a type is looked for there is none until the object is filled in.
void* BeginObject(void* block) {
  if (block == nullptr) return nullptr;
  has_objects = true;
  object_blocks->Add(reinterpret_cast<uintptr_t>(block));
  auto* const words = static_cast<uintptr_t*>(block);
  const size_t bytes = real.malloc_usable_size(block);
  for (size_t i = 1; i < 6 && i < bytes / sizeof(*words); i += 2) words[i] = 0;
  if (bytes >= least_type_block) [[unlikely]] {
    note_block(block);
  }
  return block;
}

// Python asks for no bytes where it wants a block.
size_t AtLeastOne(size_t bytes) { return bytes == 0 ? 1 : bytes; }

// An object that hooks of Python's functions make may live on, and one of the program's may end in them: all are told.
using record::UnsuppressHeap;

void* NewObject(void* /*context*/, size_t bytes) {
  const UnsuppressHeap told;
  if (bytes > PTRDIFF_MAX) return nullptr;
  void* const block = BeginObject(Allocate(AtLeastOne(bytes)));
  return Report(block, AtLeastOne(bytes), TIDEMARK_FRAME);
}

void* NewZeroedObject(void* /*context*/, size_t count, size_t size) {
  const UnsuppressHeap told;
  size_t bytes = 0;
  if (__builtin_mul_overflow(count, size, &bytes) || bytes > PTRDIFF_MAX) return nullptr;
  bytes = AtLeastOne(bytes);
  void* const block = AllocateBy([bytes] { return real.calloc(1, bytes); }, 16, bytes);
  return Report(BeginObject(block), bytes, TIDEMARK_FRAME);
}

void* ResizedObject(void* context, void* block, size_t bytes) {
  const UnsuppressHeap told;
  if (block == nullptr) return NewObject(context, bytes);
  if (bytes > PTRDIFF_MAX) return nullptr;
  const char* const type = TypeOf(block);
  object_blocks->Remove(reinterpret_cast<uintptr_t>(block));
  void* const result = Reallocate(block, AtLeastOne(bytes), TIDEMARK_FRAME, type);
  object_blocks->Add(reinterpret_cast<uintptr_t>(result == nullptr ? block : result));
  return result;
}

void EndObject(void* /*context*/, void* block) {
  const UnsuppressHeap told;
  if (block == nullptr) return;
  const char* const type = TypeOf(block);
  object_blocks->Remove(reinterpret_cast<uintptr_t>(block));
  if (record::HeapEvents* const events = Events()) events->Freed(block, type);
  Free(block);
}

void* NewMemory(void* /*context*/, size_t bytes) {
  const UnsuppressHeap told;
  if (bytes > PTRDIFF_MAX) return nullptr;
  return Report(Allocate(AtLeastOne(bytes)), AtLeastOne(bytes), TIDEMARK_FRAME);
}

void* NewZeroedMemory(void* /*context*/, size_t count, size_t size) {
  const UnsuppressHeap told;
  size_t bytes = 0;
  if (__builtin_mul_overflow(count, size, &bytes) || bytes > PTRDIFF_MAX) return nullptr;
  bytes = AtLeastOne(bytes);
  void* const block = AllocateBy([bytes] { return real.calloc(1, bytes); }, 16, bytes);
  return Report(block, bytes, TIDEMARK_FRAME);
}

void* ResizedMemory(void* /*context*/, void* block, size_t bytes) {
  const UnsuppressHeap told;
  if (bytes > PTRDIFF_MAX) return nullptr;
  return Reallocate(block, AtLeastOne(bytes), TIDEMARK_FRAME);
}

void EndMemory(void* /*context*/, void* block) {
  const UnsuppressHeap told;
  if (block == nullptr) return;
  ReportFree(block);
  Free(block);
}

bool IsLiveObjectBlock(const void* block, size_t bytes) noexcept {
  return object_blocks->Has(reinterpret_cast<uintptr_t>(block)) &&
         real.malloc_usable_size(const_cast<void*>(block)) >= bytes;
}

// Whether no other thread runs Python: this one has the interpreter's lock, or the interpreter ended.
bool HasLock() {
  int (*check)() = nullptr;
  return FindInProcess("PyGILState_Check", &check) && check() != 0;
}

}  // namespace

void TakeObjects() noexcept {
  PythonAllocators allocators;
  if (!allocators.Find()) return;
  object_blocks = new record::AddressBitmap;
  object_blocks->Open();
  PythonAllocator objects = {.context = nullptr,
                             .malloc = &NewObject,
                             .calloc = &NewZeroedObject,
                             .realloc = &ResizedObject,
                             .free = &EndObject};
  PythonAllocator memory = {.context = nullptr,
                            .malloc = &NewMemory,
                            .calloc = &NewZeroedMemory,
                            .realloc = &ResizedMemory,
                            .free = &EndMemory};
  allocators.set(PythonDomain::kObjects, &objects);
  allocators.set(PythonDomain::kMemory, &memory);
}

bool HasObjects() noexcept { return has_objects; }

void SetTypes(FindTypes find_types) noexcept {
  find_types(&IsLiveObjectBlock, &type_of_block, &note_block, &least_type_block);
  object_blocks->ForEach([](uintptr_t address) {
    const auto* const block = reinterpret_cast<const void*>(address);
    if (IsLiveObjectBlock(block, least_type_block)) note_block(block);
  });
}

void TellLiveObjects() noexcept {
  const record::Recording* const recording = ProcessRecording();
  record::HeapEvents* const events = Events();
  if (events == nullptr || type_of_block == nullptr || !recording->IsOfThisProcess()) return;
  if (record::Recording::IsInside() || !HasLock()) return;
  object_blocks->ForEach([events](uintptr_t address) {
    const auto* const block = reinterpret_cast<const void*>(address);
    if (const char* const type = TypeOf(block)) events->Holds(block, type);
  });
}

}  // namespace tidemark::malloc_internal
