# What R says of employees.csv: Rscript regression.R writes expected.json beside it.
# Debian 12: r-base 4.2.2, r-cran-{sandwich,lmtest,car,mass,lme4,proc,mice,numderiv,jsonlite}.
suppressMessages({library(sandwich); library(lmtest); library(car); library(MASS); library(lme4); library(numDeriv)})
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
table <- read.csv(file.path(here, "employees.csv"))
table$sector <- factor(table$sector)
table$hired01 <- as.numeric(table$hired == "yes")
table$content <- factor(table$content, levels = c("no", "rather_no", "rather_yes", "yes"), ordered = TRUE)
complete <- table[!is.na(table$age), ]
named <- function(x) as.list(x)
square <- function(m) lapply(split(m, row(m)), as.numeric)
out <- list()

# --- least squares
ols <- lm(score ~ log(hours) + age * woman + sector, complete)
plain <- lm(score ~ log(hours) + age + woman + sector, complete)
anova2 <- Anova(ols, type = 2)
rss <- anova2["Residuals", "Sum Sq"]
terms <- setdiff(rownames(anova2), "Residuals")
p <- coeftest(ols, vcovHC(ols, "HC3"))[-1, 4]
out$ols <- list(
  coefficients = named(coef(ols)), p_hc3 = named(p),
  holm = named(p.adjust(p, "holm")), bh = named(p.adjust(p, "BH")),
  model = square(vcov(ols)), HC0 = square(vcovHC(ols, "HC0")), HC1 = square(vcovHC(ols, "HC1")),
  HC2 = square(vcovHC(ols, "HC2")), HC3 = square(vcovHC(ols, "HC3")),
  cluster = square(vcovCL(ols, cluster = ~site, type = "HC1")),
  p_cluster = named(coeftest(ols, vcovCL(ols, cluster = ~site, type = "HC1"), df = length(unique(complete$site)) - 1)[, 4]),
  interval = square(coefci(ols, vcov. = vcovHC(ols, "HC3"))),
  order = names(coef(ols)),
  log_likelihood = as.numeric(logLik(ols)), aic = AIC(ols), bic = BIC(ols),
  r_squared = summary(ols)$r.squared, adjusted_r_squared = summary(ols)$adj.r.squared, sigma = sigma(ols),
  partial_eta_squared = named(setNames(anova2[terms, "Sum Sq"] / (anova2[terms, "Sum Sq"] + rss), terms)),
  sector_wald = unclass(linearHypothesis(ols, c("sectorgreen", "sectortrade"), vcov. = vcovHC(ols, "HC3")))[c("F", "Pr(>F)")],
  breusch_pagan = named(unlist(bptest(ols)[c("statistic", "p.value")])),
  reset = named(unlist(resettest(ols, power = 2:3, type = "fitted")[c("statistic", "p.value")])),
  shapiro = named(unlist(shapiro.test(residuals(ols))[c("statistic", "p.value")])),
  outlier = named(unlist(outlierTest(ols, cutoff = Inf, n.max = 1)[c("rstudent", "bonf.p")])),
  hat = unname(hatvalues(ols)), cook = unname(cooks.distance(ols)), rstudent = unname(rstudent(ols)),
  rstandard = unname(rstandard(ols)),
  gvif = named(vif(plain)[, "GVIF"]), gvif_root = named(vif(plain)[, 3]),
  gvif_predictor = named(setNames(suppressMessages(vif(ols, type = "predictor"))$GVIF, rownames(suppressMessages(vif(ols, type = "predictor"))))),
  condition = {x <- model.matrix(ols); kappa(sweep(x, 2, sqrt(colSums(x^2)), "/"), exact = TRUE)})
weighted <- lm(score ~ log(hours) + age * woman + sector, complete, weights = weight)
out$wls <- list(coefficients = named(coef(weighted)), HC3 = square(vcovHC(weighted, "HC3")), model = square(vcov(weighted)),
  log_likelihood = as.numeric(logLik(weighted)), r_squared = summary(weighted)$r.squared,
  hat = unname(hatvalues(weighted)), cook = unname(cooks.distance(weighted)), rstudent = unname(rstudent(weighted)))

