# Run in this folder: Rscript power.R
source("write.R")
for (s in list(c(20, 1, 1), c(6, 18, 20), c(6, 18, 32), c(26, 18, 14), c(764, 18, 2.6)))
  emit("t", n = s[1], sd = s[2], delta = s[3], level = 0.95, power = power.t.test(s[1], s[3], s[2])$power,
    least = uniroot(function(d) power.t.test(s[1], d, s[2])$power - 0.8, c(0.01, 100), tol = 1e-12)$root)
for (s in list(c(1, 0.9), c(0.5, 0.8), c(2, 0.8)))
  emit("n", effect = s[1], power = s[2], level = 0.95,
    n = uniroot(function(n) power.t.test(n, s[1])$power - s[2], c(2, 1000), tol = 1e-12)$root)
stopifnot(abs(power.t.test(power = .90, delta = 1)$n - 22.0210977) < 1e-4)
for (s in list(c(50, 0.5, 0.75), c(6, 0.5, 0.9), c(400, 0.8, 0.9)))
  emit("share", n = s[1], p = s[2], q = s[3], power = power.prop.test(s[1], s[2], s[3])$power)
for (s in list(c(50, 0.5), c(6, 0.1), c(400, 0.8)))
  emit("rise", n = s[1], from = s[2], to = uniroot(function(q) power.prop.test(s[1], s[2], q)$power - 0.8, c(s[2], 1), tol = 1e-14)$root)
save_rows("power.csv")
