#include <bit>
#include <cstring>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "tidemark/array/io/npy.h"
#include "tidemark/array/io/npy_header_internal.h"

namespace tidemark::array_internal {
namespace {

constexpr char kMagic[] = "\x93NUMPY";
constexpr int64_t kMagicSize = 6;
constexpr int64_t kAlignment = 64;

uint32_t LittleEndian(std::span<const std::byte> bytes, int64_t position, int count) {
  uint32_t value = 0;
  for (int i = count - 1; i >= 0; --i) {
    value = value << 8 | std::to_integer<uint32_t>(bytes[static_cast<size_t>(position + i)]);
  }
  return value;
}

// Reads the header's text, a Python dictionary literal of three known keys, and nothing else.
class HeaderParser {
 public:
  HeaderParser(absl::string_view text, int64_t offset, const std::string& source)
      : text_(text), offset_(offset), source_(source) {}

  NpyHeader Parse() {
    NpyHeader header;
    bool descr = false;
    bool order = false;
    bool shape = false;
    Expect('{');
    while (!Accept('}')) {
      const int64_t start = position_;
      const std::string key = String();
      Expect(':');
      bool* seen = key == "descr"           ? &descr
                   : key == "fortran_order" ? &order
                   : key == "shape"         ? &shape
                                            : nullptr;
      if (seen == nullptr) Fail(start, absl::StrCat("the key '", key, "' is not known"));
      if (*seen) Fail(start, absl::StrCat("the key '", key, "' appears twice"));
      *seen = true;
      if (seen == &descr) Descr(header);
      if (seen == &order) header.fortran_order = Bool();
      if (seen == &shape) Shape(header);
      if (!Accept(',')) {
        Expect('}');
        break;
      }
    }
    SkipBlanks();
    if (position_ != static_cast<int64_t>(text_.size())) Fail(position_, "the header should end");
    if (!descr || !order || !shape) {
      Fail(position_, "one of 'descr', 'fortran_order' and 'shape' is missing");
    }
    return header;
  }

 private:
  [[noreturn]] void Fail(int64_t position, const std::string& problem) const {
    throw NpyError(source_, offset_ + position, problem);
  }

  char Peek() const {
    return position_ < static_cast<int64_t>(text_.size()) ? text_[static_cast<size_t>(position_)]
                                                          : '\0';
  }
  void SkipBlanks() {
    while (Peek() == ' ' || Peek() == '\n' || Peek() == '\t') ++position_;
  }
  bool Accept(char c) {
    SkipBlanks();
    if (Peek() != c) return false;
    ++position_;
    return true;
  }
  void Expect(char c) {
    if (!Accept(c)) Fail(position_, absl::StrCat("expected '", std::string(1, c), "'"));
  }

  std::string String() {
    SkipBlanks();
    const char quote = Peek();
    if (quote != '\'' && quote != '"') Fail(position_, "expected a string");
    const size_t end = text_.find(quote, static_cast<size_t>(position_ + 1));
    if (end == absl::string_view::npos) Fail(position_, "the string does not end");
    const absl::string_view inside =
        text_.substr(static_cast<size_t>(position_ + 1), end - static_cast<size_t>(position_ + 1));
    for (const char c : inside) {
      if (c < ' ' || c > '~' || c == '\\') Fail(position_, "the string has a character of no name");
    }
    position_ = static_cast<int64_t>(end) + 1;
    return std::string(inside.begin(), inside.end());
  }

  bool Bool() {
    SkipBlanks();
    for (const bool value : {true, false}) {
      const absl::string_view word = value ? "True" : "False";
      if (text_.substr(static_cast<size_t>(position_), word.size()) == word) {
        position_ += static_cast<int64_t>(word.size());
        return value;
      }
    }
    Fail(position_, "expected True or False");
  }

  void Descr(NpyHeader& header) {
    SkipBlanks();
    const int64_t start = position_;
    if (Peek() == '[') Fail(start, "structured dtypes are not supported");
    const std::string descr = String();
    const char order = descr.empty() ? '\0' : descr[0];
    std::optional<DType> dtype;
    if (descr.size() > 1 && order != '\0' && std::strchr("<>|=", order) != nullptr) {
      dtype = ParseDType(descr.substr(1));
      // Codes only, no names.
      if (dtype && descr.substr(1) != DTypeCode(*dtype)) dtype.reset();
    }
    if (!dtype) Fail(start, absl::StrCat("the dtype '", descr, "' is not supported"));
    header.dtype = *dtype;
    constexpr char kForeign = std::endian::native == std::endian::little ? '>' : '<';
    header.swapped = order == kForeign && ItemSize(*dtype) > 1;
  }

