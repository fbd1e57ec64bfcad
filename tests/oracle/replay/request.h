// One request of the replay protocol, read with checks: a thin layer over the parsed JSON.
//
// Made by the Replayer from a line of input; read by the operations (operations.h).
//
// Ownership: owns the parsed document. Errors: everything that is missing or malformed is a
// tidemark::ValueError, so that a hostile request ends in an error reply and nothing else.
//
//   Request request(R"({"op":"reshape","out":"b","a":"a","shape":[2,-1]})");
//   request.Text("a");       // "a"
//   request.Shape("shape");  // 2, -1
#ifndef TESTS_ORACLE_REPLAY_REQUEST_H_
#define TESTS_ORACLE_REPLAY_REQUEST_H_

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tidemark/array/core/dims.h"
#include "tidemark/array/core/dtype.h"
#include "tidemark/array/indexing/scalar.h"
#include "tidemark/array/layout/slice.h"

namespace tidemark::oracle {

class Request {
 public:
  // Throws ValueError if the line is not a JSON object.
  explicit Request(std::string_view line);

  // Where a key may be missing, null is as good as missing.
  std::string Text(const char* key) const;
  std::optional<std::string> OptionalText(const char* key) const;
  std::vector<std::string> Texts(const char* key) const;

  int64_t Integer(const char* key) const;
  int64_t Integer(const char* key, int64_t otherwise) const;
  std::optional<int64_t> OptionalInteger(const char* key) const;
  std::optional<bool> OptionalBool(const char* key) const;
  std::vector<int64_t> Integers(const char* key) const;

  // One integer or a list of them.
  Dims Shape(const char* key) const;
  std::optional<Dims> OptionalShape(const char* key) const;

  DType Type(const char* key) const;
  DType Type(const char* key, DType otherwise) const;
  std::optional<DType> OptionalType(const char* key) const;

  // Numbers: the spelling decides on the kind (1 is an integer, 1.0 is not), as in Python; "nan",
  // "inf", "-inf" and [re, im] are numbers too.
  Scalar Value(const char* key) const;
  Scalar Value(const char* key, const Scalar& otherwise) const;
  std::optional<Scalar> OptionalValue(const char* key) const;
  std::vector<Scalar> Values(const char* key) const;

  std::vector<IndexItem> Index(const char* key) const;
  // The same where the name of an array or a list of integers may stand too.
  using IndexPart = std::variant<IndexItem, std::string, std::vector<int64_t>>;
  std::vector<IndexPart> IndexWithArrays(const char* key) const;

  bool Has(const char* key) const { return Find(key) != nullptr; }
  bool IsList(const char* key) const;

 private:
  // Null if the key is missing, or (FindValue) if its value is null.
  const nlohmann::json* Find(const char* key) const;
  const nlohmann::json* FindValue(const char* key) const;
  const nlohmann::json& Get(const char* key) const;

  nlohmann::json document_;
};

}  // namespace tidemark::oracle

#endif  // TESTS_ORACLE_REPLAY_REQUEST_H_
