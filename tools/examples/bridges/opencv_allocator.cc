// OpenCV's matrices told by a cv::MatAllocator: each block at the line that asked for it, and one that a
// list keeps for good.
#include <cstdint>
#include <cstdio>
#include <opencv2/core.hpp>
#include <vector>

#include "tidemark/bridge/bridge.h"

namespace {

// The line that works with matrices now.
thread_local tm_site current_line = 0;
#define AT_THIS_LINE() (current_line = TM_SITE())

// OpenCV's own allocator, and what is told of its blocks.
class ToldAllocator : public cv::MatAllocator {
 public:
  cv::UMatData* allocate(int dims, const int* sizes, int type, void* data, size_t* step,
                         cv::AccessFlag flags, cv::UMatUsageFlags usage) const override {
    tm_heap_pause();
    cv::UMatData* const block = plain_->allocate(dims, sizes, type, data, step, flags, usage);
    tm_heap_resume();
    if (block == nullptr || data != nullptr) return block;  // memory of the program's own
    block->currAllocator = block->prevAllocator = this;
    const tm_buffer_info info = {.address = block->data,
                                 .bytes = static_cast<int64_t>(block->size),
                                 .op = "cv::Mat",
                                 .site = current_line};
    block->handle = tm_buffer_begin(&info);
    return block;
  }
  bool allocate(cv::UMatData* block, cv::AccessFlag flags,
                cv::UMatUsageFlags usage) const override {
    return plain_->allocate(block, flags, usage);
  }
  void deallocate(cv::UMatData* block) const override {
    if (block == nullptr) return;
    tm_buffer_end(static_cast<tm_buffer>(block->handle));
    block->handle = nullptr;
    block->currAllocator = block->prevAllocator = plain_;
    tm_heap_pause();
    plain_->deallocate(block);
    tm_heap_resume();
  }

 private:
  cv::MatAllocator* plain_ = cv::Mat::getStdAllocator();
};

double Process(int frame, std::vector<cv::Mat>* history) {
  AT_THIS_LINE();
  cv::Mat picture(480, 640, CV_8UC1, cv::Scalar(10.0 * frame));
  AT_THIS_LINE();
  cv::Mat values;
  picture.convertTo(values, CV_32F, 1.0 / 255);
  AT_THIS_LINE();
  history->push_back(values.clone());  // kept for good
  return cv::sum(values)[0];
}

}  // namespace

int main() {
  static ToldAllocator allocator;
  cv::Mat::setDefaultAllocator(&allocator);
  auto* const history = new std::vector<cv::Mat>;  // never deleted
  double sum = 0;
  for (int frame = 0; frame < 4; ++frame) sum += Process(frame, history);
  std::printf("%.0f\n", sum);
  return 0;
}
