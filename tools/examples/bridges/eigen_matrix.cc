// Eigen's matrices told by a class that inherits from them, as Eigen's manual describes for customising: the
// program standardises a table, and copies it once more than it needs to.
#include <Eigen/Dense>
#include <cstdint>
#include <cstdio>
#include <utility>

#include "tidemark/bridge/bridge.h"

namespace {

// A dense matrix of double whose memory is told while it lives. Made from any expression.
class Told : public Eigen::MatrixXd {
 public:
  template <class Expression>
  Told(const Eigen::MatrixBase<Expression>& expression, const char* op, tm_site site)
      : Eigen::MatrixXd(Paused(expression)) {
    Begin(op, site);
  }
  ~Told() {
    tm_heap_pause();  // the base class frees what was told
    tm_buffer_end(told_);
    resize(0, 0);
    tm_heap_resume();
  }
  Told(const Told&) = delete;
  Told& operator=(const Told&) = delete;

  // The elements of the other, in memory of its own.
  static Told CopyOf(const Told& other, tm_site site) { return Told(other, site, 0); }

  const Told& Read(tm_site site) const {
    tm_read(tm_buffer_owner(told_), site);
    return *this;
  }
  Told& Write(tm_site site) {
    tm_write(tm_buffer_owner(told_), site);
    return *this;
  }

 private:
  Told(const Told& other, tm_site site, int /*copy*/)
      : Eigen::MatrixXd(Paused(static_cast<const Eigen::MatrixXd&>(other))) {
    Begin("copy", site);
    const tm_copy_info info = {.source = tm_buffer_owner(other.told_),
                               .destination = tm_buffer_owner(told_),
                               .bytes = 8 * size(),
                               .op = "copy",
                               .site = site};
    tm_copy(&info);
  }

  template <class Expression>
  static Eigen::MatrixXd Paused(const Expression& expression) {
    tm_heap_pause();
    Eigen::MatrixXd made(expression);
    tm_heap_resume();
    return made;
  }

  void Begin(const char* op, tm_site site) {
    const int64_t shape[2] = {rows(), cols()};
    const int64_t strides[2] = {8, 8 * rows()};  // column by column
    const tm_layout layout = {.dtype = "f8", .rank = 2, .shape = shape, .strides = strides};
    const tm_buffer_info info = {
        .address = data(), .bytes = 8 * size(), .op = op, .layout = &layout, .site = site};
    told_ = tm_buffer_begin(&info);
  }

  tm_buffer told_ = nullptr;
};

double Spread(const Told& table) {
  const Told copy = Told::CopyOf(table, TM_SITE());  // needless: it is only read
  const Eigen::MatrixXd& read = copy.Read(TM_SITE());
  return (read.colwise().maxCoeff() - read.colwise().minCoeff()).maxCoeff();
}

}  // namespace

int main() {
  Told table(Eigen::MatrixXd::Random(20000, 10), "random", TM_SITE());
  const Eigen::RowVectorXd means = table.Read(TM_SITE()).colwise().mean();
  table.Write(TM_SITE()).rowwise() -= means;
  std::printf("%.3f\n", Spread(table));
  std::printf("%.3f\n", table.Read(TM_SITE()).norm() / 100);
  return 0;
}
