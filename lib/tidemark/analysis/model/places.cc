#include "tidemark/analysis/model/places.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "tidemark/analysis/symbols/frame_role.h"
#include "tidemark/analysis/symbols/function_name.h"
#include "tidemark/base/path_end.h"
#include "tidemark/base/python_module.h"

namespace tidemark::analysis {
namespace {

// Stacks of a trace that was not made by a recorder may lead in circles.
constexpr size_t kDeepestStack = 4096;
constexpr size_t kMostFrames = 1 << 16;  // of one stack, inlined ones among them

std::string FileName(const std::string& path) { return path.substr(path.rfind('/') + 1); }

// Compilers may name a file by its whole path, and macros by the end of it.
bool IsSameFile(absl::string_view a, absl::string_view b) {
  if (a.size() < b.size()) std::swap(a, b);
  return !b.empty() && EndsInPath(a, b);
}

// Whether the frame is the call that the site lies in.
bool IsCallOf(const SiteReport& frame, const SiteReport& site) {
  const bool same_function = !site.function.empty() && frame.function == site.function;
  if (site.file.empty() || frame.file.empty()) return same_function;
  return IsSameFile(frame.file, site.file) &&
         (same_function || (site.line > 0 && frame.line == site.line));
}

}  // namespace

// Goes through the frames of a stack, from the innermost out.
class Places::Walk {
 public:
  Walk(Places* places, StackId stack) : places_(places), stack_(stack) { NextStack(); }

  // Null at the end. Valid until the next call.
  const Frame* Next() {
    while (frames_ != nullptr && at_ == frames_->size()) NextStack();
    if (frames_ == nullptr || ++count_ > kMostFrames) return nullptr;
    return &(*frames_)[at_++];
  }

 private:
  void NextStack() {
    frames_ = nullptr;
    at_ = 0;
    const SiteTable::Stack* stack = places_->sites_->FindStack(stack_);
    if (stack == nullptr || ++depth_ > kDeepestStack) return;
    frames_ = &places_->FramesOf(stack->frame);
    stack_ = stack->parent;
  }

