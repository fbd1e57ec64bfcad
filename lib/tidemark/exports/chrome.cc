// chrome: the Trace Event Format, for ui.perfetto.dev and chrome://tracing.
//
// What is known as a whole comes from the report: live bytes and the places that hold them as counters,
// sampled at the maximum of each span of the timeline and at the exact peak; findings; the largest
// buffers, each on a track of its own. What happened comes from the events: scopes, marks, failed
// allocations, samples of the process's memory, and for each array its allocation, views and copies,
// with arrows from a source to its copy and from a base to its view. The heap's single blocks, reads,
// writes, operations and drops are left out.
//
// Memory: O(live arrays and views + sites). The events are read from their beginning.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tidemark/analysis/model/places.h"
#include "tidemark/analysis/model/site_table.h"
#include "tidemark/base/display_text.h"
#include "tidemark/base/json_string.h"
#include "tidemark/base/status.h"
#include "tidemark/exports/chrome_shards.h"
#include "tidemark/exports/format_rows_internal.h"
#include "tidemark/exports/frame_text.h"
#include "tidemark/trace/io/file_format.h"

namespace tidemark::exports {
namespace {

using analysis::Report;
using analysis::SiteReport;

constexpr size_t kMostBufferTracks = 1000;
constexpr size_t kMostColumns = 160;  // of a name

std::string ShortName(const std::string& name) {
  return ElideMiddle(CleanForDisplay(name, /*unicode=*/true), kMostColumns, /*unicode=*/true);
}

std::string ShortFrame(const SiteReport& site) {
  return ElideMiddle(FrameText(site), kMostColumns, /*unicode=*/true);
}

// "run-2.json" is the second shard of "run.json"; run-2.json.gz that of run.json.gz.
std::string NameOfShard(const std::string& output, size_t number) {
  if (number == 0) return output;
  const size_t name = output.rfind('/') + 1;  // 0 where there is no folder
  size_t dot = output.find('.', name + 1);    // the first one of a hidden file is no extension's
  if (dot == std::string::npos) dot = output.size();
  return absl::StrCat(output.substr(0, dot), "-", number + 1, output.substr(dot));
}

// ---- What the report knows, in the order of time. ----

class ReportEvents {
 public:
  ReportEvents(const Report& report, ChromeShards* out) : report_(report), out_(*out) {
    const analysis::SiteTimeline& timeline = report_.details.site_timeline;
    for (size_t i = 0; i < timeline.sites.size(); ++i) {
      site_keys_.push_back(JsonString(absl::StrCat(i + 1, " ", ShortFrame(timeline.sites[i]))));
    }
    for (size_t i = 0; i < timeline.at_t.size(); ++i) Add(timeline.at_t[i], kColumn, i);
    Add(report_.peak.t, kPeak, 0);
    for (size_t i = 0; i < report_.findings.size(); ++i) {
      const std::vector<analysis::Evidence>& evidence = report_.findings[i].evidence;
      if (!evidence.empty()) Add(evidence.front().t, kFinding, i);
    }
    const std::vector<analysis::BufferReport>& buffers = report_.details.buffers;
    for (size_t i = 0; i < std::min(buffers.size(), kMostBufferTracks); ++i) {
      Add(buffers[i].begin_t, kBufferBegin, i);
      if (buffers[i].end_t >= 0) Add(buffers[i].end_t, kBufferEnd, i);
    }
    std::sort(due_.begin(), due_.end());
  }

  // Writes those up to the time `t`.
  absl::Status Until(int64_t t) {
    for (; next_ < due_.size() && std::get<int64_t>(due_[next_]) <= t; ++next_) {
      Write(due_[next_]);
      TIDEMARK_RETURN_IF_ERROR(out_.EndEvent());
    }
    return absl::OkStatus();
  }

 private:
  // A buffer that begins and ends in one moment begins first.
  enum Kind { kColumn, kPeak, kFinding, kBufferBegin, kBufferEnd };
  using Due = std::tuple<int64_t, Kind, size_t>;

  void Add(int64_t t, Kind kind, size_t index) { due_.emplace_back(t, kind, index); }

  void Write(const Due& due) {
    const auto& [t, kind, index] = due;
    switch (kind) {
      case kColumn:
        return WriteColumn(t, index);
      case kPeak:
        return WritePeak(t);
      case kFinding:
        return WriteFinding(t, report_.findings[index]);
      case kBufferBegin:
        return WriteBuffer(t, index);
      case kBufferEnd:
        return out_.EndSpan(static_cast<int64_t>(index) + 1, t);
    }
  }

  void WriteCounters(int64_t t, int64_t total, const std::vector<int64_t>& sites, int64_t other) {
    out_.Counter(t, "live bytes", absl::StrCat("\"bytes\":", total));
    std::string values;
    for (size_t i = 0; i < sites.size(); ++i) {
      absl::StrAppend(&values, site_keys_[i], ":", sites[i], ",");
    }
    out_.Counter(t, "live bytes by place", absl::StrCat(values, "\"other\":", other));
  }

