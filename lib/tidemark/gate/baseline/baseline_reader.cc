// Reads baselines, and says what is wrong with one that cannot be read.
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>
#include <system_error>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/base/status.h"
#include "tidemark/gate/baseline/baseline.h"
#include "tidemark/gate/sites/located_json.h"
#include "tidemark/trace/model/event.h"

namespace tidemark::gate {
namespace {

constexpr uintmax_t kLargestBaseline = uintmax_t{8} << 20;
constexpr size_t kMostRowsRead = 100'000;  // also of one that people have merged
constexpr size_t kLongestText = 8192;

class BaselineParser {
 public:
  explicit BaselineParser(const LocatedJson& document) : document_(document) {}

  absl::Status Read(Baseline* baseline);

 private:
  absl::Status Wrong(const LocatedValue& at, absl::string_view message) const {
    return document_.Error(at, message);
  }
  absl::Status Text(const LocatedValue& object, const char* name, bool needed,
                    std::string* text) const;
  absl::Status Whole(const LocatedValue& at, int64_t* value) const;
  absl::Status Needed(const LocatedValue& object, const char* name, int64_t* value) const;
  absl::Status List(const char* name, bool needed, const LocatedValue** list) const;
  absl::Status FiguresIn(const LocatedValue& object, Figures* figures) const;
  absl::Status Head(Baseline* baseline) const;
  absl::Status Unknown(Baseline* baseline) const;
  absl::Status Accepted(Baseline* baseline) const;
  absl::Status Scopes(Baseline* baseline) const;
  absl::Status Sites(Baseline* baseline) const;
  absl::Status Row(const LocatedValue& object, BaselineRow* row) const;

