# Run in this folder: Rscript family.R
source("write.R")
# The first is the example of Benjamini and Hochberg 1995.
for (p in list(c(.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1),
               c(0.04, 0.001, 0.04, 0.9, 0.02), c(0.03), c(1, 1, 0, 0.5)))
  emit("adjust", p = p, holm = p.adjust(p, "holm"), bh = p.adjust(p, "BH"))
save_rows("family.csv")
