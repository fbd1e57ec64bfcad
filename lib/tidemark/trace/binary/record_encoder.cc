#include "tidemark/trace/binary/record_encoder.h"

#include <algorithm>
#include <optional>

#include "tidemark/trace/model/event.h"

namespace tidemark::trace {
namespace {

// Room for a record without its text and lists: a tag, options, a set of keys, and at most 12
// numbers.
constexpr size_t kFixedBytes = 2 + 5 + 16 * kMaxVarintBytes;

constexpr size_t TextBytes(absl::string_view text) { return text.size() + 2 * kMaxVarintBytes; }

size_t ListBytes(const std::optional<Dimensions>& list) {
  return list.has_value() ? (list->size() + 1) * kMaxVarintBytes : 0;
}

struct VariableBytes {
  size_t operator()(const TraceHead& e) const {
    size_t sum = TextBytes(e.run) + TextBytes(e.program) + TextBytes(e.host) +
                 TextBytes(e.tidemark) + TextBytes(e.capture_json) + kMaxVarintBytes;
    for (const absl::string_view arg : e.args) sum += TextBytes(arg);
    return sum;
  }
  size_t operator()(const SiteDefinition& e) const {
    return TextBytes(e.file) + TextBytes(e.function) + TextBytes(e.label);
  }
  size_t operator()(const FrameDefinition& e) const {
    return TextBytes(e.function) + TextBytes(e.file) + TextBytes(e.module) + TextBytes(e.build_id);
  }
  size_t operator()(const ThreadDefinition& e) const { return TextBytes(e.name); }
  size_t operator()(const Alloc& e) const {
    return TextBytes(e.kind) + TextBytes(e.op) + TextBytes(e.label) + TextBytes(e.dtype) +
           ListBytes(e.shape) + ListBytes(e.strides);
  }
  size_t operator()(const View& e) const {
    return TextBytes(e.dtype) + TextBytes(e.op) + ListBytes(e.shape) + ListBytes(e.strides);
  }
  size_t operator()(const Copy& e) const { return TextBytes(e.reason) + TextBytes(e.op); }
  size_t operator()(const Op& e) const {
    return TextBytes(e.name) + TextBytes(e.index) + (e.in.size() + 1) * kMaxVarintBytes;
  }
  size_t operator()(const ScopeBegin& e) const { return TextBytes(e.name); }
  size_t operator()(const ScopeEnd& e) const { return TextBytes(e.name); }
  size_t operator()(const Mark& e) const { return TextBytes(e.name); }
  template <class Body>
  size_t operator()(const Body& /*other*/) const {
    return 0;
  }
};

}  // namespace

// Appends the fields of one record. The caller has made sure of the room.
class RecordEncoder::Output {
 public:
  Output(RecordEncoder& encoder, uint8_t* out) : encoder_(encoder), out_(out) {}

  uint8_t* position() const { return out_; }

  void Byte(uint8_t value) { *out_++ = value; }
  void Number(uint64_t value) { out_ = PutVarint(out_, value); }
  void Number(int64_t value) { Number(static_cast<uint64_t>(value)); }
  void Signed(int64_t value) { Number(ZigZag(static_cast<uint64_t>(value))); }
  // The difference to the value before, which `value` becomes.
  void Difference(uint64_t* before, uint64_t value) {
    Number(ZigZag(value - *before));
    *before = value;
  }
  void Buffer(BufferId id) { Difference(&encoder_.buffer_, static_cast<uint64_t>(id.value())); }
  void View(ViewId id) { Difference(&encoder_.view_, static_cast<uint64_t>(id.value())); }
  void Address(uint64_t address) { Difference(&encoder_.address_, address); }
  void Text(absl::string_view text);
  void Shape(Dimensions list) {
    Number(list.size());
    for (const int64_t value : list) Number(value);
  }
  void Strides(Dimensions list) {
    Number(list.size());
    for (const int64_t value : list) Signed(value);
  }
  void Head(RecordKind kind, const Event& event, int64_t definition_time, bool is_definition);

