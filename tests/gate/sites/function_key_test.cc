// The names that compilers and demanglers give to one function are one; those of others are not.
//
// The spellings are what g++ 12 and clang++ 14 printed of one program: std::source_location and
// __PRETTY_FUNCTION__, __builtin_FUNCTION(), and the demangled symbols.
#include "tidemark/gate/sites/function_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace tidemark::gate {
namespace {

struct Spellings {
  std::string key;
  std::vector<std::string> of;
};

const std::vector<Spellings>& Same() {
  static const std::vector<Spellings>& same = *new std::vector<Spellings>{
      {"app::Array::operator type",
       {"app::Array<T>::operator T() const [with T = float]",
        "T app::Array<float>::operator float() const [T = float]",
        "app::Array<float>::operator float() const"}},
      {"operator type", {"operator float", "operator T", "operator std::vector<int>"}},
      {"app::Array::m",
       {"void app::Array<T>::m(U) [with U = std::__cxx11::basic_string<char>; T = float]",
        "void app::Array<float>::m(U) [T = float, U = std::basic_string<char>]",
        "void app::Array<T>::m(U) [with U = unsigned int; T = std::__cxx11::basic_string<char>]",
        "void app::Array<std::basic_string<char>>::m(U) [T = std::basic_string<char>, U = "
        "unsigned int]",
        "void app::Array<std::__cxx11::basic_string<char, std::char_traits<char>, "
        "std::allocator<char> > >::m<unsigned int>(unsigned int)",
        "void app::Array<bool>::m(int)", "app::Array<bool>::m(int) [clone .constprop.0]",
        "app::Array<...>::m<int>", "_ZN3app5ArrayIfE1mIiEEvT_"}},
      {"m", {"m<int>", "m", "m<std::__cxx11::basic_string<char> >"}},
      {"app::Array::s",
       {"static T* app::Array<T>::s(const T*) [with T = float]",
        "static T *app::Array<float>::s(const T *) [T = float]",
        "static constexpr T& app::Array<T>::s(const T*) [with T = float]",
        "app::Array<float>::s(float const*)"}},
      {"app::anon",
       {"void app::{anonymous}::anon(int)", "void app::(anonymous namespace)::anon(int)",
        "app::(anonymous namespace)::anon(int)", "app::<unnamed>::anon(int)", "app::anon"}},
      {"app::S::m",
       {"void app::{anonymous}::S::m() const", "app::(anonymous namespace)::S::m() const"}},
      {"apply",
       {"void apply(F) [with F = main()::<lambda(int)>]",
        "void apply(F) [F = (lambda at a.cc:54:9)]", "apply<main()::<lambda(int)> >", "apply",
        "void apply<main::{lambda(int)#3}>(main::{lambda(int)#3})",
        "void apply<main::$_2>(main::$_2)"}},
      {"app::Array::operator->",
       {"T* app::Array<T>::operator->() [with T = float]",
        "T *app::Array<float>::operator->() [T = float]", "app::Array<float>::operator->()"}},
      {"app::Array::operator=",
       {"app::Array<T>& app::Array<T>::operator=(const app::Array<T>&) & [with T = float]",
        "Array<T> &app::Array<float>::operator=(const Array<T> &) & [T = float]",
        "app::Array<float>::operator=(app::Array<float> const&) &"}},
      {"app::Array::operator<",
       {"bool app::Array<T>::operator<(const app::Array<T>&) const [with T = float]",
        "app::Array<float>::operator<(app::Array<float> const&) const"}},
      {"app::Array::operator<<",
       {"app::Array<T> app::Array<T>::operator<<(int) [with T = float]",
        "Array<T> app::Array<float>::operator<<(int) [T = float]",
        "app::Array<float>::operator<<(int)"}},
      {"app::Array::operator()",
       {"T app::Array<T>::operator()(int) [with T = float]", "app::Array<float>::operator()(int)"}},
      {"app::Array::operator[]",
       {"T app::Array<T>::operator[](int) [with T = float]", "app::Array<float>::operator[](int)"}},
      {"operator()", {"operator()", "operator()<unsigned int>"}},
      {"operator<", {"operator<", "operator< <int>"}},
      {"operator<<", {"operator<<", "operator<< <char>"}},
      {"operator new[]", {"operator new[]", "void* operator new[](unsigned long)"}},
      {"app::Array::Array",
       {"app::Array<T>::Array() [with T = std::__cxx11::basic_string<char>]",
        "app::Array<float>::Array() [T = float]", "app::Array<float>::Array()"}},
      {"app::Array::~Array",
       {"app::Array<T>::~Array() [with T = float]", "app::Array<float>::~Array()"}},
      {"app::autof",
       {"std::vector<long unsigned int> app::autof()", "std::vector<unsigned long> app::autof()",
        "app::autof()"}},
      {"app::dd",
       {"decltype(auto) app::dd(auto:11) [with auto:11 = int]",
        "decltype(auto) app::dd(auto) [x:auto = int]", "decltype(auto) app::dd<int>(int)"}},
      {"app::f",
       {"std::vector<T> app::f(const std::map<std::__cxx11::basic_string<char>, T>&) [with T = "
        "double; int N = 9]",
        "std::vector<T> app::f(const std::map<std::string, T> &) [T = double, N = 9]",
        "std::vector<double, std::allocator<double> > app::f<double, 9>(std::map<"
        "std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> >, double, "
        "std::less<std::__cxx11::basic_string<char> > > const&)"}},
      {"app::fp",
       {"void (* app::fp(int))(double)", "void (*app::fp(int))(double)", "app::fp(int)"}},
      {"fpt",
       {"void fpt() [with bool (* <anonymous>)(int) = gg]", "void fpt()", "fpt<gg>",
        "void fpt<&(gg(int))>()"}},
      {"app::inl",
       {"unsigned int app::v1::inl(unsigned int)", "unsigned int app::inl(unsigned int)"}},
      {"main::{lambda}",
       {"main()::<lambda(int)>", "auto main()::(anonymous class)::operator()(int) const",
        "main::{lambda(int)#1}::operator()(int) const", "main::$_1::operator()(int) const",
        "main()::<lambda(auto:12)> [with auto:12 = unsigned int]",
        "auto main()::(anonymous class)::operator()(auto) const [x:auto = unsigned int]",
        "auto main::$_0::operator()<unsigned int>(unsigned int) const",
        "main::'lambda0'(int)::operator()(int) const", "main::{lambda#1}::operator()"}},
      {"main::{lambda}::{lambda}",
       {"main()::<lambda(auto:12)>::<lambda()>",
        "auto main()::(anonymous class)::operator()(unsigned int)::(anonymous class)::operator()() "
        "const",
        "main::$_0::operator()<unsigned int>(unsigned int) const::{lambda()#1}::operator()() const",
        "auto main::{lambda(auto:1)#2}::operator()<unsigned int>(unsigned int) "
        "const::{lambda()#1}::operator()() const"}},
      {"main::Local::go", {"void main()::Local::go()", "main::Local::go()"}},
      {"pack",
       {"void pack(A ...) [with A = {}]", "void pack(A...) [A = <>]", "pack<>", "void pack<>()",
        "void pack(A...) [A = <int, unsigned int, std::basic_string<char>>]"}},
      {"app::str",
       {"std::string app::str(const std::string&, std::vector<std::vector<int> >)",
        "std::string app::str(const std::string &, std::vector<std::vector<int>>)",
        "app::str[abi:cxx11](std::__cxx11::basic_string<char> const&)"}},
      {"std::string::assign",
       {"std::__cxx11::string::assign(char const*)", "std::string::assign",
        "std::__1::string::assign(char const*)"}},
      {"load",
       {"load", "load.part.0", "load.constprop.0.isra.1", "load.cold", "int load(int)",
        "load [clone .part.0]", "static int load(long unsigned int)", " load "}},
      {"memcpy", {"memcpy", "memcpy@@GLIBC_2.14", "__GI_memcpy"}},
      {"A::f", {"A::f", "non-virtual thunk to A::f()", "virtual void A::f() volatile"}},
      {"{static initialiser}",
       {"_GLOBAL__sub_I_main", "__cxx_global_var_init.3",
        "__static_initialization_and_destruction_0(int, int)"}},
  };
  return same;
}

TEST(FunctionKey, IsOneForAllSpellings) {
  for (const Spellings& spellings : Same()) {
    for (const std::string& spelling : spellings.of) {
      EXPECT_EQ(FunctionKey(spelling), spellings.key) << spelling;
    }
  }
}

TEST(FunctionKey, OfAKeyIsTheKey) {
  for (const Spellings& spellings : Same()) {
    EXPECT_EQ(FunctionKey(spellings.key), spellings.key);
  }
}

TEST(FunctionKey, StaysDifferent) {
  const std::vector<std::pair<std::string, std::string>> different = {
      {"app::load(int)", "app::save(int)"},
      {"app::load(int)", "lib::load(int)"},
      {"A<int>::f()", "B<int>::f()"},
      {"A::A()", "A::~A()"},
      {"operator<", "operator<<"},
      {"operator<", "operator<="},
      {"operator new", "operator new[]"},
      {"operator()", "operator[]"},
      {"operators", "operator"},
      {"operator_like", "operator type"},
      {"main()::<lambda(int)>", "main()::<lambda(int)>::<lambda()>"},
      {"main()::<lambda(int)>", "main()"},
      {"load", "load2"},
      {"load.party", "load"},
      {"v1::f", "w1::f"},
      {"v1", "v2"},
      {"__copy::f", "f"},
      {"$_x", "x"},
  };
  for (const auto& [a, b] : different) EXPECT_NE(FunctionKey(a), FunctionKey(b)) << a << " " << b;
}

TEST(FunctionKey, TakesAnyText) {
  EXPECT_EQ(FunctionKey(""), "");
  EXPECT_EQ(FunctionKey("   "), "");
  const std::vector<std::string> pieces = {
      "(",  ")",     "<",        ">",      "[", "]",  "{", "}",         "::",
      " ",  "*",     "operator", "lambda", "'", "$_", "f", "with T = ", "anonymous namespace",
      "->", ".part", "\xff",     "@"};
  std::mt19937 random(11);
  for (int i = 0; i < 20000; ++i) {
    std::string text;
    for (size_t n = random() % 14; n > 0; --n) text += pieces[random() % pieces.size()];
    EXPECT_LE(FunctionKey(text).size(), text.size() + 24) << text;
  }
  EXPECT_LE(FunctionKey(std::string(1 << 20, 'a')).size(), 400U);
  EXPECT_LE(FunctionKey(std::string(1 << 20, '(')).size(), 400U);
  EXPECT_LE(FunctionKey("int " + std::string(1 << 20, '<')).size(), 400U);
}

}  // namespace
}  // namespace tidemark::gate