# --- standardised: numeric inputs centred and divided by one or two standard deviations
scaled <- function(by) {
  d <- complete
  d$lh <- as.numeric(scale(log(d$hours))) / by; d$a <- as.numeric(scale(d$age)) / by
  fit <- lm(I(score / sd(score)) ~ lh + a * woman + sector, d)
  list(estimate = named(coef(fit)[-1]), error = named(sqrt(diag(vcovHC(fit, "HC3")))[-1]))
}
out$standardised <- list(sd = scaled(1), `2sd` = scaled(2))

# --- relative importance: mean gain over all orders of entry, each model refitted
orders <- function(v) if (length(v) < 2) list(v) else unlist(lapply(v, function(x) lapply(orders(setdiff(v, x)), function(r) c(x, r))), FALSE)
shares <- function(parts, reached) {
  total <- setNames(numeric(length(parts)), parts)
  all <- orders(parts)
  for (order in all) {
    before <- 0
    for (i in seq_along(order)) {
      after <- reached(order[1:i]); total[order[i]] <- total[order[i]] + after - before; before <- after
    }
  }
  named(total / length(all))
}
parts <- c("log(hours)", "age", "woman", "sector")
out$lmg <- shares(parts, function(p) summary(lm(reformulate(p, "score"), complete))$r.squared)
empty <- glm(hired01 ~ 1, binomial, complete)
out$mcfadden <- shares(parts, function(p) 1 - as.numeric(logLik(glm(reformulate(p, "hired01"), binomial, complete, epsilon = 1e-14)) / logLik(empty)))

# --- average marginal effects: differences of mean predictions, delta method with numeric gradients
moved <- function(data, name, value) {data[[name]] <- value; data}
effects_of <- function(theta, covariance, predicted, data) {
  all <- list()
  slope <- function(name) function(b) {h <- 1e-3 * sd(data[[name]])
    f <- function(k) predicted(b, moved(data, name, data[[name]] + k * h))
    (-f(2) + 8 * f(1) - 8 * f(-1) + f(-2)) / (12 * h)}
  change <- function(name, from, to) function(b) predicted(b, moved(data, name, to)) - predicted(b, moved(data, name, from))
  level <- function(x) factor(x, levels = levels(data$sector))
  asked <- list(hours = slope("hours"), age = slope("age"), woman = change("woman", 0, 1),
    green = change("sector", level("care"), level("green")), trade = change("sector", level("care"), level("trade")))
  lapply(asked, function(f) {
    g <- jacobian(f, theta)
    list(estimate = as.numeric(f(theta)), error = as.numeric(sqrt(diag(g %*% covariance %*% t(g)))))
  })
}
matrix_of <- function(model, data) model.matrix(delete.response(terms(model)), data, xlev = list(sector = levels(table$sector)))
link <- function(model, inverse) function(b, data) mean(inverse(as.numeric(matrix_of(model, data) %*% b)))
out$ols$effects <- effects_of(coef(ols), vcovHC(ols, "HC3"), link(ols, identity), complete)

