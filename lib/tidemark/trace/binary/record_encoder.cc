#include "tidemark/trace/binary/record_encoder.h"

#include <array>
#include <optional>
#include <variant>

#include "tidemark/trace/binary/brief_bodies.h"
#include "tidemark/trace/model/event.h"
#include "tidemark/trace/model/event_schema.h"

namespace tidemark::trace {
namespace {

using In = Place::In;

// Room for a record without its text and lists: a tag, options, a set of keys, and at most 12
// numbers.
constexpr size_t kFixedBytes = 2 + 5 + 16 * kMaxVarintBytes;

// ---- Room for a value whose size varies; for others kFixedBytes has it. ----

constexpr size_t VariableBytes(const KnownText* text) {
  return text == nullptr ? 0 : text->size + 2 * kMaxVarintBytes;
}
constexpr size_t VariableBytes(absl::string_view text) { return text.size() + 2 * kMaxVarintBytes; }
size_t VariableBytes(const std::optional<Dimensions>& list) {
  return list.has_value() ? (list->size() + 1) * kMaxVarintBytes : 0;
}
size_t VariableBytes(const std::optional<absl::Span<const ViewId>>& list) {
  return ((list.has_value() ? list->size() : 0) + 1) * kMaxVarintBytes;
}
size_t VariableBytes(const std::optional<absl::Span<const absl::string_view>>& texts) {
  size_t sum = kMaxVarintBytes;
  for (const absl::string_view text : texts.value_or(absl::Span<const absl::string_view>())) {
    sum += VariableBytes(text);
  }
  return sum;
}
template <class T>
constexpr size_t VariableBytes(const T& /*number*/) {
  return 0;
}

template <class Body>
size_t MaxBodyBytes(const Body& e) {
  // The number and the length of an extended kind.
  size_t sum = kIsExtended<Body> ? 2 * kMaxVarintBytes : 0;
  size_t extra = 0;
  ForEachField<Body>([&]<size_t kIndex>() {
    constexpr auto& field = kField<Body, kIndex>;
    const auto& value = field.Of(e);
    if constexpr (field.place.in != In::kExtra) {
      sum += VariableBytes(value);
    } else if (field.place.presence == Presence::kRequired || IsPresent(value)) {
      // Its number, its length, and it.
      extra += 3 * kMaxVarintBytes + VariableBytes(value);
    }
  });
  return extra == 0 ? sum : sum + kMaxVarintBytes + extra;
}

template <class Body>
bool HasExtraKeys(const Body& e) {
  bool any = false;
  ForEachFieldIn<Body, In::kExtra>(
      [&]<size_t kIndex>() { any = any || IsPresent(kField<Body, kIndex>.Of(e)); });
  return any;
}

// True if nothing stands in `e` that the short records have no place for.
template <class Body>
bool HasShortFieldsOnly(const Body& e) {
  return AllFields<Body>([&e]<size_t kIndex>() {
    constexpr auto& field = kField<Body, kIndex>;
    constexpr bool kHasPlace =
        field.place.presence == Presence::kRequired || field.key == "addr" || field.key == "kind";
    return kHasPlace || !IsPresent(field.Of(e));
  });
}

// std::visit without the exception for a variant that has no value, which an EventBody always has:
// the assignment of its alternatives cannot throw.
template <class Result, class Visit>
Result VisitBody(const EventBody& body, const Visit& visit) noexcept {
  using Call = Result (*)(const EventBody&, const Visit&);
  static constexpr std::array<Call, kEventKinds> kCalls = [] {
    std::array<Call, kEventKinds> calls = {};
    size_t kind = 0;
    ForEachKind([&]<class Body>() {
      calls[kind++] = [](const EventBody& e, const Visit& v) { return v(*std::get_if<Body>(&e)); };
    });
    return calls;
  }();
  return kCalls[body.index()](body, visit);
}

}  // namespace

// Appends the fields of one record. The caller has made sure of the room.
class RecordEncoder::Output {
 public:
  Output(RecordEncoder& encoder, uint8_t* out) : encoder_(encoder), out_(out) {}

  uint8_t* position() const { return out_; }

  template <class Body>
  void Record(const Event& event, const Body& body, int64_t definition_time);
  template <class Body>
  void RecordBody(int64_t t, int64_t site, const Body& body);

