// One run of the payload: a key for each view.
//
// Used by PagePayload. It writes into `json`, and fills the books of names and places on its way.
//
// Ownership: borrows all that it is given. Threading: one thread at a time. Errors: none.
#ifndef TIDEMARK_PAGE_RUN_PAYLOAD_H_
#define TIDEMARK_PAGE_RUN_PAYLOAD_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/page/books.h"
#include "tidemark/page/completeness.h"
#include "tidemark/page/json_text.h"
#include "tidemark/page/page.h"

namespace tidemark::page {

class RunPayload {
 public:
  RunPayload(const PageRun& run, const PageBounds& bounds, StringBook* strings, SiteBook* sites,
             JsonText* json);

  // Says how much of each view it wrote.
  std::vector<Coverage> Write();

 private:
  void WriteSummary();
  void WriteTrace();
  void WriteFindings();
  void WriteTimeline();
  void WriteScopesAndMarks();
  void WritePeakRows();
  void WriteFlame();
  void WriteLives();
  void WriteViews();
  void WriteFlows();
  void WriteLineage();
  void WritePins();
  void WriteLeaks();
  void WriteThreads();
  void WriteSources();
  void WriteSource(const report::SourceListing& listing, const std::vector<int64_t>& lines);

  void Number(absl::string_view key, absl::string_view text) {
    json_.Field(key, strings_.Number(text));
  }
  int64_t LifeOfId(int64_t id) const;
  int64_t LifeOfSerial(int64_t serial) const;

  const PageRun& run_;
  const analysis::Report& report_;
  const PageBounds& bounds_;
  StringBook& strings_;
  SiteBook& sites_;
  JsonText& json_;
  size_t lives_ = 0;  // how many rows of them are written
  size_t views_ = 0;
  absl::flat_hash_map<int64_t, int64_t> life_of_id_;
  absl::flat_hash_map<int64_t, int64_t> life_of_serial_;
  std::vector<Coverage> coverage_;
};

// "1000 × 1000"; of a scalar "()", of what is no array nothing.
std::string ShapeText(const std::vector<int64_t>& shape, bool has_shape);

}  // namespace tidemark::page

#endif  // TIDEMARK_PAGE_RUN_PAYLOAD_H_
