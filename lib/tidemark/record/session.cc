#include "tidemark/record/session.h"

#include <array>
#include <cstdio>
#include <cstdlib>

#include "tidemark/memory/hooks.h"
#include "tidemark/memory/observer.h"
#include "tidemark/record/environment.h"
#include "tidemark/record/events/array_events.h"
#include "tidemark/record/events/bridge_events.h"
#include "tidemark/record/heap_host.h"
#include "tidemark/record/os/process_info.h"
#include "tidemark/record/recording/recording.h"

namespace tidemark {
namespace {

absl::Status ToStatus(const std::string& failure) {
  if (failure.empty()) return absl::OkStatus();
  return absl::UnavailableError(failure);
}

record::RecordingOptions ToRecordingOptions(const std::string& path) {
  record::RecordingOptions options;
  options.path = path;
  options.on_full = record::OnFullFromText(std::getenv(record::kOnFullVariable));
  options.params = record::ParamsFromText(std::getenv(record::kParamsVariable));
  return options;
}

}  // namespace

// An idle malloc interposer in the process hosts the session, so that heap events are in the same
// trace.
class Session::Impl {
 public:
  // Starts. On failure nothing is attached.
  Impl(const std::string& path, bool values) {
    const BufferId last_buffer = NewBufferId();
    const ViewId last_view = NewViewId();
    const record::HeapHost* const host = record::FindHeapHost();
    if (host != nullptr && host->array_events() == nullptr) {
      host_ = host;
      observer_ = host->start(path.c_str(), last_buffer.value(), last_view.value(), message_.data(),
                              message_.size());
      status_ = ToStatus(message_.data());
      if (observer_ == nullptr) return;
    } else {
      recording_ = record::Recording::Start(ToRecordingOptions(path));
      status_ = ToStatus(recording_->failure());
      if (!status_.ok()) return;
      events_ = std::make_unique<record::ArrayEvents>(recording_, last_buffer, last_view, values);
      observer_ = events_.get();
      record::bridge_events.Attach(recording_, nullptr);
    }
    attached_ = AttachObserver(observer_);
    if (!attached_) {
      status_ = absl::ResourceExhaustedError("too many memory observers are attached");
    }
  }

  const absl::Status& status() const { return status_; }

  absl::Status Close() {
    if (attached_) DetachObserver(observer_);
    attached_ = false;
    if (observer_ == nullptr) return status_;
    if (host_ == nullptr) {
      record::bridge_events.Detach(recording_);
      return ToStatus(recording_->Close());
    }
    return host_->close(message_.data(), message_.size()) ? absl::OkStatus()
                                                          : ToStatus(message_.data());
  }

 private:
  const record::HeapHost* host_ = nullptr;
  record::Recording* recording_ = nullptr;
  std::unique_ptr<record::ArrayEvents> events_;
  MemoryObserver* observer_ = nullptr;
  bool attached_ = false;
  absl::Status status_;
  std::array<char, 512> message_{};
};

Session::Session(const SessionOptions& options)
    : path_(record::ExpandPath(options.path)),
      impl_(std::make_unique<Impl>(
          path_, options.values || record::ValuesFromText(std::getenv(record::kValuesVariable)))) {
  status_ = impl_->status();
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
