# Join counts of three classes dealt out on a grid of 5 by 6, by spdep: what test_classes_of_neighbours.py compares with.
suppressMessages(library(spdep))
set.seed(1)
grid <- cell2nb(5, 6)
labels <- factor(rep(1:3, each = 10)[sample(30)])
cat(as.character(labels), "\n")
print(joincount.multi(labels, nb2listw(grid, style = "B")), digits = 7)
for (test in joincount.test(labels, nb2listw(grid, style = "B"))) cat(test$statistic, test$estimate, "\n")
