#include "tidemark/analysis/symbols/function_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace tidemark::analysis {
namespace {

TEST(FunctionName, LosesParametersAndReturnTypes) {
  EXPECT_EQ(FunctionName("_ZN3app4LoadERKSs"), "app::Load");
  EXPECT_EQ(FunctionName("_ZN3app5Table6InsertEi"), "app::Table::Insert");
  EXPECT_EQ(FunctionName("_ZNK3app5Table4sizeEv"), "app::Table::size");
  EXPECT_EQ(FunctionName("_ZN3app4MakeIdEEPT_m"), "app::Make<double>");
  EXPECT_EQ(FunctionName("_ZN3app5TableC1Ev"), "app::Table::Table");
  EXPECT_EQ(FunctionName("_ZN3app5TableD0Ev"), "app::Table::~Table");
}

TEST(FunctionName, LeavesWhatIsNoCxxNameAsItIs) {
  EXPECT_EQ(FunctionName("main"), "main");
  EXPECT_EQ(FunctionName("_IO_file_doallocate"), "_IO_file_doallocate");
  EXPECT_EQ(FunctionName("runtime.mallocgc"), "runtime.mallocgc");
  EXPECT_EQ(FunctionName("_Znonsense"), "_Znonsense");
  EXPECT_EQ(FunctionName(""), "");
}

TEST(FunctionName, LosesWhatCompilersAndLinkersAdd) {
  EXPECT_EQ(FunctionName("copy.part.0"), "copy");
  EXPECT_EQ(FunctionName("copy.constprop.12.isra.0.cold"), "copy");
  EXPECT_EQ(FunctionName("_ZN3app4LoadERKSs.cold"), "app::Load");
  EXPECT_EQ(FunctionName("fopen@@GLIBC_2.2.5"), "fopen");
  EXPECT_EQ(FunctionName("__GI___strdup"), "__strdup");
  // Near misses: names of their own.
  EXPECT_EQ(FunctionName("main.init.0"), "main.init.0");
  EXPECT_EQ(FunctionName("scold"), "scold");
  EXPECT_EQ(FunctionName(".cold"), ".cold");
  EXPECT_EQ(FunctionName("GI_thing"), "GI_thing");
}

TEST(FunctionName, LosesTheStandardLibrarysDefaults) {
  EXPECT_EQ(FunctionName("_ZNSt6vectorIiSaIiEE17_M_realloc_insertIJiEEEvN9__gnu_cxx17__normal_"
                         "iteratorIPiS1_EEDpOT_"),
            "std::vector<int>::_M_realloc_insert<int>");
  EXPECT_EQ(FunctionName("_ZNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEE9_M_createERmm"),
            "std::string::_M_create");
  EXPECT_EQ(ShortFunctionName("std::map<int, std::vector<int, std::allocator<int> >, "
                              "std::less<int>, std::allocator<std::pair<int const, "
                              "std::vector<int, std::allocator<int> > > > >::operator[](int&&)"),
            "std::map<int, std::vector<int>>::operator[]");
  // An allocator of somebody's own says something, as does one that stands alone.
  EXPECT_EQ(ShortFunctionName("std::vector<int, app::Pool<int> >::reserve(unsigned long)"),
            "std::vector<int, app::Pool<int>>::reserve");
  EXPECT_EQ(ShortFunctionName("app::Keep<std::allocator<int> >(int)"),
            "app::Keep<std::allocator<int>>");
}

TEST(FunctionName, LeavesLongTemplateArgumentsOut) {
  EXPECT_EQ(ShortFunctionName("app::Apply<std::function<void (int, double, char const*)>, "
                              "app::Context>(app::Context&)"),
            "app::Apply<...>");
  EXPECT_EQ(ShortFunctionName("app::Cache<std::pair<int, std::basic_string<char> >, long, "
                              "short>::Entry<int>::grow()"),
            "app::Cache<...>::Entry<int>::grow");
}

TEST(FunctionName, KnowsOperators) {
  EXPECT_EQ(FunctionName("_Znwm"), "operator new");
  EXPECT_EQ(FunctionName("_Znam"), "operator new[]");
  EXPECT_EQ(FunctionName("_ZN3appplERKNS_1VES2_"), "app::operator+");
  EXPECT_EQ(FunctionName("_ZN3app1VclEi"), "app::V::operator()");
  EXPECT_EQ(FunctionName("_ZN3app1VixEi"), "app::V::operator[]");
  EXPECT_EQ(FunctionName("_ZNK3app1VltERKS0_"), "app::V::operator<");
  EXPECT_EQ(FunctionName("_ZNK3app1VptEv"), "app::V::operator->");
  EXPECT_EQ(FunctionName("_ZNK3app1VcvbEv"), "app::V::operator bool");
  EXPECT_EQ(ShortFunctionName("std::ostream& app::operator<< <int>(std::ostream&, int)"),
            "app::operator<<<int>");
  EXPECT_EQ(ShortFunctionName("app::V::operator std::vector<int, std::allocator<int> >() const"),
            "app::V::operator std::vector<int>");
  // A name that begins like one.
  EXPECT_EQ(ShortFunctionName("app::operators(int)"), "app::operators");
}

TEST(FunctionName, KnowsLambdasAndLocalFunctions) {
  EXPECT_EQ(ShortFunctionName("main::{lambda(int)#2}::operator()(int) const"),
            "main::{lambda#2}::operator()");
  EXPECT_EQ(ShortFunctionName("app::Run(int, char**)::{lambda()#1}::operator()() const"),
            "app::Run::{lambda#1}::operator()");
  EXPECT_EQ(ShortFunctionName("app::Run(int) const::Local::Step()"), "app::Run::Local::Step");
  EXPECT_EQ(ShortFunctionName("app::(anonymous namespace)::Hidden(int)"), "app::Hidden");
  EXPECT_EQ(ShortFunctionName("app::Text[abi:cxx11](int)"), "app::Text");
  EXPECT_EQ(ShortFunctionName("decltype (forward<int>({parm#1})) app::Get<int>(int&&)"),
            "app::Get<int>");
}

TEST(FunctionName, LosesTheHashesOfRust) {
  EXPECT_EQ(FunctionName("_ZN4core3fmt5write17h0123456789abcdefE"), "core::fmt::write");
  EXPECT_EQ(ShortFunctionName("app::hash"), "app::hash");
  EXPECT_EQ(ShortFunctionName("app::hfedcba987654321"), "app::hfedcba987654321");
}

TEST(FunctionName, IsBounded) {
  const std::string long_name = absl::StrCat("start", std::string(5000, 'x'), "end");
  EXPECT_LE(FunctionName(long_name).size(), 240u);
  EXPECT_TRUE(absl::EndsWith(FunctionName(long_name), "xend"));
  std::string scopes = "_ZN";
  for (int i = 0; i < 100; ++i) absl::StrAppend(&scopes, "5scope");
  EXPECT_LE(FunctionName(absl::StrCat(scopes, "4LastEv")).size(), 240u);
  EXPECT_TRUE(absl::EndsWith(FunctionName(absl::StrCat(scopes, "4LastEv")), "::Last"));
}

// Each argument holds the one before twice: demangled, it would take more memory than there is.
TEST(FunctionName, DoesNotExpandWhatGrowsWithoutEnd) {
  const auto reference = [](int i) {
    std::string digits;
    for (; i > 0; i /= 36) {
      digits.insert(digits.begin(), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[i % 36]);
    }
    return absl::StrCat("S", digits, "_");
  };
  std::string name = "_Z1fI1aIiiE";
  for (int i = 0; i < 60; ++i) absl::StrAppend(&name, "S_I", reference(i), reference(i), "E");
  absl::StrAppend(&name, "EvT_");
  EXPECT_TRUE(absl::EndsWith(FunctionName(name), "EvT_"));
}

// Whatever a damaged file calls a function: no crash, and no endless name.
TEST(FunctionName, TakesAnything) {
  std::mt19937 random(11);
  const std::string pieces[] = {
      "_Z", "N", "S_", "I", "E", "3app", "operator", "(",  ")",        "<",  ">",  "{", "}",   "::",
      " ",  ",", "[",  "]", "*", "->",   "std::",    "h0", "decltype", "#1", "..", "@", "\xff"};
  for (int i = 0; i < 20000; ++i) {
    std::string name;
    const size_t count = random() % 24;
    for (size_t k = 0; k < count; ++k) name += pieces[random() % std::size(pieces)];
    EXPECT_LE(FunctionName(name).size(), 240u) << name;
    EXPECT_LE(ShortFunctionName(name).size(), 240u) << name;
  }
}

}  // namespace
}  // namespace tidemark::analysis
