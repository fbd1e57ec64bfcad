// Cuts the text of a trace into blocks that can be decoded each for itself.
//
// Made by JsonReader. Lines are cut at line ends, as many as a read brings, so that nothing waits for
// more than it needs; a document at its elements.
//
// Memory: what the source gave at once, or the longest object.
// Threading: one thread at a time, but for Cancel().
#ifndef TIDEMARK_TRACE_JSON_TEXT_BLOCKS_INTERNAL_H_
#define TIDEMARK_TRACE_JSON_TEXT_BLOCKS_INTERNAL_H_

#include <cstddef>
#include <memory>
#include <optional>

#include "tidemark/trace/io/byte_source.h"
#include "tidemark/trace/json/document_splitter_internal.h"
#include "tidemark/trace/json/read_window_internal.h"
#include "tidemark/trace/json/text_block_internal.h"

namespace tidemark::trace {

class TextBlocks {
 public:
  // Reads `read_bytes` at a time.
  TextBlocks(std::unique_ptr<ByteSource> source, size_t read_bytes)
      : window_(std::move(source), read_bytes), read_bytes_(read_bytes) {}

  // Puts the next stretch of the text into `block`; false if the one before was the last. A fault of the
  // file comes as the status of the last.
  bool Next(TextBlock* block);

  // On any thread: ends a Next that waits for the source.
  void Cancel() { window_.Cancel(); }

 private:
  absl::Status CutLines(TextBlock* block);
  absl::Status SkipLine();
  absl::Status CutDocument(TextBlock* block);

  ReadWindow window_;
  const size_t read_bytes_;
  std::optional<DocumentSplitter> document_;
  size_t searched_ = 0;  // of the window, in which there is no line end
  bool is_begun_ = false;
  bool is_ended_ = false;
};

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_JSON_TEXT_BLOCKS_INTERNAL_H_
