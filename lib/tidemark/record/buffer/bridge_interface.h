// The bridge's types and its table, without what looks for a recorder in each source that includes
// <tidemark/bridge/bridge.h>: the recorder would find itself, and expect to be told of buffers.
#ifndef TIDEMARK_RECORD_BUFFER_BRIDGE_INTERFACE_H_
#define TIDEMARK_RECORD_BUFFER_BRIDGE_INTERFACE_H_

#define TM_INTERFACE_ONLY
#include "tidemark/bridge/bridge.h"

#endif  // TIDEMARK_RECORD_BUFFER_BRIDGE_INTERFACE_H_
