#include "tidemark/analysis/metrics/site_timeline_meter.h"

#include <algorithm>
#include <map>
#include <utility>

#include "tidemark/analysis/metrics/timeline_meter.h"
#include "tidemark/analysis/model/live_state.h"
#include "tidemark/analysis/model/site_timeline.h"
#include "tidemark/analysis/model/weight.h"

namespace tidemark::analysis {

// Both lists are in the order of the sites; what cancels out is gone.
void SiteTimelineMeter::AddTo(const Changes& more, Changes* changes) {
  if (more.empty()) return;
  Changes sum;
  sum.reserve(changes->size() + more.size());
  size_t a = 0;
  size_t b = 0;
  while (a < changes->size() || b < more.size()) {
    if (b == more.size() || (a < changes->size() && (*changes)[a].site < more[b].site)) {
      sum.push_back((*changes)[a++]);
    } else if (a == changes->size() || more[b].site < (*changes)[a].site) {
      sum.push_back(more[b++]);
    } else {
      const WideSum bytes = (*changes)[a].bytes + more[b].bytes;
      if (bytes != 0) sum.push_back({.site = more[b].site, .bytes = bytes});
      ++a;
      ++b;
    }
  }
  *changes = std::move(sum);
}

void SiteTimelineMeter::ChangeLive(const LiveBuffer& buffer, WideSum bytes) {
  if (buffer.external) return;
  const auto index = static_cast<size_t>(buffer.site);
  if (sites_.size() <= index) sites_.resize(index + 1);
  Site& site = sites_[index];
  if (site.saved_for != most_number_) {
    site.at_most = site.now;
    site.saved_for = most_number_;
  }
  site.now += bytes;
  site.ever = site.ever || site.now > 0;
  live_ += bytes;
  NoteChanged(buffer.site);
}

void SiteTimelineMeter::NoteChanged(SiteIndex site) {
  bool& noted = sites_[static_cast<size_t>(site)].noted;
  if (!std::exchange(noted, true)) changed_.push_back(site);
}

void SiteTimelineMeter::OnAlloc(LiveBuffer& buffer, const Moment& /*now*/) {
  ChangeLive(buffer, Weighted(buffer.bytes, buffer.weight()));
}

void SiteTimelineMeter::OnResize(LiveBuffer& buffer, int64_t bytes_before, const Moment& /*now*/) {
  ChangeLive(buffer,
             Weighted(buffer.bytes, buffer.weight()) - Weighted(bytes_before, buffer.weight()));
}

void SiteTimelineMeter::OnFree(LiveBuffer& buffer, const BufferEnd& /*end*/,
                               const Moment& /*now*/) {
  ChangeLive(buffer, -Weighted(buffer.bytes, buffer.weight()));
}

void SiteTimelineMeter::NoteMost(int64_t t) {
  most_ = live_;
  most_t_ = t;
  ++most_number_;
}

void SiteTimelineMeter::MoveTo(int64_t t) {
  if (open_) CloseSpan();
  constexpr auto kMostSpans = static_cast<int64_t>(TimelineMeter::kMaxBuckets);
  while (t / width_ >= kMostSpans) DoubleWidth();
  const auto index = static_cast<size_t>(t / width_);
  while (spans_.size() < index) {
    NoteMost(static_cast<int64_t>(spans_.size()) * width_);
    CloseSpan();
  }
  const int64_t start = static_cast<int64_t>(index) * width_;
  // What was live before counts, unless the very first moment of the span changes it.
  most_ = -1;
  if (start < t) NoteMost(start);
  span_ends_ = start > INT64_MAX - (width_ - 1) ? INT64_MAX : start + (width_ - 1);
  open_ = true;
}

void SiteTimelineMeter::CloseSpan() {
  open_ = false;
  Span& span = spans_.emplace_back();
  span.most = most_;
  span.at_t = most_t_;
  std::vector<SiteIndex> still;
  for (const SiteIndex index : changed_) {
    Site& site = sites_[static_cast<size_t>(index)];
    const WideSum bytes = site.saved_for == most_number_ ? site.at_most : site.now;
    if (IsLeftOut(site, bytes)) {
      site.late = site.late || bytes > 0;
    } else if (bytes != site.in_span) {
      span.changes.push_back({.site = index, .bytes = bytes - site.in_span});
      site.in_span = bytes;
    }
    site.noted = site.now != site.in_span && !IsLeftOut(site, site.now);
    if (site.noted) still.push_back(index);
  }
  changed_ = std::move(still);
  std::sort(span.changes.begin(), span.changes.end(),
            [](const auto& a, const auto& b) { return a.site < b.site; });
  changes_ += span.changes.size();
  if (changes_ > most_changes_) ForgetSmallSites();
}

void SiteTimelineMeter::DoubleWidth() {
  width_ *= 2;
  Changes dropped;  // since the span that was kept last
  std::vector<Span> merged;
  changes_ = 0;
  for (size_t i = 0; i < spans_.size(); i += 2) {
    Span span = std::move(spans_[i]);
    AddTo(dropped, &span.changes);
    dropped.clear();
    if (i + 1 < spans_.size()) {
      Span& second = spans_[i + 1];
      if (second.most > span.most) {
        AddTo(second.changes, &span.changes);
        span.most = second.most;
        span.at_t = second.at_t;
      } else {
        dropped = std::move(second.changes);
      }
    }
    changes_ += span.changes.size();
    merged.push_back(std::move(span));
  }
  spans_ = std::move(merged);
  for (const auto& [site, bytes] : dropped) {
    sites_[static_cast<size_t>(site)].in_span -= bytes;
    NoteChanged(site);
  }
}

void SiteTimelineMeter::ForgetSmallSites() {
  struct History {
    WideSum bytes = 0;
    WideSum most = 0;
    size_t changes = 0;
    bool kept = false;
  };
  std::vector<History> histories(sites_.size());
  for (const Span& span : spans_) {
    for (const auto& [site, bytes] : span.changes) {
      History& history = histories[static_cast<size_t>(site)];
      history.bytes += bytes;
      history.most = std::max(history.most, history.bytes);
      ++history.changes;
    }
  }
  std::vector<size_t> order;
  for (size_t i = 0; i < histories.size(); ++i) {
    if (histories[i].changes > 0) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return histories[a].most > histories[b].most; });
  size_t kept = 0;
  for (const size_t i : order) {
    if (kept + histories[i].changes > most_changes_ / 2) {
      least_ = std::max(least_, histories[i].most + 1);
      break;
    }
    kept += histories[i].changes;
    histories[i].kept = true;
  }
  for (size_t i = 0; i < sites_.size(); ++i) {
    if (histories[i].kept || histories[i].changes == 0) continue;
    sites_[i].in_span = 0;
    sites_[i].late = true;
  }
  changes_ = 0;
  for (Span& span : spans_) {
    std::erase_if(span.changes, [&](const auto& change) {
      return !histories[static_cast<size_t>(change.site)].kept;
    });
    changes_ += span.changes.size();
  }
}

