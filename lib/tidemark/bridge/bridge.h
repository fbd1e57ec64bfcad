/* How a library tells a recorder of its buffers, views and copies, without being linked with one.
 *
 * Included by whoever has arrays, pools or device memory of his own: the NumPy bridge, the Kokkos
 * tools library, a matrix class, an arena. The recorder is found when the module is loaded: it is
 * preloaded (tidemark run) or linked into the program (tidemark::record). Where there is none, a call
 * is one load and one branch.
 *
 * C11 and C++14, with nothing but the C library. A recorder is found by its table of functions,
 * tidemark_bridge_v1, which only ever grows at its end; a call that an older recorder does not have
 * does nothing.
 *
 * Handles: tm_buffer_begin and tm_view_begin return a handle, null where nothing is recorded; every
 *   call takes null. A handle is valid until its end, whatever becomes of the recording in between.
 *   A buffer begins with one view, its owner (tm_buffer_owner), which ends together with it.
 * Threading: any thread. What is done to one handle must be ordered, as with the memory itself.
 *   Nothing here may be called from a signal handler.
 * Units: bytes; strides and offsets are in bytes, and strides may be negative.
 * Ownership: lists, labels, names of scopes and marks, and what tm_site_of is given are copied. `op`,
 *   `name` of an operation, and `dtype` are known by their addresses: they are literals, or stay as they
 *   are as long as the process. Errors: none; a program is never disturbed.
 *
 *   #include "tidemark/bridge/bridge.h"
 *   const tm_buffer_info info = {.address = data, .bytes = size, .site = TM_SITE()};
 *   tm_buffer buffer = tm_buffer_begin(&info);
 *   ...
 *   tm_buffer_end(buffer);
 */
#ifndef TIDEMARK_BRIDGE_BRIDGE_H_
#define TIDEMARK_BRIDGE_BRIDGE_H_

/* clang-tidy is asked for C++, and this is C as well. NOLINTBEGIN(modernize-*) */
#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A member that need not be named in an initialiser. */
#ifdef __cplusplus
#define TM_ZERO \
  {}
#else
#define TM_ZERO
#endif

typedef struct tm_buffer_handle* tm_buffer;
typedef struct tm_view_handle* tm_view;

/* A place in the program. 0: unknown. Valid until the process ends. */
typedef uint32_t tm_site;

/* Where a buffer's memory is from. */
typedef enum tm_kind {
  TM_ARRAY = 0,    /* of an array class */
  TM_NUMPY = 1,    /* of NumPy */
  TM_POOL = 2,     /* cut out of a block that was allocated for many */
  TM_DEVICE = 3,   /* not the host's: `space` says where */
  TM_EXTERNAL = 4, /* somebody else's, adopted: it is in no total, and no leak */
  TM_MMAP = 5
} tm_kind;

/* Why bytes were copied. */
typedef enum tm_reason {
  TM_REQUESTED = 0, /* the program asked for a copy */
  TM_DTYPE = 1,     /* another dtype was asked for */
  TM_LAYOUT = 2,    /* contiguity or another order was needed */
  TM_OVERLAP = 3,   /* source and destination alias, so a temporary was needed */
  TM_GATHER = 4,    /* an index array or a mask selected elements */
  TM_BROADCAST = 5, /* a repeated element was written out */
  TM_CONCAT = 6,    /* arrays were joined */
  TM_ASSIGN = 7,    /* assignment into existing memory */
  TM_REALLOC = 8,   /* a growing buffer moved */
  TM_LIBRARY = 9    /* an installed library made it for itself: nothing that the user could mend */
} tm_reason;

/* What is known of the index of a gather. */
typedef enum tm_index {
  TM_NO_INDEX = 0,
  TM_PROGRESSION = 1,
  TM_RUN = 2,
  TM_IRREGULAR = 3
} tm_index;

/* Elements in a buffer. `dtype` is NumPy's short code ("f8"), null where there is none. */
typedef struct tm_layout {
  const char* dtype TM_ZERO;
  int32_t rank TM_ZERO;
  const int64_t* shape TM_ZERO;   /* `rank` numbers of elements */
  const int64_t* strides TM_ZERO; /* `rank` distances */
} tm_layout;

