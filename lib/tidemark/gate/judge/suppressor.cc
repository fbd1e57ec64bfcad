#include "tidemark/gate/judge/suppressor.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/gate/sites/pattern.h"

namespace tidemark::gate {
namespace {

bool IsOfTest(const Suppression& suppression, const std::string& test) {
  return suppression.test.empty() || GlobMatches(suppression.test, test);
}

bool Covers(const Suppression& suppression, const std::string& test, const std::string& rule,
            const analysis::SiteReport& site) {
  return IsOfTest(suppression, test) && GlobMatches(suppression.rule, rule) &&
         SiteMatches(suppression.site, site);
}

}  // namespace

Suppressor::Suppressor(const std::vector<Suppression>* suppressions, const std::string& today) {
  for (const Suppression& suppression : *suppressions) {
    entries_.push_back({.suppression = &suppression, .expired = IsExpired(suppression, today)});
  }
}

const Suppression* Suppressor::Find(const std::string& test, const std::string& rule,
                                    const analysis::SiteReport& site) const {
  for (const Entry& entry : entries_) {
    if (!entry.expired && Covers(*entry.suppression, test, rule, site)) return entry.suppression;
  }
  return nullptr;
}

void Suppressor::Cover(const std::string& test, const analysis::Report& report,
                       std::vector<Allowed>* allowed) {
  for (Entry& entry : entries_) entry.asked |= IsOfTest(*entry.suppression, test);
  for (const analysis::Finding& finding : report.findings) {
    // Of what the source allows nothing is left for the configuration to cover.
    if (!finding.allowed.empty()) {
      allowed->push_back({.rule = finding.rule,
                          .site = finding.site,
                          .count = finding.count,
                          .bytes = finding.bytes,
                          .reason = finding.allowed,
                          .source = finding.allowed_at});
    }
    for (Entry& entry : entries_) {
      entry.used |= Covers(*entry.suppression, test, finding.rule, finding.site);
    }
    const Suppression* found = Find(test, finding.rule, finding.site);
    if (found == nullptr || !finding.allowed.empty()) continue;
    allowed->push_back({.rule = finding.rule,
                        .site = finding.site,
                        .count = finding.count,
                        .bytes = finding.bytes,
                        .reason = found->reason,
                        .source = found->source});
  }
}

void Suppressor::AppendFindings(std::vector<Verdict>* verdicts) const {
  for (const Entry& entry : entries_) {
    const bool stale = entry.asked && !entry.used;
    if (!entry.expired && !stale) continue;
    const Suppression& suppression = *entry.suppression;
    Verdict verdict;
    verdict.rule = "suppression";
    verdict.outcome = Outcome::kFailed;
    verdict.level = Level::kWarning;
    verdict.test = suppression.test;
    verdict.site = suppression.site;
    verdict.metric = suppression.rule;
    verdict.unit = MetricUnit::kCount;
    verdict.limit_source = suppression.source;
    verdict.broken_down = false;
    verdict.reason = entry.expired
                         ? absl::StrCat("this suppression expired on ", suppression.expires,
                                        " and covers nothing any more (", suppression.reason,
                                        "): mend what it covered, or give it a new date")
                         : absl::StrCat("this suppression covers nothing (", suppression.reason,
                                        "): take it out, or mend its pattern");
    verdicts->push_back(std::move(verdict));
  }
}

}  // namespace tidemark::gate
