// By which law a figure grows with the size of the input: a + b * f(n), f being nothing, n,
// n * log2(n) or n * n.
//
// Fed with one sample a run; consumed by the growth report (growth_report.h) and by slope()
// (slope_metric.h).
//
// How a law is fitted: runs of the same n are averaged, so that a size that was run more often counts
// no more than others. The squares of the *relative* residuals are made least: memory is off by per
// cent, not by bytes, and the small sizes would count for nothing otherwise. (A value below a
// thousandth of the largest counts as that much.) Samples are scaled and centred before, so that
// neither 2^63 bytes nor sizes that are close together cost digits.
//
// How one is chosen: the misfit of a law is the root mean square of its relative residuals for each
// degree of freedom that is left. The simplest law (in the order above) stays unless the best one's
// misfit is less than a third of its own. What grows by a law, and is not drowned by chance, is told
// at once, because the other laws miss it by per cent. The laws that are not clearly worse than the
// chosen one are its rivals, and widen the margin of what is predicted.
//
// Units: those of the samples. Threading: pure functions.
// Errors: InvalidArgument where a sample is no number; FailedPrecondition where fewer than three
//   sizes differ, of which no law can be told.
//
//   absl::StatusOr<GrowthFit> fit = FitGrowth({{1000, 1072576}, {2000, 1096576}, {4000, 1144576}});
//   fit->chosen.base;         // 1 MiB
//   fit->chosen.coefficient;  // 24
#ifndef TIDEMARK_GATE_GROWTH_GROWTH_LAW_H_
#define TIDEMARK_GATE_GROWTH_GROWTH_LAW_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace tidemark::gate {

struct GrowthSample {
  double n = 0;
  double value = 0;
};

enum class GrowthLaw { kConstant, kLinear, kLinearithmic, kQuadratic };

// For programs: "constant", "linear", "n_log_n", "quadratic".
absl::string_view GrowthLawName(GrowthLaw law);
// For people, what the coefficient is multiplied by: "", "n", "n*log2(n)", "n^2". `n` is its name.
std::string GrowthTermText(GrowthLaw law, absl::string_view n);

// One law with its least squares.
struct FittedLaw {
  GrowthLaw law = GrowthLaw::kConstant;
  double base = 0;         // a
  double coefficient = 0;  // b; 0 of a constant
  double base_error = 0;   // standard errors
  double coefficient_error = 0;
  double misfit = 0;  // see above
  int freedom = 0;    // sizes less parameters
  // Where the law is known best, and how well: the errors of base and coefficient are not
  // independent of each other.
  double centre = 0;  // of f(n)
  double centre_error = 0;

  // Both are NaN where the law says nothing of such an n: n*log2(n) below 1.
  double At(double n) const;
  double ErrorAt(double n) const;  // the standard error of At(n)
  // With 95 % probability the coefficient is within so much (Student's t).
  double CoefficientMargin() const;
};

struct Prediction {
  double n = 0;
  double value = 0;
  // With 95 % probability the law is within `value` ± `margin` there (Student's t), and so are its
  // rivals.
  double margin = 0;
};

struct GrowthFit {
  FittedLaw chosen;
  FittedLaw linear;               // whichever was chosen: slope() is its coefficient
  std::vector<FittedLaw> rivals;  // simplest first
  int sizes = 0;                  // that differ
  double least_n = 0;
  double most_n = 0;
  double worst = 0;  // the largest relative residual of any sample

  Prediction Predict(double n) const;
};

absl::StatusOr<GrowthFit> FitGrowth(absl::Span<const GrowthSample> samples);

// What one more of n costs: nothing of a constant, b of a linear law, and of any other the
// coefficient of the linear fit, which is a mean over the sizes that were run.
double SlopeOf(const GrowthFit& fit);
absl::StatusOr<double> SlopeOf(absl::Span<const GrowthSample> samples);

// What a person has to know of the slope: that growth is not linear, or that no law fits. Else "".
std::string SlopeNote(const GrowthFit& fit, absl::string_view n);

}  // namespace tidemark::gate

#endif  // TIDEMARK_GATE_GROWTH_GROWTH_LAW_H_