typedef struct tm_buffer_info {
  const void* address TM_ZERO; /* of the first byte; null where it means nothing to the host */
  int64_t bytes TM_ZERO;       /* as requested */
  tm_kind kind TM_ZERO;
  int32_t zeroed TM_ZERO;          /* not 0: it came zeroed */
  const char* space TM_ZERO;       /* "cuda:0"; null: the host's memory */
  const char* label TM_ZERO;       /* the program's name for it; null: none */
  const char* op TM_ZERO;          /* what made it; null: unknown */
  const tm_layout* layout TM_ZERO; /* of an array; null: bytes */
  tm_site site TM_ZERO;
} tm_buffer_info;

typedef struct tm_view_info {
  tm_view parent TM_ZERO; /* the handle that it was made from; gives the buffer, too */
  int64_t offset TM_ZERO; /* of its first element, from the buffer's lowest address */
  const tm_layout* layout TM_ZERO;
  const char* op TM_ZERO;
  int32_t read_only TM_ZERO;
  tm_site site TM_ZERO;
} tm_view_info;

typedef struct tm_copy_info {
  tm_view source TM_ZERO;
  tm_view destination TM_ZERO;
  int64_t bytes TM_ZERO; /* written to the destination */
  tm_reason reason TM_ZERO;
  const char* op TM_ZERO;
  tm_site site TM_ZERO;
} tm_copy_info;

/* An operation on arrays: its inputs are read and its output is written by it. */
typedef struct tm_op_info {
  const char* name TM_ZERO;
  const tm_view* inputs TM_ZERO;
  int32_t input_count TM_ZERO;
  tm_view output TM_ZERO;
  int32_t reused TM_ZERO; /* not 0: the output has an operand's buffer */
  tm_index index TM_ZERO; /* of a gather */
  tm_site site TM_ZERO;
} tm_op_info;

/* Of a program whose calls a lock of its own puts in order, as Python's does: then the recorder need
 * not read the clock for each. One such clock a lock, zero at first, only used with the lock held. */
typedef struct tm_clock {
  int64_t last TM_ZERO;
  int64_t tick TM_ZERO;
  uint64_t epoch TM_ZERO;
  int32_t left TM_ZERO;
} tm_clock;

/* A frame of an interpreter: what runs, and where in it. The same pair is the same place, until the
 * code ends (tm_stack_forget). */
typedef struct tm_frame {
  const void* code TM_ZERO;
  uintptr_t instruction TM_ZERO;
} tm_frame;

/* Whose code a frame runs. A stack begins with its innermost frame that belongs to the highest. */
typedef enum tm_owner {
  TM_RUNTIME = 0,   /* the interpreter's, or of a library that every program uses */
  TM_INSTALLED = 1, /* a library's */
  TM_OTHERS = 2,    /* somebody's */
  TM_PROJECT = 3    /* the user's */
} tm_owner;

typedef struct tm_place {
  char* file TM_ZERO; /* room for `room` bytes each; texts that are longer are cut */
  char* function TM_ZERO;
  size_t room TM_ZERO;
  uint32_t line TM_ZERO;
  tm_owner owner TM_ZERO;
} tm_place;

/* The stacks of an interpreter's threads. Both functions are called within malloc, on any thread:
 * they take no lock of the interpreter's, and allocate nothing. */
typedef struct tm_stack_source {
  const char* language TM_ZERO; /* what a trace gives as the module of its frames: "python" */
  const void* evaluator
      TM_ZERO; /* the code that runs scripts: native frames are told up to there */
  size_t evaluator_bytes TM_ZERO;
  /* This thread's frames, innermost first, at most `most`: how many; 0: it runs no interpreter. */
  int32_t (*walk)(tm_frame* frames, int32_t most);
  void (*describe)(const tm_frame* frame, tm_place* place);
} tm_stack_source;

