// The program that the recorder's tests run as a process of its own. Its first argument says what
// it does; it is recorded when TIDEMARK_TRACE is set, since it links the recorder.
#include <pthread.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory_resource>
#include <string>
#include <thread>
#include <vector>

#include "tidemark/base/clock_origin.h"
#include "tidemark/memory/tracking_resource.h"
#include "tidemark/record/session.h"

namespace {

// One allocation and its free, of a size that the test looks for.
void Touch(size_t bytes) {
  tidemark::TrackingResource resource("touch", std::pmr::new_delete_resource());
  resource.deallocate(resource.allocate(bytes), bytes);
}

struct ExitsInItsDestructor {
  ~ExitsInItsDestructor() {
    if (!armed) return;
    Touch(1111);
    std::exit(7);
  }
  bool armed = false;
};
struct TouchesInItsDestructor {
  ~TouchesInItsDestructor() {
    if (armed) Touch(2222);
  }
  bool armed = false;
};

// Destroyed in the opposite order: the exit comes first, the last allocation after it.
TouchesInItsDestructor touches;
ExitsInItsDestructor exits;

// Touches before main.
const bool touched_early = (Touch(3333), true);

void Threads(int count, int rounds) {
  std::vector<std::thread> threads;
  threads.reserve(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) {
    threads.emplace_back([i, rounds] {
      pthread_setname_np(pthread_self(), ("worker " + std::to_string(i)).c_str());
      for (int round = 0; round < rounds; ++round) Touch(100 + static_cast<size_t>(i));
    });
  }
  for (std::thread& thread : threads) thread.join();
}

int Fork() {
  Touch(10);
  std::fflush(stdout);
  const pid_t child = fork();
  Touch(child == 0 ? 20 : 30);
  if (child == 0) std::exit(3);
  int status = 0;
  waitpid(child, &status, 0);
  Touch(40);
  return WEXITSTATUS(status);
}

// A session of its own under a limit of file size: prints what Close() returns.
int CloseStatus(int rounds) {
  const char* limit_text = std::getenv("TIDEMARK_TEST_LIMIT");
  const rlim_t limit =
      limit_text != nullptr ? std::strtoul(limit_text, nullptr, 10) : RLIM_INFINITY;
  const rlimit limits{.rlim_cur = limit, .rlim_max = limit};
  setrlimit(RLIMIT_FSIZE, &limits);
  const char* path = std::getenv("TIDEMARK_TEST_PATH");
  tidemark::Session session({.path = path != nullptr ? path : "/tmp/tidemark-limit-%p.json"});
  for (int i = 0; i < rounds; ++i) Touch(64);
  const std::string status = session.Close().ToString();
  std::remove(session.path().c_str());
  std::printf("close: %s\n", status.c_str());
  return 0;
}

int Number(char** argv, int i) { return argv[i] != nullptr ? std::atoi(argv[i]) : 0; }

}  // namespace

int main(int argc, char** argv) {
  const std::string mode = argc > 1 ? argv[1] : "";
  std::puts("working");
  if (mode == "touch") {
    for (int i = 0; i < Number(argv, 2); ++i) Touch(64);
  } else if (mode == "threads") {
    Threads(Number(argv, 2), Number(argv, 3));
  } else if (mode == "static-exit") {
    touches.armed = exits.armed = true;
  } else if (mode == "fork") {
    return Fork();
  } else if (mode == "quick-exit") {
    Touch(64);
    std::fflush(stdout);
    _exit(5);
  } else if (mode == "clock") {
    std::printf("%llu\n", static_cast<unsigned long long>(tidemark::ScaleOfClock().nanos_per_tick));
  } else if (mode == "close-status") {
    return CloseStatus(Number(argv, 2));
  }
  return touched_early ? 0 : 1;
}
