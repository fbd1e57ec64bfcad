#include "tidemark/trace/json/key_table_internal.h"

namespace tidemark::trace {
namespace {

// Adds the fields of `Body` from the number `first` on.
template <class Body>
constexpr void AddFields(size_t first, KindTable* table) {
  ForEachField<Body>([first, table]<size_t kIndex>() {
    constexpr auto& field = kField<Body, kIndex>;
    const size_t number = first + kIndex;
    const KeyId key = kKeyNames.Find(field.key);
    table->uses[key] = {static_cast<uint8_t>(number), field.type};
    table->keys[number] = key;
    if (field.place.presence == Presence::kRequired) table->required |= Bit(number);
    if (field.place.presence == Presence::kFirst) table->one_of[0] |= Bit(number);
    if (field.place.presence == Presence::kSecond) table->one_of[1] |= Bit(number);
  });
}

constexpr std::array<KindTable, kEventKinds + 1> MakeKindTables() {
  std::array<KindTable, kEventKinds + 1> tables = {};
  size_t kind = 0;
  ForEachKind([&]<class Body>() {
    constexpr const KindInfo& info = EventSchema<Body>::kInfo;
    KindTable& table = tables[kind++];
    table.name = info.name;
    table.alternatives = info.alternatives;
    if (info.role != Role::kDefinition) AddFields<Event>(kFirstCommonField, &table);
    AddFields<Body>(kFirstOwnField, &table);
  });
  return tables;
}

}  // namespace

constinit const std::array<KindTable, kEventKinds + 1> kKindTables = MakeKindTables();

constinit const NameTable<kKeys> kKeyTable([](size_t row) { return kKeyNames.names[row]; });
constinit const NameTable<kEventKinds> kKindTable([](size_t row) { return kKindInfos[row].name; });

absl::string_view DescribeType(FieldType type) {
  switch (type) {
    case FieldType::kInteger:
    case FieldType::kTime:
    case FieldType::kId:
    case FieldType::kBuffer:
    case FieldType::kView:
    case FieldType::kParent:
      return "an integer from 0 to 9223372036854775807";
    case FieldType::kSigned:
      return "an integer from -9223372036854775808 to 9223372036854775807";
    case FieldType::kText:
      return "a string";
    case FieldType::kBool:
      return "true or false";
    case FieldType::kAddress:
    case FieldType::kPc:
      return "an address in a string, \"0x7f00\"";
    case FieldType::kShape:
    case FieldType::kViews:
      return "an array of integers from 0 to 9223372036854775807";
    case FieldType::kStrides:
      return "an array of integers";
    case FieldType::kTexts:
      return "an array of strings";
    case FieldType::kObject:
      return "an object";
  }
  return "";
}

}  // namespace tidemark::trace
