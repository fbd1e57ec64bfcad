// SHA-256 (FIPS 180-4), for the hashes by which a content security policy names what may run.
//
// Used by the page with texts of its own. Threading: a pure function. Errors: none.
//
//   PolicyHash("alert(1)");  // "sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI="
#ifndef TIDEMARK_PAGE_SHA256_H_
#define TIDEMARK_PAGE_SHA256_H_

#include <array>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace tidemark::page {

std::array<uint8_t, 32> Sha256(absl::string_view text);

// As a source of a policy: "sha256-" and the hash in base64.
std::string PolicyHash(absl::string_view text);

}  // namespace tidemark::page

#endif  // TIDEMARK_PAGE_SHA256_H_
