# Run in this folder: Rscript means.R (needs the package survey)
source("write.R")
suppressPackageStartupMessages(library(survey))
g <- split(sleep$extra, sleep$group)
processes <- list(g[[1]], g[[2]], c(50, 75, 75, 25, 100, 62.5), attitude$rating)
for (x in processes) for (level in c(0.8, 0.95)) {
  t <- t.test(x, conf.level = level)
  emit("process", x = x, level = level, mean = t$estimate, low = t$conf.int[1], high = t$conf.int[2])
}
test <- function(kind, x, y, level, paired) {
  t <- t.test(x, y, paired = paired, conf.level = level)
  emit(kind, x = x, y = y, level = level, difference = mean(x) - mean(y), se = t$stderr, t = t$statistic, df = t$parameter,
       p = t$p.value, low = t$conf.int[1], high = t$conf.int[2])
}
test("welch", g[[1]], g[[2]], 0.95, FALSE)
test("paired", g[[1]], g[[2]], 0.95, TRUE)
test("welch", c(50, 75, 75, 25, 100, 62.5), c(25, 25, 50, 37.5, 62.5, 50, 12.5, 50), 0.9, FALSE)
test("welch", attitude$rating, attitude$critical[1:12], 0.99, FALSE)
test("paired", attitude$rating, attitude$critical, 0.9, TRUE)
# Strata: a stratum, its values and its population; without correction the weights stay.
survey_case <- function(x, stratum, population, total = NULL) {
  d <- data.frame(x = x, stratum = stratum, N = population, w = population / ave(x, stratum, FUN = length))
  with <- svymean(~x, svydesign(~1, strata = ~stratum, fpc = ~N, weights = ~w, data = d))
  without <- svymean(~x, svydesign(~1, strata = ~stratum, weights = ~w, data = d))
  columns <- split(d$x, d$stratum)
  names(columns) <- paste0("x", seq_along(columns))
  do.call(emit, c(list("survey"), columns, list(population = sapply(split(d$N, d$stratum), `[`, 1), mean = coef(with),
    se_fpc = SE(with), se = SE(without), df = length(x) - length(columns))))
  c(coef(with), SE(with), SE(without))
}
data(fpc)
found <- survey_case(fpc$x, fpc$stratid, fpc$Nh)
stopifnot(abs(found - c(5.4481481, 0.6160407, 0.7412683)) < 1e-7)
data(api)
found <- survey_case(apisrs$api00, rep(1, nrow(apisrs)), apisrs$fpc)
stopifnot(abs(found[1:2] - c(656.585, 9.24972)) < 1e-5)
found <- survey_case(apistrat$api00, apistrat$stype, apistrat$fpc)
stopifnot(abs(found[1:2] - c(662.28736, 9.40894)) < 1e-5)
found <- survey_case(apistrat$enroll, apistrat$stype, apistrat$fpc)
stopifnot(abs(found[1:2] * 6194 - c(3687177.5, 114641.72)) < 0.02 * 6)
survey_case(c(50, 75, 75, 25, 100, 62.5), rep(1, 6), rep(7, 6))
save_rows("means.csv")
