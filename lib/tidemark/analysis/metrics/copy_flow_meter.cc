#include "tidemark/analysis/metrics/copy_flow_meter.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "tidemark/analysis/model/places.h"

namespace tidemark::analysis {

FlowEnd CopyFlowMeter::EndOf(const LiveBuffer& buffer) {
  return {.site = buffer.site,
          .serial = buffer.serial,
          .id = buffer.named(),
          .bytes = buffer.bytes,
          .begin_t = buffer.begin_t};
}

void CopyFlowMeter::OnEvent(const trace::Event& event, const Moment& /*now*/) {
  awaited_ = std::get_if<trace::Copy>(&event.body);
}

size_t CopyFlowMeter::Count(const Key& key, int64_t bytes) {
  size_t number = 0;
  if (const auto found = numbers_.find(key); found != numbers_.end()) {
    number = found->second;
  } else if (flows_.size() <= most_pairs_) {
    number = flows_.size();
    numbers_.emplace(key, number);
    flows_.emplace_back(key, Sum());
  }
  Sum& sum = flows_[number].second;
  ++sum.count;
  sum.bytes += bytes;
  return number;
}

int64_t CopyFlowMeter::AddEdge(const LiveBuffer& from, const LiveBuffer& to, FlowEdge edge) {
  edge.from = EndOf(from);
  edge.to = EndOf(to);
  edge.order = ++edge_count_;
  const int64_t order = edge.order;
  const int64_t bytes = edge.bytes;
  edges_.Add(bytes, order, edge);
  return order;
}

void CopyFlowMeter::OnCopy(const CopyMade& copy, const Moment& now) {
  awaited_ = nullptr;
  const int64_t bytes = copy.event.bytes;
  const Key key{.from = copy.source.site,
                .to = now.site,
                .op = words_.Keep(copy.event.op),
                .reason = words_.Keep(copy.event.reason)};
  Open open{.flow = Count(key, bytes), .site = now.site, .bytes = bytes};
  FlowEdge edge;
  edge.site = now.site;
  edge.t = now.t;
  edge.bytes = bytes;
  edge.op = key.op;
  edge.reason = key.reason;
  open.edge = AddEdge(copy.source, copy.destination, edge);
  if (judged_early_ == now.event) {
    if (!early_rule_.empty()) CountNeedless(open, early_rule_);
  } else if (copy.source.serial != copy.destination.serial) {  // others are not judged
    open_.emplace(now.event, open);
  }
}

void CopyFlowMeter::OnOp(const OpDone& op, const Moment& now) {
  if (op.out == nullptr || op.tells_of_copy) return;
  for (const LiveBuffer* const in : op.in) {
    if (in == nullptr || in->serial == op.out->serial) continue;
    FlowEdge edge;
    edge.is_operation = true;
    edge.site = now.site;
    edge.t = now.t;
    edge.bytes = op.out->bytes;
    edge.op = words_.Keep(op.event.name);
    AddEdge(*in, *op.out, edge);
  }
}

void CopyFlowMeter::OnEventEnd(const Moment& now) {
  if (awaited_ == nullptr) return;
  Count({.from = kUnknownSite,
         .to = now.site,
         .op = words_.Keep(awaited_->op),
         .reason = words_.Keep(awaited_->reason)},
        awaited_->bytes);
  awaited_ = nullptr;
}

void CopyFlowMeter::CountNeedless(const Open& copy, absl::string_view rule) {
  NeedlessSum& sum = needless_[{.flow = copy.flow, .site = copy.site, .rule = rule}];
  ++sum.count;
  sum.bytes += copy.bytes;
  if (FlowEdge* const edge = edges_.Find(copy.edge)) edge->rule = rule;
}

void CopyFlowMeter::OnCopyJudged(const JudgedCopy& copy) {
  const auto open = open_.find(copy.event);
  if (open == open_.end()) {
    judged_early_ = copy.event;
    early_rule_ = copy.rule;
    return;
  }
  if (!copy.rule.empty()) CountNeedless(open->second, copy.rule);
  open_.erase(open);
}

void CopyFlowMeter::Sum::Add(const Sum& more) {
  bytes += more.bytes;
  needless_bytes += more.needless_bytes;
  count += more.count;
  needless_count += more.needless_count;
}

class CopyFlowMeter::Allowances {
 public:
  Allowances(const IsAllowed* is_allowed, Places* places)
      : is_allowed_(*is_allowed), places_(*places) {}

