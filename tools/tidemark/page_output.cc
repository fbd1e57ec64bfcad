#include "tidemark/page_output.h"

#include <spawn.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "tidemark/page/page.h"
#include "tidemark/report/source_view.h"

namespace tidemark::cli {

absl::Status CheckPageOptions(const std::string& output, bool open, bool has_tables) {
  if (has_tables) {
    return absl::InvalidArgumentError(
        "report: a page has all tables; --table and its like go with text, json and csv");
  }
  const bool to_file = !output.empty() && output != "-";
  if (open && !to_file) {
    return absl::InvalidArgumentError("report: --open opens a file: say which, with -o FILE");
  }
  if (output.empty() && isatty(STDOUT_FILENO) != 0) {
    return absl::InvalidArgumentError(
        "report: a page is nothing for a terminal: write it to a file, with -o FILE");
  }
  return absl::OkStatus();
}

std::string RenderPage(const std::vector<std::string>& traces,
                       const std::vector<analysis::Report>& reports, const SourceFlags& source) {
  std::vector<page::PageRun> runs;
  for (size_t i = 0; i < reports.size(); ++i) {
    const std::string file = std::filesystem::path(traces[i]).filename().string();
    runs.push_back({.name = traces[i] == "-" ? "standard input" : file, .report = &reports[i]});
    if (source.wanted()) {
      runs.back().sources = report::ListSourceAtHand(reports[i], source.roots());
    }
  }
  page::PageOptions options;
  options.version = TIDEMARK_VERSION;
  return page::HtmlPage(runs, options);
}

absl::Status OpenInBrowser(const std::string& file) {
#ifdef __APPLE__
  std::string opener = "open";
#else
  std::string opener = "xdg-open";
#endif
  // An absolute path is no option, whatever the file is called.
  std::string path = std::filesystem::absolute(file).string();
  char* const arguments[] = {opener.data(), path.data(), nullptr};
  pid_t pid = 0;
  const int error = posix_spawnp(&pid, opener.c_str(), nullptr, nullptr, arguments, environ);
  if (error == 0) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat("the page is written, but ", opener, " does not start: ", strerror(error)));
}

}  // namespace tidemark::cli
