#include "tidemark/trace/binary/record_decoder.h"

#include <array>
#include <cstring>
#include <optional>

#include "tidemark/trace/model/event_schema.h"

namespace tidemark::trace {
namespace {

using In = Place::In;

// The type in an optional, or the type itself.
template <class T>
struct ValueOf {
  using Type = T;
};
template <class T>
struct ValueOf<std::optional<T>> {
  using Type = T;
};

}  // namespace

// A cursor over the record being decoded. The first problem is kept; reads after it give zeros.
class RecordDecoder::Input {
 public:
  explicit Input(RecordDecoder& decoder)
      : decoder_(decoder), in_(decoder.position_), end_(decoder.end_) {}

  const uint8_t* position() const { return in_; }
  bool ok() const { return decoder_.problem_ == nullptr; }

  void Fail(const char* problem) {
    if (decoder_.problem_ == nullptr) decoder_.problem_ = problem;
    in_ = end_;
  }

  uint8_t Byte() {
    if (in_ == end_) {
      Fail("the record is cut off");
      return 0;
    }
    return *in_++;
  }

  uint64_t Number() {
    if (in_ != end_ && *in_ < 0x80) return *in_++;
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

  // To the event's view, which is the view before.
  int64_t Parent() {
    const uint64_t parent = decoder_.view_ - UnZigZag(Number());
    if (parent <= static_cast<uint64_t>(INT64_MAX)) return static_cast<int64_t>(parent);
    Fail("a parent is out of [0, 2^63-1]");
    return 0;
  }

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
    const absl::string_view text = PlainText();
    if (!text.empty() && text.size() <= kMaxRememberedText) {
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

  bool at_end() const { return in_ == end_; }
  void SkipToEnd() { in_ = end_; }

  // All bytes up to the end.
  absl::string_view Rest() {
    const absl::string_view rest(reinterpret_cast<const char*>(in_), Left());
    in_ = end_;
    return rest;
  }

  // Text behind its length.
  absl::string_view PlainText() {
    const uint64_t size = Number();
    if (size > Left()) {
      Fail("a text is cut off");
      return {};
    }
    const absl::string_view text(reinterpret_cast<const char*>(in_), size);
    in_ += size;
    return text;
  }

  // Has `read` see, as the end, the end of what follows a length. `problem` is what to say if that
  // lies behind the end.
  template <class Read>
  void WithinLength(const char* problem, Read read) {
    const uint64_t size = Number();
    if (size > Left()) return Fail(problem);
    const uint8_t* const outer = end_;
    end_ = in_ + size;
    read();
    if (ok() && in_ != end_) Fail("a length is wrong");
    end_ = outer;
    if (!ok()) in_ = end_;
  }

 private:
  size_t Left() const { return static_cast<size_t>(end_ - in_); }

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
  const uint8_t* end_;
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

// How to decode the records of a kind.
struct RecordDecoder::KindDecoder {
  // Null where there is no such kind.
  void (RecordDecoder::*decode)(Input& in, uint8_t options) = nullptr;
  uint32_t number = 0;
  bool is_definition = false;

  // By the kind that stands in the tag.
  static constexpr std::array<KindDecoder, kKindMask + 1> General() {
    std::array<KindDecoder, kKindMask + 1> decoders = {};
    ForEachKind([&]<class Body>() {
      constexpr KindInfo kInfo = EventSchema<Body>::kInfo;
      if constexpr (!kIsExtended<Body>) {
        static_assert(kInfo.number < static_cast<uint32_t>(RecordKind::kHeapAlloc));
        decoders[kInfo.number] = {&RecordDecoder::DecodeFields<Body>, kInfo.number,
                                  kInfo.role == Role::kDefinition};
      }
    });
    return decoders;
  }

  static const KindDecoder* FindExtended(uint64_t number) {
    constexpr size_t kCount = [] {
      size_t count = 0;
      ForEachKind([&]<class Body>() { count += kIsExtended<Body> ? 1 : 0; });
      return count;
    }();
    static constexpr std::array<KindDecoder, kCount> kDecoders = [] {
      std::array<KindDecoder, kCount> decoders = {};
      size_t index = 0;
      ForEachKind([&]<class Body>() {
        constexpr KindInfo kInfo = EventSchema<Body>::kInfo;
        if constexpr (kIsExtended<Body>) {
          decoders[index++] = {&RecordDecoder::DecodeExtendedFields<Body>, kInfo.number,
                               kInfo.role == Role::kDefinition};
        }
      });
      return decoders;
    }();
    for (const KindDecoder& decoder : kDecoders) {
      if (decoder.number == number) return &decoder;
    }
    return nullptr;
  }
};

const Event* RecordDecoder::Next() {
  EventRecord record;
  if (!NextRecord(&record)) return nullptr;
  if (record.event == nullptr) event_ = HeapEventOf(record);
  return &event_;
}

bool RecordDecoder::NextRecord(EventRecord* record) {
  while (position_ != end_ && !failed()) {
    Input in(*this);
    const uint8_t tag = in.Byte();
    const auto kind = static_cast<RecordKind>(tag & kKindMask);
    bool is_known = true;
    if (kind == RecordKind::kHeapAlloc || kind == RecordKind::kHeapFree) {
      DecodeShort(in, tag, record);
    } else {
      is_known = DecodeGeneral(in, tag);
      record->event = &event_;
    }
    if (failed()) return false;
    position_ = in.position();
    if (is_known) return true;
    ++unknown_events_;
  }
  return false;
}

inline void RecordDecoder::DecodeShort(Input& in, uint8_t tag, EventRecord* record) {
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
  *record = {.t = static_cast<int64_t>(time_),
             .address = heap_address_,
             .bytes = bytes,
             .stack = is_alloc ? StackId(heap_stack_) : StackId(),
             .thread = ThreadId(thread_),
             .is_alloc = is_alloc};
}

// False for a record that was skipped, and after a failure.
bool RecordDecoder::DecodeGeneral(Input& in, uint8_t tag) {
  static constexpr std::array<KindDecoder, kKindMask + 1> kDecoders = KindDecoder::General();
  const uint8_t kind = tag & kKindMask;
  const bool is_extended = kind == static_cast<uint8_t>(RecordKind::kExtended);
  const KindDecoder& decoder = kDecoders[kind];
  if (decoder.decode == nullptr && !is_extended) {
    in.Fail("a record's kind is unknown");
    return false;
  }
  const uint8_t options = (tag & kTagOptions) != 0 ? in.Byte() : uint8_t{0};
  if (!DecodeHead(in, tag, options, decoder.is_definition)) return false;
  if (is_extended) return DecodeExtended(in, tag, options);
  (this->*decoder.decode)(in, options);
  return true;
}

// What all general records begin with. False after a failure.
inline bool RecordDecoder::DecodeHead(Input& in, uint8_t tag, uint8_t options, bool is_definition) {
  if ((options & ~kOptionMask) != 0) {
    in.Fail("a record has an unknown option");
    return false;
  }
  if (is_definition && ((tag & (kTagSite | kTagStack)) != 0 || (options & kOptionThread) != 0)) {
    in.Fail("a definition has a site, a stack or a thread");
    return false;
  }
  const bool has_time = (options & kOptionNoTime) == 0;
  if (has_time) {
    const uint64_t difference = in.Number();
    time_ = (options & kOptionEarlier) != 0 ? time_ - difference : time_ + difference;
    if (time_ > static_cast<uint64_t>(INT64_MAX)) {
      in.Fail("a time is out of [0, 2^63-1]");
      return false;
    }
  }
  if ((options & kOptionThread) != 0) thread_ = in.Value();
  if ((tag & kTagSite) != 0) site_ = in.Value();
  if ((tag & kTagStack) != 0) stack_ = in.Value();
  if (is_definition) {
    event_.t.reset();
    event_.thread = {};
    event_.site = {};
    event_.stack = {};
    return true;
  }
  if (has_time) {
    event_.t = static_cast<int64_t>(time_);
  } else {
    event_.t.reset();
  }
  event_.thread = ThreadId(thread_);
  event_.site = SiteId(site_);
  event_.stack = StackId(stack_);
  return true;
}

// False where the kind is unknown: the record is skipped then, in all but what its head says.
bool RecordDecoder::DecodeExtended(Input& in, uint8_t tag, uint8_t options) {
  const uint64_t number = in.Number();
  if (number < kFirstExtendedKind || (options & kOptionExtra) != 0) {
    in.Fail("an extended record's kind or option is unknown");
    return false;
  }
  const KindDecoder* const decoder = KindDecoder::FindExtended(number);
  if (decoder == nullptr) {
    in.WithinLength("an extended record is cut off", [&in] { in.SkipToEnd(); });
    if (!failed()) ++unknown_kinds_[number];
    return false;
  }
  if (decoder->is_definition) {
    if ((tag & (kTagSite | kTagStack)) != 0 || (options & kOptionThread) != 0) {
      in.Fail("a definition has a site, a stack or a thread");
      return false;
    }
    event_.t.reset();
    event_.thread = {};
    event_.site = {};
    event_.stack = {};
  }
  (this->*decoder->decode)(in, options);
  return true;
}

template <class Body>
void RecordDecoder::DecodeFields(Input& in, uint8_t options) {
  Body& e = event_.body.emplace<Body>();
  ForEachFieldIn<Body, In::kFixed>([&]<size_t kIndex>() {
    constexpr auto& field = kField<Body, kIndex>;
    auto& value = field.Of(e);
    Take<field.type>(in, &value);
    if constexpr (field.place.presence == Presence::kRequired && IsIdType(field.type)) {
      if (!IsPresent(value)) in.Fail("a required id is 0");
    }
  });
  if constexpr (kFieldsIn < Body, In::kKeys >> 0) {
    const uint32_t keys = in.Keys(kKeyBits<Body>);
    ForEachFieldIn<Body, In::kKeys>([&]<size_t kIndex>() {
      constexpr auto& field = kField<Body, kIndex>;
      constexpr uint32_t kBit = field.place.number;
      if ((keys & kBit) == 0) return;
      if constexpr (field.type == FieldType::kBool) {
        field.Of(e) = (keys & kBit << 1) != 0;
      } else {
        Take<field.type>(in, &field.Of(e));
      }
    });
  }
  if constexpr (EventSchema<Body>::kInfo.has_alternatives) {
    if (!HasAnAlternative(e)) in.Fail(EventSchema<Body>::kInfo.alternatives->problem);
  }
  if ((options & kOptionExtra) != 0) DecodeExtraKeys(in, &e);
}

template <class Body>
void RecordDecoder::DecodeExtendedFields(Input& in, uint8_t /*options*/) {
  Body& e = event_.body.emplace<Body>();
  DecodeExtraKeys(in, &e);
  if constexpr (EventSchema<Body>::kInfo.has_alternatives) {
    if (!HasAnAlternative(e)) in.Fail(EventSchema<Body>::kInfo.alternatives->problem);
  }
}

// A value by its type, as RecordEncoder::Output::Put writes it.
template <FieldType kType, class T>
inline void RecordDecoder::Take(Input& in, T* value) {
  using Value = typename ValueOf<T>::Type;
  if constexpr (kType == FieldType::kInteger || kType == FieldType::kId) {
    *value = Value{in.Value()};
  } else if constexpr (kType == FieldType::kSigned) {
    *value = in.Signed();
  } else if constexpr (kType == FieldType::kTime) {
    *value = in.TimeDifference();
  } else if constexpr (kType == FieldType::kBuffer) {
    *value = Value{in.ValueDifference(&buffer_)};
  } else if constexpr (kType == FieldType::kView) {
    *value = Value{in.ValueDifference(&view_)};
  } else if constexpr (kType == FieldType::kParent) {
    *value = Value{in.Parent()};
  } else if constexpr (kType == FieldType::kText || kType == FieldType::kObject) {
    *value = in.Text();
  } else if constexpr (kType == FieldType::kAddress) {
    *value = in.Difference(&address_);
  } else if constexpr (kType == FieldType::kPc) {
    *value = in.Difference(&pc_);
  } else if constexpr (kType == FieldType::kShape) {
    shape_.resize(in.Count());
    for (int64_t& element : shape_) element = in.Value();
    *value = shape_;
  } else if constexpr (kType == FieldType::kStrides) {
    strides_.resize(in.Count());
    for (int64_t& element : strides_) element = in.Signed();
    *value = strides_;
  } else if constexpr (kType == FieldType::kViews) {
    ids_.resize(in.Count());
    for (ViewId& id : ids_) id = ViewId(in.ValueDifference(&view_));
    *value = ids_;
  } else {
    static_assert(kType == FieldType::kTexts);
    args_.clear();
    // Not sized in advance: an element is 16 times as large as the byte it takes at least.
    for (size_t left = in.Count(); left > 0 && in.ok(); --left) args_.push_back(in.Text());
    *value = args_;
  }
}

// ---- Extra keys: each has a number and a length. ----

template <class Body>
void RecordDecoder::DecodeExtraKeys(Input& in, Body* e) {
  uint64_t found = 0;  // of those that are known
  in.WithinLength("the extra keys are cut off", [&] {
    uint64_t before = 0;
    while (in.ok() && !in.at_end()) {
      const uint64_t number = in.Number();
      if (number <= before) return in.Fail("an extra key is out of order");
      before = number;
      in.WithinLength("an extra key is cut off", [&] {
        if (TakeExtraKey(in, number, e)) {
          found |= uint64_t{1} << number;
        } else {
          in.SkipToEnd();
          ++unknown_keys_;
        }
      });
    }
  });
  if (!in.ok()) return;
  ForEachFieldIn<Body, In::kExtra>([&]<size_t kIndex>() {
    constexpr auto& field = kField<Body, kIndex>;
    if constexpr (field.place.presence == Presence::kRequired) {
      if ((found >> field.place.number & 1) == 0) in.Fail("a required key is missing");
      if (IsIdType(field.type) && !IsPresent(field.Of(*e))) in.Fail("a required id is 0");
    }
  });
}

// False if the kind has no such key.
template <class Body>
bool RecordDecoder::TakeExtraKey(Input& in, uint64_t number, Body* e) {
  bool is_known = false;
  ForEachFieldIn<Body, In::kExtra>([&]<size_t kIndex>() {
    constexpr auto& field = kField<Body, kIndex>;
    if (number != field.place.number) return;
    is_known = true;
    TakePlain<field.type>(in, &field.Of(*e));
  });
  return is_known;
}

// A value by its type, as RecordEncoder::Output::PutPlain writes it.
template <FieldType kType, class T>
inline void RecordDecoder::TakePlain(Input& in, T* value) {
  using Value = typename ValueOf<T>::Type;
  if constexpr (kType == FieldType::kSigned) {
    *value = in.Signed();
  } else if constexpr (kType == FieldType::kText || kType == FieldType::kObject) {
    *value = in.Rest();
  } else if constexpr (kType == FieldType::kBool) {
    *value = in.Value() != 0;
  } else if constexpr (kType == FieldType::kAddress || kType == FieldType::kPc) {
    *value = in.Number();
  } else if constexpr (kType == FieldType::kShape) {
    shape_.clear();
    while (!in.at_end()) shape_.push_back(in.Value());
    *value = shape_;
  } else if constexpr (kType == FieldType::kStrides) {
    strides_.clear();
    while (!in.at_end()) strides_.push_back(in.Signed());
    *value = strides_;
  } else if constexpr (kType == FieldType::kViews) {
    ids_.clear();
    while (!in.at_end()) ids_.push_back(ViewId(in.Value()));
    *value = ids_;
  } else if constexpr (kType == FieldType::kTexts) {
    args_.clear();
    while (!in.at_end()) args_.push_back(in.PlainText());
    *value = args_;
  } else {
    *value = Value{in.Value()};
  }
}

}  // namespace tidemark::trace
