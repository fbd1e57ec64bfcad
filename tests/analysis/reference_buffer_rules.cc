#include "tests/analysis/reference_rules.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tidemark::analysis::reference {

bool Rules::Covers(const View& view) const {
  if (!view.shape.has_value()) return false;
  if (view.owner) return true;
  const auto bytes = view.Bytes(Get(view.memory).BytesAt(view.begin));
  return bytes && std::count(bytes->begin(), bytes->end(), false) == 0;
}

int64_t Rules::ArraysMade(int64_t thread, int64_t after, int64_t before) const {
  return std::count_if(trace_.memories.begin(), trace_.memories.end(), [&](const Memory& m) {
    return m.is_array && m.thread == thread && m.begin > after && m.begin < before;
  });
}

// Of its result, which nobody read before.
bool Rules::IsFirstUse(const Operation& op) const {
  bool any_before = false;
  bool reads_it = false;
  for (const Use& use : trace_.uses) {
    if (use.memory != op.out->memory || use.position > op.position) continue;
    if (use.position == op.position) {
      reads_it = reads_it || !use.is_write;
    } else if (!use.is_write || IsUse(use)) {
      return false;
    } else {
      any_before = true;
    }
  }
  return !any_before || !reads_it;
}

std::optional<Rules::Spending> Rules::SpendingOf(const Operation& op, size_t operand) const {
  const View& view = *op.in[operand];
  const int64_t memory = view.memory;
  const Memory& from = Get(memory);
  const Memory& to = Get(op.out->memory);
  if (memory == op.out->memory || !from.is_array || from.foreign || to.foreign) return std::nullopt;
  if (from.BytesAt(op.position) == 0 || from.BytesAt(op.position) != to.BytesAt(op.position)) {
    return std::nullopt;
  }
  if (from.kind != to.kind || from.space != to.space || to.align > from.align) return std::nullopt;
  if (!Covers(view) || !view.writable || view.shape != op.out->shape) return std::nullopt;
  if (view.dtype.size() < 2 || op.out->dtype.size() < 2 ||
      view.dtype.substr(1) != op.out->dtype.substr(1)) {
    return std::nullopt;
  }
  bool result_is_operand = false;
  for (const View* other : op.in) {
    result_is_operand = result_is_operand || other->memory == op.out->memory;
    if (other->memory == memory && (other->offset != view.offset || other->shape != view.shape ||
                                    other->strides != view.strides)) {
      return std::nullopt;
    }
  }
  // The positions at which operations and copies used it up to here.
  std::vector<int64_t> of_operand;
  for (const Use& use : trace_.uses) {
    if (use.memory != memory || use.position > op.position || !IsUse(use)) continue;
    if (of_operand.empty() || of_operand.back() != use.position) of_operand.push_back(use.position);
  }
  const bool first_use = IsFirstUse(op);
  Spending spending{.fresh = first_use && to.begin > from.begin};
  for (const Operation& made : trace_.operations) {
    if (made.out == nullptr || made.out->memory != memory || made.tells_of_copy) continue;
    if (of_operand.size() != 2 || made.position != of_operand[0] || !IsFirstUse(made)) continue;
    spending.temporary =
        made.thread == op.thread &&
        ArraysMade(op.thread, made.position, op.position) <= (spending.fresh ? 1 : 0);
  }
  int64_t last_used = -1;
  for (const Use& use : trace_.uses) {
    if (use.memory == op.out->memory && use.position < op.position) last_used = use.position;
  }
  const bool was_there =
      to.begin < from.begin && !result_is_operand && (first_use || last_used < from.begin);
  spending.temporary = spending.temporary && (spending.fresh || was_there);
  if (!spending.temporary && (!spending.fresh || view.dtype != op.out->dtype)) return std::nullopt;
  return spending;
}

