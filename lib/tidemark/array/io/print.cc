#include "tidemark/array/io/print.h"

#include <algorithm>
#include <memory>
#include <ostream>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/io/element_format_internal.h"

namespace tidemark {
namespace {

using array_internal::ElementFormat;
using array_internal::MakeElementFormat;
using array_internal::ScalarWord;
using array_internal::View;

constexpr absl::string_view kGap = "...";

void TrimRight(std::string* text) {
  while (!text->empty() && text->back() == ' ') text->pop_back();
}

class Printer {
 public:
  Printer(const View& view, const PrintOptions& options, std::string separator, std::string prefix,
          int64_t suffix_length)
      : view_(view),
        options_(options),
        separator_(std::move(separator)),
        summarize_(view.size > options.threshold),
        prefix_(std::move(prefix)),
        width_(options.line_width - suffix_length) {}

  std::string Print() {
    std::vector<const std::byte*> shown;
    CollectShown(0, view_.data, &shown);
    format_ = MakeElementFormat(view_.dtype, shown, options_);
    return Recurse(0, view_.data, std::string(prefix_.size() + 1, ' '), width_);
  }

 private:
  bool IsCut(int64_t extent) const {
    return summarize_ && extent - options_.edge_items > options_.edge_items;
  }

  const std::byte* At(const std::byte* data, int axis, int64_t position) const {
    return data + view_.strides()[static_cast<size_t>(axis)] * position;
  }

  // Calls visit(position) for what is shown of an axis and gap() where positions are left out.
  template <class Visit, class Gap>
  void Walk(int axis, Visit visit, Gap gap) const {
    const int64_t extent = view_.shape()[static_cast<size_t>(axis)];
    if (!IsCut(extent)) {
      for (int64_t i = 0; i < extent; ++i) visit(i);
      return;
    }
    for (int64_t i = 0; i < options_.edge_items; ++i) visit(i);
    gap();
    for (int64_t i = extent - options_.edge_items; i < extent; ++i) visit(i);
  }

  void CollectShown(int axis, const std::byte* data, std::vector<const std::byte*>* shown) const {
    if (axis == view_.ndim) {
      shown->push_back(data);
      return;
    }
    Walk(
        axis, [&](int64_t i) { CollectShown(axis + 1, At(data, axis, i), shown); }, [] {});
  }

  std::string Recurse(int axis, const std::byte* data, const std::string& indent,
                      int64_t width) const {
    const bool innermost = axis + 1 == view_.ndim;
    const std::string body =
        innermost ? Row(axis, data, indent, width) : Block(axis, data, indent, width);
    return absl::StrCat("[", body.substr(indent.size()), "]");
  }

  // The innermost axis: words, broken into lines.
  std::string Row(int axis, const std::byte* data, const std::string& indent, int64_t width) const {
    std::string separator_end = separator_;
    TrimRight(&separator_end);
    const int64_t word_width = width - std::max<int64_t>(std::ssize(separator_end), 1);
    const int64_t last = view_.shape()[static_cast<size_t>(axis)] - 1;
    std::string lines;
    std::string line = indent;
    const auto add = [&](absl::string_view word) {
      const auto length = static_cast<int64_t>(line.size() + word.size());
      if (length > word_width && line.size() > indent.size()) {
        TrimRight(&line);
        absl::StrAppend(&lines, line, "\n");
        line = indent;
      }
      absl::StrAppend(&line, word);
    };
    Walk(
        axis,
        [&](int64_t i) {
          add(format_->Word(At(data, axis, i)));
          if (i != last) line += separator_;
        },
        [&] {
          add(kGap);
          line += separator_;
        });
    return lines + line;
  }

  // An outer axis: one block an entry, parted by as many newlines as there are axes below.
  std::string Block(int axis, const std::byte* data, const std::string& indent,
                    int64_t width) const {
    std::string part = separator_;
    TrimRight(&part);
    part.append(static_cast<size_t>(view_.ndim - axis - 1), '\n');
    const int64_t last = view_.shape()[static_cast<size_t>(axis)] - 1;
    std::string text;
    Walk(
        axis,
        [&](int64_t i) {
          absl::StrAppend(&text, indent,
                          Recurse(axis + 1, At(data, axis, i), indent + " ", width - 1));
          if (i != last) text += part;
        },
        [&] { absl::StrAppend(&text, indent, kGap, part); });
    return text;
  }

  const View& view_;
  const PrintOptions& options_;
  std::string separator_;
  bool summarize_;
  std::string prefix_;
  int64_t width_;
  std::unique_ptr<ElementFormat> format_;
};

// The dtypes that a reader of the digits takes for granted.
bool IsImplied(DType dtype) {
  return dtype == DType::kBool || dtype == DType::kInt64 || dtype == DType::kFloat64 ||
         dtype == DType::kComplex128;
}

void CheckOptions(const PrintOptions& options) {
  constexpr int kMostDigits = 1000;
  if (options.precision < 0 || options.precision > kMostDigits) {
    array_internal::ThrowValueError("print options: the precision must be from 0 to 1000");
  }
  if (options.edge_items < 1) {
    array_internal::ThrowValueError("print options: edge_items must be at least 1");
  }
}

}  // namespace

std::string to_string(const AnyArray& a, SourceLocation site) {
  return to_string(a, print_options(), site);
}

std::string to_string(const AnyArray& a, const PrintOptions& options, SourceLocation site) {
  CheckOptions(options);
  const View& view = a.view();
  array_internal::NoteRead(view, site);
  if (view.ndim == 0) return ScalarWord(view.dtype, view.data);
  if (view.size == 0) return "[]";
  return Printer(view, options, options.separator, "", 0).Print();
}

std::string repr(const AnyArray& a, SourceLocation site) { return repr(a, print_options(), site); }

std::string repr(const AnyArray& a, const PrintOptions& options, SourceLocation site) {
  CheckOptions(options);
  const View& view = a.view();
  array_internal::NoteRead(view, site);
  const bool with_dtype = !IsImplied(view.dtype) || view.size == 0;
  std::string text = "array(";
  if (view.size == 0) {
    absl::StrAppend(&text, "[]");
    if (view.ndim != 1) {
      absl::StrAppend(&text, ", shape=(", absl::StrJoin(view.shape(), ", "), ")");
    }
  } else if (view.ndim == 0) {
    const std::byte* const only[] = {view.data};
    std::string word = MakeElementFormat(view.dtype, only, options)->Word(view.data);
    // True is aligned with False, which is not there; of numbers the blank may be a sign.
    if (view.dtype == DType::kBool) word.erase(0, word.find_first_not_of(' '));
    absl::StrAppend(&text, word);
  } else {
    absl::StrAppend(&text, Printer(view, options, ", ", text, 1).Print());
  }
  if (!with_dtype) return text + ")";
  text += ",";
  const std::string dtype = absl::StrCat("dtype=", DTypeName(view.dtype), ")");
  const size_t newline = text.rfind('\n');
  const size_t last_line = text.size() - (newline == std::string::npos ? 0 : newline + 1);
  const bool fits = static_cast<int64_t>(last_line + dtype.size()) + 1 <= options.line_width;
  return absl::StrCat(text, fits ? " " : "\n      ", dtype);
}

std::ostream& operator<<(std::ostream& out, const ArrayWithLocation& a) {
  return out << to_string(a.array(), a.site());
}

}  // namespace tidemark
