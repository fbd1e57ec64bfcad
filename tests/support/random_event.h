// Random events of every kind, each optional key there or not: for tests that something keeps them.
//
// Driven by the list of fields, so that a new kind or key is in them as soon as it has a row.
// Values are legal, and often at the ends of their ranges. Text is UTF-8 with whatever JSON has to
// escape. There is no sense in the sequence: buffers are freed that never were.
//
// Ownership: an event borrows from the generator until the next call.
#ifndef TIDEMARK_TESTS_SUPPORT_RANDOM_EVENT_H_
#define TIDEMARK_TESTS_SUPPORT_RANDOM_EVENT_H_

#include <algorithm>
#include <cstdint>
#include <deque>
#include <iterator>
#include <optional>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

#include "tidemark/trace/model/event_schema.h"

namespace tidemark {

class RandomEvents {
 public:
  explicit RandomEvents(uint64_t seed) : random_(seed) {}

  const trace::Event& Next() { return Next(static_cast<size_t>(Below(trace::kEventKinds))); }

  // Of the kind that is the variant's alternative `kind`.
  const trace::Event& Next(size_t kind) {
    texts_.clear();
    event_ = {};
    size_t index = 0;
    trace::ForEachKind([&]<class Body>() {
      if (index++ == kind) Fill(&event_.body.emplace<Body>());
    });
    if (trace::IsDefinition(event_.body)) return event_;
    if (Chance(90)) event_.t = Chance(80) ? (last_time_ += Below(2000)) : Value();
    if (Chance(70)) event_.thread = ThreadId(1 + Below(5));
    if (Chance(60)) event_.site = SiteId(Id());
    if (Chance(40)) event_.stack = StackId(Id());
    return event_;
  }

  // A number below `bound`.
  template <class Integer>
  int64_t Below(Integer bound) {
    return static_cast<int64_t>(random_() % static_cast<uint64_t>(bound));
  }

  // In [0, 2^63-1], of any number of bits.
  int64_t Value() {
    if (Chance(3)) return INT64_MAX - Below(3);
    return static_cast<int64_t>((random_() >> 1) >> Below(63));
  }

  std::string Text() {
    static constexpr const char* kWords[] = {
        "array",     "heap", "f8",        "slice",           "copy", "a.cc", "work",
        "requested", "i1",   "u\xc3\xa9", "\xf0\x9f\x8c\x8a"};
    static constexpr const char* kPieces[] = {
        "a",          "_",    "/",    "\\",     "\"",     " ",      "\n", "\r", "\t", "\b",
        "\f",         "\x01", "\x1f", "\x7f",   "é",      "{",      "}",  "[",  "]",  ",",
        "\U0001F600", ":",    "null", "\u2028", "\u20ac", "\uFFFD", "//", "<",  ">",  "\\u0041"};
    if (Chance(60)) return kWords[Below(std::size(kWords))];
    std::string text;
    for (int64_t i = Chance(95) ? Below(30) : Below(700); i >= 0; --i) {
      text += kPieces[Below(std::size(kPieces))];
    }
    if (Chance(5)) text += '\0';
    return text;
  }

 private:
  using FieldType = trace::FieldType;

  bool Chance(int64_t percent) { return Below(100) < percent; }

  template <class Body>
  void Fill(Body* body) {
    // Which of the two alternatives, if the kind has them.
    const bool first = Chance(60);
    const bool second = !first || Chance(15);
    // Often what a program allocates most.
    const bool plain = std::is_same_v<Body, trace::Alloc> && Chance(30);
    trace::ForEachField<Body>([&]<size_t kIndex>() {
      constexpr auto& field = trace::kField<Body, kIndex>;
      switch (field.place.presence) {
        case trace::Presence::kRequired:
          break;
        case trace::Presence::kOptional:
          if (plain || Chance(50)) return;
          break;
        case trace::Presence::kFirst:
          if (!first || plain) return;
          break;
        case trace::Presence::kSecond:
          if (!second && !plain) return;
          break;
      }
      Set<field.type>(&field.Of(*body));
    });
    if constexpr (std::is_same_v<Body, trace::TraceHead>) body->version = trace::kTraceVersion;
    if constexpr (std::is_same_v<Body, trace::Alloc>) {
      if (plain) body->kind = "heap";
    }
  }

  template <FieldType kType>
  void Set(int64_t* value) {
    *value = Value();
  }
  template <FieldType kType>
  void Set(std::optional<int64_t>* value) {
    *value = Value();
    if (kType == FieldType::kSigned && Chance(40)) *value = -**value - 1;
  }
  template <FieldType kType>
  void Set(std::optional<uint64_t>* address) {
    const uint64_t near = 0x7f0000000000U + static_cast<uint64_t>(Below(4096)) * 16;
    *address = Chance(10) ? random_() : Chance(10) ? near + 8 : near;
  }
  template <FieldType kType>
  void Set(std::optional<bool>* value) {
    *value = Chance(50);
  }
  template <FieldType kType, class Tag>
  void Set(StrongId<Tag>* id) {
    *id = StrongId<Tag>(Id());
  }
  template <FieldType kType>
  void Set(absl::string_view* text) {
    if (kType == FieldType::kObject) {
      *text = texts_.emplace_back(R"({"stacks":"fp","n":[)" + std::to_string(Value()) +
                                  R"(,{"é":null}]})");
    } else {
      *text = texts_.emplace_back(Text());
    }
  }
  template <FieldType kType>
  void Set(std::optional<trace::Dimensions>* list) {
    std::vector<int64_t>& values = kType == FieldType::kStrides ? strides_ : shape_;
    values.clear();
    for (int64_t i = Below(5); i > 0; --i) {
      values.push_back(kType == FieldType::kStrides && Chance(30) ? -Value() : Value());
    }
    *list = values;
  }
  template <FieldType kType>
  void Set(std::optional<absl::Span<const ViewId>>* list) {
    ids_.clear();
    for (int64_t i = Below(4); i > 0; --i) ids_.emplace_back(Chance(10) ? 0 : Id());
    *list = ids_;
  }
  template <FieldType kType>
  void Set(std::optional<absl::Span<const absl::string_view>>* list) {
    args_.clear();
    for (int64_t i = Below(4); i > 0; --i) args_.push_back(texts_.emplace_back(Text()));
    *list = args_;
  }

  int64_t Id() { return Chance(95) ? 1 + Below(3000) : std::max<int64_t>(Value(), 1); }

  std::mt19937_64 random_;
  int64_t last_time_ = 0;
  trace::Event event_;
  std::deque<std::string> texts_;
  std::vector<int64_t> shape_;
  std::vector<int64_t> strides_;
  std::vector<absl::string_view> args_;
  std::vector<ViewId> ids_;
};

}  // namespace tidemark

#endif  // TIDEMARK_TESTS_SUPPORT_RANDOM_EVENT_H_
