#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tidemark/base/status.h"
#include "tidemark/trace/io/file_sink_internal.h"

namespace tidemark::trace {
namespace {

constexpr size_t kOutputBytes = size_t{128} << 10;
constexpr int kGzipLevel = 6;
constexpr int kZstdLevel = 3;

// What both formats have in common: an output buffer, a latched status, one end of the stream.
class CompressedSink : public ByteSink {
 public:
  explicit CompressedSink(std::unique_ptr<FileSink> file)
      : file_(std::move(file)), output_(kOutputBytes) {}

  absl::Status Append(absl::string_view bytes) override {
    if (status_.ok() && closed_) {
      status_ = absl::FailedPreconditionError(absl::StrCat(file_->path(), ": is already closed"));
    }
    if (status_.ok() && !bytes.empty()) status_ = Compress(bytes, Mode::kContinue);
    return status_;
  }

  absl::Status Flush() override {
    if (status_.ok() && !closed_) status_ = Compress({}, Mode::kFlush);
    return status_;
  }

  absl::Status Close() override {
    if (closed_) return status_;
    closed_ = true;
    if (status_.ok()) status_ = Compress({}, Mode::kEnd);
    const absl::Status file_status = file_->Close();
    if (status_.ok()) status_ = file_status;
    return status_;
  }

 protected:
  enum class Mode { kContinue, kFlush, kEnd };

  virtual absl::Status Compress(absl::string_view bytes, Mode mode) = 0;

  absl::Status Emit(size_t bytes) { return file_->Append({output_.data(), bytes}); }

  absl::Status Broken(absl::string_view reason) const {
    return absl::InternalError(absl::StrCat(file_->path(), ": cannot compress: ", reason));
  }

  char* output() { return output_.data(); }
  size_t output_size() const { return output_.size(); }
  bool closed() const { return closed_; }

 private:
  std::unique_ptr<FileSink> file_;
  std::vector<char> output_;
  absl::Status status_;
  bool closed_ = false;
};

class GzipSink final : public CompressedSink {
 public:
  explicit GzipSink(std::unique_ptr<FileSink> file) : CompressedSink(std::move(file)) {
    constexpr int kWindowBitsForGzip = 15 + 16;
    constexpr int kDefaultMemory = 8;
    ready_ = deflateInit2(&stream_, kGzipLevel, Z_DEFLATED, kWindowBitsForGzip, kDefaultMemory,
                          Z_DEFAULT_STRATEGY) == Z_OK;
  }
  // A sink that is dropped without Close() leaves the stream without its end, as a crash would.
  ~GzipSink() override {
    if (ready_) deflateEnd(&stream_);
  }

 private:
  absl::Status Compress(absl::string_view bytes, Mode mode) override {
    if (!ready_) return Broken("zlib does not start");
    const int flush = mode == Mode::kEnd     ? Z_FINISH
                      : mode == Mode::kFlush ? Z_SYNC_FLUSH
                                             : Z_NO_FLUSH;
    do {
      // zlib counts in unsigned int.
      const size_t part = std::min<size_t>(bytes.size(), std::numeric_limits<uInt>::max());
      stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
      stream_.avail_in = static_cast<uInt>(part);
      do {
        stream_.next_out = reinterpret_cast<Bytef*>(output());
        stream_.avail_out = static_cast<uInt>(output_size());
        if (deflate(&stream_, part == bytes.size() ? flush : Z_NO_FLUSH) == Z_STREAM_ERROR) {
          return Broken("zlib reports a stream error");
        }
        TIDEMARK_RETURN_IF_ERROR(Emit(output_size() - stream_.avail_out));
      } while (stream_.avail_out == 0);
      bytes.remove_prefix(part);
    } while (!bytes.empty());
    return absl::OkStatus();
  }

  z_stream stream_ = {};
  bool ready_ = false;
};

class ZstdSink final : public CompressedSink {
 public:
  explicit ZstdSink(std::unique_ptr<FileSink> file)
      : CompressedSink(std::move(file)), context_(ZSTD_createCCtx()) {
    if (context_ == nullptr) return;
    ZSTD_CCtx_setParameter(context_, ZSTD_c_compressionLevel, kZstdLevel);
    ZSTD_CCtx_setParameter(context_, ZSTD_c_checksumFlag, 1);
  }
  ~ZstdSink() override { ZSTD_freeCCtx(context_); }

 private:
  absl::Status Compress(absl::string_view bytes, Mode mode) override {
    if (context_ == nullptr) return Broken("zstd does not start");
    const ZSTD_EndDirective directive = mode == Mode::kEnd     ? ZSTD_e_end
                                        : mode == Mode::kFlush ? ZSTD_e_flush
                                                               : ZSTD_e_continue;
    ZSTD_inBuffer input = {bytes.data(), bytes.size(), 0};
    while (true) {
      ZSTD_outBuffer out = {output(), output_size(), 0};
      const size_t left = ZSTD_compressStream2(context_, &out, &input, directive);
      if (ZSTD_isError(left) != 0) return Broken(ZSTD_getErrorName(left));
      TIDEMARK_RETURN_IF_ERROR(Emit(out.pos));
      const bool done = mode == Mode::kContinue ? input.pos == input.size : left == 0;
      if (done) return absl::OkStatus();
    }
  }

  ZSTD_CCtx* context_;
};

}  // namespace

std::unique_ptr<ByteSink> NewGzipSink(std::unique_ptr<FileSink> file) {
  return std::make_unique<GzipSink>(std::move(file));
}

std::unique_ptr<ByteSink> NewZstdSink(std::unique_ptr<FileSink> file) {
  return std::make_unique<ZstdSink>(std::move(file));
}

}  // namespace tidemark::trace
