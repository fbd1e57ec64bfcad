// The values of one event as the reader of trace JSON finds them, and the event that they make.
//
// Produced by EventDecoder, key by key; consumed by the same through BuildEvent.
//
// Ownership: text is borrowed; dimensions, ids and args are held here, and in an arena for the event.
// Of a key that occurs twice the last value counts.
#ifndef TIDEMARK_TRACE_JSON_EVENT_FIELDS_INTERNAL_H_
#define TIDEMARK_TRACE_JSON_EVENT_FIELDS_INTERNAL_H_

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/strings/string_view.h"
#include "tidemark/trace/json/key_table_internal.h"
#include "tidemark/trace/model/event.h"
#include "tidemark/trace/model/event_batch_internal.h"

namespace tidemark::trace {

class EventFields {
 public:
  void Clear() { present_ = 0; }

  // Fields with a value, by their numbers; an id of 0 is none.
  FieldSet present() const { return present_; }
  bool Has(size_t number) const { return (present_ & Bit(number)) != 0; }

  void SetInteger(size_t number, int64_t value) {
    integers_[number] = value;
    present_ |= Bit(number);
  }
  void SetId(size_t number, int64_t value) {
    integers_[number] = value;
    if (value != 0) {
      present_ |= Bit(number);
    } else {
      present_ &= ~Bit(number);
    }
  }
  void SetText(size_t number, absl::string_view text) {
    texts_[number] = text;
    present_ |= Bit(number);
  }
  // The cleared list for an array's elements.
  std::vector<int64_t>& StartIntegers(size_t number, FieldType type) {
    std::vector<int64_t>& list = type == FieldType::kStrides ? strides_ : shape_;
    list.clear();
    present_ |= Bit(number);
    return list;
  }
  std::vector<ViewId>& StartIds(size_t number) {
    present_ |= Bit(number);
    ids_.clear();
    return ids_;
  }
  std::vector<absl::string_view>& StartTexts(size_t number) {
    present_ |= Bit(number);
    args_.clear();
    return args_;
  }

  int64_t Integer(size_t number) const { return integers_[number]; }
  absl::string_view Text(size_t number) const { return texts_[number]; }

  // Writes the event of a known kind whose required fields are present; its lists into `arena`.
  void BuildEvent(size_t kind, Event* event, EventArena* arena) const;

 private:
  template <class Body>
  static void Build(const EventFields& fields, Event* event, EventArena* arena);

  template <class Body, size_t kFirst>
  void TakeAll(Body* body, EventArena* arena) const;

  // ---- A value by its type. ----
  template <FieldType kType>
  void Take(size_t number, int64_t* value, EventArena* arena) const;
  template <FieldType kType>
  void Take(size_t number, std::optional<int64_t>* value, EventArena* arena) const;
  template <FieldType kType>
  void Take(size_t number, std::optional<uint64_t>* address, EventArena* arena) const;
  template <FieldType kType>
  void Take(size_t number, std::optional<bool>* value, EventArena* arena) const;
  template <FieldType kType>
  void Take(size_t number, absl::string_view* text, EventArena* arena) const;
  template <FieldType kType, class Tag>
  void Take(size_t number, StrongId<Tag>* id, EventArena* arena) const;
  template <FieldType kType>
  void Take(size_t number, std::optional<Dimensions>* list, EventArena* arena) const;
  template <FieldType kType>
  void Take(size_t number, std::optional<absl::Span<const ViewId>>* list, EventArena* arena) const;
  template <FieldType kType>
  void Take(size_t number, std::optional<absl::Span<const absl::string_view>>* list,
            EventArena* arena) const;

  FieldSet present_ = 0;
  std::array<int64_t, kMaxFields> integers_;
  std::array<absl::string_view, kMaxFields> texts_;
  // A kind has at most one field of each of these types.
  std::vector<int64_t> shape_;
  std::vector<int64_t> strides_;
  std::vector<ViewId> ids_;
  std::vector<absl::string_view> args_;
};

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_JSON_EVENT_FIELDS_INTERNAL_H_
