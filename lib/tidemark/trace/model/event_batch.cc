#include <cstring>
#include <optional>
#include <variant>

#include "tidemark/trace/model/event_batch_internal.h"
#include "tidemark/trace/model/event_schema.h"

namespace tidemark::trace {
namespace {

template <class T>
void KeepList(std::optional<absl::Span<const T>>* list, EventArena* arena) {
  if (list->has_value()) **list = arena->Keep(**list);
}

// What is no list is copied with the event.
template <class T>
void KeepList(const T* /*value*/, EventArena* /*arena*/) {}

template <class T>
struct IsList : std::false_type {};
template <class T>
struct IsList<std::optional<absl::Span<const T>>> : std::true_type {};

template <class Body>
constexpr bool kHasLists = [] {
  bool found = false;
  ForEachField<Body>([&found]<size_t kIndex>() {
    using Value = std::remove_cvref_t<decltype(kField<Body, kIndex>.Of(std::declval<Body&>()))>;
    found = found || IsList<Value>::value;
  });
  return found;
}();

}  // namespace

const void* EventArena::Copy(const void* bytes, size_t size) {
  bytes_ += size;
  if (size > kBlockBytes / 4) {
    large_.emplace_back(new char[size]);
    std::memcpy(large_.back().get(), bytes, size);
    return large_.back().get();
  }
  if (blocks_.empty()) {
    blocks_.emplace_back(new char[kBlockBytes]);
  } else if (kBlockBytes - used_ < size) {
    used_ = 0;
    if (++block_ == blocks_.size()) blocks_.emplace_back(new char[kBlockBytes]);
  }
  char* const place = blocks_[block_].get() + used_;
  std::memcpy(place, bytes, size);
  used_ += (size + kAlignment - 1) / kAlignment * kAlignment;
  return place;
}

void EventArena::Clear() {
  large_.clear();
  if (blocks_.size() > kMostKept) blocks_.resize(kMostKept);
  block_ = 0;
  used_ = 0;
  bytes_ = 0;
}

void EventBatch::AddCopy(const Event& event) {
  EventRecord* const record = AddRecord();
  if (ToHeapRecord(event, record)) return;
  Event* const copy = NextEvent();
  *copy = event;
  std::visit(
      [this]<class Body>(Body& body) {
        if constexpr (kHasLists<Body>) {
          ForEachField<Body>(
              [&]<size_t kIndex>() { KeepList(&kField<Body, kIndex>.Of(body), &arena_); });
        }
      },
      copy->body);
  AddEvent(copy, record);
}

void EventBatch::Clear() {
  records_.clear();
  if (records_.capacity() > kMostRecordsKept) std::vector<EventRecord>().swap(records_);
  if (slots_.size() > kMostSlotsKept) slots_.resize(kMostSlotsKept);
  events_ = 0;
  arena_.Clear();
}

void EventBatch::AddSlots() { slots_.push_back(std::make_unique<Slots>()); }

}  // namespace tidemark::trace
