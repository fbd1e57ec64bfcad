// The bridge's table of a program that links the recorder.
//
// Where a malloc interposer is preloaded into it, that one's: its recording is the one of the process.
#include "tidemark/record/bridge_table.h"
#include "tidemark/record/buffer/bridge_interface.h"
#include "tidemark/record/heap_host.h"

extern "C" [[gnu::visibility("default")]] const tm_bridge* tidemark_bridge_v1() {
  const tidemark::record::HeapHost* const host = tidemark::record::FindHeapHost();
  return host != nullptr ? host->bridge() : tidemark::record::BridgeTable();
}
