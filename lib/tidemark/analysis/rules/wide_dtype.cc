// wide-dtype: every value that an array was seen to hold fits a narrower dtype exactly.
//
// Needs a recorder that looks at values (values events). An array that was written after it was last
// looked at is left out.
//
// Where the width came from: the operation or copy that made a wide result of a narrower operand, and
// what was computed from such results in the same dtype.
#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tidemark/analysis/model/layout.h"
#include "tidemark/analysis/model/places.h"
#include "tidemark/analysis/model/word_book.h"
#include "tidemark/analysis/rules/copy_words.h"
#include "tidemark/analysis/rules/dtypes.h"
#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {
namespace wide_dtype {
namespace {

// What is kept with an array that was looked at.
struct Seen {
  absl::string_view fits;  // all that was seen; empty: no one dtype does
  int64_t t = 0;           // the last time
  bool written_since = false;
};

// What is kept with an array that became wider than what it was made from.
struct Widened {
  SiteIndex site = kUnknownSite;
  absl::string_view op;
};

class WideDtype final : public TraceObserver {
 public:
  explicit WideDtype(const RuleContext& context)
      : live_(context.live),
        findings_(context.findings),
        health_(context.health),
        seen_(&context.live.array_slots()),
        widened_(&context.live.array_slots()) {}

  void OnAccess(LiveBuffer& buffer, bool is_write, const Moment& /*now*/) override {
    if (!is_write) return;
    if (Seen* seen = seen_.Find(*buffer.array())) seen->written_since = true;
  }

  // Only a new result has its width from the operation. A mask beside data is no narrow operand; what an
  // operation says of a gather, its copy has said.
  void OnOp(const OpDone& op, const Moment& now) override {
    if (op.out == nullptr || op.tells_of_copy || op.out_last_used != 0) return;
    const bool masks_only = std::all_of(op.in.begin(), op.in.end(), IsMask);
    const Widened* inherited = nullptr;
    bool widens = false;
    for (const LiveBuffer* const operand : op.in) {
      if (operand == nullptr || operand == op.out) continue;
      if (IsMask(operand) && !masks_only) continue;
      widens = widens || IsNarrower(*operand, *op.out);
      if (inherited == nullptr) inherited = OriginOf(*operand, *op.out);
    }
    NoteOrigin(*op.out, widens, inherited, op.event.name, now.site);
  }

  void OnCopy(const CopyMade& made, const Moment& now) override {
    if (made.event.reason == "assign") return;  // the destination was as wide before
    NoteOrigin(made.destination, IsNarrower(made.source, made.destination),
               OriginOf(made.source, made.destination), made.event.op, now.site);
  }

  void OnValues(LiveBuffer& buffer, absl::string_view fits, const Moment& now) override {
    ArrayState& array = live_.Array(buffer);
    const absl::string_view word = words_.Keep(fits);
    Seen* const before = seen_.Find(array);
    Seen& seen = seen_.Of(array);
    const absl::string_view all = before == nullptr ? word : Wider(seen.fits, word);
    seen = {.fits = all, .t = now.t, .written_since = false};
  }

  void OnFree(LiveBuffer& buffer, const BufferEnd& end, const Moment& /*now*/) override {
    const Seen* const seen = seen_.Find(buffer.array());
    if (seen != nullptr && !end.WrittenAfter(seen->t)) AddIfWide(buffer, *seen);
  }

  void OnTraceEnd(const TraceEnd& end) override {
    ForEachBuffer(end.buffers, [&](const LiveBuffer& buffer) {
      const Seen* const seen = seen_.Find(buffer.array());
      if (seen != nullptr) AddIfWide(buffer, *seen);
    });
    for (const auto& [site, largest] : largest_) {
      std::string note = absl::StrCat(largest.fits, " for ", largest.dtype);
      if (largest.origin.site != kUnknownSite) {
        const SiteReport& from = end.places.Resolve(largest.origin.site);
        absl::StrAppend(
            &note, "; became ", largest.dtype,
            largest.origin.op.empty() ? "" : absl::StrCat(" in ", largest.origin.op, "()"), " at ",
            from.file, ":", from.line);
      }
      *findings_.NoteOf(IndexOf(kWideDtype), site) = note;
    }
  }

 private:
  // Of the largest occurrence at a site.
  struct Largest {
    int64_t bytes = -1;
    absl::string_view dtype;
    absl::string_view fits;
    Widened origin;
  };

