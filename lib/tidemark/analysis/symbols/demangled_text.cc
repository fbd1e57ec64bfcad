#include <algorithm>
#include <array>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "tidemark/analysis/symbols/demangled_text_internal.h"

namespace tidemark::analysis {
namespace {

constexpr size_t kLongestArguments = 24;  // of a template, else they are left out
constexpr int kDeepestArguments = 16;
constexpr absl::string_view kAnonymous = "(anonymous namespace)::";

bool IsWord(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '$';
}

char Closing(char open) {
  switch (open) {
    case '(':
      return ')';
    case '[':
      return ']';
    case '{':
      return '}';
    case '<':
      return '>';
    default:
      return '\0';
  }
}

// Where the bracket that opens at `from` closes; the text's size when it does not. Within other
// brackets a '>' closes nothing, nor does that of "->".
size_t ClosingAt(absl::string_view text, size_t from) {
  std::string open;
  for (size_t i = from; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '(' || c == '[' || c == '{' || (c == '<' && (open.empty() || open.back() != ')'))) {
      open.push_back(Closing(c));
    } else if (!open.empty() && c == open.back() && !(c == '>' && i > 0 && text[i - 1] == '-')) {
      open.pop_back();
      if (open.empty()) return i;
    }
  }
  return text.size();
}

std::vector<absl::string_view> SplitArguments(absl::string_view text) {
  std::vector<absl::string_view> parts;
  size_t begin = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (Closing(text[i]) != '\0') {
      i = ClosingAt(text, i);
    } else if (text[i] == ',') {
      parts.push_back(absl::StripAsciiWhitespace(text.substr(begin, i - begin)));
      begin = i + 1;
    }
  }
  parts.push_back(absl::StripAsciiWhitespace(text.substr(std::min(begin, text.size()))));
  return parts;
}

// Arguments that nearly everybody leaves to the standard library.
bool IsDefault(absl::string_view argument) {
  static constexpr std::array<absl::string_view, 6> kDefaults = {
      "std::allocator<", "std::char_traits<", "std::less<",
      "std::hash<",      "std::equal_to<",    "std::default_delete<"};
  return std::any_of(kDefaults.begin(), kDefaults.end(),
                     [&](absl::string_view prefix) { return absl::StartsWith(argument, prefix); });
}

std::string Shorter(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"std::basic_string<char>", "std::string"},
                                    {"std::basic_string_view<char>", "std::string_view"}});
}

std::string Type(absl::string_view text, int depth);

// "<int, ...>" of the template that `owner` ends with.
std::string Arguments(absl::string_view owner, absl::string_view text, int depth) {
  if (depth >= kDeepestArguments) return "<...>";
  const std::vector<absl::string_view> arguments = SplitArguments(text);
  std::vector<std::string> kept;
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (i > 0 && absl::StartsWith(owner, "std::") && IsDefault(arguments[i])) continue;
    kept.push_back(Type(arguments[i], depth + 1));
  }
  return absl::StrCat("<", absl::StrJoin(kept, ", "), ">");
}

std::string Type(absl::string_view text, int depth) {
  std::string type;
  for (size_t i = 0; i < text.size(); ++i) {
    const absl::string_view rest = text.substr(i);
    const bool starts_word = i == 0 || !IsWord(text[i - 1]);
    if (absl::StartsWith(rest, kAnonymous)) {
      i += kAnonymous.size() - 1;
    } else if (starts_word && absl::StartsWith(rest, "__cxx11::")) {
      i += 8;
    } else if (starts_word && absl::StartsWith(rest, "__1::")) {
      i += 4;
    } else if (text[i] == '<') {
      const size_t end = ClosingAt(text, i);
      // The template's name is what the last word with its scopes is.
      size_t begin = type.size();
      while (begin > 0 && (IsWord(type[begin - 1]) || type[begin - 1] == ':')) --begin;
      const std::string owner = type.substr(begin);
      absl::StrAppend(&type, Arguments(owner, text.substr(i + 1, end - i - 1), depth));
      i = end;
    } else {
      type.push_back(text[i]);
    }
  }
  return Shorter(std::string(absl::StripAsciiWhitespace(type)));
}

}  // namespace

