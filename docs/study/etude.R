# The study of etude.py in base R, counted from exports alone: H=http://127.0.0.1:8080 Rscript docs/study/etude.R FOLDER
H <- Sys.getenv("H", "http://127.0.0.1:8080")
out <- c(commandArgs(trailingOnly = TRUE), ".")[1]
theme <- "logement OU habitation"
written <- "Question écrite"

export <- function(q) {
  address <- paste0(H, "/api/v1/export.csv?fin=0&champs=id,ministre,date_question,delai_jours,statut&type=",
                    URLencode(enc2utf8(written), reserved = TRUE), "&q=", URLencode(enc2utf8(q), reserved = TRUE))
  rows <- read.csv(address, encoding = "UTF-8", na.strings = "", colClasses = c(delai_jours = "integer"))
  each <- strsplit(rows$ministre, " ; ", fixed = TRUE) # a question to several ministers is a row of each
  rows <- rows[rep(seq_len(nrow(rows)), lengths(each)), ]
  rows$ministre <- unlist(each)
  rows$mois <- format(as.Date(rows$date_question, "%Y-%m-%d"), "%Y-%m")
  rows
}
write_rows <- function(rows, name) {
  rows <- rows[do.call(order, c(unname(as.list(rows)), list(method = "radix"))), ]
  write.csv(rows, file.path(out, name), row.names = FALSE, quote = FALSE, na = "", fileEncoding = "UTF-8")
}

found <- export(theme)
all_asked <- export("")

# The monthly share of the theme, by minister.
asked <- all_asked[all_asked$ministre %in% found$ministre & !is.na(all_asked$mois), ]
share <- aggregate(id ~ ministre + mois, asked, length)
names(share)[3] <- "questions"
on_theme <- aggregate(id ~ ministre + mois, found, length)
names(on_theme)[3] <- "nombre"
share <- merge(share, on_theme, all.x = TRUE)
share$nombre[is.na(share$nombre)] <- 0
write_rows(share[, c("ministre", "mois", "nombre", "questions")], "part.csv")

# Delays, with intervals.
wilson <- function(k, n, z = 1.96) {
  middle <- (k + z^2 / 2) / (n + z^2)
  spread <- z * sqrt(k * (n - k) / n + z^2 / 4) / (n + z^2)
  round(c(middle - spread, middle + spread), 4)
}
delays <- do.call(rbind, lapply(split(found, found$ministre), function(rows) {
  days <- sort(rows$delai_jours)
  n <- length(days)
  if (n == 0) return(NULL)
  answered <- sum(rows$statut == "repondue")
  part <- wilson(answered, nrow(rows))
  rank <- qbinom(0.025, n, 0.5)
  bounds <- if (rank > 0) days[c(rank, n + 1 - rank)] else c(NA, NA)
  data.frame(ministre = rows$ministre[1], nombre = nrow(rows), repondues = answered, part_bas = part[1], part_haut = part[2],
             n = n, mediane = median(days), bas = bounds[1], haut = bounds[2],
             en_attente = sum(rows$statut %in% c("sans-reponse", "provisoire")))
}))
write_rows(delays, "delais.csv")

# What waits.
waiting <- found[found$statut %in% c("sans-reponse", "provisoire"), c("id", "ministre")]
write_rows(aggregate(ministre ~ id, waiting, paste, collapse = " ; "), "attente.csv")

# The figure.
pdf(file.path(out, "delais.pdf"), width = 8, height = 1 + nrow(delays) / 3)
par(mar = c(4, 12, 1, 1))
y <- rev(seq_len(nrow(delays)))
plot(delays$mediane, y, xlim = c(0, max(delays$mediane, delays$haut, na.rm = TRUE)), yaxt = "n", ylab = "", xlab = "jours", pch = 19)
segments(delays$bas, y, delays$haut, y)
axis(2, y, iconv(delays$ministre, "UTF-8", "ASCII//TRANSLIT"), las = 1)
invisible(dev.off())
cat(nrow(found), "rows,", nrow(waiting), "waiting\n")
