#include <string>

#include "absl/strings/str_cat.h"
#include "tidemark/page/palette.h"
#include "tidemark/page/static_core.h"

namespace tidemark::page {
namespace {

std::string Colors(bool dark) {
  std::string colors;
  for (int color = 0; color <= kOtherColor; ++color) {
    absl::StrAppend(&colors, "--c", color, ":", ColorHex(color, dark), ";");
  }
  return colors;
}

constexpr char kRules[] =
    "body{margin:0;font:15px/1.45 system-ui,sans-serif;background:var(--ground);color:var(--ink)}"
    "#core{max-width:1120px;margin:0 auto;padding:16px}"
    "#core h1{font-size:1.5em;margin:.2em 0;overflow-wrap:anywhere}"
    "#core h2{font-size:1.15em;margin:1.6em 0 .4em;border-bottom:1px solid var(--line)}"
    "#core h3{font-size:1em;margin:1.2em 0 .2em;overflow-wrap:anywhere}"
    "#core p{margin:.3em 0;overflow-wrap:anywhere}"
    "#core .wide{overflow-x:auto}"
    "#core table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}"
    "#core caption{text-align:left;color:var(--soft);padding:.2em 0}"
    "#core th,#core td{padding:.2em .6em .2em 0;text-align:left;vertical-align:top;"
    "border-bottom:1px solid var(--line)}"
    "#core th{color:var(--soft);font-weight:600}"
    "#core td.n,#core th.n{text-align:right;white-space:nowrap}"
    "#core td.p{overflow-wrap:anywhere;min-width:14em}"
    "#core tr.other td{color:var(--soft);font-style:italic}"
    "#core .tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:8px;"
    "padding:0;margin:.8em 0}"
    "#core .tiles div{border:1px solid var(--line);border-radius:6px;padding:8px 10px}"
    "#core .tiles dt{color:var(--soft);font-size:.85em}"
    "#core .tiles dd{margin:0;font-size:1.25em;font-weight:600}"
    "#core .tiles dd small{display:block;font-size:.65em;font-weight:400;color:var(--soft)}"
    "#core .doubt{border-left:4px solid #d55e00;padding-left:8px}"
    "#core .soft{color:var(--soft)}"
    "#core svg{width:100%;height:auto;display:block;background:var(--panel)}"
    "#core svg.spark{width:128px;height:20px}"
    "#core .axis{stroke:var(--soft);stroke-width:1;fill:none}"
    "#core svg text{fill:var(--ink);font:12px system-ui,sans-serif}"
    "#core .key{list-style:none;padding:0;margin:.4em 0;columns:2;column-gap:24px;font-size:.9em}"
    "#core .key li{overflow-wrap:anywhere;break-inside:avoid}"
    "#core .key svg{display:inline-block;width:12px;height:12px;margin-right:6px}"
    "@media (max-width:640px){#core .key{columns:1}}"
    "@media screen{.js #core{display:none}}"
    "@media print{#app{display:none}.js #core{display:block}#core{max-width:none}"
    "#core h2{break-after:avoid}#core tr,#core svg{break-inside:avoid}}";

}  // namespace

std::string CoreStyle() {
  std::string fills;
  for (int color = 0; color <= kOtherColor; ++color) {
    absl::StrAppend(&fills, ".c", color, "{fill:var(--c", color, ")}");
  }
  return absl::StrCat(
      ":root{color-scheme:light dark;--ground:#fff;--panel:#f6f8fa;--ink:#1c2128;--soft:#57606a;"
      "--line:#d8dee4;",
      Colors(/*dark=*/false),
      "}@media (prefers-color-scheme:dark){:root{--ground:#14181d;--panel:#1c2128;--ink:#e6edf3;"
      "--soft:#9aa4af;--line:#363d46;",
      Colors(/*dark=*/true), "}}@media print{:root{--ground:#fff;--panel:#fff;--ink:#000;",
      "--soft:#444;--line:#bbb;", Colors(/*dark=*/false), "}}", kRules, fills);
}

}  // namespace tidemark::page
