#include "tests/analysis/reference_trace.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace tidemark::analysis::reference {
namespace {

std::optional<std::vector<int64_t>> Own(const std::optional<trace::Dimensions>& dimensions) {
  if (!dimensions.has_value()) return std::nullopt;
  return std::vector<int64_t>(dimensions->begin(), dimensions->end());
}

void Address(const View& view, size_t axis, int64_t at, int64_t item, std::vector<bool>* bytes) {
  if (axis == view.shape->size()) {
    for (int64_t i = 0; i < item; ++i) (*bytes)[static_cast<size_t>(at + i)] = true;
    return;
  }
  for (int64_t i = 0; i < (*view.shape)[axis]; ++i) {
    Address(view, axis + 1, at + i * (*view.strides)[axis], item, bytes);
  }
}

}  // namespace

int64_t Memory::BytesAt(int64_t position) const {
  int64_t bytes = 0;
  for (const auto& [from, size] : sizes) {
    if (from <= position) bytes = size;
  }
  return bytes;
}

std::optional<std::vector<bool>> View::Bytes(int64_t buffer_bytes) const {
  if (!shape.has_value() || !strides.has_value() || dtype.size() < 2) return std::nullopt;
  std::vector<bool> bytes(static_cast<size_t>(buffer_bytes), false);
  Address(*this, 0, offset, std::stoll(dtype.substr(1)), &bytes);
  return bytes;
}

LaidOutTrace::LaidOutTrace(const std::vector<trace::Event>& events) {
  length = static_cast<int64_t>(events.size());
  for (const trace::Event& event : events) {
    if (const auto* site = std::get_if<trace::SiteDefinition>(&event.body)) {
      sites_[site->site.value()] = {std::string(site->file), site->line,
                                    std::string(site->function), std::string(site->label)};
    } else if (const auto* frame = std::get_if<trace::FrameDefinition>(&event.body)) {
      frames_[frame->frame.value()] = {.file = std::string(frame->file),
                                       .line = frame->line.value_or(0),
                                       .function = std::string(frame->function),
                                       .label = "",
                                       .module = std::string(frame->module)};
    } else if (const auto* stack = std::get_if<trace::StackDefinition>(&event.body)) {
      stacks_[stack->stack.value()] = frames_[stack->frame.value()];
    }
  }
  int64_t t = 0;
  for (int64_t i = 0; i < length; ++i) {
    const trace::Event& event = events[static_cast<size_t>(i)];
    const bool is_event =
        trace::IsCounted(event.body) || std::holds_alternative<trace::End>(event.body);
    if (is_event && event.t.has_value()) t = *event.t;
    times.push_back(t);
    happens.push_back(is_event);
    if (is_event && event.thread) threads.insert(event.thread.value());
    Lay(event, i);
  }
}

Memory* LaidOutTrace::Find(const trace::BufferName& name, int64_t position) {
  for (Memory& memory : memories) {
    if (!memory.LivesAfter(position)) continue;
    if (name.buf ? memory.by_id && memory.name == name.buf.value()
                 : !memory.by_id && memory.name == static_cast<int64_t>(*name.addr)) {
      return &memory;
    }
  }
  return nullptr;
}

View* LaidOutTrace::FindView(int64_t id) {
  for (const auto& view : views) {
    if (view->id == id) return view.get();
  }
  return nullptr;
}

Transfer* LaidOutTrace::ToldBy(const trace::Op& op, int64_t memory) {
  if (op.index.empty() && op.name != "tile" && op.name != "repeat") return nullptr;
  const Use* last = nullptr;
  for (const Use& use : uses) {
    if (use.memory == memory) last = &use;
  }
  for (Transfer& copy : transfers) {
    if (last == nullptr || copy.position != last->position || copy.destination != memory) continue;
    return copy.reason == "gather" || copy.reason == "broadcast" ? &copy : nullptr;
  }
  return nullptr;
}

