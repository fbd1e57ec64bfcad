#include "tidemark/record/bridge_table.h"

#include "tidemark/record/buffer/bridge_interface.h"
#include "tidemark/record/buffer/thread_local.h"
#include "tidemark/record/events/bridge_events.h"

namespace tidemark::record {
namespace {

uint64_t Number(int64_t id) { return static_cast<uint64_t>(id); }

constinit tm_bridge table = {
    .version = 1,
    .size = sizeof(tm_bridge),
    .recording = nullptr,  // known once somebody asks for the table
    .buffer_begin = [](const tm_buffer_info* info) { return bridge_events.BufferBegin(*info); },
    .buffer_resize = [](tm_buffer buffer, const void* address, int64_t bytes,
                        tm_site site) { bridge_events.BufferResize(buffer, address, bytes, site); },
    .buffer_end = [](tm_buffer buffer) { bridge_events.BufferEnd(buffer); },
    .buffer_owner = [](tm_buffer buffer) -> tm_view {
      return buffer == nullptr ? nullptr : &buffer->owner;
    },
    .view_begin = [](const tm_view_info* info) { return bridge_events.ViewBegin(*info); },
    .view_end = [](tm_view view) { bridge_events.ViewEnd(view); },
    .copy = [](const tm_copy_info* info) { bridge_events.Copy(*info); },
    .read = [](tm_view view, tm_site site) { bridge_events.Read(view, site); },
    .write = [](tm_view view, tm_site site) { bridge_events.Write(view, site); },
    .touch = [](tm_view view, int32_t for_writing, tm_clock* clock,
                tm_site site) { bridge_events.Touch(view, for_writing != 0, clock, site); },
    .escaped = [](tm_view view, int32_t for_writing,
                  tm_site site) { bridge_events.Escaped(view, for_writing != 0, site); },
    .op = [](const tm_op_info* info) { bridge_events.Op(*info); },
    .scope_begin = [](const char* name, tm_site site) { bridge_events.ScopeBegin(name, site); },
    .scope_end = [](const char* name) { bridge_events.ScopeEnd(name); },
    .mark = [](const char* name, tm_site site) { bridge_events.Mark(name, site); },
    .oom = [](int64_t bytes, tm_site site) { bridge_events.OutOfMemory(bytes, site); },
    .site = [](const char* file, uint32_t line,
               const char* function) { return bridge_events.Site(file, line, function); },
    .moment_begin = [](tm_clock* clock) { bridge_events.MomentBegin(clock); },
    .moment_end = [] { bridge_events.MomentEnd(); },
    .heap_pause = [] { ++this_thread.suppressed; },
    .heap_resume = [] { this_thread.suppressed -= this_thread.suppressed > 0 ? 1 : 0; },
    .buffer_id = [](tm_buffer buffer) { return buffer == nullptr ? 0 : Number(buffer->id); },
    .view_id = [](tm_view view) { return view == nullptr ? 0 : Number(view->id); },
    .stack_source = [](const tm_stack_source* source) { bridge_events.SetStackSource(source); },
    .stack_forget = [] { bridge_events.ForgetStacks(); },
};

}  // namespace

const tm_bridge* BridgeTable() noexcept {
  bridge_events.Expect();
  table.recording = bridge_events.RecordingNumber();
  return &table;
}

}  // namespace tidemark::record
