#include "bench/analysis/made_trace.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tidemark/base/status.h"
#include "tidemark/trace/model/event.h"
#include "tidemark/trace/writer.h"

namespace tidemark::bench {
namespace {

constexpr int kFrames = 16;  // of a stack
constexpr int64_t kTick = 40;
constexpr uint64_t kHeapStart = 0x5555'0000'0000;

class Random {
 public:
  uint64_t Next() {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return state_ >> 33;
  }
  int64_t Below(int64_t n) { return static_cast<int64_t>(Next() % static_cast<uint64_t>(n)); }

 private:
  uint64_t state_ = 1;
};

// Hands out addresses as an allocator with size classes does: the one freed last comes first.
class Addresses {
 public:
  uint64_t Take(int64_t bytes) {
    std::vector<uint64_t>& free = free_[ClassOf(bytes)];
    if (free.empty()) {
      const uint64_t address = next_;
      next_ += 16 + 16 * ClassOf(bytes);
      return address;
    }
    const uint64_t address = free.back();
    free.pop_back();
    return address;
  }
  void Give(uint64_t address, int64_t bytes) { free_[ClassOf(bytes)].push_back(address); }

 private:
  static size_t ClassOf(int64_t bytes) { return static_cast<size_t>(bytes + 8) / 16; }

  uint64_t next_ = kHeapStart;
  std::array<std::vector<uint64_t>, 128> free_;
};

// Where the blocks of a history go.
class HeapSink {
 public:
  virtual ~HeapSink() = default;
  virtual absl::Status Begin(const TraceShape& shape) = 0;
  virtual absl::Status Alloc(uint64_t address, int64_t bytes, int64_t stack, int64_t thread) = 0;
  virtual absl::Status Free(uint64_t address, int64_t bytes, int64_t stack, int64_t thread) = 0;
  virtual absl::Status End() = 0;
};

class TraceHeapSink final : public HeapSink {
 public:
  explicit TraceHeapSink(trace::TraceWriter* writer) : writer_(*writer) {}

  // Stacks share their outer frames, as those of a program do: a caller has eight callees.
  absl::Status Begin(const TraceShape& shape) override {
    TIDEMARK_RETURN_IF_ERROR(writer_.Write({.body = trace::TraceHead{.program = "made"}}));
    int64_t stacks = shape.sites;
    for (int64_t stack = 1; stack <= shape.sites; ++stack) {
      int64_t parent = 0;
      for (int depth = 0; depth < kFrames; ++depth) {
        const bool innermost = depth == kFrames - 1;
        const int64_t number = innermost ? stack : ++stacks;
        const std::string function = absl::StrCat("f", depth, "_", stack >> (kFrames - 1 - depth));
        const FrameId frame(number);
        TIDEMARK_RETURN_IF_ERROR(writer_.Write(
            {.body = trace::FrameDefinition{
                 .frame = frame, .function = function, .file = "made.cc", .line = depth + 1}}));
        TIDEMARK_RETURN_IF_ERROR(writer_.Write(
            {.body = trace::StackDefinition{
                 .stack = StackId(number), .frame = frame, .parent = StackId(parent)}}));
        parent = number;
      }
    }
    return absl::OkStatus();
  }
  absl::Status Alloc(uint64_t address, int64_t bytes, int64_t stack, int64_t thread) override {
    return writer_.Write(
        {.t = t_ += kTick,
         .thread = ThreadId(thread),
         .stack = StackId(stack),
         .body = trace::Alloc{.buffer = {.addr = address}, .bytes = bytes, .kind = "heap"}});
  }
  absl::Status Free(uint64_t address, int64_t /*bytes*/, int64_t /*stack*/,
                    int64_t thread) override {
    return writer_.Write({.t = t_ += kTick,
                          .thread = ThreadId(thread),
                          .body = trace::Free{.buffer = {.addr = address}}});
  }
  absl::Status End() override { return writer_.Write({.t = t_ += kTick, .body = trace::End{}}); }

 private:
  trace::TraceWriter& writer_;
  int64_t t_ = 0;
};

// The text that heaptrack_interpret makes of a recording: strings, addresses of code, nodes of
// stacks and kinds of allocations are numbered from 1, 1, 1 and 0 as they come.
class HeaptrackSink final : public HeapSink {
 public:
  explicit HeaptrackSink(const std::string& path)
      : file_(std::fopen(path.c_str(), "w"), &std::fclose) {}

