# Run in this folder: Rscript reliability.R (needs the package psych)
source("write.R")
suppressPackageStartupMessages(library(psych))
set.seed(5)
factor <- rnorm(60)
made <- as.data.frame(sapply(c(0.9, 0.7, 0.6, 0.5), function(l) pmin(5, pmax(1, round(3 + 1.1 * (l * factor + sqrt(1 - l^2) * rnorm(60)))))))
sets <- list(attitude, made, made[1:12, 1:3], attitude[, 1:2])
# minres: the squares off the diagonal, minimised further than psych does.
minres <- function(R) {
  left <- function(l) { E <- R - tcrossprod(l); diag(E) <- 0; sum(E^2) / 2 }
  slope <- function(l) { E <- R - tcrossprod(l); diag(E) <- 0; -2 * as.vector(E %*% l) }
  l <- as.vector(fa(R, 1, fm = "minres")$loadings)
  for (i in 1:20) l <- optim(l, left, slope, method = "BFGS", control = list(reltol = 1e-16, maxit = 10000))$par
  stopifnot(max(abs(slope(l))) < 1e-9)
  l * sign(sum(l))
}
omega <- function(l) sum(l)^2 / (sum(l)^2 + sum(1 - l^2))
for (x in sets) {
  a <- suppressWarnings(psych::alpha(x, check.keys = FALSE)); k <- ncol(x); n <- nrow(x)
  raw <- a$total$raw_alpha
  F <- qf(c(0.975, 0.025), n - 1, (n - 1) * (k - 1))
  ends <- 1 - (1 - raw) * F
  feldt <- unlist(a$feldt[c("lower.ci", "upper.ci")])
  stopifnot(abs(ends - feldt) < 1e-6)
  items <- as.list(x); names(items) <- paste0("item", seq_along(items))
  more <- if (k > 2) list(rest = a$item.stats$r.drop, without = a$alpha.drop$raw_alpha) else list()
  do.call(emit, c(list("alpha"), items, list(raw = raw, standardized = a$total$std.alpha, low = ends[1], high = ends[2]), more))
  if (k > 2) {
    l <- minres(cor(x))
    # A loading beyond 1 is no solution: psych holds it back at the border.
    do.call(emit, c(list(if (max(abs(l)) < 1) "omega" else "heywood"), items, list(loadings = l, omega = omega(l), psych = omega(as.vector(fa(cor(x), 1, fm = "minres")$loadings)))))
  }
}
save_rows("reliability.csv")
