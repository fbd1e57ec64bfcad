#include "tidemark/gate/baseline/row_matcher.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"

namespace tidemark::gate {
namespace {

using RowList = std::vector<const BaselineRow*>;

// The rows of both sides that may be each other.
struct Candidates {
  RowList before;
  RowList after;
};

std::string PlaceName(const SiteKey& key) {
  if (!key.label.empty()) return key.label;
  return absl::StrCat(key.file, key.file.empty() || key.function.empty() ? "" : ":", key.function);
}

std::string MovedNote(const SiteKey& from, const SiteKey& to) {
  const std::string place = PlaceName(from);
  if (place != PlaceName(to)) return absl::StrCat("moved from ", place);
  return absl::StrCat("moved from ", from.scope.empty() ? "outside of scopes" : "scope ",
                      from.scope);
}

void RemoveNulls(RowList* rows) {
  rows->erase(std::remove(rows->begin(), rows->end(), nullptr), rows->end());
}

bool OfOnePlace(const RowList& rows) {
  return std::all_of(rows.begin(), rows.end(), [&](const BaselineRow* row) {
    const SiteKey& key = row->key;
    const SiteKey& first = rows.front()->key;
    return key.file == first.file && key.function == first.function && key.scope == first.scope;
  });
}

class RowMatcher {
 public:
  RowMatcher(const Baseline& base, const Baseline& now) : base_(base), now_(now) {}

  std::vector<MatchedRow> Run();

 private:
  // What rows have in common that may be each other although their keys differ.
  using Likeness = std::tuple<std::string, std::string, std::string, std::string, std::string>;
  // False: the row has too little to be recognised by.
  using LikenessOf = bool (*)(const BaselineRow& row, Likeness* likeness);

  void ByKey();
  void ByLikeness(LikenessOf likeness_of);
  void ByScope();
  void Leftovers();
  void PairInside(Candidates candidates);
  void Pair(const BaselineRow& before, const BaselineRow& after);
  void Group(const Candidates& candidates, Match match);

