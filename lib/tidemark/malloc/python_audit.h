// An audit hook of the Python interpreter, added before it starts.
//
// The interpreter keeps it in memory that it asks for before it has read which allocator it is to use,
// and gives that back at its end: under -X dev or PYTHONMALLOC=debug to an allocator that knows nothing
// of it, and would abort. So that memory is kept from being given back.
//
// Threading: AddAuditHook while the process has one thread; the rest with the interpreter's lock.
#ifndef TIDEMARK_MALLOC_PYTHON_AUDIT_H_
#define TIDEMARK_MALLOC_PYTHON_AUDIT_H_

namespace tidemark::malloc_internal {

using AuditHook = int (*)(const char* event, void* arguments, void* data);

// False: there is no interpreter.
bool AddAuditHook(AuditHook hook) noexcept;

// To be called by the hook for each event that it gets.
void KeepAuditHook(const char* event) noexcept;

}  // namespace tidemark::malloc_internal

#endif  // TIDEMARK_MALLOC_PYTHON_AUDIT_H_
