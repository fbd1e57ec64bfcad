#!/usr/bin/env python3
"""tools/examples/bridges: each recorded, and its finding at its line.

Arguments: TIDEMARK LIBRARY FOLDER-OF-PROGRAMS FOLDER-OF-SOURCES
"""
import json
import os
import subprocess
import sys
import tempfile

TIDEMARK, LIBRARY, PROGRAMS, SOURCES = sys.argv[1:]


def report(program, *flags):
    trace = os.path.join(tempfile.mkdtemp(), "run.json")
    environment = dict(os.environ, TIDEMARK_MALLOC_LIBRARY=LIBRARY)
    path = os.path.join(PROGRAMS, program)
    subprocess.run([TIDEMARK, "run", *flags, "-o", trace, "--", path], check=True, env=environment,
                   stdout=subprocess.DEVNULL)
    done = subprocess.run([TIDEMARK, "report", "--strict", "--format", "json", trace], check=True,
                          stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def line_of(source, text):
    with open(os.path.join(SOURCES, source)) as lines:
        return next(number for number, line in enumerate(lines, 1) if text in line)


def expect(what, found, wanted):
    if found != wanted:
        sys.exit(f"{what}: found {found}, expected {wanted}")


result = report("matrix_class", "--no-heap")
found = [(f["rule"], f["confidence"], os.path.basename(f["site"]["file"]), f["site"]["line"])
         for f in result["findings"]]
expect("matrix_class", found, [("unmodified-copy", "certain", "matrix_class.cc",
                                line_of("matrix_class.cc", "// needless"))])
expect("its peak", result["peak"]["bytes"], 1_600_000)
expect("what fixing it gives", result["findings"][0]["peak_saving_bytes"], 800_000)
expect("its leaks", result["leaks"]["count"], 0)

for flags in (["--no-heap"], ["--heap"]):
    result = report("arena", *flags)
    expect("arena", [(site["site"]["label"], site["bytes"]) for site in result["leaks"]["sites"]],
           [("forgotten", 500_000)])
    expect("its peak", result["peak"]["bytes"] // 1_000_000, 5)


def rows(result):
    return [(f["rule"], f["confidence"], os.path.basename(f["site"]["file"]), f["site"]["line"],
             f["count"]) for f in result["findings"]]


for flags in (["--no-heap"], ["--heap"]):
    result = report("strided_span", *flags)
    expect("strided_span", [row for row in rows(result) if row[0] == "pinned-base"],
           [("pinned-base", "certain", "strided_span.cc",
             line_of("strided_span.cc", "// keeps all of the picture"), 4)])
    expect("what fixing it gives", result["what_if"]["peak_bytes_all_fixed"] < 5_000_000, True)

# Where Debian's Eigen and OpenCV were there when this was built.
if os.path.exists(os.path.join(PROGRAMS, "eigen_matrix")):
    result = report("eigen_matrix", "--no-heap")
    expect("eigen_matrix", rows(result),
           [("unmodified-copy", "certain", "eigen_matrix.cc",
             line_of("eigen_matrix.cc", "// needless"), 1)])
    expect("its peak", (result["peak"]["bytes"], result["what_if"]["peak_bytes_all_fixed"]),
           (3_200_000, 1_600_000))
if os.path.exists(os.path.join(PROGRAMS, "opencv_allocator")):
    result = report("opencv_allocator", "--no-heap")
    expect("opencv_allocator", rows(result),
           [("leak", "likely", "opencv_allocator.cc",
             line_of("opencv_allocator.cc", "// kept for good") - 1, 4)])
    expect("its bytes", result["leaks"]["bytes"], 4 * 480 * 640 * 4)
