// How long text would be after gzip, counted while it is put together.
//
// Consumes the pieces of a document; its consumer is a format for a service that refuses documents
// above a compressed size.
//
// Ownership: owns the compressor. Threading: one at a time. Units: bytes.
//
//   GzipSize size;
//   size.Add(piece);
//   if (size.AtMost() > limit) ...
#ifndef TIDEMARK_GATE_FORMATS_GZIP_SIZE_H_
#define TIDEMARK_GATE_FORMATS_GZIP_SIZE_H_

#include <cstddef>
#include <memory>

#include "absl/strings/string_view.h"

namespace tidemark::gate {

class GzipSize {
 public:
  GzipSize();
  ~GzipSize();
  GzipSize(const GzipSize&) = delete;
  GzipSize& operator=(const GzipSize&) = delete;

  void Add(absl::string_view text);

  // Never less than what gzip makes, at its default level, of the text so far.
  size_t AtMost() const;

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
};

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_FORMATS_GZIP_SIZE_H_
