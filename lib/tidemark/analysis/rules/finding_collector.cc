#include "tidemark/analysis/rules/finding_collector.h"

#include <algorithm>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "tidemark/analysis/rules/numpy_advice.h"
#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {
namespace {

// A rule and a site or place, as one number.
int64_t KeyOf(size_t rule, int32_t index) {
  return (static_cast<int64_t>(rule) << 32) + static_cast<int64_t>(index);
}

}  // namespace

FindingCollector::Shown FindingCollector::Add(const Occurrence& occurrence) {
  const auto [index, inserted] =
      index_.Insert(KeyOf(occurrence.rule, occurrence.site), static_cast<int64_t>(groups_.size()));
  if (inserted) groups_.emplace_back();
  if (occurrence.edit.kind != EditKind::kNone) {
    fixable_ = true;
    if (occurrence.edit.kind != EditKind::kNothing) AddEdit(occurrence.edit, *index);
  }
  for (const Edit& edit : occurrence.more_edits) AddEdit(edit, *index);
  if (ledger_ != nullptr && !Rules()[occurrence.rule]->counts_saving) {
    const Rule& rule = *Rules()[occurrence.rule];
    const bool is_copy = rule.category == Category::kRedundantCopy;
    ledger_->AddFinding(rule.name, rule.category, occurrence.site,
                        is_copy ? occurrence.copied_bytes : occurrence.bytes, occurrence.weight);
  }
  if (call_tree_ != nullptr && Rules()[occurrence.rule]->category == Category::kLeak) {
    call_tree_->AddLeak(occurrence.site, occurrence.bytes, occurrence.weight);
  }
  Group& group = groups_[static_cast<size_t>(*index)];
  if (inserted) {
    group.rule = occurrence.rule;
    group.site = occurrence.site;
    group.op = std::string(occurrence.op);
    group.reason = std::string(occurrence.reason);
  }
  group.weight += occurrence.weight;
  group.bytes += occurrence.bytes;
  group.buffer_bytes += occurrence.buffer_bytes;
  group.copied_bytes += occurrence.copied_bytes;
  group.certain = group.certain && occurrence.certain;
  group.one_op = group.one_op && group.op == occurrence.op;
  group.one_reason = group.one_reason && group.reason == occurrence.reason;
  Shown shown;
  shown.evidence =
      AddSample({.bytes = occurrence.bytes, .evidence = occurrence.evidence}, &group.samples);
  if (occurrence.bytes <= group.note_bytes) return shown;
  group.note_bytes = occurrence.bytes;
  group.note.clear();
  shown.note = &group.note;
  return shown;
}

void FindingCollector::AddEdit(const Edit& edit, int64_t group) {
  edits_.push_back(edit);
  edits_.back().finding = static_cast<int32_t>(group);
}

std::string* FindingCollector::NoteOf(size_t rule, SiteIndex site) {
  const auto [index, inserted] =
      index_.Insert(KeyOf(rule, site), static_cast<int64_t>(groups_.size()));
  if (inserted) {
    groups_.emplace_back();
    groups_.back().rule = rule;
    groups_.back().site = site;
  }
  return &groups_[static_cast<size_t>(*index)].note;
}

void FindingCollector::AppendTurningPoints(std::vector<int64_t>* events) const {
  for (const Edit& edit : edits_) events->push_back(edit.event);
}

