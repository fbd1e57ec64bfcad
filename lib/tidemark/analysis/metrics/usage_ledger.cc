#include "tidemark/analysis/metrics/usage_ledger.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <variant>

#include "absl/strings/str_cat.h"
#include "tidemark/analysis/model/layout.h"
#include "tidemark/analysis/model/live_state.h"
#include "tidemark/analysis/model/places.h"

namespace tidemark::analysis {
namespace {

constexpr size_t kMaxNames = 0xFFFF;  // of kinds and dtypes; further ones are one, without a name

// How many of its bytes a buffer could do without, were its items as narrow as their values allow.
int64_t ExcessBytes(int64_t bytes, absl::string_view dtype, absl::string_view fits) {
  const std::optional<int64_t> wide = ItemBytes(dtype);
  const std::optional<int64_t> narrow = ItemBytes(fits);
  if (!wide.has_value() || !narrow.has_value() || *narrow >= *wide || *narrow <= 0) return 0;
  return bytes - Narrow(WideSum(bytes) * *narrow / *wide);
}

std::tuple<const std::string&, const SiteReport&, const std::string&, const std::string&> OrderOf(
    const Usage& usage) {
  return {usage.scope, usage.site, usage.kind, usage.dtype};
}

}  // namespace

int32_t UsageLedger::Name(absl::string_view name) {
  const auto found = name_numbers_.find(name);
  if (found != name_numbers_.end()) return found->second;
  if (names_.empty()) {
    names_.emplace_back();
    name_numbers_.emplace("", 0);
  }
  if (name.empty() || names_.size() >= kMaxNames) return 0;
  const auto number = static_cast<int32_t>(names_.size());
  names_.emplace_back(name);
  name_numbers_.emplace(std::string(name), number);
  return number;
}

int64_t UsageLedger::RowOf(SiteIndex site, int32_t kind, int32_t dtype) {
  const int64_t key = (int64_t{site} << 32) + (int64_t{kind} << 16) + dtype;
  const auto [row, inserted] = row_numbers_.Insert(key, static_cast<int64_t>(rows_.size()));
  if (inserted) {
    rows_.push_back({.site = site, .kind = kind, .dtype = dtype, .figures = {}, .saved_for = 0});
  }
  return *row;
}

UsageLedger::Row& UsageLedger::With(const LiveBuffer& buffer, SiteIndex site,
                                    absl::string_view dtype) {
  const auto held = held_.find(buffer.serial);
  const int32_t kind = held == held_.end() ? Name("external") : At(held->second.row).kind;
  const int32_t own = held == held_.end() ? 0 : At(held->second.row).dtype;
  return At(RowOf(site, kind, dtype.empty() ? own : Name(dtype)));
}

void UsageLedger::ChangeLive(Row* row, WideSum bytes, WideSum weight) {
  Figures& figures = row->figures;
  if (row->saved_for != peak_number_) {
    figures.peak = figures.live;
    figures.peak_bytes = figures.live_bytes;
    row->saved_for = peak_number_;
  }
  figures.live += weight;
  figures.live_bytes += bytes;
}

void UsageLedger::OnEvent(const trace::Event& event, const Moment& now) {
  alloc_kind_ = {};
  if (const auto* alloc = std::get_if<trace::Alloc>(&event.body)) {
    alloc_kind_ = alloc->kind;
  } else if (const auto* copy = std::get_if<trace::Copy>(&event.body)) {
    copy_bytes_ = copy->bytes;
  } else if (const auto* op = std::get_if<trace::Op>(&event.body)) {
    Figures& figures = At(RowOf(now.site, Name(absl::StrCat("op:", op->name)), 0)).figures;
    ++figures.ops;
    if (op->reused.value_or(false)) ++figures.reused_ops;
  } else if (const auto* values = std::get_if<trace::Values>(&event.body)) {
    Scan(*values);
  }
}

void UsageLedger::OnAlloc(LiveBuffer& buffer, const Moment& now) {
  if (buffer.external) return;
  const ArrayState* array = buffer.array_state.get();
  const absl::string_view dtype = array == nullptr ? absl::string_view() : array->layout.dtype;
  const int64_t number = RowOf(now.site, Name(alloc_kind_), Name(dtype));
  held_[buffer.serial] = {.row = number, .excess_bytes = 0};
  Row& row = At(number);
  const WideSum bytes = Weighted(buffer.bytes, buffer.weight);
  row.figures.allocs += buffer.weight;
  row.figures.alloc_bytes += bytes;
  row.figures.largest_bytes = std::max(row.figures.largest_bytes, buffer.bytes);
  ChangeLive(&row, bytes, buffer.weight);
}

void UsageLedger::OnResize(LiveBuffer& buffer, int64_t bytes_before, const Moment& now) {
  const auto held = held_.find(buffer.serial);
  if (held == held_.end()) return;
  const WideSum growth =
      Weighted(buffer.bytes, buffer.weight) - Weighted(bytes_before, buffer.weight);
  Row& here = With(buffer, now.site, {});
  ++here.figures.resizes;
  if (growth > 0) here.figures.alloc_bytes += growth;
  here.figures.largest_bytes = std::max(here.figures.largest_bytes, buffer.bytes);
  ChangeLive(&At(held->second.row), growth, 0);
}

void UsageLedger::OnFree(LiveBuffer& buffer, const BufferEnd& /*end*/, const Moment& /*now*/) {
  const auto held = held_.find(buffer.serial);
  if (held == held_.end()) return;
  Row& row = At(held->second.row);
  ChangeLive(&row, -Weighted(buffer.bytes, buffer.weight), -WideSum(buffer.weight));
  if (totals_.last_free_was_temporary()) row.figures.temporaries += buffer.weight;
  row.figures.excess_bytes += held->second.excess_bytes;
  held_.erase(held);
}

void UsageLedger::OnView(LiveBuffer& buffer, const LiveView& view, const LiveView* /*parent*/,
                         const Moment& now) {
  if (!view.owner) ++With(buffer, now.site, view.layout.dtype).figures.views;
}

void UsageLedger::OnRepeatedView(LiveBuffer& buffer, const Moment& now) {
  ++With(buffer, now.site, {}).figures.views;
}

void UsageLedger::OnCopy(const CopyMade& copy, const Moment& now) {
  Row& row = With(copy.destination, now.site, copy.destination_layout.dtype);
  ++row.figures.copies;
  row.figures.copy_bytes += copy.event.bytes;
  copy_bytes_ = -1;
}

void UsageLedger::OnEventEnd(const Moment& now) {
  if (copy_bytes_ < 0) return;
  // Between buffers of which one is unknown.
  Row& row = At(RowOf(now.site, 0, 0));
  ++row.figures.copies;
  row.figures.copy_bytes += copy_bytes_;
  copy_bytes_ = -1;
}

void UsageLedger::OnPeak(const Moment& /*now*/) { ++peak_number_; }

LiveBuffer* UsageLedger::Find(BufferId buf, ViewId view) {
  if (buf) return live_.Find(live_.names().Find(buf).serial);
  const LiveView* found = live_.FindView(view);
  return found == nullptr ? nullptr : live_.Find(found->buffer);
}

void UsageLedger::Scan(const trace::Values& values) {
  const LiveBuffer* buffer = Find(values.buf, values.view);
  if (buffer == nullptr || buffer->array_state == nullptr) return;
  const auto held = held_.find(buffer->serial);
  if (held == held_.end()) return;
  scanned_ = true;
  held->second.excess_bytes =
      ExcessBytes(buffer->bytes, buffer->array_state->layout.dtype, values.fits);
}

void UsageLedger::AddFinding(absl::string_view rule, Category category, SiteIndex site,
                             int64_t bytes, Weight weight) {
  FoundSum& sum = found_[{site, std::string(rule)}];
  sum.category = category;
  sum.weight += weight;
  sum.bytes += bytes;
}

void UsageLedger::Report(const SiteTable& sites, const ScopeStacks& scopes, Places* places,
                         analysis::Report* report) const {
  std::map<std::tuple<ScopeIndex, PlaceIndex, int32_t, int32_t>, Usage> merged;
  const auto usage_of = [&](SiteIndex site, int32_t kind, int32_t dtype) -> Usage& {
    const ScopeIndex scope = sites.ScopeOf(site);
    const PlaceIndex place = places->Of(site);
    auto [it, inserted] = merged.try_emplace({scope, place, kind, dtype});
    if (inserted) {
      it->second.site = places->At(place);
      it->second.scope = scopes.PathOf(scope);
      if (!names_.empty()) {
        it->second.kind = names_[static_cast<size_t>(kind)];
        it->second.dtype = names_[static_cast<size_t>(dtype)];
      }
    }
    return it->second;
  };
  std::map<int64_t, WideSum> unfreed_excess;  // by row
  for (const auto& [serial, held] : held_) unfreed_excess[held.row] += held.excess_bytes;
  // Sums of weights are rounded once: where stacks end up at one place, their rows are summed first.
  std::map<const Usage*, Figures> sums;
  for (size_t i = 0; i < rows_.size(); ++i) {
    const Row& row = rows_[i];
    Figures figures = row.figures;
    if (row.saved_for != peak_number_) {
      figures.peak = figures.live;
      figures.peak_bytes = figures.live_bytes;
    }
    if (const auto it = unfreed_excess.find(static_cast<int64_t>(i)); it != unfreed_excess.end()) {
      figures.excess_bytes += it->second;
    }
    Usage& usage = usage_of(row.site, row.kind, row.dtype);
    Figures& sum = sums[&usage];
    sum.allocs += figures.allocs;
    sum.alloc_bytes += figures.alloc_bytes;
    sum.temporaries += figures.temporaries;
    sum.live += figures.live;
    sum.live_bytes += figures.live_bytes;
    sum.peak += figures.peak;
    sum.peak_bytes += figures.peak_bytes;
    sum.copy_bytes += figures.copy_bytes;
    sum.excess_bytes += figures.excess_bytes;
    usage.resize_count += figures.resizes;
    usage.largest_bytes = std::max(usage.largest_bytes, figures.largest_bytes);
    usage.copy_count += figures.copies;
    usage.view_count += figures.views;
    usage.op_count += figures.ops;
    usage.reused_ops += figures.reused_ops;
    usage.alloc_count = NarrowCount(sum.allocs);
    usage.alloc_bytes = Narrow(sum.alloc_bytes);
    usage.temporary_count = NarrowCount(sum.temporaries);
    usage.live_end_count = NarrowCount(sum.live);
    usage.live_end_bytes = Narrow(sum.live_bytes);
    usage.peak_count = NarrowCount(sum.peak);
    usage.peak_bytes = Narrow(sum.peak_bytes);
    usage.copy_bytes = Narrow(sum.copy_bytes);
    usage.excess_bytes = Narrow(sum.excess_bytes);
  }
  for (const auto& [key, sum] : found_) {
    std::vector<RuleUsage>& findings = usage_of(key.first, 0, 0).findings;
    auto of_rule = std::find_if(findings.begin(), findings.end(),
                                [&](const RuleUsage& found) { return found.rule == key.second; });
    if (of_rule == findings.end()) {
      of_rule = findings.insert(findings.end(), {.rule = key.second, .category = sum.category});
    }
    of_rule->count += NarrowCount(sum.weight);
    of_rule->bytes += Narrow(sum.bytes);
  }
  report->usage.clear();
  for (auto& [key, usage] : merged) report->usage.push_back(std::move(usage));
  std::sort(report->usage.begin(), report->usage.end(),
            [](const Usage& a, const Usage& b) { return OrderOf(a) < OrderOf(b); });
  report->scopes = scopes.Report(&report->scopes_capped);
  report->values_scanned = scanned_;
}

}  // namespace tidemark::analysis
