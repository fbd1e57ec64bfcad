#include "tidemark/malloc/python_audit.h"

#include <cstring>

#include "tidemark/malloc/python_allocators.h"

namespace tidemark::malloc_internal {
namespace {

PythonAllocators allocators;
PythonAllocator raw_before;  // when the hook was added
PythonAllocator raw_at_end;
void* hook_memory = nullptr;

void* NewNoted(void* context, size_t bytes) {
  return hook_memory = raw_before.malloc(context, bytes);
}

void FreeAllButTheHook(void* context, void* block) {
  if (block != hook_memory || block == nullptr) raw_at_end.free(context, block);
}

}  // namespace

bool AddAuditHook(AuditHook hook) noexcept {
  int (*add)(AuditHook, void*) = nullptr;
  if (!FindInProcess("PySys_AddAuditHook", &add) || !allocators.Find()) return false;
  allocators.get(PythonDomain::kRaw, &raw_before);
  PythonAllocator noting = raw_before;
  noting.malloc = &NewNoted;
  allocators.set(PythonDomain::kRaw, &noting);
  const bool is_added = add(hook, nullptr) == 0;
  allocators.set(PythonDomain::kRaw, &raw_before);
  return is_added;
}

void KeepAuditHook(const char* event) noexcept {
  if (std::strcmp(event, "cpython._PySys_ClearAuditHooks") != 0) return;
  allocators.get(PythonDomain::kRaw, &raw_at_end);
  if (raw_at_end.free == raw_before.free || raw_at_end.free == &FreeAllButTheHook) return;
  PythonAllocator keeping = raw_at_end;
  keeping.free = &FreeAllButTheHook;
  allocators.set(PythonDomain::kRaw, &keeping);
}

}  // namespace tidemark::malloc_internal
