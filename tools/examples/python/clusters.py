"""Groups points by what is alike in them, and says which group is told apart worst.

NumPy and scikit-learn. Faults are marked by the rule that finds them; clusters_mended.py is the same
without.
"""
import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

POINTS = 12000
FEATURES = 40
GROUPS = 6


def make_points(seed):
    """Groups of points of unlike spread, and some of which nobody knows where they belong."""
    generator = np.random.default_rng(seed)
    centres = generator.normal(0.0, 6.0, (GROUPS, FEATURES))
    points = generator.normal(0.0, 1.0, (POINTS, FEATURES))
    labels = generator.integers(0, GROUPS, POINTS)
    for group in range(GROUPS):
        points[labels == group] += centres[group]
    points[:, 0] *= 50.0
    return points, labels


class Sample:
    """Points that are kept for the picture."""

    def __init__(self):
        self.points = None

    def take(self, points):
        self.points = points[:100]  # finds: pinned-base


def scaled(points):
    """Each feature with mean 0 and spread 1."""
    return StandardScaler(copy=False).fit_transform(points)


def reduced(points, most):
    """As few features as tell most of it."""
    values = points.astype(np.float64)  # finds: noop-cast
    model = PCA(n_components=most, random_state=0, svd_solver="full")
    result = model.fit_transform(values)  # finds: pinned-base
    return result, float(model.explained_variance_ratio_.sum())


def train_part(points):
    """Every second point, to train with."""
    return points[::2]


def grouped(points, training):
    model = KMeans(n_clusters=GROUPS, n_init=2, random_state=0, algorithm="lloyd")
    model.fit(training)
    return model.predict(points), model.cluster_centers_


def purity(found, labels):
    """The share of points whose group is mostly of their own label."""
    right = 0
    for group in range(GROUPS):
        inside = labels[found == group]
        if len(inside) > 0:
            right += int(np.bincount(inside, minlength=GROUPS).max())
    return right / len(labels)


def distances(points, centres, found):
    """How far each point is from its group's centre."""
    result = np.empty(len(points))
    for group in range(len(centres)):
        inside = points[found == group]
        inside -= centres[group]
        np.multiply(inside, inside, out=inside)
        squares = inside.sum(axis=1)
        result[found == group] = np.sqrt(squares, out=squares)
    return result


def worst(distance, found):
    """The group whose points are furthest from its centre."""
    means = [float(distance[found == group].mean()) for group in range(GROUPS)]
    return int(np.argmax(means)), max(means)


def main():
    points, labels = make_points(2)
    sample = Sample()
    sample.take(points)
    few, told = reduced(scaled(points), 8)
    print(f"{points.shape[0]} points, the furthest at {float(points.max()):.1f}")
    del points
    print(f"8 of {FEATURES} features tell {100 * told:.1f} %")
    found, centres = grouped(few, train_part(few))
    print(f"{100 * purity(found, labels):.1f} % in the right group")
    distance = distances(few, centres, found)
    group, mean = worst(distance, found)
    sizes = ", ".join(str(size) for size in np.bincount(found, minlength=GROUPS))
    print(f"groups of {sizes}; the loosest is {group}, {mean:.2f} from its centre")
    print(f"a sample of {len(sample.points)}")


if __name__ == "__main__":
    main()
