"""What is measured, against what, with one command each: README.md. Never imported by the product."""