 private:
  void Byte(uint8_t value) { *out_++ = value; }
  void Number(uint64_t value) { out_ = PutVarint(out_, value); }
  void Number(int64_t value) { Number(static_cast<uint64_t>(value)); }
  void Signed(int64_t value) { Number(ZigZag(static_cast<uint64_t>(value))); }
  // The difference to the value before, which `value` becomes.
  void Difference(uint64_t* before, uint64_t value) {
    Number(ZigZag(value - *before));
    *before = value;
  }
  void View(ViewId id) { Difference(&encoder_.view_, static_cast<uint64_t>(id.value())); }
  void Text(absl::string_view text);
  void Text(const KnownText* text);
  void Bytes(absl::string_view bytes) {
    if (!bytes.empty()) std::memcpy(out_, bytes.data(), bytes.size());
    out_ += bytes.size();
  }

  void Head(uint8_t tag, const Event& event, int64_t definition_time, bool is_definition,
            bool has_extra_keys);

  // ---- The fields of the kind. ----
  template <class Body>
  void Fields(const Body& e);
  template <class Body, size_t kIndex>
  void Put(const Body& e);
  template <class Body>
  void ExtraKeys(const Body& e);
  template <FieldType kType, class T>
  void PutPlain(const T& value);
  template <class Write>
  void WithLength(Write write);

