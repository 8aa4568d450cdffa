# Run in this folder: Rscript tables.R
source("write.R")
for (cells in list(c(3, 1, 1, 3), c(2, 15, 10, 3), c(5, 1, 3, 4), c(0, 6, 4, 3), c(6, 0, 0, 7), c(7, 0, 5, 3), c(56, 14, 48, 32))) {
  m <- matrix(cells, 2, byrow = TRUE)
  p <- function(side) fisher.test(m, alternative = side)$p.value
  f <- fisher.test(m)
  # fisher.test solves for the ends coarsely (621.93 for 626.24 in the first table): the same equations, solved further.
  first <- sum(m[1, ]); second <- sum(m[2, ]); fav <- sum(m[, 1]); x <- m[1, 1]
  support <- max(0, fav - second):min(first, fav)
  mass <- function(log_or) { d <- dhyper(support, first, second, fav, log = TRUE) + log_or * support; d <- exp(d - max(d)); d / sum(d) }
  root <- function(f) exp(uniroot(f, c(-30, 30), tol = 1e-15, maxiter = 10000)$root)
  ratio <- if (x == min(support)) 0 else if (x == max(support)) Inf else root(function(l) sum(support * mass(l)) - x)
  low <- if (x == min(support)) 0 else root(function(l) sum(mass(l)[support >= x]) - 0.025)
  high <- if (x == max(support)) Inf else root(function(l) sum(mass(l)[support <= x]) - 0.025)
  near <- function(a, b) (is.infinite(a) && is.infinite(b)) || abs(a - b) < 1e-2 * max(1, b)
  stopifnot(near(f$estimate, ratio), near(f$conf.int[1], low), near(f$conf.int[2], high))
  emit("fisher", a = m[1, 1], b = m[1, 2], c = m[2, 1], d = m[2, 2], p = p("two.sided"), less = p("less"), greater = p("greater"),
    ratio = ratio, low = low, high = high)
}
chi <- function(m) {
  t <- suppressWarnings(chisq.test(m, correct = FALSE))
  rows <- split(m, row(m)); names(rows) <- paste0("row", seq_along(rows))
  do.call(emit, c(list("chi"), rows, list(statistic = t$statistic, df = t$parameter, p = t$p.value, expected = min(t$expected))))
}
chi(matrix(c(762, 327, 468, 484, 239, 477), 2, byrow = TRUE))
chi(matrix(c(3, 1, 1, 3), 2))
chi(matrix(c(12, 5, 7, 7, 9, 4, 2, 0, 8, 10, 3, 6), 3))
save_rows("tables.csv")
