#include "tidemark/trace/model/event.h"

#include <bit>
#include <cstdint>

#include "tidemark/trace/model/event_schema.h"

namespace tidemark::trace {
namespace {

// ---- What must hold of the list, or files could not be read back. ----

// True if each binary place of the kind is taken once.
template <class Body>
consteval bool PlacesAreDistinct() {
  uint64_t keys = 0;
  uint64_t extras = 0;
  bool distinct = true;
  const auto take = [&distinct](uint64_t* taken, uint64_t bits) {
    if ((*taken & bits) != 0) distinct = false;
    *taken |= bits;
  };
  ForEachField<Body>([&]<size_t kIndex>() {
    constexpr auto& field = kField<Body, kIndex>;
    constexpr uint64_t kNumber = field.place.number;
    if constexpr (field.place.in == Place::In::kKeys) {
      static_assert(std::has_single_bit(kNumber) && kNumber < (uint64_t{1} << 31));
      take(&keys, field.type == FieldType::kBool ? kNumber | kNumber << 1 : kNumber);
    } else if constexpr (field.place.in == Place::In::kExtra) {
      static_assert(kNumber >= 1 && kNumber < 64);
      take(&extras, uint64_t{1} << kNumber);
    }
  });
  return distinct;
}

consteval bool ListIsValid() {
  bool valid = true;
  ForEachKind([&valid]<class Body>() {
    if (!PlacesAreDistinct<Body>()) valid = false;
    // A record of an extended kind has its extra keys and nothing else.
    if (kIsExtended<Body> && kFieldsIn<Body, Place::In::kExtra> != kFieldCount<Body>) valid = false;
    for (size_t kind = 0; kind < kEventKinds; ++kind) {
      const KindInfo& other = kKindInfos[kind];
      const KindInfo& info = EventSchema<Body>::kInfo;
      if (kind != kKindOf<Body> && (other.number == info.number || other.name == info.name)) {
        valid = false;
      }
    }
  });
  return valid;
}
static_assert(ListIsValid());

}  // namespace

bool IsDefinition(const EventBody& body) {
  return kKindInfos[body.index()].role == Role::kDefinition;
}

bool IsCounted(const EventBody& body) { return kKindInfos[body.index()].role == Role::kEvent; }

}  // namespace tidemark::trace