bool DemangledText::Skip(absl::string_view prefix) {
  if (!absl::StartsWith(text_.substr(at_), prefix)) return false;
  at_ += prefix.size();
  return true;
}

absl::string_view DemangledText::Group() {
  const size_t begin = at_ + 1;
  const size_t end = ClosingAt(text_, at_);
  at_ = std::min(end + 1, text_.size());
  return text_.substr(begin, end - begin);
}

std::string DemangledText::FunctionName() {
  while (!AtEnd() && !ended_) {
    const bool starts_word = name_.empty() || !IsWord(name_.back());
    if (Skip(kAnonymous) || (starts_word && (Skip("__cxx11::") || Skip("__1::")))) continue;
    if (starts_word && absl::StartsWith(text_.substr(at_), "operator") &&
        (at_ + 8 == text_.size() || !IsWord(text_[at_ + 8]))) {
      Operator();
      continue;
    }
    switch (text_[at_]) {
      case ' ':  // all before it was the return type
        name_.clear();
        ++at_;
        break;
      case '(':
        Parameters();
        break;
      case '[':  // [abi:cxx11]
        Group();
        break;
      case '{':
        Lambda();
        break;
      case '<': {
        const std::string arguments = Arguments(name_, Group(), 0);
        absl::StrAppend(&name_, arguments.size() <= kLongestArguments ? arguments : "<...>");
        name_ = Shorter(name_);
        break;
      }
      default:
        name_.push_back(text_[at_++]);
    }
  }
  return name_;
}

// operator(), operator<<, operator new[], operator bool.
void DemangledText::Operator() {
  at_ += 8;
  name_ += "operator";
  for (const absl::string_view symbol :
       {"()", "[]", "<=>", "->*", "<<=", ">>=", "->", "<<", ">>", "<=", ">=", "<", ">", " new[]",
        " delete[]", " new", " delete", " co_await"}) {
    if (!Skip(symbol)) continue;
    absl::StrAppend(&name_, symbol);
    Skip(" ");  // before template arguments
    return;
  }
  if (AtEnd() || text_[at_] != ' ') {
    while (!AtEnd() && !IsWord(text_[at_]) && text_[at_] != '(' && text_[at_] != ' ') {
      name_.push_back(text_[at_++]);
    }
    return;
  }
  // A conversion: up to the parameters all is the type.
  const size_t begin = at_;
  while (!AtEnd() && text_[at_] != '(') {
    at_ = text_[at_] == '<' ? ClosingAt(text_, at_) + 1 : at_ + 1;
  }
  at_ = std::min(at_, text_.size());
  absl::StrAppend(&name_, " ", Type(text_.substr(begin, at_ - begin), 0));
}

// Those of the function itself end its name; what they enclose goes on: f(int)::{lambda()#1}.
void DemangledText::Parameters() {
  const bool of_a_type = name_.empty() || name_ == "decltype";
  Group();
  if (of_a_type) return;
  for (const absl::string_view qualifier : {" const", " volatile", "&&", "&", " &&", " &"}) {
    Skip(qualifier);
  }
  while (!AtEnd() && text_[at_] == '[') Group();
  if (absl::StartsWith(text_.substr(at_), "::")) return;
  ended_ = true;
}

// {lambda(int)#1} becomes {lambda#1}.
void DemangledText::Lambda() {
  const absl::string_view group = Group();
  const size_t number = group.rfind('#');
  const size_t parameters = group.find('(');
  absl::StrAppend(&name_, "{", group.substr(0, std::min(parameters, number)),
                  number == absl::string_view::npos ? "" : group.substr(number), "}");
}

}  // namespace tidemark::analysis
