"""Makes a contact sheet of photographs: corrects them, sharpens them, counts what is bright in them.

NumPy and SciPy's ndimage. Faults are marked by the rule that finds them; photos_mended.py is the same
without.
"""
import numpy as np
from scipy import ndimage

HEIGHT = 480
WIDTH = 720
COUNT = 8
EDGE = 60  # of a thumbnail


def photograph(seed):
    """A sky with stars, and a gradient from a lamp beside the picture."""
    generator = np.random.default_rng(seed)
    picture = generator.integers(0, 40, (HEIGHT, WIDTH), dtype=np.uint8)
    for _ in range(60):
        y, x = generator.integers(4, HEIGHT - 4), generator.integers(4, WIDTH - 4)
        picture[y - 2:y + 3, x - 2:x + 3] = generator.integers(150, 255)
    return picture


def background(picture):
    """What is left of it without its small things: smooth."""
    return ndimage.uniform_filter(picture.astype(np.float32), 61)


def flattened(picture):
    """Without the background, from 0 to 1."""
    values = picture.astype(np.float32)
    values -= background(picture)
    values -= values.min()
    values /= values.max()
    return values


def sharpened(values, strength):
    """Edges are made steeper."""
    soft = ndimage.gaussian_filter(values, 2.0)
    soft -= values
    soft *= -strength
    soft += values
    return np.clip(soft, 0.0, 1.0, out=soft)


def framed(values, margin):
    """Without its margin, where filters know too little."""
    return values[margin:-margin, margin:-margin].copy()  # finds: unmodified-copy


class Sheet:
    """A thumbnail of each."""

    def __init__(self):
        self.thumbnails = []

    def add(self, values):
        self.thumbnails.append(values[::8, ::8][:EDGE, :EDGE])  # finds: pinned-base

    def picture(self):
        return np.concatenate(self.thumbnails, axis=1)


def stars(values):
    """How many bright things there are, and how large the largest is."""
    mask = values > 0.6
    labels, count = ndimage.label(mask)
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    return count, int(sizes.max())


def histogram(values):
    """Of 16 steps of brightness."""
    rounded = values.astype(np.float32)  # finds: noop-cast
    counts, _ = np.histogram(rounded, bins=16, range=(0.0, 1.0))
    return counts


def contrast(values):
    """The spread of the rows' means."""
    rows = values.mean(axis=1)
    return float(rows.max() - rows.min())


def process(seed, sheet, total):
    values = sharpened(flattened(photograph(seed)), 0.7)
    inner = framed(values, 8)
    count, largest = stars(inner)
    total += histogram(inner)
    sheet.add(values)
    print(f"photograph {seed}: {count} stars, the largest of {largest} pixels, "
          f"contrast {contrast(inner):.3f}")


def main():
    sheet = Sheet()
    total = np.zeros(16, dtype=np.int64)
    for seed in range(COUNT):
        process(seed, sheet, total)
    picture = sheet.picture()
    print(f"sheet of {picture.shape[1]} x {picture.shape[0]}, mean {picture.mean():.3f}")
    print("brightness:", " ".join(str(count) for count in total))


if __name__ == "__main__":
    main()
