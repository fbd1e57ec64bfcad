#include "tidemark/record/buffer/slot_file_place.h"

#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iterator>

namespace tidemark::record {
namespace {

// As statfs tells them; linux/magic.h does not know them all.
constexpr uint32_t kNetworkFileSystems[] = {
    0x6969,      // NFS
    0x517b,      // SMB
    0xff534d42,  // CIFS
    0xfe534d42,  // SMB2
    0x0bd00bd0,  // Lustre
    0x47504653,  // GPFS
    0x00c36400,  // Ceph
    0x19830326,  // BeeGFS
    0x01021997,  // 9P
    0x5346414f,  // AFS
};

bool IsOnNetwork(const std::string& folder) {
  struct statfs system {};
  if (statfs(folder.c_str(), &system) != 0) return false;
  const auto type = static_cast<uint32_t>(system.f_type);
  return std::find(std::begin(kNetworkFileSystems), std::end(kNetworkFileSystems), type) !=
         std::end(kNetworkFileSystems);
}

bool MayWrite(const char* folder) {
  return folder != nullptr && *folder != '\0' && access(folder, W_OK | X_OK) == 0;
}

}  // namespace

std::string SlotFileFolder(const std::string& trace_path, const std::string& wanted) {
  if (!wanted.empty()) return wanted;
  const size_t slash = trace_path.rfind('/');
  const std::string beside = slash == std::string::npos ? "." : trace_path.substr(0, slash + 1);
  if (!IsOnNetwork(beside)) return "";
  const char* const candidates[] = {"/dev/shm", std::getenv("TMPDIR")};
  for (const char* const folder : candidates) {
    if (MayWrite(folder) && !IsOnNetwork(folder)) return folder;
  }
  return "";
}

}  // namespace tidemark::record