  RecordEncoder& encoder_;
  uint8_t* out_;
};

template <class Body>
void RecordEncoder::Output::Record(const Event& event, const Body& body, int64_t definition_time) {
  constexpr KindInfo kInfo = EventSchema<Body>::kInfo;
  constexpr bool kDefines = kInfo.role == Role::kDefinition;
  if constexpr (kIsExtended<Body>) {
    Head(static_cast<uint8_t>(RecordKind::kExtended), event, definition_time, kDefines, false);
    Number(uint64_t{kInfo.number});
    ExtraKeys(body);
  } else {
    const bool has_extra_keys = HasExtraKeys(body);
    Head(static_cast<uint8_t>(kInfo.number), event, definition_time, kDefines, has_extra_keys);
    Fields(body);
    if (has_extra_keys) ExtraKeys(body);
  }
}

template <class Body>
void RecordEncoder::Output::RecordBody(int64_t t, int64_t site, const Body& body) {
  static_assert(!kIsExtended<Body> && EventSchema<Body>::kInfo.role == Role::kEvent);
  const bool has_extra_keys = HasExtraKeys(body);
  auto tag = static_cast<uint8_t>(EventSchema<Body>::kInfo.number);
  uint8_t options = has_extra_keys ? kOptionExtra : uint8_t{0};
  if (t < encoder_.time_) options |= kOptionEarlier;
  if (encoder_.thread_ != encoder_.own_thread_) options |= kOptionThread;
  if (site != encoder_.site_) tag |= kTagSite;
  if (encoder_.stack_ != 0) tag |= kTagStack;
  if (options != 0) tag |= kTagOptions;
  Byte(tag);
  if (options != 0) Byte(options);
  const uint64_t difference = static_cast<uint64_t>(t) - static_cast<uint64_t>(encoder_.time_);
  Number((options & kOptionEarlier) != 0 ? 0 - difference : difference);
  encoder_.time_ = t;
  if ((options & kOptionThread) != 0) Number(encoder_.thread_ = encoder_.own_thread_);
  if ((tag & kTagSite) != 0) Number(encoder_.site_ = site);
  if ((tag & kTagStack) != 0) Number(encoder_.stack_ = int64_t{0});
  Fields(body);
  if (has_extra_keys) ExtraKeys(body);
}

template <class Body>
void RecordEncoder::Output::Fields(const Body& e) {
  ForEachFieldIn<Body, In::kFixed>([&]<size_t kIndex>() { Put<Body, kIndex>(e); });
  if constexpr (kFieldsIn < Body, In::kKeys >> 0) {
    uint32_t keys = 0;
    ForEachFieldIn<Body, In::kKeys>([&]<size_t kIndex>() {
      constexpr auto& field = kField<Body, kIndex>;
      const auto& value = field.Of(e);
      keys |= IsPresent(value) ? field.place.number : 0U;
      if constexpr (field.type == FieldType::kBool) {
        keys |= value.value_or(false) ? field.place.number << 1 : 0U;
      }
    });
    Number(uint64_t{keys});
    ForEachFieldIn<Body, In::kKeys>([&]<size_t kIndex>() {
      if (IsPresent(kField<Body, kIndex>.Of(e))) Put<Body, kIndex>(e);
    });
  }
}

// The number behind what may stand around it.
constexpr int64_t NumberOf(int64_t value) { return value; }
template <class Tag>
constexpr int64_t NumberOf(StrongId<Tag> id) {
  return id.value();
}
template <class T>
constexpr T NumberOf(const std::optional<T>& value) {
  return *value;
}

// A field that is there, by its type.
template <class Body, size_t kIndex>
void RecordEncoder::Output::Put(const Body& e) {
  constexpr auto& field = kField<Body, kIndex>;
  constexpr FieldType kType = field.type;
  const auto& value = field.Of(e);
  if constexpr (kType == FieldType::kInteger || kType == FieldType::kId) {
    Number(NumberOf(value));
  } else if constexpr (kType == FieldType::kSigned) {
    Signed(NumberOf(value));
  } else if constexpr (kType == FieldType::kTime) {
    Number(ZigZag(static_cast<uint64_t>(*value) - static_cast<uint64_t>(encoder_.time_)));
  } else if constexpr (kType == FieldType::kBuffer) {
    Difference(&encoder_.buffer_, static_cast<uint64_t>(value.value()));
  } else if constexpr (kType == FieldType::kView) {
    View(value);
  } else if constexpr (kType == FieldType::kParent) {
    // To the view itself, which stays the view before.
    Signed(e.view.value() - value.value());
  } else if constexpr (kType == FieldType::kText || kType == FieldType::kObject) {
    Text(value);
  } else if constexpr (kType == FieldType::kBool) {
    // The keys say it all.
  } else if constexpr (kType == FieldType::kAddress) {
    Difference(&encoder_.address_, *value);
  } else if constexpr (kType == FieldType::kPc) {
    Difference(&encoder_.pc_, *value);
  } else {
    Number(value->size());
    for (const auto& element : *value) {
      if constexpr (kType == FieldType::kShape) Number(element);
      if constexpr (kType == FieldType::kStrides) Signed(element);
      if constexpr (kType == FieldType::kViews) View(element);
      if constexpr (kType == FieldType::kTexts) Text(element);
    }
  }
}

// A length, and what `write` writes; the length moves up to it.
template <class Write>
void RecordEncoder::Output::WithLength(Write write) {
  uint8_t* const begin = out_;
  out_ += kMaxVarintBytes;
  write();
  const auto size = static_cast<size_t>(out_ - begin) - kMaxVarintBytes;
  out_ = PutVarint(begin, size);
  std::memmove(out_, begin + kMaxVarintBytes, size);
  out_ += size;
}

template <class Body>
void RecordEncoder::Output::ExtraKeys(const Body& e) {
  WithLength([&] {
    ForEachFieldIn<Body, In::kExtra>([&]<size_t kIndex>() {
      constexpr auto& field = kField<Body, kIndex>;
      const auto& value = field.Of(e);
      if (field.place.presence != Presence::kRequired && !IsPresent(value)) return;
      Number(uint64_t{field.place.number});
      WithLength([&] { PutPlain<field.type>(value); });
    });
  });
}

// As Put, but without the state of coding: a reader that skips the value does not have to know it.
template <FieldType kType, class T>
void RecordEncoder::Output::PutPlain(const T& value) {
  if constexpr (kType == FieldType::kSigned) {
    Signed(NumberOf(value));
  } else if constexpr (kType == FieldType::kText || kType == FieldType::kObject) {
    Bytes(value);
  } else if constexpr (kType == FieldType::kBool) {
    Byte(*value ? 1 : 0);
  } else if constexpr (kType == FieldType::kShape || kType == FieldType::kViews) {
    for (const auto& element : *value) Number(NumberOf(element));
  } else if constexpr (kType == FieldType::kStrides) {
    for (const int64_t stride : *value) Signed(stride);
  } else if constexpr (kType == FieldType::kTexts) {
    for (const absl::string_view text : *value) {
      Number(text.size());
      Bytes(text);
    }
  } else {
    Number(NumberOf(value));
  }
}

void RecordEncoder::Output::Text(const KnownText* text) {
  if (encoder_.known_[text->slot] == text) [[likely]] {
    Number(uint64_t{text->slot} + 1);
    return;
  }
  Text(absl::string_view(text->data, text->size));
  encoder_.known_[text->slot] = text;
}

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
  if (slot != nullptr) {
    *slot = {.data = out_, .size = text.size(), .ends = ends};
    encoder_.known_[slot - encoder_.texts_] = nullptr;
  }
  Bytes(text);
}

