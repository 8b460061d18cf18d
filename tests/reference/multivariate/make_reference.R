# Figures of R's FactoMineR on two small tables of our own, for tests/stats/factor/test_own_reference.py.
#
# Made with Debian 12's packages: r-base-core 4.2.2.20221110-2, r-cran-factominer 2.7-1, r-cran-jsonlite 1.8.4+dfsg-1.
# Run in this folder: Rscript make_reference.R   (writes people.csv, counts.csv and factominer.json)
# The tables come from whole-number arithmetic, without any drawing; they may be used freely (CC0).

suppressMessages({library(FactoMineR); library(jsonlite)})
pdf(NULL)

# ---- tables
n <- 24
noise <- function(k) ((seq_len(n) * k * k + 3 * seq_len(n) * k + 5) %% 17) / 17 - 0.5
people <- data.frame(
  x1 = round(10 + seq_len(n) / 4 + 3 * noise(2), 2), x2 = round(50 - seq_len(n) + 9 * noise(3), 1),
  x3 = round(100 * noise(5), 0), x4 = round(2 + noise(5) + noise(7), 3), x5 = round(7 * noise(7) + seq_len(n) / 9, 2))
pick <- function(score, names) factor(names[1 + (rank(score, ties.method = "first") - 1) %/% (n / length(names))], levels = names)
people$q1 <- pick(people$x1 + noise(11), c("q1_a", "q1_b"))
people$q2 <- pick(people$x3 + 40 * noise(4), c("q2_a", "q2_b", "q2_c"))
people$q3 <- pick(noise(6) + noise(9), c("q3_a", "q3_b", "q3_c", "q3_d"))
people$q4 <- pick(people$x5 + 2 * noise(8), c("q4_a", "q4_b", "q4_c"))
people$q5 <- factor(as.character(people$q1), levels = c("q1_a", "q1_b"), labels = c("q5_a", "q5_b"))
people$q5[c(2, 9, 17)] <- c("q5_b", "q5_a", "q5_a")
people$q6 <- people$q4
levels(people$q6) <- c("q6_a", "q6_b", "q6_c")
people$q6[c(4, 11)] <- NA
rownames(people) <- sprintf("p%02d", seq_len(n))
counts <- as.data.frame(outer(1:12, 1:9, function(i, j) 5 + (i * i + 3 * j * i + j * j * 7) %% 23 + 12 * ((i + j) %% 4 == 0)))
names(counts) <- c(paste0("a", 1:5), paste0("b", 1:4))
rownames(counts) <- sprintf("r%02d", 1:12)
counts$kind <- factor(rep(c("k_x", "k_y", "k_y"), 4))
counts$size <- (1:12 * 5) %% 13 + 0.5
counts$share <- (1:12 * 7) %% 11
write_table <- function(table, file) {
  write.csv(data.frame(id = rownames(table), table), file, row.names = FALSE, na = "", quote = FALSE)
}
write_table(people, "people.csv")
write_table(counts, "counts.csv")
w <- 0.5 + ((seq_len(n) * 7) %% 11) / 4
wr <- 0.5 + ((1:12 * 5) %% 7) / 2

# ---- figures as plain lists
plain <- function(x) {
  if (is.data.frame(x)) x <- if (all(sapply(x, is.numeric))) as.matrix(x) else NULL
  if (is.matrix(x)) return(list(rows = I(rownames(x)), cols = I(as.character(if (is.null(colnames(x))) seq_len(ncol(x)) else colnames(x))), values = unname(signif(x, 12))))
  if (is.list(x)) { x <- lapply(x, plain); return(x[!sapply(x, is.null)]) }
  if (is.numeric(x)) return(list(names = I(as.character(names(x))), values = I(unname(signif(as.numeric(x), 12)))))
  NULL
}
parts <- function(result, ...) {
  drop <- c("call", "svd", "global.pca", "separate.analyses", "summary.quali", "summary.quanti")
  plain(c(unclass(result)[setdiff(names(result), drop)], list(...)))
}
marks <- function(result) { found <- dimdesc(result, axes = 1:2, proba = 1); found$call <- NULL; found }
own_axes <- function(result) lapply(result$separate.analyses, function(each) each$eig[, 1, drop = FALSE])
cases <- list()

# ---- PCA
for (scale in c(TRUE, FALSE)) {
  result <- PCA(people[, 1:7], scale.unit = scale, ncp = 3, ind.sup = 21:24, quanti.sup = 5, quali.sup = 6:7,
                row.w = w[1:20], col.w = c(1, 0.5, 2, 1.5), graph = FALSE)
  cases[[if (scale) "pca" else "pca_unscaled"]] <- parts(result, dimdesc = marks(result), reconst = reconst(result, 2),
    predict = predict(result, people[21:24, 1:7]))
}
cases$errors <- plain(list(gcv = estim_ncp(people[, 1:5], scale = FALSE)$criterion, smoothing = estim_ncp(people[, 1:5], scale = FALSE, method = "Smooth")$criterion))

