#include "tidemark/trace/binary/record_decoder.h"

#include <cstring>

namespace tidemark::trace {

// A cursor over the record being decoded. The first problem is kept; reads after it give zeros.
class RecordDecoder::Input {
 public:
  explicit Input(RecordDecoder& decoder) : decoder_(decoder), in_(decoder.position_) {}

  const uint8_t* position() const { return in_; }
  bool ok() const { return decoder_.problem_ == nullptr; }

  void Fail(const char* problem) {
    if (decoder_.problem_ == nullptr) decoder_.problem_ = problem;
    in_ = decoder_.end_;
  }

  uint8_t Byte() {
    if (in_ == decoder_.end_) {
      Fail("the record is cut off");
      return 0;
    }
    return *in_++;
  }

  uint64_t Number() {
    if (in_ != decoder_.end_ && *in_ < 0x80) return *in_++;
    return LongNumber();
  }

  // A value of the model: in [0, 2^63-1].
  int64_t Value() {
    const uint64_t value = Number();
    if (value > static_cast<uint64_t>(INT64_MAX)) {
      Fail("a number is over 2^63-1");
      return 0;
    }
    return static_cast<int64_t>(value);
  }

  int64_t Signed() { return static_cast<int64_t>(UnZigZag(Number())); }

  uint64_t Difference(uint64_t* before) { return *before += UnZigZag(Number()); }

  // As Difference, for what is in [0, 2^63-1].
  int64_t ValueDifference(uint64_t* before) {
    const uint64_t value = Difference(before);
    if (value > static_cast<uint64_t>(INT64_MAX)) {
      Fail("a difference leads out of [0, 2^63-1]");
      return 0;
    }
    return static_cast<int64_t>(value);
  }
  // An id that the event cannot do without.
  template <class Id>
  Id Required(Id id) {
    if (!id) Fail("a required id is 0");
    return id;
  }
  void RequireBuffer(const BufferName& buffer) {
    if (!buffer.buf && !buffer.addr) Fail("a buffer has neither id nor address");
  }
  BufferId Buffer() { return BufferId(ValueDifference(&decoder_.buffer_)); }
  ViewId View() { return ViewId(ValueDifference(&decoder_.view_)); }
  uint64_t Address() { return Difference(&decoder_.address_); }

  int64_t TimeDifference() {
    uint64_t t = decoder_.time_;
    return ValueDifference(&t);
  }

  uint32_t Keys(uint32_t all) {
    const uint64_t keys = Number();
    if ((keys & ~uint64_t{all}) != 0) {
      Fail("a key is unknown");
      return 0;
    }
    return static_cast<uint32_t>(keys);
  }

  absl::string_view Text() {
    const uint64_t slot = Number();
    if (slot > kTextSlots) {
      Fail("a text's slot is out of range");
      return {};
    }
    if (slot > 0) {
      const absl::string_view text = decoder_.texts_[slot - 1];
      if (text.empty()) Fail("a text's slot is empty");
      return text;
    }
    const uint64_t size = Number();
    if (size > Left()) {
      Fail("a text is cut off");
      return {};
    }
    const absl::string_view text(reinterpret_cast<const char*>(in_), size);
    in_ += size;
    if (!text.empty() && size <= kMaxRememberedText) {
      decoder_.texts_[TextEnds(text.data(), text.size()).Slot()] = text;
    }
    return text;
  }

  // How many elements follow: each takes at least one byte.
  size_t Count() {
    const uint64_t count = Number();
    if (count > Left()) {
      Fail("a list is cut off");
      return 0;
    }
    return static_cast<size_t>(count);
  }

  Dimensions Shape() {
    std::vector<int64_t>& list = decoder_.shape_;
    list.resize(Count());
    for (int64_t& value : list) value = Value();
    return list;
  }
  Dimensions Strides() {
    std::vector<int64_t>& list = decoder_.strides_;
    list.resize(Count());
    for (int64_t& value : list) value = Signed();
    return list;
  }

 private:
  size_t Left() const { return static_cast<size_t>(decoder_.end_ - in_); }

  uint64_t LongNumber() {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const uint64_t byte = Byte();
      if (shift == 63 && byte > 1) break;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    Fail("a number is over 64 bits");
    return 0;
  }

