"""Finds the tones in a recording of several microphones, and how far apart they hear them.

NumPy and SciPy. As spectra.py, with its faults mended.
"""
import numpy as np
from scipy import fft, ndimage, signal

RATE = 48000
SECONDS = 4
MICROPHONES = 6
WINDOW = 4096


class Scene:
    """Tones that come and go, and where the microphones stand."""

    def __init__(self, seed):
        self.generator = np.random.default_rng(seed)
        self.tones = [(440.0, 0.2, 1.4), (1250.0, 1.0, 3.1), (3300.0, 2.2, 3.8)]
        self.delays = np.linspace(0.0, 0.004, MICROPHONES)

    def hear(self, delay):
        """What a microphone with that delay hears."""
        t = np.arange(RATE * SECONDS, dtype=np.float64)
        t /= RATE
        t -= delay
        heard = self.generator.normal(0.0, 0.3, t.shape)
        for frequency, begin, end in self.tones:
            first, last = int(begin * RATE), int(end * RATE)
            tone = t[first:last] * (2 * np.pi * frequency)
            np.sin(tone, out=tone)
            heard[first:last] += tone
        return heard

    def record(self):
        """A row a microphone."""
        tape = np.empty((MICROPHONES, RATE * SECONDS))
        for row, delay in enumerate(self.delays):
            tape[row] = self.hear(delay)
        return tape


def filtered(tape):
    """In place: without what lies below 100 Hz."""
    sections = signal.butter(4, 100.0, "highpass", fs=RATE, output="sos")
    for row in tape:
        row[:] = signal.sosfiltfilt(sections, row)


def windows(row):
    """Overlapping windows of a row, as a view."""
    step = WINDOW // 2
    return np.lib.stride_tricks.sliding_window_view(row, WINDOW)[::step]


def power(row, shape):
    """The power of each frequency in each window."""
    pieces = windows(row)
    weighted = pieces * shape
    spectrum = fft.rfft(weighted, axis=1)
    result = spectrum.real**2
    np.add(result, spectrum.imag**2, out=result)
    return result


def loudest(spectrogram, count):
    """The frequencies that are loudest over all windows."""
    smooth = ndimage.uniform_filter1d(spectrogram.mean(axis=0), 5)
    peaks, _ = signal.find_peaks(smooth, distance=20)
    best = sorted(peaks, key=lambda at: -smooth[at])[:count]
    return sorted(at * RATE / WINDOW for at in best)


def by_frequency(spectrogram):
    """How long each band is loud: its rows are frequencies."""
    rows = spectrogram.T
    limit = rows.mean() * 8
    return np.array([np.count_nonzero(row > limit) for row in rows])


def lag(reference, other):
    """By how many samples the other is late."""
    spectrum = fft.rfft(other)
    expected = fft.rfft(reference)
    spectrum *= np.conj(expected, out=expected)
    correlation = fft.irfft(spectrum)
    return int(np.argmax(correlation[:RATE // 100]))


def envelope(row):
    """The loudness of a row, a hundred times a second."""
    step = RATE // 100
    squares = row * row
    means = squares.reshape(-1, step).mean(axis=1)
    return np.sqrt(means, out=means)


class Gallery:
    """The beginning of each microphone's tape, for a picture."""

    def __init__(self):
        self.beginnings = []

    def add(self, row):
        self.beginnings.append(row[:256].copy())


def main():
    scene = Scene(5)
    tape = scene.record()
    filtered(tape)
    gallery = Gallery()
    shape = signal.windows.hann(WINDOW)
    for row in range(MICROPHONES):
        gallery.add(tape[row])
        spectrogram = power(tape[row], shape)
        tones = ", ".join(f"{tone:.0f}" for tone in loudest(spectrogram, 3))
        loud = int(np.count_nonzero(by_frequency(spectrogram)))
        quiet = float(envelope(tape[row]).min())
        late = lag(tape[0, :RATE], tape[row, :RATE])
        print(f"microphone {row}: {tones} Hz, {loud} loud bands, {late} samples late, "
              f"quietest {quiet:.3f}")
    print(f"{len(gallery.beginnings)} beginnings")


if __name__ == "__main__":
    main()
