#include <charconv>
#include <variant>

#include "tests/trace/trace_test_support.h"

namespace tidemark::trace {
namespace {

using nlohmann::json;

std::string Hex(uint64_t address) {
  char digits[17] = {};
  std::to_chars(digits, digits + 16, address, 16);
  return std::string("0x") + digits;
}

// Puts what is there into `object` under `key`, and nothing otherwise.
void Put(json& object, const char* key, std::optional<int64_t> value) {
  if (value) object[key] = *value;
}
void Put(json& object, const char* key, std::optional<bool> value) {
  if (value) object[key] = *value;
}
void Put(json& object, const char* key, std::optional<Dimensions> value) {
  if (value) object[key] = std::vector<int64_t>(value->begin(), value->end());
}
void Put(json& object, const char* key, absl::string_view value) {
  if (!value.empty()) object[key] = std::string(value);
}
template <class Tag>
void Put(json& object, const char* key, StrongId<Tag> id) {
  if (id.value() != 0) object[key] = id.value();
}
void PutAddress(json& object, const char* key, std::optional<uint64_t> address) {
  if (address) object[key] = Hex(*address);
}

struct Modeller {
  json& o;

  void operator()(const TraceHead& e) const {
    o["ev"] = "trace";
    o["version"] = e.version;
    Put(o, "run", e.run);
    Put(o, "pid", e.pid);
    Put(o, "ppid", e.ppid);
    Put(o, "program", e.program);
    if (e.has_args) o["args"] = std::vector<std::string>(e.args.begin(), e.args.end());
    Put(o, "host", e.host);
    Put(o, "start_unix_ns", e.start_unix_ns);
    Put(o, "tidemark", e.tidemark);
    if (!e.capture_json.empty()) {
      // Discarded when it holds a number beyond a double, which is JSON nevertheless.
      o["capture"] = json::parse(std::string(e.capture_json), nullptr, /*allow_exceptions=*/false);
    }
  }
  void operator()(const SiteDefinition& e) const {
    o["ev"] = "site";
    o["site"] = e.site.value();
    o["file"] = std::string(e.file);
    o["line"] = e.line;
    Put(o, "function", e.function);
    Put(o, "label", e.label);
  }
  void operator()(const FrameDefinition& e) const {
    o["ev"] = "frame";
    o["frame"] = e.frame.value();
    o["function"] = std::string(e.function);
    Put(o, "file", e.file);
    Put(o, "line", e.line);
    Put(o, "module", e.module);
    Put(o, "build_id", e.build_id);
    PutAddress(o, "pc", e.pc);
  }
  void operator()(const StackDefinition& e) const {
    o["ev"] = "stack";
    o["stack"] = e.stack.value();
    o["frame"] = e.frame.value();
    Put(o, "parent", e.parent);
  }
  void operator()(const ThreadDefinition& e) const {
    o["ev"] = "thread";
    o["thread"] = e.thread.value();
    Put(o, "name", e.name);
    Put(o, "os_tid", e.os_tid);
  }
  void operator()(const Alloc& e) const {
    o["ev"] = "alloc";
    Put(o, "buf", e.buffer.buf);
    PutAddress(o, "addr", e.buffer.addr);
    o["bytes"] = e.bytes;
    Put(o, "usable", e.usable);
    Put(o, "align", e.align);
    Put(o, "kind", e.kind);
    Put(o, "zeroed", e.zeroed);
    Put(o, "op", e.op);
    Put(o, "label", e.label);
    Put(o, "dtype", e.dtype);
    Put(o, "shape", e.shape);
    Put(o, "strides", e.strides);
    Put(o, "view", e.view);
  }
  void operator()(const Resize& e) const {
    o["ev"] = "resize";
    Put(o, "buf", e.buffer.buf);
    PutAddress(o, "addr", e.buffer.addr);
    o["bytes"] = e.bytes;
    PutAddress(o, "new_addr", e.new_addr);
  }
  void operator()(const View& e) const {
    o["ev"] = "view";
    o["view"] = e.view.value();
    o["buf"] = e.buf.value();
    Put(o, "parent", e.parent);
    Put(o, "offset", e.offset);
    Put(o, "shape", e.shape);
    Put(o, "strides", e.strides);
    Put(o, "dtype", e.dtype);
    Put(o, "op", e.op);
    Put(o, "writable", e.writable);
  }
  void operator()(const Drop& e) const {
    o["ev"] = "drop";
    o["view"] = e.view.value();
  }
  void operator()(const Copy& e) const {
    o["ev"] = "copy";
    o["bytes"] = e.bytes;
    Put(o, "src_buf", e.src_buf);
    Put(o, "dst_buf", e.dst_buf);
    Put(o, "src", e.src);
    Put(o, "dst", e.dst);
    Put(o, "reason", e.reason);
    Put(o, "op", e.op);
  }
  void operator()(const Write& e) const {
    o["ev"] = "write";
    o["buf"] = e.buf.value();
    Put(o, "view", e.view);
    Put(o, "escaped", e.escaped);
  }
  void operator()(const Read& e) const {
    o["ev"] = "read";
    o["buf"] = e.buf.value();
    Put(o, "view", e.view);
    Put(o, "escaped", e.escaped);
  }
  void operator()(const Op& e) const {
    o["ev"] = "op";
    o["name"] = std::string(e.name);
    if (e.has_in) {
      o["in"] = json::array();
      for (const ViewId view : e.in) o["in"].push_back(view.value());
    }
    Put(o, "out", e.out);
    Put(o, "reused", e.reused);
    Put(o, "index", e.index);
  }
  void operator()(const Free& e) const {
    o["ev"] = "free";
    Put(o, "buf", e.buffer.buf);
    PutAddress(o, "addr", e.buffer.addr);
    Put(o, "last_read", e.last_read);
    Put(o, "last_write", e.last_write);
  }
  void operator()(const ScopeBegin& e) const {
    o["ev"] = "scope_begin";
    o["name"] = std::string(e.name);
  }
  void operator()(const ScopeEnd& e) const {
    o["ev"] = "scope_end";
    o["name"] = std::string(e.name);
  }
  void operator()(const Mark& e) const {
    o["ev"] = "mark";
    o["name"] = std::string(e.name);
  }
  void operator()(const OutOfMemory& e) const {
    o["ev"] = "oom";
    o["bytes"] = e.bytes;
  }
  void operator()(const Lost& e) const {
    o["ev"] = "lost";
    o["count"] = e.count;
    Put(o, "bytes", e.bytes);
  }
  void operator()(const End& e) const {
    o["ev"] = "end";
    Put(o, "events", e.events);
    Put(o, "live_buffers", e.live_buffers);
    Put(o, "live_bytes", e.live_bytes);
  }
};

}  // namespace

json Model(const Event& event) {
  json object = json::object();
  // The common keys first: a definition of a site or a thread puts its own id there.
  Put(object, "t", event.t);
  Put(object, "thread", event.thread);
  Put(object, "site", event.site);
  Put(object, "stack", event.stack);
  std::visit(Modeller{object}, event.body);
  return object;
}

}  // namespace tidemark::trace
