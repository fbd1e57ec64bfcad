// The frozen corpus: programs of the replay protocol and what NumPy answered to them, in
// tests/data/oracle/ (written by freeze.py). Needs neither Python nor NumPy.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <bit>
#include <cmath>
#include <complex>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/oracle/replay/replayer.h"

namespace tidemark::oracle {
namespace {

using nlohmann::json;

std::vector<json> ReadLines(const std::string& name) {
  std::ifstream file(absl::StrCat(TIDEMARK_TEST_DATA_DIR, "/oracle/", name));
  std::vector<json> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(json::parse(line));
  return lines;
}

double AsDouble(const json& value) {
  if (value.is_number()) return value.get<double>();
  if (value == "inf") return HUGE_VAL;
  if (value == "-inf") return -HUGE_VAL;
  return std::nan("");
}

std::string Bits(const json& value) {
  const double number = AsDouble(value);
  if (std::isnan(number)) return "nan";
  char text[20];
  std::snprintf(text, sizeof text, "%016llx",
                static_cast<unsigned long long>(std::bit_cast<uint64_t>(number)));
  return text;
}

std::string ElementText(const json& value, char kind) {
  if (kind == 'c') return Bits(value[0]) + "+" + Bits(value[1]);
  if (kind == 'f') return Bits(value);
  if (value.is_boolean()) return value.get<bool>() ? "1" : "0";
  return value.dump();
}

template <class Container, class Text>
std::string Joined(const Container& items, Text text) {
  std::string joined;
  for (const auto& item : items) {
    if (&item != &*items.begin()) joined += ',';
    joined += text(item);
  }
  return joined;
}

// The strides that mean something; 0 for the others.
std::string StridesText(const json& array) {
  const json& shape = array["shape"];
  const bool empty = std::find(shape.begin(), shape.end(), 0) != shape.end();
  std::string text;
  for (size_t i = 0; i < shape.size(); ++i) {
    if (i > 0) text += ',';
    text += !empty && shape[i] > 1 ? array["strides"][i].dump() : "0";
  }
  return text;
}

// What freeze.py calls exact_text: all that is compared exactly. `inexact` holds the names (of one
// letter) whose numbers are compared otherwise.
std::string ExactText(const json& reply, const std::string& inexact) {
  const auto dump = [](const json& value) { return value.dump(); };
  std::string text;
  for (const auto& [name, array] : reply["arrays"].items()) {
    const char kind = array["dtype"].get<std::string>()[0];
    text += name + "|" + array["dtype"].get<std::string>() + "|" + Joined(array["shape"], dump) +
            "|" + StridesText(array) + "|" + array["offset"].dump() + "|" +
            array["owner"].get<std::string>() + "|";
    for (const char* flag : {"c", "f", "w"}) {
      if (array[flag] == true) text += flag;
    }
    text += "|";
    text +=
        inexact.find(name) != std::string::npos
            ? "~"
            : Joined(array["data"], [kind](const json& value) { return ElementText(value, kind); });
    text += "\n";
  }
  for (const char* key : {"shares", "may_share"}) {
    text += Joined(reply[key], [](const json& pair) {
      return pair[0].get<std::string>() + "-" + pair[1].get<std::string>();
    });
    text += "\n";
  }
  return text;
}

std::string Checksum(const std::string& text) {
  char hex[12];
  std::snprintf(
      hex, sizeof hex, "%08lx",
      crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size())));
  return hex;
}

// The answers give numbers of single precision in the few digits that tell them apart.
std::complex<double> AsComplex(const json& value, bool single) {
  const auto rounded = [single](double x) { return single ? static_cast<float>(x) : x; };
  if (!value.is_array()) return rounded(AsDouble(value));
  return {rounded(AsDouble(value[0])), rounded(AsDouble(value[1]))};
}

bool SameClass(double x, double y) {
  return (std::isfinite(x) && std::isfinite(y)) || (std::isnan(x) && std::isnan(y)) || x == y;
}

bool Near(std::complex<double> x, std::complex<double> y, double relative, double absolute) {
  if (!SameClass(x.real(), y.real()) || !SameClass(x.imag(), y.imag())) return false;
  if (!std::isfinite(x.real()) || !std::isfinite(x.imag())) return true;
  return std::abs(x - y) <= relative * std::abs(x) + absolute;
}

// The first number of the array that is out of tolerance, or "". `expected` is [relative, absolute,
// numbers].
std::string CompareInexact(const json& expected, const json& array) {
  const json& numbers = expected[2];
  const json& data = array["data"];
  if (numbers.size() != data.size()) return ": not as many numbers as NumPy has";
  const bool single = array["dtype"] == "f4" || array["dtype"] == "c8";
  for (size_t i = 0; i < numbers.size(); ++i) {
    if (!Near(AsComplex(numbers[i], single), AsComplex(data[i], single), expected[0],
              expected[1])) {
      return "[" + std::to_string(i) + "]: NumPy " + numbers[i].dump() + ", here " + data[i].dump();
    }
  }
  return "";
}

