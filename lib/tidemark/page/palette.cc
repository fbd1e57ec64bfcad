#include "tidemark/page/palette.h"

#include <array>
#include <cstddef>

#include "absl/strings/str_format.h"

namespace tidemark::page {
namespace {

struct Color {
  int red = 0;
  int green = 0;
  int blue = 0;
};

constexpr std::array<Color, 7> kOkabeIto = {{{0x00, 0x72, 0xb2},
                                             {0xe6, 0x9f, 0x00},
                                             {0x00, 0x9e, 0x73},
                                             {0xd5, 0x5e, 0x00},
                                             {0xcc, 0x79, 0xa7},
                                             {0x56, 0xb4, 0xe9},
                                             {0xf0, 0xe4, 0x42}}};

constexpr Color Mixed(Color color, int with, int percent) {
  const auto mix = [&](int part) { return (part * (100 - percent) + with * percent) / 100; };
  return {mix(color.red), mix(color.green), mix(color.blue)};
}

}  // namespace

std::string ColorHex(int color, bool dark) {
  if (color < 0 || color >= kOtherColor) return dark ? "#7d8590" : "#9aa1a9";
  const auto hue = static_cast<size_t>(color) % kOkabeIto.size();
  Color shown = kOkabeIto[hue];
  switch (static_cast<size_t>(color) / kOkabeIto.size()) {
    case 1:
      shown = Mixed(shown, dark ? 255 : 0, 40);
      break;
    case 2:
      shown = Mixed(shown, dark ? 0 : 255, 45);
      break;
    default:
      break;
  }
  return absl::StrFormat("#%02x%02x%02x", shown.red, shown.green, shown.blue);
}

}  // namespace tidemark::page
