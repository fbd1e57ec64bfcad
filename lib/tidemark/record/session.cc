#include "tidemark/record/session.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include "tidemark/memory/hooks.h"
#include "tidemark/memory/observer.h"
#include "tidemark/record/array_events.h"
#include "tidemark/record/environment.h"
#include "tidemark/record/process_info.h"
#include "tidemark/record/recording.h"

namespace tidemark {
namespace {

absl::Status ToStatus(const std::string& failure) {
  if (failure.empty()) return absl::OkStatus();
  return absl::UnavailableError(failure);
}

record::RecordingOptions ToRecordingOptions(const std::string& path) {
  record::RecordingOptions options;
  options.path = path;
  options.on_full = record::OnFullFromEnvironment();
  return options;
}

}  // namespace

class Session::Impl {
 public:
  explicit Impl(record::Recording* recording)
      : recording_(recording), events_(recording, NewBufferId(), NewViewId()) {}

  bool Attach() { return attached_ = AttachObserver(&events_); }

  absl::Status Close() {
    if (attached_) DetachObserver(&events_);
    attached_ = false;
    return ToStatus(recording_->Close());
  }

 private:
  record::Recording* recording_;
  record::ArrayEvents events_;
  bool attached_ = false;
};

Session::Session(const SessionOptions& options) : path_(record::ExpandPath(options.path)) {
  record::Recording* const recording = record::Recording::Start(ToRecordingOptions(path_));
  status_ = ToStatus(recording->failure());
  if (!status_.ok()) return;
  impl_ = std::make_unique<Impl>(recording);
  if (!impl_->Attach()) {
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