  absl::Status Begin(const TraceShape& shape) override {
    if (file_ == nullptr) return absl::PermissionDeniedError("cannot write");
    std::fprintf(file_.get(), "v 10400 2\nX made\nI 1000 100000\ns made\n");
    int64_t strings = 1;
    int64_t nodes = 0;
    for (int64_t stack = 1; stack <= shape.sites; ++stack) {
      int64_t parent = 0;
      for (int depth = 0; depth < kFrames; ++depth) {
        std::fprintf(file_.get(), "s f%d_%lld\ni %llx 1 %llx\n", depth,
                     static_cast<long long>(stack >> (kFrames - 1 - depth)),
                     static_cast<unsigned long long>(0x1000 + nodes * 16),
                     static_cast<unsigned long long>(++strings));
        ++nodes;
        std::fprintf(file_.get(), "t %llx %llx\n", static_cast<unsigned long long>(nodes),
                     static_cast<unsigned long long>(parent));
        parent = nodes;
      }
      leaves_.push_back(parent);
    }
    return absl::OkStatus();
  }
  absl::Status Alloc(uint64_t /*address*/, int64_t bytes, int64_t stack,
                     int64_t /*thread*/) override {
    std::fprintf(file_.get(), "+ %llx\n", static_cast<unsigned long long>(Info(bytes, stack)));
    return absl::OkStatus();
  }
  absl::Status Free(uint64_t /*address*/, int64_t bytes, int64_t stack,
                    int64_t /*thread*/) override {
    std::fprintf(file_.get(), "- %llx\n", static_cast<unsigned long long>(Info(bytes, stack)));
    return absl::OkStatus();
  }
  absl::Status End() override { return absl::OkStatus(); }

 private:
  // The number of the allocations of that size at that stack.
  int64_t Info(int64_t bytes, int64_t stack) {
    const auto index = static_cast<size_t>(stack * 2048 + bytes);
    if (infos_.size() <= index) infos_.resize(index + 2048, -1);
    if (infos_[index] < 0) {
      infos_[index] = next_info_++;
      std::fprintf(file_.get(), "a %llx %llx\n", static_cast<unsigned long long>(bytes),
                   static_cast<unsigned long long>(leaves_[static_cast<size_t>(stack - 1)]));
    }
    return infos_[index];
  }

  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
  std::vector<int64_t> leaves_;
  std::vector<int64_t> infos_;
  int64_t next_info_ = 0;
};

struct Block {
  uint64_t address = 0;
  int64_t bytes = 0;
  int64_t stack = 0;
};

absl::Status MakeHeap(const TraceShape& shape, HeapSink* sink) {
  TIDEMARK_RETURN_IF_ERROR(sink->Begin(shape));
  Random random;
  Addresses addresses;
  const bool churns = shape.kind == "heap";
  const int64_t made = shape.kind == "leaked" ? shape.events : shape.events / 2;
  std::vector<Block> blocks(static_cast<size_t>(churns ? shape.live : made));
  const auto free = [&](Block& block, int64_t thread) -> absl::Status {
    addresses.Give(block.address, block.bytes);
    return sink->Free(block.address, block.bytes, block.stack, thread);
  };
  for (int64_t i = 0; i < made; ++i) {
    const int64_t thread = 1 + random.Below(shape.threads);
    Block& block = blocks[static_cast<size_t>(churns ? random.Below(shape.live) : i)];
    if (block.address != 0) TIDEMARK_RETURN_IF_ERROR(free(block, thread));
    block.bytes = 16 + random.Below(1000);
    block.address = addresses.Take(block.bytes);
    block.stack = 1 + random.Below(shape.sites);
    TIDEMARK_RETURN_IF_ERROR(sink->Alloc(block.address, block.bytes, block.stack, thread));
  }
  if (shape.kind == "leaked") return sink->End();
  for (Block& block : blocks) {
    if (block.address != 0) TIDEMARK_RETURN_IF_ERROR(free(block, 1));
  }
  return sink->End();
}

// Arrays of one dimension, each with a view that owns it.
class ArrayMaker {
 public:
  ArrayMaker(const TraceShape& shape, trace::TraceWriter* writer)
      : shape_(shape), writer_(*writer) {}

  absl::Status Make() {
    TIDEMARK_RETURN_IF_ERROR(writer_.Write({.body = trace::TraceHead{.program = "made"}}));
    for (int64_t site = 1; site <= shape_.sites; ++site) {
      TIDEMARK_RETURN_IF_ERROR(writer_.Write(
          {.body = trace::SiteDefinition{.site = SiteId(site), .file = "made.cc", .line = site}}));
    }
    for (int64_t i = 0; i < shape_.events; ++i) TIDEMARK_RETURN_IF_ERROR(Step());
    return Write(trace::End{});
  }