  void Shape(NpyHeader& header) {
    Expect('(');
    while (!Accept(')')) {
      SkipBlanks();
      const int64_t start = position_;
      int64_t extent = 0;
      while (Peek() >= '0' && Peek() <= '9') {
        if (__builtin_mul_overflow(extent, 10, &extent) ||
            __builtin_add_overflow(extent, Peek() - '0', &extent)) {
          Fail(start, "an extent is too large");
        }
        ++position_;
      }
      if (position_ == start) Fail(start, "expected an extent");
      if (Peek() == 'L') ++position_;  // written by Python 2
      if (header.shape.size() == kMaxDims) Fail(start, "more than 32 dimensions");
      header.shape.push_back(extent);
      if (!Accept(',')) {
        // "(3)" is a number, but NumPy never writes it and nothing else can be meant.
        Expect(')');
        break;
      }
    }
  }

  absl::string_view text_;
  int64_t offset_;
  const std::string& source_;
  int64_t position_ = 0;
};

struct Preamble {
  int64_t text_offset = 0;
  int64_t text_size = 0;
};

Preamble ReadPreamble(std::span<const std::byte> bytes, int64_t file_size,
                      const std::string& source) {
  const auto size = static_cast<int64_t>(bytes.size());
  if (size < 10 || std::memcmp(bytes.data(), kMagic, kMagicSize) != 0) {
    throw NpyError(source, 0, "not an .npy file: it does not begin with \\x93NUMPY");
  }
  const int major = std::to_integer<int>(bytes[6]);
  const int minor = std::to_integer<int>(bytes[7]);
  if (major < 1 || major > 3 || minor != 0) {
    throw NpyError(
        source, 6,
        absl::StrCat("version ", major, ".", minor, " is not known; 1.0, 2.0 and 3.0 are"));
  }
  const int width = major == 1 ? 2 : 4;
  if (size < 8 + width) throw NpyError(source, 8, "the file ends within its header");
  Preamble preamble{.text_offset = 8 + width, .text_size = LittleEndian(bytes, 8, width)};
  if (preamble.text_size > kMaxNpyHeader) {
    throw NpyError(source, 8,
                   absl::StrCat("a header of ", preamble.text_size, " bytes is too long"));
  }
  if (preamble.text_offset + preamble.text_size > file_size) {
    throw NpyError(
        source, 8,
        absl::StrCat("a header of ", preamble.text_size, " bytes in a file of ", file_size));
  }
  return preamble;
}

}  // namespace

int64_t NpyDataOffset(std::span<const std::byte> prefix, int64_t file_size,
                      const std::string& source) {
  const Preamble preamble = ReadPreamble(prefix, file_size, source);
  return preamble.text_offset + preamble.text_size;
}

NpyHeader ParseNpyHeader(std::span<const std::byte> head, int64_t file_size,
                         const std::string& source) {
  const Preamble preamble = ReadPreamble(head, file_size, source);
  const absl::string_view text(reinterpret_cast<const char*>(head.data()) + preamble.text_offset,
                               static_cast<size_t>(preamble.text_size));
  NpyHeader header = HeaderParser(text, preamble.text_offset, source).Parse();
  header.data_offset = preamble.text_offset + preamble.text_size;
  const int64_t item_size = ItemSize(header.dtype);
  try {
    header.data_bytes = CheckedSize(header.shape, item_size) * item_size;
  } catch (const ValueError& e) {
    throw NpyError(source, preamble.text_offset, e.what());
  }
  if (header.data_bytes > file_size - header.data_offset) {
    throw NpyError(
        source, header.data_offset,
        absl::StrCat("shape ", ShapeText(header.shape), " of ", DTypeName(header.dtype), " needs ",
                     header.data_bytes, " bytes, the file has ", file_size - header.data_offset));
  }
  return header;
}

std::string FormatNpyHeader(DType dtype, bool fortran_order, std::span<const int64_t> shape) {
  std::string text = "{'descr': '";
  const char order = std::endian::native == std::endian::little ? '<' : '>';
  absl::StrAppend(&text, std::string(1, ItemSize(dtype) == 1 ? '|' : order), DTypeCode(dtype),
                  "', 'fortran_order': ", fortran_order ? "True" : "False", ", 'shape': (");
  for (size_t i = 0; i < shape.size(); ++i) absl::StrAppend(&text, i > 0 ? ", " : "", shape[i]);
  absl::StrAppend(&text, shape.size() == 1 ? ",), }" : "), }");
  // Room for the growing extent to become as long as an extent can be, as NumPy leaves it.
  if (!shape.empty()) {
    constexpr size_t kLongest = 21;
    const size_t digits = absl::StrCat(fortran_order ? shape.back() : shape.front()).size();
    text.append(kLongest - digits, ' ');
  }
  const auto used = static_cast<int64_t>(10 + text.size() + 1);
  text.append(static_cast<size_t>((kAlignment - used % kAlignment) % kAlignment), ' ');
  text.push_back('\n');
  std::string result(kMagic, kMagicSize);
  result.append({'\1', '\0'});
  result.push_back(static_cast<char>(text.size() & 0xff));
  result.push_back(static_cast<char>(text.size() >> 8));
  return result + text;
}

}  // namespace tidemark::array_internal
