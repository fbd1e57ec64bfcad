#include "tidemark/gate/sites/function_key.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "tidemark/analysis/symbols/function_name.h"

namespace tidemark::gate {
namespace {

constexpr size_t kLongestFunction = 16384;  // looked at
constexpr size_t kLongestKey = 400;
constexpr int kDeepestDeclarator = 4;
constexpr absl::string_view kLambda = "{lambda}";
constexpr absl::string_view kInitialiser = "{static initialiser}";

bool IsNameLetter(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Goes once through the text and keeps the parts of the name.
class FunctionText {
 public:
  FunctionText(absl::string_view text, int depth) : text_(text), depth_(depth) {}

  std::vector<std::string> Parts() {
    while (at_ < text_.size() && !ended_) Step();
    EndPart();
    return parts_;
  }

 private:
  absl::string_view Rest() const { return text_.substr(at_); }
  bool Skip(absl::string_view prefix) {
    if (!absl::StartsWith(Rest(), prefix)) return false;
    at_ += prefix.size();
    return true;
  }

  void Step();
  void Blank();
  void Parentheses();
  void Operator();
  bool AtOperator() const;
  absl::string_view Group();
  void EndPart();
  // All before was the return type or a specifier.
  void StartAgain() {
    parts_.clear();
    part_.clear();
  }

  absl::string_view text_;
  int depth_;
  size_t at_ = 0;
  std::string part_;
  std::vector<std::string> parts_;
  bool ended_ = false;
};

// The text of the brackets that open here, without them; moves behind them.
absl::string_view FunctionText::Group() {
  const size_t begin = at_ + 1;
  std::string open;
  for (; at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    // "operator<" and "operator->" as an argument, and the arrow of a return type.
    if (c == '>' && at_ > 0 && text_[at_ - 1] == '-') continue;
    if (c == '(' || c == '[' || c == '{' || (c == '<' && (open.empty() || open.back() != ')'))) {
      open.push_back(c == '(' ? ')' : c == '[' ? ']' : c == '{' ? '}' : '>');
    } else if (!open.empty() && c == open.back()) {
      open.pop_back();
      if (open.empty()) {
        ++at_;
        return text_.substr(begin, at_ - 1 - begin);
      }
    }
  }
  return text_.substr(std::min(begin, text_.size()));
}

// Namespaces that a library has for its version, and those that are written by nobody.
bool IsVersionNamespace(absl::string_view part) {
  if (absl::StartsWith(part, "__") && part.size() > 2) {
    return part == "__cxx11" || part == "__debug" || part == "__ndk1" ||
           absl::c_all_of(part.substr(2), [](char c) {
             return absl::ascii_isdigit(static_cast<unsigned char>(c));
           });
  }
  if (!absl::ConsumePrefix(&part, "_V") && !absl::ConsumePrefix(&part, "v")) return false;
  return !part.empty() && absl::c_all_of(part, [](char c) {
    return absl::ascii_isdigit(static_cast<unsigned char>(c));
  });
}

void FunctionText::EndPart() {
  if (absl::StartsWith(part_, "$_")) part_ = std::string(kLambda);  // clang's
  // What a lambda's own operator is called says nothing more.
  const bool of_lambda = !parts_.empty() && parts_.back() == kLambda && part_ == "operator()";
  if (!part_.empty() && !of_lambda) parts_.push_back(part_);
  part_.clear();
}

bool FunctionText::AtOperator() const {
  if (!part_.empty() || !absl::StartsWith(Rest(), "operator")) return false;
  return at_ + 8 == text_.size() || !IsNameLetter(text_[at_ + 8]);
}

void FunctionText::Step() {
  const char c = text_[at_];
  if (AtOperator()) return Operator();
  if (Skip("::")) {
    EndPart();
    if (!parts_.empty() && IsVersionNamespace(parts_.back())) parts_.pop_back();
    return;
  }
  switch (c) {
    case ' ':
      return Blank();
    case '(':
      return Parentheses();
    case '[':  // [abi:cxx11]
      Group();
      return;
    case '<': {
      const bool is_name = part_.empty();  // <lambda(int)>, not the arguments of a template
      if (absl::StartsWith(Group(), "lambda") && is_name) part_ = std::string(kLambda);
      return;
    }
    case '{':  // {lambda(int)#1}, {anonymous}, {default arg#1}
      if (absl::StartsWith(Group(), "lambda")) part_ = std::string(kLambda);
      return;
    case '\'': {  // 'lambda0'(int)
      const size_t end = text_.find('\'', at_ + 1);
      const absl::string_view quoted = text_.substr(at_ + 1, end - at_ - 1);
      at_ = end == absl::string_view::npos ? text_.size() : end + 1;
      if (!absl::StartsWith(quoted, "lambda")) return;
      part_ = std::string(kLambda);
      if (at_ < text_.size() && text_[at_] == '(') Group();
      return;
    }
    default:
      ++at_;
      if (part_.empty() && (c == '*' || c == '&')) return StartAgain();
      part_.push_back(c);
  }
}

void FunctionText::Blank() {
  ++at_;
  // "[with T = int]", "[T = int]", "[clone .part.0]": behind the name.
  if (absl::StartsWith(Rest(), "[")) {
    ended_ = true;
    return;
  }
  StartAgain();
}

void FunctionText::Parentheses() {
  const absl::string_view group = Group();
  if (absl::StartsWith(group, "anonymous namespace") || absl::StartsWith(group, "unnamed")) return;
  if (absl::StartsWith(group, "anonymous class") || absl::StartsWith(group, "lambda at") ||
      absl::StartsWith(group, "lambda")) {
    part_ = std::string(kLambda);
    return;
  }
  if (part_ == "decltype") return;
  if (part_.empty()) {
    // void (*name(int))(double): of a function that returns a pointer to one.
    if (!absl::StartsWith(group, "*") && !absl::StartsWith(group, "&")) return;
    if (depth_ >= kDeepestDeclarator) return;
    parts_ = FunctionText(group.substr(1), depth_ + 1).Parts();
    ended_ = !parts_.empty();
    return;
  }
  // The parameters of the function itself end its name; what it encloses goes on:
  // f(int) const::{lambda()#1}.
  for (const absl::string_view qualifier : {" const", " volatile", " &&", " &", "&&", "&"}) {
    Skip(qualifier);
  }
  while (at_ < text_.size() && text_[at_] == '[') Group();
  ended_ = !absl::StartsWith(Rest(), "::");
}

// operator(), operator<<, operator new[], operator bool, operator""_kb.
void FunctionText::Operator() {
  at_ += 8;
  part_ = "operator";
  for (const absl::string_view symbol :
       {"()", "[]", "<=>", "->*", "<<=", ">>=", "->", "<<", ">>", "<=", ">=", "<", ">", " new[]",
        " delete[]", " new", " delete", " co_await"}) {
    if (!Skip(symbol)) continue;
    part_.append(symbol.data(), symbol.size());
    if (absl::StartsWith(Rest(), " <")) ++at_;  // operator< <int>
    return;
  }
  if (at_ < text_.size() && text_[at_] != ' ') {
    while (at_ < text_.size() && text_[at_] != '(' && text_[at_] != '<' && text_[at_] != ' ' &&
           text_[at_] != ':') {
      part_.push_back(text_[at_++]);
    }
    return;
  }
  // A conversion: up to the parameters all is the type.
  part_ = "operator type";
  while (at_ < text_.size() && text_[at_] != '(') {
    if (text_[at_] == '<') {
      Group();
    } else {
      ++at_;
    }
  }
}

// What compilers and linkers add: f.constprop.0.part.0, f@@GLIBC_2.34.
absl::string_view WithoutAdditions(absl::string_view name) {
  absl::ConsumePrefix(&name, "__GI_");
  static constexpr std::array<absl::string_view, 7> kAdditions = {
      ".cold", ".part", ".constprop", ".isra", ".lto_priv", ".llvm", ".localalias"};
  size_t end = name.find('@', 1);
  for (const absl::string_view addition : kAdditions) {
    for (size_t at = name.find(addition, 1); at != absl::string_view::npos;
         at = name.find(addition, at + 1)) {
      const size_t behind = at + addition.size();
      if (behind == name.size() || name[behind] == '.' || name[behind] == '@') {
        end = std::min(end, at);
        break;
      }
    }
  }
  return name.substr(0, end);
}

// The code that sets up what is static in a file, by whichever name.
bool IsInitialiser(absl::string_view name) {
  return absl::StartsWith(name, "_GLOBAL__sub_I_") ||
         absl::StartsWith(name, "__cxx_global_var_init") ||
         absl::StartsWith(name, "__static_initialization_and_destruction") ||
         absl::StartsWith(name, "_GLOBAL__I_");
}

}  // namespace

std::string FunctionKey(absl::string_view function) {
  absl::string_view name = absl::StripAsciiWhitespace(function.substr(0, kLongestFunction));
  if (IsInitialiser(name)) return std::string(kInitialiser);
  std::string demangled;
  if (absl::StartsWith(name, "_Z")) {
    demangled = analysis::FunctionName(name);
    name = demangled;
  }
  name = WithoutAdditions(name);
  std::string key = absl::StrJoin(FunctionText(name, 0).Parts(), "::");
  if (key.empty()) key = std::string(name);
  // The end of a long name says more than its beginning.
  return key.size() <= kLongestKey ? key : key.substr(key.size() - kLongestKey);
}

}  // namespace tidemark::gate