void LaidOutTrace::Lay(const trace::Event& event, int64_t position) {
  const int64_t t = times[static_cast<size_t>(position)];
  auto index = [&](const Memory* memory) { return memory - memories.data(); };
  auto use = [&](int64_t memory, bool is_write, bool by_operation = false) {
    uses.push_back({position, t, memory, is_write, by_operation});
  };
  if (const auto* alloc = std::get_if<trace::Alloc>(&event.body)) {
    Memory memory;
    memory.by_id = static_cast<bool>(alloc->buffer.buf);
    memory.name = memory.by_id ? alloc->buffer.buf.value()
                               : static_cast<int64_t>(alloc->buffer.addr.value_or(0));
    memory.begin = position;
    memory.sizes = {{position, alloc->bytes}};
    memory.external = alloc->kind == "external";
    memory.foreign = memory.external || alloc->kind == "mmap";
    memory.is_array = alloc->kind == "array" || alloc->view || !alloc->dtype.empty();
    memory.kind = std::string(alloc->kind);
    memory.space = alloc->space == "host" ? "" : std::string(alloc->space);
    memory.align = alloc->align.value_or(0);
    memory.zeroed = alloc->zeroed.value_or(false);
    memory.dtype = std::string(alloc->dtype);
    memory.shape = Own(alloc->shape);
    memory.strides = Own(alloc->strides);
    memory.owner = alloc->view.value();
    memory.thread = event.thread.value();
    memory.site = event.site ? sites_[event.site.value()] : stacks_[event.stack.value()];
    memory.origin = {event.site.value(), event.site ? 0 : event.stack.value()};
    memory.is_heap = alloc->kind == "heap";
    memory.usable = alloc->usable.value_or(0);
    memories.push_back(memory);
    if (alloc->view) {
      auto view = std::make_unique<View>();
      view->id = alloc->view.value();
      view->memory = static_cast<int64_t>(memories.size()) - 1;
      view->begin = position;
      view->owner = true;
      view->dtype = memory.dtype;
      view->shape = memory.shape;
      view->strides = memory.strides;
      views.push_back(std::move(view));
    }
  } else if (const auto* resize = std::get_if<trace::Resize>(&event.body)) {
    Memory* memory = Find(resize->buffer, position);
    memory->sizes.push_back({position, resize->bytes});
    if (resize->new_addr.has_value()) memory->name = static_cast<int64_t>(*resize->new_addr);
  } else if (const auto* made = std::get_if<trace::View>(&event.body)) {
    ++counts["views"];
    auto view = std::make_unique<View>();
    view->id = made->view.value();
    view->memory = index(Find({.buf = made->buf, .addr = {}}, position));
    view->begin = position;
    const Memory& memory = memories[static_cast<size_t>(view->memory)];
    view->dtype = made->dtype.empty() ? memory.dtype : std::string(made->dtype);
    view->offset = made->offset.value_or(0);
    view->writable = made->writable.value_or(true);
    view->shape = Own(made->shape);
    view->strides = Own(made->strides);
    views.push_back(std::move(view));
  } else if (const auto* drop = std::get_if<trace::Drop>(&event.body)) {
    FindView(drop->view.value())->end = position;
  } else if (const auto* copy = std::get_if<trace::Copy>(&event.body)) {
    Transfer transfer;
    transfer.position = position;
    transfer.bytes = copy->bytes;
    transfer.source_view = FindView(copy->src.value());
    transfer.destination_view = FindView(copy->dst.value());
    transfer.source = copy->src_buf ? index(Find({.buf = copy->src_buf, .addr = {}}, position))
                                    : transfer.source_view->memory;
    transfer.destination = copy->dst_buf ? index(Find({.buf = copy->dst_buf, .addr = {}}, position))
                                         : transfer.destination_view->memory;
    transfer.reason = std::string(copy->reason);
    transfer.op = std::string(copy->op);
    transfer.told_t = times.back();
    transfer.site_id = event.site.value();
    transfer.site = sites_[event.site.value()];
    use(transfer.source, false);
    use(transfer.destination, true);
    transfers.push_back(transfer);
  } else if (const auto* write = std::get_if<trace::Write>(&event.body)) {
    use(index(Find({.buf = write->buf, .addr = {}}, position)), true);
  } else if (const auto* read = std::get_if<trace::Read>(&event.body)) {
    use(index(Find({.buf = read->buf, .addr = {}}, position)), false);
  } else if (const auto* op = std::get_if<trace::Op>(&event.body)) {
    ++counts["ops"];
    Transfer* const told = op->out ? ToldBy(*op, FindView(op->out.value())->memory) : nullptr;
    const auto is_side = [&](int64_t memory) {
      int64_t last = -1;
      for (const Use& other : uses) {
        if (other.memory == memory) last = other.position;
      }
      return told != nullptr && last == told->position;
    };
    Operation operation{.position = position,
                        .name = std::string(op->name),
                        .in = {},
                        .out = op->out ? FindView(op->out.value()) : nullptr,
                        .tells_of_copy = told != nullptr,
                        .thread = event.thread.value(),
                        .site = sites_[event.site.value()]};
    for (ViewId in : op->in.value_or(absl::Span<const ViewId>())) {
      const View* const view = FindView(in.value());
      operation.in.push_back(view);
      if (is_side(view->memory)) continue;
      use(view->memory, false, true);
      if (told != nullptr) told->index_views.push_back(view);
    }
    operations.push_back(operation);
    if (told != nullptr) {
      told->told_t = std::max(told->told_t, times.back());
      told->index = std::string(op->index);
    } else if (op->out) {
      use(FindView(op->out.value())->memory, true, true);
    }
  } else if (const auto* free = std::get_if<trace::Free>(&event.body)) {
    Memory* memory = Find(free->buffer, position);
    memory->end = position;
    memory->freed_by = event.thread.value();
    memory->last_read = free->last_read;
    memory->last_write = free->last_write;
    for (const auto& view : views) {
      if (view->memory == index(memory) && view->end == kNever) view->end = position;
    }
  } else if (const auto* mark = std::get_if<trace::Mark>(&event.body)) {
    readings.push_back({.position = position, .is_scope = false, .name = std::string(mark->name)});
  } else if (const auto* scope = std::get_if<trace::ScopeEnd>(&event.body)) {
    readings.push_back({.position = position, .is_scope = true, .name = std::string(scope->name)});
  } else if (const auto* values = std::get_if<trace::Values>(&event.body)) {
    Find({.buf = values->buf, .addr = {}}, position)
        ->scans.emplace_back(position, std::string(values->fits));
  } else if (std::holds_alternative<trace::End>(event.body)) {
    closed = true;
  }
}

}  // namespace tidemark::analysis::reference