  RecordDecoder& decoder_;
  const uint8_t* in_;
};

void RecordDecoder::Start(absl::Span<const uint8_t> bytes, int64_t thread, int64_t base_time) {
  begin_ = bytes.data();
  position_ = begin_;
  end_ = begin_ + bytes.size();
  problem_ = nullptr;
  time_ = static_cast<uint64_t>(base_time);
  thread_ = thread;
  site_ = 0;
  stack_ = 0;
  heap_stack_ = 0;
  heap_address_ = 0;
  address_ = 0;
  buffer_ = 0;
  view_ = 0;
  pc_ = 0;
  for (absl::string_view& text : texts_) text = {};
  std::memset(addresses_, 0, sizeof(addresses_));
}

const Event* RecordDecoder::Next() {
  if (position_ == end_ || failed()) return nullptr;
  Input in(*this);
  const uint8_t tag = in.Byte();
  const uint8_t kind = tag & kKindMask;
  if (kind == 0 || kind > kLastRecordKind) {
    in.Fail("a record's kind is unknown");
  } else if (kind >= static_cast<uint8_t>(RecordKind::kHeapAlloc)) {
    DecodeShort(in, tag);
  } else {
    DecodeGeneral(in, tag);
  }
  if (failed()) return nullptr;
  position_ = in.position();
  return &event_;
}

void RecordDecoder::DecodeShort(Input& in, uint8_t tag) {
  const bool is_alloc = (tag & kKindMask) == static_cast<uint8_t>(RecordKind::kHeapAlloc);
  if ((tag & kTagOptions) != 0 || (!is_alloc && (tag & kTagStack) != 0)) {
    return in.Fail("a short record has an unknown flag");
  }
  time_ += in.Number();
  int64_t bytes = 0;
  if (is_alloc) {
    if ((tag & kTagStack) != 0) heap_stack_ = in.Value();
    bytes = in.Value();
  }
  if ((tag & kTagKnownAddress) != 0) {
    heap_address_ = addresses_[in.Byte()];
  } else {
    heap_address_ += UnZigZag(in.Number()) << kAddressShift;
    addresses_[AddressSlot(heap_address_)] = heap_address_;
  }
  if (time_ > static_cast<uint64_t>(INT64_MAX)) return in.Fail("a time is over 2^63-1");
  event_.t = static_cast<int64_t>(time_);
  event_.thread = ThreadId(thread_);
  event_.site = {};
  event_.stack = is_alloc ? StackId(heap_stack_) : StackId();
  if (is_alloc) {
    Alloc& alloc = event_.body.emplace<Alloc>();
    alloc.buffer.addr = heap_address_;
    alloc.bytes = bytes;
    alloc.kind = "heap";
  } else {
    event_.body.emplace<Free>().buffer.addr = heap_address_;
  }
}

void RecordDecoder::DecodeGeneral(Input& in, uint8_t tag) {
  const auto kind = static_cast<RecordKind>(tag & kKindMask);
  const bool is_definition = kind <= RecordKind::kThread;
  const uint8_t options = (tag & kTagOptions) != 0 ? in.Byte() : uint8_t{0};
  if ((options & ~kOptionMask) != 0) return in.Fail("a record has an unknown option");
  if (is_definition && ((tag & (kTagSite | kTagStack)) != 0 || (options & kOptionThread) != 0)) {
    return in.Fail("a definition has a site, a stack or a thread");
  }
  const bool has_time = (options & kOptionNoTime) == 0;
  if (has_time) {
    const uint64_t difference = in.Number();
    time_ = (options & kOptionEarlier) != 0 ? time_ - difference : time_ + difference;
    if (time_ > static_cast<uint64_t>(INT64_MAX)) return in.Fail("a time is out of [0, 2^63-1]");
  }
  if ((options & kOptionThread) != 0) thread_ = in.Value();
  if ((tag & kTagSite) != 0) site_ = in.Value();
  if ((tag & kTagStack) != 0) stack_ = in.Value();
  if (is_definition) {
    event_.t.reset();
    event_.thread = {};
    event_.site = {};
    event_.stack = {};
    return DecodeDefinition(in, kind);
  }
  if (has_time) {
    event_.t = static_cast<int64_t>(time_);
  } else {
    event_.t.reset();
  }
  event_.thread = ThreadId(thread_);
  event_.site = SiteId(site_);
  event_.stack = StackId(stack_);
  if (kind <= RecordKind::kOp) {
    DecodeBuffer(in, kind);
  } else {
    DecodeRest(in, kind);
  }
}

void RecordDecoder::DecodeDefinition(Input& in, RecordKind kind) {
  switch (kind) {
    case RecordKind::kTrace:
      event_.body = DecodeTrace(in);
      break;
    case RecordKind::kSite: {
      SiteDefinition& e = event_.body.emplace<SiteDefinition>();
      e.site = in.Required(SiteId(in.Value()));
      e.file = in.Text();
      e.line = in.Value();
      const uint32_t keys = in.Keys(site_keys::kAll);
      if ((keys & site_keys::kFunction) != 0) e.function = in.Text();
      if ((keys & site_keys::kLabel) != 0) e.label = in.Text();
      break;
    }
    case RecordKind::kFrame: {
      FrameDefinition& e = event_.body.emplace<FrameDefinition>();
      e.frame = in.Required(FrameId(in.Value()));
      e.function = in.Text();
      const uint32_t keys = in.Keys(frame_keys::kAll);
      if ((keys & frame_keys::kFile) != 0) e.file = in.Text();
      if ((keys & frame_keys::kLine) != 0) e.line = in.Value();
      if ((keys & frame_keys::kModule) != 0) e.module = in.Text();
      if ((keys & frame_keys::kPc) != 0) e.pc = in.Difference(&pc_);
      if ((keys & frame_keys::kBuildId) != 0) e.build_id = in.Text();
      break;
    }
    case RecordKind::kStack: {
      StackDefinition& e = event_.body.emplace<StackDefinition>();
      e.stack = in.Required(StackId(in.Value()));
      e.frame = in.Required(FrameId(in.Value()));
      e.parent = StackId(in.Value());
      break;
    }
    default: {
      ThreadDefinition& e = event_.body.emplace<ThreadDefinition>();
      e.thread = in.Required(ThreadId(in.Value()));
      const uint32_t keys = in.Keys(thread_keys::kAll);
      if ((keys & thread_keys::kName) != 0) e.name = in.Text();
      if ((keys & thread_keys::kOsTid) != 0) e.os_tid = in.Value();
      break;
    }
  }
}

template <class Access>
void RecordDecoder::DecodeAccess(Input& in, Access& e) {
  using namespace access_keys;
  e.buf = in.Required(in.Buffer());
  const uint32_t keys = in.Keys(kAll);
  if ((keys & kView) != 0) e.view = in.View();
  if ((keys & kEscaped) != 0) e.escaped = (keys & kEscapedTrue) != 0;
}

TraceHead RecordDecoder::DecodeTrace(Input& in) {
  TraceHead e;
  e.version = in.Value();
  const uint32_t keys = in.Keys(trace_keys::kAll);
  if ((keys & trace_keys::kRun) != 0) e.run = in.Text();
  if ((keys & trace_keys::kPid) != 0) e.pid = in.Value();
  if ((keys & trace_keys::kPpid) != 0) e.ppid = in.Value();
  if ((keys & trace_keys::kProgram) != 0) e.program = in.Text();
  if ((keys & trace_keys::kArgs) != 0) {
    args_.clear();
    // Not sized in advance: an element is 16 times as large as the byte it takes at least.
    for (size_t left = in.Count(); left > 0 && in.ok(); --left) args_.push_back(in.Text());
    e.has_args = true;
    e.args = args_;
  }
  if ((keys & trace_keys::kHost) != 0) e.host = in.Text();
  if ((keys & trace_keys::kStart) != 0) e.start_unix_ns = in.Value();
  if ((keys & trace_keys::kTidemark) != 0) e.tidemark = in.Text();
  if ((keys & trace_keys::kCapture) != 0) e.capture_json = in.Text();
  return e;
}

void RecordDecoder::DecodeBuffer(Input& in, RecordKind kind) {
  switch (kind) {
    case RecordKind::kAlloc:
      event_.body = DecodeAlloc(in);
      break;
    case RecordKind::kResize: {
      Resize& e = event_.body.emplace<Resize>();
      e.bytes = in.Value();
      const uint32_t keys = in.Keys(resize_keys::kAll);
      if ((keys & resize_keys::kBuf) != 0) e.buffer.buf = in.Buffer();
      if ((keys & resize_keys::kAddr) != 0) e.buffer.addr = in.Address();
      if ((keys & resize_keys::kNewAddr) != 0) e.new_addr = in.Address();
      in.RequireBuffer(e.buffer);
      break;
    }
    case RecordKind::kView:
      event_.body = DecodeView(in);
      break;
    case RecordKind::kDrop:
      event_.body.emplace<Drop>().view = in.Required(in.View());
      break;
    case RecordKind::kCopy:
      event_.body = DecodeCopy(in);
      break;
    case RecordKind::kWrite:
      DecodeAccess(in, event_.body.emplace<Write>());
      break;
    case RecordKind::kRead:
      DecodeAccess(in, event_.body.emplace<Read>());
      break;
    default:
      event_.body = DecodeOp(in);
      break;
  }
}

Alloc RecordDecoder::DecodeAlloc(Input& in) {
  using namespace alloc_keys;
  Alloc e;
  e.bytes = in.Value();
  const uint32_t keys = in.Keys(kAll);
  if ((keys & kBuf) != 0) e.buffer.buf = in.Buffer();
  if ((keys & kAddr) != 0) e.buffer.addr = in.Address();
  in.RequireBuffer(e.buffer);
  if ((keys & kKind) != 0) e.kind = in.Text();
  if ((keys & kView) != 0) e.view = in.View();
  if ((keys & kDtype) != 0) e.dtype = in.Text();
  if ((keys & kShape) != 0) e.shape = in.Shape();
  if ((keys & kStrides) != 0) e.strides = in.Strides();
  if ((keys & kOp) != 0) e.op = in.Text();
  if ((keys & kUsable) != 0) e.usable = in.Value();
  if ((keys & kAlign) != 0) e.align = in.Value();
  if ((keys & kZeroed) != 0) e.zeroed = (keys & kZeroedTrue) != 0;
  if ((keys & kLabel) != 0) e.label = in.Text();
  return e;
}

View RecordDecoder::DecodeView(Input& in) {
  using namespace view_keys;
  View e;
  e.view = in.Required(in.View());
  e.buf = in.Required(in.Buffer());
  const uint32_t keys = in.Keys(kAll);
  if ((keys & kParent) != 0) {
    const uint64_t parent = view_ - UnZigZag(in.Number());
    if (parent > static_cast<uint64_t>(INT64_MAX)) in.Fail("a parent is out of [0, 2^63-1]");
    e.parent = ViewId(static_cast<int64_t>(parent));
  }
  if ((keys & kOffset) != 0) e.offset = in.Value();
  if ((keys & kShape) != 0) e.shape = in.Shape();
  if ((keys & kStrides) != 0) e.strides = in.Strides();
  if ((keys & kDtype) != 0) e.dtype = in.Text();
  if ((keys & kOp) != 0) e.op = in.Text();
  if ((keys & kWritable) != 0) e.writable = (keys & kWritableTrue) != 0;
  return e;
}

Copy RecordDecoder::DecodeCopy(Input& in) {
  using namespace copy_keys;
  Copy e;
  e.bytes = in.Value();
  const uint32_t keys = in.Keys(kAll);
  if ((keys & kSrcBuf) != 0) e.src_buf = in.Buffer();
  if ((keys & kDstBuf) != 0) e.dst_buf = in.Buffer();
  if ((keys & kSrc) != 0) e.src = in.View();
  if ((keys & kDst) != 0) e.dst = in.View();
  if (!(e.src_buf && e.dst_buf) && !(e.src && e.dst)) in.Fail("a copy has no two sides");
  if ((keys & kReason) != 0) e.reason = in.Text();
  if ((keys & kOp) != 0) e.op = in.Text();
  return e;
}

Op RecordDecoder::DecodeOp(Input& in) {
  using namespace op_keys;
  Op e;
  e.name = in.Text();
  const uint32_t keys = in.Keys(kAll);
  if ((keys & kIn) != 0) {
    ids_.resize(in.Count());
    for (ViewId& id : ids_) id = in.View();
    e.has_in = true;
    e.in = ids_;
  }
  if ((keys & kOut) != 0) e.out = in.View();
  if ((keys & kReused) != 0) e.reused = (keys & kReusedTrue) != 0;
  if ((keys & kIndex) != 0) e.index = in.Text();
  return e;
}

void RecordDecoder::DecodeRest(Input& in, RecordKind kind) {
  switch (kind) {
    case RecordKind::kFree: {
      Free& e = event_.body.emplace<Free>();
      const uint32_t keys = in.Keys(free_keys::kAll);
      if ((keys & free_keys::kBuf) != 0) e.buffer.buf = in.Buffer();
      if ((keys & free_keys::kAddr) != 0) e.buffer.addr = in.Address();
      in.RequireBuffer(e.buffer);
      if ((keys & free_keys::kLastRead) != 0) e.last_read = in.TimeDifference();
      if ((keys & free_keys::kLastWrite) != 0) e.last_write = in.TimeDifference();
      break;
    }
    case RecordKind::kScopeBegin:
      event_.body.emplace<ScopeBegin>().name = in.Text();
      break;
    case RecordKind::kScopeEnd:
      event_.body.emplace<ScopeEnd>().name = in.Text();
      break;
    case RecordKind::kMark:
      event_.body.emplace<Mark>().name = in.Text();
      break;
    case RecordKind::kOutOfMemory:
      event_.body.emplace<OutOfMemory>().bytes = in.Value();
      break;
    case RecordKind::kLost: {
      Lost& e = event_.body.emplace<Lost>();
      e.count = in.Value();
      if (in.Keys(lost_keys::kAll) != 0) e.bytes = in.Value();
      break;
    }
    default: {
      End& e = event_.body.emplace<End>();
      const uint32_t keys = in.Keys(end_keys::kAll);
      if ((keys & end_keys::kEvents) != 0) e.events = in.Value();
      if ((keys & end_keys::kLiveBuffers) != 0) e.live_buffers = in.Value();
      if ((keys & end_keys::kLiveBytes) != 0) e.live_bytes = in.Value();
      break;
    }
  }
}

}  // namespace tidemark::trace
