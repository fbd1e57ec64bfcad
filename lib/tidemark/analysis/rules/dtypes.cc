#include "tidemark/analysis/rules/dtypes.h"

#include <cstdint>
#include <optional>

#include "tidemark/analysis/model/layout.h"

namespace tidemark::analysis {
namespace {

// Digits of the integers that a type holds, all of them up to there; without the sign.
int64_t Digits(char kind, int64_t bytes) {
  if (kind == 'b') return 1;
  if (kind == 'u') return 8 * bytes;
  if (kind == 'i') return 8 * bytes - 1;
  const int64_t of_part = kind == 'c' ? bytes / 2 : bytes;
  return of_part == 8 ? 53 : 24;
}

bool IsInteger(char kind) { return kind == 'b' || kind == 'u' || kind == 'i'; }

}  // namespace

bool HoldsAll(absl::string_view wide, absl::string_view narrow) {
  const std::optional<int64_t> to = ItemBytes(wide);
  const std::optional<int64_t> from = ItemBytes(narrow);
  if (!to.has_value() || !from.has_value()) return false;
  if (wide == narrow) return true;
  const char kind = wide[0];
  const char of = narrow[0];
  if (of == 'c' && kind != 'c') return false;
  if (of == 'f' && IsInteger(kind)) return false;
  if (of == 'i' && (kind == 'u' || kind == 'b')) return false;
  if (kind == 'b') return false;
  return Digits(kind, *to) >= Digits(of, *from);
}

}  // namespace tidemark::analysis
