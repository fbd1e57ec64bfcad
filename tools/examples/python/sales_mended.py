"""Sums up a year of sales: by shop and month, the baskets that differ from the others, a forecast.

NumPy and pandas. As sales.py, with its faults mended.
"""
import numpy as np
import pandas as pd

SHOPS = 12
DAYS = 364
BASKETS = 400  # a shop and week


def week(generator, number):
    """The baskets of all shops in a week."""
    count = SHOPS * BASKETS
    items = generator.poisson(9.0, count)
    items += 1
    return pd.DataFrame({
        "shop": np.repeat(np.arange(SHOPS, dtype=np.int64), BASKETS),
        "day": generator.integers(7 * number, 7 * number + 7, count),
        "items": items,
        "price": generator.gamma(2.0, 2.0, count),
    })


def weeks(seed):
    generator = np.random.default_rng(seed)
    for number in range(DAYS // 7):
        yield week(generator, number)


class Totals:
    """What each shop took each month."""

    def __init__(self):
        self.table = np.zeros((SHOPS, 12))

    def add(self, frame):
        amounts = frame["price"].to_numpy()
        month = frame["day"].to_numpy() * 12
        month //= DAYS
        np.add.at(self.table, (frame["shop"].to_numpy(), month), amounts)

    def best(self):
        shop, month = np.unravel_index(np.argmax(self.table), self.table.shape)
        return int(shop), int(month), float(self.table[shop, month])


def all_prices(frames):
    """Every price of the year."""
    return np.concatenate([frame["price"].to_numpy() for frame in frames])


def quantiles(prices):
    """Where a twentieth, half and nineteen twentieths lie."""
    return np.quantile(prices, [0.05, 0.5, 0.95], overwrite_input=False)


def unusual(frame, low, high):
    """The baskets beyond these prices."""
    chosen = frame[(frame["price"] < low) | (frame["price"] > high)]
    return chosen.groupby("shop")["price"].agg(["count", "mean"])


def by_shop(frames):
    """Items and mean price of each shop."""
    joined = pd.concat(frames, ignore_index=True)
    return joined.groupby("shop").agg(items=("items", "sum"), price=("price", "mean"))


def weekly(frames):
    """What was taken each week."""
    return np.fromiter((frame["price"].sum() for frame in frames), float, len(frames))


def forecast(series, ahead):
    """A line through the weeks, some further."""
    x = np.arange(len(series), dtype=np.float64)
    slope, begin = np.polyfit(x, series, 1)
    return begin + slope * (len(series) + ahead)


def main():
    frames = list(weeks(3))
    totals = Totals()
    for frame in frames:
        totals.add(frame)
    shop, month, amount = totals.best()
    print(f"best: shop {shop} in month {month + 1}, {amount:.0f}")
    low, middle, high = quantiles(all_prices(frames))
    print(f"prices: {low:.2f}, {middle:.2f}, {high:.2f}")
    odd = sum(int(unusual(frame, low, high)["count"].sum()) for frame in frames)
    print(f"{odd} unusual baskets")
    table = by_shop(frames)
    print(table.sort_values("items").tail(3).to_string())
    series = weekly(frames)
    print(f"in four weeks: {forecast(series, 4):.0f} a week")


if __name__ == "__main__":
    main()
