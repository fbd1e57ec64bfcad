// Serves the kernels of this library (peer.h), with the hooks as a user has them.
//
//   tidemark_array_peer                 no observer attached
//   tidemark_array_peer --observe       one observer that ignores its events
//   tidemark_array_peer --record PATH   a recording session
#include <cstdio>
#include <optional>
#include <string_view>

#include "bench/array/peer.h"
#include "bench/array/tidemark_kernels.h"
#include "tidemark/memory/observer.h"
#include "tidemark/record/session.h"

int main(int argc, char** argv) {
  using namespace tidemark;
  MemoryObserver ignores;
  std::optional<AttachedObserver> attached;
  std::optional<Session> session;
  if (argc == 2 && std::string_view(argv[1]) == "--observe") {
    attached.emplace(&ignores);
  } else if (argc == 3 && std::string_view(argv[1]) == "--record") {
    session.emplace(SessionOptions{.path = argv[2]});
  } else if (argc != 1) {
    std::fprintf(stderr, "usage: %s [--observe | --record PATH]\n", argv[0]);
    return 2;
  }
  return bench_array::Serve(bench_array::TidemarkKernels());
}
