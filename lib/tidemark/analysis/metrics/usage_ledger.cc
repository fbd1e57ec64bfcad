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
  if (names_.size() >= kMaxNames) return 0;
  const auto number = static_cast<int32_t>(names_.size());
  names_.emplace_back(name);
  name_numbers_.emplace(std::string(name), number);
  return number;
}

int64_t UsageLedger::RowOf(SiteIndex site, int32_t kind, int32_t dtype) {
  const int64_t key = (int64_t{site} << 32) + (int64_t{kind} << 16) + dtype;
  const auto [row, inserted] = row_numbers_.Insert(key, static_cast<int64_t>(rows_.size()));
  if (inserted) {
    rows_.push_back({.site = site, .kind = kind, .dtype = dtype, .figures = {}, .live = {}});
  }
  return *row;
}

int64_t UsageLedger::HeldIn(const LiveBuffer& buffer) {
  if (buffer.external) return kNoRow;
  if (buffer.state != nullptr) return int64_t{buffer.state->row} - 1;
  return RowOf(buffer.site, Name("heap"), 0);
}

UsageLedger::Row& UsageLedger::With(const LiveBuffer& buffer, SiteIndex site,
                                    absl::string_view dtype) {
  const int64_t held = HeldIn(buffer);
  const int32_t kind = held == kNoRow ? Name("external") : At(held).kind;
  const int32_t own = held == kNoRow ? 0 : At(held).dtype;
  return At(RowOf(site, kind, dtype.empty() ? own : Name(dtype)));
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
  const ArrayState* array = buffer.array();
  const absl::string_view dtype = array == nullptr ? absl::string_view() : array->layout.dtype();
  const int64_t number = RowOf(now.site, Name(alloc_kind_), Name(dtype));
  if (buffer.state != nullptr) buffer.state->row = static_cast<int32_t>(number) + 1;
  Row& row = At(number);
  const WideSum bytes = Weighted(buffer.bytes, buffer.weight());
  row.figures.allocs += buffer.weight();
  row.figures.alloc_bytes += bytes;
  row.figures.largest_bytes = std::max(row.figures.largest_bytes, buffer.bytes);
  row.live.Change(bytes, buffer.weight(), peak_.peak_number());
}

void UsageLedger::OnResize(LiveBuffer& buffer, int64_t bytes_before, const Moment& now) {
  const int64_t held = HeldIn(buffer);
  if (held == kNoRow) return;
  const WideSum growth =
      Weighted(buffer.bytes, buffer.weight()) - Weighted(bytes_before, buffer.weight());
  Row& here = With(buffer, now.site, {});
  ++here.figures.resizes;
  if (growth > 0) here.figures.alloc_bytes += growth;
  here.figures.largest_bytes = std::max(here.figures.largest_bytes, buffer.bytes);
  At(held).live.Change(growth, 0, peak_.peak_number());
}

void UsageLedger::OnFree(LiveBuffer& buffer, const BufferEnd& /*end*/, const Moment& /*now*/) {
  const int64_t held = HeldIn(buffer);
  if (held == kNoRow) return;
  Row& row = At(held);
  row.live.Change(-Weighted(buffer.bytes, buffer.weight()), -WideSum(buffer.weight()),
                  peak_.peak_number());
  if (totals_.last_free_was_temporary()) row.figures.temporaries += buffer.weight();
  if (excess_.empty()) return;
  const auto excess = excess_.find(buffer.serial);
  if (excess == excess_.end()) return;
  row.figures.excess_bytes += excess->second.bytes;
  excess_.erase(excess);
}

void UsageLedger::OnView(LiveBuffer& buffer, const LiveView& view, const LiveView* /*parent*/,
                         const Moment& now) {
  if (!view.owner) ++With(buffer, now.site, view.layout.dtype()).figures.views;
}

void UsageLedger::OnRepeatedView(LiveBuffer& buffer, const Moment& now) {
  ++With(buffer, now.site, {}).figures.views;
}

