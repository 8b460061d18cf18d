# Moran's I by spdep, for test_moran.py: Rscript moran.R writes guerry_neighbours.csv and prints the figures.
library(spdep)
suppressMessages(library(Guerry))
data(gfrance85)
nb <- poly2nb(gfrance85, queen = TRUE)
pairs <- do.call(rbind, lapply(seq_along(nb), function(i) {
  other <- nb[[i]][nb[[i]] > i]
  if (length(other)) cbind(rep(i, length(other)), other)
}))
codes <- as.character(gfrance85$dept)
write.csv(data.frame(one = codes[pairs[, 1]], other = codes[pairs[, 2]]), "guerry_neighbours.csv",
          row.names = FALSE, quote = FALSE)
w <- nb2listw(nb, style = "W")
for (name in c("Crime_pers", "Crime_prop", "Literacy", "Donations", "Infants", "Suicides")) {
  value <- as.numeric(gfrance85@data[[name]])
  set.seed(1)
  found <- moran.mc(value, w, nsim = 9999)
  cat(sprintf("%s %.12f %.4f\n", name, moran.test(value, w)$estimate[[1]], found$p.value))
}
# With values missing around Finistere (29), which is left alone: of those with a value and a neighbour that has one.
without <- codes %in% c("22", "56", "75")
kept <- which(!without)[card(subset.nb(nb, !without)) > 0]
less <- nb2listw(subset.nb(nb, seq_along(codes) %in% kept), style = "W")
for (name in c("Crime_pers", "Literacy", "Suicides")) {
  value <- as.numeric(gfrance85@data[[name]])[kept]
  set.seed(1)
  found <- moran.mc(value, less, nsim = 9999)
  cat(sprintf("holes %s %d %.12f %.4f\n", name, length(kept), moran.test(value, less)$estimate[[1]], found$p.value))
}
