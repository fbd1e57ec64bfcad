#include <dlfcn.h>
#include <unistd.h>

#include <cstdlib>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "tidemark/analysis/symbols/code_module.h"
#include "tidemark/analysis/symbols/debuginfod_internal.h"
#include "tidemark/analysis/symbols/symbolizer.h"

namespace tidemark::analysis {
namespace {

constexpr char kLibrary[] = "libdebuginfod.so.1";
constexpr char kServers[] = "DEBUGINFOD_URLS";

// The functions of the client's interface that are used here.
struct Library {
  debuginfod_client* (*begin)() = nullptr;
  void (*end)(debuginfod_client*) = nullptr;
  int (*find_debuginfo)(debuginfod_client*, const unsigned char* build_id, int build_id_size,
                        char** path) = nullptr;

  bool loaded() const { return begin != nullptr && end != nullptr && find_debuginfo != nullptr; }
};

Library Load() {
  Library library;
  void* const handle = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);  // stays to the end
  if (handle == nullptr) return library;
  const auto find = [&](auto* function, const char* name) {
    *function = reinterpret_cast<std::remove_pointer_t<decltype(function)>>(dlsym(handle, name));
  };
  find(&library.begin, "debuginfod_begin");
  find(&library.end, "debuginfod_end");
  find(&library.find_debuginfo, "debuginfod_find_debuginfo");
  return library;
}

const Library& Loaded() {
  static const Library library = Load();
  return library;
}

}  // namespace

absl::Status DebuginfodUsable() {
  const char* const servers = std::getenv(kServers);
  if (servers == nullptr || absl::string_view(servers).empty()) {
    return absl::FailedPreconditionError(
        "DEBUGINFOD_URLS names no server, as in DEBUGINFOD_URLS=https://debuginfod.debian.net");
  }
  if (!Loaded().loaded()) {
    return absl::FailedPreconditionError(
        "libdebuginfod.so.1 is not installed (Debian: libdebuginfod1)");
  }
  return absl::OkStatus();
}

Debuginfod::Debuginfod() : client_(Loaded().loaded() ? Loaded().begin() : nullptr) {}

Debuginfod::~Debuginfod() {
  const Library& library = Loaded();
  if (client_ != nullptr && library.loaded()) library.end(client_);
}

std::string Debuginfod::Find(const std::string& build_id) {
  // The client makes a folder of that name, and build ids come out of traces.
  const Library& library = Loaded();
  if (client_ == nullptr || !library.loaded() || !IsBuildId(build_id)) return "";
  char* path = nullptr;
  // A size of 0 says that the build id is written in hexadecimal.
  const int file = library.find_debuginfo(
      client_, reinterpret_cast<const unsigned char*>(build_id.c_str()), 0, &path);
  if (file < 0) return "";
  close(file);
  std::string found = path == nullptr ? "" : path;
  std::free(path);
  return found;
}

}  // namespace tidemark::analysis
