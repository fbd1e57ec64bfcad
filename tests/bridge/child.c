/* A program in C11 that links nothing of this project and tells what it does through bridge.h.
 *
 *   child all      every call
 *   child blocks   buffers in blocks of malloc, told and paused
 *   child threads  handles that begin in one thread and end in another
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tidemark/bridge/bridge.h"

static void TellAll(void) {
  const int64_t shape[2] = {3, 4};
  const int64_t strides[2] = {32, 8};
  const int64_t short_shape[1] = {4};
  const int64_t short_strides[1] = {-8};
  const tm_layout layout = {.dtype = "f8", .rank = 2, .shape = shape, .strides = strides};
  const tm_layout row = {.dtype = "f8", .rank = 1, .shape = short_shape, .strides = short_strides};
  double memory[2][12] = {{0}};
  const tm_site site = TM_SITE();
  const tm_buffer_info first = {
      .address = memory[0], .bytes = 96, .op = "make", .layout = &layout, .site = site};
  const tm_buffer_info second = {.address = memory[1],
                                 .bytes = 96,
                                 .kind = TM_POOL,
                                 .zeroed = 1,
                                 .label = "grid",
                                 .layout = &layout,
                                 .site = site};
  const tm_buffer_info third = {
      .bytes = 1000, .kind = TM_DEVICE, .space = "cuda:0", .label = "field", .site = site};
  tm_buffer a = tm_buffer_begin(&first);
  tm_buffer b = tm_buffer_begin(&second);
  tm_buffer c = tm_buffer_begin(&third);
  printf("%d %d\n", a != NULL, tm_recording() != 0);
  const tm_view_info part = {.parent = tm_buffer_owner(a),
                             .offset = 56,
                             .layout = &row,
                             .op = "row",
                             .read_only = 1,
                             .site = site};
  tm_view view = tm_view_begin(&part);
  const tm_copy_info copy = {.source = tm_buffer_owner(a),
                             .destination = tm_buffer_owner(b),
                             .bytes = 96,
                             .reason = TM_LAYOUT,
                             .op = "transpose",
                             .site = site};
  tm_copy(&copy);
  tm_read(view, site);
  tm_read(view, site); /* no event: it is not the first since the copy */
  tm_write(tm_buffer_owner(b), site);
  tm_escaped(tm_buffer_owner(b), 0, site);
  const tm_view inputs[2] = {view, tm_buffer_owner(a)};
  const tm_op_info op = {.name = "dot",
                         .inputs = inputs,
                         .input_count = 2,
                         .output = tm_buffer_owner(b),
                         .reused = 1,
                         .index = TM_RUN,
                         .site = site};
  tm_op(&op);
  tm_scope_begin("phase", site);
  tm_mark("halfway", site);
  tm_scope_end("phase");
  tm_oom(1 << 30, site);
  tm_clock clock = {0};
  tm_moment_begin(&clock);
  tm_buffer_resize(c, NULL, 2000, site);
  tm_view_end(view);
  tm_moment_end();
  tm_buffer_end(c);
  tm_buffer_end(b);
  tm_buffer_end(a);
}

/* 100,000 bytes each: one that malloc's recorder sees and the bridge claims, one that it is not to
 * see, and one that is nobody's. */
static void TellBlocks(void) {
  void* claimed = malloc(100000);
  const tm_buffer_info info = {.address = claimed, .bytes = 100000, .site = TM_SITE()};
  tm_buffer buffer = tm_buffer_begin(&info);
  tm_heap_pause();
  void* hidden = malloc(100000);
  tm_heap_resume();
  const tm_buffer_info other = {.address = hidden, .bytes = 100000, .site = TM_SITE()};
  tm_buffer further = tm_buffer_begin(&other);
  void* plain = malloc(100000);
  memset(plain, 1, 100000);
  tm_buffer_end(buffer);
  free(claimed);
  tm_buffer_end(further);
  tm_heap_pause();
  free(hidden);
  tm_heap_resume();
  printf("%d\n", ((char*)plain)[5]);
  free(plain);
}

enum { kHandles = 20000 };
static tm_buffer handles[kHandles];

static void* BeginAll(void* unused) {
  for (int i = 0; i < kHandles; ++i) {
    const tm_buffer_info info = {.bytes = 8, .site = TM_SITE()};
    handles[i] = tm_buffer_begin(&info);
  }
  return unused;
}

static void* EndAll(void* unused) {
  for (int i = 0; i < kHandles; ++i) tm_buffer_end(handles[i]);
  return unused;
}

static void TellFromThreads(void) {
  for (int round = 0; round < 3; ++round) {
    pthread_t thread;
    pthread_create(&thread, NULL, BeginAll, NULL);
    pthread_join(thread, NULL);
    pthread_create(&thread, NULL, EndAll, NULL);
    pthread_join(thread, NULL);
  }
}

int main(int count, char** arguments) {
  const char* what = count > 1 ? arguments[1] : "";
  if (strcmp(what, "all") == 0) TellAll();
  if (strcmp(what, "blocks") == 0) TellBlocks();
  if (strcmp(what, "threads") == 0) TellFromThreads();
  return 0;
}
