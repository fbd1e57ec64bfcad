#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "absl/base/attributes.h"
#include "tidemark/trace/json/key_table_internal.h"
#include "tidemark/trace/json/packed_name_internal.h"
#include "tidemark/trace/json/plain_event_internal.h"

namespace tidemark::trace {
namespace {

constexpr size_t kHeadKind = kKindOf<TraceHead>;

constexpr uint8_t Byte(char c) { return static_cast<uint8_t>(c); }
constexpr unsigned Digit(char c) { return static_cast<unsigned>(Byte(c)) - '0'; }

constexpr uint8_t kNoDigit = 16;
constexpr std::array<uint8_t, 256> kHexDigits = [] {
  std::array<uint8_t, 256> digits = {};
  for (uint8_t& digit : digits) digit = kNoDigit;
  for (unsigned i = 0; i < 10; ++i) digits[Byte('0') + i] = static_cast<uint8_t>(i);
  for (unsigned i = 0; i < 6; ++i) {
    digits[Byte('a') + i] = digits[Byte('A') + i] = static_cast<uint8_t>(10 + i);
  }
  return digits;
}();

// A key as it stands behind the value before it, `,"bytes":`; of a long one nothing.
struct KeyText {
  PackedName text;
  PackedName mask;
  size_t size = 0;
};

constexpr std::array<KeyText, kKeys> kKeyTexts = [] {
  std::array<KeyText, kKeys> texts = {};
  for (size_t key = 0; key < kKeys; ++key) {
    const absl::string_view name = kKeyNames.names[key];
    std::array<char, PackedName::kMaxBytes> text = {',', '"'};
    const size_t size = name.size() + 4;
    if (size > text.size()) continue;
    for (size_t i = 0; i < name.size(); ++i) text[2 + i] = name[i];
    text[size - 2] = '"';
    text[size - 1] = ':';
    std::array<char, PackedName::kMaxBytes> mask = {};
    for (size_t i = 0; i < size; ++i) mask[i] = static_cast<char>(0xff);
    texts[key] = {PackedName::Of({text.data(), size}), PackedName::Of({mask.data(), size}), size};
  }
  return texts;
}();

// A cursor over the object. It runs behind its end only where it meets the bytes that follow, which
// the end of the object shows; no step goes over a line end or a zero.
class PlainCursor {
 public:
  explicit PlainCursor(const char* at) : at_(at) {}

  const char* at() const { return at_; }

  bool Take(char c) {
    if (*at_ != c) return false;
    ++at_;
    return true;
  }
  void TakeBlank() {
    if (__builtin_expect(*at_ == ' ', 0)) ++at_;
  }

  // A name in quotes, of which the first has been taken.
  bool TakeName(PackedName* name) {
    const size_t size = PlainPrefix(at_);
    if (size == PackedName::kMaxBytes || at_[size] != '"') return false;
    if (size > 0 && at_[size - 1] == '\0') return false;  // packed, it would be the name without
    *name = PackedName::OfPadded(at_, size);
    at_ += size + 1;
    return true;
  }

  // The key, its comma and its colon, if they stand here as they do in most files.
  bool TakeKeyText(const KeyText& key) {
    const uint64_t low = (PackedName::Load(at_) ^ key.text.low) & key.mask.low;
    const uint64_t high = (PackedName::Load(at_ + 8) ^ key.text.high) & key.mask.high;
    if ((low | high) != 0 || key.size == 0) return false;
    at_ += key.size;
    TakeBlank();
    return true;
  }
  // The same for any key.
  bool TakeKey(PackedName* name) {
    if (!Take(',')) return false;
    TakeBlank();
    if (!Take('"') || !TakeName(name) || !Take(':')) return false;
    TakeBlank();
    return true;
  }

  bool TakeInteger(int64_t* value) {
    constexpr size_t kMostDigits = 18;
    const char first = *at_;
    uint64_t number = 0;
    size_t digits = 0;
    size_t more = 0;
    do {
      // Eight at a time: where a number ends is not foreseen, so that a loop over digits would be slow.
      const uint64_t word = PackedName::Load(at_) ^ (kOnes * Byte('0'));
      const uint64_t marks = ((word + kOnes * 0x76U) | word) & (kOnes * 0x80U);
      more = marks == 0 ? 8 : static_cast<size_t>(std::countr_zero(marks)) / 8;
      if (more == 0) break;
      number = number * kPowers[more] + EightDigits(word << (64 - 8 * more));
      digits += more;
      at_ += more;
    } while (more == 8 && digits <= kMostDigits);
    *value = static_cast<int64_t>(number);
    return digits > 0 && digits <= kMostDigits && (digits == 1 || first != '0');
  }

