#include "tests/oracle/replay/request.h"

#include <algorithm>
#include <complex>
#include <limits>
#include <utility>

#include "tidemark/array/core/error.h"

namespace tidemark::oracle {
namespace {

using nlohmann::json;

[[noreturn]] void Refuse(const char* key, const char* expected) {
  throw ValueError(std::string(key) + " is not " + expected);
}

int64_t AsInteger(const json& value, const char* key) {
  if (!value.is_number_integer()) Refuse(key, "an integer");
  if (value.is_number_unsigned() &&
      value.get<uint64_t>() > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
    Refuse(key, "an integer of 64 bits");
  }
  return value.get<int64_t>();
}

double AsReal(const json& value, const char* key) {
  if (value.is_number()) return value.get<double>();
  if (value.is_boolean()) return value.get<bool>() ? 1.0 : 0.0;
  if (value.is_string()) {
    const std::string& text = value.get_ref<const std::string&>();
    if (text == "nan") return std::numeric_limits<double>::quiet_NaN();
    if (text == "inf") return std::numeric_limits<double>::infinity();
    if (text == "-inf") return -std::numeric_limits<double>::infinity();
  }
  Refuse(key, "a number");
}

Scalar AsNumber(const json& value, const char* key) {
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_number_unsigned()) {
    const uint64_t n = value.get<uint64_t>();
    if (n > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) return n;
    return static_cast<int64_t>(n);
  }
  if (value.is_number_integer()) return value.get<int64_t>();
  if (value.is_array() && value.size() == 2) {
    return std::complex<double>(AsReal(value[0], key), AsReal(value[1], key));
  }
  return AsReal(value, key);
}

std::optional<int64_t> SlicePart(const json& value) {
  if (value.is_null()) return std::nullopt;
  if (value.is_number_unsigned()) {  // far beyond the end is as good as any other place there
    return static_cast<int64_t>(std::min(value.get<uint64_t>(), uint64_t{1} << 62));
  }
  return AsInteger(value, "a part of a slice");
}

IndexItem AsIndexItem(const json& value, const char* key) {
  if (value.is_string()) {
    if (value == "newaxis") return newaxis;
    if (value == "...") return ellipsis;
  }
  if (value.is_object() && value.size() == 1) {
    if (value.contains("i")) return AsInteger(value["i"], key);
    if (value.contains("s") && value["s"].is_array() && value["s"].size() == 3) {
      const json& parts = value["s"];
      return Slice(SlicePart(parts[0]), SlicePart(parts[1]), SlicePart(parts[2]));
    }
  }
  Refuse(key, "an index");
}

std::string AsText(const json& value, const char* key) {
  if (!value.is_string()) Refuse(key, "a string");
  return value.get<std::string>();
}

const json& AsList(const json& value, const char* key) {
  if (!value.is_array()) Refuse(key, "a list");
  return value;
}

Dims AsShape(const json& value, const char* key) {
  if (value.is_number_integer()) return Dims(AsInteger(value, key));
  Dims dims;
  for (const json& item : AsList(value, key)) dims.push_back(AsInteger(item, key));
  return dims;
}

}  // namespace

Request::Request(std::string_view line) : document_(json::parse(line, nullptr, false)) {
  if (!document_.is_object()) throw ValueError("a request is a JSON object");
}

const json* Request::Find(const char* key) const {
  const auto found = document_.find(key);
  return found == document_.end() ? nullptr : &*found;
}

const json* Request::FindValue(const char* key) const {
  const json* value = Find(key);
  return value == nullptr || value->is_null() ? nullptr : value;
}

const json& Request::Get(const char* key) const {
  const json* value = Find(key);
  if (value == nullptr) throw ValueError(std::string("missing key ") + key);
  return *value;
}

std::string Request::Text(const char* key) const { return AsText(Get(key), key); }

std::optional<std::string> Request::OptionalText(const char* key) const {
  const json* value = FindValue(key);
  if (value == nullptr) return std::nullopt;
  return AsText(*value, key);
}

std::vector<std::string> Request::Texts(const char* key) const {
  std::vector<std::string> texts;
  for (const json& item : AsList(Get(key), key)) texts.push_back(AsText(item, key));
  return texts;
}

int64_t Request::Integer(const char* key) const { return AsInteger(Get(key), key); }

int64_t Request::Integer(const char* key, int64_t otherwise) const {
  const json* value = FindValue(key);
  return value == nullptr ? otherwise : AsInteger(*value, key);
}

std::optional<int64_t> Request::OptionalInteger(const char* key) const {
  const json* value = FindValue(key);
  if (value == nullptr) return std::nullopt;
  return AsInteger(*value, key);
}

std::optional<bool> Request::OptionalBool(const char* key) const {
  const json* value = FindValue(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_boolean()) Refuse(key, "true or false");
  return value->get<bool>();
}

std::vector<int64_t> Request::Integers(const char* key) const {
  std::vector<int64_t> integers;
  for (const json& item : AsList(Get(key), key)) integers.push_back(AsInteger(item, key));
  return integers;
}

Dims Request::Shape(const char* key) const { return AsShape(Get(key), key); }

std::optional<Dims> Request::OptionalShape(const char* key) const {
  const json* value = FindValue(key);
  if (value == nullptr) return std::nullopt;
  return AsShape(*value, key);
}

DType Request::Type(const char* key) const {
  const std::optional<DType> dtype = ParseDType(Text(key));
  if (!dtype) Refuse(key, "a dtype");
  return *dtype;
}

DType Request::Type(const char* key, DType otherwise) const {
  return OptionalType(key).value_or(otherwise);
}

std::optional<DType> Request::OptionalType(const char* key) const {
  if (FindValue(key) == nullptr) return std::nullopt;
  return Type(key);
}

Scalar Request::Value(const char* key) const { return AsNumber(Get(key), key); }

Scalar Request::Value(const char* key, const Scalar& otherwise) const {
  const json* value = FindValue(key);
  return value == nullptr ? otherwise : AsNumber(*value, key);
}

std::optional<Scalar> Request::OptionalValue(const char* key) const {
  const json* value = FindValue(key);
  if (value == nullptr) return std::nullopt;
  return AsNumber(*value, key);
}

std::vector<Scalar> Request::Values(const char* key) const {
  std::vector<Scalar> values;
  for (const json& item : AsList(Get(key), key)) values.push_back(AsNumber(item, key));
  return values;
}

std::vector<IndexItem> Request::Index(const char* key) const {
  std::vector<IndexItem> items;
  for (const json& item : AsList(Get(key), key)) items.push_back(AsIndexItem(item, key));
  return items;
}

std::vector<Request::IndexPart> Request::IndexWithArrays(const char* key) const {
  std::vector<IndexPart> parts;
  for (const json& item : AsList(Get(key), key)) {
    const bool single = item.is_object() && item.size() == 1;
    if (single && item.contains("a")) {
      parts.emplace_back(AsText(item["a"], key));
    } else if (single && item.contains("l")) {
      std::vector<int64_t> list;
      for (const json& position : AsList(item["l"], key)) list.push_back(AsInteger(position, key));
      parts.emplace_back(std::move(list));
    } else {
      parts.emplace_back(AsIndexItem(item, key));
    }
  }
  return parts;
}

bool Request::IsList(const char* key) const {
  const json* value = Find(key);
  return value != nullptr && value->is_array();
}

}  // namespace tidemark::oracle
