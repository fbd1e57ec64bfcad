#include "tidemark/report/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"

namespace tidemark::report {
namespace {

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool IsUtf8(const std::string& locale) {
  const std::string lower = absl::AsciiStrToLower(locale);
  return absl::StrContains(lower, "utf-8") || absl::StrContains(lower, "utf8");
}

}  // namespace

Terminal ReadTerminal(int file_descriptor) {
  Terminal terminal;
  terminal.is_terminal = isatty(file_descriptor) == 1;
  if (terminal.is_terminal) {
    winsize size = {};
    if (ioctl(file_descriptor, TIOCGWINSZ, &size) == 0) terminal.columns = size.ws_col;
  }
  terminal.columns_value = Variable("COLUMNS");
  terminal.no_color = Variable("NO_COLOR");
  terminal.term = Variable("TERM");
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    terminal.locale = Variable(name);
    if (!terminal.locale.empty()) break;
  }
  return terminal;
}

TextOptions ChooseTextOptions(const TerminalRequest& request, const Terminal& terminal) {
  TextOptions options;
  int from_variable = 0;
  if (request.width > 0) {
    options.width = request.width;
  } else if (terminal.columns > 0) {
    options.width = terminal.columns;
  } else if (absl::SimpleAtoi(terminal.columns_value, &from_variable) && from_variable > 0) {
    options.width = from_variable;
  }
  options.width = std::clamp(options.width, kMinWidth, kMaxWidth);
  switch (request.color) {
    case ColorMode::kAlways:
      options.color = true;
      break;
    case ColorMode::kNever:
      options.color = false;
      break;
    case ColorMode::kAuto:
      options.color = terminal.is_terminal && terminal.no_color.empty() && terminal.term != "dumb";
      break;
  }
  options.unicode = IsUtf8(terminal.locale);
  return options;
}

}  // namespace tidemark::report
