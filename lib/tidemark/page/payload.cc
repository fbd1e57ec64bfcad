#include "tidemark/page/payload.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tidemark/page/books.h"
#include "tidemark/page/json_text.h"
#include "tidemark/page/palette.h"
#include "tidemark/page/run_payload.h"

namespace tidemark::page {
namespace {

void WritePalette(JsonText* json) {
  json->Open('{');
  for (const bool dark : {false, true}) {
    json->Key(dark ? "dark" : "light").Open('[');
    for (int color = 0; color <= kOtherColor; ++color) json->Text(ColorHex(color, dark));
    json->Close(']');
  }
  json->Close('}');
}

}  // namespace

std::vector<analysis::SiteReport> ColoredSites(absl::Span<const PageRun> runs) {
  std::vector<analysis::SiteReport> sites;
  std::set<analysis::SiteReport> seen;
  for (size_t rank = 0; rank < analysis::kMostTimelineSites; ++rank) {
    for (const PageRun& run : runs) {
      const std::vector<analysis::SiteReport>& own = run.report->details.site_timeline.sites;
      if (rank < own.size() && seen.insert(own[rank]).second) sites.push_back(own[rank]);
    }
  }
  if (sites.size() > kOtherColor) sites.resize(kOtherColor);
  return sites;
}

std::string PagePayload(absl::Span<const PageRun> runs, const PageOptions& options,
                        std::vector<std::vector<Coverage>>* coverage) {
  StringBook strings(options.bounds.string_bytes);
  SiteBook sites(&strings);
  for (const analysis::SiteReport& site : ColoredSites(runs)) sites.Color(site);
  JsonText json;
  json.Open('{');
  json.Key("schema").Text("tidemark-page/1");
  json.Key("version").Text(options.version);
  json.Key("runs").Open('[');
  for (const PageRun& run : runs) {
    std::vector<Coverage> of_run = RunPayload(run, options.bounds, &strings, &sites, &json).Write();
    if (coverage != nullptr) coverage->push_back(std::move(of_run));
  }
  json.Close(']');
  json.Key("sites");
  sites.Write(&json);
  json.Key("palette");
  WritePalette(&json);
  json.Field("shortened_strings", strings.shortened());
  json.Key("strings");
  strings.Write(&json);
  json.Close('}');
  return json.Take();
}

}  // namespace tidemark::page
