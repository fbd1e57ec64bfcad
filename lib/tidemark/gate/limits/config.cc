#include "tidemark/gate/limits/config.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <iterator>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tidemark/base/nearest.h"
#include "tidemark/base/parse_bytes.h"
#include "tidemark/base/status.h"
#include "tidemark/base/whole_file.h"
#include "tidemark/gate/sites/located_json.h"

namespace tidemark::gate {
namespace {

constexpr absl::string_view kTopKeys[] = {"$schema", "defaults", "scopes", "sites", "suppressions"};
constexpr absl::string_view kBoundKeys[] = {"max", "min", "max_increase_pct", "max_increase_bytes",
                                            "max_increase_count"};

bool IsDate(absl::string_view text) {
  constexpr absl::string_view kForm = "dddd-dd-dd";
  if (text.size() != kForm.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (kForm[i] == 'd' ? !digit : text[i] != '-') return false;
  }
  int month = 0;
  int day = 0;
  return absl::SimpleAtoi(text.substr(5, 2), &month) && absl::SimpleAtoi(text.substr(8), &day) &&
         month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

class ConfigReader {
 public:
  explicit ConfigReader(const LocatedJson* document) : document_(*document) {}

  absl::Status Read(Config* config) {
    const LocatedValue& root = document_.root();
    if (!root.is_object()) return Wrong(root, "a configuration is an object: {\"defaults\": ...}");
    TIDEMARK_RETURN_IF_ERROR(document_.CheckKeys(root, kTopKeys));
    if (const LocatedValue* defaults = root.Find("defaults")) {
      TIDEMARK_RETURN_IF_ERROR(CheckObject(*defaults, {"limits"}));
      if (const LocatedValue* limits = defaults->Find("limits")) {
        TIDEMARK_RETURN_IF_ERROR(ReadGroup(*limits, &config->defaults));
      }
    }
    TIDEMARK_RETURN_IF_ERROR(ReadGroups("scopes", &config->scopes));
    TIDEMARK_RETURN_IF_ERROR(ReadGroups("sites", &config->sites));
    return ReadSuppressions(&config->suppressions);
  }

 private:
  absl::Status Wrong(const LocatedValue& at, absl::string_view message) const {
    return document_.Error(at, message);
  }

  absl::Status CheckObject(const LocatedValue& value,
                           std::initializer_list<absl::string_view> keys) const {
    if (!value.is_object()) return Wrong(value, "expected an object");
    return document_.CheckKeys(value, {keys.begin(), keys.size()});
  }

  absl::Status ReadText(const LocatedValue& object, absl::string_view key,
                        std::string* text) const {
    const LocatedValue* value = object.Find(key);
    if (value == nullptr) return absl::OkStatus();
    if (!value->is_text() || value->text().empty()) return Wrong(*value, "expected a text");
    *text = value->text();
    return absl::OkStatus();
  }

  absl::Status ReadGroups(absl::string_view key, std::vector<BoundGroup>* groups) {
    const LocatedValue* list = document_.root().Find(key);
    if (list == nullptr) return absl::OkStatus();
    if (!list->is_list()) {
      return Wrong(*list, "expected a list of {\"match\": ..., \"limits\": ...}");
    }
    for (const LocatedValue& entry : list->items()) {
      TIDEMARK_RETURN_IF_ERROR(CheckObject(entry, {"match", "limits"}));
      BoundGroup& group = groups->emplace_back();
      TIDEMARK_RETURN_IF_ERROR(ReadText(entry, "match", &group.match));
      const LocatedValue* limits = entry.Find("limits");
      if (group.match.empty() || limits == nullptr) {
        return Wrong(entry, "an entry needs \"match\" and \"limits\"");
      }
      TIDEMARK_RETURN_IF_ERROR(ReadGroup(*limits, &group));
    }
    return absl::OkStatus();
  }

  absl::Status ReadGroup(const LocatedValue& limits, BoundGroup* group) {
    if (!limits.is_object()) return Wrong(limits, "expected an object of metrics");
    for (size_t i = 0; i < limits.keys().size(); ++i) {
      const std::string& name = limits.keys()[i];
      const LocatedValue& bounds = limits.items()[i];
      // The text of a limit knows how to read all kinds of metrics.
      const absl::StatusOr<Limit> form = ParseLimit(absl::StrCat(name, " <= 0"));
      if (!form.ok() || !form->scope.empty() || !form->site.empty()) {
        return Wrong(bounds,
                     absl::StrCat("unknown metric '", name, "'", DidYouMean(name, MetricNames())));
      }
      if (!bounds.is_object()) {
        return Wrong(bounds, "expected bounds, as in {\"max\": \"64MiB\"}");
      }
      TIDEMARK_RETURN_IF_ERROR(document_.CheckKeys(bounds, kBoundKeys));
      TIDEMARK_RETURN_IF_ERROR(ReadHardBound(bounds, "max", "<=", name, group));
      TIDEMARK_RETURN_IF_ERROR(ReadHardBound(bounds, "min", ">=", name, group));
      TIDEMARK_RETURN_IF_ERROR(ReadIncrease(bounds, *form, group));
    }
    return absl::OkStatus();
  }

  // "METRIC OP VALUE", of a value that is a number or a text.
  absl::StatusOr<Limit> ReadAmount(const LocatedValue& value, absl::string_view metric,
                                   absl::string_view op) const {
    std::string amount;
    int64_t whole = 0;
    if (value.is_text()) {
      amount = value.text();
    } else if (value.Whole(&whole)) {
      amount = absl::StrCat(whole);
    } else if (value.is_number()) {
      amount = absl::StrFormat("%.15g", value.number());
    }
    absl::StatusOr<Limit> limit = ParseLimit(absl::StrCat(metric, " ", op, " ", amount));
    if (limit.ok()) return limit;
    return Wrong(value, amount.empty() ? "expected a number, or a text as \"64MiB\""
                                       : limit.status().message());
  }

  absl::Status ReadHardBound(const LocatedValue& bounds, absl::string_view key,
                             absl::string_view op, const std::string& name, BoundGroup* group) {
    const LocatedValue* value = bounds.Find(key);
    if (value == nullptr) return absl::OkStatus();
    TIDEMARK_ASSIGN_OR_RETURN(Limit limit, ReadAmount(*value, name, op));
    group->limits.push_back(std::move(limit));
    return absl::OkStatus();
  }

  absl::Status ReadIncrease(const LocatedValue& bounds, const Limit& form, BoundGroup* group) {
    const LocatedValue* percent = bounds.Find("max_increase_pct");
    const LocatedValue* bytes = bounds.Find("max_increase_bytes");
    const LocatedValue* count = bounds.Find("max_increase_count");
    if (percent == nullptr && bytes == nullptr && count == nullptr) return absl::OkStatus();
    IncreaseBound bound;
    bound.metric = form.metric;
    if (!form.by.empty() || form.metric->about == About::kChange ||
        form.metric->about == About::kRecording) {
      return Wrong(bounds, absl::StrCat("a baseline does not have ", LimitedMetric(form),
                                        ", so that it cannot increase: use \"max\""));
    }
    if (percent != nullptr) {
      if (!percent->is_number() || percent->number() < 0) {
        return Wrong(*percent, "expected per cent, a number that is not negative");
      }
      bound.percent = percent->number();
    }
    const bool in_bytes = form.metric->unit == MetricUnit::kBytes;
    if (const LocatedValue* wrong = in_bytes ? count : bytes; wrong != nullptr) {
      return Wrong(*wrong,
                   absl::StrCat(form.metric->name, in_bytes ? " is in bytes: max_increase_bytes"
                                                            : " counts: max_increase_count"));
    }
    if (const LocatedValue* amount = in_bytes ? bytes : count; amount != nullptr) {
      TIDEMARK_ASSIGN_OR_RETURN(const Limit read, ReadAmount(*amount, form.metric->name, "<="));
      bound.amount = read.value;
    }
    group->increases.push_back(std::move(bound));
    return absl::OkStatus();
  }

  absl::Status ReadSuppressions(std::vector<Suppression>* suppressions) {
    const LocatedValue* list = document_.root().Find("suppressions");
    if (list == nullptr) return absl::OkStatus();
    if (!list->is_list()) return Wrong(*list, "expected a list of suppressions");
    for (const LocatedValue& entry : list->items()) {
      TIDEMARK_RETURN_IF_ERROR(CheckObject(entry, {"rule", "site", "test", "reason", "expires"}));
      Suppression& suppression = suppressions->emplace_back();
      TIDEMARK_RETURN_IF_ERROR(ReadText(entry, "rule", &suppression.rule));
      TIDEMARK_RETURN_IF_ERROR(ReadText(entry, "site", &suppression.site));
      TIDEMARK_RETURN_IF_ERROR(ReadText(entry, "test", &suppression.test));
      TIDEMARK_RETURN_IF_ERROR(ReadText(entry, "reason", &suppression.reason));
      TIDEMARK_RETURN_IF_ERROR(ReadText(entry, "expires", &suppression.expires));
      if (suppression.rule.empty() || suppression.site.empty()) {
        return Wrong(entry, "a suppression needs \"rule\" and \"site\"");
      }
      if (suppression.reason.find_first_not_of(" \t\n") == std::string::npos) {
        return Wrong(entry, "a suppression needs a \"reason\", for whoever reads it next");
      }
      if (!suppression.expires.empty() && !IsDate(suppression.expires)) {
        return Wrong(*entry.Find("expires"), "expected a date, as \"2027-06-01\"");
      }
      suppression.source = absl::StrCat(":", entry.line());
    }
    return absl::OkStatus();
  }

  const LocatedJson& document_;
};

void SetSources(const std::string& source, BoundGroup* group) {
  for (Limit& limit : group->limits) limit.source = source;
  for (IncreaseBound& bound : group->increases) bound.source = source;
}

bool AnyGroup(const Config& config, bool (*states)(const BoundGroup&)) {
  return states(config.defaults) ||
         std::any_of(config.scopes.begin(), config.scopes.end(), states) ||
         std::any_of(config.sites.begin(), config.sites.end(), states);
}

}  // namespace

bool Config::has_limits() const {
  return AnyGroup(*this, [](const BoundGroup& group) { return !group.limits.empty(); });
}

bool Config::has_increases() const {
  return AnyGroup(*this, [](const BoundGroup& group) { return !group.increases.empty(); });
}

absl::StatusOr<Config> ParseConfig(absl::string_view text, const std::string& name) {
  TIDEMARK_ASSIGN_OR_RETURN(const LocatedJson document, LocatedJson::Parse(text, name));
  Config config;
  config.source = name;
  TIDEMARK_RETURN_IF_ERROR(ConfigReader(&document).Read(&config));
  SetSources(name, &config.defaults);
  for (BoundGroup& group : config.scopes) {
    SetSources(name, &group);
    for (Limit& limit : group.limits) limit.scope = group.match;
    for (IncreaseBound& bound : group.increases) bound.scope = group.match;
  }
  for (BoundGroup& group : config.sites) {
    SetSources(name, &group);
    for (Limit& limit : group.limits) limit.site = group.match;
    for (IncreaseBound& bound : group.increases) bound.site = group.match;
  }
  for (Suppression& suppression : config.suppressions) suppression.source.insert(0, name);
  return config;
}

absl::StatusOr<Config> ReadConfig(const std::string& path) {
  if (access(path.c_str(), R_OK) != 0) {
    return absl::NotFoundError(absl::StrCat(path, ": ", std::strerror(errno)));
  }
  return ParseConfig(ReadWholeFile(path), path);
}

std::string Today() {
  std::time_t now = std::time(nullptr);
  int64_t given = 0;
  // The convention of reproducible builds for "now".
  const char* epoch = std::getenv("SOURCE_DATE_EPOCH");
  if (epoch != nullptr && absl::SimpleAtoi(epoch, &given)) now = static_cast<std::time_t>(given);
  std::tm date{};
  if (gmtime_r(&now, &date) == nullptr) return "";
  return absl::StrFormat("%04d-%02d-%02d", date.tm_year + 1900, date.tm_mon + 1, date.tm_mday);
}

bool IsExpired(const Suppression& suppression, absl::string_view today) {
  return !suppression.expires.empty() && today > suppression.expires;
}

}  // namespace tidemark::gate
