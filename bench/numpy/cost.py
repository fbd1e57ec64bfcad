#!/usr/bin/python3
"""What recording a NumPy program costs: plain against recorded, tracemalloc beside it.

    bench/numpy/cost.py TIDEMARK [ROUNDS]

The three take turns, ROUNDS times; of each figure the least processor time of its thread counts. Prints
nanoseconds an event pair and the ratio of whole programs. Needs Debian's python3-numpy; with
python3-pandas and python3-sklearn a group-by and scikit-learn's k-means are measured as well.
"""
import json
import os
import subprocess
import sys
import tempfile

PYTHON = "/usr/bin/python3"
PROGRAM = r'''
import json, sys, time
if sys.argv[1] == "tracemalloc":
    import tracemalloc; tracemalloc.start()
import numpy as np

g = np.zeros((480, 640)); a = np.zeros(6); empty = np.empty
def nothing(n):
    for _ in range(n): pass
def views(n):
    for _ in range(n):
        v = g[3:5]; v.T
def allocations(n):
    for _ in range(n): empty(6)
def additions(n):
    for _ in range(n): a + a
def elements(n):
    for _ in range(n): a[2]

def image(i): return np.random.default_rng(i).integers(0, 255, (480, 640, 3), dtype=np.uint8)
def blur(im):
    out = np.zeros_like(im); p = np.pad(im, ((1, 1), (1, 1), (0, 0)), mode="edge")
    for dy in range(3):
        for dx in range(3): out += p[dy:dy + im.shape[0], dx:dx + im.shape[1]]
    return out / 9
def tiles(g):
    r = []
    for y in range(0, g.shape[0] - 15, 16):
        for x in range(0, g.shape[1] - 15, 16):
            t = g[y:y + 16, x:x + 16]; r.append((t.mean(), t.std()))
    return np.array(r)
def pipeline():
    for i in range(3):
        im = image(i).astype(np.float32) / 255.0; b = blur(im[40:440, 60:580].copy())
        gray = b @ np.array([.299, .587, .114], dtype=np.float32); tiles(gray)
        m = gray > gray.mean(); gray[m][:100]; gray -= gray.min(); gray /= gray.max()
        (gray * 255).astype(np.uint8)
def slope(y):
    r = y[:3]; return np.concatenate((y[3:], -r / np.linalg.norm(r) ** 3))
def rk4():
    y = np.array([1.0, 0, 0, 1, 0, 0]); h = 1e-3
    for _ in range(1500):
        k1 = slope(y); k2 = slope(y + h / 2 * k1); k3 = slope(y + h / 2 * k2); k4 = slope(y + h * k3)
        y = y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
def kmeans():
    X = np.random.default_rng(0).normal(size=(8000, 8)); C = X[:16].copy()
    for _ in range(5):
        d = ((X[:, None, :] - C[None]) ** 2).sum(-1); l = d.argmin(1)
        C = np.stack([X[l == k].mean(0) for k in range(16)])

def nothing_to_run(): pass
groupby = sk_kmeans = nothing_to_run
try:
    import pandas as pd
    rng = np.random.default_rng(1)
    sales = pd.DataFrame({"shop": rng.integers(0, 200, 200000), "item": rng.integers(0, 50, 200000),
                          "price": rng.normal(size=200000), "count": rng.integers(1, 9, 200000)})
    def groupby():
        sums = sales.groupby(["shop", "item"]).agg({"price": "mean", "count": "sum"})
        sales.groupby("shop")["price"].transform("mean"); sums.reset_index().sort_values("price")
except ImportError: pass
try:
    from sklearn.cluster import KMeans
    points = np.random.default_rng(0).normal(size=(20000, 8))
    def sk_kmeans(): KMeans(16, n_init=1, max_iter=20, random_state=0).fit(points)
except ImportError: pass

def least(run, times):
    best = 1e9
    for _ in range(times):
        begin = time.thread_time(); run(); best = min(best, time.thread_time() - begin)
    return best
N = 20000
result = {f.__name__: least(lambda: f(N), 9) / N * 1e9 for f in (views, allocations, additions, elements)}
result.update({f.__name__: least(f, 5) for f in (pipeline, rk4, kmeans)})
result.update({name: least(f, 15) for name, f in (("groupby", groupby), ("sk_kmeans", sk_kmeans))
               if f is not nothing_to_run})
print(json.dumps(result))
'''


def main():
    tidemark, rounds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3
    folder = tempfile.mkdtemp()
    trace = os.path.join(folder, "run.tmk")
    plain = [PYTHON, "-c", PROGRAM, "plain"]
    commands = {"plain": plain, "recorded": [tidemark, "run", "-o", trace, "--", *plain],
                "tracemalloc": [PYTHON, "-c", PROGRAM, "tracemalloc"]}
    least = {name: {} for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            for key, value in json.loads(done.stdout).items():
                least[name][key] = min(value, least[name].get(key, value))
    print(f"{'':24}{'plain':>10}{'recorded':>10}{'added':>8}{'tracemalloc adds':>18}")
    for key, what in (("views", "2 views, dropped"), ("allocations", "allocated, freed"),
                      ("additions", "a + a, freed"), ("elements", "a[2]")):
        p, r, t = (least[name][key] for name in commands)
        print(f"{what:24}{p:7.0f} ns{r:7.0f} ns{r - p:5.0f} ns{t - p:15.0f} ns")
    for key in ("pipeline", "rk4", "kmeans", "groupby", "sk_kmeans"):
        if key not in least["plain"]:
            print(f"{key:24}not measured: its library is not installed")
            continue
        p, r, t = (least[name][key] for name in commands)
        print(f"{key:24}{p * 1e3:7.1f} ms{r * 1e3:7.1f} ms   x{r / p:4.2f}{'x%.2f' % (t / p):>18}")
    report = subprocess.run([tidemark, "report", "--format", "json", trace], check=True,
                            stdout=subprocess.PIPE, text=True)
    events = json.loads(report.stdout)["trace"]["events"]
    print(f"{os.path.getsize(trace) / events:.2f} bytes an event, of {events}")


main()
