#include "tidemark/trace/json/event_fields_internal.h"

namespace tidemark::trace {

template <FieldType kType>
inline void EventFields::Take(size_t number, int64_t* value, EventArena* /*arena*/) const {
  *value = Integer(number);  // required, so it is there
}

// In place, as values are put into the event wherever possible: an optional that is made here and
// copied there is written in two parts and read as one, which stalls the processor.
template <FieldType kType>
inline void EventFields::Take(size_t number, std::optional<int64_t>* value,
                              EventArena* /*arena*/) const {
  if (Has(number)) value->emplace(Integer(number));
}

template <FieldType kType>
inline void EventFields::Take(size_t number, std::optional<uint64_t>* address,
                              EventArena* /*arena*/) const {
  if (Has(number)) address->emplace(static_cast<uint64_t>(Integer(number)));
}

template <FieldType kType>
inline void EventFields::Take(size_t number, std::optional<bool>* value,
                              EventArena* /*arena*/) const {
  if (Has(number)) value->emplace(Integer(number) != 0);
}

template <FieldType kType>
inline void EventFields::Take(size_t number, absl::string_view* text, EventArena* /*arena*/) const {
  if (Has(number)) *text = texts_[number];
}

template <FieldType kType, class Tag>
inline void EventFields::Take(size_t number, StrongId<Tag>* id, EventArena* /*arena*/) const {
  if (Has(number)) *id = StrongId<Tag>(Integer(number));
}

template <FieldType kType>
inline void EventFields::Take(size_t number, std::optional<Dimensions>* list,
                              EventArena* arena) const {
  if (!Has(number)) return;
  list->emplace(arena->Keep(Dimensions(kType == FieldType::kStrides ? strides_ : shape_)));
}

template <FieldType kType>
inline void EventFields::Take(size_t number, std::optional<absl::Span<const ViewId>>* list,
                              EventArena* arena) const {
  if (Has(number)) list->emplace(arena->Keep(absl::MakeConstSpan(ids_)));
}

template <FieldType kType>
inline void EventFields::Take(size_t number,
                              std::optional<absl::Span<const absl::string_view>>* list,
                              EventArena* arena) const {
  if (Has(number)) list->emplace(arena->Keep(absl::MakeConstSpan(args_)));
}

// All fields of `body`, which is new, of the numbers from kFirst on.
template <class Body, size_t kFirst>
inline void EventFields::TakeAll(Body* body, EventArena* arena) const {
  ForEachField<Body>([this, body, arena]<size_t kIndex>() {
    constexpr auto& field = kField<Body, kIndex>;
    Take<field.type>(kFirst + kIndex, &field.Of(*body), arena);
  });
}

template <class Body>
void EventFields::Build(const EventFields& fields, Event* event, EventArena* arena) {
  event->t.reset();
  event->thread = {};
  event->site = {};
  event->stack = {};
  if constexpr (EventSchema<Body>::kInfo.role != Role::kDefinition) {
    fields.TakeAll<Event, kFirstCommonField>(event, arena);
  }
  fields.TakeAll<Body, kFirstOwnField>(&event->body.emplace<Body>(), arena);
}

void EventFields::BuildEvent(size_t kind, Event* event, EventArena* arena) const {
  using Builder = void (*)(const EventFields&, Event*, EventArena*);
  static constexpr std::array<Builder, kEventKinds> kBuilders = [] {
    std::array<Builder, kEventKinds> builders = {};
    size_t index = 0;
    ForEachKind([&]<class Body>() { builders[index++] = &Build<Body>; });
    return builders;
  }();
  kBuilders[kind](*this, event, arena);
}

}  // namespace tidemark::trace