# --- logit
logit <- glm(hired01 ~ log(hours) + age * woman + sector, binomial, complete, epsilon = 1e-14)
tests <- function(m, ...) list(HC0 = square(vcovHC(m, "HC0")), HC1 = square(vcovHC(m, "HC1")), model = square(vcov(m)), ...)
group <- cut(fitted(logit), unique(quantile(fitted(logit), seq(0, 1, 0.1))), include.lowest = TRUE)
seen <- tapply(complete$hired01, group, sum); expected <- tapply(fitted(logit), group, sum); size <- tapply(fitted(logit), group, length)
hosmer <- sum((seen - expected)^2 / expected + (seen - expected)^2 / (size - expected))
out$logit <- c(tests(logit, HC3 = square(vcovHC(logit, "HC3")), cluster = square(vcovCL(logit, cluster = ~site, type = "HC0"))), list(
  coefficients = named(coef(logit)), log_likelihood = as.numeric(logLik(logit)), aic = AIC(logit), bic = BIC(logit),
  mcfadden = 1 - as.numeric(logLik(logit)) / as.numeric(logLik(update(logit, . ~ 1))),
  hat = unname(hatvalues(logit)), cook = unname(cooks.distance(logit)), pearson = unname(rstandard(logit, type = "pearson")),
  hosmer = hosmer, hosmer_p = pchisq(hosmer, nlevels(group) - 2, lower.tail = FALSE),
  auc = as.numeric(suppressMessages(pROC::auc(complete$hired01, fitted(logit)))),
  gvif = named(vif(glm(hired01 ~ log(hours) + age + woman + sector, binomial, complete, epsilon = 1e-14))[, "GVIF"]),
  effects = effects_of(coef(logit), vcovHC(logit, "HC1"), link(logit, plogis), complete)))
suppressWarnings(heavy <- glm(hired01 ~ log(hours) + age * woman + sector, binomial, complete, weights = weight, epsilon = 1e-14))
out$weighted_logit <- tests(heavy, coefficients = named(coef(heavy)))

# --- counts
poisson <- glm(absences ~ log(hours) + age * woman + sector + offset(log(months)), stats::poisson, complete, epsilon = 1e-14)
rate <- function(model) {months <- complete$months; function(b, data) mean(months * exp(as.numeric(matrix_of(ols, data) %*% b)))}
pearson <- sum(residuals(poisson, "pearson")^2)
out$poisson <- c(tests(poisson, cluster = square(vcovCL(poisson, cluster = ~site, type = "HC0"))), list(
  coefficients = named(coef(poisson)), log_likelihood = as.numeric(logLik(poisson)), aic = AIC(poisson),
  mcfadden = 1 - as.numeric(logLik(poisson)) / as.numeric(logLik(update(poisson, . ~ 1 + offset(log(months))))),
  dispersion = pearson / df.residual(poisson), dispersion_p = pchisq(pearson, df.residual(poisson), lower.tail = FALSE),
  hat = unname(hatvalues(poisson)), cook = unname(cooks.distance(poisson)), zeros = sum(dpois(0, fitted(poisson))),
  effects = effects_of(coef(poisson), vcovHC(poisson, "HC1"), rate(poisson), complete)))
negative <- glm.nb(absences ~ log(hours) + age * woman + sector + offset(log(months)), complete, control = glm.control(epsilon = 1e-14, maxit = 200))
x <- model.matrix(ols)
likelihood <- function(b) sum(dnbinom(complete$absences, size = 1 / b[7 + 1], mu = complete$months * exp(as.numeric(x %*% b[1:7])), log = TRUE))
at <- c(coef(negative), 1 / negative$theta)
bare <- glm.nb(absences ~ 1 + offset(log(months)), complete, control = glm.control(epsilon = 1e-14, maxit = 200))
out$negative_binomial <- list(coefficients = named(coef(negative)), dispersion = 1 / negative$theta,
  log_likelihood = as.numeric(logLik(negative)), null_log_likelihood = as.numeric(logLik(bare)),
  error = sqrt(diag(solve(-hessian(likelihood, at)))), zeros = sum(dnbinom(0, size = negative$theta, mu = fitted(negative))))

