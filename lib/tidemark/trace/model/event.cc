#include "tidemark/trace/model/event.h"

namespace tidemark::trace {

bool IsDefinition(const EventBody& body) {
  return std::holds_alternative<TraceHead>(body) || std::holds_alternative<SiteDefinition>(body) ||
         std::holds_alternative<FrameDefinition>(body) ||
         std::holds_alternative<StackDefinition>(body) ||
         std::holds_alternative<ThreadDefinition>(body);
}

bool IsCounted(const EventBody& body) {
  return !IsDefinition(body) && !std::holds_alternative<End>(body);
}

}  // namespace tidemark::trace
