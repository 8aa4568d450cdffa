# Run in this folder: Rscript effects.R
source("write.R")
g <- split(sleep$extra, sleep$group)
pairs <- list(list(g[[2]], g[[1]]), list(c(4, 5, 5, 3, 4, 2), c(3, 2, 2, 4, 1)), list(c(50, 75, 75, 25, 100, 62.5), c(25, 25, 50, 37.5, 62.5, 50, 12.5, 50)),
  list(attitude$rating, attitude$critical), list(c(1, 2, 3, 4, 4, 5), c(7, 8, 9, 8, 9, 10, 6)))
for (p in pairs) {
  x <- p[[1]]; y <- p[[2]]; n <- length(x); m <- length(y); df <- n + m - 2
  d <- (mean(x) - mean(y)) / sqrt(((n - 1) * var(x) + (m - 1) * var(y)) / df)
  j <- 1 - 3 / (4 * df - 1); s <- sqrt(1 / n + 1 / m)
  end <- function(q) uniroot(function(ncp) pt(d / s, df, ncp) - q, c(-30, 30), tol = 1e-13)$root * s * j
  emit("hedges", x = x, y = y, d = d, g = d * j, low = end(0.975), high = end(0.025), correction = gamma(df / 2) / (sqrt(df / 2) * gamma((df - 1) / 2)))
}
# Cliff 1993: the unbiased variance; Feng and Cliff 2004: the interval.
for (p in pairs) {
  x <- p[[1]]; y <- p[[2]]; n <- length(x); m <- length(y); z <- qnorm(0.975)
  D <- sign(outer(x, y, "-")); d <- mean(D)
  stopifnot(abs(d - (2 * unname(suppressWarnings(wilcox.test(x, y))$statistic) / (n * m) - 1)) < 1e-12)
  v <- (m^2 * sum((rowMeans(D) - d)^2) + n^2 * sum((colMeans(D) - d)^2) - sum((D - d)^2)) / (n * m * (n - 1) * (m - 1))
  v <- max(v, (1 - d^2) / (n * m - 1))
  ends <- if (abs(d) == 1) sort(sign(d) * c((min(n, m) - z^2) / (min(n, m) + z^2), 1)) else
    (d - d^3 + c(-1, 1) * z * sqrt(v) * sqrt((1 - d^2)^2 + z^2 * v)) / (1 - d^2 + z^2 * v)
  emit("cliff", x = x, y = y, delta = d, low = max(-1, ends[1]), high = min(1, ends[2]))
}
save_rows("effects.csv")
