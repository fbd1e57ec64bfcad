// The table of functions by which libraries in this process tell the recorder of their buffers
// (tidemark/bridge/bridge.h): what tidemark_bridge_v1 gives them.
//
// That function is exported by the malloc interposer, and by programs that link the recorder
// (bridge_export.cc). Threading: any thread.
#ifndef TIDEMARK_RECORD_BRIDGE_TABLE_H_
#define TIDEMARK_RECORD_BRIDGE_TABLE_H_

#include "tidemark/record/buffer/bridge_interface.h"

namespace tidemark::record {

// Of this copy of the recorder. Somebody asks for it, so buffers are to be expected.
const tm_bridge* BridgeTable() noexcept;

}  // namespace tidemark::record

#endif  // TIDEMARK_RECORD_BRIDGE_TABLE_H_