std::optional<BufferFound> Rules::SpentOperand(const Operation& op) const {
  const bool elementwise = op.name == "add" || Is(Alteration::kAnyOperationIsElementwise);
  if (!elementwise || op.out == nullptr || op.tells_of_copy || !Covers(*op.out)) {
    return std::nullopt;
  }
  std::optional<Spending> best;
  int64_t memory = 0;
  for (size_t i = 0; i < op.in.size(); ++i) {
    const std::optional<Spending> spending = SpendingOf(op, i);
    if (!spending || (best && (best->temporary || !spending->temporary))) continue;
    best = spending;
    memory = op.in[i]->memory;
  }
  if (!best) return std::nullopt;
  const Memory& m = Get(memory);
  if (m.end == kNever || m.freed_by != op.thread) return std::nullopt;
  if (Get(op.out->memory).end < m.end) return std::nullopt;
  for (const Use& use : trace_.uses) {
    if (use.memory == memory && use.position > op.position) return std::nullopt;
  }
  const int64_t t = trace_.times[static_cast<size_t>(op.position)];
  if (std::max(m.last_read.value_or(0), m.last_write.value_or(0)) > t) return std::nullopt;
  if (ArraysMade(op.thread, op.position, m.end) > 0 && !Is(Alteration::kOperandsMayEndLater)) {
    return std::nullopt;
  }
  BufferFound found{.rule = best->temporary ? "chained-temporary" : "double-buffer",
                    .site = op.site,
                    .memory = memory,
                    .bytes = Get(op.out->memory).BytesAt(op.position)};
  if (best->fresh) {
    found.in_place.push_back({.memory = op.out->memory, .in = memory, .position = op.position});
  } else {
    found.replaced_by = 0;
  }
  return found;
}

std::vector<BufferFound> Rules::GrownInLoops() const {
  struct Joined {
    const Transfer* first = nullptr;
    const Transfer* onward = nullptr;  // the copy that joined it into the next one
    bool has_previous = false;
    std::vector<int64_t> links;  // before it
  };
  std::map<int64_t, Joined> joined;
  for (const Transfer& copy : trace_.transfers) {
    const Memory& to = Get(copy.destination);
    if (copy.reason != "concat" || copy.source == copy.destination || to.foreign || !to.is_array) {
      continue;
    }
    Joined& result = joined[copy.destination];
    if (result.first == nullptr) result.first = &copy;
    const auto from = joined.find(copy.source);
    if (from == joined.end() || from->second.onward != nullptr || result.has_previous) continue;
    if (from->second.first->site_id != copy.site_id || result.first->site_id != copy.site_id) {
      continue;
    }
    from->second.onward = &copy;
    result.has_previous = true;
  }
  std::vector<std::pair<int64_t, int64_t>> by_end;
  for (const auto& [memory, of] : joined) by_end.emplace_back(Get(memory).end, memory);
  std::sort(by_end.begin(), by_end.end());
  std::vector<BufferFound> found;
  for (const auto& [end, memory] : by_end) {
    Joined& of = joined[memory];
    if (end != kNever && of.onward != nullptr) {
      const int64_t next = of.onward->destination;
      const Transfer* onward = joined[next].onward;
      if (Get(next).end > end && (onward == nullptr || onward->position > end)) {
        joined[next].links = of.links;
        joined[next].links.push_back(memory);
        continue;
      }
    }
    const size_t least = Is(Alteration::kTwoJoinsAreALoop) ? 1 : 2;
    if (of.links.size() < least) continue;
    const int64_t last_bytes = Get(memory).BytesAt(trace_.length);
    BufferFound grown{.rule = "concat-in-loop",
                      .site = of.first->site,
                      .memory = of.links[0],
                      .replaced_by = last_bytes};
    for (size_t i = 0; i < of.links.size(); ++i) {
      grown.bytes += Get(of.links[i]).BytesAt(trace_.length);
      grown.in_place.push_back({.memory = i + 1 < of.links.size() ? of.links[i + 1] : memory,
                                .in = of.links[i],
                                .position = joined[of.links[i]].onward->position});
    }
    found.push_back(grown);
  }
  return found;
}

std::optional<BufferFound> Rules::LateFree(int64_t memory, int64_t peak) const {
  const Memory& m = Get(memory);
  if (m.end == kNever || m.end <= peak || m.begin > peak) return std::nullopt;
  if (!LastAccess(memory).has_value()) return std::nullopt;
  int64_t after = m.begin;
  int64_t logged = trace_.times[static_cast<size_t>(m.begin)];
  for (const Use& use : trace_.uses) {
    if (use.memory != memory) continue;
    after = use.position;
    logged = use.t;
  }
  const int64_t told = std::max(m.last_read.value_or(0), m.last_write.value_or(0));
  if (told > logged && !Is(Alteration::kOnlyTheLogTellsOfUse)) {
    after = trace_.length;
    for (int64_t at = trace_.length - 1; at >= 0; --at) {
      const auto index = static_cast<size_t>(at);
      if (trace_.happens[index] && trace_.times[index] > told) after = at - 1;
    }
  }
  if (after >= peak) return std::nullopt;
  return BufferFound{.rule = "late-free", .memory = memory, .released_after = after};
}

