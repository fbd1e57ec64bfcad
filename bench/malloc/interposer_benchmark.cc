// What recording every malloc and free costs, beside heaptrack on the same program in the same run.
//
//   tidemark_interposer_benchmark [PAIRS [ROUNDS]]
//
// Each way of recording runs in turn, ROUNDS times over, and the smallest time of each counts. What
// is printed of each: nanoseconds a malloc/free pair as the program saw it, that less the plain
// run's, processor time of the whole run less the plain run's (which also counts what other threads
// and processes did for it), bytes of trace a pair, and how many times as much heaptrack adds.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace {

struct Way {
  std::string name;
  std::vector<std::string> command;  // in front of the program
  std::vector<std::pair<std::string, std::string>> environment;
  std::string output;  // the trace, when there is one
};

struct Figures {
  double nanos = std::numeric_limits<double>::max();
  double cpu_nanos = std::numeric_limits<double>::max();
  double bytes = 0;
};

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

double ChildrenSeconds() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  return Seconds(usage.ru_utime) + Seconds(usage.ru_stime);
}

// The number that the program printed last, since heaptrack prints around it.
double LastNumber(const std::string& text) {
  double number = -1;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    char* stop = nullptr;
    const double value = std::strtod(text.c_str() + begin, &stop);
    if (stop == text.c_str() + end && stop != text.c_str() + begin) number = value;
    begin = end + 1;
  }
  return number;
}

std::string RunAndRead(const Way& way, const std::vector<std::string>& program) {
  std::vector<std::string> words = way.command;
  words.insert(words.end(), program.begin(), program.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  int ends[2];
  if (pipe(ends) != 0) std::exit(1);
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    for (const auto& [name, value] : way.environment) setenv(name.c_str(), value.c_str(), 1);
    execvp(arguments[0], arguments.data());
    _exit(127);
  }
  close(ends[1]);
  std::string text;
  char buffer[4096];
  for (ssize_t size = 0; (size = read(ends[0], buffer, sizeof(buffer))) > 0;) {
    text.append(buffer, static_cast<size_t>(size));
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  return text;
}

// What the program is asked to do.
struct Load {
  std::string name;
  std::vector<std::string> arguments;
  double pairs;  // in all
};

void Measure(const Way& way, const Load& load, Figures* figures) {
  const double before = ChildrenSeconds();
  std::vector<std::string> program = {TIDEMARK_CHURN};
  program.insert(program.end(), load.arguments.begin(), load.arguments.end());
  const std::string text = RunAndRead(way, program);
  const double cpu = ChildrenSeconds() - before;
  const double nanos = LastNumber(text);
  if (nanos < 0) {
    std::fprintf(stderr, "%s: the program did not run\n", way.name.c_str());
    std::exit(1);
  }
  figures->nanos = std::min(figures->nanos, nanos);
  figures->cpu_nanos = std::min(figures->cpu_nanos, cpu * 1e9 / load.pairs);
  struct stat status {};
  for (const std::string suffix : {"", ".zst", ".gz"}) {
    if (way.output.empty() || stat((way.output + suffix).c_str(), &status) != 0) continue;
    figures->bytes = static_cast<double>(status.st_size) / load.pairs;
  }
}

std::vector<Way> Ways(const std::string& folder) {
  std::vector<Way> ways = {{.name = "plain", .command = {}, .environment = {}, .output = ""}};
  for (const std::string stacks : {"off", "fp", "dwarf", "auto"}) {
    const std::string trace = folder + "/" + stacks + ".tmk";
    ways.push_back({.name = "tidemark " + stacks,
                    .command = {},
                    .environment = {{"LD_PRELOAD", TIDEMARK_MALLOC_LIBRARY},
                                    {"TIDEMARK_TRACE", trace},
                                    {"TIDEMARK_STACKS", stacks}},
                    .output = trace});
  }
  if (std::system("command -v heaptrack >/dev/null") == 0) {
    const std::string trace = folder + "/heaptrack";
    ways.push_back({.name = "heaptrack",
                    .command = {"heaptrack", "-r", "-o", trace},
                    .environment = {},
                    .output = trace});
  }
  return ways;
}

void Print(const std::vector<Way>& ways, const std::vector<Figures>& all, const Load& load) {
  const Figures& plain = all.front();
  const bool has_peer = ways.back().name == "heaptrack";
  const double peer = all.back().nanos - plain.nanos;
  const double peer_cpu = all.back().cpu_nanos - plain.cpu_nanos;
  std::printf("\n%s\n", load.name.c_str());
  std::printf("%-16s %10s %10s %12s %10s %14s %14s\n", "", "ns/pair", "added ns", "added cpu ns",
              "B/pair", "heaptrack / it", "by cpu time");
  for (size_t i = 0; i < ways.size(); ++i) {
    const double added = all[i].nanos - plain.nanos;
    const double added_cpu = all[i].cpu_nanos - plain.cpu_nanos;
    std::printf("%-16s %10.1f %10.1f %12.1f %10.2f", ways[i].name.c_str(), all[i].nanos, added,
                added_cpu, all[i].bytes);
    if (has_peer && i > 0) std::printf(" %14.1f %14.1f", peer / added, peer_cpu / added_cpu);
    std::printf("\n");
  }
}

}  // namespace

int main(int argc, char** argv) {
  const int64_t pairs = argc > 1 ? std::atoll(argv[1]) : 2'000'000;
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 5;
  char folder[] = "/tmp/tidemark-interposer-XXXXXX";
  if (mkdtemp(folder) == nullptr) return 1;
  const std::vector<Way> ways = Ways(folder);
  const double warmed = static_cast<double>(pairs) * 1.05;
  const std::string count = std::to_string(pairs);
  const Load loads[] = {
      {.name = "1 thread, 16 frames deep", .arguments = {"1", count}, .pairs = warmed},
      {.name = "2 threads, 16 frames deep", .arguments = {"2", count}, .pairs = warmed * 2},
      {.name = "a million different stacks", .arguments = {"stacks"}, .pairs = 1 << 20}};
  for (const Load& load : loads) {
    std::vector<Figures> figures(ways.size());
    for (int round = 0; round < rounds; ++round) {
      for (size_t i = 0; i < ways.size(); ++i) Measure(ways[i], load, &figures[i]);
    }
    Print(ways, figures, load);
  }
  std::filesystem::remove_all(folder);
  return 0;
}
