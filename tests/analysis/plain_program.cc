#include "tests/analysis/plain_program.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace tidemark::analysis {

std::string TextOf(const SiteReport& site) {
  return absl::StrCat(site.file, site.line > 0 ? absl::StrCat(":", site.line, " ") : "",
                      site.function, site.label.empty() ? "" : absl::StrCat(" '", site.label, "'"));
}

PlainProgram::PlainProgram(uint64_t seed, const PlainOptions& options)
    : options_(options), random_(seed) {
  trace_.Head("plain", options_.capture);
  Define();
  for (int i = 0; i < options_.steps; ++i) Step();
  Tick();
  trace_.On({}).End();
  NoteMoment();
  for (const Buffer& buffer : buffers_) {
    if (buffer.external) continue;
    CallFigures& figures = figures_[buffer.place.path];
    figures.live_end_bytes += buffer.bytes;
    ++figures.live_end_count;
    figures.lifetime_ns += t_ - buffer.t;
  }
  for (auto& [path, figures] : figures_) {
    figures.leak_bytes = figures.live_end_bytes;
    figures.leak_count = figures.live_end_count;
  }
}

void PlainProgram::Define() {
  for (int i = 1; i <= options_.sites; ++i) {
    trace_.Site(i, Keep(absl::StrCat("s", i, ".cc")), i + 1, Keep(absl::StrCat("S", i)));
  }
  std::vector<std::string> frames = {""};
  for (int i = 1; i <= options_.functions; ++i) {
    const std::string file = absl::StrCat("f", i, ".cc");
    const std::string function = absl::StrCat("F", i);
    frames.push_back(absl::StrCat(file, ":", i, " ", function));
    trace_.Frame(i, {.function = Keep(function), .file = Keep(file), .line = i});
  }
  const int64_t allocator = options_.functions + 1;
  trace_.Frame(allocator, {.function = "malloc"});
  if (options_.called_sites) {
    // The sites' own functions: at their lines, and further on.
    for (int i = 1; i <= options_.sites; ++i) {
      const std::string file = absl::StrCat("s", i, ".cc");
      const std::string function = absl::StrCat("S", i);
      const int64_t line = i % 2 == 0 ? i + 1 : 100;
      frames.resize(static_cast<size_t>(allocator + i + 1));
      frames.back() = absl::StrCat(file, ":", line, " ", function);
      trace_.Frame(allocator + i, {.function = Keep(function), .file = Keep(file), .line = line});
    }
  }
  int64_t stack = 0;
  for (int i = 0; i < 4 * options_.functions; ++i) {
    std::vector<std::string> path;
    int64_t parent = 0;
    const int64_t depth = 1 + Below(options_.deepest);
    for (int64_t level = 0; level < depth; ++level) {
      const bool of_site = options_.called_sites && Below(3) == 0;
      const int64_t frame =
          of_site ? allocator + 1 + Below(options_.sites) : 1 + Below(options_.functions);
      trace_.Stack(++stack, frame, parent);
      parent = stack;
      const std::string& text = frames[static_cast<size_t>(frame)];
      if (path.empty() || path.back() != text) path.push_back(text);
      stack_paths_.push_back("");
      stack_sites_.push_back("");
      stack_frames_.push_back(stack_frames_.back());
      if (level == 0) stack_frames_.back().clear();
      stack_frames_.back().push_back(text);
    }
    if (Below(2) == 0) {
      trace_.Stack(++stack, allocator, parent);
      stack_paths_.push_back("");
      stack_sites_.push_back("");
      stack_frames_.push_back(stack_frames_.back());
    }
    stack_paths_.back() = absl::StrJoin(path, " > ");
    stack_sites_.back() = path.back();
  }
}

void PlainProgram::Tick() {
  t_ += Below(options_.tick + 1);
  trace_.At(t_);
}

// The site instead of the innermost call of its function and all further in; else further in than all.
PlainProgram::Place PlainProgram::GoToCalledSite() {
  const int64_t site = 1 + Below(options_.sites);
  const int64_t stack = 1 + Below(static_cast<int64_t>(stack_frames_.size()) - 1);
  trace_.On({.site = site, .thread = 1 + Below(2), .stack = stack});
  const std::string text = absl::StrCat("s", site, ".cc:", site + 1, " S", site);
  std::vector<std::string> path = stack_frames_[static_cast<size_t>(stack)];
  for (size_t i = path.size(); i-- > 0;) {
    if (!path[i].ends_with(absl::StrCat(" S", site))) continue;
    path.resize(i);
    break;
  }
  path.push_back(text);
  path.erase(std::unique(path.begin(), path.end()), path.end());
  return {.path = absl::StrJoin(path, " > "), .site = text};
}

PlainProgram::Place PlainProgram::GoToSite() {
  if (options_.called_sites && Below(2) == 0) return GoToCalledSite();
  const int64_t thread = 1 + Below(2);
  const int64_t site = 1 + Below(options_.sites);
  trace_.On({.site = site, .thread = thread});
  Place place;
  place.site = absl::StrCat("s", site, ".cc:", site + 1, " S", site);
  for (const std::string& scope : scopes_[thread]) absl::StrAppend(&place.path, scope, " > ");
  absl::StrAppend(&place.path, place.site);
  return place;
}

