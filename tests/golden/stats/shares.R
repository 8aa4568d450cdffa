# Run in this folder: Rscript shares.R
source("write.R")
wilson <- function(x, n, level = 0.95, size = n) {
  z <- qnorm(1 - (1 - level) / 2); p <- x / n
  mid <- (p + z^2 / (2 * size)) / (1 + z^2 / size)
  half <- z / (1 + z^2 / size) * sqrt(p * (1 - p) / size + z^2 / (4 * size^2))
  c(if (x == 0) 0 else max(0, mid - half), if (x == n) 1 else min(1, mid + half))
}
# Newcombe 1998 (inputs of the first four), then networks of six to eight.
pairs <- list(c(81, 263), c(15, 148), c(0, 20), c(1, 29), c(5, 6), c(3, 6), c(4, 5), c(6, 8), c(18, 20), c(7, 7), c(688, 764), c(3000, 20000), c(90000, 300000))
for (p in pairs) for (level in c(0.9, 0.95, 0.998)) {
  own <- wilson(p[1], p[2], level)
  r <- suppressWarnings(prop.test(p[1], p[2], conf.level = level, correct = FALSE))$conf.int
  stopifnot(all(abs(own - r) < 1e-9))
  emit("wilson", x = p[1], n = p[2], level = level, low = r[1], high = r[2])
  e <- binom.test(p[1], p[2], conf.level = level)$conf.int
  emit("exact", x = p[1], n = p[2], level = level, low = e[1], high = e[2])
}
for (p in list(c(682, 925, 0.75), c(2, 6, 0.5), c(3, 6, 0.8), c(0, 8, 0.3), c(8, 8, 0.7), c(5, 10, 0.5), c(15100, 20000, 0.75)))
  emit("binomial", x = p[1], n = p[2], share = p[3], p = binom.test(p[1], p[2], p[3])$p.value,
       greater = binom.test(p[1], p[2], p[3], alternative = "greater")$p.value)
# The acceptance set, by trying every count.
set <- function(x, n, N, level = 0.95) {
  a <- (1 - level) / 2
  M <- 0:N
  M[phyper(x - 1, M, N - M, n, lower.tail = FALSE) > a & phyper(x, M, N - M, n) > a]
}
stopifnot(identical(range(set(3, 10, 50)), c(5L, 31L)))
for (p in list(c(5, 6, 7), c(3, 6, 7), c(4, 5, 8), c(6, 8, 10), c(18, 20, 26), c(0, 5, 8), c(6, 6, 8), c(3, 10, 50), c(300, 700, 764))) {
  w <- wilson(p[1], p[2], size = p[2] * (p[3] - 1) / (p[3] - p[2]))
  M <- set(p[1], p[2], p[3])
  stopifnot(length(M) == max(M) - min(M) + 1)
  emit("finite", x = p[1], n = p[2], population = p[3], low = w[1], high = w[2], least = min(M), most = max(M))
}
# Newcombe 1998, method 10; 56/70 against 48/80 is his example, and 0.0524 to 0.3339 is what he prints.
for (p in list(c(56, 70, 48, 80), c(9, 10, 3, 10), c(5, 6, 3, 7), c(6, 6, 0, 7), c(0, 8, 0, 6), c(688, 764, 600, 720))) {
  a <- wilson(p[1], p[2]); b <- wilson(p[3], p[4]); d <- p[1] / p[2] - p[3] / p[4]
  emit("newcombe", x = p[1], n = p[2], y = p[3], m = p[4], difference = d,
       low = max(-1, d - sqrt((p[1] / p[2] - a[1])^2 + (b[2] - p[3] / p[4])^2)),
       high = min(1, d + sqrt((a[2] - p[1] / p[2])^2 + (p[3] / p[4] - b[1])^2)))
}
for (p in list(c(4, 3, 3), c(0, 0, 7), c(300, 280, 150), c(7, 0, 0), c(12, 10, 8))) {
  x <- rep(c(1, 0, -1), p); y <- c(100, 0, -100); n <- sum(p)
  q <- (p + c(0.75, 1.5, 0.75)) / (n + 3); centre <- sum(q * y)
  half <- qnorm(0.975) * sqrt((sum(q * y^2) - centre^2) / (n + 3))
  emit("nps", promoters = p[1], passives = p[2], detractors = p[3], score = 100 * mean(x),
       se = 100 * sqrt(mean((x - mean(x))^2) / n), low = max(-100, centre - half), high = min(100, centre + half))
}
save_rows("shares.csv")
