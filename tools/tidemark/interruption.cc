#include "tidemark/interruption.h"

#include <signal.h>

#include "tidemark/base/unfinished_file.h"
#include "tidemark/progress.h"

namespace tidemark::cli {
namespace {

// Once it returns, the signal is delivered again, and this time it ends the process.
void CleanUp(int signal) {
  ClearProgressLine();
  RemoveUnfinishedFiles();
  raise(signal);
}

}  // namespace

void CleanUpWhenInterrupted() {
  for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGTERM}) {
    struct sigaction before = {};
    if (sigaction(signal, nullptr, &before) != 0 || before.sa_handler == SIG_IGN) continue;
    struct sigaction action = {};
    action.sa_handler = CleanUp;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    // One at a time.
    sigfillset(&action.sa_mask);
    sigaction(signal, &action, nullptr);
  }
}

}  // namespace tidemark::cli
