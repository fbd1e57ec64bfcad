#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tidemark/array/core/error.h"
#include "tidemark/array/linalg/subscripts_internal.h"

namespace tidemark::array_internal {
namespace {

// The letters of one operand or of the result, and where among them "..." stands.
struct Term {
  Indices letters;
  std::optional<int> ellipsis;

  int count() const { return static_cast<int>(letters.size()); }
};

Term ReadTerm(std::string_view text) {
  Term term;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ' ') continue;
    if (c == '.') {
      if (text.substr(i, 3) != "..." || term.ellipsis) {
        ThrowValueError("einsum: a dot is part of '...', which stands at most once in a term");
      }
      term.ellipsis = term.count();
      i += 2;
    } else if (absl::ascii_isalpha(static_cast<unsigned char>(c))) {
      term.letters.push_back(c);
    } else {
      ThrowValueError(
          absl::StrCat("einsum: subscripts are letters, not '", std::string(1, c), "'"));
    }
  }
  return term;
}

// The indices of a term whose ellipsis stands for `unnamed` axes.
Indices WithUnnamed(const Term& term, int unnamed) {
  Indices indices = term.letters;
  if (!term.ellipsis) return indices;
  Indices negative;
  for (int i = unnamed; i > 0; --i) negative.push_back(-i);
  indices.insert(indices.begin() + *term.ellipsis, negative.begin(), negative.end());
  return indices;
}

int UnnamedAxes(const Term& term, int ndim) {
  const int unnamed = ndim - term.count();
  if (unnamed < 0) ThrowValueError("einsum: more subscripts than the operand has axes");
  if (unnamed > 0 && !term.ellipsis) {
    ThrowValueError("einsum: fewer subscripts than the operand has axes, and no '...'");
  }
  return unnamed;
}

// What the result has where nobody said so: the unnamed axes, then what stands once.
Term ImplicitResult(const std::vector<Term>& terms) {
  std::multiset<int> all;
  for (const Term& term : terms) all.insert(term.letters.begin(), term.letters.end());
  Term result;
  result.ellipsis = 0;
  for (const int letter : all) {
    if (all.count(letter) == 1) result.letters.push_back(letter);
  }
  return result;
}

void CheckResult(const Term& result, const std::set<int>& known, int unnamed) {
  for (const int letter : result.letters) {
    const std::string name(1, static_cast<char>(letter));
    if (!known.contains(letter)) {
      ThrowValueError(absl::StrCat("einsum: the result's '", name, "' is in no operand"));
    }
    if (std::count(result.letters.begin(), result.letters.end(), letter) > 1) {
      ThrowValueError(absl::StrCat("einsum: '", name, "' stands twice in the result"));
    }
  }
  if (unnamed > 0 && !result.ellipsis) {
    ThrowValueError("einsum: the result needs '...' for the axes that have no letter");
  }
}

}  // namespace

Subscripts ReadSubscripts(std::string_view text, std::span<const int> ndims) {
  const size_t arrow = text.find("->");
  const std::vector<std::string> parts = absl::StrSplit(std::string(text.substr(0, arrow)), ',');
  if (parts.size() != ndims.size()) {
    ThrowValueError(absl::StrCat("einsum: subscripts for ", parts.size(), " operands, ",
                                 ndims.size(), " given"));
  }
  std::vector<Term> terms;
  std::set<int> known;
  Subscripts subscripts;
  int unnamed = 0;
  for (size_t i = 0; i < parts.size(); ++i) {
    terms.push_back(ReadTerm(parts[i]));
    const int own = UnnamedAxes(terms[i], ndims[i]);
    unnamed = std::max(unnamed, own);
    subscripts.operands.push_back(WithUnnamed(terms[i], own));
    known.insert(terms[i].letters.begin(), terms[i].letters.end());
  }
  const Term result =
      arrow == std::string_view::npos ? ImplicitResult(terms) : ReadTerm(text.substr(arrow + 2));
  CheckResult(result, known, unnamed);
  subscripts.result = WithUnnamed(result, unnamed);
  for (const int letter : known) {
    const auto& letters = result.letters;
    if (std::find(letters.begin(), letters.end(), letter) == letters.end()) {
      subscripts.summed.push_back(letter);
    }
  }
  return subscripts;
}

}  // namespace tidemark::array_internal