  static absl::string_view DtypeOf(const LiveBuffer& buffer) {
    return buffer.array() == nullptr ? absl::string_view() : buffer.array()->layout.dtype();
  }
  static bool IsMask(const LiveBuffer* operand) {
    return operand == nullptr || DtypeOf(*operand) == "b1";
  }
  static bool IsNarrower(const LiveBuffer& a, const LiveBuffer& b) {
    const absl::string_view from = DtypeOf(a);
    const absl::string_view to = DtypeOf(b);
    if (from.data() == to.data() || from == to) return false;
    const int64_t bytes = ItemBytes(from).value_or(0);
    return bytes > 0 && bytes < ItemBytes(to).value_or(0);
  }
  // Where a result of the same dtype has its width from.
  const Widened* OriginOf(const LiveBuffer& operand, const LiveBuffer& result) const {
    const Widened* const origin = widened_.Find(operand.array());
    return origin != nullptr && DtypeOf(operand) == DtypeOf(result) ? origin : nullptr;
  }
  void NoteOrigin(LiveBuffer& result, bool widens, const Widened* inherited, absl::string_view op,
                  SiteIndex site) {
    ArrayState& array = live_.Array(result);
    if (widens) {
      widened_.Of(array) = {.site = site, .op = words_.Keep(op)};
    } else if (inherited != nullptr) {
      const Widened origin = *inherited;
      widened_.Of(array) = origin;
    }
  }

  static absl::string_view Wider(absl::string_view a, absl::string_view b) {
    if (HoldsAll(a, b)) return a;
    return HoldsAll(b, a) ? b : absl::string_view();
  }

  void AddIfWide(const LiveBuffer& buffer, const Seen& seen) {
    const ArrayState& array = *buffer.array();
    const absl::string_view dtype = array.layout.dtype();
    const int64_t wide = ItemBytes(dtype).value_or(0);
    const int64_t narrow = ItemBytes(seen.fits).value_or(0);
    if (seen.written_since || buffer.foreign || narrow == 0 || narrow >= wide) return;
    if (!HoldsAll(dtype, seen.fits)) return;
    const int64_t kept = buffer.bytes / wide * narrow;
    if (kept >= buffer.bytes) return;
    live_.Keep(LiveState::RefTo(buffer));
    findings_.Add({.rule = IndexOf(kWideDtype),
                   .site = buffer.site,
                   .certain = !array.escaped && health_.gaps == 0,
                   .bytes = buffer.bytes - kept,
                   .buffer_bytes = buffer.bytes,
                   .op = {},
                   .reason = {},
                   .evidence = {.buf = buffer.named(), .t = seen.t},
                   .edit = Edit::Replace(array.begin_event, buffer.serial, kept)});
    Largest& largest = largest_[buffer.site];
    if (buffer.bytes - kept <= largest.bytes) return;
    const Widened* const origin = widened_.Find(array);
    largest = {.bytes = buffer.bytes - kept,
               .dtype = words_.Keep(dtype),
               .fits = seen.fits,
               .origin = origin == nullptr ? Widened() : *origin};
  }

  LiveState& live_;
  FindingCollector& findings_;
  const TraceHealth& health_;
  WordBook words_;
  Slot<Seen> seen_;
  Slot<Widened> widened_;
  absl::flat_hash_map<SiteIndex, Largest> largest_;
};

std::string Message(const Occurrences& all) {
  return absl::StrCat(
      all.count == 1 ? "an array" : absl::StrCat(all.count, " arrays"), " of ",
      BytesText(all.buffer_bytes), all.count == 1 ? "" : " in all",
      " held only values that a narrower dtype holds exactly: ", BytesText(all.bytes), " less",
      all.note.empty() ? ""
                       : absl::StrCat(" (", all.count == 1 ? "" : "the largest: ", all.note, ")"));
}

std::string Advice(const Occurrences& all) {
  constexpr absl::string_view kWhy = "which would have lost nothing in this run";
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(all.note, absl::MaxSplits("; ", 1));
  if (parts.first.empty()) return absl::StrCat("use the narrower dtype, ", kWhy);
  return absl::StrCat("use ", parts.first, ", ", kWhy,
                      parts.second.empty() ? "" : absl::StrCat("; the largest ", parts.second));
}

constexpr Explanation kExplanation = {
    .meaning =
        "Each time its values were looked at, all of them would have fitted a narrower dtype "
        "exactly. Often an operation with one wide operand made the result wide: where that was is "
        "said as well. Values are looked at where the recorder is asked to: TIDEMARK_VALUES=1, or "
        "tidemark run --values.",
    .before =
        "Array<float> image = Load();\n"
        "AnyArray scaled = image * arange<double>(columns);  // double from here on",
    .after =
        "Array<float> image = Load();\n"
        "AnyArray scaled = image * arange<float>(columns);",
    .numpy_before =
        "labels = np.zeros(n, dtype=np.int64)\n"
        "labels[mask] = 1",
    .numpy_after =
        "labels = np.zeros(n, dtype=np.int8)\n"
        "labels[mask] = 1",
    .not_worth = "Other data need the width, or sums over the array do.",
};

}  // namespace
}  // namespace wide_dtype

const Rule kWideDtype = {.name = "wide-dtype",
                         .severity = Severity::kNote,
                         .make_observer = MakeObserver<wide_dtype::WideDtype>,
                         .message = wide_dtype::Message,
                         .advice = wide_dtype::Advice,
                         .explanation = wide_dtype::kExplanation};

}  // namespace tidemark::analysis
