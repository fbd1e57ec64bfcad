#!/usr/bin/python3
"""Compares the array library with NumPy, xtensor and Eigen, and what watching it costs.

    bench/array/run.py [--build build/bench]            the table of kernels and sizes
    bench/array/run.py --overhead [--build ...]         hooks compiled out, idle, heard, recorded

Every library is a process of its own. They take turns: one round of a cell is a run of some
milliseconds in each of them, and the smallest time of all rounds counts. All run on one core.
A ratio is time of the peer / time of tidemark: above 1 tidemark is faster.
"""
import argparse
import os
import pathlib
import platform
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
SIZES = (100, 100_000, 10_000_000)

# name, what is measured
KERNELS = [
    ("add", "a + b"),
    ("add_out", "a + b into an array"),
    ("add_in_place", "a += b"),
    ("add_scalar", "a + 1.5"),
    ("add_row", "matrix + row"),
    ("add3", "a + b + c"),
    ("length", "sqrt(a*a + b*b)"),
    ("less", "a < b"),
    ("where", "where(mask, a, b)"),
    ("sqrt", "sqrt(a)"),
    ("exp", "exp(a)"),
    ("sum", "sum"),
    ("sum_axis0", "sum, axis 0"),
    ("sum_axis1", "sum, axis 1"),
    ("min", "min"),
    ("copy", "copy"),
    ("copy_out", "copy into an array"),
    ("transposed_copy", "copy of a transpose"),
    ("strided_copy", "copy of a[::2]"),
    ("take", "take at random"),
    ("mask", "mask, half of it true"),
    ("concatenate", "concatenate two"),
    ("matmul", "square matmul"),
    ("matvec", "matrix times vector"),
    ("vecmat", "vector times matrix"),
    ("dot", "dot of two vectors"),
    ("power", "power(a, 2.0)"),
    ("square", "a ** 2.0 of NumPy"),
    ("power_of", "power(a, b)"),
    ("floor_divide", "a // 7, int64"),
    ("floor_divide_i32", "a // 7, int32"),
    ("argmax", "argmax"),
    ("nonzero", "nonzero of a mask"),
    ("nonzero_f64", "nonzero, half of it zero"),
    ("searchsorted", "searchsorted at random"),
    ("put_mask", "put_mask"),
    ("slice", "a[1:-1:2], the view"),
    ("add_f32", "a + b, float32"),
    ("exp_f32", "exp(a), float32"),
    ("sum_f32", "sum, float32"),
    ("add_i32", "a + b, int32"),
    ("sum_i32", "sum, int32"),
]
TITLES = dict(KERNELS)


