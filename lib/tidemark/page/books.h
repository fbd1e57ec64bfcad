// The names and the places of a page, each written once and meant by its number.
//
// Filled while the payload is written, and written themselves at its end.
//
// Names are cleaned as for a terminal, and elided in their middle beyond kLongest columns, or fewer once
// all of them together have many bytes.
//
// Memory: O(names + places that the page shows). Threading: one thread at a time.
//
//   StringBook strings(1 << 20);
//   SiteBook sites(&strings);
//   json.Key("site").Int(sites.Number(finding.site));
#ifndef TIDEMARK_PAGE_BOOKS_H_
#define TIDEMARK_PAGE_BOOKS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "tidemark/analysis/model/figures.h"
#include "tidemark/page/json_text.h"

namespace tidemark::page {

class StringBook {
 public:
  static constexpr size_t kLongest = 4096;

  // `budget`: how many bytes all names may have before they are shortened.
  explicit StringBook(size_t budget);

  int64_t Number(absl::string_view untrusted);
  int64_t shortened() const { return shortened_; }
  void Write(JsonText* json) const;

 private:
  size_t Longest() const;

  const size_t budget_;
  size_t bytes_ = 0;
  int64_t shortened_ = 0;
  std::vector<std::string> texts_;
  absl::flat_hash_map<std::string, int64_t> numbers_;  // by what the trace says
};

class SiteBook {
 public:
  static constexpr int64_t kOther = -1;

  explicit SiteBook(StringBook* strings);

  int64_t Number(const analysis::SiteReport& site);
  // The place gets the next colour, if there is one left.
  void Color(const analysis::SiteReport& site);
  int ColorOf(const analysis::SiteReport& site) const;
  void Write(JsonText* json) const;

 private:
  struct Row {
    int64_t file = 0;
    int64_t line = 0;
    int64_t function = 0;
    int64_t label = 0;
    int64_t module = 0;
    int64_t text = 0;
    int color = 0;
  };

  StringBook& strings_;
  std::map<analysis::SiteReport, int64_t> numbers_;
  std::vector<Row> rows_;
  int colors_ = 0;
};

}  // namespace tidemark::page

#endif  // TIDEMARK_PAGE_BOOKS_H_
