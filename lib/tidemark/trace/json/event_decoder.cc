#include <simdjson.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/base/attributes.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "tidemark/trace/json/event_decoder_internal.h"
#include "tidemark/trace/json/event_fields_internal.h"
#include "tidemark/trace/json/json_check_internal.h"
#include "tidemark/trace/json/key_table_internal.h"
#include "tidemark/trace/json/plain_event_internal.h"

namespace tidemark::trace {
namespace {

namespace ondemand = simdjson::ondemand;

static_assert(kDecoderPadding >= simdjson::SIMDJSON_PADDING);

constexpr size_t kTraceKind = kKindOf<TraceHead>;
constexpr size_t kVersionField = kFirstOwnField + IndexOf<TraceHead>("version");
constexpr KeyId kVersionKey = kKeyNames.Find("version");

constexpr size_t kSmallestCapacity = size_t{4} << 10;

// Reads an integer as nearly all are: not negative, of at most 18 digits, and followed by what may
// follow one. False for any other, and for what is no integer; the parser decides about those.
inline bool ReadPlainInteger(const char* text, int64_t* result) {
  constexpr ptrdiff_t kMaxDigits = 18;
  const char* at = text;
  int64_t value = 0;
  // One digit more could overflow; a number that goes on here does not end as it has to.
  while (*at >= '0' && *at <= '9' && at - text < kMaxDigits) value = value * 10 + (*at++ - '0');
  *result = value;
  const ptrdiff_t digits = at - text;
  return digits > 0 && (digits == 1 || *text != '0') && (*at == ',' || *at == '}' || *at == ']');
}

// A number that is none of the integers: with a fraction, or out of their range.
bool IsOtherNumber(absl::string_view text) {
  const size_t end = text.find_first_not_of("+-.0123456789Ee");
  const absl::string_view number = text.substr(0, end);
  int64_t integer = 0;
  return !number.empty() && !absl::SimpleAtoi(number, &integer);
}

}  // namespace

class EventDecoder::Walker {
 public:
  explicit Walker(PlainObjects plain) : plain_(plain) {}

  Outcome Decode(absl::string_view text, EventBatch* batch);

  int64_t unknown_keys() const { return unknown_keys_; }
  const std::string& unknown_kind() const { return unknown_kind_; }
  const Problem& problem() const { return problem_; }

 private:
  // What became of a step: done, a fault of either kind, or "ev" is not where it was expected.
  enum class Step { kDone, kSyntax, kSchema, kDisorder };

  // ---- The way through the object. ----
  Step Start();
  bool Rewind();
  void ClearFields() {
    fields_.Clear();
    zero_ids_ = 0;
    unknown_keys_ = 0;
  }
  Step TakeFields();
  Step TakeUnorderedFields();
  Step TakeEvent(ondemand::value& value);
  Step TakeField(ondemand::value& value);
  Step CheckRequired();
  bool FindKeyOf(ondemand::field& field);
  bool FindUnusualKeyOf(ondemand::field& field);
  template <class Visit>
  Step ForEachField(Visit visit);

  // ---- The value of key_. ----
  Step TakeInteger(ondemand::value& value, int64_t* result);
  Step TakeId(ondemand::value& value);
  Step TakeText(ondemand::value& value, absl::string_view* result);
  Step TakeAddress(ondemand::value& value);
  Step TakeArray(ondemand::value& value);
  Step TakeObject(ondemand::value& value);
  Step Ignore(ondemand::value& value);
  template <class T, class Keep>
  Step ForEachElement(ondemand::array array, Step (Walker::*take)(ondemand::value&, T*), Keep keep);

  // ---- Faults. ----
  static const char* Begin(ondemand::value& value) { return value.raw_json_token().data(); }
  absl::string_view From(const char* place) const {
    return text_.substr(static_cast<size_t>(place - text_.data()));
  }
  Step Fault(const char* place, std::string message);
  Step WrongType(const char* place);
  Step Missing(FieldSet fields);
  Step MissingAlternative();
  Outcome Explain(Step step);
  bool IsOtherVersion();