# --- ordered levels
ordered <- polr(content ~ log(hours) + age * woman + sector, complete, Hess = TRUE, control = list(reltol = 1e-15, maxit = 1000))
theta <- c(coef(ordered), ordered$zeta); k <- length(coef(ordered))
chances <- function(b, data) {
  eta <- as.numeric(matrix_of(ols, data)[, -1] %*% b[1:k])
  below <- sapply(b[-(1:k)], function(z) plogis(z - eta)); rowSums(below) * 0
  colMeans(t(apply(cbind(0, below, 1), 1, diff)))
}
y <- as.integer(complete$content)
each <- function(b) {eta <- as.numeric(x[, -1] %*% b[1:k]); z <- c(-Inf, b[-(1:k)], Inf); log(plogis(z[y + 1] - eta) - plogis(z[y] - eta))}
ll <- function(b) sum(each(b))
best <- optim(theta, function(b) -ll(b), function(b) -grad(ll, b), method = "BFGS", control = list(reltol = 1e-16, maxit = 1000))$par
covariance <- solve(-hessian(ll, best))
out$ordinal <- list(parameters = unname(best), polr = unname(theta), order = names(theta), model = square(covariance),
  robust = square(covariance %*% crossprod(jacobian(each, best)) %*% covariance),
  log_likelihood = as.numeric(logLik(ordered)), aic = AIC(ordered),
  effects = effects_of(best, covariance, chances, complete))
# Brant 1990: binary models above each level, their joint covariance, Wald's test that slopes are equal.
above <- lapply(1:3, function(j) glm((y > j) ~ log(hours) + age * woman + sector, binomial, complete, epsilon = 1e-14))
bread <- lapply(above, function(m) solve(t(x) %*% (x * (fitted(m) * (1 - fitted(m))))))
joint <- matrix(0, 18, 18)
for (i in 1:3) for (j in 1:3) {
  w <- fitted(above[[max(i, j)]]) * (1 - fitted(above[[min(i, j)]]))
  joint[(i - 1) * 6 + 1:6, (j - 1) * 6 + 1:6] <- (bread[[i]] %*% (t(x) %*% (x * w)) %*% bread[[j]])[-1, -1]
}
slopes <- unlist(lapply(above, function(m) coef(m)[-1]))
d <- rbind(cbind(-diag(6), diag(6), matrix(0, 6, 6)), cbind(-diag(6), matrix(0, 6, 6), diag(6)))
brant <- as.numeric(t(d %*% slopes) %*% solve(d %*% joint %*% t(d)) %*% (d %*% slopes))
out$ordinal$brant <- list(statistic = brant, p = pchisq(brant, 12, lower.tail = FALSE))

# --- groups
tight <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-12))
mixed <- lmer(score ~ log(hours) + age * woman + sector + (1 | site), complete, control = tight)
full <- lmer(score ~ log(hours) + age * woman + sector + (1 | site), complete, REML = FALSE, control = tight)
variances <- as.data.frame(VarCorr(mixed))$vcov
out$mixed <- list(coefficients = named(fixef(mixed)), model = square(as.matrix(vcov(mixed))), between = variances[1], within = variances[2],
  icc = variances[1] / sum(variances), log_likelihood = as.numeric(logLik(full)), aic = AIC(full), bic = BIC(full),
  restricted = as.numeric(logLik(mixed)))

# --- nested models, and completed tables
bigger <- anova(plain, ols); fewer <- glm(hired01 ~ log(hours) + age + woman, binomial, complete, epsilon = 1e-14)
ratio <- anova(fewer, logit, test = "LRT")
out$compare <- list(f = bigger$F[2], f_p = bigger$`Pr(>F)`[2], chi2 = ratio$Deviance[2], chi2_p = ratio$`Pr(>Chi)`[2])
several <- read.csv(file.path(here, "completed.csv"))
pooled <- mice::pool(mice::as.mira(lapply(split(several, several$imputation), function(d) lm(score ~ log(hours) + age * woman, d))))$pooled
out$pool <- list(order = as.character(pooled$term), estimate = pooled$estimate, error = sqrt(pooled$t), df = pooled$df, fmi = pooled$fmi)
out$versions <- c(list(R = R.version.string), lapply(setNames(nm = c("sandwich", "lmtest", "car", "MASS", "lme4", "pROC", "mice", "numDeriv")), function(p) as.character(packageVersion(p))))
writeLines(jsonlite::toJSON(out, digits = I(17), auto_unbox = TRUE), file.path(here, "expected.json"))
