#include "tidemark/record/environment.h"

#include <unistd.h>

#include <charconv>
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

bool MapsFromText(const char* text) {
  const std::string_view value = TextOrEmpty(text);
  if (value == "1") return true;
  if (!value.empty() && value != "0") Complain(kMapsVariable, value, "0 or 1");
  return false;
}

}  // namespace tidemark::record