  bool TakeText(absl::string_view* text) {
    if (!Take('"')) return false;
    const char* const begin = at_;
    while (true) {
      const uint64_t marks = UnusualBytes(PackedName::Load(at_));
      if (marks != 0) {
        at_ += std::countr_zero(marks) / 8;
        break;
      }
      at_ += sizeof(uint64_t);
    }
    *text = absl::string_view(begin, static_cast<size_t>(at_ - begin));
    return Take('"');
  }

  bool TakeAddress(int64_t* address) {
    if (at_[0] != '"' || at_[1] != '0' || at_[2] != 'x') return false;
    constexpr ptrdiff_t kMostDigits = 16;
    at_ += 3;
    const char* const begin = at_;
    uint64_t number = 0;
    for (uint8_t digit = kHexDigits[Byte(*at_)]; digit < kNoDigit;
         digit = kHexDigits[Byte(*++at_)]) {
      number = number << 4 | digit;
    }
    *address = static_cast<int64_t>(number);
    return at_ != begin && at_ - begin <= kMostDigits && Take('"');
  }

  bool TakeBool(int64_t* value) {
    constexpr PackedName kTrue = PackedName::Of("true");
    constexpr PackedName kFalse = PackedName::Of("false");
    const uint64_t word = PackedName::Load(at_);
    const bool is_true = (word & 0xffff'ffffU) == kTrue.low;
    if (!is_true && (word & 0xff'ffff'ffffU) != kFalse.low) return false;
    *value = is_true ? 1 : 0;
    at_ += is_true ? 4 : 5;
    return true;
  }

  // A list of integers.
  template <class T>
  bool TakeList(std::vector<T>* list) {
    if (!Take('[')) return false;
    if (Take(']')) return true;
    do {
      TakeBlank();
      int64_t value = 0;
      if (!TakeInteger(&value)) return false;
      list->emplace_back(value);
    } while (Take(','));
    return Take(']');
  }

 private:
  static constexpr uint64_t kOnes = 0x0101010101010101U;
  static constexpr std::array<uint64_t, 9> kPowers = {
      1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000};

  // The number that the bytes, each from 0 to 9, are the digits of; the lowest byte is the first digit.
  static uint64_t EightDigits(uint64_t digits) {
    const uint64_t pairs = digits * 10 + (digits >> 8);  // in every other byte
    constexpr uint64_t kPair = 0x000000FF000000FFU;
    return ((pairs & kPair) * (100 + (uint64_t{1'000'000} << 32)) +
            ((pairs >> 16) & kPair) * (1 + (uint64_t{10'000} << 32))) >>
           32;
  }

  // The top bit of each byte that is a quote, a backslash, below a blank or not ASCII; the lowest of
  // them is right, higher ones may be marked wrongly.
  static uint64_t UnusualBytes(uint64_t word) {
    const uint64_t quote = word ^ (kOnes * Byte('"'));
    const uint64_t backslash = word ^ (kOnes * Byte('\\'));
    return (((quote - kOnes) & ~quote) | ((backslash - kOnes) & ~backslash) |
            ((word - kOnes * Byte(' ')) & ~word) | word) &
           (kOnes * 0x80U);
  }

  const char* at_;
};

// The value of a field.
ABSL_ATTRIBUTE_ALWAYS_INLINE inline bool TakeValue(KeyUse use, PlainCursor* cursor,
                                                   EventFields* fields) {
  int64_t value = 0;
  switch (use.type) {
    case FieldType::kInteger:
    case FieldType::kSigned:
    case FieldType::kTime:
      if (!cursor->TakeInteger(&value)) return false;
      fields->SetInteger(use.number, value);
      return true;
    case FieldType::kId:
    case FieldType::kBuffer:
    case FieldType::kView:
    case FieldType::kParent:
      if (!cursor->TakeInteger(&value) || value == 0) return false;
      fields->SetId(use.number, value);
      return true;
    case FieldType::kText: {
      absl::string_view text;
      if (!cursor->TakeText(&text)) return false;
      fields->SetText(use.number, text);
      return true;
    }
    case FieldType::kBool:
      if (!cursor->TakeBool(&value)) return false;
      fields->SetInteger(use.number, value);
      return true;
    case FieldType::kAddress:
    case FieldType::kPc:
      if (!cursor->TakeAddress(&value)) return false;
      fields->SetInteger(use.number, value);
      return true;
    case FieldType::kShape:
    case FieldType::kStrides:
      return cursor->TakeList(&fields->StartIntegers(use.number, use.type));
    case FieldType::kViews:
      return cursor->TakeList(&fields->StartIds(use.number));
    case FieldType::kTexts:
    case FieldType::kObject:
      return false;
  }
  return false;
}

bool HasWhatItNeeds(const KindTable& table, FieldSet present) {
  return (table.required & ~present) == 0 &&
         ((table.one_of[0] & ~present) == 0 || (table.one_of[1] & ~present) == 0);
}

// A heap event straight from its fields; false for any other.
bool AddIfOfHeap(size_t kind, const EventFields& fields, EventBatch* batch) {
  constexpr size_t kT = kFirstCommonField + IndexOf<Event>("t");
  constexpr size_t kThread = kFirstCommonField + IndexOf<Event>("thread");
  constexpr size_t kStack = kFirstCommonField + IndexOf<Event>("stack");
  constexpr size_t kFreeAddress = kFirstOwnField + IndexOf<Free>("addr");
  constexpr size_t kAllocAddress = kFirstOwnField + IndexOf<Alloc>("addr");
  constexpr size_t kAllocBytes = kFirstOwnField + IndexOf<Alloc>("bytes");
  constexpr size_t kAllocKind = kFirstOwnField + IndexOf<Alloc>("kind");
  constexpr FieldSet kOfFree = Bit(kT) | Bit(kFreeAddress);
  constexpr FieldSet kOfAlloc = Bit(kT) | Bit(kAllocAddress) | Bit(kAllocBytes) | Bit(kAllocKind);
  const FieldSet present = fields.present();
  const ThreadId thread(fields.Has(kThread) ? fields.Integer(kThread) : 0);
  if (kind == kKindOf<Free> && (present & ~Bit(kThread)) == kOfFree) {
    EventRecord* const record = batch->AddRecord();
    record->t = fields.Integer(kT);
    record->address = static_cast<uint64_t>(fields.Integer(kFreeAddress));
    record->thread = thread;
    return true;
  }
  if (kind != kKindOf<Alloc> || (present & ~(Bit(kThread) | Bit(kStack))) != kOfAlloc ||
      fields.Text(kAllocKind) != "heap") {
    return false;
  }
  EventRecord* const record = batch->AddRecord();
  record->t = fields.Integer(kT);
  record->address = static_cast<uint64_t>(fields.Integer(kAllocAddress));
  record->bytes = fields.Integer(kAllocBytes);
  record->stack = StackId(fields.Has(kStack) ? fields.Integer(kStack) : 0);
  record->thread = thread;
  record->is_alloc = true;
  return true;
}

}  // namespace

bool PlainEventScanner::Scan(absl::string_view text, EventFields* fields, EventBatch* batch) {
  constexpr PackedName kEv = PackedName::Of("ev");
  PlainCursor cursor(text.data());
  PackedName name;
  if (text.empty() || !cursor.Take('{') || !cursor.Take('"') || !cursor.TakeName(&name) ||
      name != kEv || !cursor.Take(':')) {
    return false;
  }
  cursor.TakeBlank();
  if (!cursor.Take('"') || !cursor.TakeName(&name)) return false;
  const size_t kind = FindKind(name);
  // What the head says of the version comes before all else that may be wrong.
  if (kind == kUnknownKind || kind == kHeadKind) return false;
  const KindTable& table = kKindTables[kind];
  fields->Clear();
  KeyId key = kEvKey;
  while (!cursor.Take('}')) {
    KeyId& next = next_[kind][key];
    if (!cursor.TakeKeyText(kKeyTexts[next])) {
      if (!cursor.TakeKey(&name)) return false;
      next = FindKey(name);
      if (next == kUnknownKey) {
        next = kEvKey;
        return false;
      }
    }
    key = next;
    const KeyUse use = table.uses[key];
    if (!use.is_known() || !TakeValue(use, &cursor, fields)) return false;
  }
  if (cursor.at() != text.data() + text.size()) return false;
  if (!HasWhatItNeeds(table, fields->present())) return false;
  if (AddIfOfHeap(kind, *fields, batch)) return true;
  fields->BuildEvent(kind, batch->NextEvent(), &batch->arena());
  batch->AddBuilt();
  return true;
}

}  // namespace tidemark::trace