# ---- CA
result <- CA(counts, ncp = 3, row.sup = 11:12, col.sup = 8:9, quali.sup = 10, quanti.sup = 11:12, graph = FALSE)
cases$ca <- parts(result, predict = predict(result, counts[11:12, 1:7]))
result <- CA(counts, ncp = 3, quali.sup = 10, quanti.sup = 11:12, graph = FALSE)
cases$ca_described <- parts(result, dimdesc = dimdesc(result, axes = 1:2, proba = 1)[1:2])
cases$ca_weighted <- parts(CA(counts[, 1:9], ncp = 3, row.w = wr, graph = FALSE))
cases$descfreq <- plain(descfreq(counts[, 1:9], proba = 1))

# ---- MCA
answers <- people[, c("q1", "q2", "q3", "q4", "q5", "q6", "x1")]
result <- MCA(answers, ncp = 4, ind.sup = 22:24, quali.sup = 5:6, quanti.sup = 7, row.w = w[1:21], graph = FALSE)
cases$mca <- parts(result, predict = predict(result, answers[22:24, ]))
cases$mca_unweighted <- parts(MCA(answers, ncp = 4, quali.sup = 5:6, quanti.sup = 7, graph = FALSE), dimdesc = marks(MCA(answers, ncp = 4, quali.sup = 5:6, quanti.sup = 7, graph = FALSE)))
cases$mca_excluded <- parts(MCA(answers[, c(1:4, 6:7)], ncp = 4, excl = c(1, 5, 9), quali.sup = 5, quanti.sup = 6, row.w = w, graph = FALSE))
cases$mca_burt <- parts(MCA(answers, ncp = 4, ind.sup = 22:24, quali.sup = 5:6, quanti.sup = 7, row.w = w[1:21], method = "Burt", graph = FALSE))
cases$mca_missing <- parts(MCA(people[, c("q1", "q2", "q3", "q6")], ncp = 4, na.method = "NA", row.w = w, graph = FALSE))

# ---- FAMD
mixed <- people[, c("x1", "q1", "x2", "q2", "x3", "q3", "x4", "q4")]
cases$famd_whole <- parts(FAMD(mixed, ncp = 4, sup.var = 7:8, row.w = w, graph = FALSE))
result <- FAMD(mixed, ncp = 4, sup.var = 7:8, ind.sup = 22:24, row.w = w[1:21], graph = FALSE)
cases$famd <- parts(result, dimdesc = marks(result), predict = predict(result, mixed[22:24, 1:6]))

# ---- MFA
groups <- people[, c("x1", "x2", "x3", "x4", "q1", "q2", "q3", "q4", "x5", "q5")]
result <- MFA(groups, group = c(2, 2, 2, 2, 1, 1), type = c("s", "s", "n", "n", "c", "n"), name.group = c("a", "b", "c", "d", "e", "f"),
              num.group.sup = 5:6, ind.sup = 22:24, row.w = w[1:21], ncp = 4, graph = FALSE)
cases$mfa <- parts(result, dimdesc = marks(result), own = own_axes(result))
result <- MFA(people[, c("x1", "x2", "x3", "x4", "x5")], group = c(2, 3), type = c("s", "c"), name.group = c("a", "b"), row.w = w, ncp = 4, graph = FALSE)
cases$mfa_unscaled <- parts(result, own = own_axes(result), predict = predict(result, people[21:24, 1:5]))
result <- MFA(counts[, 1:11], group = c(5, 4, 1, 1), type = c("f", "f", "n", "s"), name.group = c("a", "b", "k", "s"), num.group.sup = 3:4, ncp = 4, ind.sup = 12, graph = FALSE)
cases$mfa_counts <- parts(result, dimdesc = marks(result), own = own_axes(result))
result <- MFA(counts[, c(1:9, 11, 12, 10)], group = c(5, 4, 2, 1), type = c("f", "f", "s", "n"), name.group = c("a", "b", "s", "k"), num.group.sup = 2, ncp = 4, graph = FALSE)
cases$mfa_counts_mixed <- parts(result, own = own_axes(result))

# ---- descriptions
described <- people[, c("q1", "x1", "x2", "x3", "x4", "x5", "q2", "q3", "q4", "q6")]
for (by in c("q2", "q6")) cases[[paste0("catdes_", by)]] <- plain(unclass(catdes(described, num.var = match(by, names(described)), proba = 1, row.w = w))[c("test.chi2", "category", "quanti.var", "quanti")])
cases$condes_x3 <- plain(unclass(condes(described, num.var = match("x3", names(described)), weights = w, proba = 1))[c("quanti", "quali", "category")])
cases$condes_shares <- plain(unclass(condes(described, num.var = match("x3", names(described)), weights = w / sum(w), proba = 1))[c("quanti", "quali", "category")])

write(toJSON(list(weights = w, row_weights = wr, cases = cases), digits = NA, auto_unbox = TRUE, na = "string"), "factominer.json")
