#include "tidemark/array/layout/diophantine_internal.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace tidemark::array_internal {
namespace {

using Answer = BoundedEquation::Answer;

struct Term {
  int64_t a;
  int64_t bound;
};

Answer Solve(const std::vector<Term>& terms, int64_t b, int64_t max_work = -1) {
  BoundedEquation equation;
  for (const Term& term : terms) equation.AddTerm(term.a, term.bound);
  return equation.Solve(b, max_work);
}

bool SolvableByTrial(const std::vector<Term>& terms, size_t first, int64_t b) {
  if (first == terms.size()) return b == 0;
  for (int64_t x = 0; x <= terms[first].bound; ++x) {
    if (SolvableByTrial(terms, first + 1, b - x * terms[first].a)) return true;
  }
  return false;
}

TEST(BoundedEquationTest, AgreesWithTryingEverything) {
  std::mt19937 random(20240501);
  int solvable = 0;
  for (int round = 0; round < 20000; ++round) {
    std::vector<Term> terms(1 + random() % 4);
    int64_t reach = 0;
    for (Term& term : terms) {
      term = {static_cast<int64_t>(1 + random() % 30), static_cast<int64_t>(random() % 6)};
      reach += term.a * term.bound;
    }
    const auto b = static_cast<int64_t>(random() % static_cast<uint32_t>(reach + 3));
    const bool expected = SolvableByTrial(terms, 0, b);
    solvable += expected ? 1 : 0;
    ASSERT_EQ(Solve(terms, b), expected ? Answer::kSolvable : Answer::kUnsolvable) << round;
  }
  EXPECT_GT(solvable, 1000);
  EXPECT_LT(solvable, 19000);
}

TEST(BoundedEquationTest, NegativeAndUnreachableSides) {
  EXPECT_EQ(Solve({{3, 5}}, -3), Answer::kUnsolvable);
  EXPECT_EQ(Solve({{3, 5}}, 18), Answer::kUnsolvable);
  EXPECT_EQ(Solve({{3, 5}}, 15), Answer::kSolvable);
  EXPECT_EQ(Solve({}, 0), Answer::kSolvable);
  EXPECT_EQ(Solve({}, 1), Answer::kUnsolvable);
}

TEST(BoundedEquationTest, GivesUpWhenTheWorkIsSpent) {
  // Needs a search: the coefficients have no common structure and leave gaps.
  const std::vector<Term> terms = {{1'000'003, 40}, {999'983, 40}, {999'979, 40}, {999'961, 40}};
  const int64_t b = 123'456'789;
  EXPECT_EQ(Solve(terms, b, 1), Answer::kGaveUp);
  EXPECT_NE(Solve(terms, b, -1), Answer::kGaveUp);
}

TEST(BoundedEquationTest, SumsBeyond64Bits) {
  EXPECT_EQ(Solve({{INT64_MAX / 2, 100}, {3, 1}}, 3), Answer::kSolvable);
  EXPECT_EQ(Solve({{INT64_MAX / 2, 100}, {3, 1}}, 4), Answer::kUnsolvable);
}

}  // namespace
}  // namespace tidemark::array_internal
