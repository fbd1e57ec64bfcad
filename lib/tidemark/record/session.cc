#include "tidemark/record/session.h"

#include <pthread.h>

#include <algorithm>
#include <cstdio>
#include <mutex>
#include <utility>
#include <vector>

#include "tidemark/memory/observer.h"
#include "tidemark/record/process_info.h"
#include "tidemark/record/recorder.h"

namespace tidemark {
namespace {

// The recorders that a fork must hold still. Never destroyed: sessions may end in static
// destructors.
class ForkGuard {
 public:
  static ForkGuard& Get() {
    static ForkGuard* guard = new ForkGuard;
    return *guard;
  }

  void Add(record::Recorder* recorder) {
    const std::lock_guard lock(mutex_);
    recorders_.push_back(recorder);
  }
  void Remove(record::Recorder* recorder) {
    const std::lock_guard lock(mutex_);
    std::erase(recorders_, recorder);
  }

 private:
  ForkGuard() { pthread_atfork(&Prepare, &Parent, &Child); }

  static void Prepare() ABSL_NO_THREAD_SAFETY_ANALYSIS {
    Get().mutex_.lock();
    for (record::Recorder* recorder : Get().recorders_) recorder->LockForFork();
  }
  static void Parent() ABSL_NO_THREAD_SAFETY_ANALYSIS {
    for (record::Recorder* recorder : Get().recorders_) recorder->UnlockAfterFork();
    Get().mutex_.unlock();
  }
  static void Child() ABSL_NO_THREAD_SAFETY_ANALYSIS {
    for (record::Recorder* recorder : Get().recorders_) {
      recorder->Abandon();
      recorder->UnlockAfterFork();
    }
    Get().mutex_.unlock();
  }

  std::mutex mutex_;
  std::vector<record::Recorder*> recorders_;
};

}  // namespace

class Session::Impl {
 public:
  explicit Impl(std::unique_ptr<trace::TraceWriter> writer)
      : recorder_(std::move(writer)), attached_(AttachObserver(&recorder_)) {
    ForkGuard::Get().Add(&recorder_);
  }

  bool attached() const { return attached_; }

  absl::Status Close() {
    if (attached_) DetachObserver(&recorder_);
    ForkGuard::Get().Remove(&recorder_);
    return recorder_.Close();
  }

 private:
  record::Recorder recorder_;
  bool attached_;
};

Session::Session(const SessionOptions& options) : path_(record::ExpandPath(options.path)) {
  absl::StatusOr<std::unique_ptr<trace::TraceWriter>> writer = trace::CreateTrace(path_);
  if (!writer.ok()) {
    status_ = std::move(writer).status();
    return;
  }
  impl_ = std::make_unique<Impl>(*std::move(writer));
  if (!impl_->attached()) {
    status_ = absl::ResourceExhaustedError("too many memory observers are attached");
  }
}

Session::~Session() {
  if (closed_) return;
  const absl::Status status = Close();
  if (!status.ok()) {
    std::fprintf(stderr, "tidemark: the trace is not whole: %s\n",
                 std::string(status.message()).c_str());
  }
}

absl::Status Session::Close() {
  if (closed_) return status_;
  closed_ = true;
  if (impl_ != nullptr) status_.Update(impl_->Close());
  impl_.reset();
  return status_;
}

absl::Status Session::status() const { return status_; }

}  // namespace tidemark