class Peer:
    """A process that serves kernels; see peer.h."""

    def __init__(self, name, command, cpu, environment=None):
        self.name = name
        self._process = subprocess.Popen(
            [str(part) for part in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, bufsize=1, preexec_fn=lambda: os.sched_setaffinity(0, {cpu}),
            env=dict(os.environ, OPENBLAS_NUM_THREADS="1", **(environment or {})))
        self.times = 0

    def ask(self, request):
        self._process.stdin.write(request + "\n")
        answer = self._process.stdout.readline()
        if not answer:
            sys.exit(f"{self.name} ended at: {request}")
        return answer.split()

    def setup(self, kernel, size):
        """The number that all must agree on, or None where there is no such kernel."""
        answer = self.ask(f"setup {kernel} {size}")
        return float(answer[1]) if answer[0] == "ok" else None

    def measure(self, times):
        """Nanoseconds for one of so many runs."""
        return int(self.ask(f"run {times}")[0]) / times

    def calibrate(self, nanos):
        """Chooses how many runs fill a round."""
        times = 1
        once = self.measure(1)
        while once * times < nanos / 4:
            times = max(times * 2, int(nanos / 4 / once))
            once = self.measure(times)
        self.times = max(1, round(nanos / once))

    def close(self):
        self._process.stdin.close()
        self._process.wait()


def measure_cell(peers, kernel, size, options):
    """Peer name -> smallest nanoseconds of a run, for those that have the kernel."""
    checks = {peer: peer.setup(kernel, size) for peer in peers}
    takes_part = [peer for peer in peers if checks[peer] is not None]
    expected = checks[takes_part[0]]
    tolerance = 1e-4 if kernel.endswith("f32") else 1e-9
    for peer in takes_part:
        if abs(checks[peer] - expected) > tolerance * abs(expected):
            sys.exit(f"{kernel} of {size}: {peer.name} has {checks[peer]}, not {expected}")
        peer.calibrate(options.round_ms * 1e6)
    best = {peer.name: float("inf") for peer in takes_part}
    rounds = options.rounds
    started = time.monotonic()
    done = 0
    while done < rounds:
        for peer in takes_part[done % len(takes_part):] + takes_part[:done % len(takes_part)]:
            best[peer.name] = min(best[peer.name], peer.measure(peer.times))
        done += 1
        if done >= 3 and time.monotonic() - started > options.cell_seconds:
            break
    return best


def cells(options):
    """(kernel, size) in the order of the table."""
    chosen = options.kernels.split(",") if options.kernels else TITLES
    sizes = [int(size) for size in options.sizes.split(",")] if options.sizes else SIZES
    if not options.sizes and "add" in chosen:
        yield "add", 10
    for kernel in chosen:
        for size in sizes:
            yield kernel, size


def time_text(nanos):
    for unit, scale in (("ns", 1), ("us", 1e3), ("ms", 1e6), ("s", 1e9)):
        if nanos < 999.5 * scale:
            break
    return f"{nanos / scale:.3g} {unit}"


def size_text(kernel, size):
    if kernel == "matmul":
        side = int(size ** 0.5)
        return f"{side} x {side}"
    return {100_000: "10^5", 1_000_000: "10^6", 10_000_000: "10^7"}.get(size, str(size))


class Table:
    """Lines of cells, in columns or as Markdown."""

    def __init__(self, heads, markdown):
        self.widths = [max(24, len(heads[0]))] + [max(9, len(head)) for head in heads[1:]]
        self.markdown = markdown
        self.line(heads)
        if markdown:
            print("|---" * len(heads) + "|")

    def line(self, fields):
        if self.markdown:
            print("| " + " | ".join(fields) + " |", flush=True)
        else:
            print("  ".join(f"{field:<{w}}" if i < 1 else f"{field:>{w}}"
                            for i, (field, w) in enumerate(zip(fields, self.widths))), flush=True)


def compare(options):
    bench = options.build / "bench" / "array"
    peers = [Peer("tidemark", [bench / "tidemark_array_peer"], options.cpu),
             Peer("NumPy", [options.python, HERE / "numpy_peer.py"], options.cpu)]
    for name in ("xtensor", "Eigen"):
        program = bench / f"tidemark_{name.lower()}_peer"
        if program.exists():
            peers.append(Peer(name, [program], options.cpu))
    names = [peer.name for peer in peers]
    table = Table(["kernel", "elements", *names, "x best", "x NumPy"], options.markdown)
    below = []
    for kernel, size in cells(options):
        best = measure_cell(peers, kernel, size, options)
        others = {name: nanos for name, nanos in best.items() if name != "tidemark"}
        to_best = min(others.values()) / best["tidemark"]
        to_numpy = best["NumPy"] / best["tidemark"]
        table.line([TITLES[kernel], size_text(kernel, size),
                    *(time_text(best[name]) if name in best else "-" for name in names),
                    f"{to_best:.2f}", f"{to_numpy:.2f}"])
        if to_best < 0.8:
            below.append(f"{TITLES[kernel]} {size_text(kernel, size)} {to_best:.2f}")
    print(f"\nbelow 0.8 of the best peer: {'; '.join(below) if below else 'none'}")
    for peer in peers:
        peer.close()


def overhead(options):
    bench = options.build / "bench" / "array"
    with tempfile.TemporaryDirectory() as directory:
        peers = [Peer("hooks off", [bench / "tidemark_array_hooks_off_peer"], options.cpu),
                 Peer("idle", [bench / "tidemark_array_peer"], options.cpu),
                 Peer("heard", [bench / "tidemark_array_peer", "--observe"], options.cpu),
                 Peer("recorded", [bench / "tidemark_array_peer", "--record",
                                   pathlib.Path(directory) / "run.tmk"], options.cpu)]
        names = [peer.name for peer in peers]
        table = Table(["kernel", "elements", *names, "idle/off", "rec./idle"], options.markdown)
        for kernel, size in cells(options):
            best = measure_cell(peers, kernel, size, options)
            table.line([TITLES[kernel], size_text(kernel, size),
                        *(time_text(best[name]) for name in names),
                        f"{best['idle'] / best['hooks off']:.3f}",
                        f"{best['recorded'] / best['idle']:.3f}"])
        for peer in peers:
            peer.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", type=pathlib.Path, default=HERE.parent.parent / "build/bench")
    parser.add_argument("--python", default="/usr/bin/python3", help="the one that has NumPy")
    parser.add_argument("--overhead", action="store_true")
    parser.add_argument("--kernels", help="these only, with commas")
    parser.add_argument("--sizes", help="these only, with commas")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--round-ms", type=float, default=4)
    parser.add_argument("--cell-seconds", type=float, default=1.5,
                        help="no more rounds than three after this")
    parser.add_argument("--cpu", type=int, default=max(os.sched_getaffinity(0)))
    parser.add_argument("--markdown", action="store_true")
    options = parser.parse_args()
    print(f"{time.strftime('%Y-%m-%d')}, {platform.machine()}, "
          f"{'overhead' if options.overhead else 'against peers'}\n")
    (overhead if options.overhead else compare)(options)


if __name__ == "__main__":
    main()
