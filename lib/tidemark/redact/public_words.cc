#include "tidemark/redact/public_words.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace tidemark::redact {
namespace {

// clang-format off
// What array libraries call their functions, NumPy's names above all. Sorted.
constexpr absl::string_view kOperations[] = {
    "!=", "%", "&", "*", "**", "+", "-", "/", "//", "<", "<<", "<=", "==", ">", ">=", ">>", "@",
    "^", "__array__", "__array_interface__", "__array_struct__", "__copy__", "__deepcopy__",
    "__delitem__", "__dlpack__", "__getitem__", "__reduce__", "__reduce_ex__", "__setitem__",
    "__setstate__", "_array_converter", "_from_dlpack", "_insert", "_load_from_filelike",
    "_monotonicity", "_place", "abs", "absolute", "accumulate", "add", "adopt", "all", "allclose",
    "amax", "amin", "angle", "any", "append", "apply_along_axis", "apply_over_axes", "arange",
    "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctan2", "arctanh", "argmax", "argmin",
    "argpartition", "argsort", "argwhere", "around", "array", "array2string", "array_equal",
    "array_equiv", "array_repr", "array_split", "array_str", "asanyarray", "asarray",
    "asarray_chkfinite", "ascontiguousarray", "asfortranarray", "asmatrix", "assign", "astype",
    "at", "atleast_1d", "atleast_2d", "atleast_3d", "average", "batch_norm", "bincount",
    "bitwise_and", "bitwise_count", "bitwise_not", "bitwise_or", "bitwise_xor", "block", "bmm",
    "broadcast_arrays", "broadcast_to", "buffer", "busday_count", "busday_offset", "byteswap",
    "c_einsum", "cbrt", "ceil", "choice", "cholesky", "choose", "clip", "column_stack", "compress",
    "concat", "concatenate", "conj", "conjugate", "conv1d", "conv2d", "conv3d", "convolve", "copy",
    "copysign", "copyto", "corrcoef", "correlate", "cos", "cosh", "count_nonzero", "cov", "cross",
    "ctypes", "cumprod", "cumsum", "data", "datetime_as_string", "deep_copy", "deg2rad", "degrees",
    "delete", "det", "diag", "diag_indices", "diagflat", "diagonal", "diff", "digitize", "div",
    "divide", "divmod", "dot", "dropout", "dsplit", "dstack", "dtype", "dump", "dumps", "ediff1d",
    "eig", "eigh", "eigvals", "eigvalsh", "einsum", "einsum_path", "embedding", "empty",
    "empty_like", "equal", "erf", "exp", "exp2", "expand_dims", "expm1", "extract", "eye", "fabs",
    "fft", "fftfreq", "fftn", "fftshift", "fill", "fill_diagonal", "fix", "flat", "flatnonzero",
    "flatten", "flip", "fliplr", "flipud", "float_power", "floor", "floor_divide", "fmax", "fmin",
    "fmod", "fortran", "frexp", "from_dlpack", "from_span", "frombuffer", "fromfile",
    "fromfunction", "fromiter", "frompyfunc", "fromstring", "full", "full_like", "gcd", "gelu",
    "gemm", "genfromtxt", "geomspace", "getfield", "getitem", "gradient", "greater",
    "greater_equal", "heaviside", "histogram", "histogram2d", "histogramdd", "hsplit", "hstack",
    "hypot", "identity", "ifft", "ifftn", "ifftshift", "imag", "in1d", "indices", "inner",
    "insert", "integers", "interp", "interp_complex", "intersect1d", "inv", "invert", "irfft",
    "isclose", "iscomplex", "isfinite", "isin", "isinf", "isnan", "isnat", "isreal", "item",
    "itemset", "ix_", "kron", "layer_norm", "lcm", "ldexp", "left_shift", "less", "less_equal",
    "lexsort", "linear", "linspace", "load", "load_npy", "loadtxt", "log", "log10", "log1p",
    "log2", "log_softmax", "logaddexp", "logaddexp2", "logical_and", "logical_not", "logical_or",
    "logical_xor", "logspace", "lstsq", "map_npy", "mask", "matmul", "matrix_power", "matrix_rank",
    "matvec", "max", "max_pool2d", "maximum", "mean", "median", "memcpy", "memmove", "memset",
    "meshgrid", "min", "minimum", "mod", "modf", "moveaxis", "mul", "multi_dot", "multiply",
    "nan_to_num", "nanargmax", "nanargmin", "nancumprod", "nancumsum", "nanmax", "nanmean",
    "nanmedian", "nanmin", "nanpercentile", "nanprod", "nanquantile", "nanstd", "nansum", "nanvar",
    "ndindex", "nditer", "neg", "negative", "newbyteorder", "nextafter", "nonzero", "norm",
    "normal", "not_equal", "ones", "ones_like", "outer", "packbits", "pad", "partition",
    "percentile", "permutation", "permute", "piecewise", "pinv", "place", "poly", "polyfit",
    "polyval", "positive", "pow", "power", "prod", "ptp", "put", "put_along_axis", "put_mask",
    "putmask", "qr", "quantile", "rad2deg", "radians", "rand", "randint", "randn", "random",
    "ravel", "ravel_multi_index", "real", "real_if_close", "realloc", "reciprocal", "reduce",
    "reduceat", "relu", "remainder", "repeat", "require", "reshape", "resize", "rfft", "rfftn",
    "right_shift", "rint", "roll", "rollaxis", "rot90", "round", "row_stack", "rsqrt", "save",
    "savetxt", "searchsorted", "select", "setdiff1d", "setfield", "setitem", "setxor1d", "shape",
    "shuffle", "sigmoid", "sign", "signbit", "sin", "sinc", "sinh", "slice", "slogdet", "softmax",
    "solve", "sort", "sort_complex", "spacing", "split", "sqrt", "square", "squeeze", "stack",
    "standard_normal", "std", "strides", "sub", "subtract", "sum", "svd", "svdvals", "swapaxes",
    "take", "take_along_axis", "tan", "tanh", "tensordot", "tensorinv", "tensorsolve", "tile",
    "tobytes", "tofile", "tolist", "trace", "transpose", "trapezoid", "trapz", "tri", "tril",
    "tril_indices", "trim_zeros", "triu", "triu_indices", "true_divide", "trunc", "uniform",
    "union1d", "unique", "unique_all", "unique_counts", "unique_inverse", "unique_values",
    "unpackbits", "unravel_index", "unsafe", "unstack", "unwrap", "vander", "var", "vdot",
    "vecdot", "view", "view_alloc", "vsplit", "vstack", "where", "zeros", "zeros_like", "|", "~",
};
static_assert(std::is_sorted(std::begin(kOperations), std::end(kOperations)));

// The types that come with Python and NumPy. Sorted.
constexpr absl::string_view kTypes[] = {
    "NoneType", "bool", "builtin_function_or_method", "bytearray", "bytes", "cell", "classmethod",
    "code", "collections.OrderedDict", "collections.defaultdict", "collections.deque", "complex",
    "coroutine", "dict", "dict_items", "dict_keys", "dict_values", "enumerate", "filter", "float",
    "frame", "frozenset", "function", "functools.partial", "generator", "getset_descriptor", "int",
    "list", "list_iterator", "map", "mappingproxy", "member_descriptor", "memoryview", "method",
    "method-wrapper", "method_descriptor", "module", "numpy.dtype", "numpy.ndarray", "object",
    "property", "range", "re.Match", "re.Pattern", "reversed", "set", "slice", "staticmethod",
    "str", "str_iterator", "super", "traceback", "tuple", "tuple_iterator", "type", "weakref",
    "weakref.ReferenceType", "wrapper_descriptor", "zip",
};
static_assert(std::is_sorted(std::begin(kTypes), std::end(kTypes)));

// Memories, without the number of a device. Sorted.
constexpr absl::string_view kSpaces[] = {
    "Cuda", "CudaHostPinned", "CudaUVM", "HBWSpace", "HIP", "HIPHostPinned", "HIPManaged", "Host",
    "HostPinned", "OpenACC", "OpenMPTarget", "SYCLDeviceUSM", "SYCLHostUSM", "SYCLSharedUSM",
    "cpu", "cuda", "cuda_managed", "cuda_pinned", "device", "hip", "host", "managed", "mps",
    "pinned", "rocm", "sycl", "unified", "xpu",
};
static_assert(std::is_sorted(std::begin(kSpaces), std::end(kSpaces)));

constexpr absl::string_view kKinds[] = {
    "array", "device", "external", "heap", "mmap", "numpy", "pmr", "pool", "std",
};
static_assert(std::is_sorted(std::begin(kKinds), std::end(kKinds)));

constexpr absl::string_view kReasons[] = {
    "assign", "broadcast", "concat", "dtype", "gather", "layout", "library", "overlap", "realloc",
    "requested",
};
static_assert(std::is_sorted(std::begin(kReasons), std::end(kReasons)));

constexpr absl::string_view kIndexes[] = {
    "irregular", "progression", "run",
};
static_assert(std::is_sorted(std::begin(kIndexes), std::end(kIndexes)));

constexpr absl::string_view kStackSettings[] = {
    "auto", "dwarf", "fp", "none", "off", "unwind",
};
static_assert(std::is_sorted(std::begin(kStackSettings), std::end(kStackSettings)));

constexpr absl::string_view kTimeUnits[] = {
    "D", "M", "W", "Y", "as", "fs", "generic", "h", "m", "ms", "ns", "ps", "s", "us",
};
static_assert(std::is_sorted(std::begin(kTimeUnits), std::end(kTimeUnits)));
// clang-format on

template <size_t kSize>
bool IsOneOf(absl::string_view word, const absl::string_view (&words)[kSize]) {
  return std::binary_search(std::begin(words), std::end(words), word);
}

bool AreDigits(absl::string_view text) {
  return !text.empty() && text.size() <= 10 && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isdigit(static_cast<unsigned char>(c));
  });
}