/* The recorder's functions. A version adds to the end; `size` tells how many there are. */
typedef struct tm_bridge {
  uint32_t version; /* 1 */
  uint32_t size;    /* of this struct, in bytes */

  /* Which recording is going on, counted from 1; 0: none. */
  const volatile uint64_t* recording;

  tm_buffer (*buffer_begin)(const tm_buffer_info* info);
  void (*buffer_resize)(tm_buffer buffer, const void* address, int64_t bytes, tm_site site);
  void (*buffer_end)(tm_buffer buffer);
  tm_view (*buffer_owner)(tm_buffer buffer);

  tm_view (*view_begin)(const tm_view_info* info);
  void (*view_end)(tm_view view);

  void (*copy)(const tm_copy_info* info);
  void (*read)(tm_view view, tm_site site);
  void (*write)(tm_view view, tm_site site);
  void (*touch)(tm_view view, int32_t for_writing, tm_clock* clock, tm_site site);
  void (*escaped)(tm_view view, int32_t for_writing, tm_site site);
  void (*op)(const tm_op_info* info);

  void (*scope_begin)(const char* name, tm_site site);
  void (*scope_end)(const char* name);
  void (*mark)(const char* name, tm_site site);
  void (*oom)(int64_t bytes, tm_site site);

  tm_site (*site)(const char* file, uint32_t line, const char* function);

  void (*moment_begin)(tm_clock* clock);
  void (*moment_end)(void);
  void (*heap_pause)(void);
  void (*heap_resume)(void);

  uint64_t (*buffer_id)(tm_buffer buffer);
  uint64_t (*view_id)(tm_view view);

  void (*stack_source)(const tm_stack_source* source);
  void (*stack_forget)(void);
} tm_bridge;

#ifdef __cplusplus
}  // extern "C"
#endif

/* Of the recorder's own sources, which have no recorder to look for. */
#ifndef TM_INTERFACE_ONLY

/* This module's recorder; null: there is none. Set when the module is loaded, before its ordinary
 * constructors run. One for each source that includes this header. */
#if defined(__GNUC__) || defined(__clang__)
#define TM_PRIVATE static __inline__ __attribute__((unused))
static const tm_bridge* tm_bridge_table __attribute__((unused));
static __attribute__((constructor(102), unused)) void tm_find_bridge(void) {
  typedef const tm_bridge* (*tm_bridge_function)(void);
  void* const found = dlsym((void*)0, "tidemark_bridge_v1"); /* in the program and all it loaded */
  tm_bridge_function function;
  if (found == NULL) return;
  __builtin_memcpy(&function, &found, sizeof(function));
  tm_bridge_table = function();
}
#define TM_LIKELY_ABSENT(table) __builtin_expect((table) == NULL, 1)
#else
#define TM_PRIVATE static
static const tm_bridge* const tm_bridge_table = NULL;
#define TM_LIKELY_ABSENT(table) ((table) == NULL)
#endif

/* Whether the recorder has that function, which a later version may have added. */
#define TM_HAS(member) \
  (!TM_LIKELY_ABSENT(tm_bridge_table) && tm_bridge_table->size > offsetof(tm_bridge, member))

/* Which recording is going on; 0: none, and whatever is told is not recorded. */
TM_PRIVATE uint64_t tm_recording(void) {
  return TM_HAS(recording) ? *tm_bridge_table->recording : 0;
}

/* A buffer begins: after its memory was obtained. Should malloc's recorder have seen the block, it is
 * this buffer from now on, and not counted twice. */
TM_PRIVATE tm_buffer tm_buffer_begin(const tm_buffer_info* info) {
  return TM_HAS(buffer_begin) ? tm_bridge_table->buffer_begin(info) : (tm_buffer)0;
}

/* The buffer has another size, and perhaps another address. */
TM_PRIVATE void tm_buffer_resize(tm_buffer buffer, const void* address, int64_t bytes,
                                 tm_site site) {
  if (TM_HAS(buffer_resize)) tm_bridge_table->buffer_resize(buffer, address, bytes, site);
}

/* The buffer and its owner end: before its memory is released, and after its other views. */
TM_PRIVATE void tm_buffer_end(tm_buffer buffer) {
  if (TM_HAS(buffer_end)) tm_bridge_table->buffer_end(buffer);
}

TM_PRIVATE tm_view tm_buffer_owner(tm_buffer buffer) {
  return TM_HAS(buffer_owner) ? tm_bridge_table->buffer_owner(buffer) : (tm_view)0;
}

/* Another handle on the buffer of `parent` begins, or ends while the buffer lives on. */
TM_PRIVATE tm_view tm_view_begin(const tm_view_info* info) {
  return TM_HAS(view_begin) ? tm_bridge_table->view_begin(info) : (tm_view)0;
}
TM_PRIVATE void tm_view_end(tm_view view) {
  if (TM_HAS(view_end)) tm_bridge_table->view_end(view);
}

/* Bytes were copied. */
TM_PRIVATE void tm_copy(const tm_copy_info* info) {
  if (TM_HAS(copy)) tm_bridge_table->copy(info);
}

