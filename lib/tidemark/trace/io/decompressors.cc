#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tidemark/trace/io/buffered_input_internal.h"

namespace tidemark::trace {
namespace {

// What both formats have in common: input that is refilled, and a fault that waits until the bytes
// before it have been handed out. Decompressors always get the same room: what they give of corrupt
// data depends on it, and it must not depend on the sizes of the reads.
class Decompressor : public ByteSource {
 public:
  Decompressor(BufferedInput input, std::string name, size_t room)
      : input_(std::move(input)), name_(std::move(name)), output_(room) {}

  absl::StatusOr<size_t> Read(char* into, size_t size) override {
    while (begin_ == end_ && fault_.ok() && !finished_) {
      if (input_.available().empty() && !input_.at_end()) {
        fault_ = input_.Fill();
        if (!fault_.ok()) break;
      }
      begin_ = 0;
      end_ = Produce(output_.data(), output_.size());
    }
    if (begin_ == end_ && !fault_.ok()) return fault_;
    const size_t part = std::min(size, end_ - begin_);
    std::copy_n(output_.data() + begin_, part, into);
    begin_ += part;
    return part;
  }

  bool cut_off() const override { return cut_off_; }
  void Cancel() override { input_.Cancel(); }

 protected:
  // Decompresses what is available, which may be nothing at the end, and returns how many bytes
  // came of it. Calls Finish() or Corrupt() where that is due.
  virtual size_t Produce(char* into, size_t room) = 0;

  void Finish(bool cut_off) {
    finished_ = true;
    cut_off_ = cut_off;
  }
  void Corrupt(absl::string_view format, absl::string_view reason) {
    fault_ = absl::DataLossError(absl::StrCat(name_, ": corrupt ", format, " data at byte ",
                                              input_.offset(), " of the file: ", reason));
  }

  BufferedInput input_;

 private:
  const std::string name_;
  std::vector<char> output_;
  size_t begin_ = 0;  // of what has been decompressed and not been given out
  size_t end_ = 0;
  absl::Status fault_;
  bool finished_ = false;
  bool cut_off_ = false;
};

class GzipSource final : public Decompressor {
 public:
  GzipSource(BufferedInput input, std::string name)
      : Decompressor(std::move(input), std::move(name), kGzipRoom) {
    constexpr int kWindowBitsForGzip = 15 + 16;
    ready_ = inflateInit2(&stream_, kWindowBitsForGzip) == Z_OK;
  }
  ~GzipSource() override {
    if (ready_) inflateEnd(&stream_);
  }

 private:
  static constexpr size_t kGzipRoom = size_t{64} << 10;

  size_t Produce(char* into, size_t room) override {
    if (!ready_) {
      Corrupt("gzip", "zlib does not start");
      return 0;
    }
    if (between_members_ && !StartMember()) return 0;
    const absl::string_view available = input_.available();
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(available.data()));
    stream_.avail_in = static_cast<uInt>(available.size());
    stream_.next_out = reinterpret_cast<Bytef*>(into);
    stream_.avail_out = static_cast<uInt>(room);
    const int result = inflate(&stream_, Z_NO_FLUSH);
    input_.Take(available.size() - stream_.avail_in);
    const size_t produced = room - stream_.avail_out;
    if (result == Z_STREAM_END) {
      between_members_ = true;
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      Corrupt("gzip", stream_.msg != nullptr ? stream_.msg : "zlib cannot read it");
    } else if (produced == 0 && input_.available().empty() && input_.at_end()) {
      Finish(/*cut_off=*/true);
    }
    return produced;
  }

  // Between members only zeros may stand, as tapes leave them. False if no member begins here.
  bool StartMember() {
    while (!input_.available().empty() && input_.available()[0] == '\0') input_.Take(1);
    if (input_.available().empty()) {
      if (input_.at_end()) Finish(/*cut_off=*/false);
      return false;
    }
    inflateReset(&stream_);
    between_members_ = false;
    return true;
  }

  z_stream stream_ = {};
  bool ready_ = false;
  bool between_members_ = false;
};

class ZstdSource final : public Decompressor {
 public:
  ZstdSource(BufferedInput input, std::string name)
      : Decompressor(std::move(input), std::move(name), ZSTD_DStreamOutSize()),
        context_(ZSTD_createDStream()) {
    if (context_ != nullptr) first_bytes_ = ZSTD_initDStream(context_);
    wanted_ = first_bytes_;
  }
  ~ZstdSource() override { ZSTD_freeDStream(context_); }

 private:
  // A call of zstd that fails gives nothing of what it decompressed. So it never gets more input
  // than it asks for, lest the valid blocks in front of a corrupt one are lost.
  size_t Produce(char* into, size_t room) override {
    if (context_ == nullptr) {
      Corrupt("zstd", "zstd does not start");
      return 0;
    }
    const bool last = input_.available().empty();  // nothing more will come
    if (last && between_frames_) {
      Finish(/*cut_off=*/false);
      return 0;
    }
    ZSTD_inBuffer in = {input_.available().data(), std::min(input_.available().size(), wanted_), 0};
    ZSTD_outBuffer out = {into, room, 0};
    const size_t left = ZSTD_decompressStream(context_, &out, &in);
    input_.Take(in.pos);
    if (ZSTD_isError(left) != 0) {
      Corrupt("zstd", ZSTD_getErrorName(left));
      return 0;
    }
    between_frames_ = left == 0;
    wanted_ = left == 0 ? first_bytes_ : left;
    if (last && out.pos == 0) Finish(/*cut_off=*/true);
    return out.pos;
  }

  ZSTD_DStream* context_;
  size_t first_bytes_ = 0;  // that zstd asks for at the beginning of a frame
  size_t wanted_ = 0;
  bool between_frames_ = false;
};

}  // namespace

std::unique_ptr<ByteSource> NewGzipSource(BufferedInput input, std::string name) {
  return std::make_unique<GzipSource>(std::move(input), std::move(name));
}

std::unique_ptr<ByteSource> NewZstdSource(BufferedInput input, std::string name) {
  return std::make_unique<ZstdSource>(std::move(input), std::move(name));
}

}  // namespace tidemark::trace
