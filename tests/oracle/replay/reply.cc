#include "tests/oracle/replay/reply.h"

#include <cmath>
#include <complex>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <map>
#include <nlohmann/json.hpp>
#include <span>

#include "tidemark/array/layout/overlap.h"

namespace tidemark::oracle {
namespace {

std::string Quoted(const std::string& text) { return nlohmann::json(text).dump(); }

void AppendFloat(double value, std::string& out) {
  if (std::isnan(value)) {
    out += "\"nan\"";
  } else if (std::isinf(value)) {
    out += value > 0 ? "\"inf\"" : "\"-inf\"";
  } else {
    char text[40];
    std::snprintf(text, sizeof text, "%.17g", value);
    out += text;
    if (std::strpbrk(text, ".e") == nullptr) out += ".0";
  }
}

template <class T>
T Load(const std::byte* address) {
  T value;
  std::memcpy(&value, address, sizeof value);
  return value;
}

template <class T>
void AppendComplex(const std::byte* address, std::string& out) {
  const auto value = Load<std::complex<T>>(address);
  out += '[';
  AppendFloat(value.real(), out);
  out += ',';
  AppendFloat(value.imag(), out);
  out += ']';
}

void AppendElement(DType dtype, const std::byte* address, std::string& out) {
  switch (dtype) {
    case DType::kBool:
      out += Load<uint8_t>(address) != 0 ? "true" : "false";
      break;
    case DType::kInt8:
      out += std::to_string(Load<int8_t>(address));
      break;
    case DType::kUInt8:
      out += std::to_string(Load<uint8_t>(address));
      break;
    case DType::kInt16:
      out += std::to_string(Load<int16_t>(address));
      break;
    case DType::kUInt16:
      out += std::to_string(Load<uint16_t>(address));
      break;
    case DType::kInt32:
      out += std::to_string(Load<int32_t>(address));
      break;
    case DType::kUInt32:
      out += std::to_string(Load<uint32_t>(address));
      break;
    case DType::kInt64:
      out += std::to_string(Load<int64_t>(address));
      break;
    case DType::kUInt64:
      out += std::to_string(Load<uint64_t>(address));
      break;
    case DType::kFloat32:
      AppendFloat(Load<float>(address), out);
      break;
    case DType::kFloat64:
      AppendFloat(Load<double>(address), out);
      break;
    case DType::kComplex64:
      AppendComplex<float>(address, out);
      break;
    case DType::kComplex128:
      AppendComplex<double>(address, out);
      break;
  }
}

// The elements from this axis on, in C order.
void AppendElements(const AnyArray& array, size_t axis, const std::byte* address,
                    std::string& out) {
  if (axis == array.shape().size()) {
    if (out.back() != '[') out += ',';
    AppendElement(array.dtype(), address, out);
    return;
  }
  for (int64_t i = 0; i < array.shape()[axis]; ++i) {
    AppendElements(array, axis + 1, address + i * array.strides()[axis], out);
  }
}

void AppendIntegers(std::span<const int64_t> values, std::string& out) {
  out += '[';
  for (size_t i = 0; i < values.size(); ++i) {
    if (i > 0) out += ',';
    out += std::to_string(values[i]);
  }
  out += ']';
}

void AppendArray(const AnyArray& array, const std::string& owner, std::string& out) {
  const auto flag = [](bool value) { return value ? "true" : "false"; };
  out += "{\"dtype\":\"";
  out += DTypeCode(array.dtype());
  out += "\",\"shape\":";
  AppendIntegers(array.shape(), out);
  out += ",\"strides\":";
  AppendIntegers(array.strides(), out);
  out += ",\"offset\":" + std::to_string(array.offset()) + ",\"owner\":" + Quoted(owner);
  out += std::string(",\"c\":") + flag(array.is_c_contiguous());
  out += std::string(",\"f\":") + flag(array.is_f_contiguous());
  out += std::string(",\"w\":") + flag(array.writable()) + ",\"data\":";
  std::string data = "[";
  AppendElements(array, 0, array.view().data, data);
  out += data + "]}";
}

// The pairs for which `related` holds, first name before second.
template <class Relation>
void AppendPairs(const LiveArrays& arrays, Relation related, std::string& out) {
  bool first = true;
  for (auto a = arrays.begin(); a != arrays.end(); ++a) {
    for (auto b = std::next(a); b != arrays.end(); ++b) {
      if (!related(a->second, b->second)) continue;
      if (!first) out += ',';
      first = false;
      out += "[" + Quoted(a->first) + "," + Quoted(b->first) + "]";
    }
  }
}

}  // namespace

std::string ReplyText(const LiveArrays& arrays) {
  std::map<const void*, const std::string*> owners;
  std::string out = "{\"ok\":true,\"arrays\":{";
  for (const auto& [name, array] : arrays) {
    const auto [owner, is_first] = owners.emplace(array.buffer_identity(), &name);
    if (&name != &arrays.begin()->first) out += ',';
    out += Quoted(name) + ":";
    AppendArray(array, *owner->second, out);
  }
  out += "},\"shares\":[";
  AppendPairs(
      arrays, [](const AnyArray& a, const AnyArray& b) { return shares_memory(a, b); }, out);
  out += "],\"may_share\":[";
  AppendPairs(
      arrays, [](const AnyArray& a, const AnyArray& b) { return may_share_memory(a, b); }, out);
  return out + "]}";
}

std::string ErrorText(std::string_view error) {
  return "{\"ok\":false,\"error\":\"" + std::string(error) + "\"}";
}

}  // namespace tidemark::oracle