  void operator()(const TraceHead& e);
  void operator()(const SiteDefinition& e);
  void operator()(const FrameDefinition& e);
  void operator()(const StackDefinition& e);
  void operator()(const ThreadDefinition& e);
  void operator()(const trace::Alloc& e);
  void operator()(const Resize& e);
  void operator()(const trace::View& e);
  void operator()(const Drop& e) { View(e.view); }
  void operator()(const Copy& e);
  void operator()(const Write& e) { Access(e.buf, e.view, e.escaped); }
  void operator()(const Read& e) { Access(e.buf, e.view, e.escaped); }
  void operator()(const Op& e);
  void operator()(const Free& e);
  void operator()(const ScopeBegin& e) { Text(e.name); }
  void operator()(const ScopeEnd& e) { Text(e.name); }
  void operator()(const Mark& e) { Text(e.name); }
  void operator()(const OutOfMemory& e) { Number(e.bytes); }
  void operator()(const Lost& e);
  void operator()(const End& e);

 private:
  void Access(BufferId buffer, ViewId view, std::optional<bool> escaped) {
    using namespace access_keys;
    Buffer(buffer);
    Number(uint64_t{(view ? kView : 0U) | (escaped ? kEscaped : 0U) |
                    (escaped.value_or(false) ? kEscapedTrue : 0U)});
    if (view) View(view);
  }
  void Time(int64_t t) {
    Number(ZigZag(static_cast<uint64_t>(t) - static_cast<uint64_t>(encoder_.time_)));
  }