PlainProgram::Place PlainProgram::GoToStack() {
  size_t stack = 0;
  while (stack_paths_[stack].empty()) {
    stack = static_cast<size_t>(Below(static_cast<int64_t>(stack_paths_.size())));
  }
  trace_.On({.thread = 1 + Below(2), .stack = static_cast<int64_t>(stack)});
  return {.path = stack_paths_[stack], .site = stack_sites_[stack]};
}

void PlainProgram::NoteLive(const Place& place, int64_t bytes, int64_t count) {
  auto& [live_bytes, live_count] = live_[place.path];
  live_bytes += bytes;
  live_count += count;
  CallFigures& figures = figures_[place.path];
  if (live_bytes > figures.max_bytes) {
    figures.max_bytes = live_bytes;
    figures.max_count = live_count;
  }
  live_by_site_[place.site] += bytes;
}

void PlainProgram::NoteMoment() {
  Moment moment{.t = t_, .total = 0, .live = {}};
  for (const auto& [site, bytes] : live_by_site_) {
    if (bytes > 0) moment.live[site] = bytes;
    moment.total += bytes;
  }
  if (moment.total > peak_bytes_) {
    peak_bytes_ = moment.total;
    peak_ = live_;
  }
  moments_.push_back(std::move(moment));
}

void PlainProgram::Step() {
  Tick();
  const int64_t kind = Below(100);
  if (kind < 45 || buffers_.empty()) {
    Allocate();
  } else if (kind < 75) {
    Free();
  } else if (kind < 85) {
    Resize();
  } else if (kind < 92) {
    Copy();
  } else {
    Scope();
  }
  NoteMoment();
}

void PlainProgram::Allocate() {
  Buffer buffer;
  buffer.id = ++last_id_ * 4096;
  buffer.bytes = 1 + Below(1000);
  buffer.t = t_;
  buffer.heap = Below(2) == 0;
  buffer.external = !buffer.heap && Below(8) == 0;
  if (buffer.heap) {
    buffer.place = GoToStack();
    trace_.Alloc({.addr = static_cast<uint64_t>(buffer.id), .bytes = buffer.bytes, .kind = "heap"});
  } else {
    buffer.place = GoToSite();
    trace_.Alloc(
        {.buf = buffer.id, .bytes = buffer.bytes, .kind = buffer.external ? "external" : "array"});
  }
  if (!buffer.external) {
    CallFigures& figures = figures_[buffer.place.path];
    ++figures.alloc_count;
    figures.alloc_bytes += buffer.bytes;
    NoteLive(buffer.place, buffer.bytes, 1);
  }
  buffers_.push_back(buffer);
}

void PlainProgram::Free() {
  const auto at = buffers_.begin() + Below(static_cast<int64_t>(buffers_.size()));
  trace_.On({.thread = 1 + Below(2)});
  if (at->heap) {
    trace_.Free(FreeArgs{.addr = static_cast<uint64_t>(at->id)});
  } else {
    trace_.Free(at->id);
  }
  if (!at->external) {
    figures_[at->place.path].lifetime_ns += t_ - at->t;
    NoteLive(at->place, -at->bytes, -1);
  }
  buffers_.erase(at);
}

void PlainProgram::Resize() {
  Buffer& buffer = buffers_[static_cast<size_t>(Below(static_cast<int64_t>(buffers_.size())))];
  const Place here = buffer.heap ? GoToStack() : GoToSite();
  const int64_t bytes = 1 + Below(1000);
  trace::BufferName name;
  if (buffer.heap) {
    name.addr = static_cast<uint64_t>(buffer.id);
  } else {
    name.buf = BufferId(buffer.id);
  }
  trace_.Add(trace::EventBody(trace::Resize{.buffer = name, .bytes = bytes}));
  if (buffer.external) return;
  const int64_t change = bytes - std::exchange(buffer.bytes, bytes);
  if (change > 0) figures_[here.path].alloc_bytes += change;
  NoteLive(buffer.place, change, 0);
}

void PlainProgram::Copy() {
  std::vector<int64_t> arrays;
  for (const Buffer& buffer : buffers_) {
    if (!buffer.heap) arrays.push_back(buffer.id);
  }
  if (arrays.size() < 2) return Allocate();
  const Place here = GoToSite();
  const int64_t bytes = 1 + Below(100);
  trace_.Copy({.bytes = bytes, .src_buf = arrays.front(), .dst_buf = arrays.back()});
  CallFigures& figures = figures_[here.path];
  ++figures.copy_count;
  figures.copy_bytes += bytes;
}

void PlainProgram::Scope() {
  const int64_t thread = 1 + Below(2);
  std::vector<std::string>& open = scopes_[thread];
  trace_.On({.thread = thread});
  if (open.size() < 3 && Below(2) == 0) {
    const absl::string_view name = Keep(absl::StrCat("a/", Below(3)));
    trace_.Add(trace::EventBody(trace::ScopeBegin{.name = name}));
    open.push_back(absl::StrCat("scope:", name));
  } else if (!open.empty()) {
    const absl::string_view name = Keep(open.back().substr(6));
    trace_.Add(trace::EventBody(trace::ScopeEnd{.name = name}));
    open.pop_back();
  } else {
    trace_.Add(trace::EventBody(trace::Mark{.name = "mark"}));
  }
}

}  // namespace tidemark::analysis