/* The elements were read or written. To be called each time: the recorder keeps the last time, and
 * writes an event for the first since a copy. */
TM_PRIVATE void tm_read(tm_view view, tm_site site) {
  if (TM_HAS(read)) tm_bridge_table->read(view, site);
}
TM_PRIVATE void tm_write(tm_view view, tm_site site) {
  if (TM_HAS(write)) tm_bridge_table->write(view, site);
}

/* The same for single elements, by a caller who holds the lock of `clock`: faster where there is no
 * event. */
TM_PRIVATE void tm_touch(tm_view view, int32_t for_writing, tm_clock* clock, tm_site site) {
  if (TM_HAS(touch)) tm_bridge_table->touch(view, for_writing, clock, site);
}

/* A raw pointer was handed out: what is done through it is not told, so no finding on this buffer is
 * certain any more. */
TM_PRIVATE void tm_escaped(tm_view view, int32_t for_writing, tm_site site) {
  if (TM_HAS(escaped)) tm_bridge_table->escaped(view, for_writing, site);
}

TM_PRIVATE void tm_op(const tm_op_info* info) {
  if (TM_HAS(op)) tm_bridge_table->op(info);
}

/* A named region of this thread; regions nest. A named moment. An allocation that failed. */
TM_PRIVATE void tm_scope_begin(const char* name, tm_site site) {
  if (TM_HAS(scope_begin)) tm_bridge_table->scope_begin(name, site);
}
TM_PRIVATE void tm_scope_end(const char* name) {
  if (TM_HAS(scope_end)) tm_bridge_table->scope_end(name);
}
TM_PRIVATE void tm_mark(const char* name, tm_site site) {
  if (TM_HAS(mark)) tm_bridge_table->mark(name, site);
}
TM_PRIVATE void tm_oom(int64_t bytes, tm_site site) {
  if (TM_HAS(oom)) tm_bridge_table->oom(bytes, site);
}

/* The same place gives the same site. To be kept: this looks up texts. */
TM_PRIVATE tm_site tm_site_of(const char* file, uint32_t line, const char* function) {
  return TM_HAS(site) ? tm_bridge_table->site(file, line, function) : 0;
}

/* The line on which it stands. */
#define TM_SITE() tm_site_of(__FILE__, __LINE__, __func__)

/* What this thread tells until tm_moment_end happens at one time, and is told faster. In between
 * nothing but functions of this header may be called. `clock` may be null. Not to be nested. */
TM_PRIVATE void tm_moment_begin(tm_clock* clock) {
  if (TM_HAS(moment_begin)) tm_bridge_table->moment_begin(clock);
}
TM_PRIVATE void tm_moment_end(void) {
  if (TM_HAS(moment_end)) tm_bridge_table->moment_end();
}

/* What this thread asks of malloc until tm_heap_resume, or gives back, is memory of buffers that it
 * tells of itself: malloc's recorder leaves it out. May be nested. */
TM_PRIVATE void tm_heap_pause(void) {
  if (TM_HAS(heap_pause)) tm_bridge_table->heap_pause();
}
TM_PRIVATE void tm_heap_resume(void) {
  if (TM_HAS(heap_resume)) tm_bridge_table->heap_resume();
}

/* What a trace calls it; 0 for null. */
TM_PRIVATE uint64_t tm_buffer_id(tm_buffer buffer) {
  return TM_HAS(buffer_id) ? tm_bridge_table->buffer_id(buffer) : 0;
}
TM_PRIVATE uint64_t tm_view_id(tm_view view) {
  return TM_HAS(view_id) ? tm_bridge_table->view_id(view) : 0;
}

/* Heap events of threads that run an interpreter have its stack from now on, where stacks are walked
 * by the default method. `source` stays as it is as long as the process. */
TM_PRIVATE void tm_stack_source_is(const tm_stack_source* source) {
  if (TM_HAS(stack_source)) tm_bridge_table->stack_source(source);
}
/* Code that was described has ended, and other code may come to lie there. */
TM_PRIVATE void tm_stack_forget(void) {
  if (TM_HAS(stack_forget)) tm_bridge_table->stack_forget();
}

/* NOLINTEND(modernize-*) */

#endif /* TM_INTERFACE_ONLY */

#endif /* TIDEMARK_BRIDGE_BRIDGE_H_ */
