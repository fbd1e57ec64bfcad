#include <limits>

#include "tests/trace/trace_test_support.h"

namespace tidemark::trace {
namespace {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

}  // namespace

std::string EventGenerator::RandomText() {
  static const char* const kPieces[] = {
      "a",  "Z",  "0",      "_",      "/",          "\\",     "\"",   " ",
      "\n", "\r", "\t",     "\b",     "\f",         "\x01",   "\x1f", "\x7f",
      "é",  "ß",  "\u2028", "\u20ac", "\U0001F600", "\uFFFD", "{",    "}",
      "[",  "]",  ",",      ":",      "\\u0041",    "null",   "//",   "operator\"\"_x"};
  std::string text;
  for (int i = Below(40); i > 0; --i) text += kPieces[Below(std::size(kPieces))];
  if (Below(20) == 0) text += '\0';
  if (Below(50) == 0) text += std::string(static_cast<size_t>(Below(5000)), 'x');
  return text;
}

int64_t EventGenerator::RandomInteger() {
  switch (Below(5)) {
    case 0:
      return Below(3);
    case 1:
      return kMax - Below(3);
    case 2:
      return int64_t{1} << Below(63);
    default:
      return std::uniform_int_distribution<int64_t>(0, kMax >> Below(62))(random_);
  }
}

absl::string_view EventGenerator::Text() { return texts_.emplace_back(RandomText()); }
absl::string_view EventGenerator::OptionalText() { return Flip() ? Text() : absl::string_view(); }
std::optional<int64_t> EventGenerator::OptionalInteger() {
  if (Flip()) return std::nullopt;
  return RandomInteger();
}
std::optional<uint64_t> EventGenerator::OptionalAddress() {
  if (Flip()) return std::nullopt;
  return static_cast<uint64_t>(RandomInteger()) << Below(2);
}
std::optional<bool> EventGenerator::OptionalBool() {
  if (Flip()) return std::nullopt;
  return Flip();
}
std::optional<Dimensions> EventGenerator::OptionalDimensions(bool may_be_negative) {
  if (Flip()) return std::nullopt;
  std::vector<int64_t>& list = integers_.emplace_back();
  for (int i = Below(5); i > 0; --i) {
    const int64_t value = RandomInteger();
    list.push_back(may_be_negative && Flip() ? -value : value);
  }
  return Dimensions(list);
}
template <class Id>
Id EventGenerator::SomeId() {
  return Id(std::max<int64_t>(RandomInteger(), 1));
}
template <class Id>
Id EventGenerator::OptionalId() {
  return Flip() ? Id() : SomeId<Id>();
}
BufferName EventGenerator::Buffer() {
  BufferName buffer = {.buf = OptionalId<BufferId>(), .addr = OptionalAddress()};
  if (!buffer.buf && !buffer.addr.has_value()) buffer.buf = SomeId<BufferId>();
  return buffer;
}

Event EventGenerator::Make(int kind) {
  Event event;
  constexpr int kDefinitions = 5;
  constexpr int kArrayEvents = 13;
  if (kind < kDefinitions) {
    event.body = MakeDefinition(kind);
    return event;
  }
  event.t = OptionalInteger();
  event.thread = OptionalId<ThreadId>();
  event.site = OptionalId<SiteId>();
  event.stack = OptionalId<StackId>();
  event.body = kind < kArrayEvents ? MakeArrayEvent(kind) : MakeOther(kind);
  return event;
}

EventBody EventGenerator::MakeDefinition(int kind) {
  switch (kind) {
    case 0: {
      TraceHead head = {.run = OptionalText(),
                        .pid = OptionalInteger(),
                        .ppid = OptionalInteger(),
                        .program = OptionalText(),
                        .has_args = Flip(),
                        .host = OptionalText(),
                        .start_unix_ns = OptionalInteger(),
                        .tidemark = OptionalText()};
      if (head.has_args) {
        std::vector<absl::string_view>& args = views_.emplace_back();
        for (int i = Below(4); i > 0; --i) args.push_back(Text());
        head.args = args;
      }
      if (Flip()) {
        const nlohmann::json capture = {{"sample", RandomInteger()}, {"deep", {{"é", {1, 2}}}}};
        head.capture_json = texts_.emplace_back(capture.dump());
      }
      return head;
    }
    case 1:
      return SiteDefinition{.site = SomeId<SiteId>(),
                            .file = Text(),
                            .line = RandomInteger(),
                            .function = OptionalText(),
                            .label = OptionalText()};
    case 2:
      return FrameDefinition{.frame = SomeId<FrameId>(),
                             .function = Text(),
                             .file = OptionalText(),
                             .line = OptionalInteger(),
                             .module = OptionalText(),
                             .pc = OptionalAddress(),
                             .build_id = OptionalText()};
    case 3:
      return StackDefinition{
          .stack = SomeId<StackId>(), .frame = SomeId<FrameId>(), .parent = OptionalId<StackId>()};
    default:
      return ThreadDefinition{
          .thread = SomeId<ThreadId>(), .name = OptionalText(), .os_tid = OptionalInteger()};
  }
}

EventBody EventGenerator::MakeArrayEvent(int kind) {
  switch (kind) {
    case 5:
      return Alloc{.buffer = Buffer(),
                   .bytes = RandomInteger(),
                   .usable = OptionalInteger(),
                   .align = OptionalInteger(),
                   .kind = OptionalText(),
                   .zeroed = OptionalBool(),
                   .op = OptionalText(),
                   .label = OptionalText(),
                   .dtype = OptionalText(),
                   .shape = OptionalDimensions(false),
                   .strides = OptionalDimensions(true),
                   .view = OptionalId<ViewId>()};
    case 6:
      return Resize{.buffer = Buffer(), .bytes = RandomInteger(), .new_addr = OptionalAddress()};
    case 7:
      return View{.view = SomeId<ViewId>(),
                  .buf = SomeId<BufferId>(),
                  .parent = OptionalId<ViewId>(),
                  .offset = OptionalInteger(),
                  .shape = OptionalDimensions(false),
                  .strides = OptionalDimensions(true),
                  .dtype = OptionalText(),
                  .op = OptionalText(),
                  .writable = OptionalBool()};
    case 8:
      return Drop{.view = SomeId<ViewId>()};
    case 9: {
      Copy copy = {.bytes = RandomInteger(),
                   .src_buf = OptionalId<BufferId>(),
                   .dst_buf = OptionalId<BufferId>(),
                   .src = OptionalId<ViewId>(),
                   .dst = OptionalId<ViewId>(),
                   .reason = OptionalText(),
                   .op = OptionalText()};
      if (Flip()) {
        copy.src_buf = SomeId<BufferId>();
        copy.dst_buf = SomeId<BufferId>();
      } else {
        copy.src = SomeId<ViewId>();
        copy.dst = SomeId<ViewId>();
      }
      return copy;
    }
    case 10:
      return Write{
          .buf = SomeId<BufferId>(), .view = OptionalId<ViewId>(), .escaped = OptionalBool()};
    case 11:
      return Read{
          .buf = SomeId<BufferId>(), .view = OptionalId<ViewId>(), .escaped = OptionalBool()};
    default: {
      Op op = {.name = Text(),
               .has_in = Flip(),
               .out = OptionalId<ViewId>(),
               .reused = OptionalBool(),
               .index = OptionalText()};
      if (op.has_in) {
        std::vector<ViewId>& in = ids_.emplace_back();
        for (int i = Below(4); i > 0; --i) in.push_back(OptionalId<ViewId>());
        op.in = in;
      }
      return op;
    }
  }
}

EventBody EventGenerator::MakeOther(int kind) {
  switch (kind) {
    case 13:
      return Free{
          .buffer = Buffer(), .last_read = OptionalInteger(), .last_write = OptionalInteger()};
    case 14:
      return ScopeBegin{.name = Text()};
    case 15:
      return ScopeEnd{.name = Text()};
    case 16:
      return Mark{.name = Text()};
    case 17:
      return OutOfMemory{.bytes = RandomInteger()};
    case 18:
      return Lost{.count = RandomInteger(), .bytes = OptionalInteger()};
    default:
      return End{.events = OptionalInteger(),
                 .live_buffers = OptionalInteger(),
                 .live_bytes = OptionalInteger()};
  }
}

}  // namespace tidemark::trace