std::vector<BufferFound> Rules::Unused(int64_t memory) const {
  const Memory& m = Get(memory);
  const int64_t bytes = m.BytesAt(trace_.length);
  std::vector<const Use*> uses;
  for (const Use& use : trace_.uses) {
    if (use.memory == memory) uses.push_back(&use);
  }
  std::vector<BufferFound> found;
  bool ever_read = m.last_read.has_value();
  for (const Use* use : uses) ever_read = ever_read || !use->is_write;
  const bool is_copy =
      !Is(Alteration::kCopiesMayBeUnused) &&
      std::any_of(trace_.transfers.begin(), trace_.transfers.end(),
                  [&](const Transfer& copy) { return copy.destination == memory; });
  const bool ever_written = !uses.empty() || m.last_write.has_value();
  if (m.end != kNever && ever_written && !ever_read && !is_copy) {
    found.push_back({.rule = "unused-buffer", .memory = memory, .bytes = bytes, .replaced_by = 0});
  }
  if (uses.empty()) return found;
  // The zeros that it came with: was all of them overwritten by the first that touched it?
  const int64_t first = uses.front()->position;
  bool overwritten = false;
  for (const Transfer& copy : trace_.transfers) {
    if (copy.position == first && copy.destination == memory && copy.source != memory) {
      overwritten = copy.bytes >= m.BytesAt(first);
    }
  }
  for (const Operation& op : trace_.operations) {
    if (op.position != first || op.out == nullptr || op.out->memory != memory) continue;
    overwritten = uses.front()->is_write && op.out->shape.has_value();
    if (overwritten && !op.out->owner) {
      const auto covered = op.out->Bytes(bytes);
      overwritten = covered && std::count(covered->begin(), covered->end(), true) == bytes;
    }
  }
  if (m.zeroed && overwritten) {
    found.push_back({.rule = "unused-buffer", .memory = memory, .bytes = bytes});
  }
  return found;
}

namespace {

// The integers that a dtype holds: with a sign, and up to so many digits.
struct Range {
  bool sign = true;
  bool fractions = false;
  int64_t digits = 0;

  bool Holds(const Range& other) const {
    return (sign || !other.sign) && (fractions || !other.fractions) && digits >= other.digits;
  }
};

std::optional<Range> RangeOf(const std::string& dtype) {
  static const std::map<std::string, Range> kRanges = {
      {"b1", {false, false, 1}}, {"u1", {false, false, 8}}, {"i1", {true, false, 7}},
      {"i2", {true, false, 15}}, {"i8", {true, false, 63}}, {"f4", {true, true, 24}},
      {"f8", {true, true, 53}},
  };
  const auto found = kRanges.find(dtype);
  return found == kRanges.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

std::optional<BufferFound> Rules::Wide(int64_t memory) const {
  const Memory& m = Get(memory);
  const auto own = RangeOf(m.dtype);
  if (m.scans.empty() || !own) return std::nullopt;
  std::string fits = m.scans.front().second;
  for (const auto& [position, seen] : m.scans) {
    const auto before = RangeOf(fits);
    const auto now = RangeOf(seen);
    if (before && now && before->Holds(*now) && !Is(Alteration::kTheLastLookCounts)) continue;
    fits = before && now && (now->Holds(*before) || Is(Alteration::kTheLastLookCounts)) ? seen : "";
  }
  const int64_t last = m.scans.back().first;
  for (const Use& use : trace_.uses) {
    if (use.memory == memory && use.is_write && use.position > last) return std::nullopt;
  }
  if (m.last_write.value_or(0) > trace_.times[static_cast<size_t>(last)]) return std::nullopt;
  const auto narrow = RangeOf(fits);
  const int64_t width = std::stoll(m.dtype.substr(1));
  if (!narrow || !own->Holds(*narrow) || std::stoll(fits.substr(1)) >= width) return std::nullopt;
  const int64_t bytes = m.BytesAt(trace_.length);
  const int64_t kept = bytes / width * std::stoll(fits.substr(1));
  return BufferFound{
      .rule = "wide-dtype", .memory = memory, .bytes = bytes - kept, .replaced_by = kept};
}

}  // namespace tidemark::analysis::reference