 private:
  struct Array {
    int64_t id = 0;
    int64_t view = 0;
    int64_t elements = 0;
  };

  absl::Status Write(const trace::EventBody& body) {
    return writer_.Write({.t = t_ += kTick,
                          .thread = ThreadId(1 + random_.Below(shape_.threads)),
                          .site = SiteId(1 + random_.Below(shape_.sites)),
                          .body = body});
  }
  Array& Any() { return arrays_[static_cast<size_t>(random_.Below(Count()))]; }
  int64_t Count() const { return static_cast<int64_t>(arrays_.size()); }

  absl::Status Step() {
    const int64_t chance = random_.Below(100);
    if (chance < 30 || arrays_.empty()) {
      if (shape_.kind == "steady" && Count() >= shape_.live) return Free();
      return Alloc();
    }
    if (chance < 55) return View();
    if (chance < 70) return Copy();
    if (chance < 80) return Access();
    if (chance < 91) return Op();
    return Free();
  }

  absl::Status Alloc() {
    const Array array{
        .id = ++last_buffer_, .view = ++last_view_, .elements = 8 + 8 * random_.Below(64)};
    arrays_.push_back(array);
    const int64_t shape[] = {array.elements};
    const int64_t strides[] = {8};
    return Write(trace::Alloc{.buffer = {.buf = BufferId(array.id)},
                              .bytes = array.elements * 8,
                              .kind = "array",
                              .dtype = "f8",
                              .shape = trace::Dimensions(shape),
                              .strides = trace::Dimensions(strides),
                              .view = ViewId(array.view)});
  }
  absl::Status View() {
    const Array& array = Any();
    const int64_t shape[] = {array.elements / 2};
    const int64_t strides[] = {16};
    return Write(trace::View{.view = ViewId(++last_view_),
                             .buf = BufferId(array.id),
                             .parent = ViewId(array.view),
                             .offset = 8,
                             .shape = trace::Dimensions(shape),
                             .strides = trace::Dimensions(strides),
                             .dtype = "f8"});
  }
  absl::Status Copy() {
    const Array& from = Any();
    const Array& to = arrays_.back();
    return Write(trace::Copy{.bytes = std::min(from.elements, to.elements) * 8,
                             .src_buf = BufferId(from.id),
                             .dst_buf = BufferId(to.id),
                             .src = ViewId(from.view),
                             .dst = ViewId(to.view),
                             .reason = "requested",
                             .op = "copy"});
  }
  absl::Status Access() {
    const Array& array = Any();
    if (random_.Below(2) == 0) return Write(trace::Read{.buf = BufferId(array.id)});
    return Write(trace::Write{.buf = BufferId(array.id)});
  }
  absl::Status Op() {
    const ViewId in[] = {ViewId(Any().view), ViewId(Any().view)};
    const ViewId out(Any().view);
    return Write(trace::Op{.name = "add", .in = absl::Span<const ViewId>(in), .out = out});
  }
  absl::Status Free() {
    Array& array = Any();
    const BufferId id(array.id);
    array = arrays_.back();
    arrays_.pop_back();
    return Write(trace::Free{.buffer = {.buf = id}});
  }

  const TraceShape& shape_;
  trace::TraceWriter& writer_;
  Random random_;
  std::vector<Array> arrays_;
  int64_t last_buffer_ = 0;
  int64_t last_view_ = 0;
  int64_t t_ = 0;
};

}  // namespace

absl::Status MakeTrace(const TraceShape& shape, const std::string& path) {
  const bool is_heap = shape.kind == "heap" || shape.kind == "grown" || shape.kind == "leaked";
  if (!is_heap && shape.kind != "array" && shape.kind != "steady") {
    return absl::InvalidArgumentError(absl::StrCat("unknown kind '", shape.kind, "'"));
  }
  if (absl::EndsWith(path, ".heaptrack")) {
    if (!is_heap) return absl::InvalidArgumentError("heaptrack knows no arrays");
    HeaptrackSink sink(path);
    return MakeHeap(shape, &sink);
  }
  TIDEMARK_ASSIGN_OR_RETURN(std::unique_ptr<trace::TraceWriter> writer, trace::CreateTrace(path));
  if (is_heap) {
    TraceHeapSink sink(writer.get());
    TIDEMARK_RETURN_IF_ERROR(MakeHeap(shape, &sink));
  } else {
    TIDEMARK_RETURN_IF_ERROR(ArrayMaker(shape, writer.get()).Make());
  }
  return writer->Close();
}

}  // namespace tidemark::bench
