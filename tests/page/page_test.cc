// The page as a file: what it runs and loads (nothing of the trace's), what its static core says, how
// large it is.
#include "tidemark/page/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "tests/analysis/trace_script.h"
#include "tidemark/page/payload.h"
#include "tidemark/page/sha256.h"
#include "tidemark/report/json_report.h"

namespace tidemark::page {
namespace {

using analysis::Report;
using analysis::TraceScript;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::json;

Report Analyzed(const TraceScript& trace) {
  analysis::AnalyzeOptions asked;
  AskForPage(&asked);
  analysis::PassOptions options;
  options.break_down = asked.break_down;
  options.details = asked.details;
  return trace.Analyzed(nullptr, options);
}

std::string PageOf(const Report& report, const PageOptions& options = {}) {
  const PageRun run{.name = "run.json", .report = &report};
  return HtmlPage({run}, options);
}

// What stands between two marks; empty: they are not there.
std::string Between(const std::string& text, const std::string& from, const std::string& to) {
  const size_t begin = text.find(from);
  if (begin == std::string::npos) return "";
  const size_t at = begin + from.size();
  return text.substr(at, text.find(to, at) - at);
}

std::string CoreOf(const std::string& page) {
  return Between(page, "<main id=\"core\">", "</main>");
}

std::string Unpacked(const std::string& packed) {
  std::string text(size_t{64} << 20, '\0');
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  text.resize(stream.total_out);
  inflateEnd(&stream);
  return text;
}

// Needless copies, a leak, a pin.
TraceScript Program() {
  TraceScript trace;
  trace.Head("program").Site(1, "src/a.cc", 10, "Load").Site(2, "src/a.cc", 20, "Work");
  trace.On({.site = 1}).Array(1, 1, 100000).Write(1);
  trace.On({.site = 2}).Array(2, 2, 100000);
  trace.Copy({.bytes = 800000, .src_buf = 1, .dst_buf = 2}).Read(2).Read(1).Free(2);
  trace.View({.view = 5, .buf = 1, .parent = 1, .offset = 0, .shape = {{10}}}).Drop(1);
  trace.On({.site = 1}).Array(3, 3, 7).Write(3);
  trace.On({.site = 2}).Free(1).End();
  return trace;
}

TEST(Page, RunsAndLoadsNothingButItsOwn) {
  const std::string page = PageOf(Analyzed(Program()));
  const std::string policy =
      Between(page, "http-equiv=\"Content-Security-Policy\" content=\"", "\">");
  EXPECT_THAT(policy, HasSubstr("default-src 'none'; "));
  EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
  EXPECT_THAT(policy, HasSubstr(PolicyHash(Between(page, "<style>", "</style>"))));
  EXPECT_LT(page.find("Content-Security-Policy"), page.find("<style>"));
  if (HasWebPart()) {
    EXPECT_THAT(policy, HasSubstr("require-trusted-types-for 'script'"));
    EXPECT_THAT(policy, HasSubstr("'" + PolicyHash(Between(page, "<script>", "</script>")) + "'"));
  } else {
    EXPECT_THAT(page, Not(HasSubstr("<script")));
    EXPECT_THAT(policy, Not(HasSubstr("script-src")));
  }
  const std::string core = CoreOf(page);
  ASSERT_FALSE(core.empty());
  for (const char* mark : {" src=", " href=", " style=", " on", "<script", "<iframe", "<img"}) {
    const std::regex within_tag("<[^>]*" + std::string(mark));
    EXPECT_FALSE(std::regex_search(core.substr(0, 20000), within_tag)) << mark;
  }
}

TEST(Page, ItsDataIsThePayload) {
  const Report report = Analyzed(Program());
  const std::string page = PageOf(report);
  const bool has_data = page.find("id=\"tidemark-data\">") != std::string::npos;
  ASSERT_EQ(has_data, HasWebPart());
  if (!has_data) return;
  std::string packed;
  ASSERT_TRUE(absl::Base64Unescape(Between(page, "id=\"tidemark-data\">", "</script>"), &packed));
  const PageRun run{.name = "run.json", .report = &report};
  EXPECT_EQ(Unpacked(packed), PagePayload({run}, {}));
}

TEST(Page, TheCoreHasTheFiguresOfTheJson) {
  const Report report = Analyzed(Program());
  const std::string core = CoreOf(PageOf(report));
  const Json json = Json::parse(report::JsonReport(report));
  const auto has = [&](const Json& figure) {
    EXPECT_THAT(core, HasSubstr("<data value=\"" + std::to_string(figure.get<int64_t>()) + "\">"));
  };
  has(json["peak"]["bytes"]);
  has(json["peak"]["buffers"]);
  has(json["peak"]["t"]);
  has(json["what_if"]["peak_bytes_all_fixed"]);
  has(json["totals"]["alloc_bytes"]);
  has(json["copies"]["bytes"]);
  has(json["copies"]["redundant_bytes"]);
  has(json["leaks"]["bytes"]);
  has(json["trace"]["events"]);
  has(json["trace"]["duration_ns"]);
  EXPECT_GE(json["findings"].size(), 3u);
  for (const Json& finding : json["findings"]) {
    EXPECT_THAT(core, HasSubstr(finding["rule"].get<std::string>()));
    has(finding["bytes"]);
    has(finding["peak_saving_bytes"]);
  }
  for (const Json& pin : json["pins"]) {
    has(pin["base_bytes"]);
    has(pin["wasted_bytes"]);
  }
  for (const Json& site : json["peak"]["sites"]) has(site["bytes"]);
  EXPECT_THAT(core, HasSubstr("src/a.cc:10"));
  EXPECT_THAT(core, HasSubstr("<svg"));
}

// Without script and on paper it says how much of each list is there, and how much the script has.
TEST(Page, TheCoreSaysWhatIsLeftOut) {
  TraceScript trace;
  for (int64_t i = 1; i <= 90; ++i) trace.Site(i, "a.cc", i).On({.site = i}).Array(i, i, 100 * i);
  trace.End();
  const Report report = Analyzed(trace);
  PageBounds bounds;
  bounds.lives = 70;
  bounds.core_rows = 20;
  const std::string core = CoreOf(PageOf(report, {.bounds = bounds}));
  const std::string here = Between(core, "<h2>Completeness", "</table>");
  EXPECT_THAT(here, HasSubstr("Lifetimes: buffers"));
  EXPECT_THAT(here, HasSubstr("<data value=\"20\">20</data>"));
  EXPECT_THAT(here, HasSubstr("<data value=\"90\">90</data>"));
  EXPECT_THAT(here, HasSubstr("The largest 20 of 90 buffers, with 39% of the bytes"));
  EXPECT_THAT(here, HasSubstr("The largest 20 of 90 places that leak"));
  const std::string script = Between(core, "<h2>What each view has where scripts run", "</table>");
  EXPECT_EQ(!script.empty(), HasWebPart());
  if (!HasWebPart()) return;
  EXPECT_THAT(script, HasSubstr("The largest 70 of 90 buffers"));
  EXPECT_THAT(script, HasSubstr("Timeline: places"));
}

TEST(Page, HostileNamesAreTextAndNothingElse) {
  const std::string script = "</script><script>alert(1)</script><img src=x onerror=alert(1)>";
  const std::string quotes = "\" onload=\"alert(1)\" '><svg onload=alert(1)>";
  const std::string control =
      "a\x1b[31mb\xE2\x80\xAE"
      "c\xff\xfe\r\n\t";
  const std::string long_name(10000, 'L');
  TraceScript trace;
  trace.Head(script);
  trace.Site(1, script, 1, quotes).Site(2, control, 2, long_name).Site(3, long_name, 3, "]]>&amp;");
  trace.On({.site = 1}).Array(1, 1, 100);
  trace.On({.site = 2}).Array(2, 2, 100);
  trace.On({.site = 3}).Alloc({.buf = 3, .bytes = 10, .kind = quotes, .dtype = script}).End();
  const Report report = Analyzed(trace);
  const PageRun run{.name = script, .report = &report};
  const std::string page = HtmlPage({run, run}, {.version = script});
  EXPECT_THAT(page, Not(HasSubstr("alert(1)</script>")));
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, Not(HasSubstr("<svg onload")));
  EXPECT_THAT(page, Not(HasSubstr("\x1b")));
  EXPECT_THAT(page, Not(HasSubstr("\xE2\x80\xAE")));
  EXPECT_THAT(page, Not(HasSubstr("\xff")));
  EXPECT_THAT(CoreOf(page), HasSubstr("&lt;/script&gt;"));
  EXPECT_THAT(CoreOf(page), Not(HasSubstr(std::string(1000, 'L'))));
  const std::string payload = PagePayload({run}, {});
  const Json parsed = Json::parse(payload);  // UTF-8, or it would throw
  size_t longest = 0;
  for (const Json& name : parsed["strings"]) {
    longest = std::max(longest, name.get<std::string>().size());
  }
  EXPECT_LE(longest, 4200u);
  EXPECT_THAT(payload, Not(HasSubstr("\xE2\x80\xAE")));
}

TEST(Page, StaysWithinItsBytes) {
  TraceScript trace;
  std::vector<std::string> names;
  for (int64_t i = 0; i < 900; ++i) names.push_back("file" + std::to_string(i * 7919) + ".cc");
  for (int64_t i = 0; i < 900; ++i) {
    trace.Site(i + 1, names[static_cast<size_t>(i)], i).On({.site = i + 1}).Array(i + 1, i + 1, i);
  }
  trace.End();
  const Report report = Analyzed(trace);
  const size_t least = PageOf(report, {.bounds = {.lives = 0, .core_rows = 50}}).size();
  const size_t whole = PageOf(report).size();
  if (HasWebPart()) {
    ASSERT_GT(whole, least + 5000);
    const size_t most = whole - 5000;
    EXPECT_LE(PageOf(report, {.most_bytes = most}).size(), most);
  }
}

TEST(Page, ASmallRunIsASmallPage) {
  TraceScript trace;
  trace.Site(1, "a.cc", 1).On({.site = 1});
  for (int64_t i = 1; i <= 200; ++i) trace.Array(i, i, 10 * i).Write(i).Free(i);
  trace.End();
  EXPECT_LE(PageOf(Analyzed(trace)).size(), size_t{400} << 10);
}

TEST(Page, TwoRunsAreComparedOnOneScale) {
  const Report before = Analyzed(Program());
  TraceScript trace;
  trace.Site(1, "src/a.cc", 10, "Load").On({.site = 1}).Array(1, 1, 10).Free(1).End();
  const Report after = Analyzed(trace);
  const std::vector<PageRun> runs = {{.name = "a.json", .report = &before},
                                     {.name = "b.json", .report = &after}};
  const std::string core = CoreOf(HtmlPage(runs, {}));
  EXPECT_THAT(core, HasSubstr("a.json and b.json"));
  EXPECT_THAT(core, HasSubstr("<data value=\"" +
                              std::to_string(after.peak.bytes - before.peak.bytes) + "\">"));
  size_t pictures = 0;
  for (size_t at = core.find("role=\"img\""); at != std::string::npos;
       at = core.find("role=\"img\"", at + 1)) {
    ++pictures;
  }
  EXPECT_EQ(pictures, 2u);
}

TEST(Page, NothingIsThereToShow) {
  TraceScript trace;
  trace.Add(trace::Mark{.name = "m"}).End();
  const std::string page = PageOf(Analyzed(trace));
  EXPECT_THAT(page, HasSubstr("Nothing was found."));
  EXPECT_TRUE(absl::EndsWith(page, "</html>\n"));
}

}  // namespace
}  // namespace tidemark::page
