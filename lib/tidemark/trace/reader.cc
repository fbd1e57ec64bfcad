#include "tidemark/trace/reader.h"

#include <utility>

#include "tidemark/base/status.h"
#include "tidemark/trace/byte_source.h"
#include "tidemark/trace/json_reader.h"

namespace tidemark::trace {

absl::StatusOr<std::unique_ptr<TraceReader>> OpenTrace(const std::string& path,
                                                       const ReaderOptions& options) {
  TIDEMARK_ASSIGN_OR_RETURN(std::unique_ptr<ByteSource> source, OpenByteSource(path));
  return std::make_unique<JsonReader>(std::move(source), SourceName(path), options);
}

}  // namespace tidemark::trace
