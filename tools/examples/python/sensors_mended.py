"""Calibrates a day of readings of a field of sensors, and looks for the hours in which they disagree.

NumPy only. As sensors.py, with its faults mended.
"""
import numpy as np

SENSORS = 48
RATE = 20000  # readings an hour and sensor
HOURS = 6


class Calibration:
    """What each sensor reads at nothing, and its gain."""

    def __init__(self, generator):
        self.offset = generator.normal(0.0, 0.2, SENSORS)
        self.gain = generator.normal(1.0, 0.05, SENSORS)

    def apply(self, readings):
        """In place: (readings - offset) * gain."""
        readings -= self.offset[:, np.newaxis]
        readings *= self.gain[:, np.newaxis]


class Archive:
    """The last readings of each hour, to be looked at when an alarm comes."""

    def __init__(self):
        self.tails = []

    def keep(self, readings):
        self.tails.append(readings[:, -16:].copy())

    def level(self):
        return float(np.mean([tail.mean() for tail in self.tails]))


def read_hour(generator, hour):
    """Readings as the hardware delivers them: 64-bit floats, a row a sensor."""
    readings = generator.normal(20.0, 1.0, (SENSORS, RATE))
    if hour == 3:
        readings[7] += 9.0
    readings[generator.integers(0, SENSORS, 5), generator.integers(0, RATE, 5)] = np.nan
    return readings


def clean(readings):
    """Fills what is missing with what they all read, roughly."""
    for row, column in zip(*np.nonzero(np.isnan(readings))):
        readings[row, column] = 20.0


def spread(readings):
    """How far the sensors are apart, by second."""
    highest = readings.max(axis=0)
    highest -= readings.min(axis=0)
    return highest


def smooth(series, width):
    """A running mean of that width."""
    total = np.cumsum(series)
    total[width:] = total[width:] - total[:-width]
    total /= width
    return total[width - 1:]


def correlate(readings, reference):
    """Of each sensor with the reference, over every tenth reading."""
    result = np.empty(SENSORS)
    centred = reference - reference.mean()
    scale = np.sqrt(np.dot(centred, centred))
    for sensor in range(SENSORS):
        row = readings[sensor, ::10]
        result[sensor] = np.dot(row, centred) / (scale * np.sqrt(np.dot(row, row)))
    return result


def drift(readings):
    """The last quarter's mean against the first one's."""
    quarter = RATE // 4
    first = readings[:, :quarter]
    last = readings[:, -quarter:]
    difference = last.mean(axis=1)
    difference -= first.mean(axis=1)
    return np.abs(difference, out=difference)


def outliers(readings, limit):
    """How many readings of each sensor are beyond the limit."""
    centre = np.median(readings, axis=1)
    distance = readings - centre[:, np.newaxis]
    np.abs(distance, out=distance)
    return np.count_nonzero(distance > limit, axis=1)


def every_second(readings):
    """The mean over every second sensor, which has a heated housing."""
    heated = readings[::2]
    return float(heated.mean())


def analyse_hour(generator, hour, calibration, archive):
    readings = read_hour(generator, hour)
    clean(readings)
    calibration.apply(readings)
    archive.keep(readings)
    apart = smooth(spread(readings), 600)
    report = {
        "hour": hour,
        "apart": float(apart.max()),
        "drift": float(drift(readings).max()),
        "outliers": int(outliers(readings, 6.0).sum()),
        "heated": every_second(readings),
        "alike": float(correlate(readings, readings[0, ::10]).min()),
    }
    return report


def main():
    generator = np.random.default_rng(11)
    calibration = Calibration(generator)
    archive = Archive()
    for hour in range(HOURS):
        report = analyse_hour(generator, hour, calibration, archive)
        alarm = " <- look here" if report["apart"] > 12.0 else ""
        print(f"{report['hour']:2} h: apart {report['apart']:6.2f}, drift {report['drift']:5.2f}, "
              f"{report['outliers']:4} outliers, heated {report['heated']:5.2f}, "
              f"alike {report['alike']:5.2f}{alarm}")
    print(f"level {archive.level():.2f}")


if __name__ == "__main__":
    main()
