// The option by which the verbs that show text are told how wide it may be.
//
//   WidthFlag width;
//   width.Declare(&line);
//   TIDEMARK_RETURN_IF_ERROR(width.Check(line, format));
#ifndef TIDEMARK_TOOLS_TIDEMARK_WIDTH_FLAG_H_
#define TIDEMARK_TOOLS_TIDEMARK_WIDTH_FLAG_H_

#include <string>

#include "absl/status/status.h"
#include "tidemark/command_line.h"
#include "tidemark/report/terminal.h"

namespace tidemark::cli {

class WidthFlag {
 public:
  void Declare(CommandLine* line) {
    line->Number("--width", {report::kMinWidth, report::kMaxWidth}, &columns_,
                 "columns of the text (default: the terminal's)");
  }

  // InvalidArgument where the width of something else than text is asked for.
  static absl::Status Check(const CommandLine& line, const std::string& format) {
    return format == "text" ? absl::OkStatus() : line.Refuse({"--width"}, "is for --format text");
  }

  // 0: not said.
  int columns() const { return columns_; }

 private:
  int columns_ = 0;
};

}  // namespace tidemark::cli

#endif  // TIDEMARK_TOOLS_TIDEMARK_WIDTH_FLAG_H_
