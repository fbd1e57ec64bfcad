// Random events of every kind, each optional key there or not: for tests that something keeps them.
//
// Values are legal, and often at the ends of their ranges. Text is UTF-8 with quotes, control
// characters and letters beyond ASCII. There is no sense in the sequence: buffers are freed that
// never were.
//
// Ownership: an event borrows from the generator until the next call.
#ifndef TIDEMARK_TESTS_SUPPORT_RANDOM_EVENT_H_
#define TIDEMARK_TESTS_SUPPORT_RANDOM_EVENT_H_

#include <cstdint>
#include <deque>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "tidemark/trace/model/event.h"

namespace tidemark {

class RandomEvents {
 public:
  explicit RandomEvents(uint64_t seed) : random_(seed) {}

  const trace::Event& Next() { return Next(Below(std::variant_size_v<trace::EventBody>)); }

  // Of the kind that is the variant's alternative `kind`.
  const trace::Event& Next(size_t kind) {
    texts_.clear();
    lists_.clear();
    event_ = {};
    event_.body = Body(kind);
    if (trace::IsDefinition(event_.body)) return event_;
    if (Chance(90)) event_.t = Chance(80) ? (last_time_ += Below(2000)) : Value();
    if (Chance(70)) event_.thread = ThreadId(1 + Below(5));
    if (Chance(60)) event_.site = Id<SiteId>();
    if (Chance(40)) event_.stack = Id<StackId>();
    return event_;
  }

  // A number below `bound`.
  template <class Integer>
  int64_t Below(Integer bound) {
    return static_cast<int64_t>(random_() % static_cast<uint64_t>(bound));
  }

 private:
  template <class T>
  using Maybe = std::optional<T>;

  bool Chance(int64_t percent) { return Below(100) < percent; }

  // In [0, 2^63-1], of any number of bits.
  int64_t Value() {
    if (Chance(3)) return INT64_MAX;
    return static_cast<int64_t>((random_() >> 1) >> Below(63));
  }
  Maybe<int64_t> MaybeValue() {
    if (Chance(50)) return std::nullopt;
    return Value();
  }
  Maybe<uint64_t> MaybeAddress() {
    if (Chance(30)) return std::nullopt;
    return Address();
  }
  uint64_t Address() {
    if (Chance(10)) return random_();
    const uint64_t near = 0x7f0000000000U + static_cast<uint64_t>(Below(4096)) * 16;
    return Chance(10) ? near + 8 : near;
  }
  Maybe<bool> MaybeBool() {
    if (Chance(40)) return std::nullopt;
    return Chance(50);
  }
  template <class IdType>
  IdType Id() {
    return IdType(Chance(95) ? 1 + Below(3000) : std::max<int64_t>(Value(), 1));
  }
  template <class IdType>
  IdType MaybeId() {
    return Chance(50) ? Id<IdType>() : IdType();
  }
  trace::BufferName Buffer() {
    if (Chance(50)) return {.buf = Id<BufferId>()};
    trace::BufferName name = {.addr = Address()};
    if (Chance(10)) name.buf = Id<BufferId>();
    return name;
  }

  absl::string_view Text() {
    static constexpr absl::string_view kWords[] = {
        "array",     "heap", "f8",        "slice",           "copy", "a.cc", "work",
        "requested", "i1",   "u\xc3\xa9", "\xf0\x9f\x8c\x8a"};
    if (Chance(70)) return kWords[Below(std::size(kWords))];
    std::string text;
    const int64_t size = Chance(90) ? Below(24) : Below(700);
    for (int64_t i = 0; i <= size; ++i) {
      static constexpr absl::string_view kLetters = "ab/_:<>\"\\\n\t\x01 ";
      text += kLetters[static_cast<size_t>(Below(kLetters.size()))];
    }
    return texts_.emplace_back(std::move(text));
  }
  absl::string_view MaybeText() { return Chance(50) ? Text() : absl::string_view(); }

  trace::Dimensions List(bool any_sign) {
    std::vector<int64_t>& list = lists_.emplace_back();
    for (int64_t i = Below(5); i > 0; --i) {
      list.push_back(any_sign && Chance(30) ? -Value() : Value());
    }
    return list;
  }
  Maybe<trace::Dimensions> MaybeShape() {
    if (Chance(50)) return std::nullopt;
    return List(false);
  }
  Maybe<trace::Dimensions> MaybeStrides() {
    if (Chance(50)) return std::nullopt;
    return List(true);
  }

  trace::EventBody Body(size_t kind) {
    if (kind < 5) return Definition(kind);
    if (kind < 13) return BufferEvent(kind);
    switch (kind) {
      case 13:
        return trace::Free{
            .buffer = Buffer(), .last_read = MaybeValue(), .last_write = MaybeValue()};
      case 14:
        return trace::ScopeBegin{.name = Text()};
      case 15:
        return trace::ScopeEnd{.name = Text()};
      case 16:
        return trace::Mark{.name = Text()};
      case 17:
        return trace::OutOfMemory{.bytes = Value()};
      case 18:
        return trace::Lost{.count = Value(), .bytes = MaybeValue()};
      default:
        return trace::End{
            .events = MaybeValue(), .live_buffers = MaybeValue(), .live_bytes = MaybeValue()};
    }
  }