absl::string_view WithoutDigitsInFront(absl::string_view text) {
  const size_t end = text.find_first_not_of("0123456789");
  return text.substr(std::min(end, text.size()));
}

}  // namespace

// A method of a ufunc is called "add.reduce".
bool IsPublicOperation(absl::string_view word) {
  const size_t dot = word.find('.');
  if (dot == absl::string_view::npos) return IsOneOf(word, kOperations);
  return IsOneOf(word.substr(0, dot), kOperations) && IsOneOf(word.substr(dot + 1), kOperations);
}

bool IsPublicKind(absl::string_view word) { return IsOneOf(word, kKinds); }
bool IsPublicReason(absl::string_view word) { return IsOneOf(word, kReasons); }
bool IsPublicIndex(absl::string_view word) { return IsOneOf(word, kIndexes); }
bool IsPublicType(absl::string_view word) { return IsOneOf(word, kTypes); }
bool IsPublicThread(absl::string_view word) { return word == "main"; }
bool IsPublicStackSetting(absl::string_view word) { return IsOneOf(word, kStackSettings); }

// A letter and a size; of times the unit, "M8[25s]"; of records that differ in fields a number, "V16.2".
bool IsPublicDtype(absl::string_view word) {
  constexpr absl::string_view kLetters = "?bcfgiumMOSUV";
  if (word.empty() || !absl::StrContains(kLetters, word[0])) return false;
  absl::string_view rest = word.substr(1);
  const absl::string_view behind = WithoutDigitsInFront(rest);
  if (!AreDigits(rest.substr(0, rest.size() - behind.size()))) return false;
  if (behind.empty()) return true;
  if (behind[0] == '.') return AreDigits(behind.substr(1));
  if (behind.size() < 3 || behind.front() != '[' || behind.back() != ']') return false;
  return IsOneOf(WithoutDigitsInFront(behind.substr(1, behind.size() - 2)), kTimeUnits);
}

bool IsPublicSpace(absl::string_view word) {
  const size_t colon = word.find(':');
  if (colon == absl::string_view::npos) return IsOneOf(word, kSpaces);
  return IsOneOf(word.substr(0, colon), kSpaces) && AreDigits(word.substr(colon + 1));
}

bool IsVersion(absl::string_view word) {
  return !word.empty() && word.size() <= 16 &&
         word.find_first_not_of("0123456789.") == absl::string_view::npos;
}

}  // namespace tidemark::redact
