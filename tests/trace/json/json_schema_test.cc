#include "tidemark/trace/json/json_schema.h"

#include <gtest/gtest.h>

#include <regex>
#include <string>

#include "tests/trace/trace_test_support.h"
#include "tidemark/trace/json/json_text.h"

namespace tidemark::trace {
namespace {

using nlohmann::json;

// The part of JSON Schema that the schema uses; anything else in it is a failure.
class Validator {
 public:
  explicit Validator(json schema) : root_(std::move(schema)) {}

  bool Accepts(const json& value) const { return Accepts(root_, value); }

 private:
  bool Accepts(const json& schema, const json& value) const {
    for (const auto& [keyword, operand] : schema.items()) {
      if (!AcceptsKeyword(schema, keyword, operand, value)) return false;
    }
    return true;
  }

  bool AcceptsKeyword(const json& schema, const std::string& keyword, const json& operand,
                      const json& value) const {
    if (keyword == "$schema" || keyword == "title" || keyword == "$defs" || keyword == "then") {
      return true;
    }
    if (keyword == "$ref") {
      return Accepts(root_.at(json::json_pointer(operand.get<std::string>().substr(1))), value);
    }
    if (keyword == "const") return value == operand;
    if (keyword == "type") return HasType(operand, value);
    if (keyword == "minimum") return !value.is_number() || !(value < operand);
    if (keyword == "maximum") return !value.is_number() || !(operand < value);
    if (keyword == "pattern") {
      return !value.is_string() ||
             std::regex_search(value.get<std::string>(), std::regex(operand.get<std::string>()));
    }
    if (keyword == "if") return !Accepts(operand, value) || Accepts(schema.at("then"), value);
    if (keyword == "items") {
      for (const json& item : value) {
        if (!Accepts(operand, item)) return false;
      }
      return true;
    }
    if (keyword == "required") {
      for (const json& key : operand) {
        if (!value.contains(key.get<std::string>())) return false;
      }
      return true;
    }
    if (keyword == "properties") {
      for (const auto& [key, property] : operand.items()) {
        if (value.contains(key) && !Accepts(property, value.at(key))) return false;
      }
      return true;
    }
    int accepted = 0;
    for (const json& part : operand) accepted += Accepts(part, value) ? 1 : 0;
    if (keyword == "allOf") return accepted == static_cast<int>(operand.size());
    if (keyword == "anyOf") return accepted > 0;
    ADD_FAILURE() << "unknown keyword " << keyword;
    return false;
  }

  static bool HasType(const std::string& type, const json& value) {
    if (type == "integer") return value.is_number_integer();
    if (type == "number") return value.is_number();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_boolean();
    if (type == "array") return value.is_array();
    if (type == "object") return value.is_object();
    ADD_FAILURE() << "unknown type " << type;
    return false;
  }

  const json root_;
};

TEST(JsonSchema, AcceptsWhatIsWritten) {
  const Validator validator(json::parse(TraceJsonSchema()));
  RandomEvents random(3);
  for (size_t i = 0; i < 40 * kEventKinds; ++i) {
    std::string line;
    AppendJson(random.Next(i % kEventKinds), &line);
    ASSERT_TRUE(validator.Accepts(json::parse(line))) << line;
  }
  EXPECT_TRUE(validator.Accepts({{"ev", "quark"}, {"t", "soon"}})) << "of an unknown kind";
  EXPECT_TRUE(validator.Accepts({{"ev", "mark"}, {"name", "x"}, {"spin", 1}})) << "unknown key";
}

// What the reader refuses, the schema refuses.
TEST(JsonSchema, RefusesWhatTheReaderRefuses) {
  const Validator validator(json::parse(TraceJsonSchema()));
  for (const char* line : {
           R"({"name":"x"})",
           R"({"ev":1})",
           R"({"ev":"mark"})",
           R"({"ev":"mark","name":1})",
           R"({"ev":"mark","name":"x","t":-1})",
           R"({"ev":"mark","name":"x","t":1.5})",
           R"({"ev":"trace","version":2})",
           R"({"ev":"alloc","bytes":1})",
           R"({"ev":"alloc","buf":0,"bytes":1})",
           R"({"ev":"alloc","buf":1,"bytes":1,"zeroed":1})",
           R"({"ev":"alloc","addr":"7f00","bytes":1})",
           R"({"ev":"alloc","addr":127,"bytes":1})",
           R"({"ev":"alloc","buf":1,"bytes":1,"shape":[-1]})",
           R"({"ev":"alloc","buf":1,"bytes":1,"space":3})",
           R"({"ev":"copy","bytes":1,"src":1,"dst_buf":1})",
           R"({"ev":"drop","view":0})",
           R"({"ev":"values","buf":1})",
           R"({"ev":"inherit","bytes":1})",
           R"({"ev":"object","type":"dict"})",
           R"({"ev":"object","addr":"0x10"})",
           R"({"ev":"memory","file":1})",
           R"({"ev":"memory","resident":1,"file":"a.cc"})",
       }) {
    EXPECT_FALSE(validator.Accepts(json::parse(line))) << line;
    EXPECT_FALSE(ReadText(std::string(line) + "\n").status.ok()) << line;
  }
}

}  // namespace
}  // namespace tidemark::trace
