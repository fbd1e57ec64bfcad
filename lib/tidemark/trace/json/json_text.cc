#include "tidemark/trace/json/json_text.h"

#include <optional>
#include <variant>

#include "tidemark/trace/json/json_object_internal.h"

namespace tidemark::trace {
namespace {

// ---- A field that is left out where it is absent. ----

void Optional(JsonObject& json, absl::string_view key, std::optional<int64_t> value) {
  if (value.has_value()) json.Integer(key, *value);
}
void Optional(JsonObject& json, absl::string_view key, std::optional<bool> value) {
  if (value.has_value()) json.Bool(key, *value);
}
void Optional(JsonObject& json, absl::string_view key, std::optional<Dimensions> value) {
  if (value.has_value()) json.Integers(key, *value);
}
void Optional(JsonObject& json, absl::string_view key, absl::string_view text) {
  if (!text.empty()) json.Text(key, text);
}
template <class Tag>
void Optional(JsonObject& json, absl::string_view key, StrongId<Tag> id) {
  if (id) json.Integer(key, id.value());
}
// Not an overload of Optional: an address and an integer look too much alike.
void OptionalAddress(JsonObject& json, absl::string_view key, std::optional<uint64_t> address) {
  if (address.has_value()) json.Address(key, *address);
}
void Buffer(JsonObject& json, const BufferName& buffer) {
  Optional(json, "\"buf\":", buffer.buf);
  OptionalAddress(json, "\"addr\":", buffer.addr);
}

// ---- The name of each kind, and its own fields. ----

constexpr absl::string_view Name(const TraceHead&) { return "trace"; }
void Fields(JsonObject& json, const TraceHead& head) {
  json.Integer("\"version\":", head.version);
  Optional(json, "\"program\":", head.program);
  Optional(json, "\"run\":", head.run);
  Optional(json, "\"pid\":", head.pid);
  Optional(json, "\"ppid\":", head.ppid);
  if (head.has_args) json.Texts("\"args\":", head.args);
  Optional(json, "\"host\":", head.host);
  Optional(json, "\"start_unix_ns\":", head.start_unix_ns);
  Optional(json, "\"tidemark\":", head.tidemark);
  if (!head.capture_json.empty()) json.Json("\"capture\":", head.capture_json);
}

constexpr absl::string_view Name(const SiteDefinition&) { return "site"; }
void Fields(JsonObject& json, const SiteDefinition& site) {
  json.Integer("\"site\":", site.site.value());
  json.Text("\"file\":", site.file);
  json.Integer("\"line\":", site.line);
  Optional(json, "\"function\":", site.function);
  Optional(json, "\"label\":", site.label);
}

constexpr absl::string_view Name(const FrameDefinition&) { return "frame"; }
void Fields(JsonObject& json, const FrameDefinition& frame) {
  json.Integer("\"frame\":", frame.frame.value());
  json.Text("\"function\":", frame.function);
  Optional(json, "\"file\":", frame.file);
  Optional(json, "\"line\":", frame.line);
  Optional(json, "\"module\":", frame.module);
  Optional(json, "\"build_id\":", frame.build_id);
  OptionalAddress(json, "\"pc\":", frame.pc);
}

constexpr absl::string_view Name(const StackDefinition&) { return "stack"; }
void Fields(JsonObject& json, const StackDefinition& stack) {
  json.Integer("\"stack\":", stack.stack.value());
  json.Integer("\"frame\":", stack.frame.value());
  Optional(json, "\"parent\":", stack.parent);
}

constexpr absl::string_view Name(const ThreadDefinition&) { return "thread"; }
void Fields(JsonObject& json, const ThreadDefinition& thread) {
  json.Integer("\"thread\":", thread.thread.value());
  Optional(json, "\"name\":", thread.name);
  Optional(json, "\"os_tid\":", thread.os_tid);
}

constexpr absl::string_view Name(const Alloc&) { return "alloc"; }
void Fields(JsonObject& json, const Alloc& alloc) {
  Buffer(json, alloc.buffer);
  json.Integer("\"bytes\":", alloc.bytes);
  Optional(json, "\"usable\":", alloc.usable);
  Optional(json, "\"align\":", alloc.align);
  Optional(json, "\"kind\":", alloc.kind);
  Optional(json, "\"zeroed\":", alloc.zeroed);
  Optional(json, "\"op\":", alloc.op);
  Optional(json, "\"label\":", alloc.label);
  Optional(json, "\"dtype\":", alloc.dtype);
  Optional(json, "\"shape\":", alloc.shape);
  Optional(json, "\"strides\":", alloc.strides);
  Optional(json, "\"view\":", alloc.view);
}

constexpr absl::string_view Name(const Resize&) { return "resize"; }
void Fields(JsonObject& json, const Resize& resize) {
  Buffer(json, resize.buffer);
  json.Integer("\"bytes\":", resize.bytes);
  OptionalAddress(json, "\"new_addr\":", resize.new_addr);
}

constexpr absl::string_view Name(const View&) { return "view"; }
void Fields(JsonObject& json, const View& view) {
  json.Integer("\"view\":", view.view.value());
  json.Integer("\"buf\":", view.buf.value());
  Optional(json, "\"parent\":", view.parent);
  Optional(json, "\"offset\":", view.offset);
  Optional(json, "\"shape\":", view.shape);
  Optional(json, "\"strides\":", view.strides);
  Optional(json, "\"dtype\":", view.dtype);
  Optional(json, "\"op\":", view.op);
  Optional(json, "\"writable\":", view.writable);
}

constexpr absl::string_view Name(const Drop&) { return "drop"; }
void Fields(JsonObject& json, const Drop& drop) { json.Integer("\"view\":", drop.view.value()); }

constexpr absl::string_view Name(const Copy&) { return "copy"; }
void Fields(JsonObject& json, const Copy& copy) {
  Optional(json, "\"src\":", copy.src);
  Optional(json, "\"dst\":", copy.dst);
  Optional(json, "\"src_buf\":", copy.src_buf);
  Optional(json, "\"dst_buf\":", copy.dst_buf);
  json.Integer("\"bytes\":", copy.bytes);
  Optional(json, "\"reason\":", copy.reason);
  Optional(json, "\"op\":", copy.op);
}

constexpr absl::string_view Name(const Write&) { return "write"; }
void Fields(JsonObject& json, const Write& write) {
  json.Integer("\"buf\":", write.buf.value());
  Optional(json, "\"view\":", write.view);
  Optional(json, "\"escaped\":", write.escaped);
}

constexpr absl::string_view Name(const Read&) { return "read"; }
void Fields(JsonObject& json, const Read& read) {
  json.Integer("\"buf\":", read.buf.value());
  Optional(json, "\"view\":", read.view);
  Optional(json, "\"escaped\":", read.escaped);
}

constexpr absl::string_view Name(const Op&) { return "op"; }
void Fields(JsonObject& json, const Op& op) {
  json.Text("\"name\":", op.name);
  if (op.has_in) json.IntegersOf("\"in\":", op.in, [](ViewId view) { return view.value(); });
  Optional(json, "\"out\":", op.out);
  Optional(json, "\"reused\":", op.reused);
  Optional(json, "\"index\":", op.index);
}

constexpr absl::string_view Name(const Free&) { return "free"; }
void Fields(JsonObject& json, const Free& free) {
  Buffer(json, free.buffer);
  Optional(json, "\"last_read\":", free.last_read);
  Optional(json, "\"last_write\":", free.last_write);
}

constexpr absl::string_view Name(const ScopeBegin&) { return "scope_begin"; }
void Fields(JsonObject& json, const ScopeBegin& scope) { json.Text("\"name\":", scope.name); }

constexpr absl::string_view Name(const ScopeEnd&) { return "scope_end"; }
void Fields(JsonObject& json, const ScopeEnd& scope) { json.Text("\"name\":", scope.name); }

constexpr absl::string_view Name(const Mark&) { return "mark"; }
void Fields(JsonObject& json, const Mark& mark) { json.Text("\"name\":", mark.name); }

constexpr absl::string_view Name(const OutOfMemory&) { return "oom"; }
void Fields(JsonObject& json, const OutOfMemory& oom) { json.Integer("\"bytes\":", oom.bytes); }

constexpr absl::string_view Name(const Lost&) { return "lost"; }
void Fields(JsonObject& json, const Lost& lost) {
  json.Integer("\"count\":", lost.count);
  Optional(json, "\"bytes\":", lost.bytes);
}

constexpr absl::string_view Name(const End&) { return "end"; }
void Fields(JsonObject& json, const End& end) {
  Optional(json, "\"events\":", end.events);
  Optional(json, "\"live_buffers\":", end.live_buffers);
  Optional(json, "\"live_bytes\":", end.live_bytes);
}

}  // namespace

void AppendJson(const Event& event, std::string* out) {
  std::visit(
      [&event, out](const auto& body) {
        JsonObject json(Name(body), out);
        if (!IsDefinition(event.body)) {
          Optional(json, "\"t\":", event.t);
          Optional(json, "\"thread\":", event.thread);
          Optional(json, "\"site\":", event.site);
          Optional(json, "\"stack\":", event.stack);
        }
        Fields(json, body);
        json.Finish();
      },
      event.body);
}

}  // namespace tidemark::trace