  const LocatedJson& document_;
};

std::vector<absl::string_view> WithFigures(std::vector<absl::string_view> names) {
  for (const FigureKind& figure : AllFigures()) names.push_back(figure.name);
  return names;
}

absl::Status BaselineParser::Text(const LocatedValue& object, const char* name, bool needed,
                                  std::string* text) const {
  const LocatedValue* const value = object.Find(name);
  if (value == nullptr) {
    return needed ? Wrong(object, absl::StrCat("the key '", name, "' is missing"))
                  : absl::OkStatus();
  }
  if (!value->is_text()) return Wrong(*value, "this must be a text in quotes");
  if (value->text().size() > kLongestText) {
    return Wrong(*value, absl::StrCat("this text is longer than ", kLongestText, " bytes"));
  }
  *text = value->text();
  return absl::OkStatus();
}

absl::Status BaselineParser::Whole(const LocatedValue& at, int64_t* value) const {
  if (at.Whole(value) && *value >= 0) return absl::OkStatus();
  return Wrong(at, "this must be a whole number from 0 to 9223372036854775807");
}

absl::Status BaselineParser::Needed(const LocatedValue& object, const char* name,
                                    int64_t* value) const {
  const LocatedValue* const at = object.Find(name);
  if (at == nullptr) return Wrong(object, absl::StrCat("the key '", name, "' is missing"));
  return Whole(*at, value);
}

absl::Status BaselineParser::List(const char* name, bool needed, const LocatedValue** list) const {
  *list = document_.root().Find(name);
  if (*list == nullptr) {
    return needed ? Wrong(document_.root(), absl::StrCat("the key '", name, "' is missing"))
                  : absl::OkStatus();
  }
  return (*list)->is_list() ? absl::OkStatus() : Wrong(**list, "this must be a list");
}

absl::Status BaselineParser::FiguresIn(const LocatedValue& object, Figures* figures) const {
  for (size_t i = 0; i < object.keys().size(); ++i) {
    const size_t index = FigureIndex(object.keys()[i]);
    if (index == kNoFigure) continue;
    TIDEMARK_RETURN_IF_ERROR(Whole(object.items()[i], &(*figures)[index]));
  }
  return absl::OkStatus();
}

absl::Status BaselineParser::Head(Baseline* baseline) const {
  const LocatedValue& root = document_.root();
  if (!root.is_object()) return Wrong(root, "a baseline is an object in braces");
  // Before all else, so that another version is not called a file full of unknown keys.
  std::string schema;
  TIDEMARK_RETURN_IF_ERROR(Text(root, "schema", /*needed=*/true, &schema));
  if (schema != kBaselineSchema) {
    return Wrong(*root.Find("schema"),
                 absl::StrCat("this is no baseline that can be read: the schema is '", schema,
                              "', not '", kBaselineSchema, "'"));
  }
  static constexpr std::array<absl::string_view, 9> kKeys = {
      "schema",   "test",   "trace_version", "standard_library", "estimated", "unknown",
      "accepted", "totals", "scopes"};
  std::vector<absl::string_view> keys(kKeys.begin(), kKeys.end());
  keys.push_back("sites");
  TIDEMARK_RETURN_IF_ERROR(document_.CheckKeys(root, keys));
  TIDEMARK_RETURN_IF_ERROR(Text(root, "test", /*needed=*/true, &baseline->test));
  TIDEMARK_RETURN_IF_ERROR(Needed(root, "trace_version", &baseline->trace_version));
  TIDEMARK_RETURN_IF_ERROR(
      Text(root, "standard_library", /*needed=*/false, &baseline->standard_library));
  if (const LocatedValue* const estimated = root.Find("estimated"); estimated != nullptr) {
    if (!estimated->is_bool()) return Wrong(*estimated, "this must be true or false");
    baseline->estimated = estimated->flag();
  }
  const LocatedValue* const totals = root.Find("totals");
  if (totals == nullptr) return Wrong(root, "the key 'totals' is missing");
  if (!totals->is_object()) return Wrong(*totals, "this must be an object in braces");
  TIDEMARK_RETURN_IF_ERROR(document_.CheckKeys(*totals, WithFigures({})));
  return FiguresIn(*totals, &baseline->totals);
}

absl::Status BaselineParser::Unknown(Baseline* baseline) const {
  const LocatedValue* list = nullptr;
  TIDEMARK_RETURN_IF_ERROR(List("unknown", /*needed=*/false, &list));
  if (list == nullptr) return absl::OkStatus();
  std::set<std::string> names;
  for (const LocatedValue& item : list->items()) {
    if (!item.is_text() || FigureIndex(item.text()) == kNoFigure) {
      return Wrong(item, "this must be the name of a metric in quotes");
    }
    names.insert(item.text());
  }
  baseline->unknown.assign(names.begin(), names.end());
  return absl::OkStatus();
}

absl::Status BaselineParser::Accepted(Baseline* baseline) const {
  const LocatedValue* list = nullptr;
  TIDEMARK_RETURN_IF_ERROR(List("accepted", /*needed=*/false, &list));
  if (list == nullptr) return absl::OkStatus();
  for (const LocatedValue& item : list->items()) {
    if (!item.is_object()) return Wrong(item, "this must be an object in braces");
    TIDEMARK_RETURN_IF_ERROR(document_.CheckKeys(item, {"metric", "from", "to", "reason"}));
    Acceptance entry;
    TIDEMARK_RETURN_IF_ERROR(Text(item, "metric", /*needed=*/true, &entry.metric));
    TIDEMARK_RETURN_IF_ERROR(Needed(item, "from", &entry.from));
    TIDEMARK_RETURN_IF_ERROR(Needed(item, "to", &entry.to));
    TIDEMARK_RETURN_IF_ERROR(Text(item, "reason", /*needed=*/true, &entry.reason));
    if (entry.reason.empty()) return Wrong(item, "an accepted increase needs a reason");
    baseline->accepted.push_back(std::move(entry));
  }
  return absl::OkStatus();
}

absl::Status BaselineParser::Scopes(Baseline* baseline) const {
  const LocatedValue* list = nullptr;
  TIDEMARK_RETURN_IF_ERROR(List("scopes", /*needed=*/true, &list));
  std::set<std::string> seen;
  for (const LocatedValue& item : list->items()) {
    if (!item.is_object()) return Wrong(item, "this must be an object in braces");
    TIDEMARK_RETURN_IF_ERROR(document_.CheckKeys(item, {"path", "peak_bytes"}));
    ScopePeak scope;
    TIDEMARK_RETURN_IF_ERROR(Text(item, "path", /*needed=*/true, &scope.path));
    TIDEMARK_RETURN_IF_ERROR(Needed(item, "peak_bytes", &scope.peak_bytes));
    if (!seen.insert(scope.path).second) {
      return Wrong(item,
                   "this scope is there twice; were two versions merged? write the baseline "
                   "anew with 'tidemark baseline update'");
    }
    baseline->scopes.push_back(std::move(scope));
  }
  return absl::OkStatus();
}

absl::Status BaselineParser::Row(const LocatedValue& object, BaselineRow* row) const {
  if (!object.is_object()) return Wrong(object, "this must be an object in braces");
  static const std::vector<absl::string_view>& keys = *new std::vector<absl::string_view>(
      WithFigures({"others", "file", "function", "label", "kind", "dtype", "scope", "text"}));
  TIDEMARK_RETURN_IF_ERROR(document_.CheckKeys(object, keys));
  SiteKey& key = row->key;
  const std::array<std::pair<const char*, std::string*>, 7> texts = {{{"file", &key.file},
                                                                      {"function", &key.function},
                                                                      {"label", &key.label},
                                                                      {"kind", &key.kind},
                                                                      {"dtype", &key.dtype},
                                                                      {"scope", &key.scope},
                                                                      {"text", &row->text}}};
  for (const auto& [name, text] : texts) {
    TIDEMARK_RETURN_IF_ERROR(Text(object, name, /*needed=*/false, text));
  }
  if (const LocatedValue* const others = object.Find("others"); others != nullptr) {
    TIDEMARK_RETURN_IF_ERROR(Whole(*others, &row->others));
    SiteKey scope_alone;
    scope_alone.scope = key.scope;
    if (row->others == 0 || key != scope_alone || !row->text.empty()) {
      return Wrong(object,
                   "a row with 'others' is the sum of that many places: it has a scope and "
                   "figures, and nothing else");
    }
  }
  row->site = {.file = key.file, .line = 0, .function = key.function, .label = key.label};
  return FiguresIn(object, &row->figures);
}

absl::Status BaselineParser::Sites(Baseline* baseline) const {
  const LocatedValue* list = nullptr;
  TIDEMARK_RETURN_IF_ERROR(List("sites", /*needed=*/true, &list));
  if (list->items().size() > kMostRowsRead) {
    return Wrong(*list, absl::StrCat("more than ", kMostRowsRead, " places"));
  }
  std::set<std::tuple<SiteKey, std::string, bool>> seen;
  for (const LocatedValue& item : list->items()) {
    BaselineRow row;
    TIDEMARK_RETURN_IF_ERROR(Row(item, &row));
    // Without a text, rows of one key are told apart by their order.
    const bool has_name = !row.text.empty() || row.others > 0;
    if (has_name && !seen.emplace(row.key, row.text, row.others > 0).second) {
      return Wrong(item,
                   "this place is there twice; were two versions merged? write the baseline "
                   "anew with 'tidemark baseline update'");
    }
    baseline->rows.push_back(std::move(row));
  }
  return absl::OkStatus();
}

absl::Status BaselineParser::Read(Baseline* baseline) {
  TIDEMARK_RETURN_IF_ERROR(Head(baseline));
  TIDEMARK_RETURN_IF_ERROR(Unknown(baseline));
  TIDEMARK_RETURN_IF_ERROR(Accepted(baseline));
  TIDEMARK_RETURN_IF_ERROR(Scopes(baseline));
  return Sites(baseline);
}

}  // namespace

absl::StatusOr<Baseline> ParseBaseline(absl::string_view text, const std::string& name) {
  TIDEMARK_ASSIGN_OR_RETURN(const LocatedJson document, LocatedJson::Parse(text, name));
  Baseline baseline;
  TIDEMARK_RETURN_IF_ERROR(BaselineParser(document).Read(&baseline));
  return baseline;
}

absl::StatusOr<Baseline> ReadBaseline(const std::string& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) {
    return absl::NotFoundError(absl::StrCat(path, ": there is no such baseline"));
  }
  if (!std::filesystem::is_regular_file(status)) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": this is no file"));
  }
  const uintmax_t bytes = std::filesystem::file_size(path, error);
  if (!error && bytes > kLargestBaseline) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": larger than a baseline can be"));
  }
  std::ifstream file(path, std::ios::binary);
  if (error || !file) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": ", std::strerror(errno)));
  }
  std::string text(static_cast<size_t>(bytes), '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(file.gcount()));
  return ParseBaseline(text, path);
}

}  // namespace tidemark::gate
