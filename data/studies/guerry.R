# Writes guerry.csv, the moral statistics of the 86 French départements around 1830, as the R package "Guerry" has them
# (Debian: apt install r-cran-guerry). Nothing is computed or recoded; names come first, and the columns keep their order.
# Run it in this folder: Rscript guerry.R
library(Guerry)

data(Guerry)
columns <- c("Department", setdiff(names(Guerry), "Department"))
write.csv(Guerry[, columns], "guerry.csv", row.names = FALSE, na = "", quote = FALSE, fileEncoding = "UTF-8")
