"""Messages that a record system could have sent, in every version, for the demo's folder."""