  RecordEncoder& encoder_;
  uint8_t* out_;
};

void RecordEncoder::Output::Text(absl::string_view text) {
  const bool remembered = !text.empty() && text.size() <= kMaxRememberedText;
  RememberedText* slot = nullptr;
  TextEnds ends;
  if (remembered) {
    ends = TextEnds(text.data(), text.size());
    const size_t index = ends.Slot();
    slot = &encoder_.texts_[index];
    if (slot->size == text.size() && slot->ends == ends &&
        (text.size() <= 16 || std::memcmp(slot->data, text.data(), text.size()) == 0)) {
      Number(uint64_t{index} + 1);
      return;
    }
  }
  Number(uint64_t{0});
  Number(text.size());
  if (slot != nullptr) *slot = {.data = out_, .size = text.size(), .ends = ends};
  if (!text.empty()) std::memcpy(out_, text.data(), text.size());
  out_ += text.size();
}

void RecordEncoder::Output::Head(RecordKind kind, const Event& event, int64_t definition_time,
                                 bool is_definition) {
  uint8_t tag = static_cast<uint8_t>(kind);
  uint8_t options = 0;
  const bool has_time = is_definition ? definition_time != kNoTime : event.t.has_value();
  const int64_t t = is_definition ? definition_time : event.t.value_or(0);
  if (!has_time) options |= kOptionNoTime;
  if (has_time && t < encoder_.time_) options |= kOptionEarlier;
  if (!is_definition) {
    if (event.thread.value() != encoder_.thread_) options |= kOptionThread;
    if (event.site.value() != encoder_.site_) tag |= kTagSite;
    if (event.stack.value() != encoder_.stack_) tag |= kTagStack;
  }
  if (options != 0) tag |= kTagOptions;
  Byte(tag);
  if (options != 0) Byte(options);
  if (has_time) {
    const uint64_t difference = static_cast<uint64_t>(t) - static_cast<uint64_t>(encoder_.time_);
    Number((options & kOptionEarlier) != 0 ? 0 - difference : difference);
    encoder_.time_ = t;
  }
  if ((options & kOptionThread) != 0) Number(encoder_.thread_ = event.thread.value());
  if ((tag & kTagSite) != 0) Number(encoder_.site_ = event.site.value());
  if ((tag & kTagStack) != 0) Number(encoder_.stack_ = event.stack.value());
}

void RecordEncoder::Output::operator()(const TraceHead& e) {
  using namespace trace_keys;
  Number(e.version);
  Number(uint64_t{(e.run.empty() ? 0U : kRun) | (e.pid ? kPid : 0U) | (e.ppid ? kPpid : 0U) |
                  (e.program.empty() ? 0U : kProgram) | (e.has_args ? kArgs : 0U) |
                  (e.host.empty() ? 0U : kHost) | (e.start_unix_ns ? kStart : 0U) |
                  (e.tidemark.empty() ? 0U : kTidemark) |
                  (e.capture_json.empty() ? 0U : kCapture)});
  if (!e.run.empty()) Text(e.run);
  if (e.pid) Number(*e.pid);
  if (e.ppid) Number(*e.ppid);
  if (!e.program.empty()) Text(e.program);
  if (e.has_args) {
    Number(e.args.size());
    for (const absl::string_view arg : e.args) Text(arg);
  }
  if (!e.host.empty()) Text(e.host);
  if (e.start_unix_ns) Number(*e.start_unix_ns);
  if (!e.tidemark.empty()) Text(e.tidemark);
  if (!e.capture_json.empty()) Text(e.capture_json);
}

void RecordEncoder::Output::operator()(const SiteDefinition& e) {
  using namespace site_keys;
  Number(e.site.value());
  Text(e.file);
  Number(e.line);
  Number(uint64_t{(e.function.empty() ? 0U : kFunction) | (e.label.empty() ? 0U : kLabel)});
  if (!e.function.empty()) Text(e.function);
  if (!e.label.empty()) Text(e.label);
}

void RecordEncoder::Output::operator()(const FrameDefinition& e) {
  using namespace frame_keys;
  Number(e.frame.value());
  Text(e.function);
  Number(uint64_t{(e.file.empty() ? 0U : kFile) | (e.line ? kLine : 0U) |
                  (e.module.empty() ? 0U : kModule) | (e.pc ? kPc : 0U) |
                  (e.build_id.empty() ? 0U : kBuildId)});
  if (!e.file.empty()) Text(e.file);
  if (e.line) Number(*e.line);
  if (!e.module.empty()) Text(e.module);
  if (e.pc) Difference(&encoder_.pc_, *e.pc);
  if (!e.build_id.empty()) Text(e.build_id);
}

void RecordEncoder::Output::operator()(const StackDefinition& e) {
  Number(e.stack.value());
  Number(e.frame.value());
  Number(e.parent.value());
}

void RecordEncoder::Output::operator()(const ThreadDefinition& e) {
  using namespace thread_keys;
  Number(e.thread.value());
  Number(uint64_t{(e.name.empty() ? 0U : kName) | (e.os_tid ? kOsTid : 0U)});
  if (!e.name.empty()) Text(e.name);
  if (e.os_tid) Number(*e.os_tid);
}

void RecordEncoder::Output::operator()(const trace::Alloc& e) {
  using namespace alloc_keys;
  Number(e.bytes);
  Number(uint64_t{(e.buffer.buf ? kBuf : 0U) | (e.buffer.addr ? kAddr : 0U) |
                  (e.kind.empty() ? 0U : kKind) | (e.view ? kView : 0U) |
                  (e.dtype.empty() ? 0U : kDtype) | (e.shape ? kShape : 0U) |
                  (e.strides ? kStrides : 0U) | (e.op.empty() ? 0U : kOp) |
                  (e.usable ? kUsable : 0U) | (e.align ? kAlign : 0U) | (e.zeroed ? kZeroed : 0U) |
                  (e.zeroed.value_or(false) ? kZeroedTrue : 0U) | (e.label.empty() ? 0U : kLabel)});
  if (e.buffer.buf) Buffer(e.buffer.buf);
  if (e.buffer.addr) Address(*e.buffer.addr);
  if (!e.kind.empty()) Text(e.kind);
  if (e.view) View(e.view);
  if (!e.dtype.empty()) Text(e.dtype);
  if (e.shape) Shape(*e.shape);
  if (e.strides) Strides(*e.strides);
  if (!e.op.empty()) Text(e.op);
  if (e.usable) Number(*e.usable);
  if (e.align) Number(*e.align);
  if (!e.label.empty()) Text(e.label);
}

void RecordEncoder::Output::operator()(const Resize& e) {
  using namespace resize_keys;
  Number(e.bytes);
  Number(uint64_t{(e.buffer.buf ? kBuf : 0U) | (e.buffer.addr ? kAddr : 0U) |
                  (e.new_addr ? kNewAddr : 0U)});
  if (e.buffer.buf) Buffer(e.buffer.buf);
  if (e.buffer.addr) Address(*e.buffer.addr);
  if (e.new_addr) Address(*e.new_addr);
}

void RecordEncoder::Output::operator()(const trace::View& e) {
  using namespace view_keys;
  View(e.view);
  Buffer(e.buf);
  Number(uint64_t{(e.parent ? kParent : 0U) | (e.offset ? kOffset : 0U) | (e.shape ? kShape : 0U) |
                  (e.strides ? kStrides : 0U) | (e.dtype.empty() ? 0U : kDtype) |
                  (e.op.empty() ? 0U : kOp) | (e.writable ? kWritable : 0U) |
                  (e.writable.value_or(false) ? kWritableTrue : 0U)});
  // To the view itself, which stays the view before.
  if (e.parent) Signed(e.view.value() - e.parent.value());
  if (e.offset) Number(*e.offset);
  if (e.shape) Shape(*e.shape);
  if (e.strides) Strides(*e.strides);
  if (!e.dtype.empty()) Text(e.dtype);
  if (!e.op.empty()) Text(e.op);
}

void RecordEncoder::Output::operator()(const Copy& e) {
  using namespace copy_keys;
  Number(e.bytes);
  Number(uint64_t{(e.src_buf ? kSrcBuf : 0U) | (e.dst_buf ? kDstBuf : 0U) | (e.src ? kSrc : 0U) |
                  (e.dst ? kDst : 0U) | (e.reason.empty() ? 0U : kReason) |
                  (e.op.empty() ? 0U : kOp)});
  if (e.src_buf) Buffer(e.src_buf);
  if (e.dst_buf) Buffer(e.dst_buf);
  if (e.src) View(e.src);
  if (e.dst) View(e.dst);
  if (!e.reason.empty()) Text(e.reason);
  if (!e.op.empty()) Text(e.op);
}

void RecordEncoder::Output::operator()(const Op& e) {
  using namespace op_keys;
  Text(e.name);
  Number(uint64_t{(e.has_in ? kIn : 0U) | (e.out ? kOut : 0U) | (e.reused ? kReused : 0U) |
                  (e.reused.value_or(false) ? kReusedTrue : 0U) | (e.index.empty() ? 0U : kIndex)});
  if (e.has_in) {
    Number(e.in.size());
    for (const ViewId id : e.in) View(id);
  }
  if (e.out) View(e.out);
  if (!e.index.empty()) Text(e.index);
}

void RecordEncoder::Output::operator()(const Free& e) {
  using namespace free_keys;
  Number(uint64_t{(e.buffer.buf ? kBuf : 0U) | (e.buffer.addr ? kAddr : 0U) |
                  (e.last_read ? kLastRead : 0U) | (e.last_write ? kLastWrite : 0U)});
  if (e.buffer.buf) Buffer(e.buffer.buf);
  if (e.buffer.addr) Address(*e.buffer.addr);
  if (e.last_read) Time(*e.last_read);
  if (e.last_write) Time(*e.last_write);
}

void RecordEncoder::Output::operator()(const Lost& e) {
  Number(e.count);
  Number(e.bytes ? uint64_t{lost_keys::kBytes} : uint64_t{0});
  if (e.bytes) Number(*e.bytes);
}

void RecordEncoder::Output::operator()(const End& e) {
  using namespace end_keys;
  Number(uint64_t{(e.events ? kEvents : 0U) | (e.live_buffers ? kLiveBuffers : 0U) |
                  (e.live_bytes ? kLiveBytes : 0U)});
  if (e.events) Number(*e.events);
  if (e.live_buffers) Number(*e.live_buffers);
  if (e.live_bytes) Number(*e.live_bytes);
}

void RecordEncoder::Start(uint8_t* begin, uint8_t* end, int64_t thread,
                          int64_t base_time) noexcept {
  begin_ = begin;
  out_ = begin;
  end_ = end;
  records_ = 0;
  time_ = base_time;
  last_time_ = base_time;
  thread_ = thread;
  site_ = 0;
  stack_ = 0;
  heap_stack_ = 0;
  heap_address_ = 0;
  address_ = 0;
  buffer_ = 0;
  view_ = 0;
  pc_ = 0;
  for (RememberedText& text : texts_) text = {};
  std::memset(addresses_, 0, sizeof(addresses_));
}

size_t RecordEncoder::MaxBytes(const Event& event) noexcept {
  return kFixedBytes + std::visit(VariableBytes(), event.body);
}

bool RecordEncoder::Append(const Event& event, int64_t definition_time) noexcept {
  if (!HasRoom(MaxBytes(event))) return false;
  if (TryShort(event)) return true;
  // The kinds are numbered in the order of the variant's alternatives.
  static_assert(std::variant_size_v<EventBody> == static_cast<size_t>(RecordKind::kEnd));
  const auto kind = static_cast<RecordKind>(event.body.index() + 1);
  Output output(*this, out_);
  output.Head(kind, event, definition_time, IsDefinition(event.body));
  std::visit(output, event.body);
  Finish(output.position(), time_);
  return true;
}

bool RecordEncoder::TryShort(const Event& event) noexcept {
  if (!event.t || event.site || event.thread.value() != thread_) return false;
  if (const auto* alloc = std::get_if<Alloc>(&event.body)) {
    const bool plain = alloc->buffer.addr && IsShort(*event.t, *alloc->buffer.addr) &&
                       !alloc->buffer.buf && alloc->kind == "heap" && alloc->bytes >= 0 &&
                       !alloc->usable && !alloc->align && !alloc->zeroed && alloc->op.empty() &&
                       alloc->label.empty() && alloc->dtype.empty() && !alloc->shape &&
                       !alloc->strides && !alloc->view;
    return plain && HeapAlloc(*event.t, *alloc->buffer.addr, static_cast<uint64_t>(alloc->bytes),
                              event.stack.value());
  }
  if (const auto* end = std::get_if<Free>(&event.body)) {
    const bool plain = end->buffer.addr && IsShort(*event.t, *end->buffer.addr) &&
                       !end->buffer.buf && !end->last_read && !end->last_write && !event.stack;
    return plain && HeapFree(*event.t, *end->buffer.addr);
  }
  return false;
}

bool RecordEncoder::AppendHeapAlloc(int64_t t, uint64_t address, uint64_t bytes,
                                    int64_t stack) noexcept {
  return Append(Event{
      .t = t,
      .thread = ThreadId(thread_),
      .stack = StackId(stack),
      .body = Alloc{
          .buffer = {.addr = address}, .bytes = static_cast<int64_t>(bytes), .kind = "heap"}});
}

bool RecordEncoder::AppendHeapFree(int64_t t, uint64_t address) noexcept {
  return Append(
      Event{.t = t, .thread = ThreadId(thread_), .body = Free{.buffer = {.addr = address}}});
}

}  // namespace tidemark::trace
