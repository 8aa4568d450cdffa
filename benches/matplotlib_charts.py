"""The rod of benches/report.rs: the same kinds of chart drawn with matplotlib, as SVG.

python3 matplotlib_charts.py KIND ROWS ROUNDS    KIND is choice (bars with whiskers) or stacked (three parts of 100 per cent)

Prints the version, the median CPU time of a chart in milliseconds after warm-up, and the size of one in bytes. What costs matplotlib
time for nothing here is left out: no pyplot, and text stays text.
"""

import io
import statistics
import sys
import time

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.fonttype"] = "none"
matplotlib.rcParams["svg.hashsalt"] = "rod"

from matplotlib.figure import Figure  # noqa: E402  (the back end comes first)

COLORS = ["#b5562b", "#ece3d0", "#0f5b5e"]
INKS = ["#ffffff", "#1f2d2d", "#ffffff"]


def framed(rows):
    figure = Figure(figsize=(7.2, 0.9 + 0.36 * len(rows)), layout=None)
    axes = figure.add_axes((0.4, 0.25, 0.58, 0.6))
    axes.set_yticks(range(len(rows)), [label for label, _ in rows])
    axes.invert_yaxis()
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    return figure, axes


def stacked(rows):
    figure, axes = framed(rows)
    left = [0.0] * len(rows)
    for part, (name, color, ink) in enumerate(zip(["Unfavourable", "Neutral", "Favourable"], COLORS, INKS)):
        shares = [shares[part] for _, shares in rows]
        bars = axes.barh(range(len(rows)), shares, left=left, color=color, label=name)
        axes.bar_label(bars, [f"{share:.0%}" for share in shares], label_type="center", color=ink)
        left = [from_ + share for from_, share in zip(left, shares)]
    axes.set_xlim(0, 1)
    axes.set_xticks([])
    axes.legend(ncols=3, loc="lower left", bbox_to_anchor=(0, 1), frameon=False)
    return figure


def choice(rows):
    figure, axes = framed(rows)
    shares = [shares[0] for _, shares in rows]
    bars = axes.barh(range(len(rows)), shares, xerr=[0.05] * len(rows), color=COLORS[2])
    axes.bar_label(bars, [f"{share:.0%}" for share in shares])
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
    axes.grid(axis="x")
    return figure


def drawn(kind, number, rows):
    low = [(7 * at + 3 * number) % 30 / 100 for at in range(rows)]
    middle = [0.1 + (5 * at + number) % 20 / 100 for at in range(rows)]
    data = [
        (f"Question {number}.{at} about leadership", (a, b, 1 - a - b))
        for at, (a, b) in enumerate(zip(low, middle))
    ]
    sheet = io.BytesIO()
    {"stacked": stacked, "choice": choice}[kind](data).savefig(sheet, format="svg", metadata={"Date": None})
    return len(sheet.getvalue())


def main():
    kind, rows, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    for number in range(3):
        size = drawn(kind, number, rows)
    times = []
    for number in range(rounds):
        before = time.process_time()
        drawn(kind, number, rows)
        times.append(time.process_time() - before)
    print(matplotlib.__version__, f"{1000 * statistics.median(times):.3f}", size)


main()