  const PlainObjects plain_;
  PlainEventScanner scanner_;
  ondemand::parser parser_;
  ondemand::document document_;
  ondemand::object object_;
  absl::string_view text_;
  size_t kind_ = kUnknownKind;
  KeyId key_ = kUnknownKey;  // whose value is being taken
  KeyUse use_;               // what it is in this kind
  EventFields fields_;
  int64_t unknown_keys_ = 0;
  std::string unknown_kind_;
  std::array<const char*, kMaxFields> zeros_ = {};  // where an id was given as 0
  FieldSet zero_ids_ = 0;
  std::string capture_;
  EventArena* arena_ = nullptr;
  Problem problem_;
};

EventDecoder::Outcome EventDecoder::Walker::Decode(absl::string_view text, EventBatch* batch) {
  if (plain_ == PlainObjects::kScanned && scanner_.Scan(text, &fields_, batch)) {
    unknown_keys_ = 0;
    return Outcome::kEvent;
  }
  text_ = text;
  arena_ = &batch->arena();
  kind_ = kUnknownKind;
  Step step = Start();
  if (step == Step::kDone) step = TakeFields();
  // Whatever follows the object is no white space, for the parser sees a token.
  if (step == Step::kDone && document_.current_location().error() != simdjson::OUT_OF_BOUNDS) {
    step = Step::kSyntax;
  }
  if (step == Step::kDone && kind_ == kTraceKind && fields_.Has(kVersionField) &&
      fields_.Integer(kVersionField) != kTraceVersion) {
    step = Step::kSchema;
  }
  if (step == Step::kDone) step = CheckRequired();
  if (step != Step::kDone) return Explain(step);
  if (kind_ == kUnknownKind) return Outcome::kUnknownKind;
  fields_.BuildEvent(kind_, batch->NextEvent(), arena_);
  batch->AddBuilt();
  return Outcome::kEvent;
}

EventDecoder::Walker::Step EventDecoder::Walker::Start() {
  // A token at the very beginning lets the first byte say whether this is an object at all.
  if (text_.empty() || text_[0] != '{') return Step::kSyntax;
  if (parser_.capacity() < text_.size()) {
    // Doubling, so that ever longer lines do not allocate each time.
    const size_t capacity = std::max(kSmallestCapacity, std::bit_ceil(text_.size()));
    if (parser_.allocate(capacity) != simdjson::SUCCESS) return Step::kSyntax;
  }
  const simdjson::padded_string_view padded(text_.data(), text_.size(),
                                            text_.size() + kDecoderPadding);
  if (parser_.iterate(padded).get(document_) != simdjson::SUCCESS) return Step::kSyntax;
  return document_.get_object().get(object_) == simdjson::SUCCESS ? Step::kDone : Step::kSyntax;
}

// Sets key_; false if the key is no valid string.
inline bool EventDecoder::Walker::FindKeyOf(ondemand::field& field) {
  const char* const name = field.key().raw();
  const size_t size = PlainPrefix(name);
  if (size == PackedName::kMaxBytes || name[size] != '"') return FindUnusualKeyOf(field);
  key_ = FindKey(PackedName::OfPadded(name, size));
  return true;
}

// For a key that is long or has an escape in it.
bool EventDecoder::Walker::FindUnusualKeyOf(ondemand::field& field) {
  if (!CheckJsonValue(From(field.key().raw() - 1), 0).ok()) return false;
  std::string_view name;
  if (field.unescaped_key().get(name) != simdjson::SUCCESS) return false;
  key_ = FindKey(PackedName::Of({name.data(), name.size()}));
  if (key_ != kUnknownKey && kKeyNames.names[key_].size() != name.size()) key_ = kUnknownKey;
  return true;
}

// Visits the fields in order, with key_ set, until one does not return kDone.
template <class Visit>
EventDecoder::Walker::Step EventDecoder::Walker::ForEachField(Visit visit) {
  for (auto result : object_) {
    if (result.error() != simdjson::SUCCESS) return Step::kSyntax;
    // In place: moved out, it would be written in parts and read as a whole, which stalls.
    ondemand::field& field = result.value_unsafe();
    if (!FindKeyOf(field)) return Step::kSyntax;
    const Step step = visit(field.value());
    if (step != Step::kDone) return step;
  }
  return Step::kDone;
}

EventDecoder::Walker::Step EventDecoder::Walker::TakeFields() {
  ClearFields();
  bool first = true;
  const Step step = ForEachField([this, &first](ondemand::value& value) {
    if (first != (key_ == kEvKey)) return Step::kDisorder;
    if (!first) return TakeField(value);
    first = false;
    return TakeEvent(value);
  });
  const bool empty = step == Step::kDone && first;
  return step == Step::kDisorder || empty ? TakeUnorderedFields() : step;
}

// The same where "ev" is not the first key, or is there twice (the last counts): finds it first.
EventDecoder::Walker::Step EventDecoder::Walker::TakeUnorderedFields() {
  bool found = false;
  if (!Rewind()) return Step::kSyntax;
  Step step = ForEachField([this, &found](ondemand::value& value) {
    if (key_ != kEvKey) return Step::kDone;
    found = true;
    return TakeEvent(value);
  });
  if (step != Step::kDone) return step;
  if (!found) {
    return Fault(text_.data(), "found an object without \"ev\", expected the kind of the event");
  }
  ClearFields();
  if (!Rewind()) return Step::kSyntax;
  return ForEachField(
      [this](ondemand::value& value) { return key_ == kEvKey ? Step::kDone : TakeField(value); });
}

bool EventDecoder::Walker::Rewind() {
  document_.rewind();
  return document_.get_object().get(object_) == simdjson::SUCCESS;
}

EventDecoder::Walker::Step EventDecoder::Walker::TakeEvent(ondemand::value& value) {
  absl::string_view name;
  const Step step = TakeText(value, &name);
  if (step != Step::kDone) return step;
  kind_ = FindKind(PackedName::Of(name));
  if (kind_ != kUnknownKind && kKindTables[kind_].name.size() != name.size()) {
    kind_ = kUnknownKind;
  }
  if (kind_ == kUnknownKind) unknown_kind_ = std::string(name);
  return step;
}

ABSL_ATTRIBUTE_ALWAYS_INLINE inline EventDecoder::Walker::Step EventDecoder::Walker::TakeField(
    ondemand::value& value) {
  use_ = kKindTables[kind_].uses[key_];
  if (!use_.is_known()) {
    ++unknown_keys_;
    return Ignore(value);
  }
  switch (use_.type) {
    case FieldType::kSigned:
      if (IsOtherNumber(From(Begin(value)))) return Ignore(value);
      [[fallthrough]];
    case FieldType::kInteger:
    case FieldType::kTime: {
      int64_t number = 0;
      const Step step = TakeInteger(value, &number);
      if (step == Step::kDone) fields_.SetInteger(use_.number, number);
      return step;
    }
    case FieldType::kId:
    case FieldType::kBuffer:
    case FieldType::kView:
    case FieldType::kParent:
      return TakeId(value);
    case FieldType::kText: {
      absl::string_view text;
      const Step step = TakeText(value, &text);
      if (step == Step::kDone) fields_.SetText(use_.number, text);
      return step;
    }
    case FieldType::kBool: {
      bool flag = false;
      const char* const place = Begin(value);
      if (value.get_bool().get(flag) != simdjson::SUCCESS) return WrongType(place);
      fields_.SetInteger(use_.number, flag ? 1 : 0);
      return Step::kDone;
    }
    case FieldType::kAddress:
    case FieldType::kPc:
      return TakeAddress(value);
    case FieldType::kShape:
    case FieldType::kStrides:
    case FieldType::kViews:
    case FieldType::kTexts:
      return TakeArray(value);
    case FieldType::kObject:
      return TakeObject(value);
  }
  return Step::kDone;
}

inline EventDecoder::Walker::Step EventDecoder::Walker::TakeInteger(ondemand::value& value,
                                                                    int64_t* result) {
  const char* const place = Begin(value);
  // What is not taken from it the parser skips.
  if (ReadPlainInteger(place, result)) return Step::kDone;
  if (value.get_int64().get(*result) != simdjson::SUCCESS) return WrongType(place);
  // A stride may be negative, but must be one that can be negated.
  const int64_t smallest = use_.type == FieldType::kStrides  ? -INT64_MAX
                           : use_.type == FieldType::kSigned ? INT64_MIN
                                                             : 0;
  return *result < smallest ? WrongType(place) : Step::kDone;
}

inline EventDecoder::Walker::Step EventDecoder::Walker::TakeId(ondemand::value& value) {
  const char* const place = Begin(value);
  int64_t id = 0;
  const Step step = TakeInteger(value, &id);
  if (step != Step::kDone) return step;
  fields_.SetId(use_.number, id);
  if (id == 0) {
    zero_ids_ |= Bit(use_.number);
    zeros_[use_.number] = place;
  }
  return Step::kDone;
}

EventDecoder::Walker::Step EventDecoder::Walker::TakeText(ondemand::value& value,
                                                          absl::string_view* result) {
  const char* const place = Begin(value);
  if (*place != '"') return WrongType(place);
  const char* end = place + 1;
  while (*end != '"' && *end != '\\') ++end;
  if (*end == '"') {
    // Nothing to unescape: the text can stay where it is.
    ondemand::raw_json_string raw;
    if (value.get_raw_json_string().get(raw) != simdjson::SUCCESS) return Step::kSyntax;
    *result = absl::string_view(place + 1, static_cast<size_t>(end - place - 1));
    return Step::kDone;
  }
  // The parser lets some halves of surrogate pairs pass.
  if (!CheckJsonValue(From(place), 0).ok()) return Step::kSyntax;
  std::string_view unescaped;
  if (value.get_string().get(unescaped) != simdjson::SUCCESS) return Step::kSyntax;
  *result = arena_->Keep(absl::string_view(unescaped.data(), unescaped.size()));
  return Step::kDone;
}

EventDecoder::Walker::Step EventDecoder::Walker::TakeAddress(ondemand::value& value) {
  const char* const place = Begin(value);
  absl::string_view text;
  const Step step = TakeText(value, &text);
  if (step != Step::kDone) return step;
  if (!absl::ConsumePrefix(&text, "0x")) return WrongType(place);
  uint64_t address = 0;
  const std::from_chars_result parsed =
      std::from_chars(text.data(), text.data() + text.size(), address, 16);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return WrongType(place);
  fields_.SetInteger(use_.number, static_cast<int64_t>(address));
  return Step::kDone;
}

EventDecoder::Walker::Step EventDecoder::Walker::TakeArray(ondemand::value& value) {
  const char* const place = Begin(value);
  ondemand::array array;
  if (*place != '[') return WrongType(place);
  if (value.get_array().get(array) != simdjson::SUCCESS) return Step::kSyntax;
  if (use_.type == FieldType::kViews) {
    std::vector<ViewId>& ids = fields_.StartIds(use_.number);
    return ForEachElement<int64_t>(array, &Walker::TakeInteger,
                                   [&ids](int64_t id) { ids.emplace_back(id); });
  }
  if (use_.type == FieldType::kTexts) {
    std::vector<absl::string_view>& texts = fields_.StartTexts(use_.number);
    return ForEachElement<absl::string_view>(
        array, &Walker::TakeText, [&texts](absl::string_view text) { texts.push_back(text); });
  }
  std::vector<int64_t>& integers = fields_.StartIntegers(use_.number, use_.type);
  return ForEachElement<int64_t>(array, &Walker::TakeInteger,
                                 [&integers](int64_t integer) { integers.push_back(integer); });
}

template <class T, class Keep>
EventDecoder::Walker::Step EventDecoder::Walker::ForEachElement(
    ondemand::array array, Step (Walker::*take)(ondemand::value&, T*), Keep keep) {
  for (auto result : array) {
    if (result.error() != simdjson::SUCCESS) return Step::kSyntax;
    T taken = {};
    const Step step = (this->*take)(result.value_unsafe(), &taken);
    if (step != Step::kDone) return step;
    keep(taken);
  }
  return Step::kDone;
}

// Keeps the text of an object, on one line.
EventDecoder::Walker::Step EventDecoder::Walker::TakeObject(ondemand::value& value) {
  const char* const place = Begin(value);
  if (*place != '{') return WrongType(place);
  const JsonCheckResult check = CheckJsonValue(From(place), kMaxJsonDepth - 1);
  if (!check.ok()) return Step::kSyntax;
  capture_.assign(place, check.offset);
  // A line break cannot stand inside a string.
  for (char& c : capture_) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  fields_.SetText(use_.number, arena_->Keep(absl::string_view(capture_)));
  return Step::kDone;
}

// The parser does not validate what it skips, so the checker does, and what follows it: of "01" the
// parser would skip all, while to the checker only the 0 is the value. A string is taken all
// the same: skipped, the parser would take one with a colon behind it for a key.
EventDecoder::Walker::Step EventDecoder::Walker::Ignore(ondemand::value& value) {
  const char* const place = Begin(value);
  const JsonCheckResult check = CheckJsonValue(From(place), kMaxJsonDepth - 1);
  const char next = place[check.offset];
  if (!check.ok() || !(next == ',' || next == '}' || IsJsonBlank(next))) return Step::kSyntax;
  ondemand::raw_json_string raw;
  if (*place == '"' && value.get_raw_json_string().get(raw) != simdjson::SUCCESS) {
    return Step::kSyntax;
  }
  return Step::kDone;
}

EventDecoder::Walker::Step EventDecoder::Walker::CheckRequired() {
  const KindTable& table = kKindTables[kind_];
  const FieldSet missing = table.required & ~fields_.present();
  if (missing != 0) return Missing(missing);
  const FieldSet present = fields_.present();
  for (const FieldSet choice : table.one_of) {
    if ((choice & ~present) == 0) return Step::kDone;
  }
  return MissingAlternative();
}

// Names the first of the missing fields in the order of the table of keys.
EventDecoder::Walker::Step EventDecoder::Walker::Missing(FieldSet fields) {
  const KindTable& table = kKindTables[kind_];
  auto number = static_cast<size_t>(std::countr_zero(fields));
  for (size_t other = number; other < kMaxFields; ++other) {
    if ((fields & Bit(other)) != 0 && table.keys[other] < table.keys[number]) number = other;
  }
  const KeyId key = table.keys[number];
  if ((zero_ids_ & Bit(number)) != 0) {
    return Fault(zeros_[number],
                 absl::StrCat("found 0, which means none, as \"", kKeyNames.names[key], "\" of \"",
                              table.name, "\", expected a positive integer"));
  }
  return Fault(text_.data(),
               absl::StrCat("found \"", table.name, "\" without \"", kKeyNames.names[key],
                            "\", expected ", DescribeType(table.uses[key].type)));
}

EventDecoder::Walker::Step EventDecoder::Walker::MissingAlternative() {
  const KindTable& table = kKindTables[kind_];
  return Fault(text_.data(),
               absl::StrCat("found \"", table.name, "\" without ", table.alternatives->what,
                            ", expected ", table.alternatives->expected));
}

EventDecoder::Walker::Step EventDecoder::Walker::Fault(const char* place, std::string message) {
  problem_ = {static_cast<size_t>(place - text_.data()), std::move(message)};
  return Step::kSchema;
}

// What stands at `place` cannot be the value of key_.
EventDecoder::Walker::Step EventDecoder::Walker::WrongType(const char* place) {
  constexpr size_t kLongestQuote = 24;
  const absl::string_view text = From(place);
  const size_t end = text.find_first_of(",]} \t\r\n");
  const absl::string_view token = text.substr(0, std::min(end, text.size()));
  std::string found = DescribeJson(text);
  if (found == "a number") {
    found.assign(token.data(), std::min(token.size(), kLongestQuote));
    if (token.size() > kLongestQuote) absl::StrAppend(&found, "...");
  }
  // The value of "ev" is taken before there is a kind in which its key could be something.
  const FieldType type = key_ == kEvKey ? FieldType::kText : use_.type;
  return Fault(place, absl::StrCat("found ", found, " as \"", kKeyNames.names[key_],
                                   "\", expected ", DescribeType(type)));
}

EventDecoder::Outcome EventDecoder::Walker::Explain(Step step) {
  JsonCheckResult check = CheckJsonObject(text_, kMaxJsonDepth);
  if (!check.ok()) {
    problem_ = {check.offset, std::move(check.message)};
    return check.outcome == JsonCheckResult::Outcome::kCut ? Outcome::kCut : Outcome::kBad;
  }
  if (IsOtherVersion()) return Outcome::kUnsupported;
  if (step == Step::kSyntax) problem_ = {0, "found JSON that cannot be parsed, expected an event"};
  return Outcome::kBad;
}

// True for the head of a trace of another version, whatever else is wrong with it.
bool EventDecoder::Walker::IsOtherVersion() {
  // From the start: after a fault the parser may not be fit to go back.
  if (kind_ != kTraceKind || Start() != Step::kDone) return false;
  bool other = false;
  const Step step = ForEachField([this, &other](ondemand::value& value) {
    int64_t version = 0;
    if (key_ != kVersionKey) return Step::kDone;
    const char* const place = Begin(value);
    other = value.get_int64().get(version) == simdjson::SUCCESS && version >= 0 &&
            version != kTraceVersion;
    return other ? Fault(place, UnsupportedVersionMessage(version)) : Step::kDone;
  });
  return step == Step::kSchema && other;
}

EventDecoder::EventDecoder(PlainObjects plain) : walker_(std::make_unique<Walker>(plain)) {}
EventDecoder::~EventDecoder() = default;

EventDecoder::Outcome EventDecoder::Decode(absl::string_view text, EventBatch* batch) {
  return walker_->Decode(text, batch);
}
int64_t EventDecoder::unknown_keys() const { return walker_->unknown_keys(); }
const std::string& EventDecoder::unknown_kind() const { return walker_->unknown_kind(); }
const EventDecoder::Problem& EventDecoder::problem() const { return walker_->problem(); }

std::string UnsupportedVersionMessage(int64_t version) {
  return absl::StrCat("trace has version ", version, ", this tidemark reads version ",
                      kTraceVersion);
}

}  // namespace tidemark::trace
