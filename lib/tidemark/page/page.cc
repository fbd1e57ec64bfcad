#include "tidemark/page/page.h"

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "tidemark/page/html_text.h"
#include "tidemark/page/payload.h"
#include "tidemark/page/sha256.h"
#include "tidemark/page/static_core.h"
#include "tidemark/page/web_files.h"
#include "tidemark/trace/io/gzip_text.h"

namespace tidemark::page {
namespace {

constexpr size_t kTitleColumns = 120;

std::string Policy(const std::string& core_style) {
  std::string style = absl::StrCat("'", PolicyHash(core_style), "'");
  if (!HasWebPart()) {
    return absl::StrCat("default-src 'none'; style-src ", style,
                        "; base-uri 'none'; form-action 'none'");
  }
  absl::StrAppend(&style, " '", PolicyHash(WebStyle()), "'");
  return absl::StrCat("default-src 'none'; script-src '", PolicyHash(WebScript()), "'; style-src ",
                      style,
                      "; base-uri 'none'; form-action 'none'; "
                      "require-trusted-types-for 'script'; trusted-types 'none'");
}

std::string Title(absl::Span<const PageRun> runs) {
  std::string title = EscapedText(runs[0].name, kTitleColumns);
  if (runs.size() > 1) absl::StrAppend(&title, " | ", EscapedText(runs[1].name, kTitleColumns));
  return absl::StrCat(title, " - tidemark");
}

std::string WholePage(absl::Span<const PageRun> runs, const PageOptions& options) {
  const std::string core_style = CoreStyle();
  std::vector<std::vector<Coverage>> coverage;
  const std::string payload = HasWebPart() ? PagePayload(runs, options, &coverage) : "";
  std::string page = absl::StrCat(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"",
      Policy(core_style),
      "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<meta name=\"generator\" content=\"tidemark ",
      Escaped(options.version), "\">\n<title>", Title(runs), "</title>\n<style>", core_style,
      "</style>\n");
  if (HasWebPart()) absl::StrAppend(&page, "<style>", WebStyle(), "</style>\n");
  absl::StrAppend(&page, "</head>\n<body>\n<div id=\"app\" hidden></div>\n<main id=\"core\">\n",
                  StaticCore(runs, options, coverage), "</main>\n");
  if (HasWebPart()) {
    absl::StrAppend(&page, "<script type=\"application/octet-stream\" id=\"tidemark-data\">",
                    absl::Base64Escape(trace::GzipText(payload)), "</script>\n<script>",
                    WebScript(), "</script>\n");
  }
  absl::StrAppend(&page, "</body>\n</html>\n");
  return page;
}

}  // namespace

void AskForPage(analysis::AnalyzeOptions* options) {
  options->break_down = true;
  options->details.pictures.wanted = true;
  options->details.call_tree = true;
  options->details.site_timeline = true;
  options->details.threads = true;
  options->details.marks = true;
}

bool HasWebPart() { return !WebScript().empty(); }

std::string HtmlPage(absl::Span<const PageRun> runs, const PageOptions& options) {
  constexpr int kMostTries = 12;
  PageOptions tried = options;
  std::string page = WholePage(runs, tried);
  for (int i = 0; i < kMostTries && page.size() > options.most_bytes; ++i) {
    tried.bounds = Halved(tried.bounds);
    page = WholePage(runs, tried);
  }
  return page;
}

}  // namespace tidemark::page