  bool Allow(absl::string_view rule, SiteIndex site) {
    if (is_allowed_ == nullptr) return false;
    const PlaceIndex place = places_.Of(site);
    const auto [known, fresh] = known_.try_emplace({rule, place}, false);
    if (fresh) known->second = is_allowed_(rule, places_.At(place));
    return known->second;
  }

 private:
  const IsAllowed& is_allowed_;
  Places& places_;
  std::map<std::pair<absl::string_view, PlaceIndex>, bool> known_;
};

void CopyFlowMeter::ReportFlows(const TraceEnd& end, Allowances* allowances, CopyFlows* flows) {
  for (const auto& [key, found] : needless_) {
    if (allowances->Allow(key.rule, key.site)) continue;
    Sum& sum = flows_[key.flow].second;
    sum.needless_bytes += found.bytes;
    sum.needless_count += found.count;
  }
  using Row = std::tuple<PlaceIndex, PlaceIndex, absl::string_view, absl::string_view>;
  std::map<Row, Sum> rows;
  for (size_t i = 1; i < flows_.size(); ++i) {
    const auto& [key, sum] = flows_[i];
    rows[{end.places.Of(key.from), end.places.Of(key.to), key.op, key.reason}].Add(sum);
  }
  std::vector<std::pair<Row, Sum>> sorted(rows.begin(), rows.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return std::tie(b.second.needless_bytes, b.second.bytes) <
           std::tie(a.second.needless_bytes, a.second.bytes);
  });
  Sum other = flows_.front().second;
  // Those beyond the bound are not told apart.
  flows->other_rows_at_least = other.count > 0;
  if (other.count > 0) flows->other_rows = 1;
  for (size_t i = 0; i < sorted.size(); ++i) {
    const auto& [row, sum] = sorted[i];
    if (i >= most_) {
      ++flows->other_rows;
      other.Add(sum);
      continue;
    }
    flows->rows.push_back({.from = end.places.At(std::get<0>(row)),
                           .to = end.places.At(std::get<1>(row)),
                           .op = std::string(std::get<2>(row)),
                           .reason = std::string(std::get<3>(row)),
                           .count = sum.count,
                           .bytes = Narrow(sum.bytes),
                           .needless_count = sum.needless_count,
                           .needless_bytes = Narrow(sum.needless_bytes)});
  }
  flows->other.count = other.count;
  flows->other.bytes = Narrow(other.bytes);
  flows->other.needless_count = other.needless_count;
  flows->other.needless_bytes = Narrow(other.needless_bytes);
}

void CopyFlowMeter::ReportEdges(const TraceEnd& end, Allowances* allowances, CopyFlows* flows) {
  std::vector<FlowEdge> edges;
  edges_.ForEach([&](FlowEdge& edge) { edges.push_back(edge); });
  std::sort(edges.begin(), edges.end(),
            [](const FlowEdge& a, const FlowEdge& b) { return a.order < b.order; });
  std::map<int64_t, FlowEnd> ends;  // by serial; the latest says how large it was in the end
  for (const FlowEdge& edge : edges) {
    ends[edge.from.serial] = edge.from;
    ends[edge.to.serial] = edge.to;
  }
  std::map<int64_t, int64_t> row_of;
  for (const auto& [serial, one] : ends) {
    row_of[serial] = static_cast<int64_t>(flows->nodes.size());
    flows->nodes.push_back({.site = end.places.Resolve(one.site),
                            .serial = serial,
                            .id = one.id,
                            .bytes = one.bytes,
                            .begin_t = one.begin_t});
  }
  for (const FlowEdge& edge : edges) {
    flows->edges.push_back(
        {.from = row_of[edge.from.serial],
         .to = row_of[edge.to.serial],
         .is_operation = edge.is_operation,
         .site = end.places.Resolve(edge.site),
         .t = edge.t,
         .bytes = edge.bytes,
         .op = std::string(edge.op),
         .reason = std::string(edge.reason),
         .needless = !edge.rule.empty() && !allowances->Allow(edge.rule, edge.site)});
  }
  flows->edge_count = edge_count_;
}

void CopyFlowMeter::OnTraceEnd(const TraceEnd& end) {
  CopyFlows& flows = end.report.details.pictures.flows;
  Allowances allowances(&is_allowed_, &end.places);
  ReportFlows(end, &allowances, &flows);
  ReportEdges(end, &allowances, &flows);
}

}  // namespace tidemark::analysis
