// Joining, triangles, grids, views that turn, modes of pad, rounding, print options, random
// numbers.
#include <map>
#include <string>

#include "tests/oracle/replay/operations.h"
#include "tidemark/array/arrange/diagonals.h"
#include "tidemark/array/arrange/grids.h"
#include "tidemark/array/arrange/join.h"
#include "tidemark/array/arrange/pad.h"
#include "tidemark/array/core/error.h"
#include "tidemark/array/indexing/create.h"
#include "tidemark/array/indexing/orient.h"
#include "tidemark/array/io/print.h"
#include "tidemark/array/ops/round_decimals.h"
#include "tidemark/array/random/random.h"

namespace tidemark::oracle {
namespace {

template <class T>
T OneOf(const std::map<std::string, T>& known, const std::string& name) {
  const auto found = known.find(name);
  if (found == known.end()) throw ValueError("unknown: " + name);
  return found->second;
}

std::vector<AnyArray> NamedArrays(const LiveArrays& arrays, const Request& r) {
  std::vector<AnyArray> named;
  for (const std::string& name : r.Texts("arrays")) named.push_back(ArrayOf(arrays, name));
  return named;
}

// An operation on a list of arrays.
template <class Function>
Operation OnList(Function function) {
  return [function](const LiveArrays& arrays, const Request& r) {
    return Single(r, function(NamedArrays(arrays, r)));
  };
}

template <class Function>
Operation Making(Function function) {
  return [function](const LiveArrays&, const Request& r) { return Single(r, function(r)); };
}

Results Append(const LiveArrays& arrays, const Request& r) {
  return Single(
      r, append(ArrayOf(arrays, r, "a"), ArrayOf(arrays, r, "b"), r.OptionalInteger("axis")));
}

Results Meshgrid(const LiveArrays& arrays, const Request& r) {
  const bool xy = r.OptionalBool("xy").value_or(true);
  std::vector<AnyArray> grids =
      meshgrid(NamedArrays(arrays, r), xy ? GridIndexing::kXY : GridIndexing::kIJ);
  const std::vector<std::string> names = r.Texts("outs");
  if (names.size() != grids.size()) throw ValueError("not as many names as grids");
  Results results;
  for (size_t i = 0; i < names.size(); ++i) results.emplace_back(names[i], std::move(grids[i]));
  return results;
}

AnyArray Tri(const Request& r) {
  std::optional<Count> columns;
  if (const auto m = r.OptionalInteger("m")) columns = *m;
  return tri(r.Type("dtype", DType::kFloat64), r.Integer("n"), columns, r.Integer("k", 0));
}

AnyArray Growing(const Request& r) {
  const DType dtype = r.Type("dtype", DType::kFloat64);
  const double start = r.Value("start").AsDouble();
  const double stop = r.Value("stop").AsDouble();
  const Endpoint endpoint{r.OptionalBool("endpoint").value_or(true)};
  if (r.Text("op") == "geomspace") return geomspace(dtype, start, stop, r.Integer("n"), endpoint);
  return logspace(dtype, start, stop, r.Integer("n"), endpoint, r.Value("base", 10.0).AsDouble());
}

AnyArray PadBy(const AnyArray& a, const Request& r) {
  static const std::map<std::string, PadMode> kModes = {{"constant", PadMode::kConstant},
                                                        {"edge", PadMode::kEdge},
                                                        {"linear_ramp", PadMode::kLinearRamp},
                                                        {"maximum", PadMode::kMaximum},
                                                        {"mean", PadMode::kMean},
                                                        {"median", PadMode::kMedian},
                                                        {"minimum", PadMode::kMinimum},
                                                        {"reflect", PadMode::kReflect},
                                                        {"symmetric", PadMode::kSymmetric},
                                                        {"wrap", PadMode::kWrap}};
  PadWidths widths;
  const std::vector<int64_t> flat = r.Integers("widths");
  for (size_t i = 0; i + 1 < flat.size(); i += 2) widths.emplace_back(flat[i], flat[i + 1]);
  PadOptions options;
  if (const auto length = r.OptionalInteger("stat_length")) options.stat_length = *length;
  options.end_value = r.Value("end_value", 0);
  options.value = r.Value("value", 0);
  if (r.OptionalBool("odd").value_or(false)) options.reflect_type = ReflectType::kOdd;
  return pad(a, widths, OneOf(kModes, r.Text("mode")), options);
}

AnyArray TextWith(const AnyArray& a, const Request& r) {
  static const std::map<std::string, FloatMode> kModes = {
      {"maxprec", FloatMode::kMaxPrecision},
      {"maxprec_equal", FloatMode::kMaxPrecisionEqual},
      {"fixed", FloatMode::kFixed},
      {"unique", FloatMode::kUnique}};
  static const std::map<std::string, PrintSign> kSigns = {
      {"-", PrintSign::kMinus}, {"+", PrintSign::kPlus}, {" ", PrintSign::kSpace}};
  PrintOptions options;
  options.precision = static_cast<int>(r.Integer("precision", options.precision));
  options.threshold = r.Integer("threshold", options.threshold);
  options.edge_items = r.Integer("edgeitems", options.edge_items);
  options.line_width = r.Integer("linewidth", options.line_width);
  options.suppress = r.OptionalBool("suppress").value_or(false);
  options.float_mode = OneOf(kModes, r.OptionalText("floatmode").value_or("maxprec"));
  options.sign = OneOf(kSigns, r.OptionalText("sign").value_or("-"));
  options.nan = r.OptionalText("nanstr").value_or("nan");
  options.infinity = r.OptionalText("infstr").value_or("inf");
  const PrintOptionsScope scope(options);
  const std::string text = to_string(a) + "\n" + repr(a);
  return from_bytes(DType::kUInt8, Dims(text.size()), text.data());
}

// A generator of the request's own, from its key.
Results Random(const LiveArrays& arrays, const Request& r) {
  const auto key = static_cast<uint64_t>(r.Integer("key"));
  const auto counter = static_cast<uint64_t>(r.Integer("counter", 0));
  random::AnyGenerator rng(random::PhiloxSeed{.key = {key, 0}, .counter = {counter, 0, 0, 0}});
  const std::string f = r.Text("f");
  const DType dtype = r.Type("dtype", DType::kFloat64);
  if (f == "random") return Single(r, rng.random(dtype, r.Shape("shape")));
  if (f == "uniform") {
    return Single(r, rng.uniform(DType::kFloat64, r.Shape("shape"), r.Value("low").AsDouble(),
                                 r.Value("high").AsDouble()));
  }
  if (f == "integers") {
    return Single(r, rng.integers(r.Integer("low"), r.Integer("high"), r.Shape("shape"),
                                  Endpoint{r.OptionalBool("endpoint").value_or(false)}));
  }
  const AnyArray& a = ArrayOf(arrays, r, "a");
  if (f == "permutation") return Single(r, rng.permutation(a));
  if (f == "choice") return Single(r, rng.choice(a, r.Shape("shape")));
  if (f != "shuffle") throw ValueError("no random function named " + f);
  rng.shuffle(a);
  return {};
}

void AddOrienting(OperationTable& table) {
  table["rot90"] = OnArray([](const AnyArray& a, const Request& r) {
    return rot90(a, r.Integer("k", 1), r.OptionalShape("axes").value_or(Dims({0, 1})));
  });
  table["flipud"] = OnArray([](const AnyArray& a, const Request&) { return flipud(a); });
  table["fliplr"] = OnArray([](const AnyArray& a, const Request&) { return fliplr(a); });
  table["atleast"] = OnArray([](const AnyArray& a, const Request& r) {
    const int64_t ndim = r.Integer("ndim");
    return ndim == 1 ? atleast_1d(a) : ndim == 2 ? atleast_2d(a) : atleast_3d(a);
  });
}

}  // namespace

void AddCreationOperations(OperationTable& table) {
  AddOrienting(table);
  table["vstack"] = OnList([](const auto& arrays) { return vstack(arrays); });
  table["hstack"] = OnList([](const auto& arrays) { return hstack(arrays); });
  table["dstack"] = OnList([](const auto& arrays) { return dstack(arrays); });
  table["column_stack"] = OnList([](const auto& arrays) { return column_stack(arrays); });
  table["append"] = Append;
  table["meshgrid"] = Meshgrid;
  table["tri"] = Making(Tri);
  table["indices"] = Making(
      [](const Request& r) { return indices(r.Type("dtype", DType::kInt64), r.Shape("shape")); });
  table["logspace"] = Making(Growing);
  table["geomspace"] = Making(Growing);
  table["triu"] =
      OnArray([](const AnyArray& a, const Request& r) { return triu(a, r.Integer("k", 0)); });
  table["tril"] =
      OnArray([](const AnyArray& a, const Request& r) { return tril(a, r.Integer("k", 0)); });
  table["diag"] =
      OnArray([](const AnyArray& a, const Request& r) { return diag(a, r.Integer("k", 0)); });
  table["diagflat"] =
      OnArray([](const AnyArray& a, const Request& r) { return diagflat(a, r.Integer("k", 0)); });
  table["pad_mode"] = OnArray(PadBy);
  table["round_to"] = OnArray([](const AnyArray& a, const Request& r) {
    return round(a, Decimals(static_cast<int>(r.Integer("decimals"))));
  });
  table["text_with"] = OnArray(TextWith);
  table["random"] = Random;
}

}  // namespace tidemark::oracle