// Plays one program; returns the first disagreement with the answers, or "".
std::string Play(const json& program, const json& answers) {
  Replayer replayer;
  const json& inexact = answers.contains("inexact") ? answers["inexact"] : json::array();
  auto next = inexact.begin();
  std::string names;
  for (size_t step = 0; step < program.size(); ++step) {
    const std::string expected = answers["steps"][step];
    const json reply = json::parse(replayer.Handle(program[step].dump()));
    const std::string where = "step " + std::to_string(step) + " " + program[step].dump() + ": ";
    if (expected[0] == '!' || reply["ok"] != true) {
      // Which class an error has is a matter of reading; that it is one is not.
      if (reply["ok"] == true) return where + "NumPy " + expected + ", here accepted";
      if (expected[0] != '!') return where + "here !" + std::string(reply["error"]);
      continue;
    }
    json values = json::object();
    if (next != inexact.end() && (*next)[0] == step) {
      names = (*next)[1];
      values = (*next)[2];
      ++next;
    }
    const std::string text = ExactText(reply, names);
    if (Checksum(text) != expected) return where + "another checksum than NumPy's for\n" + text;
    for (const auto& [name, bound] : values.items()) {
      const std::string difference = CompareInexact(bound, reply["arrays"][name]);
      if (!difference.empty()) return where + name + difference;
    }
  }
  return "";
}

TEST(FrozenCorpus, AgreesWithNumPy) {
  const std::vector<json> programs = ReadLines("programs.jsonl");
  const std::vector<json> answers = ReadLines("answers.jsonl");
  ASSERT_GE(programs.size(), 3000u);
  ASSERT_EQ(programs.size(), answers.size());
  int disagreements = 0;
  for (size_t i = 0; i < programs.size(); ++i) {
    const std::string difference = Play(programs[i], answers[i]);
    if (difference.empty()) continue;
    ++disagreements;
    if (disagreements <= 5) ADD_FAILURE() << "program " << i + 1 << ", " << difference;
  }
  EXPECT_EQ(disagreements, 0);
}

// The comparison itself must be able to fail: each alteration of an answer has to be noticed.
class FrozenCorpusNotices : public testing::Test {
 protected:
  FrozenCorpusNotices()
      : program_(json::parse(
            R"([{"op":"arange","out":"a","start":0,"stop":6,"step":1,"dtype":"f8"},
                {"op":"index","out":"b","a":"a","idx":[{"s":[null,null,2]}]},
                {"op":"unary","out":"c","f":"exp","a":"b"}])")) {
    Replayer replayer;
    for (const json& request : program_) reply_ = json::parse(replayer.Handle(request.dump()));
  }

  std::string Sum() const { return Checksum(ExactText(reply_, "c")); }

  json program_;
  json reply_;
};

TEST_F(FrozenCorpusNotices, EachExactField) {
  const std::string right = Sum();
  const json original = reply_;
  const auto altered = [&](const char* pointer, const json& value) {
    reply_ = original;
    reply_[json::json_pointer(pointer)] = value;
    return Sum();
  };
  EXPECT_EQ(altered("/ok", true), right);
  EXPECT_NE(altered("/arrays/b/dtype", "f4"), right);
  EXPECT_NE(altered("/arrays/b/shape/0", 4), right);
  EXPECT_NE(altered("/arrays/b/strides/0", 8), right);
  EXPECT_NE(altered("/arrays/b/offset", 8), right);
  EXPECT_NE(altered("/arrays/b/owner", "b"), right);
  EXPECT_NE(altered("/arrays/b/c", true), right);
  EXPECT_NE(altered("/arrays/b/w", false), right);
  EXPECT_NE(altered("/arrays/b/data/1", std::nextafter(2.0, 3.0)), right);
  EXPECT_NE(altered("/arrays/a/data/0", -0.0), right);
  EXPECT_NE(altered("/shares", json::array()), right);
  EXPECT_NE(altered("/may_share", json::array()), right);
}

TEST_F(FrozenCorpusNotices, NumbersOutOfToleranceOnly) {
  const double exact = std::exp(2.0);
  const json array = {{"dtype", "f8"}, {"data", {exact}}};
  const auto bound = [](double value) { return json::array({8.9e-16, 0.0, {value}}); };
  EXPECT_EQ(CompareInexact(bound(exact), array), "");
  EXPECT_EQ(CompareInexact(bound(exact * (1 + 6e-16)), array), "");
  EXPECT_NE(CompareInexact(bound(exact * (1 + 2e-15)), array), "");
  EXPECT_NE(CompareInexact(json::array({8.9e-16, 0.0, {"inf"}}), array), "");
}

TEST_F(FrozenCorpusNotices, AcceptanceAndRefusal) {
  const json right = {{"steps", {"!IndexError"}}};
  const json accepted = json::parse(R"([{"op":"zeros","out":"a","shape":[2],"dtype":"f8"}])");
  const json refused = json::parse(R"([{"op":"copy","out":"b","a":"a"}])");
  EXPECT_THAT(Play(accepted, right), testing::HasSubstr("accepted"));
  EXPECT_THAT(Play(refused, {{"steps", {"00000000"}}}), testing::HasSubstr("!ValueError"));
}

}  // namespace
}  // namespace tidemark::oracle
