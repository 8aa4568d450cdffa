"""Golden figures of differences judged by a spread from elsewhere. Run in this folder: python3 differences.py"""
import math
import numpy
from scipy import optimize, stats

rows, count = ["case,quantity,values"], {}


def emit(kind, **given):
    count[kind] = count.get(kind, 0) + 1
    for name, value in given.items():
        rows.append(f"{kind} {count[kind]},{name},{float(value)!r}")


def judged(difference, se, df, level):
    line = stats.t.ppf(0.5 + level / 2, df)
    away = optimize.brentq(lambda d: stats.nct.sf(line, df, d) - 0.8, 0.1, 60, xtol=1e-13, rtol=1e-14)
    return dict(difference=difference, level=level, se=se, df=df, low=difference - line * se, high=difference + line * se,
                p=2 * stats.t.sf(abs(difference) / se, df), least=away * se)


# A part against the whole it belongs to: sigma^2 (1/n - 1/N). That this is the variance is seen in draws, too.
draws = numpy.random.default_rng(7)
for part, whole in [(6, 20), (5, 60), (26, 40)]:
    values = draws.normal(60, 18, (200_000, whole))
    seen = (values[:, :part].mean(axis=1) - values.mean(axis=1)).var()
    assert abs(seen / (18 ** 2 * (1 / part - 1 / whole)) - 1) < 0.02, (part, whole, seen)
for sd, part, whole, difference, level in [
    (18, 6, 764, 20.4, 0.95), (18, 5, 764, -3.1, 0.95), (14, 5, 690, -4.2, 0.975), (14, 12, 712, -2.5, 0.975), (22.5, 26, 31, 9, 0.99),
    (18, 764, 5000, 1.3, 0.95), (30, 5, 20, 40, 0.995),
]:
    emit("part", sd1=sd, df1=whole - 1, part=part, whole=whole,
         **judged(difference, sd * math.sqrt(1 / part - 1 / whole), whole - 1, level))

# Two groups, each by a spread with its own degrees of freedom.
for sd1, whole1, n1, sd2, whole2, n2, difference, level in [
    (18, 764, 6, 18, 764, 6, -12, 0.95), (18, 764, 6, 15, 40, 7, 25.5, 0.95), (14, 690, 5, 21, 130, 5, 3, 0.99),
    (18, 764, 764, 17.2, 701, 701, 2.1, 0.95), (18, 21, 26, 12, 2000, 2000, -7.7, 0.99), (14, 712, 12, 19, 1180, 1180, -6, 0.975),
]:
    a, b = sd1 ** 2 / n1, sd2 ** 2 / n2
    df = (a + b) ** 2 / (a ** 2 / (whole1 - 1) + b ** 2 / (whole2 - 1))
    emit("two", sd1=sd1, df1=whole1 - 1, n1=n1, sd2=sd2, df2=whole2 - 1, n2=n2, **judged(difference, math.sqrt(a + b), df, level))
# With spreads of the groups' own it is Welch's test.
test = stats.ttest_ind_from_stats(10, 18, 7, 4, 11, 9, equal_var=False)
a, b = 18 ** 2 / 7, 11 ** 2 / 9
mine = judged(6, math.sqrt(a + b), (a + b) ** 2 / (a ** 2 / 6 + b ** 2 / 8), 0.95)
assert abs(mine["p"] - test.pvalue) < 1e-12


# The comparisons of the sample release (src/report/sample) and its earlier wave (src/report/comparison/tests.rs), from what is displayed.
# A score: least and greatest that it may be rounded from (None: open), fewest and most answers. Small groups of the sample have ratings
# on 5 points with one decimal: 0.05 * 25 points for the items' means, 0.05 for the score; exact scores of persons have two decimals.
TWO, ONE = 0.005, 0.05 * 25 + 0.05
def exact(x, rounding, least, most): return (x - rounding, x + rounding, least, most)
NOW = {
    "whole": [exact(74.2, TWO, 690, 690), exact(52.0, TWO, 712, 712)],
    "n1": [(70.0, None, 5, 6), exact(48.0, ONE, 5, 6)],
    "n2": [exact(63.0, TWO, 12, 12), exact(49.5, TWO, 12, 12)],
}
THEN = {
    "whole": [exact(72.0, TWO, 650, 650), exact(55.1, TWO, 660, 660)],
    "n1": [exact(66.0, ONE, 5, 6), exact(20.0, ONE, 5, 6)],
    "n2": [exact(80.4, ONE, 10, 14), (None, 60.0, 10, 14)],
}
GIVEN = [exact(71.0, 0, 1200, 1200), exact(55.5, 0, 1180, 1180)]
SD_NOW, SD_THEN, SD_GIVEN = [14, 14], [15.5, 16], [17.5, 19]


def judge(against, scale, here, there):
    if against == "part":
        return SD_NOW[scale] * math.sqrt(1 / here[2] - 1 / there[3]), NOW["whole"][scale][2] - 1
    sd, df = (SD_THEN[scale], THEN["whole"][scale][2] - 1) if against == "then" else (SD_GIVEN[scale], there[2] - 1)
    a, b = SD_NOW[scale] ** 2 / here[2], sd ** 2 / there[2]
    return math.sqrt(a + b), (a + b) ** 2 / (a ** 2 / (NOW["whole"][scale][2] - 1) + b ** 2 / df)


def compared(kind, against, heres, theres):
    found = []
    for scale, (here, there) in enumerate(zip(heres, theres)):
        se, df = judge(against, scale, here, there)
        low = None if here[0] is None or there[1] is None else here[0] - there[1]
        high = None if here[1] is None or there[0] is None else here[1] - there[0]
        nearest = low if low is not None and low > 0 else high if high is not None and high < 0 else 0.0
        found.append((low, high, se, df, 2 * stats.t.sf(abs(nearest) / se, df)))
    order = sorted(range(2), key=lambda at: found[at][4])
    holm = [0.0, 0.0]
    holm[order[0]] = min(1, 2 * found[order[0]][4])
    holm[order[1]] = max(holm[order[0]], found[order[1]][4])
    for scale, (low, high, se, df, p) in enumerate(found):
        rounding = sum((x[1] - x[0]) / 2 for x in (heres[scale], theres[scale]) if None not in x[:2])
        given = {}
        half = stats.t.ppf(0.975, df) * se
        side = 1 if low is not None and low > 0 else -1
        given["claim"] = side if holm[scale] <= 0.05 else 0
        given["alone"] = float(p <= 0.05 < holm[scale])
        if low is not None and high is not None:
            given |= dict(value=(low + high) / 2, low=low - half, high=high + half,
                          least=judged(0, se, df, 1 - 0.05 / 2)["least"] + rounding)
        elif low is not None:
            given |= dict(at_least=math.floor(low * 10 + 1e-7) / 10)
        elif high is not None:
            given |= dict(at_most=math.ceil(high * 10 - 1e-7) / 10)
        emit(kind, **given)


for group in ["n1", "n2"]:
    compared(f"{group} whole", "part", NOW[group], NOW["whole"])
for group in ["whole", "n1", "n2"]:
    compared(f"{group} then", "then", NOW[group], THEN[group])
    compared(f"{group} outside", "outside", NOW[group], GIVEN)
# The smaller network as if it lay in the larger one.
compared("n1 parent", "part", NOW["n1"], NOW["n2"])

with open("differences.csv", "w", encoding="utf-8") as file:
    file.write("\n".join(rows) + "\n")
