// The values of an event's keys as they are met, in any order, and the event that they make.
//
// Produced by EventDecoder, key by key; consumed by the same through BuildEvent.
//
// Ownership: text is borrowed; dimensions, ids and args are held here, and the event borrows them.
// Of a key that occurs twice the last value counts.
#ifndef TIDEMARK_TRACE_JSON_EVENT_FIELDS_INTERNAL_H_
#define TIDEMARK_TRACE_JSON_EVENT_FIELDS_INTERNAL_H_

#include <array>
#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"
#include "tidemark/trace/json/event_schema_internal.h"
#include "tidemark/trace/model/event.h"

namespace tidemark::trace {

class EventFields {
 public:
  void Clear() { present_ = 0; }

  // Keys with a value; an id of 0 is none.
  KeySet present() const { return present_; }
  bool Has(EventKey key) const { return (present_ & Bit(key)) != 0; }

  void SetInteger(EventKey key, int64_t value) {
    integers_[Index(key)] = value;
    present_ |= Bit(key);
  }
  void SetId(EventKey key, int64_t value) {
    integers_[Index(key)] = value;
    if (value != 0) {
      present_ |= Bit(key);
    } else {
      present_ &= ~Bit(key);
    }
  }
  void SetText(EventKey key, absl::string_view text) {
    texts_[Index(key)] = text;
    present_ |= Bit(key);
  }
  // The cleared list for an array's elements.
  std::vector<int64_t>& StartIntegers(EventKey key) {
    std::vector<int64_t>& list = key == EventKey::kStrides ? strides_ : shape_;
    list.clear();
    present_ |= Bit(key);
    return list;
  }
  std::vector<ViewId>& StartIds(EventKey key) {
    present_ |= Bit(key);
    ids_.clear();
    return ids_;
  }
  std::vector<absl::string_view>& StartTexts(EventKey key) {
    present_ |= Bit(key);
    args_.clear();
    return args_;
  }

  int64_t Integer(EventKey key) const { return integers_[Index(key)]; }

  // Writes the event of a known kind whose required keys are present.
  void BuildEvent(EventKind kind, Event* event) const;

 private:
  static size_t Index(EventKey key) { return static_cast<size_t>(key); }

  void Take(EventKey key, std::optional<int64_t>* value) const;
  std::optional<uint64_t> Address(EventKey key) const;
  std::optional<bool> Bool(EventKey key) const;
  absl::string_view Text(EventKey key) const;
  template <class Id>
  Id IdOf(EventKey key) const;
  BufferName Buffer() const;
  std::optional<Dimensions> Shape() const;
  std::optional<Dimensions> Strides() const;

  void BuildDefinition(EventKind kind, EventBody* body) const;
  void BuildBuffer(EventKind kind, EventBody* body) const;
  void BuildRest(EventKind kind, EventBody* body) const;

  KeySet present_ = 0;
  std::array<int64_t, kEventKeys> integers_;
  std::array<absl::string_view, kEventKeys> texts_;
  std::vector<int64_t> shape_;
  std::vector<int64_t> strides_;
  std::vector<ViewId> ids_;
  std::vector<absl::string_view> args_;
};

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_JSON_EVENT_FIELDS_INTERNAL_H_
