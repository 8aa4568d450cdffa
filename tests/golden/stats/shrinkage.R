# Run in this folder: Rscript shrinkage.R (needs the packages metafor and VGAM)
source("write.R")
suppressPackageStartupMessages({ library(metafor); library(VGAM) })
set.seed(26)
n <- sample(5:8, 30, TRUE)
sets <- list(
  list(y = c(28, 8, -3, 7, -1, 1, 18, 12), v = c(15, 10, 16, 11, 9, 11, 10, 18)^2), # Rubin 1981
  list(y = round(rnorm(30, 65, sqrt(144 + 324 / n)), 2), v = 324 / n),
  list(y = c(10, 12, 30, 55, 20), v = c(4, 9, 1, 16, 25)))
for (s in sets) {
  fit <- function(method) rma(s$y, s$v, method = method, control = list(threshold = 1e-10, maxiter = 10000))
  dl <- fit("DL"); re <- fit("REML")
  # The slope of the restricted likelihood, solved further than rma does, and the summary at that tau^2.
  slope <- function(t) { w <- 1 / (s$v + t); m <- sum(w * s$y) / sum(w); sum(w^2 * (s$y - m)^2) - sum(w) + sum(w^2) / sum(w) }
  solved <- if (slope(0) <= 0) 0 else uniroot(slope, c(0, 1e4), tol = 1e-13)$root
  stopifnot(abs(solved - re$tau2) < 1e-4 * max(1, solved))
  re <- rma(s$y, s$v, tau2 = solved)
  more <- if (re$tau2 > 0) { b <- blup(re); list(blup = b$pred, blup_se = b$se) } else list()
  do.call(emit, c(list("units", y = s$y, v = s$v, q = dl$QE, p = dl$QEp, dl_tau2 = dl$tau2, dl_mean = dl$b, dl_se = dl$se,
    reml_tau2 = re$tau2, reml_mean = re$b, reml_se = re$se), more))
}
# Rubin's schools: 7.6856167 (4.0719192), Q 4.7070789, p 0.6956592, tau^2 0.
moments <- function(x, n) {
  N <- sum(n); p <- sum(x) / N; k <- length(x)
  r <- (sum(n * (x / n - p)^2) / (p * (1 - p)) - (k - 1)) / (N - sum(n^2) / N - (k - 1))
  c(p, 1 - p) * (1 / r - 1)
}
likelihood <- function(x, n) {
  f <- function(l) -sum(lbeta(exp(l[1]) + x, exp(l[2]) + n - x) - lbeta(exp(l[1]), exp(l[2])))
  g <- function(l) { a <- exp(l[1]); b <- exp(l[2])
    -c(a * sum(digamma(a + x) - digamma(a) - digamma(a + b + n) + digamma(a + b)),
       b * sum(digamma(b + n - x) - digamma(b) - digamma(a + b + n) + digamma(a + b))) }
  l <- c(1, 1)
  for (i in 1:20) l <- optim(l, f, g, method = "BFGS", control = list(reltol = 1e-16, maxit = 10000))$par
  # Newton to the end, on the slope.
  for (i in 1:20) { H <- sapply(1:2, function(j) { h <- c(0, 0); h[j] <- 1e-5; (g(l + h) - g(l - h)) / 2e-5 }); l <- l - solve(H, g(l)) }
  other <- vglm(cbind(x, n - x) ~ 1, betabinomialff, trace = FALSE, epsilon = 1e-12)
  stopifnot(abs(exp(l) / Coef(other) - 1) < 1e-4)
  exp(l)
}
draw <- function(k, a, b, sizes) { n <- sample(sizes, k, TRUE); list(x = rbinom(k, n, rbeta(k, a, b)), n = n) }
for (s in list(draw(40, 4, 1.5, 5:8), draw(25, 2, 2, 4:20), list(x = c(1, 8, 2, 7, 4, 0), n = c(8, 8, 7, 8, 6, 5))))
  emit("shares", x = s$x, n = s$n, moments = moments(s$x, s$n), likelihood = likelihood(s$x, s$n))
for (s in list(c(8, 2, 2, 6), c(1, 1, 0, 6), c(3.5, 0.7, 5, 6))) {
  a <- s[1] + s[3]; b <- s[2] + s[4] - s[3]
  emit("beta", a = s[1], b = s[2], x = s[3], n = s[4], mean = a / (a + b), low = qbeta(0.025, a, b), high = qbeta(0.975, a, b), below = pbeta(0.5, a, b))
}
limit <- function(t, n, a) { r <- qbinom(a, n, t); if (pbinom(r, n, t) <= a) r <- r + 1; (r - (pbinom(r, n, t) - a) / dbinom(r, n, t)) / n }
for (s in list(c(0.8, 6), c(0.8, 8), c(0.8, 26), c(0.8, 100), c(0.3, 7), c(0.5, 1))) for (level in c(0.95, 0.998)) {
  a <- (1 - level) / 2
  emit("funnel", target = s[1], n = s[2], level = level, low = max(0, limit(s[1], s[2], a)), high = limit(s[1], s[2], 1 - a))
}
for (s in list(draw(40, 4, 1.5, 5:8), draw(25, 20, 20, 10:60))) for (trim in c(0, 0.1)) {
  t <- sum(s$x) / sum(s$n); z <- (s$x / s$n - t) / sqrt(t * (1 - t) / s$n)
  q <- quantile(z, c(trim, 1 - trim)); z <- pmin(pmax(z, q[1]), q[2])
  I <- length(z); phi <- sum(z^2) / I; w <- s$n / (t * (1 - t))
  tau2 <- max(0, (I * phi - (I - 1)) / (sum(w) - sum(w^2) / sum(w)))
  h <- qnorm(0.975) * sqrt(t * (1 - t) / 20 + tau2)
  emit("dispersion", x = s$x, n = s$n, target = t, trim = trim, ratio = phi, tau2 = tau2, low20 = max(0, t - h), high20 = min(1, t + h))
}
save_rows("shrinkage.csv")