void RecordEncoder::Output::Head(uint8_t tag, const Event& event, int64_t definition_time,
                                 bool is_definition, bool has_extra_keys) {
  uint8_t options = has_extra_keys ? kOptionExtra : uint8_t{0};
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

void RecordEncoder::Start(uint8_t* begin, uint8_t* end, int64_t thread,
                          int64_t base_time) noexcept {
  begin_ = begin;
  out_ = begin;
  end_ = end;
  records_ = 0;
  time_ = base_time;
  last_time_ = base_time;
  thread_ = thread;
  own_thread_ = thread;
  site_ = 0;
  stack_ = 0;
  heap_stack_ = 0;
  heap_address_ = 0;
  address_ = 0;
  buffer_ = 0;
  view_ = 0;
  pc_ = 0;
  for (RememberedText& text : texts_) text = {};
  for (const KnownText*& text : known_) text = nullptr;
  std::memset(addresses_, 0, sizeof(addresses_));
}

size_t RecordEncoder::MaxBytes(const Event& event) noexcept {
  return kFixedBytes +
         VisitBody<size_t>(event.body, [](const auto& body) { return MaxBodyBytes(body); });
}

bool RecordEncoder::Append(const Event& event, int64_t definition_time) noexcept {
  if (!HasRoom(MaxBytes(event))) return false;
  if (TryShort(event)) return true;
  Output output(*this, out_);
  VisitBody<void>(event.body,
                  [&](const auto& body) { output.Record(event, body, definition_time); });
  Finish(output.position(), time_);
  return true;
}

template <class Body>
bool RecordEncoder::AppendBody(int64_t t, int64_t site, const Body& body) noexcept {
  if (!HasRoom(kFixedBytes + MaxBodyBytes(body))) return false;
  Output output(*this, out_);
  output.RecordBody(t, site, body);
  Finish(output.position(), time_);
  return true;
}

template bool RecordEncoder::AppendBody(int64_t, int64_t, const BriefAlloc&) noexcept;
template bool RecordEncoder::AppendBody(int64_t, int64_t, const BriefView&) noexcept;
template bool RecordEncoder::AppendBody(int64_t, int64_t, const BriefCopy&) noexcept;
template bool RecordEncoder::AppendBody(int64_t, int64_t, const BriefOp&) noexcept;
template bool RecordEncoder::AppendBody(int64_t, int64_t, const Alloc&) noexcept;
template bool RecordEncoder::AppendBody(int64_t, int64_t, const Resize&) noexcept;
template bool RecordEncoder::AppendBody(int64_t, int64_t, const View&) noexcept;
template bool RecordEncoder::AppendBody(int64_t, int64_t, const Drop&) noexcept;
template bool RecordEncoder::AppendBody(int64_t, int64_t, const Copy&) noexcept;
template bool RecordEncoder::AppendBody(int64_t, int64_t, const Write&) noexcept;
template bool RecordEncoder::AppendBody(int64_t, int64_t, const Read&) noexcept;
template bool RecordEncoder::AppendBody(int64_t, int64_t, const Op&) noexcept;
template bool RecordEncoder::AppendBody(int64_t, int64_t, const Free&) noexcept;
template bool RecordEncoder::AppendBody(int64_t, int64_t, const ScopeBegin&) noexcept;
template bool RecordEncoder::AppendBody(int64_t, int64_t, const ScopeEnd&) noexcept;
template bool RecordEncoder::AppendBody(int64_t, int64_t, const Mark&) noexcept;
template bool RecordEncoder::AppendBody(int64_t, int64_t, const OutOfMemory&) noexcept;

bool RecordEncoder::TryShort(const Event& event) noexcept {
  if (!event.t || event.site || event.thread.value() != thread_) return false;
  if (const auto* alloc = std::get_if<Alloc>(&event.body)) {
    const bool is_short = alloc->buffer.addr && IsShort(*event.t, *alloc->buffer.addr) &&
                          alloc->kind == "heap" && alloc->bytes >= 0 && HasShortFieldsOnly(*alloc);
    return is_short && HeapAlloc(*event.t, *alloc->buffer.addr, static_cast<uint64_t>(alloc->bytes),
                                 event.stack.value());
  }
  if (const auto* end = std::get_if<Free>(&event.body)) {
    const bool is_short = end->buffer.addr && IsShort(*event.t, *end->buffer.addr) &&
                          !event.stack && HasShortFieldsOnly(*end);
    return is_short && HeapFree(*event.t, *end->buffer.addr);
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