  void WriteColumn(int64_t t, size_t column) {
    const analysis::SiteTimeline& timeline = report_.details.site_timeline;
    std::vector<int64_t> sites;
    int64_t total = timeline.other[column];
    for (const std::vector<int64_t>& of_site : timeline.bytes) {
      sites.push_back(of_site[column]);
      total += sites.back();
    }
    WriteCounters(t, total, sites, timeline.other[column]);
  }

  void WritePeak(int64_t t) {
    const analysis::SiteTimeline::PeakColumn& peak = report_.details.site_timeline.peak;
    if (peak.bytes.size() == site_keys_.size()) {
      WriteCounters(t, report_.peak.bytes, peak.bytes, peak.other);
    }
    out_.Instant(
        t, "peak", "peak",
        absl::StrCat("\"bytes\":", report_.peak.bytes, ",\"buffers\":", report_.peak.buffers));
  }

  void WriteFinding(int64_t t, const analysis::Finding& finding) {
    out_.Instant(t, "finding",
                 absl::StrCat(ShortName(finding.rule), " at ", ShortFrame(finding.site)),
                 absl::StrCat("\"count\":", finding.count, ",\"bytes\":", finding.bytes,
                              ",\"peak_saving_bytes\":", finding.peak_saving_bytes,
                              ",\"message\":", JsonString(CleanName(finding.message))));
  }

  void WriteBuffer(int64_t t, size_t index) {
    const analysis::BufferReport& buffer = report_.details.buffers[index];
    std::string name = ShortName(buffer.label.empty() ? buffer.op : buffer.label);
    absl::StrAppend(&name, name.empty() ? "" : " at ", ShortFrame(buffer.site));
    if (!buffer.dtype.empty()) {
      absl::StrAppend(&name, " ", ShortName(buffer.dtype), "[", absl::StrJoin(buffer.shape, ","),
                      "]");
    }
    out_.BeginSpan(static_cast<int64_t>(index) + 1, t, ShortName(name),
                   absl::StrCat("\"bytes\":", buffer.bytes, ",\"buffer\":", buffer.id));
  }

  const Report& report_;
  ChromeShards& out_;
  std::vector<std::string> site_keys_;
  std::vector<Due> due_;
  size_t next_ = 0;
};

// ---- What happened. ----

// The places of events, as they are known when the event is read. Code of the heap has no names here,
// but the events that are shown are of arrays and scripts, which bring theirs along.
class PlaceNames {
 public:
  template <typename Definition>
  void Define(const Definition& definition) {
    sites_.Define(definition);
  }

  std::string Of(const trace::Event& event) {
    const analysis::SiteIndex index = sites_.Of(event.site, event.stack).site;
    const analysis::SiteTable::Entry& entry = sites_.At(index);
    if (!entry.stack) return ShortFrame(entry.site);
    const auto [known, is_new] = of_stack_.try_emplace(index);
    if (is_new) {
      // It has to know all sites and modules when it is made.
      analysis::Places places(&sites_, nullptr);
      known->second = ShortFrame(places.Resolve(index));
    }
    return known->second;
  }

 private:
  analysis::SiteTable sites_;
  std::unordered_map<analysis::SiteIndex, std::string> of_stack_;
};

class EventWriter {
 public:
  EventWriter(const Report& report, ChromeShards* out) : report_(report), out_(*out) {}

  void Write(const trace::Event& event, int64_t t) {
    t_ = t;
    event_ = &event;
    std::visit([this](const auto& body) { On(body); }, event.body);
  }

 private:
  struct Buffer {
    SlicePlace made;
    std::unordered_set<int64_t> views;  // live
  };
  struct View {
    SlicePlace made;
    int64_t buffer = 0;
  };

  void On(const trace::TraceHead& head) {
    out_.SetProcess(head.pid.value_or(0), CleanName(report_.trace.program));
  }
  void On(const trace::SiteDefinition& definition) { places_.Define(definition); }
  void On(const trace::FrameDefinition& definition) { places_.Define(definition); }
  void On(const trace::StackDefinition& definition) { places_.Define(definition); }
  void On(const trace::ThreadDefinition& thread) {
    out_.NameThread(thread.thread.value(), ShortName(std::string(thread.name)));
  }

  void On(const trace::Alloc& alloc) {
    const int64_t id = alloc.buffer.buf.value();
    if (id == 0) return;
    Buffer& buffer = buffers_[id];
    buffer.made = Slice("alloc", absl::StrCat("alloc ", places_.Of(*event_)),
                        absl::StrCat("\"buffer\":", id, ",\"bytes\":", alloc.bytes));
    if (alloc.view.value() != 0) AddView(alloc.view.value(), id, &buffer, buffer.made);
  }

  void On(const trace::View& view) {
    const SlicePlace made =
        Slice("view", absl::StrCat("view ", places_.Of(*event_)),
              absl::StrCat("\"buffer\":", view.buf.value(), ",\"view\":", view.view.value()));
    const auto parent = views_.find(view.parent.value());
    const auto buffer = buffers_.find(view.buf.value());
    if (parent != views_.end()) {
      out_.Flow(parent->second.made, made, "view");
    } else if (buffer != buffers_.end()) {
      out_.Flow(buffer->second.made, made, "view");
    }
    if (buffer != buffers_.end()) {
      AddView(view.view.value(), view.buf.value(), &buffer->second, made);
    }
  }

