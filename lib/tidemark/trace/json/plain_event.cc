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
  void TakeBlank() { at_ += *at_ == ' ' ? 1 : 0; }

  // A name in quotes, of which the first has been taken.
  bool TakeName(PackedName* name) {
    const size_t size = PlainPrefix(at_);
    if (size == PackedName::kMaxBytes || at_[size] != '"') return false;
    *name = PackedName::OfPadded(at_, size);
    at_ += size + 1;
    return true;
  }

  bool TakeInteger(int64_t* value) {
    constexpr ptrdiff_t kMostDigits = 18;
    const char* const begin = at_;
    uint64_t number = 0;
    for (unsigned digit = Digit(*at_); digit < 10; digit = Digit(*++at_)) {
      number = number * 10 + digit;
    }
    *value = static_cast<int64_t>(number);
    const ptrdiff_t digits = at_ - begin;
    return digits > 0 && digits <= kMostDigits && (digits == 1 || *begin != '0');
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
  // The top bit of each byte that is a quote, a backslash, below a blank or not ASCII; the lowest of
  // them is right, higher ones may be marked wrongly.
  static uint64_t UnusualBytes(uint64_t word) {
    constexpr uint64_t kOnes = 0x0101010101010101U;
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
    batch->AddHeap({.t = fields.Integer(kT),
                    .address = static_cast<uint64_t>(fields.Integer(kFreeAddress)),
                    .thread = thread});
    return true;
  }
  if (kind != kKindOf<Alloc> || (present & ~(Bit(kThread) | Bit(kStack))) != kOfAlloc ||
      fields.Text(kAllocKind) != "heap") {
    return false;
  }
  batch->AddHeap({.t = fields.Integer(kT),
                  .address = static_cast<uint64_t>(fields.Integer(kAllocAddress)),
                  .bytes = fields.Integer(kAllocBytes),
                  .stack = StackId(fields.Has(kStack) ? fields.Integer(kStack) : 0),
                  .thread = thread,
                  .is_alloc = true});
  return true;
}

}  // namespace

bool ScanPlainEvent(absl::string_view text, EventFields* fields, EventBatch* batch) {
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
  while (cursor.Take(',')) {
    cursor.TakeBlank();
    if (!cursor.Take('"') || !cursor.TakeName(&name) || !cursor.Take(':')) return false;
    cursor.TakeBlank();
    const KeyUse use = table.uses[FindKey(name)];
    if (!use.is_known() || !TakeValue(use, &cursor, fields)) return false;
  }
  if (!cursor.Take('}') || cursor.at() != text.data() + text.size()) return false;
  if (!HasWhatItNeeds(table, fields->present())) return false;
  if (AddIfOfHeap(kind, *fields, batch)) return true;
  fields->BuildEvent(kind, batch->NextEvent(), &batch->arena());
  batch->AddBuilt();
  return true;
}

}  // namespace tidemark::trace