  Places* places_;
  StackId stack_;
  const std::vector<Frame>* frames_ = nullptr;
  size_t at_ = 0;
  size_t depth_ = 0;
  size_t count_ = 0;
};

Places::Places(const SiteTable* sites, Symbolizer* symbolizer)
    : sites_(sites), symbolizer_(symbolizer), of_site_(sites->size(), -1) {
  for (const CodeModule& module : sites_->modules()) {
    has_scripts_ = has_scripts_ || module.path == kScriptModule;
  }
  if (symbolizer_ == nullptr) return;
  for (const CodeModule& module : sites_->modules()) {
    module_numbers_.push_back(symbolizer_->Module(module));
  }
}

bool Places::HasScript(StackId id) const {
  size_t depth = 0;
  for (const SiteTable::Stack* stack = sites_->FindStack(id);
       stack != nullptr && ++depth <= kDeepestStack; stack = sites_->FindStack(stack->parent)) {
    const SiteTable::Frame* const frame = sites_->FindFrame(stack->frame);
    if (frame == nullptr) continue;
    if (sites_->modules()[static_cast<size_t>(frame->module)].path == kScriptModule) return true;
  }
  return false;
}

PlaceIndex Places::Intern(SiteReport site) {
  auto [it, inserted] =
      numbers_.try_emplace(std::move(site), static_cast<PlaceIndex>(places_.size()));
  if (inserted) places_.push_back(&it->first);
  return it->second;
}

PlaceIndex Places::Of(SiteIndex site) {
  PlaceIndex& place = of_site_[static_cast<size_t>(site)];
  if (place >= 0) return place;
  const SiteTable::Entry& entry = sites_->At(site);
  SiteReport resolved = entry.stack ? FindPlace(entry.stack).site : entry.site;
  if (resolved.module.empty()) resolved.module = PythonModule(resolved.file);
  const std::string& label = sites_->LabelOf(site);
  if (!label.empty()) resolved.label = label;
  place = Intern(std::move(resolved));
  return place;
}

const std::vector<Places::Frame>& Places::FramesOf(FrameId id) {
  auto [number, inserted] = frame_numbers_.Insert(id.value(), static_cast<int64_t>(frames_.size()));
  if (!inserted) return frames_[static_cast<size_t>(*number)];
  const SiteTable::Frame* frame = sites_->FindFrame(id);
  return frames_.emplace_back(frame == nullptr ? std::vector<Frame>() : Resolved(*frame));
}

std::vector<Places::Frame> Places::Resolved(const SiteTable::Frame& frame) {
  const std::string& module = sites_->modules()[static_cast<size_t>(frame.module)].path;
  SourceFrames sources;
  if (!frame.function.empty() || !frame.pc.has_value()) {
    // Recorders may write names as the linker knows them.
    const bool mangled = absl::StartsWith(frame.function, "_Z");
    sources.push_back({.function = mangled ? FunctionName(frame.function) : frame.function,
                       .file = frame.file,
                       .line = frame.line});
  } else if (symbolizer_ != nullptr && !module.empty()) {
    sources = symbolizer_->At(module_numbers_[static_cast<size_t>(frame.module)], *frame.pc);
  }
  if (sources.empty()) sources.emplace_back();
  std::vector<Frame> resolved;
  for (SourceFrame& source : sources) {
    Frame& entry = resolved.emplace_back();
    entry.named = !source.function.empty() || !source.file.empty();
    entry.role = RoleOf(source, module);
    if (!entry.named && frame.pc.has_value()) {
      source.function =
          absl::StrCat(FileName(module), module.empty() ? "0x" : "+0x", absl::Hex(*frame.pc));
    }
    if (source.file.empty()) source.file = module;
    const bool is_script = entry.role == FrameRole::kScript;
    entry.site = {.file = std::move(source.file),
                  .line = source.line,
                  .function = std::move(source.function),
                  .label = {},
                  .module = is_script ? PythonModule(frame.file) : module};
    entry.inlined = true;
  }
  resolved.back().inlined = false;
  return resolved;
}

bool Places::AnyFrame(SiteIndex site, const std::function<bool(const Frame&)>& is_it) {
  Walk walk(this, sites_->At(site).stack);
  while (const Frame* frame = walk.Next()) {
    if (is_it(*frame)) return true;
  }
  return false;
}

Places::Found Places::FindPlace(StackId stack) {
  Found nameless;  // the innermost of the program's frames, where it has no name
  Found fallback;
  bool has_nameless = false;
  bool fallback_named = false;
  const bool has_script = has_scripts_ && HasScript(stack);
  Walk walk(this, stack);
  size_t depth = 0;
  for (const Frame* frame = walk.Next(); frame != nullptr; frame = walk.Next(), ++depth) {
    if (has_script) {
      if (frame->role == FrameRole::kScript) return {frame->site, depth};
      continue;
    }
    if (has_nameless && frame->site.module != nameless.site.module) break;
    if (frame->role == FrameRole::kStart && depth == fallback.depth + 1 && !fallback_named) {
      const absl::string_view name = StartupAllocation(fallback.site.module);
      if (!name.empty()) fallback.site.function = std::string(name);
    }
    if (frame->role == FrameRole::kProgram) {
      if (frame->named) return {frame->site, depth};
      if (!has_nameless) nameless = {frame->site, depth};
      has_nameless = true;
    } else if (depth == 0 ||
               (frame->role != FrameRole::kRecorder && frame->role != FrameRole::kStart &&
                (frame->named || !fallback_named))) {
      fallback = {frame->site, depth};
      fallback_named = frame->named && frame->role != FrameRole::kRecorder;
    }
  }
  return has_nameless ? nameless : fallback;
}

size_t Places::FramesWithin(StackId stack, const SiteReport& site) {
  Walk walk(this, stack);
  size_t depth = 1;
  for (const Frame* frame = walk.Next(); frame != nullptr; frame = walk.Next(), ++depth) {
    if (frame->named && IsCallOf(frame->site, site)) return depth;
  }
  // What the place of the stack would be called the site.
  return FindPlace(stack).depth;
}

std::vector<PlaceIndex> Places::PathOf(SiteIndex site) {
  std::vector<PlaceIndex> path = {Of(site)};
  const SiteTable::Entry& entry = sites_->At(site);
  const StackId stack = entry.stack ? entry.stack : sites_->CallersOf(site);
  if (!stack) return path;
  const size_t within =
      entry.stack ? FindPlace(stack).depth + 1 : FramesWithin(stack, At(path.front()));
  Walk walk(this, stack);
  for (size_t i = 0; i < within; ++i) walk.Next();
  while (const Frame* frame = walk.Next()) {
    if (frame->role != FrameRole::kProgram && frame->role != FrameRole::kScript) continue;
    if (frame->as_caller < 0) {
      SiteReport caller = frame->site;
      if (!frame->named) caller.function.clear();
      frame->as_caller = Intern(std::move(caller));
    }
    if (frame->as_caller != path.back()) path.push_back(frame->as_caller);
  }
  std::reverse(path.begin(), path.end());
  return path;
}

std::vector<SiteReport> Places::CallersOf(SiteIndex site, size_t most) {
  std::vector<SiteReport> callers;
  const SiteTable::Entry& entry = sites_->At(site);
  if (!entry.stack) return callers;
  const Found place = FindPlace(entry.stack);
  Walk walk(this, entry.stack);
  for (size_t i = 0; i <= place.depth; ++i) walk.Next();
  SiteReport last = place.site;
  while (const Frame* frame = walk.Next()) {
    if (callers.size() == most) break;
    if (frame->role != FrameRole::kProgram && frame->role != FrameRole::kScript) continue;
    SiteReport caller = frame->site;
    if (!frame->named) caller.function.clear();
    const bool same_function =
        caller.function == last.function && caller.file == last.file && frame->named;
    const bool same_module = !frame->named && caller.module == last.module;
    if (!same_function && !same_module) callers.push_back(caller);
    last = std::move(caller);
  }
  return callers;
}

}  // namespace tidemark::analysis
