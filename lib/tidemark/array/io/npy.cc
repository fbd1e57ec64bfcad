#include "tidemark/array/io/npy.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tidemark/array/core/events_internal.h"
#include "tidemark/array/indexing/assign_internal.h"
#include "tidemark/array/io/npy_header_internal.h"
#include "tidemark/array/kernels/kernels.h"
#include "tidemark/base/replaced_file.h"

namespace tidemark {

using array_internal::NpyHeader;
using array_internal::View;

NpyError::NpyError(const std::string& source, int64_t position, const std::string& problem)
    : ArrayError(position < 0 ? absl::StrCat(source, ": ", problem)
                              : absl::StrCat(source, ": byte ", position, ": ", problem)),
      position_(position) {}

namespace {

// Of what errno says.
[[noreturn]] void ThrowSystemError(const std::string& path, int64_t position, const char* what) {
  throw NpyError(path, position, absl::StrCat(what, ": ", std::strerror(errno)));
}

// A file that is read. Closes itself.
class File {
 public:
  explicit File(const std::string& path) : path_(path) {
    descriptor_ = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor_ < 0) Fail(-1, "cannot be opened");
  }
  ~File() { close(descriptor_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  int descriptor() const { return descriptor_; }
  const std::string& path() const { return path_; }

  // Only regular files have one that can be relied on.
  int64_t Size() const {
    struct stat info;
    if (fstat(descriptor_, &info) != 0) Fail(-1, "cannot be examined");
    if (!S_ISREG(info.st_mode)) throw NpyError(path_, -1, "is not a regular file");
    return info.st_size;
  }

  void Read(std::byte* to, int64_t count, int64_t position) const {
    while (count > 0) {
      const ssize_t got = pread(descriptor_, to, static_cast<size_t>(count), position);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) Fail(position, "cannot be read");
      if (got == 0) throw NpyError(path_, position, "the file ended while it was read");
      to += got;
      count -= got;
      position += got;
    }
  }

 private:
  [[noreturn]] void Fail(int64_t position, const char* what) const {
    ThrowSystemError(path_, position, what);
  }

  std::string path_;
  int descriptor_;
};

// A file that is written. What was there before stays until it is whole: the array may be its map.
class NewFile {
 public:
  explicit NewFile(const std::string& path) : path_(path), file_(path) {
    if (!file_.Open()) ThrowSystemError(path_, -1, "cannot be opened");
  }

  void Write(const std::byte* from, int64_t count) {
    const bool written = file_.Write(from, static_cast<size_t>(count));
    if (!written) ThrowSystemError(path_, -1, "cannot be written");
  }

  void Commit() {
    if (!file_.Commit()) ThrowSystemError(path_, -1, "cannot be replaced");
  }