  void On(const trace::Copy& copy) {
    const int64_t source = BufferOf(copy.src_buf.value(), copy.src.value());
    const int64_t destination = BufferOf(copy.dst_buf.value(), copy.dst.value());
    std::string name = absl::StrCat("copy ", places_.Of(*event_));
    const SlicePlace made =
        Slice("copy", name,
              absl::StrCat("\"bytes\":", copy.bytes, ",\"source\":", source,
                           ",\"destination\":", destination,
                           ",\"reason\":", JsonString(ShortName(std::string(copy.reason)))));
    const auto view = views_.find(copy.src.value());
    const auto buffer = buffers_.find(source);
    if (view != views_.end()) {
      out_.Flow(view->second.made, made, "copy");
    } else if (buffer != buffers_.end()) {
      out_.Flow(buffer->second.made, made, "copy");
    }
  }

  void On(const trace::Drop& drop) {
    const auto view = views_.find(drop.view.value());
    if (view == views_.end()) return;
    const auto buffer = buffers_.find(view->second.buffer);
    if (buffer != buffers_.end()) buffer->second.views.erase(drop.view.value());
    views_.erase(view);
  }
  void On(const trace::Free& free) {
    const auto buffer = buffers_.find(free.buffer.buf.value());
    if (buffer == buffers_.end()) return;
    for (const int64_t view : buffer->second.views) views_.erase(view);
    buffers_.erase(buffer);
  }

  void On(const trace::ScopeBegin& scope) {
    out_.BeginScope(event_->thread.value(), t_, ShortName(std::string(scope.name)));
  }
  void On(const trace::ScopeEnd& scope) {
    out_.EndScope(event_->thread.value(), t_, ShortName(std::string(scope.name)));
  }
  void On(const trace::Mark& mark) {
    out_.Instant(t_, "mark", ShortName(std::string(mark.name)), "");
  }
  void On(const trace::OutOfMemory& failed) {
    out_.Instant(t_, "oom", absl::StrCat("allocation failed at ", places_.Of(*event_)),
                 absl::StrCat("\"bytes\":", failed.bytes));
  }
  void On(const trace::Lost& lost) {
    out_.Instant(t_, "lost", "events were lost", absl::StrCat("\"count\":", lost.count));
  }
  void On(const trace::MemorySample& sample) {
    out_.Counter(t_, "process memory",
                 absl::StrCat("\"resident\":", sample.resident, ",\"file\":",
                              sample.file.value_or(0), ",\"swap\":", sample.swap.value_or(0)));
  }
  template <typename NotShown>
  void On(const NotShown& /*body*/) {}

  SlicePlace Slice(absl::string_view category, const std::string& name, const std::string& args) {
    return out_.Slice(event_->thread.value(), t_, category, name, args);
  }
  void AddView(int64_t view, int64_t id, Buffer* buffer, const SlicePlace& made) {
    views_[view] = {.made = made, .buffer = id};
    buffer->views.insert(view);
  }
  int64_t BufferOf(int64_t buffer, int64_t view) const {
    if (buffer != 0) return buffer;
    const auto found = views_.find(view);
    return found == views_.end() ? 0 : found->second.buffer;
  }

  const Report& report_;
  ChromeShards& out_;
  PlaceNames places_;
  int64_t t_ = 0;
  const trace::Event* event_ = nullptr;
  std::unordered_map<int64_t, Buffer> buffers_;
  std::unordered_map<int64_t, View> views_;
};

}  // namespace

absl::Status Chrome(trace::TraceReader* events, const Report* report, const ExportOptions& options,
                    trace::ShardSink* out) {
  ChromeShards shards(out, options.shard_bytes);
  ReportEvents known(*report, &shards);
  EventWriter writer(*report, &shards);
  int64_t t = 0;
  while (true) {
    TIDEMARK_ASSIGN_OR_RETURN(const trace::EventRun run, events->NextRun());
    if (run.empty()) break;
    for (const trace::EventRecord& record : run) {
      t = std::max(t, record.t);
      // Blocks of the heap are not shown one by one. Nothing is before the head, which names the process.
      if (record.event == nullptr) continue;
      if (!trace::IsDefinition(record.event->body)) TIDEMARK_RETURN_IF_ERROR(known.Until(t));
      writer.Write(*record.event, t);
      TIDEMARK_RETURN_IF_ERROR(shards.EndEvent());
    }
  }
  TIDEMARK_RETURN_IF_ERROR(known.Until(std::max(t, report->trace.duration_ns)));
  return shards.Finish();
}

absl::StatusOr<trace::ShardPaths> ChromePaths(const std::string& output,
                                              const ExportOptions& /*options*/) {
  const std::optional<trace::FileFormat> format = trace::FileFormatOf(output);
  return trace::ShardPaths{
      .name = [output](size_t number) { return NameOfShard(output, number); },
      .compression = format.has_value() ? format->compression : trace::Compression::kNone};
}

}  // namespace tidemark::exports
