// The colours of places: those of Okabe and Ito, which the colour-blind tell apart, and tones of them.
//
// Used by the payload and the static core, so that a place has one colour everywhere.
//
//   ColorHex(0, /*dark=*/false);  // "#0072b2"
#ifndef TIDEMARK_PAGE_PALETTE_H_
#define TIDEMARK_PAGE_PALETTE_H_

#include <string>

namespace tidemark::page {

inline constexpr int kOtherColor = 20;  // the last one: of all that has none of its own

// `dark`: on a dark ground.
std::string ColorHex(int color, bool dark);

}  // namespace tidemark::page

#endif  // TIDEMARK_PAGE_PALETTE_H_
