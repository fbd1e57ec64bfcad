// A small image pipeline with six memory faults of different kinds, each marked FAULT.
//
// For each camera: load a stack of frames, normalise it, crop the margins, blur, stretch the
// contrast, threshold, and keep a summary. The program is correct; it only uses more memory than it
// needs. image_pipeline_fixed.cc is the same program with the faults fixed: compare the two with
//   diff image_pipeline.cc image_pipeline_fixed.cc
// and what they use with
//   TIDEMARK_TRACE=faulty.json image_pipeline && tidemark report faulty.json
#include <cstdint>
#include <iomanip>
#include <iostream>
#include <utility>
#include <vector>

#include "tidemark/array/array.h"

namespace {

using tidemark::Array;
using tidemark::ellipsis;
using tidemark::Slice;

constexpr int64_t kFrames = 12;
constexpr int64_t kHeight = 130;
constexpr int64_t kWidth = 170;
constexpr int64_t kMargin = 4;
constexpr int64_t kCameras = 2;

struct Summary {
  double mean = 0;
  double change = 0;  // what stretching the contrast changed, on average
  double noise = 0;   // mean square of the step from each frame to the next
  int64_t bright = 0;
  Array<float> thumbnail;
};

// Masks of earlier cameras, for looking at them in a debugger.
std::vector<Array<bool>>& MaskLog() {
  static auto* log = new std::vector<Array<bool>>();
  return *log;
}

// Frames of a moving gradient with some texture, as a camera would deliver them.
Array<uint8_t> LoadFrames(int64_t camera) {
  Array<uint8_t> frames = tidemark::empty<uint8_t>({kFrames, kHeight, kWidth});
  uint8_t* pixel = frames.mutable_data();
  for (int64_t frame = 0; frame < kFrames; ++frame) {
    for (int64_t y = 0; y < kHeight; ++y) {
      for (int64_t x = 0; x < kWidth; ++x) {
        const int64_t gradient = x + y / 2 + 3 * frame;
        const int64_t texture = (x * 7 + y * 13 + camera * 31) % 23;
        *pixel++ = static_cast<uint8_t>((gradient + texture) % 256);
      }
    }
  }
  // FAULT dead-source-copy: the original dies at the next brace; return it instead.
  return frames.copy();
}

// To floating point between 0 and 1.
Array<float> Normalise(const Array<uint8_t>& frames) {
  Array<float> scaled = frames.astype<float>() / 255.0;
  // FAULT noop-cast: it is an array of float already.
  return scaled.astype<float>();
}

// Without the margins, which the lens distorts.
Array<float> Crop(const Array<float>& frames) {
  const Slice rows(kMargin, -kMargin);
  const Slice columns(kMargin, -kMargin);
  // FAULT unmodified-copy: it is never written to, a view would do.
  return frames[{ellipsis, rows, columns}].copy();
}

// The mean of each pixel and its eight neighbours; one pixel is lost at each border.
Array<float> Blur(const Array<float>& frames) {
  const int64_t height = frames.extent(1) - 2;
  const int64_t width = frames.extent(2) - 2;
  Array<float> sum = tidemark::zeros<float>({frames.extent(0), height, width});
  for (int64_t dy = 0; dy < 3; ++dy) {
    for (int64_t dx = 0; dx < 3; ++dx) {
      sum += frames[{ellipsis, Slice(dy, dy + height), Slice(dx, dx + width)}];
    }
  }
  sum /= 9.0;
  return sum;
}

// Stretches the values to the whole range from 0 to 1, in place.
void StretchContrast(Array<float>& frames) {
  const float low = frames.min();
  const float high = frames.max();
  frames -= low;
  frames /= high > low ? high - low : 1.0F;
}

// The mean square of the step from each frame to the next.
double Noise(const Array<float>& frames) {
  double total = 0;
  for (int64_t frame = 1; frame < frames.extent(0); ++frame) {
    // The square takes the place of the difference.
    total += square(frames[frame] - frames[frame - 1]).mean();
  }
  return total / static_cast<double>(frames.extent(0) - 1);
}

double MeanChange(const Array<float>& after, const Array<float>& before) {
  double total = 0;
  for (int64_t frame = 0; frame < after.extent(0); ++frame) {
    total += abs(after[frame] - before[frame]).mean();
  }
  return total / static_cast<double>(after.extent(0));
}

// How many pixels are brighter than `level`.
int64_t CountBright(const Array<float>& frames, double level) {
  // FAULT leak: the log keeps the mask, and nobody ever destroys the log.
  Array<bool> mask = frames > level;
  MaskLog().push_back(mask);
  return mask.sum();
}

// One frame at a quarter of the resolution.
Array<float> Thumbnail(const Array<float>& frames) {
  // FAULT pinned-base: this small view keeps the whole stack alive.
  return frames[{0, Slice().by(4), Slice().by(4)}];
}

Summary Process(int64_t camera) {
  Summary summary;
  Array<uint8_t> raw = LoadFrames(camera);
  Array<float> frames = Normalise(raw);
  raw.reset();

  Array<float> middle = Crop(frames);
  Array<float> smooth = Blur(middle);
  middle.reset();
  summary.mean = frames.mean();
  frames.reset();

  Array<float> before = smooth.copy();  // needed: smooth changes below
  // FAULT duplicate-copy: the same snapshot a second time.
  Array<float> reference = smooth.copy();
  StretchContrast(smooth);
  summary.change = MeanChange(smooth, before);
  summary.noise = Noise(reference);
  before.reset();
  reference.reset();

  summary.bright = CountBright(smooth, 0.75);
  summary.thumbnail = Thumbnail(smooth);
  return summary;
}

}  // namespace

int main() {
  std::vector<Summary> summaries;
  for (int64_t camera = 0; camera < kCameras; ++camera) summaries.push_back(Process(camera));

  std::cout << std::fixed << std::setprecision(6);
  for (const Summary& summary : summaries) {
    std::cout << "mean " << summary.mean << "  change " << summary.change << "  noise "
              << summary.noise << "  bright " << summary.bright << "  corner "
              << summary.thumbnail(0, 0) << '\n';
  }
}
