#include "tidemark/trace/io/foreign_file.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace tidemark::trace {
namespace {

struct Row {
  absl::string_view magic;  // at `offset`
  size_t offset;
  ForeignFile file;
  absl::string_view begin = {};  // how the file begins, where that is elsewhere
};

// A text with zeros in it, as it stands.
template <size_t kSize>
constexpr absl::string_view Bytes(const char (&text)[kSize]) {
  return {text, kSize - 1};
}

constexpr absl::string_view kUnpack = "unpack it first";
constexpr absl::string_view kRunIt = "'tidemark run -- PROGRAM' records one";
constexpr absl::string_view kOwnTool = "it is for the tool that wrote it";

constexpr absl::string_view kElf =
    "\x7f"
    "ELF";

constexpr Row kRows[] = {
    // What is compressed or packed in other ways than traces are.
    {Bytes("\xfd"
           "7zXZ\0"),
     0,
     {"a file compressed with xz", "unpack it first: xz -d FILE"}},
    {"1AY&SY", 4, {"a file compressed with bzip2", "unpack it first: bzip2 -d FILE"}, "BZh"},
    {"\x04\x22\x4d\x18", 0, {"a file compressed with lz4", "unpack it first: lz4 -d FILE"}},
    {"LZIP\x01", 0, {"a file compressed with lzip", "unpack it first: lzip -d FILE"}},
    {"\x89LZO", 0, {"a file compressed with lzop", "unpack it first: lzop -d FILE"}},
    {"\x1f\x9d", 0, {"a file compressed with compress", "unpack it first: uncompress FILE"}},
    {"\x1f\x8b", 0, {"a gzip file inside a compressed one", "unpack the outer one first"}},
    {"\x28\xb5\x2f\xfd", 0, {"a zstd file inside a compressed one", "unpack the outer one first"}},
    {"PK\x03\x04", 0, {"a zip archive", kUnpack}},
    {"7z\xbc\xaf\x27\x1c", 0, {"a 7z archive", kUnpack}},
    {"Rar!\x1a\x07", 0, {"a rar archive", kUnpack}},
    {"ustar", 257, {"a tar archive", kUnpack}},
    // Programs and what they leave.
    {Bytes("\x04\0"), 16, {"a core dump", "give the trace of the program that crashed"}, kElf},
    {kElf, 0, {"a program or library (ELF)", kRunIt}},
    {"!<arch>\n", 0, {"a static library", kRunIt}},
    {"#!", 0, {"a script", kRunIt}},
    {Bytes("TMRING\x1a\n"), 0, {"the ring file beside a trace", "give the trace itself"}},
    // Recordings of other profilers.
    {"PERFILE2", 0, {"a recording of perf", kOwnTool}},
    {Bytes("memray\0"), 0, {"a recording of memray", kOwnTool}},
    {"heap profile:", 0, {"a heap profile of gperftools", kOwnTool}},
    {"heap_v2/", 0, {"a heap profile of jemalloc", kOwnTool}},
    {"desc: ", 0, {"an output file of valgrind's massif", kOwnTool}},
    // What tidemark itself writes.
    {"tidemark  ", 0, {"a report of tidemark, as text", "give the trace that it is about"}},
    {"<?xml", 0, {"XML", "give the trace itself, not the result of a check"}},
    // Others.
    {"\xff\xfe", 0, {"text in UTF-16", "convert it to UTF-8 first"}},
    {"\xfe\xff", 0, {"text in UTF-16", "convert it to UTF-8 first"}},
    {"<!DOCTYPE", 0, {"a page of HTML", "perhaps a download that failed"}},
    {"<html", 0, {"a page of HTML", "perhaps a download that failed"}},
    {"\x93NUMPY", 0, {"an array of numpy", ""}},
    {Bytes("SQLite format 3\0"), 0, {"a database of SQLite", ""}},
};

struct SchemaRow {
  absl::string_view name;  // of the schema, up to its version
  ForeignFile file;
};

constexpr SchemaRow kSchemas[] = {
    {"tidemark-report/", {"a report of tidemark", "give the trace that it is about"}},
    {"tidemark-check/", {"a result of 'tidemark check'", "give the trace that it is about"}},
    {"tidemark-diff/", {"a result of 'tidemark diff'", "give one of the traces"}},
    {"tidemark-fit/", {"a result of 'tidemark fit'", "give one of the traces"}},
    {"tidemark-traces/", {"a list of traces", "give one of the traces"}},
    {"tidemark-suppressions/", {"a list of suppressions", "give a trace"}},
    {"tidemark-baseline/",
     {"a baseline", "check a trace against it: tidemark check TRACE --baseline FILE"}},
};

constexpr ForeignFile kZeros = {"only zeros", ""};

// Of a JSON object whose first key is "schema": the value, or empty.
absl::string_view SchemaOf(absl::string_view text) {
  for (const absl::string_view token : {"{", "\"schema\"", ":", "\""}) {
    text = absl::StripLeadingAsciiWhitespace(text);
    if (!absl::ConsumePrefix(&text, token)) return {};
  }
  return text.substr(0, text.find('"'));
}

bool IsThere(const Row& row, absl::string_view bytes) {
  return bytes.size() >= row.offset && absl::StartsWith(bytes, row.begin) &&
         absl::StartsWith(bytes.substr(row.offset), row.magic);
}

}  // namespace

const ForeignFile* FindForeignFile(absl::string_view first_bytes) {
  for (const Row& row : kRows) {
    if (IsThere(row, first_bytes)) return &row.file;
  }
  const absl::string_view schema = SchemaOf(first_bytes);
  for (const SchemaRow& row : kSchemas) {
    if (absl::StartsWith(schema, row.name)) return &row.file;
  }
  const bool is_full = first_bytes.size() >= kForeignFileBytes;
  if (is_full && first_bytes.find_first_not_of('\0') == absl::string_view::npos) return &kZeros;
  return nullptr;
}

std::string ForeignFileMessage(const ForeignFile& foreign) {
  return absl::StrCat("found ", foreign.what, ", expected a trace",
                      foreign.advice.empty() ? "" : "; ", foreign.advice);
}

}  // namespace tidemark::trace
