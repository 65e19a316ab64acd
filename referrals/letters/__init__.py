"""Letters: plain data in, a document out, shown as HTML and as PDF. Knows neither Django nor the database."""