 private:
  const std::string& path_;
  ReplacedFile file_;
};

NpyHeader ReadHeader(const File& file) {
  const int64_t size = file.Size();
  std::array<std::byte, array_internal::kNpyPrefix> prefix{};
  const auto available = std::min<int64_t>(size, array_internal::kNpyPrefix);
  file.Read(prefix.data(), available, 0);
  const int64_t offset = array_internal::NpyDataOffset(
      {prefix.data(), static_cast<size_t>(available)}, size, file.path());
  std::string head(static_cast<size_t>(offset), '\0');
  auto* bytes = reinterpret_cast<std::byte*>(head.data());
  file.Read(bytes, offset, 0);
  return array_internal::ParseNpyHeader({bytes, head.size()}, size, file.path());
}

Dims StridesOf(const NpyHeader& header) {
  const int64_t item_size = ItemSize(header.dtype);
  return header.fortran_order ? array_internal::FortranStrides(header.shape, item_size)
                              : array_internal::CStrides(header.shape, item_size);
}

AnyArray MakeArray(const NpyHeader& header, SourceLocation site) {
  return AnyArray::Own(array_internal::NewOwner({.dtype = header.dtype,
                                                 .shape = header.shape,
                                                 .strides = StridesOf(header),
                                                 .op = "load_npy",
                                                 .site = site}));
}

// Puts elements as they stood in the file into this machine's form.
void Normalize(const AnyArray& a, bool swapped) {
  std::byte* data = a.view().data;
  const bool complex = KindOf(a.dtype()) == DTypeKind::kComplex;
  const int64_t width = complex ? a.itemsize() / 2 : a.itemsize();
  if (swapped) {
    for (int64_t i = 0; i < a.nbytes(); i += width) std::reverse(data + i, data + i + width);
  }
  if (a.dtype() == DType::kBool) {
    // Only 0 and 1 are bools here; a file may hold anything.
    for (int64_t i = 0; i < a.nbytes(); ++i) {
      data[i] = data[i] == std::byte{0} ? std::byte{0} : std::byte{1};
    }
  }
}

// The elements in C order, through a buffer where they do not lie that way.
void WriteElements(NewFile& file, const View& view) {
  if (view.c_contiguous || view.f_contiguous) return file.Write(view.data, view.nbytes());
  constexpr int64_t kBuffer = int64_t{64} * 1024;
  std::string buffer(static_cast<size_t>(kBuffer), '\0');
  auto* bytes = reinterpret_cast<std::byte*>(buffer.data());
  int64_t used = 0;
  const array_internal::LoopPlan plan(view.shape(), {{view.data, view.strides().data()}},
                                      array_internal::Traversal::kInOrder);
  const int64_t item = view.item_size;
  plan.Run([&](std::byte* const* data, const int64_t* strides, int64_t n) {
    for (int64_t done = 0; done < n;) {
      const int64_t count = std::min(n - done, (kBuffer - used) / item);
      kernels::CopyStrided(data[0] + done * strides[0], strides[0], bytes + used, item, count,
                           item);
      done += count;
      used += count * item;
      if (used + item <= kBuffer) continue;
      file.Write(bytes, used);
      used = 0;
    }
  });
  file.Write(bytes, used);
}

}  // namespace

AnyArray load_npy(const std::string& path, SourceLocation site) {
  const File file(path);
  const NpyHeader header = ReadHeader(file);
  AnyArray a = MakeArray(header, site);
  file.Read(a.view().data, header.data_bytes, header.data_offset);
  Normalize(a, header.swapped);
  return a;
}

AnyArray parse_npy(std::span<const std::byte> bytes, const std::string& source,
                   SourceLocation site) {
  const NpyHeader header =
      array_internal::ParseNpyHeader(bytes, static_cast<int64_t>(bytes.size()), source);
  AnyArray a = MakeArray(header, site);
  std::copy_n(bytes.data() + header.data_offset, header.data_bytes, a.view().data);
  Normalize(a, header.swapped);
  return a;
}

void save_npy(const std::string& path, const AnyArray& a, SourceLocation site) {
  const View& view = a.view();
  NewFile file(path);
  const bool fortran_order = view.f_contiguous && !view.c_contiguous;
  const std::string head = array_internal::FormatNpyHeader(view.dtype, fortran_order, view.shape());
  file.Write(reinterpret_cast<const std::byte*>(head.data()), static_cast<int64_t>(head.size()));
  WriteElements(file, view);
  file.Commit();
  array_internal::NoteRead(view, site);
}

AnyArray map_npy(const std::string& path, MapMode mode, SourceLocation site) {
  const File file(path);
  const NpyHeader header = ReadHeader(file);
  if (header.swapped) {
    throw NpyError(path, header.data_offset, "the elements are of the other byte order: load them");
  }
  if (header.dtype == DType::kBool) {
    // Loaded instead: what the file holds has to be made bools first.
    AnyArray a = load_npy(path, site);
    if (mode == MapMode::kReadOnly) a.make_read_only(site);
    return a;
  }
  const auto length = static_cast<size_t>(header.data_offset + header.data_bytes);
  const bool copy_on_write = mode == MapMode::kCopyOnWrite;
  void* map = mmap(nullptr, length, copy_on_write ? PROT_READ | PROT_WRITE : PROT_READ, MAP_PRIVATE,
                   file.descriptor(), 0);
  if (map == MAP_FAILED) {
    throw NpyError(path, -1, absl::StrCat("cannot be mapped: ", std::strerror(errno)));
  }
  auto* data = static_cast<std::byte*>(map) + header.data_offset;
  const auto unmap = [map, length] { munmap(map, length); };
  try {
    array_internal::CheckAligned(data, header.shape, {}, header.dtype);
  } catch (const ValueError&) {
    unmap();
    throw NpyError(path, header.data_offset, "the elements are not aligned: load them");
  }
  return AnyArray::Own(array_internal::AdoptBuffer(data, header.data_bytes, data, header.dtype,
                                                   header.shape, StridesOf(header), copy_on_write,
                                                   BufferKind::kExternal, unmap, "map_npy", site));
}

}  // namespace tidemark