CollectedFindings FindingCollector::Take(Places* places) {
  IdTable merged;  // in groups, by rule and place
  std::vector<Group> groups;
  std::vector<PlaceIndex> sites;
  std::vector<int32_t> renumbered(groups_.size());
  for (size_t i = 0; i < groups_.size(); ++i) {
    const PlaceIndex site = places->Of(groups_[i].site);
    const auto [index, inserted] =
        merged.Insert(KeyOf(groups_[i].rule, site), static_cast<int64_t>(groups.size()));
    renumbered[i] = static_cast<int32_t>(*index);
    if (inserted) {
      groups.push_back(std::move(groups_[i]));
      sites.push_back(site);
    } else {
      Merge(std::move(groups_[i]), &groups[static_cast<size_t>(*index)]);
    }
  }
  std::map<std::pair<PlaceIndex, absl::string_view>, int64_t> needed;
  for (const auto& [made, count] : needed_) needed[{places->Of(made.first), made.second}] += count;
  for (size_t i = 0; i < groups.size(); ++i) {
    const auto found = needed.find({sites[i], groups[i].op});
    const bool is_copy = Rules()[groups[i].rule]->category == Category::kRedundantCopy;
    if (!is_copy || !groups[i].one_op || found == needed.end()) continue;
    groups[i].needed = found->second;
    groups[i].certain = false;
  }
  CollectedFindings taken;
  for (size_t i = 0; i < groups.size(); ++i) {
    taken.findings.push_back(ToFinding(groups[i], places->At(sites[i])));
  }
  taken.fixable = fixable_;
  taken.edits = std::move(edits_);
  for (Edit& edit : taken.edits) edit.finding = renumbered[static_cast<size_t>(edit.finding)];
  *this = FindingCollector();
  return taken;
}

Evidence* FindingCollector::AddSample(const Sample& sample, std::vector<Sample>* samples) {
  const auto comes_before = [](const Sample& a, const Sample& b) {
    return std::tuple(-a.bytes, a.evidence.t, a.evidence.buf) <
           std::tuple(-b.bytes, b.evidence.t, b.evidence.buf);
  };
  if (samples->size() == static_cast<size_t>(kMaxEvidence)) {
    if (!comes_before(sample, samples->back())) return nullptr;
    samples->pop_back();
  }
  const auto at = std::upper_bound(samples->begin(), samples->end(), sample, comes_before);
  return &samples->insert(at, sample)->evidence;
}

void FindingCollector::Merge(Group from, Group* into) {
  into->weight += from.weight;
  into->bytes += from.bytes;
  into->buffer_bytes += from.buffer_bytes;
  into->copied_bytes += from.copied_bytes;
  into->certain = into->certain && from.certain;
  into->one_op = into->one_op && from.one_op && into->op == from.op;
  into->one_reason = into->one_reason && from.one_reason && into->reason == from.reason;
  if (from.note_bytes > into->note_bytes) {
    into->note = std::move(from.note);
    into->note_bytes = from.note_bytes;
  }
  for (const Sample& sample : from.samples) AddSample(sample, &into->samples);
}

Finding FindingCollector::ToFinding(const Group& group, SiteReport site) {
  const Rule& rule = *Rules()[group.rule];
  const Occurrences all{.count = NarrowCount(group.weight),
                        .bytes = Narrow(group.bytes),
                        .buffer_bytes = Narrow(group.buffer_bytes),
                        .op = group.one_op ? group.op : "",
                        .reason = group.one_reason ? group.reason : "",
                        .note = group.note};
  const absl::string_view for_numpy = IsPython(site.file) ? NumpyAdvice(rule.name) : "";
  Finding finding{.rule = std::string(rule.name),
                  .severity = rule.severity,
                  .category = rule.category,
                  .confidence = group.certain ? Confidence::kCertain : Confidence::kLikely,
                  .site = std::move(site),
                  .count = all.count,
                  .bytes = Narrow(group.bytes),
                  .copied_bytes = Narrow(group.copied_bytes),
                  .peak_saving_bytes = 0,
                  .tells_saving = rule.tells_saving,
                  .message = rule.message(all),
                  .advice = for_numpy.empty() ? rule.advice(all) : std::string(for_numpy),
                  .evidence = {},
                  .counts_saving = rule.counts_saving};
  if (group.needed > 0) {
    absl::StrAppend(
        &finding.advice, "; not in every call: ", group.needed,
        group.needed == 1 ? " more copy made here is needed" : " more copies made here are needed");
  }
  for (const Sample& sample : group.samples) finding.evidence.push_back(sample.evidence);
  return finding;
}

}  // namespace tidemark::analysis
