#include "tidemark/gate/growth/growth_law.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tidemark/base/status.h"

namespace tidemark::gate {
namespace {

constexpr std::array<GrowthLaw, 4> kLaws = {GrowthLaw::kConstant, GrowthLaw::kLinear,
                                            GrowthLaw::kLinearithmic, GrowthLaw::kQuadratic};
constexpr size_t kFewestSizes = 3;
constexpr double kClearlyBetter = 3;
// Misfits below it are those of floating point: no law is better for them.
constexpr double kExact = 1e-9;
// The least that a residual is relative to, as part of the largest value.
constexpr double kLeastScale = 1e-3;
// Above, not even the chosen law describes the figure.
constexpr double kPoorFit = 0.1;

// f(n); nullopt where the law says nothing of such an n.
std::optional<double> Term(GrowthLaw law, double n) {
  double term = 0;
  switch (law) {
    case GrowthLaw::kConstant:
      return 0;
    case GrowthLaw::kLinear:
      return n;
    case GrowthLaw::kLinearithmic:
      if (n == 0) return 0;  // the limit
      if (n < 1) return std::nullopt;
      term = n * std::log2(n);
      break;
    case GrowthLaw::kQuadratic:
      term = n * n;
      break;
  }
  if (!std::isfinite(term)) return std::nullopt;
  return term;
}

// What Student's t exceeds in one case of forty.
double Student(int freedom) {
  static constexpr std::array<double, 10> kFew = {12.706, 4.303, 3.182, 2.776, 2.571,
                                                  2.447,  2.365, 2.306, 2.262, 2.228};
  if (freedom < 1) return kFew.front();
  const auto index = static_cast<size_t>(freedom - 1);
  if (index < kFew.size()) return kFew[index];
  return 1.96 + (2.5 + 1.7 / freedom) / freedom;
}

// One size: the mean of its runs.
struct Size {
  double n = 0;
  double value = 0;
  double scale = 1;  // what its residual is relative to
};

double LargestValue(absl::Span<const GrowthSample> samples) {
  double largest = 0;
  for (const GrowthSample& sample : samples) largest = std::max(largest, std::abs(sample.value));
  return largest > 0 ? largest : 1;
}

double ScaleOf(double value, double largest) {
  return std::max(std::abs(value), kLeastScale * largest);
}

// Values are divided by `largest`.
std::vector<Size> MeanOfSizes(absl::Span<const GrowthSample> samples, double largest) {
  std::map<double, std::pair<double, int>> sums;
  for (const GrowthSample& sample : samples) {
    auto& [sum, count] = sums[sample.n];
    sum += sample.value / largest;
    ++count;
  }
  std::vector<Size> sizes;
  for (const auto& [n, sum] : sums) {
    const double mean = sum.first / sum.second;
    sizes.push_back({.n = n, .value = mean, .scale = ScaleOf(mean, 1)});
  }
  return sizes;
}

// The terms of all sizes; nullopt where the law is not to be told from a constant by them.
std::optional<std::vector<double>> TermsOf(GrowthLaw law, const std::vector<Size>& sizes) {
  std::vector<double> terms;
  for (const Size& size : sizes) {
    const std::optional<double> term = Term(law, size.n);
    if (!term.has_value()) return std::nullopt;
    terms.push_back(*term);
  }
  const size_t distinct = std::set<double>(terms.begin(), terms.end()).size();
  if (law != GrowthLaw::kConstant && distinct < kFewestSizes) return std::nullopt;
  return terms;
}

// Sums of weighted least squares.
struct Moments {
  double weights = 0;
  double mean_x = 0;
  double mean_y = 0;
  double xx = 0;  // about the means
  double xy = 0;
};

double WeightOfSample(const Size& size) { return 1 / (size.scale * size.scale); }

Moments MomentsOf(const std::vector<double>& x, const std::vector<Size>& sizes) {
  Moments sums;
  for (size_t i = 0; i < sizes.size(); ++i) {
    const double weight = WeightOfSample(sizes[i]);
    sums.weights += weight;
    sums.mean_x += weight * x[i];
    sums.mean_y += weight * sizes[i].value;
  }
  sums.mean_x /= sums.weights;
  sums.mean_y /= sums.weights;
  for (size_t i = 0; i < sizes.size(); ++i) {
    const double away = WeightOfSample(sizes[i]) * (x[i] - sums.mean_x);
    sums.xx += away * (x[i] - sums.mean_x);
    sums.xy += away * (sizes[i].value - sums.mean_y);
  }
  return sums;
}

// The law for sizes whose values were divided by `largest`.
std::optional<FittedLaw> FitLaw(GrowthLaw law, const std::vector<Size>& sizes, double largest) {
  std::optional<std::vector<double>> terms = TermsOf(law, sizes);
  if (!terms.has_value()) return std::nullopt;
  const bool grows = law != GrowthLaw::kConstant;
  const double origin = *std::min_element(terms->begin(), terms->end());
  const double range = grows ? *std::max_element(terms->begin(), terms->end()) - origin : 1;
  if (!std::isfinite(range)) return std::nullopt;
  for (double& term : *terms) term = (term - origin) / range;
  const std::vector<double>& x = *terms;
  const Moments sums = MomentsOf(x, sizes);
  const double slope = grows ? sums.xy / sums.xx : 0;
  double squares = 0;
  for (size_t i = 0; i < sizes.size(); ++i) {
    const double residual = sizes[i].value - sums.mean_y - slope * (x[i] - sums.mean_x);
    squares += WeightOfSample(sizes[i]) * residual * residual;
  }
  FittedLaw fit;
  fit.law = law;
  fit.freedom = static_cast<int>(sizes.size()) - (grows ? 2 : 1);
  fit.misfit = std::sqrt(squares / fit.freedom);
  fit.centre_error = largest * fit.misfit / std::sqrt(sums.weights);
  if (grows) {
    fit.centre = origin + sums.mean_x * range;
    fit.coefficient = slope * (largest / range);
    fit.coefficient_error = fit.misfit / std::sqrt(sums.xx) * (largest / range);
  }
  fit.base = largest * sums.mean_y - fit.coefficient * fit.centre;
  fit.base_error = std::hypot(fit.centre_error, fit.coefficient_error * fit.centre);
  if (!std::isfinite(fit.base) || !std::isfinite(fit.base_error)) return std::nullopt;
  return fit;
}

// Whether what `law` misses is no more than chance may give it, compared with `best`.
bool IsNearly(const FittedLaw& law, const FittedLaw& best) {
  return std::max(law.misfit, kExact) <= kClearlyBetter * std::max(best.misfit, kExact);
}

absl::Status TooFewSizes(const std::vector<Size>& sizes) {
  return absl::FailedPreconditionError(absl::StrCat(
      "found traces of ", sizes.size(), sizes.size() == 1 ? " size" : " different sizes",
      ", expected at least ", kFewestSizes,
      ": any two points lie on a line. Record the program with more sizes, each several times "
      "the one before"));
}

}  // namespace

absl::string_view GrowthLawName(GrowthLaw law) {
  static constexpr std::array<absl::string_view, 4> kNames = {"constant", "linear", "n_log_n",
                                                              "quadratic"};
  return kNames[static_cast<size_t>(law)];
}

std::string GrowthTermText(GrowthLaw law, absl::string_view n) {
  switch (law) {
    case GrowthLaw::kConstant:
      break;
    case GrowthLaw::kLinear:
      return std::string(n);
    case GrowthLaw::kLinearithmic:
      return absl::StrCat(n, "*log2(", n, ")");
    case GrowthLaw::kQuadratic:
      return absl::StrCat(n, "^2");
  }
  return "";
}

double FittedLaw::At(double n) const {
  return base + coefficient * Term(law, n).value_or(std::nan(""));
}

double FittedLaw::ErrorAt(double n) const {
  const double distance = Term(law, n).value_or(std::nan("")) - centre;
  return std::hypot(centre_error, coefficient_error * distance);
}

double FittedLaw::CoefficientMargin() const { return Student(freedom) * coefficient_error; }

Prediction GrowthFit::Predict(double n) const {
  Prediction prediction = {.n = n, .value = chosen.At(n)};
  prediction.margin = Student(chosen.freedom) * chosen.ErrorAt(n);
  for (const FittedLaw& rival : rivals) {
    const double away = std::abs(rival.At(n) - prediction.value);
    if (away > prediction.margin) prediction.margin = away;
  }
  return prediction;
}

absl::StatusOr<GrowthFit> FitGrowth(absl::Span<const GrowthSample> samples) {
  for (const GrowthSample& sample : samples) {
    if (std::isfinite(sample.n) && std::isfinite(sample.value)) continue;
    return absl::InvalidArgumentError(absl::StrFormat(
        "found the value %g at the size %g, expected finite numbers", sample.value, sample.n));
  }
  const double largest = LargestValue(samples);
  const std::vector<Size> sizes = MeanOfSizes(samples, largest);
  if (sizes.size() < kFewestSizes) return TooFewSizes(sizes);
  std::vector<FittedLaw> fits;
  for (const GrowthLaw law : kLaws) {
    if (std::optional<FittedLaw> fit = FitLaw(law, sizes, largest)) fits.push_back(*fit);
  }
  if (fits.size() < 2 || fits[1].law != GrowthLaw::kLinear) {
    return absl::InvalidArgumentError(
        absl::StrFormat("the sizes %g to %g are too far apart, or too close, to compute with",
                        sizes.front().n, sizes.back().n));
  }
  const FittedLaw best =
      *std::min_element(fits.begin(), fits.end(),
                        [](const FittedLaw& a, const FittedLaw& b) { return a.misfit < b.misfit; });
  GrowthFit result;
  result.chosen = *std::find_if(fits.begin(), fits.end(),
                                [&](const FittedLaw& fit) { return IsNearly(fit, best); });
  result.linear = fits[1];
  for (const FittedLaw& fit : fits) {
    if (fit.law != result.chosen.law && IsNearly(fit, result.chosen)) result.rivals.push_back(fit);
  }
  result.sizes = static_cast<int>(sizes.size());
  result.least_n = sizes.front().n;
  result.most_n = sizes.back().n;
  for (const GrowthSample& sample : samples) {
    const double residual = std::abs(sample.value - result.chosen.At(sample.n));
    result.worst = std::max(result.worst, residual / ScaleOf(sample.value, largest));
  }
  return result;
}

double SlopeOf(const GrowthFit& fit) {
  return fit.chosen.law == GrowthLaw::kConstant ? 0 : fit.linear.coefficient;
}

absl::StatusOr<double> SlopeOf(absl::Span<const GrowthSample> samples) {
  TIDEMARK_ASSIGN_OR_RETURN(const GrowthFit fit, FitGrowth(samples));
  return SlopeOf(fit);
}

std::string SlopeNote(const GrowthFit& fit, absl::string_view n) {
  const GrowthLaw law = fit.chosen.law;
  if (law == GrowthLaw::kLinearithmic || law == GrowthLaw::kQuadratic) {
    return absl::StrCat(
        "growth is not linear but as ", GrowthTermText(law, n), "; the slope is a mean from ", n,
        " = ", absl::StrFormat("%.6g to %.6g", fit.least_n, fit.most_n), ", and larger beyond");
  }
  if (fit.worst > kPoorFit) {
    return absl::StrFormat("no law fits: the closest is off by %.0f %%, so the slope is a guess",
                           100 * fit.worst);
  }
  return "";
}

}  // namespace tidemark::gate
