#include "tidemark/redact/place_names.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "tidemark/analysis/rules/builtin_suppressions.h"
#include "tidemark/analysis/rules/installed_code.h"
#include "tidemark/analysis/rules/numpy_advice.h"
#include "tidemark/analysis/symbols/frame_role.h"
#include "tidemark/base/glob.h"
#include "tidemark/base/python_module.h"

namespace tidemark::redact {
namespace {

using analysis::FrameRole;

// Libraries whose functions are published with their names, without versions.
constexpr absl::string_view kPublicLibraries[] = {
    "ld-linux",
    "ld-linux-aarch64",
    "ld-linux-armhf",
    "ld-linux-x86-64",
    "ld-musl-aarch64",
    "ld-musl-x86_64",
    "ld",
    "ld64",
    "libanl",
    "libasan",
    "libatomic",
    "libc",
    "libc++",
    "libc++abi",
    "libcrypt",
    "libdl",
    "libffi",
    "libgcc_s",
    "libgfortran",
    "libgomp",
    "libheaptrack_inject",
    "libheaptrack_preload",
    "libiomp",
    "libjava",
    "libjemalloc",
    "libjimage",
    "libjli",
    "libjvm",
    "liblsan",
    "libm",
    "libmimalloc",
    "libmvec",
    "libnsl",
    "libnss_compat",
    "libnss_dns",
    "libnss_files",
    "libnss_myhostname",
    "libnss_resolve",
    "libnss_systemd",
    "libomp",
    "libperl",
    "libpthread",
    "libpython",
    "libquadmath",
    "libresolv",
    "librt",
    "libruby",
    "libstdc++",
    "libsupc++",
    "libtcmalloc",
    "libtcmalloc_minimal",
    "libthread_db",
    "libtidemark_malloc",
    "libtidemark_numpy",
    "libtsan",
    "libubsan",
    "libunwind",
    "libutil",
    "libz",
};

constexpr absl::string_view kInterpreterPrograms[] = {"java", "node", "perl", "python", "ruby"};

// By which the name of a module's file is judged, where it is not public as a whole; the longest first
// of those with one beginning.
constexpr absl::string_view kJudgedBeginnings[] = {
    "ld-2.",        "ld-linux",   "ld-musl",      "ld.so",     "ld64.so",      "libc++.so",
    "libc++abi.so", "libc-2.",    "libc.so",      "libdl-2.",  "libdl.so",     "libffi.so",
    "libgcc_s.so",  "libgomp.so", "libiomp",      "libnss_",   "libomp.so",    "libpthread",
    "libpython",    "libresolv",  "libstdc++.so", "libsupc++", "libunwind.so", "python2",
    "python3",      "python",
};

// Where the system keeps its programs and libraries.
constexpr absl::string_view kRoots[] = {
    "/bin/",       "/sbin/",       "/lib/",         "/lib32/",    "/lib64/",
    "/libx32/",    "/usr/bin/",    "/usr/sbin/",    "/usr/lib/",  "/usr/lib32/",
    "/usr/lib64/", "/usr/libx32/", "/usr/libexec/", "/usr/games/"};

constexpr absl::string_view kArchitectures[] = {
    "x86_64-linux-gnu/",      "aarch64-linux-gnu/", "i386-linux-gnu/", "arm-linux-gnueabihf/",
    "powerpc64le-linux-gnu/", "riscv64-linux-gnu/", "s390x-linux-gnu/"};

// Where an interpreter's files are recognized.
// The folder of a package follows.
constexpr absl::string_view kInterpreterFolders[] = {
    "bin/", "lib/", "lib/server/", "CORE/", "python3/", "lib/python3/", "lib/python3/lib-dynload/"};

constexpr absl::string_view kPackageFolders[] = {"/site-packages/", "/dist-packages/",
                                                 "/lib-dynload/"};

constexpr absl::string_view kSourceExtensions[] = {
    ".F90", ".S",  ".c",  ".cc",  ".cpp", ".cu",  ".cuh", ".cxx", ".f",
    ".f90", ".go", ".h",  ".hh",  ".hpp", ".hxx", ".inl", ".ipp", ".jl",
    ".m",   ".mm", ".py", ".pyi", ".pyx", ".rs",  ".s",   ".so",  ".tcc"};

constexpr absl::string_view kFrozenModules[] = {"__hello__",
                                                "__phello__",
                                                "_collections_abc",
                                                "_sitebuiltins",
                                                "abc",
                                                "codecs",
                                                "genericpath",
                                                "getpath",
                                                "importlib._bootstrap",
                                                "importlib._bootstrap_external",
                                                "importlib.machinery",
                                                "importlib.util",
                                                "io",
                                                "ntpath",
                                                "os",
                                                "posixpath",
                                                "runpy",
                                                "site",
                                                "stat",
                                                "zipimport"};

// Of any program.
constexpr absl::string_view kPublicFunctions[] = {"<dictcomp>",
                                                  "<genexpr>",
                                                  "<lambda>",
                                                  "<listcomp>",
                                                  "<module>",
                                                  "<setcomp>",
                                                  "_GLOBAL__sub_I_eh_alloc.cc",
                                                  "__gnu_cxx::__freeres",
                                                  "emergency exception pool",
                                                  "ffi_call",
                                                  "main"};

// By which a function is judged, whatever follows.
constexpr absl::string_view kLibraryBeginnings[] = {
    "std::", "__gnu_cxx::", "__cxxabiv1::", "ffi_call"};
constexpr absl::string_view kEvaluatorBeginnings[] = {"_PyEval_",
                                                      "PyEval_",
                                                      "_PyFunction_Vectorcall",
                                                      "PyObject_Call",
                                                      "_PyObject_Call",
                                                      "PyObject_Vectorcall",
                                                      "_PyObject_Vectorcall",
                                                      "PyVectorcall_Call"};

template <size_t kSize>
bool IsAmong(absl::string_view text, const absl::string_view (&list)[kSize]) {
  return std::find(std::begin(list), std::end(list), text) != std::end(list);
}

// The first of the list that the text begins with; empty: none.
template <size_t kSize>
absl::string_view BeginningOf(absl::string_view text, const absl::string_view (&list)[kSize]) {
  const auto* const found =
      std::find_if(std::begin(list), std::end(list),
                   [&](absl::string_view b) { return absl::StartsWith(text, b); });
  return found == std::end(list) ? absl::string_view() : *found;
}

// "libpython3.11" to "libpython", "libc-2.31" to "libc".
absl::string_view WithoutVersion(absl::string_view name) {
  if (absl::EndsWith(name, "m") && name.size() > 1 &&
      absl::ascii_isdigit(static_cast<unsigned char>(name[name.size() - 2]))) {
    name.remove_suffix(1);  // libpython3.6m
  }
  const size_t end = name.find_last_not_of("0123456789.");
  name = name.substr(0, end == absl::string_view::npos ? 0 : end + 1);
  return absl::StripSuffix(name, "-");
}

bool IsSharedLibrary(absl::string_view name) {
  return absl::EndsWith(name, ".so") || absl::StrContains(name, ".so.");
}

// All of the file's name is published, wherever the file is.
bool HasPublicName(absl::string_view path) {
  const absl::string_view name = analysis::ModuleName(path);
  if (path == "[vdso]" || name == "linux-vdso.so.1") return true;
  const size_t dot = name.find(".so");
  if (dot == absl::string_view::npos) {
    return analysis::IsInstalled(path) && IsAmong(WithoutVersion(name), kInterpreterPrograms);
  }
  if (name.find_first_not_of("0123456789.", dot + 3) != absl::string_view::npos) return false;
  const absl::string_view stem = name.substr(0, dot);
  return IsAmong(stem, kPublicLibraries) || IsAmong(WithoutVersion(stem), kPublicLibraries);
}

bool IsInSystemFolder(absl::string_view path) {
  const std::string normal = std::filesystem::path(std::string(path)).lexically_normal().string();
  return !BeginningOf(normal, kRoots).empty();
}

// The names of the functions in it are published as well: it is the system's, for anybody may give his own
// file such a name.
bool IsPublicModule(absl::string_view path) {
  if (path == "[vdso]" || path == "linux-vdso.so.1") return true;
  return IsInSystemFolder(path) && HasPublicName(path);
}

FrameRole RoleOf(absl::string_view function, absl::string_view file) {
  analysis::SourceFrame frame;
  frame.function = std::string(function);
  frame.file = std::string(file);
  return analysis::RoleOf(frame, "");
}

analysis::SiteReport PlaceIn(absl::string_view file, absl::string_view module) {
  analysis::SiteReport place;
  place.file = std::string(file);
  place.module = std::string(module);
  return place;
}

struct ModuleFacts {
  bool installed = false;
  bool interpreters = false;
  friend bool operator==(const ModuleFacts&, const ModuleFacts&) = default;
};

ModuleFacts FactsOfModule(absl::string_view path) {
  return {analysis::IsInstalled(path), analysis::IsInterpreters(PlaceIn("", path))};
}

struct FileFacts {
  bool interpreters = false;
  bool library = false;  // the C++ standard library's
  bool python = false;
  bool has_name = false;  // as an import statement writes it
  bool installed = false;
  friend bool operator==(const FileFacts&, const FileFacts&) = default;
};

FileFacts FactsOfFile(absl::string_view path) {
  const FrameRole role = RoleOf("f", path);
  return {.interpreters = analysis::IsInterpreters(PlaceIn(path, "")),
          .library = role == FrameRole::kCxxLibrary,
          .python = analysis::IsPython(path),
          .has_name = !PythonModule(path).empty(),
          .installed = !InstalledPythonModule(path).empty()};
}

// "/lib/python3.11/" where the path has one.
std::string PythonFolder(absl::string_view path) {
  constexpr absl::string_view kName = "/python3.";
  const size_t at = path.rfind(kName);
  if (at == absl::string_view::npos) return "/lib/python3/";
  const absl::string_view rest = path.substr(at + kName.size());
  const size_t end = rest.find_first_not_of("0123456789");
  return absl::StrCat("/lib/python3.", rest.substr(0, std::min<size_t>(end, 3)), "/");
}

// The text that the glob matches, with `number` for what it leaves open.
std::string Filled(absl::string_view glob, absl::string_view number) {
  return absl::StrReplaceAll(glob, {{"*", number}, {"?", "_"}});
}

// What the glob of a built-in suppression makes of a function that it matches; empty: there is none.
std::string BySuppression(absl::string_view function, absl::string_view module,
                          absl::string_view number) {
  for (const analysis::BuiltinSuppression& row : analysis::BuiltinSuppressions()) {
    const std::vector<absl::string_view> modules =
        absl::StrSplit(row.modules, ' ', absl::SkipEmpty());
    if (std::none_of(modules.begin(), modules.end(), [&](absl::string_view glob) {
          return GlobMatches(glob, analysis::ModuleName(module));
        })) {
      continue;
    }
    for (const absl::string_view glob : absl::StrSplit(row.functions, ' ', absl::SkipEmpty())) {
      if (glob != "*" && GlobMatches(glob, function)) return Filled(glob, number);
    }
  }
  return "";
}

}  // namespace

const std::string& PlaceNames::Note(Names* names, absl::string_view key, absl::string_view before,
                                    const std::string& name) {
  if (name != before) ++changed_;
  return names->emplace(key, name).first->second;
}

std::string PlaceNames::NewModule(absl::string_view path) {
  if (path.empty() || path == analysis::kScriptModule) return std::string(path);
  const absl::string_view name = analysis::ModuleName(path);
  const std::string& number = module_numbers_.Of(path);
  std::string base(name);
  if (!HasPublicName(path) && !IsAmong(WithoutVersion(name), kInterpreterPrograms)) {
    const absl::string_view judged = BeginningOf(name, kJudgedBeginnings);
    base = judged.empty() ? absl::StrCat("module", number) : absl::StrCat(judged, "-", number);
    if (IsSharedLibrary(name) && !absl::StrContains(base, ".so")) absl::StrAppend(&base, ".so");
  }
  if (path[0] == '[') return path == "[vdso]" ? std::string(path) : absl::StrCat("[", base, "]");
  if (absl::StartsWith(path, "linux-vdso")) {
    return path == "linux-vdso.so.1" ? std::string(path) : absl::StrCat("linux-vdso-", number);
  }
  const ModuleFacts facts = FactsOfModule(path);
  const absl::string_view system = BeginningOf(path, kRoots);
  std::string package;
  for (const absl::string_view folder : kPackageFolders) {
    if (absl::StrContains(path, folder)) package = std::string(folder.substr(1));
  }
  std::vector<std::string> folders;
  for (const absl::string_view root :
       {path[0] != '/' && !absl::StrContains(path, '/') ? absl::string_view("")
        : facts.installed && !system.empty()            ? system
                                                        : absl::string_view("/redacted/"),
        absl::string_view("/usr/lib/"), absl::string_view("/redacted/")}) {
    for (const absl::string_view folder : kArchitectures) {
      if (absl::StrContains(path, folder)) folders.push_back(absl::StrCat(root, folder, package));
    }
    folders.push_back(absl::StrCat(root, package));
    for (const absl::string_view folder : kInterpreterFolders) {
      folders.push_back(absl::StrCat(root, folder, package));
    }
  }
  for (const std::string& folder : folders) {
    for (const std::string& between : {std::string(), absl::StrCat(number, "/")}) {
      std::string candidate = absl::StrCat(folder, between, base);
      if (FactsOfModule(candidate) == facts && used_.insert(candidate).second) return candidate;
    }
  }
  return absl::StrCat("/redacted/", number, "/", base);
}

const std::string& PlaceNames::Module(absl::string_view path) {
  const auto known = modules_.find(path);
  return known != modules_.end() ? known->second : Note(&modules_, path, path, NewModule(path));
}

std::string PlaceNames::NewFile(absl::string_view path) {
  if (path.empty() || path == "<string>" || path == "<stdin>") return std::string(path);
  const std::string& number = file_numbers_.Of(path);
  absl::string_view frozen = path;
  if (absl::ConsumePrefix(&frozen, "<frozen ")) {
    const bool is_whole = absl::ConsumeSuffix(&frozen, ">");
    if (is_whole && IsAmong(frozen, kFrozenModules)) return std::string(path);
    return absl::StrCat("<frozen module", number, is_whole ? ">" : "");
  }
  for (const absl::string_view start : {"<string>", "<stdin>", "<ipython-input"}) {
    if (absl::StartsWith(path, start)) return absl::StrCat(start, "-", number, ">");
  }
  if (path[0] == '<') return absl::StrCat("<file", number, ">");
  const size_t dot = path.rfind('.');
  const absl::string_view extension =
      dot != absl::string_view::npos && IsAmong(path.substr(dot), kSourceExtensions)
          ? path.substr(dot)
          : absl::string_view();
  std::string base = absl::StrCat("file", number, extension);
  const FileFacts facts = FactsOfFile(path);
  for (const std::string& folder :
       {std::string(), std::string("/site-packages/"), PythonFolder(path),
        std::string("/lib/python3/"), std::string("/usr/include/c++/")}) {
    std::string candidate = absl::StrCat(folder, base);
    if (FactsOfFile(candidate) == facts) return candidate;
  }
  return base;
}

const std::string& PlaceNames::File(absl::string_view path) {
  const auto known = files_.find(path);
  return known != files_.end() ? known->second : Note(&files_, path, path, NewFile(path));
}

std::string PlaceNames::NewFunction(absl::string_view name, absl::string_view module) {
  if (name.empty() || IsAmong(name, kPublicFunctions) || IsPublicModule(module)) {
    return std::string(name);
  }
  const FrameRole role = RoleOf(name, "");
  if (role == FrameRole::kAllocator || role == FrameRole::kStart) return std::string(name);
  const std::string number = absl::StrCat("function", function_numbers_.Of(name));
  if (std::string filled = BySuppression(name, module, number); !filled.empty()) return filled;
  absl::string_view beginning = BeginningOf(name, kLibraryBeginnings);
  const absl::string_view file = analysis::ModuleName(module);
  const bool is_python = absl::StartsWith(file, "python") || absl::StartsWith(file, "libpython");
  if (is_python && beginning.empty()) beginning = BeginningOf(name, kEvaluatorBeginnings);
  return absl::StrCat(beginning, number);
}

const std::string& PlaceNames::Function(absl::string_view name, absl::string_view module) {
  // Of most modules only the function matters.
  const bool is_judged = IsPublicModule(module) ||
                         !BeginningOf(analysis::ModuleName(module), kJudgedBeginnings).empty();
  const std::string key =
      is_judged ? absl::StrCat(name, absl::string_view("\0", 1), module) : std::string(name);
  const auto known = functions_.find(key);
  return known != functions_.end() ? known->second
                                   : Note(&functions_, key, name, NewFunction(name, module));
}

const std::string& PlaceNames::BuildId(absl::string_view build_id, absl::string_view module) {
  const std::string key = absl::StrCat(build_id, absl::string_view("\0", 1), module);
  const auto known = build_ids_.find(key);
  if (known != build_ids_.end()) return known->second;
  return Note(&build_ids_, key, build_id, absl::StrFormat("%040x", build_ids_.size() + 1));
}

}  // namespace tidemark::redact
