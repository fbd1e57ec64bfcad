// The ids of the entities in hooks and traces.
//
// Assigned by the memory library (buffers, views) and by the recorder (the rest); consumed by every
// reader of a trace. All are positive and unique within a trace; 0 is none or unknown.
#ifndef TIDEMARK_BASE_IDS_H_
#define TIDEMARK_BASE_IDS_H_

#include "tidemark/base/strong_id.h"

namespace tidemark {

using BufferId = StrongId<struct BufferIdTag>;
using ViewId = StrongId<struct ViewIdTag>;
using SiteId = StrongId<struct SiteIdTag>;
using StackId = StrongId<struct StackIdTag>;
using FrameId = StrongId<struct FrameIdTag>;
using ThreadId = StrongId<struct ThreadIdTag>;

}  // namespace tidemark

#endif  // TIDEMARK_BASE_IDS_H_