  trace::EventBody Definition(size_t kind) {
    switch (kind) {
      case 0: {
        args_.clear();
        for (int64_t i = Below(4); i > 0; --i) args_.push_back(Text());
        const bool has_args = Chance(50);
        return trace::TraceHead{
            .run = MaybeText(),
            .pid = MaybeValue(),
            .ppid = MaybeValue(),
            .program = MaybeText(),
            .args = has_args ? absl::MakeConstSpan(args_) : absl::Span<const absl::string_view>(),
            .has_args = has_args,
            .host = MaybeText(),
            .start_unix_ns = MaybeValue(),
            .tidemark = MaybeText(),
            .capture_json = Chance(50) ? R"({"stacks":"fp","n":[1,{"a":null}]})" : ""};
      }
      case 1:
        return trace::SiteDefinition{.site = Id<SiteId>(),
                                     .file = Text(),
                                     .line = Value(),
                                     .function = MaybeText(),
                                     .label = MaybeText()};
      case 2:
        return trace::FrameDefinition{.frame = Id<FrameId>(),
                                      .function = Text(),
                                      .file = MaybeText(),
                                      .line = MaybeValue(),
                                      .module = MaybeText(),
                                      .pc = MaybeAddress(),
                                      .build_id = MaybeText()};
      case 3:
        return trace::StackDefinition{
            .stack = Id<StackId>(), .frame = Id<FrameId>(), .parent = MaybeId<StackId>()};
      default:
        return trace::ThreadDefinition{
            .thread = Id<ThreadId>(), .name = MaybeText(), .os_tid = MaybeValue()};
    }
  }

  trace::EventBody BufferEvent(size_t kind) {
    switch (kind) {
      case 5:
        if (Chance(30)) {
          return trace::Alloc{.buffer = {.addr = Address()}, .bytes = Value(), .kind = "heap"};
        }
        return trace::Alloc{.buffer = Buffer(),
                            .bytes = Value(),
                            .usable = MaybeValue(),
                            .align = MaybeValue(),
                            .kind = MaybeText(),
                            .zeroed = MaybeBool(),
                            .op = MaybeText(),
                            .label = MaybeText(),
                            .dtype = MaybeText(),
                            .shape = MaybeShape(),
                            .strides = MaybeStrides(),
                            .view = MaybeId<ViewId>()};
      case 6:
        return trace::Resize{.buffer = Buffer(), .bytes = Value(), .new_addr = MaybeAddress()};
      case 7:
        return trace::View{.view = Id<ViewId>(),
                           .buf = Id<BufferId>(),
                           .parent = MaybeId<ViewId>(),
                           .offset = MaybeValue(),
                           .shape = MaybeShape(),
                           .strides = MaybeStrides(),
                           .dtype = MaybeText(),
                           .op = MaybeText(),
                           .writable = MaybeBool()};
      case 8:
        return trace::Drop{.view = Id<ViewId>()};
      case 9: {
        trace::Copy copy = {.bytes = Value(), .reason = MaybeText(), .op = MaybeText()};
        const bool buffers = Chance(60);
        if (buffers) copy.src_buf = Id<BufferId>();
        if (buffers) copy.dst_buf = Id<BufferId>();
        if (!buffers || Chance(50)) copy.src = Id<ViewId>();
        if (!buffers || Chance(50)) copy.dst = Id<ViewId>();
        return copy;
      }
      case 10:
        return trace::Write{
            .buf = Id<BufferId>(), .view = MaybeId<ViewId>(), .escaped = MaybeBool()};
      case 11:
        return trace::Read{
            .buf = Id<BufferId>(), .view = MaybeId<ViewId>(), .escaped = MaybeBool()};
      default: {
        ids_.clear();
        for (int64_t i = Below(4); i > 0; --i) ids_.push_back(Id<ViewId>());
        const bool has_in = Chance(70);
        return trace::Op{.name = Text(),
                         .in = has_in ? absl::MakeConstSpan(ids_) : absl::Span<const ViewId>(),
                         .has_in = has_in,
                         .out = MaybeId<ViewId>(),
                         .reused = MaybeBool(),
                         .index = MaybeText()};
      }
    }
  }

  std::mt19937_64 random_;
  int64_t last_time_ = 0;
  trace::Event event_;
  std::deque<std::string> texts_;
  std::deque<std::vector<int64_t>> lists_;
  std::vector<absl::string_view> args_;
  std::vector<ViewId> ids_;
};

}  // namespace tidemark

#endif  // TIDEMARK_TESTS_SUPPORT_RANDOM_EVENT_H_
