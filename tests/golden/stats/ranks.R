# Run in this folder: Rscript ranks.R (needs the package coin)
source("write.R")
suppressPackageStartupMessages(library(coin))
g <- split(sleep$extra, sleep$group)
pairs <- list(list(g[[1]], g[[2]]), list(c(4, 5, 5, 3, 4, 2), c(3, 2, 2, 4, 1)), list(c(1.1, 2.2, 3.3, 4.4), c(5.5, 6.6, 0.7, 8.8, 9.9)),
  list(c(1, 1, 1, 2, 5, 5, 3), c(2, 2, 3, 3, 4, 4, 4, 5)), list(1:6 + 0.5, 11:16), list(attitude$rating, attitude$critical[1:20]))
exact <- function(x, y) {
  d <- data.frame(v = c(x, y), g = factor(rep(c("a", "b"), c(length(x), length(y)))))
  p <- function(side) as.numeric(pvalue(wilcox_test(v ~ g, d, distribution = "exact", alternative = side)))
  emit("exact", x = x, y = y, statistic = sum(outer(x, y, ">")) + sum(outer(x, y, "==")) / 2, p = p("two.sided"),
    less = p("less"), greater = p("greater"))
}
normal <- function(kind, x, y, ...) {
  w <- function(side) suppressWarnings(wilcox.test(x, y, alternative = side, ...))
  emit(kind, x = x, y = y, statistic = w("two.sided")$statistic, p = w("two.sided")$p.value, less = w("less")$p.value,
    greater = w("greater")$p.value)
}
for (p in pairs) {
  exact(p[[1]], p[[2]])
  normal("normal", p[[1]], p[[2]], exact = FALSE)
}
# Without ties wilcox.test is exact, too.
x <- pairs[[3]][[1]]; y <- pairs[[3]][[2]]
stopifnot(abs(wilcox.test(x, y, exact = TRUE)$p.value - as.numeric(pvalue(wilcox_test(c(x, y) ~ factor(rep(1:2, c(4, 5))), distribution = "exact")))) < 1e-12)
x <- c(1.83, .50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30)
y <- c(.878, .647, .598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29)
normal("signed", x, y, paired = TRUE, exact = TRUE)
stopifnot(abs(wilcox.test(x, y, paired = TRUE, alternative = "greater")$p.value - 0.01953125) < 1e-12)
set.seed(11)
x <- round(rnorm(70, 0.1), 4); y <- round(rnorm(70), 4)
normal("signed", x, y, paired = TRUE, exact = FALSE)
# Ties: every choice of signs.
flips <- function(n) as.matrix(expand.grid(rep(list(c(1, -1)), n)))
x <- c(4, 5, 5, 3, 4, 2, 5, 3); y <- c(3, 3, 5, 4, 2, 1, 4, 2)
d <- (x - y)[x != y]; r <- rank(abs(d)); all <- flips(length(d)); V <- apply(all, 1, function(s) sum(r[s > 0])); v <- sum(r[d > 0])
emit("signed", x = x, y = y, statistic = v, p = mean(abs(V - mean(V)) >= abs(v - mean(V)) - 1e-9), less = mean(V <= v + 1e-9),
  greater = mean(V >= v - 1e-9))
permutation <- function(x, y) {
  v <- c(x, y); n <- length(x)
  s <- combn(length(v), n, function(i) mean(v[i]) - mean(v[-i]))
  emit("permutation", x = x, y = y, difference = mean(x) - mean(y), p = mean(abs(s) >= abs(mean(x) - mean(y)) - 1e-9))
}
permutation(g[[1]], g[[2]])
for (p in pairs[2:4]) permutation(p[[1]], p[[2]])
flip <- function(x, y) {
  d <- x - y
  s <- flips(length(d)) %*% d
  emit("flip", x = x, y = y, difference = mean(d), p = mean(abs(s) >= abs(sum(d)) - 1e-9))
}
flip(g[[1]], g[[2]])
flip(c(4, 5, 5, 3, 4, 2, 5, 3), c(3, 3, 5, 4, 2, 1, 4, 2))
kruskal <- function(groups) {
  k <- kruskal.test(groups)
  names(groups) <- paste0("x", seq_along(groups))
  do.call(emit, c(list("kruskal"), groups, list(statistic = k$statistic, df = k$parameter, p = k$p.value)))
}
kruskal(list(c(2.9, 3.0, 2.5, 2.6, 3.2), c(3.8, 2.7, 4.0, 2.4), c(2.8, 3.4, 3.7, 2.2, 2.0)))
kruskal(unname(split(airquality$Ozone[!is.na(airquality$Ozone)], airquality$Month[!is.na(airquality$Ozone)])))
kruskal(list(c(4, 5, 5, 3), c(3, 2, 2, 4, 1)))
save_rows("ranks.csv")
