#include "tidemark/record/environment.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <string>
#include <string_view>

#include "tidemark/record/os/text_or_empty.h"

namespace tidemark::record {
namespace {

// Not by stdio, which may not be initialised yet when the malloc interposer starts.
void Complain(const char* variable, std::string_view text, const char* expected) {
  const std::string line = std::string("tidemark: ") + variable + "=" + std::string(text) +
                           " is not understood, expected " + expected + "; the default is used\n";
  if (write(STDERR_FILENO, line.data(), line.size()) < 0) return;  // nowhere to log it
}

constexpr size_t kLongestParam = 256;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Takes the digits that `text` begins with, and says how many.
size_t TakeDigits(std::string_view* text) {
  const auto* const end = std::find_if_not(text->begin(), text->end(), IsDigit);
  const auto count = static_cast<size_t>(end - text->begin());
  text->remove_prefix(count);
  return count;
}

// It goes into the trace as it is written. The bounds of its length and exponent keep it within what
// a reader takes for a number.
bool IsJsonNumber(std::string_view text) {
  constexpr size_t kLongest = 40;
  if (text.size() > kLongest) return false;
  if (text.substr(0, 1) == "-") text.remove_prefix(1);
  const bool leading_zero = text.substr(0, 1) == "0";
  const size_t whole = TakeDigits(&text);
  if (whole == 0 || (leading_zero && whole > 1)) return false;
  if (text.substr(0, 1) == ".") {
    text.remove_prefix(1);
    if (TakeDigits(&text) == 0) return false;
  }
  if (text.empty()) return true;
  if (text.front() != 'e' && text.front() != 'E') return false;
  text.remove_prefix(1);
  if (text.substr(0, 1) == "-" || text.substr(0, 1) == "+") text.remove_prefix(1);
  const size_t exponent = TakeDigits(&text);
  return exponent >= 1 && exponent <= 2 && text.empty();
}

bool SwitchFromText(const char* variable, const char* text) {
  const std::string_view value = TextOrEmpty(text);
  if (value == "1") return true;
  if (!value.empty() && value != "0") Complain(variable, value, "0 or 1");
  return false;
}

}  // namespace

OnFull OnFullFromText(const char* text) {
  const std::string_view value = TextOrEmpty(text);
  if (value == "drop") return OnFull::kDrop;
  if (!value.empty() && value != "block") Complain(kOnFullVariable, value, "block or drop");
  return OnFull::kBlock;
}

StackMode StackModeFromText(const char* text) {
  const std::string_view value = TextOrEmpty(text);
  for (const StackMode mode :
       {StackMode::kOff, StackMode::kFramePointer, StackMode::kDwarf, StackMode::kAuto}) {
    if (value == StackModeName(mode)) return mode;
  }
  if (!value.empty()) Complain(kStacksVariable, value, "auto, fp, dwarf or off");
  return StackMode::kAuto;
}

int64_t SampleFromText(const char* text) {
  const std::string_view value = TextOrEmpty(text);
  int64_t bytes = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), bytes);
  if (error == std::errc() && end == value.data() + value.size() && bytes >= 0) return bytes;
  if (!value.empty()) Complain(kSampleVariable, value, "a number of bytes");
  return 0;
}

bool IsParam(std::string_view text) {
  const size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0 || text.size() > kLongestParam) return false;
  const std::string_view name = text.substr(0, equals);
  if (IsDigit(name.front())) return false;
  for (const char c : name) {
    if (!IsDigit(c) && !IsLetter(c) && c != '_') return false;
  }
  return IsJsonNumber(text.substr(equals + 1));
}

std::string ParamsFromText(const char* text) {
  const std::string_view value = TextOrEmpty(text);
  if (value.empty()) return "";
  std::map<std::string_view, std::string_view> params;
  for (size_t begin = 0; begin <= value.size();) {
    const size_t end = std::min(value.find(',', begin), value.size());
    const std::string_view param = value.substr(begin, end - begin);
    if (!IsParam(param)) {
      Complain(kParamsVariable, value, "NAME=NUMBER, as n=1000, or several separated by commas");
      return "";
    }
    const size_t equals = param.find('=');
    params[param.substr(0, equals)] = param.substr(equals + 1);
    begin = end + 1;
  }
  std::string json;
  for (const auto& [name, number] : params) {
    json += json.empty() ? "{" : ",";
    json.append("\"").append(name).append("\":").append(number);
  }
  return json + "}";
}

bool HeapFromText(const char* text, bool is_python) {
  const std::string_view value = TextOrEmpty(text);
  if (value == "1" || value == "0") return value == "1";
  if (!value.empty() && value != "auto") Complain(kHeapVariable, value, "0, 1 or auto");
  return !is_python;
}

bool MapsFromText(const char* text) { return SwitchFromText(kMapsVariable, text); }

bool ValuesFromText(const char* text) { return SwitchFromText(kValuesVariable, text); }

}  // namespace tidemark::record
