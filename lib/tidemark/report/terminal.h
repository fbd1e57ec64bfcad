// What the place where a text report is shown can do: its width, its characters, its colors.
//
// Produced from the user's options and the process environment; consumed by TextReport.
//
// Threading: ReadTerminal reads the environment; the rest are pure functions.
// Units: columns and lines of the terminal.
//
//   TextOptions options = ChooseTextOptions({.width = 100}, ReadTerminal(STDOUT_FILENO));
#ifndef TIDEMARK_REPORT_TERMINAL_H_
#define TIDEMARK_REPORT_TERMINAL_H_

#include <string>

namespace tidemark::report {

// How to lay a text report out.
struct TextOptions {
  int width = 80;         // no line is wider
  int first_screen = 24;  // lines in which the report must have answered
  bool unicode = true;    // false: ASCII only
  bool color = false;
};

inline constexpr int kMinWidth = 40;
inline constexpr int kMaxWidth = 1000;

enum class ColorMode { kAuto, kAlways, kNever };

// What the user asked for.
struct TerminalRequest {
  int width = 0;  // 0: not said
  ColorMode color = ColorMode::kAuto;
};

// What is known of the place. Empty strings stand for unset variables.
struct Terminal {
  bool is_terminal = false;
  int columns = 0;            // as the terminal says; 0: unknown
  std::string columns_value;  // COLUMNS
  std::string no_color;       // NO_COLOR
  std::string term;           // TERM
  std::string locale;         // the first of LC_ALL, LC_CTYPE, LANG that is set
};

Terminal ReadTerminal(int file_descriptor);

// Width: the option, else the terminal, else COLUMNS, else 80; within [kMinWidth, kMaxWidth].
// Color: as asked; by itself only on a terminal, without NO_COLOR, and not where TERM is "dumb".
// Unicode: where the locale's character set is UTF-8.
TextOptions ChooseTextOptions(const TerminalRequest& request, const Terminal& terminal);

}  // namespace tidemark::report

#endif  // TIDEMARK_REPORT_TERMINAL_H_
