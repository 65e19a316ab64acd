"""A letter before it is sent: paragraphs picked and worded, and the letter as it will be."""