void UsageLedger::OnCopy(const CopyMade& copy, const Moment& now) {
  Row& row = With(copy.destination, now.site, copy.destination_layout.dtype());
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

LiveBuffer* UsageLedger::Find(BufferId buf, ViewId view) {
  if (buf) return live_.Find(buf).buffer;
  const LiveView* found = live_.FindView(view);
  return found == nullptr ? nullptr : live_.BufferOf(*found);
}

void UsageLedger::Scan(const trace::Values& values) {
  const LiveBuffer* buffer = Find(values.buf, values.view);
  if (buffer == nullptr || buffer->array() == nullptr) return;
  const int64_t held = HeldIn(*buffer);
  if (held == kNoRow) return;
  scanned_ = true;
  excess_[buffer->serial] = {
      .row = held,
      .bytes = ExcessBytes(buffer->bytes, buffer->array()->layout.dtype(), values.fits)};
}

void UsageLedger::AddFinding(absl::string_view rule, Category category, SiteIndex site,
                             int64_t bytes, Weight weight) {
  FoundSum& sum = found_[{site, std::string(rule)}];
  sum.category = category;
  sum.weight += weight;
  sum.bytes += bytes;
}

void UsageLedger::Figures::Add(const Figures& other) {
  allocs += other.allocs;
  alloc_bytes += other.alloc_bytes;
  temporaries += other.temporaries;
  copy_bytes += other.copy_bytes;
  excess_bytes += other.excess_bytes;
  resizes += other.resizes;
  largest_bytes = std::max(largest_bytes, other.largest_bytes);
  copies += other.copies;
  views += other.views;
  ops += other.ops;
  reused_ops += other.reused_ops;
}

Usage UsageLedger::ToUsage(const Sums& sums) {
  const Figures& figures = sums.figures;
  Usage usage;
  usage.alloc_count = NarrowCount(figures.allocs);
  usage.alloc_bytes = Narrow(figures.alloc_bytes);
  usage.resize_count = figures.resizes;
  usage.temporary_count = NarrowCount(figures.temporaries);
  usage.largest_bytes = figures.largest_bytes;
  usage.peak_count = NarrowCount(sums.at_peak.weight);
  usage.peak_bytes = Narrow(sums.at_peak.bytes);
  usage.live_end_count = NarrowCount(sums.at_end.weight);
  usage.live_end_bytes = Narrow(sums.at_end.bytes);
  usage.copy_count = figures.copies;
  usage.copy_bytes = Narrow(figures.copy_bytes);
  usage.view_count = figures.views;
  usage.op_count = figures.ops;
  usage.reused_ops = figures.reused_ops;
  usage.excess_bytes = Narrow(figures.excess_bytes);
  usage.findings = sums.findings;
  return usage;
}

void UsageLedger::AddFound(const std::string& rule, const FoundSum& found,
                           std::vector<RuleUsage>* findings) {
  auto of_rule = std::find_if(findings->begin(), findings->end(),
                              [&](const RuleUsage& other) { return other.rule == rule; });
  if (of_rule == findings->end()) {
    of_rule = findings->insert(findings->end(), {.rule = rule, .category = found.category});
  }
  of_rule->count += NarrowCount(found.weight);
  of_rule->bytes += Narrow(found.bytes);
}

void UsageLedger::Report(const SiteTable& sites, const ScopeStacks& scopes, Places* places,
                         analysis::Report* report) const {
  std::map<std::tuple<ScopeIndex, PlaceIndex, int32_t, int32_t>, Sums> merged;
  const auto sums_of = [&](SiteIndex site, int32_t kind, int32_t dtype) -> Sums& {
    return merged[{sites.ScopeOf(site), places->Of(site), kind, dtype}];
  };
  for (const Row& row : rows_) {
    Sums& sums = sums_of(row.site, row.kind, row.dtype);
    sums.figures.Add(row.figures);
    sums.at_peak.Add(row.live.AtPeak(peak_.peak_number()));
    sums.at_end.Add(row.live.now());
  }
  for (const auto& [serial, excess] : excess_) {
    const Row& row = rows_[static_cast<size_t>(excess.row)];
    sums_of(row.site, row.kind, row.dtype).figures.excess_bytes += excess.bytes;
  }
  for (const auto& [key, found] : found_) {
    AddFound(key.second, found, &sums_of(key.first, 0, 0).findings);
  }
  report->usage.clear();
  for (const auto& [key, sums] : merged) {
    const auto& [scope, place, kind, dtype] = key;
    Usage& usage = report->usage.emplace_back(ToUsage(sums));
    usage.site = places->At(place);
    usage.scope = scopes.PathOf(scope);
    usage.kind = names_[static_cast<size_t>(kind)];
    usage.dtype = names_[static_cast<size_t>(dtype)];
  }
  std::sort(report->usage.begin(), report->usage.end(),
            [](const Usage& a, const Usage& b) { return OrderOf(a) < OrderOf(b); });
  report->scopes = scopes.Report(&report->scopes_capped);
  report->values_scanned = scanned_;
}

}  // namespace tidemark::analysis
