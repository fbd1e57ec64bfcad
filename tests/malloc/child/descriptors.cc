// What a program does to the ground that a recorder stands on: its descriptors, its directory, its
// libraries, its stack.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <ucontext.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "tests/malloc/child/call_log.h"
#include "tests/malloc/child/modes.h"

namespace tidemark::malloc_child {
namespace {

void Churn(int rounds, size_t bytes) {
  for (int i = 0; i < rounds; ++i) free(malloc(bytes));
}

// Closes everything but the standard three, and gives the numbers to files of its own, which hold
// in the end what the program wrote and nothing else.
int CloseAll(char** arguments) {
  Churn(100, 8000);
  closefrom(3);
  Churn(30000, 8001);
  const int own = open(arguments[0], O_RDWR | O_CREAT | O_TRUNC, 0600);
  REQUIRE(own == 3);
  for (int to = 4; to < 400; ++to) REQUIRE(dup2(own, to) == to);
  REQUIRE(write(own, "own", 3) == 3);
  Churn(30000, 8002);
  struct stat status {};
  REQUIRE(fstat(own, &status) == 0 && status.st_size == 3);
  std::puts("closed");
  return 0;
}

int ChangeDirectory(char** arguments) {
  Churn(100, 8010);
  REQUIRE(chdir(arguments[0]) == 0);
  closefrom(3);
  Churn(30000, 8011);
  std::puts("changed");
  return 0;
}

// As a server does that needs root only at first.
int DropPrivileges(char** /*arguments*/) {
  Churn(100, 8020);
  REQUIRE(setgid(65534) == 0 && setuid(65534) == 0);
  Churn(30000, 8021);
  std::puts("dropped");
  return 0;
}

// The number that the next descriptor gets is the program's business.
int FirstDescriptor(char** /*arguments*/) {
  Churn(10, 8030);
  const int first = open("/dev/null", O_RDONLY);
  std::printf("first %d\n", first);
  return 0;
}

int Load(char** arguments) {
  for (int i = 0; i < NumberAt(arguments, 1, 5); ++i) {
    void* const library = dlopen(arguments[0], RTLD_NOW);
    if (library == nullptr) std::fprintf(stderr, "%s\n", dlerror());
    REQUIRE(library != nullptr);
    const auto allocate = reinterpret_cast<void* (*)(size_t)>(dlsym(library, "PluginAllocate"));
    free(allocate(8040 + static_cast<size_t>(i)));
    REQUIRE(dlclose(library) == 0);
  }
  REQUIRE(dlopen("/no/such/library.so", RTLD_NOW) == nullptr);
  std::puts("loaded");
  return 0;
}

ucontext_t main_context;

void InCoroutine() { Churn(1000, 8050); }

// A stack that the C library knows nothing of.
int Coroutine(char** /*arguments*/) {
  constexpr size_t kBytes = size_t{64} << 10;
  void* const stack = malloc(kBytes);
  ucontext_t context;
  REQUIRE(getcontext(&context) == 0);
  context.uc_stack.ss_sp = stack;
  context.uc_stack.ss_size = kBytes;
  context.uc_link = &main_context;
  makecontext(&context, &InCoroutine, 0);
  REQUIRE(swapcontext(&main_context, &context) == 0);
  free(stack);
  std::puts("returned");
  return 0;
}

[[gnu::noinline]] int Deep(int depth, volatile char* above) {
  volatile char here[64];
  here[0] = above[0];
  if (depth % 1000 == 0) Churn(1, 8060);
  return depth == 0 ? here[0] : Deep(depth - 1, here) + 1;
}

int Recursion(char** arguments) {
  volatile char bottom = 0;
  std::printf("%d deep\n", Deep(NumberAt(arguments, 0, 50000), &bottom));
  return 0;
}

int Environment(char** /*arguments*/) {
  for (char** entry = environ; *entry != nullptr; ++entry) std::puts(*entry);
  return 0;
}

constexpr Mode kModes[] = {{"close-all", &CloseAll},
                           {"chdir", &ChangeDirectory},
                           {"drop-privileges", &DropPrivileges},
                           {"first-descriptor", &FirstDescriptor},
                           {"load", &Load},
                           {"coroutine", &Coroutine},
                           {"recursion", &Recursion},
                           {"environment", &Environment}};

}  // namespace

std::span<const Mode> DescriptorModes() { return kModes; }

}  // namespace tidemark::malloc_child