  const Baseline& base_;
  const Baseline& now_;
  RowList before_;  // not matched yet
  RowList after_;
  std::vector<MatchedRow> matched_;
};

void RowMatcher::Pair(const BaselineRow& before, const BaselineRow& after) {
  MatchedRow& row = matched_.emplace_back();
  row.key = after.key;
  row.site = after.site;
  row.text = after.text;
  row.before = before.figures;
  row.after = after.figures;
  if (before.key == after.key) return;
  row.match = Match::kMoved;
  row.note = MovedNote(before.key, after.key);
}

void RowMatcher::Group(const Candidates& candidates, Match match) {
  MatchedRow& row = matched_.emplace_back();
  const BaselineRow& shown =
      candidates.after.empty() ? *candidates.before.front() : *candidates.after.front();
  row.match = match;
  row.key = shown.key;
  row.site = shown.site;
  if (candidates.after.empty()) row.site.line = 0;
  int64_t before = 0;
  int64_t after = 0;
  for (const BaselineRow* next : candidates.before) {
    AddFigures(next->figures, &row.before);
    before += std::max<int64_t>(next->others, 1);
  }
  for (const BaselineRow* next : candidates.after) {
    AddFigures(next->figures, &row.after);
    after += std::max<int64_t>(next->others, 1);
  }
  row.note = absl::StrCat(before, before == 1 ? " place" : " places", " before, ", after, " now");
  if (match == Match::kOthers) {
    SiteKey scope_alone;
    scope_alone.scope = row.key.scope;
    row.key = scope_alone;
    row.site = {};
    row.note = absl::StrCat("small places: ", before, " before, ", after, " now");
  }
}

// Both sides have rows. Those that stay unpaired are one group with the others of their side.
void RowMatcher::PairInside(Candidates candidates) {
  std::map<std::string, const BaselineRow**> by_text;
  for (const BaselineRow*& before : candidates.before) {
    if (!before->text.empty()) by_text.try_emplace(before->text, &before);
  }
  for (const BaselineRow*& after : candidates.after) {
    const auto same = after->text.empty() ? by_text.end() : by_text.find(after->text);
    if (same == by_text.end()) continue;
    Pair(**same->second, *after);
    *same->second = nullptr;
    after = nullptr;
    by_text.erase(same);
  }
  RemoveNulls(&candidates.before);
  RemoveNulls(&candidates.after);
  if (candidates.before.size() == candidates.after.size()) {
    for (size_t i = 0; i < candidates.before.size(); ++i) {
      Pair(*candidates.before[i], *candidates.after[i]);
    }
  } else if (!candidates.before.empty() && !candidates.after.empty()) {
    Group(candidates, Match::kGroup);
  } else {
    before_.insert(before_.end(), candidates.before.begin(), candidates.before.end());
    after_.insert(after_.end(), candidates.after.begin(), candidates.after.end());
  }
}

void RowMatcher::ByKey() {
  std::map<SiteKey, Candidates> keys;
  for (const BaselineRow& row : base_.rows) {
    if (row.others == 0) keys[row.key].before.push_back(&row);
  }
  for (const BaselineRow& row : now_.rows) {
    if (row.others == 0) keys[row.key].after.push_back(&row);
  }
  for (auto& [key, candidates] : keys) PairInside(std::move(candidates));
}

void RowMatcher::ByLikeness(LikenessOf likeness_of) {
  std::map<Likeness, Candidates> alike;
  Likeness likeness;
  for (const BaselineRow*& row : before_) {
    if (!likeness_of(*row, &likeness)) continue;
    alike[likeness].before.push_back(std::exchange(row, nullptr));
  }
  for (const BaselineRow*& row : after_) {
    if (!likeness_of(*row, &likeness)) continue;
    alike[likeness].after.push_back(std::exchange(row, nullptr));
  }
  RemoveNulls(&before_);
  RemoveNulls(&after_);
  for (auto& [common, candidates] : alike) {
    const bool clear = !candidates.before.empty() && !candidates.after.empty() &&
                       OfOnePlace(candidates.before) && OfOnePlace(candidates.after);
    if (clear) {
      PairInside(std::move(candidates));
      continue;
    }
    before_.insert(before_.end(), candidates.before.begin(), candidates.before.end());
    after_.insert(after_.end(), candidates.after.begin(), candidates.after.end());
  }
}

// What is left in scopes with a sum of small places goes with that sum.
void RowMatcher::ByScope() {
  std::map<std::string, Candidates> scopes;
  for (const BaselineRow& row : base_.rows) {
    if (row.others > 0) scopes[row.key.scope].before.push_back(&row);
  }
  for (const BaselineRow& row : now_.rows) {
    if (row.others > 0) scopes[row.key.scope].after.push_back(&row);
  }
  if (scopes.empty()) return;
  const auto lightest = [](const Baseline& baseline) {
    int64_t weight = INT64_MAX;
    bool has_sum = false;
    for (const BaselineRow& row : baseline.rows) {
      has_sum = has_sum || row.others > 0;
      if (row.others == 0) weight = std::min(weight, WeightOf(row, baseline.totals));
    }
    return has_sum ? weight : -1;  // without a sum every place stands for itself
  };
  const auto take = [&scopes](RowList* rows, bool are_before, const Baseline& own,
                              const Baseline& other, int64_t lightest_of_other) {
    for (const BaselineRow*& row : *rows) {
      const auto scope = scopes.find(row->key.scope);
      if (scope == scopes.end()) continue;
      // Where all has grown alike, a place is no larger a part than it was.
      const int64_t weight = std::min(WeightOf(*row, own.totals), WeightOf(*row, other.totals));
      if (weight > lightest_of_other) continue;
      Candidates& candidates = scope->second;
      (are_before ? candidates.before : candidates.after).push_back(std::exchange(row, nullptr));
    }
    RemoveNulls(rows);
  };
  take(&before_, true, base_, now_, lightest(now_));
  take(&after_, false, now_, base_, lightest(base_));
  for (const auto& [scope, candidates] : scopes) Group(candidates, Match::kOthers);
}

void RowMatcher::Leftovers() {
  for (const BaselineRow* row : before_) {
    MatchedRow& gone = matched_.emplace_back();
    gone.match = Match::kGone;
    gone.key = row->key;
    gone.site = row->site;
    gone.text = row->text;
    gone.site.line = 0;
    gone.before = row->figures;
    gone.note = "gone";
  }
  for (const BaselineRow* row : after_) {
    MatchedRow& added = matched_.emplace_back();
    added.match = Match::kNew;
    added.key = row->key;
    added.site = row->site;
    added.text = row->text;
    added.after = row->figures;
    added.note = "new";
  }
}

std::vector<MatchedRow> RowMatcher::Run() {
  ByKey();
  // The file was renamed, or the function went to another: first those that went to another folder.
  ByLikeness([](const BaselineRow& row, Likeness* likeness) {
    const SiteKey& key = row.key;
    *likeness = {key.kind, key.dtype, key.scope, key.function,
                 key.file.substr(key.file.rfind('/') + 1)};
    return !key.function.empty();
  });
  ByLikeness([](const BaselineRow& row, Likeness* likeness) {
    *likeness = {row.key.kind, row.key.dtype, row.key.scope, row.key.function, ""};
    return !row.key.function.empty();
  });
  // The function was renamed.
  ByLikeness([](const BaselineRow& row, Likeness* likeness) {
    *likeness = {row.key.kind, row.key.dtype, row.key.scope, row.text, ""};
    return !row.text.empty();
  });
  // The scope was.
  ByLikeness([](const BaselineRow& row, Likeness* likeness) {
    *likeness = {row.key.kind, row.key.dtype, row.key.file, row.key.function, row.key.label};
    return true;
  });
  ByScope();
  Leftovers();
  return std::move(matched_);
}

}  // namespace

std::vector<MatchedRow> MatchRows(const Baseline& base, const Baseline& now) {
  return RowMatcher(base, now).Run();
}

}  // namespace tidemark::gate