// What was live of each place over time, and which of them are shown.
struct SiteTimelineMeter::PlaceSums {
  std::vector<WideSum> most;        // by place
  std::vector<PlaceIndex> of_site;  // -1: nothing was ever live of it
};

SiteTimelineMeter::PlaceSums SiteTimelineMeter::SumUp(Places* places) const {
  PlaceSums sums;
  sums.of_site.resize(sites_.size(), -1);
  size_t count = 0;
  for (size_t i = 0; i < sites_.size(); ++i) {
    if (!sites_[i].ever) continue;
    sums.of_site[i] = places->Of(static_cast<SiteIndex>(i));
    count = std::max(count, static_cast<size_t>(sums.of_site[i]) + 1);
  }
  sums.most.resize(count);
  std::vector<WideSum> now(count);
  for (const Span& span : spans_) {
    const auto place_of = [&](const auto& change) {
      return static_cast<size_t>(sums.of_site[static_cast<size_t>(change.site)]);
    };
    for (const auto& change : span.changes) now[place_of(change)] += change.bytes;
    for (const auto& change : span.changes) {
      const size_t place = place_of(change);
      sums.most[place] = std::max(sums.most[place], now[place]);
    }
  }
  return sums;
}

void SiteTimelineMeter::OnTraceEnd(const TraceEnd& end) {
  if (open_) CloseSpan();
  SiteTimeline& report = end.report.details.site_timeline;
  report.bucket_ns = width_;
  PlaceSums sums = SumUp(&end.places);

  const Peak& peak = end.report.peak;
  std::map<SiteReport, int64_t> at_peak;
  for (const SiteBytes& site : peak.sites) at_peak[site.site] = site.bytes;
  struct Shown {
    PlaceIndex place = 0;
    int64_t peak = 0;
    WideSum most = 0;
  };
  std::vector<PlaceIndex> distinct;
  for (const PlaceIndex place : sums.of_site) {
    if (place >= 0) distinct.push_back(place);
  }
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  std::vector<Shown> shown;
  for (const PlaceIndex place : distinct) {
    const auto found = at_peak.find(end.places.At(place));
    const int64_t then = found == at_peak.end() ? 0 : found->second;
    shown.push_back({.place = place,
                     .peak = then,
                     .most = std::max(WideSum(then), sums.most[static_cast<size_t>(place)])});
  }
  const auto by_place = [&](const Shown& a, const Shown& b) {
    return end.places.At(a.place) < end.places.At(b.place);
  };
  std::sort(shown.begin(), shown.end(), [&](const Shown& a, const Shown& b) {
    return a.most != b.most ? a.most > b.most : by_place(a, b);
  });
  if (shown.size() > kMostTimelineSites) shown.resize(kMostTimelineSites);
  std::stable_sort(shown.begin(), shown.end(),
                   [](const Shown& a, const Shown& b) { return a.peak > b.peak; });

  report.other_sites = static_cast<int64_t>(distinct.size() - shown.size());
  std::vector<bool> is_late(sums.most.size());
  for (size_t i = 0; i < sites_.size(); ++i) {
    if (!sites_[i].late || sums.of_site[i] < 0) continue;
    const auto place = static_cast<size_t>(sums.of_site[i]);
    if (!is_late[place]) ++report.late_sites;
    is_late[place] = true;
  }

  std::vector<int32_t> row_of(sums.most.size(), -1);
  WideSum shown_at_peak = 0;
  report.peak.t = peak.t;
  for (size_t i = 0; i < shown.size(); ++i) {
    row_of[static_cast<size_t>(shown[i].place)] = static_cast<int32_t>(i);
    report.sites.push_back(end.places.At(shown[i].place));
    report.peak.bytes.push_back(shown[i].peak);
    shown_at_peak += shown[i].peak;
  }
  report.peak.other = Narrow(WideSum(peak.bytes) - shown_at_peak);
  report.bytes.assign(shown.size(), std::vector<int64_t>(spans_.size()));
  std::vector<WideSum> now(shown.size());
  for (size_t at = 0; at < spans_.size(); ++at) {
    for (const auto& [site, bytes] : spans_[at].changes) {
      const int32_t row = row_of[static_cast<size_t>(sums.of_site[static_cast<size_t>(site)])];
      if (row >= 0) now[static_cast<size_t>(row)] += bytes;
    }
    // Cut off so that what does not fit 64 bits adds up, too.
    WideSum sum = 0;
    int64_t given = 0;
    for (size_t row = 0; row < now.size(); ++row) {
      sum += now[row];
      report.bytes[row][at] = Narrow(sum) - given;
      given = Narrow(sum);
    }
    report.other.push_back(Narrow(spans_[at].most) - given);
    report.at_t.push_back(spans_[at].at_t);
  }
}

}  // namespace tidemark::analysis
